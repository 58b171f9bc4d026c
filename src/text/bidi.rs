//! Words of right-to-left scripts in the order they are read: the Unicode bidirectional algorithm, word by word.
//!
//! The shaper of the fonts orders the letters within a word, but words are laid out from left to right. So the words, the
//! numbers and the signs of a line are put in visual order here, and the letters of a word stay in the order of writing.

use std::borrow::Cow;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// Neighbouring characters that stay together: a word, a number, or one sign with its marks.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    level: Level,
}

/// The text with its words in the order that a line shows them.
pub fn in_visual_order(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_right_to_left) {
        return text.into();
    }
    let info = BidiInfo::new(text, None);
    let mut shown = String::with_capacity(text.len());
    for paragraph in &info.paragraphs {
        let levels = info.reordered_levels(paragraph, paragraph.range.clone());
        let mut words = words_of(
            text,
            paragraph.range.start,
            &levels[paragraph.range.clone()],
        );
        reorder(&mut words);
        for word in &words {
            push(&mut shown, *word);
        }
    }
    shown.into()
}

/// Takes a line apart. `levels` has one level for each of its bytes, of which the first is `start` of `text`.
fn words_of<'a>(text: &'a str, start: usize, levels: &[Level]) -> Vec<Word<'a>> {
    let mut words: Vec<Word<'a>> = Vec::new();
    let line = &text[start..start + levels.len()];
    let mut from = 0;
    let mut before = BidiClass::ON;
    for ((at, c), level) in line.char_indices().map(|one| (one, levels[one.0])) {
        let class = bidi_class(c);
        let to = at + c.len_utf8();
        let last = words.last_mut();
        let joins = match class {
            BidiClass::NSM | BidiClass::BN => true,
            class => {
                level == last.as_ref().map_or(level, |word| word.level)
                    && (level.is_ltr() || (is_letter(class) && is_letter(before)))
            }
        };
        match last {
            Some(word) if joins => word.text = &line[from..to],
            _ => {
                from = at;
                words.push(Word {
                    text: &line[at..to],
                    level,
                });
            }
        }
        if !matches!(class, BidiClass::NSM | BidiClass::BN) {
            before = class;
        }
    }
    words
}

