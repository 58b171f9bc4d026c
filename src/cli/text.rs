//! Text for a terminal: nothing that AWS returns may move the cursor, and columns line up.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// `1 row`, `2 rows`: the word that goes with a count.
pub fn plural(count: u64, word: &str) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

/// `text` with control characters, and characters that turn the direction of writing, spelled out.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_dangerous(c) => {
                // Writing to a String cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// JSON text with the same characters as its escapes: the value stays what it is.
pub fn safe_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(is_dangerous) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if is_dangerous(c) {
            // All of them are below U+10000, where one escape is one character.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Columns of a terminal that `text` takes.
pub fn columns_of(text: &str) -> usize {
    text.width()
}

/// `text` in at most `columns`; what is cut off is shown by `…`.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if columns_of(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut room = columns.saturating_sub(1);
    let kept: String = text
        .chars()
        .take_while(|c| {
            let width = c.width().unwrap_or(0);
            let fits = width <= room;
            room = room.saturating_sub(width);
            fits
        })
        .collect();
    if columns == 0 {
        Cow::Borrowed("")
    } else {
        Cow::Owned(kept + "…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_spelled_out_and_scripts_are_left_alone() {
        assert_eq!(safe("a\u{1b}[31mred\nb"), "a\\u{1b}[31mred\\nb");
        assert_eq!(safe("\u{9b}2J"), "\\u{9b}2J");
        assert_eq!(safe("x\u{202e}gpj"), "x\\u{202e}gpj");
        assert_eq!(safe("größe 東京"), "größe 東京");
    }

    #[test]
    fn cut_text_fits_whatever_its_letters_are_wide() {
        assert_eq!(fit("payments", 8), "payments");
        assert_eq!(fit("payments", 5), "paym…");
        for columns in 0..9 {
            assert!(columns_of(&fit("東京東京 web", columns)) <= columns);
        }
    }
}
