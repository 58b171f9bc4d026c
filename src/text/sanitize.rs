//! Text from outside, made safe to show: characters that would act on the text around them are replaced or spelled out.
//!
//! Names and tags come from all who may write them in AWS. Control characters, overrides of the writing
//! direction and invisible characters could make one name look like another, or move the cursor of a terminal. Joiners
//! that scripts need to be written with stay as they are.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::truncate;

/// The replacement for a character that would act on others. All fonts have it, unlike "�".
pub const REPLACEMENT: char = '¤';

/// A letter carries no more marks than this in any language; more of them paint over other lines.
const MOST_MARKS: usize = 4;

/// Most characters of a tooltip or of a text for screen readers.
const MOST_CHARS: usize = 2_000;

/// The text in one line.
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, |_| false)
}

/// The text with its line breaks.
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| matches!(c, '\n' | '\t'))
}

/// The beginning of the text with its line breaks, as long as a person may want to read.
pub fn excerpt(text: &str) -> Cow<'_, str> {
    match truncate::to_chars(text, MOST_CHARS) {
        Cow::Borrowed(text) => lines(text),
        Cow::Owned(cut) => lines(&cut).into_owned().into(),
    }
}

/// The text in one line of at most this many characters; the last is an ellipsis where it is cut.
pub fn line_of(text: &str, most_chars: usize) -> String {
    let text = line(text);
    truncate::to_chars(&text, most_chars).into_owned()
}

/// The text with such characters spelled out, for a terminal: `\n`, `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_printable_ascii(text) || !text.chars().any(is_control) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_control(c) => {
                // Writing to a String cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe.into()
}

/// JSON text with such characters as its escapes: the value stays what it is.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if is_printable_ascii(json) || !json.chars().any(is_control) {
        return json.into();
    }
    let mut safe = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if is_control(c) {
            // JSON escapes name UTF-16 units: a character above U+FFFF takes two of them.
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe.into()
}

fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn replaced(text: &str, may_stay: fn(char) -> bool) -> Cow<'_, str> {
    if is_printable_ascii(text) {
        return text.into();
    }
    let mut marks = 0;
    let mut fits = |c: char| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks <= MOST_MARKS && (!is_control(c) || may_stay(c))
    };
    if text.chars().all(&mut fits) {
        return text.into();
    }
    let mut made = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MOST_MARKS + 1 {
            continue;
        }
        let stays = marks <= MOST_MARKS && (!is_control(c) || may_stay(c));
        made.push(if stays { c } else { REPLACEMENT });
    }
    made.into()
}

/// Whether a character acts on others, or is invisible.
pub fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, and marks and overrides of the writing direction.
            '\u{ad}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Spaces of no width, invisible operators, separators of lines and paragraphs.
            | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Invisible letters.
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character is written over the one before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_stay_as_they_are() {
        for name in [
            "web-1",
            "größe",
            "データ",
            "שרת-1",
            "خادم",
            "n\u{303}and\u{fa}",
            "व\u{94d}\u{200d}य",
            "👩\u{200d}💻",
            "",
        ] {
            assert!(
                matches!(line(name), Cow::Borrowed(same) if same == name),
                "{name}"
            );
            assert!(
                matches!(escaped(name), Cow::Borrowed(same) if same == name),
                "{name}"
            );
        }
    }

    #[test]
    fn what_acts_on_other_text_is_replaced() {
        for (text, shown) in [
            ("a\u{0}b\u{1b}[31m", "a¤b¤[31m"),
            ("invoice\u{202e}fdp.exe", "invoice¤fdp.exe"),
            ("\u{2067}abc\u{2069}", "¤abc¤"),
            ("two\nlines\tand\r", "two¤lines¤and¤"),
            ("pro\u{200b}d\u{feff}", "pro¤d¤"),
            ("\u{85}\u{7f}", "¤¤"),
        ] {
            assert_eq!(line(text), shown);
        }
        assert_eq!(lines("two\nlines\u{202e}"), "two\nlines¤");
    }

    #[test]
    fn a_letter_keeps_the_marks_of_its_language_and_not_a_tower() {
        let tower = format!("Z{}algo", "\u{315}".repeat(500));
        let shown = line(&tower);
        assert_eq!(shown.chars().count(), 1 + MOST_MARKS + 1 + 4, "{shown}");
        assert!(shown.ends_with("¤algo"));
    }

    #[test]
    fn a_book_is_cut() {
        let book = "wide ".repeat(1_000_000);
        assert_eq!(excerpt(&book).chars().count(), MOST_CHARS);
        assert_eq!(excerpt("a\u{0}"), "a¤");
        assert_eq!(line_of("a\u{0}bcdef", 4), "a¤b…");
    }

    #[test]
    fn escape_sequences_are_spelled_out_for_a_terminal() {
        assert_eq!(escaped("a\u{1b}[31mred\nb"), "a\\u{1b}[31mred\\nb");
        assert_eq!(escaped("\u{9b}2J"), "\\u{9b}2J");
        assert_eq!(escaped("x\u{202e}gpj"), "x\\u{202e}gpj");
        assert_eq!(escaped("pro\u{200b}d"), "pro\\u{200b}d");
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        for text in ["\"x\u{202e}y\"", "\"a\u{e0041}b\u{9b}\""] {
            let escaped = escaped_json(text);
            assert!(!escaped.chars().any(is_control), "{escaped}");
            let value = |json: &str| serde_json::from_str::<String>(json).unwrap();
            assert_eq!(value(&escaped), value(text));
        }
    }
}