/// From the highest level to the lowest odd one, what stands at it or above is turned around.
fn reorder(words: &mut [Word<'_>]) {
    let highest = words.iter().map(|word| word.level.number()).max();
    for level in (1..=highest.unwrap_or(0)).rev() {
        let mut rest = &mut *words;
        while let Some(start) = rest.iter().position(|word| word.level.number() >= level) {
            let run = &mut rest[start..];
            let end = run.iter().position(|word| word.level.number() < level);
            let end = end.unwrap_or(run.len());
            run[..end].reverse();
            rest = &mut run[end..];
        }
    }
}

fn push(shown: &mut String, word: Word<'_>) {
    let mut chars = word.text.chars();
    if let Some(first) = chars.next().filter(|_| word.level.is_rtl()) {
        shown.push(mirrored(first));
        shown.push_str(chars.as_str());
    } else {
        shown.push_str(word.text);
    }
}

fn is_letter(class: BidiClass) -> bool {
    matches!(class, BidiClass::R | BidiClass::AL)
}

/// Whether a character makes the order of a line differ from that of writing.
fn is_right_to_left(c: char) -> bool {
    // No script below Hebrew is written from right to left.
    c >= '\u{590}'
        && matches!(
            bidi_class(c),
            BidiClass::R
                | BidiClass::AL
                | BidiClass::AN
                | BidiClass::RLI
                | BidiClass::RLE
                | BidiClass::RLO
        )
}

fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 12] = [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('«', '»'),
        ('‹', '›'),
        ('≤', '≥'),
        ('⟨', '⟩'),
        ('⟦', '⟧'),
        ('【', '】'),
        ('「', '」'),
        ('（', '）'),
    ];
    let other = PAIRS.iter().find_map(|&(open, close)| match c {
        c if c == open => Some(close),
        c if c == close => Some(open),
        _ => None,
    });
    other.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Words of Hebrew: אב, גד, הו, and one of Arabic: خادم.
    const A: &str = "\u{5d0}\u{5d1}";
    const B: &str = "\u{5d2}\u{5d3}";
    const C: &str = "\u{5d4}\u{5d5}";
    const ARABIC: &str = "\u{62e}\u{627}\u{62f}\u{645}";

    fn shown(text: String) -> String {
        in_visual_order(&text).into_owned()
    }

    #[test]
    fn text_from_left_to_right_is_not_touched() {
        for text in ["web-1 (prod)", "データ 1", "", "größe", "🚀 x"] {
            assert!(matches!(in_visual_order(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn words_from_right_to_left_stand_from_right_to_left() {
        assert_eq!(shown(A.to_owned()), A, "letters are the shaper's affair");
        assert_eq!(shown(format!("{A} {B} {C}")), format!("{C} {B} {A}"));
        assert_eq!(shown(format!("{A} {B} 12")), format!("12 {B} {A}"));
        assert_eq!(shown(format!("{A} 12 {B}")), format!("{B} 12 {A}"));
        assert_eq!(shown(format!("{A} ({B})")), format!("({B}) {A}"));
        assert_eq!(shown(format!("{A}!")), format!("!{A}"));
    }

    #[test]
    fn words_of_both_directions_stand_where_each_is_read() {
        assert_eq!(shown(format!("web {A} {B} x")), format!("web {B} {A} x"));
        assert_eq!(shown(format!("web-{A}-{B}!")), format!("web-{B}-{A}!"));
        assert_eq!(
            shown(format!("{A} web-1 x {B}")),
            format!("{B} web-1 x {A}")
        );
        assert_eq!(shown(format!("12 {A} {B}")), format!("{B} {A} 12"));
    }

    #[test]
    fn brackets_belong_to_the_text_around_them() {
        // Rule N0: a pair takes the direction of its line when something of that direction is on either side of it.
        assert_eq!(shown(format!("web ({A}) {B}")), format!("web ({A}) {B}"));
        assert_eq!(
            shown(format!("web [{A} 1] {B}")),
            format!("web [1 {A}] {B}")
        );
        assert_eq!(shown(format!("{A} (web) x")), format!("x (web) {A}"));
    }

    #[test]
    fn a_number_keeps_its_separators_and_signs() {
        for number in ["1,234", "10.0.0.1", "12:30", "50%", "1/2"] {
            assert_eq!(
                shown(format!("{A} {number} {B}")),
                format!("{B} {number} {A}")
            );
        }
        assert_eq!(shown(format!("{ARABIC} 1,234")), format!("1,234 {ARABIC}"));
    }

    #[test]
    fn marks_of_every_script_stay_with_their_letter() {
        // A virama, an enclosing circle and a mark of Hebrew.
        let devanagari = "\u{935}\u{94d}";
        assert_eq!(
            shown(format!("{A} {devanagari} {B}")),
            format!("{B} {devanagari} {A}")
        );
        assert_eq!(
            shown(format!("{A} !\u{20dd} {B}")),
            format!("{B} !\u{20dd} {A}")
        );
        let pointed = "\u{5d0}\u{5b8}\u{5d1}";
        assert_eq!(shown(format!("{pointed} {B}")), format!("{B} {pointed}"));
    }

    #[test]
    fn what_is_isolated_does_not_reach_beyond_itself() {
        let visible = |text: String| -> String {
            let shown = shown(text);
            shown
                .chars()
                .filter(|c| !('\u{2066}'..='\u{2069}').contains(c))
                .collect()
        };
        // Without isolates the number would join the words before it.
        let text = format!("web \u{2068}{A} {B}\u{2069}: 12");
        assert_eq!(visible(text), format!("web {B} {A}: 12"));
        let text = format!("{A} \u{2066}web 1!\u{2069} {B}");
        assert_eq!(visible(text), format!("{B} web 1! {A}"));
    }
}
