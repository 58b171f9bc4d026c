//! The order of names as people read them: capitals count as small letters, and numbers by what they are, so
//! that `web:2` comes before `web:10`.
//!
//! A text is compared by its sort key: its folded bytes, where each number is written as how many digits it
//! has, then these digits.

use std::cmp::Ordering;

/// From how many digits on a number's length takes a byte of its own.
const LONG: usize = 9;

/// The order of two texts; those that differ in case or in leading zeros alone are equal.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    SortKey::of(a).cmp(SortKey::of(b))
}

/// The first sixteen bytes of a text's sort key, so that integers compare as the texts do.
pub(super) fn prefix(text: &str) -> u128 {
    let mut bytes = [0_u8; 16];
    for (place, byte) in bytes.iter_mut().zip(SortKey::of(text)) {
        *place = byte;
    }
    u128::from_be_bytes(bytes)
}

/// The bytes of a text's sort key.
struct SortKey<'a> {
    text: &'a str,
    at: usize,
    /// Where the digits end that are copied as they are.
    digits_end: usize,
    /// The length of a long number, which comes before its digits.
    length: Option<u8>,
    /// The rest of a letter that folds to several bytes.
    folded: Folded,
}

/// A folded letter beyond ASCII, of which some bytes were given.
#[derive(Default)]
struct Folded {
    bytes: [u8; 12],
    at: u8,
    end: u8,
}

impl<'a> SortKey<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            digits_end: 0,
            length: None,
            folded: Folded::default(),
        }
    }

    /// The first byte of a number: how many digits it has without leading zeros.
    fn number(&mut self) -> u8 {
        let rest = &self.text.as_bytes()[self.at..];
        let run = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let zeros = rest[..run].iter().take_while(|byte| **byte == b'0').count();
        self.digits_end = self.at + run;
        self.at += zeros;
        let digits = run - zeros;
        if digits >= LONG {
            self.length = Some(u8::try_from(digits).unwrap_or(u8::MAX));
        }
        b'0' + u8::try_from(digits.min(LONG)).unwrap_or_default()
    }

    /// The first byte of a letter beyond ASCII, folded.
    fn letter(&mut self) -> Option<u8> {
        let letter = self.text.get(self.at..)?.chars().next()?;
        self.at += letter.len_utf8();
        let mut end = 0;
        for lower in letter.to_lowercase() {
            let written = lower.encode_utf8(self.folded.bytes.get_mut(end..)?).len();
            end += written;
        }
        self.folded.at = 0;
        self.folded.end = u8::try_from(end).ok()?;
        self.folded.next()
    }
}

impl Folded {
    fn next(&mut self) -> Option<u8> {
        let byte = (self.at < self.end).then(|| self.bytes[usize::from(self.at)])?;
        self.at += 1;
        Some(byte)
    }
}

impl Iterator for SortKey<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let Some(length) = self.length.take() {
            return Some(length);
        }
        if let Some(byte) = self.folded.next() {
            return Some(byte);
        }
        let byte = *self.text.as_bytes().get(self.at)?;
        if self.at < self.digits_end {
            self.at += 1;
            return Some(byte);
        }
        if byte.is_ascii_digit() {
            return Some(self.number());
        }
        if byte.is_ascii() {
            self.at += 1;
            return Some(byte.to_ascii_lowercase());
        }
        self.letter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_stand_by_what_they_are() {
        let in_order = [
            "api:10",
            "node-0",
            "node-1",
            "node-02",
            "node-9",
            "node-10",
            "node-99999999",
            "node-100000000",
            "node-1000000000",
            "node-a",
            "v1.2.9",
            "v1.2.10",
            "v1.10.0",
            "Web:1",
            "web:2",
            "web:10",
            "\u{e9}clair2",
            "\u{c9}clair10",
        ];
        for pair in in_order.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert!(prefix(pair[0]) <= prefix(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn case_and_leading_zeros_make_no_difference() {
        assert_eq!(compare("a1", "A1"), Ordering::Equal);
        assert_eq!(compare("a1", "a01"), Ordering::Equal);
        assert_ne!(compare("a1", "a10"), Ordering::Equal);
        assert_eq!(prefix("a1"), prefix("A01"));
    }
}
