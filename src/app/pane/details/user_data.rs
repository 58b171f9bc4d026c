//! Base64 that AWS returns where people wrote text: instance user data.

/// What a base64 field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// Text, as it was written.
    Text(String),
    /// Something else; how many bytes.
    Binary(usize),
    /// Compressed with gzip; how many bytes.
    Gzip(usize),
}

/// Decodes a base64 field; `None` for what is not base64.
pub(super) fn decode(text: &str) -> Option<Decoded> {
    let bytes = base64(text)?;
    let count = bytes.len();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(Decoded::Gzip(count));
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Some(Decoded::Text(text)),
        Ok(_) | Err(_) => Some(Decoded::Binary(count)),
    }
}

/// RFC 4648 with padding; line breaks are skipped, as MIME has them.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held, mut digits) = (0u32, 0, 0usize);
    let body = text.trim_end_matches(|c: char| c == '=' || c.is_ascii_whitespace());
    for byte in body.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        digits += 1;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    (digits % 4 != 1).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_data_becomes_the_script_it_was() {
        assert_eq!(
            decode("IyEvYmluL3NoCmVjaG8gaGkK"),
            Some(Decoded::Text("#!/bin/sh\necho hi\n".into()))
        );
        assert_eq!(decode("aGk="), Some(Decoded::Text("hi".into())));
        assert_eq!(decode("aA=="), Some(Decoded::Text("h".into())));
        assert_eq!(decode("aGVs\nbG8="), Some(Decoded::Text("hello".into())));
    }

    #[test]
    fn what_is_not_text_is_named_and_not_shown() {
        assert_eq!(decode("H4sIAAAA"), Some(Decoded::Gzip(6)));
        assert_eq!(decode("/////w=="), Some(Decoded::Binary(4)));
        assert_eq!(decode("not base64!"), None);
        assert_eq!(decode("AAAAA"), None, "five digits are no whole byte");
    }
}
