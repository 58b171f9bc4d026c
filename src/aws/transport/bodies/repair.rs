//! Characters that JSON or XML cannot hold, written so that readers take them.
//!
//! EC2 allows every character in the values of tags (EC2 User Guide, "Tag restrictions"), services cut texts in the
//! middle of a character, and one such text would cost the whole answer. Control characters become references
//! and escapes and stay what they are; half a character becomes U+FFFD.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The replacement for half a character, in UTF-8 and as JSON writes it.
const REPLACEMENT: &str = "\u{fffd}";
const ESCAPED_REPLACEMENT: &[u8] = b"\\ufffd";

/// The body with the characters that its form cannot hold written otherwise; `None` when it has none, as nearly
/// always.
pub(super) fn repaired(body: &[u8]) -> Option<Vec<u8>> {
    let content = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = content.trim_ascii_start().first()?;
    let repair = match first {
        b'<' => repaired_xml,
        b'{' | b'[' => repaired_json,
        _ => return None,
    };
    match String::from_utf8_lossy(body) {
        Cow::Borrowed(_) => repair(body),
        Cow::Owned(text) => Some(repair(text.as_bytes()).unwrap_or_else(|| text.into_bytes())),
    }
}

/// Whether a character of one byte may stand in neither form. No byte of a longer character is below 0x80.
fn is_refused(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

fn repaired_xml(body: &[u8]) -> Option<Vec<u8>> {
    if !body.iter().copied().any(is_refused) {
        return None;
    }
    let mut text = Vec::with_capacity(body.len() + 64);
    let mut reference = String::new();
    for &byte in body {
        match byte {
            // There is no reference to it either.
            0 => text.extend_from_slice(REPLACEMENT.as_bytes()),
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

fn repaired_json(body: &[u8]) -> Option<Vec<u8>> {
    let may_be_odd = body.iter().any(|byte| *byte < b' ') || has_surrogate(body);
    may_be_odd.then(|| JsonRepair::of(body))?
}

/// Whether half of a pair of UTF-16 is written somewhere: `\ud83d`.
fn has_surrogate(body: &[u8]) -> bool {
    body.windows(3)
        .any(|three| matches!(three, [b'\\', b'u', b'd' | b'D']))
}

/// A JSON text on its way from `body` to `written`.
struct JsonRepair<'a> {
    body: &'a [u8],
    written: Vec<u8>,
    /// Up to where the body has been written.
    done: usize,
}

impl<'a> JsonRepair<'a> {
    /// The repaired text; `None` when nothing had to be.
    fn of(body: &'a [u8]) -> Option<Vec<u8>> {
        let mut repair = Self {
            body,
            written: Vec::new(),
            done: 0,
        };
        let (mut at, mut is_inside) = (0, false);
        while let Some(&byte) = body.get(at) {
            at += match byte {
                b'"' => {
                    is_inside = !is_inside;
                    1
                }
                b'\\' if is_inside => repair.escape(at),
                byte if is_inside && byte < b' ' => {
                    repair.put(at, 1, format!("\\u{byte:04x}").as_bytes());
                    1
                }
                _ => 1,
            };
        }
        if repair.done == 0 {
            return None;
        }
        repair.written.extend_from_slice(&body[repair.done..]);
        Some(repair.written)
    }

    /// Looks at an escape; how many bytes it takes.
    fn escape(&mut self, at: usize) -> usize {
        match (self.half(at), self.half(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                self.put(at, 6, ESCAPED_REPLACEMENT);
                6
            }
            _ => 2,
        }
    }

    /// The value of a `\uXXXX` at a place.
    fn half(&self, at: usize) -> Option<u32> {
        let digits = self.body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    }

    /// Writes `instead` for `length` bytes.
    fn put(&mut self, at: usize, length: usize, instead: &[u8]) {
        self.written.extend_from_slice(&self.body[self.done..at]);
        self.written.extend_from_slice(instead);
        self.done = at + length;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn text(body: &[u8]) -> Option<String> {
        repaired(body).map(|text| String::from_utf8(text).expect("text"))
    }

    #[test]
    fn what_both_forms_can_hold_stays_as_it_is() {
        for body in [
            "<a>tab\t, line\r\n, é, 名, \u{7f}</a>",
            "{\n\t\"a\": \"\\n \\ud83d\\ude00 é \\\\ud83d\"\n}",
            "plain \u{7} text",
            "",
        ] {
            assert_eq!(text(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn control_characters_of_xml_become_references() {
        let expected = "<a>bell&#x7; nul\u{fffd} escape&#x1b;[0m</a>";
        let odd = b"<a>bell\x07 nul\x00 escape\x1b[0m</a>";
        assert_eq!(text(odd).as_deref(), Some(expected));
    }

    #[test]
    fn half_a_character_becomes_a_replacement_and_its_neighbours_stay() {
        let of = |inside: &[u8]| -> Value {
            let body = [b"{\"a\":\"".as_slice(), inside, b"\",\"b\":1}"].concat();
            let text = repaired(&body).expect("something to repair");
            serde_json::from_slice(&text).expect("JSON")
        };
        for (odd, expected) in [
            (b"cut \\ud83d".as_slice(), "cut \u{fffd}"),
            (b"\\ude00 low", "\u{fffd} low"),
            (b"\\ud83d\\ud83d\\ude00", "\u{fffd}\u{1f600}"),
            (b"\\ud83d\\n", "\u{fffd}\n"),
            (b"raw\nline\x07\x00", "raw\nline\u{7}\0"),
            (b"\xff byte \xe5\x90", "\u{fffd} byte \u{fffd}"),
            (b"\\\"\\ud800\\\"", "\"\u{fffd}\""),
        ] {
            assert_eq!(of(odd), json!({"a": expected, "b": 1}), "{odd:?}");
        }
    }
}
