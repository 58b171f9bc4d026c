//! Text from outside, made safe to show: characters that would act on the text around them are replaced by a
//! sign.
//!
//! Names and tags come from all who may write them in AWS. Control characters, overrides of the writing
//! direction and invisible characters could make one name look like another. Joiners that scripts need to be
//! written with stay as they are.

use std::borrow::Cow;

/// The replacement for a character that would act on others. All fonts have it, unlike "�".
pub const SIGN: char = '¤';

/// A letter carries no more marks than this in any language; more of them paint over other lines.
const MOST_MARKS: usize = 4;

/// Most characters of a tooltip or of a text for screen readers.
const MOST_CHARS: usize = 2_000;

/// The text in one line.
pub fn plain(text: &str) -> Cow<'_, str> {
    made_plain(text, |_| false)
}

/// The text with its line breaks.
pub fn plain_lines(text: &str) -> Cow<'_, str> {
    made_plain(text, |c| matches!(c, '\n' | '\t'))
}

/// The beginning of the text with its line breaks, as long as a person may want to read.
pub fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", plain_lines(&text[..end])).into(),
        None => plain_lines(text),
    }
}

/// The text without line breaks, in at most this many characters; the last is an ellipsis where it is cut.
pub fn ellipsized(text: &str, most_chars: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most_chars {
        return text.into_owned();
    }
    text.chars().take(most_chars - 1).chain(['…']).collect()
}

fn made_plain(text: &str, may_stay: fn(char) -> bool) -> Cow<'_, str> {
    let is_printed = |byte: u8| (b' '..=b'~').contains(&byte);
    if text.bytes().all(is_printed) {
        return text.into();
    }
    let mut marks = 0;
    let mut fits = |c: char| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks <= MOST_MARKS && (!acts(c) || may_stay(c))
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
        let stays = marks <= MOST_MARKS && (!acts(c) || may_stay(c));
        made.push(if stays { c } else { SIGN });
    }
    made.into()
}

/// Whether a character acts on others, or is invisible.
fn acts(c: char) -> bool {
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
                matches!(plain(name), Cow::Borrowed(same) if same == name),
                "{name}"
            );
        }
    }

    #[test]
    fn what_acts_on_other_text_is_a_sign() {
        for (text, shown) in [
            ("a\u{0}b\u{1b}[31m", "a¤b¤[31m"),
            ("invoice\u{202e}fdp.exe", "invoice¤fdp.exe"),
            ("\u{2067}abc\u{2069}", "¤abc¤"),
            ("two\nlines\tand\r", "two¤lines¤and¤"),
            ("pro\u{200b}d\u{feff}", "pro¤d¤"),
            ("\u{85}\u{7f}", "¤¤"),
        ] {
            assert_eq!(plain(text), shown);
        }
        assert_eq!(plain_lines("two\nlines\u{202e}"), "two\nlines¤");
    }

    #[test]
    fn a_letter_keeps_the_marks_of_its_language_and_not_a_tower() {
        let tower = format!("Z{}algo", "\u{315}".repeat(500));
        let shown = plain(&tower);
        assert_eq!(shown.chars().count(), 1 + MOST_MARKS + 1 + 4, "{shown}");
        assert!(shown.ends_with("¤algo"));
    }

    #[test]
    fn a_book_is_shortened() {
        let book = "wide ".repeat(1_000_000);
        assert_eq!(shortened(&book).chars().count(), MOST_CHARS + 1);
        assert_eq!(shortened("a\u{0}"), "a¤");
    }

    #[test]
    fn the_sign_is_in_the_fonts() {
        let mut harness = egui_kittest::Harness::new_ui(|ui| {
            for font in [
                egui::FontId::proportional(13.0),
                egui::FontId::monospace(12.0),
            ] {
                assert!(
                    ui.painter().fonts_mut(|fonts| fonts.has_glyph(&font, SIGN)),
                    "{font:?}"
                );
            }
        });
        harness.run();
    }
}
