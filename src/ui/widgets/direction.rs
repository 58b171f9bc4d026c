//! Words of right-to-left scripts in the order they are read.
//!
//! The fonts' shaper orders the letters within a word, but words are laid out from left to right. This puts the
//! words of Hebrew, Arabic and other right-to-left scripts in visual order: the Unicode bidirectional algorithm
//! without explicit overrides (see [`super::plain`]), word by word.

use std::borrow::Cow;

/// What a character means for the direction of those around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Written from left to right.
    Left,
    /// Written from right to left.
    Right,
    /// A digit: within a number from left to right, between words as these are.
    Digit,
    /// Takes the direction from its neighbours.
    Neutral,
}

/// Neighbouring characters of one direction: a word, a number, or one sign.
#[derive(Clone, Copy, Debug)]
struct Word<'a> {
    text: &'a str,
    class: Class,
    level: u8,
}

/// The text with its words in the order that a line shows them.
pub fn in_visual_order(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| class_of(c) == Class::Right) {
        return text.into();
    }
    let mut words = words_of(text);
    let strong = words
        .iter()
        .find(|word| word.class != Class::Neutral && word.class != Class::Digit);
    let base = u8::from(strong.is_some_and(|word| word.class == Class::Right));
    set_levels(&mut words, base);
    for level in [2, 1] {
        let mut rest = words.as_mut_slice();
        while let Some(start) = rest.iter().position(|word| word.level >= level) {
            let run = &mut rest[start..];
            let end = run
                .iter()
                .position(|word| word.level < level)
                .unwrap_or(run.len());
            run[..end].reverse();
            rest = &mut run[end..];
        }
    }
    let mut shown = String::with_capacity(text.len());
    for word in &words {
        match (word.class, word.level, word.text.chars().next()) {
            (Class::Neutral, 1, Some(c)) => shown.push(mirrored(c)),
            _ => shown.push_str(word.text),
        }
    }
    shown.into()
}

fn words_of(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let class = class_of(c);
        if let Some(last) = words.last_mut() {
            let goes_on = last.class == class && class != Class::Neutral;
            if goes_on || is_joined(c) {
                last.text = &text[start..end];
                continue;
            }
        }
        start = at;
        words.push(Word {
            text: &text[at..end],
            class,
            level: 0,
        });
    }
    words
}

/// Even levels are written from left to right, odd ones from right to left.
fn set_levels(words: &mut [Word<'_>], base: u8) {
    let left = if base == 0 { 0 } else { 2 };
    let start = if base == 0 { Class::Left } else { Class::Right };
    let mut before = start;
    for at in 0..words.len() {
        let level = match words[at].class {
            Class::Right => 1,
            Class::Digit if before == Class::Right => 2,
            Class::Left | Class::Digit => left,
            Class::Neutral => {
                let after = words[at..].iter().find_map(|word| match word.class {
                    Class::Neutral => None,
                    // Beside a word from right to left a number counts as one.
                    Class::Digit => Some(before),
                    class => Some(class),
                });
                match (before, after.unwrap_or(start)) {
                    (Class::Right, Class::Right) => 1,
                    (Class::Left, Class::Left) => left,
                    _ => base,
                }
            }
        };
        words[at].level = level;
        if matches!(words[at].class, Class::Left | Class::Right) {
            before = words[at].class;
        }
    }
}

fn class_of(c: char) -> Class {
    match c {
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Class::Digit,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Class::Right,
        c if c.is_alphabetic() => Class::Left,
        _ => Class::Neutral,
    }
}

/// Written together with the character before it.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Words of Hebrew: אב, גד, הו.
    const A: &str = "\u{5d0}\u{5d1}";
    const B: &str = "\u{5d2}\u{5d3}";
    const C: &str = "\u{5d4}\u{5d5}";

    #[test]
    fn text_from_left_to_right_is_not_touched() {
        for text in ["web-1 (prod)", "データ 1", "", "größe", "🚀 x"] {
            assert!(matches!(in_visual_order(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn words_from_right_to_left_stand_from_right_to_left() {
        let shown = |text: String| in_visual_order(&text).into_owned();
        assert_eq!(shown(A.to_owned()), A, "letters are the shaper's affair");
        assert_eq!(shown(format!("{A} {B} {C}")), format!("{C} {B} {A}"));
        assert_eq!(shown(format!("{A} {B} 12")), format!("12 {B} {A}"));
        assert_eq!(shown(format!("{A} 12 {B}")), format!("{B} 12 {A}"));
        assert_eq!(shown(format!("{A} ({B})")), format!("({B}) {A}"));
        assert_eq!(shown(format!("{A}!")), format!("!{A}"));
    }

    #[test]
    fn words_of_both_directions_stand_where_each_is_read() {
        let shown = |text: String| in_visual_order(&text).into_owned();
        assert_eq!(shown(format!("web {A} {B} x")), format!("web {B} {A} x"));
        assert_eq!(shown(format!("web-{A}-{B}!")), format!("web-{B}-{A}!"));
        assert_eq!(
            shown(format!("{A} web-1 x {B}")),
            format!("{B} web-1 x {A}")
        );
        assert_eq!(shown(format!("12 {A} {B}")), format!("{B} {A} 12"));
    }
}
