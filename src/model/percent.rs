//! Percent-coding of addresses, queries and forms.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters, as signatures need it.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// The same for a path of several parts.
const RESERVED_IN_PATHS: &AsciiSet = &RESERVED.remove(b'/');
/// The same for an ARN that is to be read.
const RESERVED_IN_ARNS: &AsciiSet = &RESERVED_IN_PATHS.remove(b':');

/// The text as one part of an address.
pub fn encoded(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// The text as a path: slashes stay.
pub fn encoded_path(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED_IN_PATHS).into()
}

/// The text as an ARN: slashes and colons stay.
pub fn encoded_arn(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED_IN_ARNS).into()
}

/// Decodes a name or value of a form. Invalid codes stay as they are, invalid UTF-8 becomes U+FFFD.
pub fn decoded_form(text: &[u8]) -> String {
    let blanks: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&blanks).decode_utf8_lossy().into_owned()
}

/// Decodes a text; `None` when it has an invalid code or invalid UTF-8.
pub fn decoded_exactly(text: &str) -> Option<String> {
    let mut after_signs = text.split('%').skip(1);
    let is_code = |after: &str| after.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !after_signs.all(is_code) {
        return None;
    }
    let decoded = percent_decode(text.as_bytes()).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_is_coded_byte_by_byte() {
        assert_eq!(encoded("a-._~Z9"), "a-._~Z9");
        assert_eq!(encoded("x&y=/ü "), "x%26y%3D%2F%C3%BC%20");
        assert_eq!(encoded_path("a/b c"), "a/b%20c");
        assert_eq!(encoded_arn("arn:a:b/c d"), "arn:a:b/c%20d");
    }

    #[test]
    fn forms_are_decoded_as_far_as_they_are_coded() {
        for (text, decoded) in [
            ("a+b%20c", "a b c"),
            ("100%", "100%"),
            ("%zz%41", "%zzA"),
            ("%ff", "\u{fffd}"),
            ("%2B", "+"),
        ] {
            assert_eq!(decoded_form(text.as_bytes()), decoded, "{text}");
        }
    }

    #[test]
    fn a_document_is_decoded_whole_or_not_at_all() {
        assert_eq!(decoded_exactly("%7B%22a%22%7d").as_deref(), Some("{\"a\"}"));
        for odd in ["%7", "%zz", "%", "%ff"] {
            assert_eq!(decoded_exactly(odd), None, "{odd}");
        }
    }
}
