//! Control characters in EC2's XML, written so that readers of XML take them.
//!
//! EC2 allows every character in the values of tags (EC2 User Guide, "Tag restrictions"), but XML 1.0 has no
//! way to hold most control characters, and the SDK's reader refuses the whole answer for one of them. As a
//! reference (`&#x7;`) it lets them pass, and what was written is kept.

use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use aws_smithy_types::body::SdkBody;
use http_body::{Body, Frame, SizeHint};

/// What XML may not hold as it is, of the characters of one byte. No byte of a longer one is below 0x80.
fn is_refused(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// The same with references for what XML refuses; `None` when there is nothing of it, which is the
/// rule.
fn escaped(data: &[u8]) -> Option<Vec<u8>> {
    if !data.iter().copied().any(is_refused) {
        return None;
    }
    let mut text = Vec::with_capacity(data.len() + 64);
    let mut reference = String::new();
    for &byte in data {
        match byte {
            // There is no reference to it either: it stands as what cannot be shown.
            0 => text.extend_from_slice("\u{fffd}".as_bytes()),
            byte if is_refused(byte) => {
                reference.clear();
                // Writing to a string cannot fail.
                let _ = write!(reference, "&#x{byte:x};");
                text.extend_from_slice(reference.as_bytes());
            }
            byte => text.push(byte),
        }
    }
    Some(text)
}

/// A body whose control characters are references, as it arrives.
#[derive(Debug)]
struct Escaped(SdkBody);

impl Body for Escaped {
    type Data = <SdkBody as Body>::Data;
    type Error = <SdkBody as Body>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let escape = |frame: Frame<Self::Data>| {
            frame.map_data(|data| match escaped(&data) {
                Some(text) => text.into(),
                None => data,
            })
        };
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map(|frame| frame.map(|frame| frame.map(escape)))
    }

    fn is_end_stream(&self) -> bool {
        Body::is_end_stream(&self.0)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default() // references are longer than what they stand for
    }
}

/// The body with references in place of control characters.
pub(super) fn escape_control_chars(body: SdkBody) -> SdkBody {
    match body.bytes().map(escaped) {
        Some(Some(text)) => text.into(),
        Some(None) => body,
        None => SdkBody::from_body_1_x(Escaped(body)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_xml_refuses_is_written_otherwise() {
        assert_eq!(escaped("tab\t, line\r\n, é, 名, \u{7f}".as_bytes()), None);
        let text = escaped(b"bell\x07 nul\x00 escape\x1b[0m").expect("something of it");
        let expected = "bell&#x7; nul\u{fffd} escape&#x1b;[0m";
        assert_eq!(String::from_utf8(text).expect("text"), expected);
    }
}
