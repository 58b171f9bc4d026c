//! Counts as people read them.

use compact_str::{CompactString, ToCompactString as _, format_compact};

/// A whole number that is not negative.
pub trait Count: Copy {
    /// The number.
    fn number(self) -> u64;
}

impl Count for u64 {
    fn number(self) -> u64 {
        self
    }
}

impl Count for u32 {
    fn number(self) -> u64 {
        self.into()
    }
}

impl Count for usize {
    fn number(self) -> u64 {
        self as u64
    }
}

/// `12500` → `12,500`.
pub fn grouped(count: impl Count) -> CompactString {
    let digits = count.number().to_compact_string();
    if digits.len() <= 3 {
        return digits;
    }
    let mut text = CompactString::default();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `12,500 rows`.
pub fn counted(count: impl Count, noun: &str) -> CompactString {
    format_compact!("{} {}", grouped(count), plural(count, noun))
}

/// `row` for one, `rows` for any other count.
pub fn plural(count: impl Count, noun: &str) -> CompactString {
    if count.number() == 1 {
        noun.into()
    } else {
        format_compact!("{noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_500, "12,500"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn one_is_no_plural() {
        assert_eq!(counted(1usize, "resource"), "1 resource");
        assert_eq!(counted(0usize, "resource"), "0 resources");
        assert_eq!(counted(1_000u32, "query key"), "1,000 query keys");
    }
}
