//! One text to look for in one field, without regard to case.

use std::ops::Range;

use super::ast::Pattern;
use super::fuzzy::Fuzzy;
use super::regex::Regex;
use super::span::Spanned;

/// A text to look for, folded to lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Needle {
    /// Anywhere in the field.
    Within(Within),
    /// The whole field, in pieces between `*`.
    Glob(Box<[Box<str>]>),
    /// A regular expression, anywhere in the field.
    Regex(Regex),
    /// Letters in order, with little between them.
    Fuzzy(Fuzzy),
}

/// A text without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Within {
    text: Box<str>,
    /// Of an ASCII text of two bytes and more, the two that follow each other least often.
    pair: Option<Pair>,
}

impl Within {
    fn new(text: String) -> Self {
        let bytes = text.as_bytes();
        let rareness = |pair: &&[u8]| commonness(pair[0]) * commonness(pair[1]);
        let rarest = bytes.windows(2).min_by_key(rareness);
        let pair = rarest.filter(|_| text.is_ascii());
        Self {
            pair: pair.map(|pair| Pair::new(pair[0], pair[1])),
            text: text.into(),
        }
    }

    fn is_in(&self, text: &str) -> bool {
        match &self.pair {
            Some(pair) if pair.is_ruled_out(text.as_bytes()) => false,
            None if text.is_ascii() && !self.text.is_ascii() => false,
            _ => find_folded(text, &self.text, 0).is_some(),
        }
    }
}

/// Two bytes that follow each other, looked for eight places at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pair([Repeated; 2]);

/// A folded byte in each byte of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Repeated {
    byte: u64,
    /// The bits that make upper-case letters lower case.
    fold: u64,
}

const EACH: u64 = 0x0101_0101_0101_0101;
const TOP_BITS: u64 = EACH << 7;

impl Repeated {
    fn new(byte: u8) -> Self {
        let fold = if byte.is_ascii_lowercase() { 0x20 } else { 0 };
        Self {
            byte: EACH * u64::from(byte),
            fold: EACH * fold,
        }
    }

    /// Zero in the bytes that equal the folded one, in either case.
    fn differences(&self, word: u64) -> u64 {
        (word | self.fold) ^ self.byte
    }
}

impl Pair {
    fn new(first: u8, second: u8) -> Self {
        Self([Repeated::new(first), Repeated::new(second)])
    }

    /// Whether `text` folds byte by byte and does not have the two. A short text is not ruled out: it is read
    /// as fast.
    fn is_ruled_out(&self, text: &[u8]) -> bool {
        const WORD: usize = size_of::<u64>();
        let Some(last) = text.len().checked_sub(WORD + 1) else {
            return false;
        };
        let word = |at: usize| {
            let bytes = text[at..at + WORD].try_into();
            u64::from_le_bytes(bytes.expect("eight bytes"))
        };
        let [first, second] = &self.0;
        let (mut found, mut bits) = (0, 0);
        let mut look = |at: usize| {
            let (here, next) = (word(at), word(at + 1));
            let differences = first.differences(here) | second.differences(next);
            // The lowest zero byte, at least, has its top bit left.
            found |= differences.wrapping_sub(EACH) & !differences;
            bits |= here | next;
        };
        let mut at = 0;
        while at < last {
            look(at);
            at += WORD;
        }
        // The last places once more, where the length is no multiple.
        look(last);
        found & TOP_BITS == 0 && (bits & TOP_BITS == 0 || folds_bytewise(text))
    }
}

/// Letters that are no hexadecimal digits, the rarest first.
const RARE_FIRST: &[u8] = b"zqxjkvywgpmuhlnrsoti";

/// How often a folded byte is in ids, names and ARNs, roughly: hexadecimal digits and what parts words are
/// everywhere, then come the letters as English has them.
fn commonness(byte: u8) -> usize {
    match RARE_FIRST.iter().position(|letter| *letter == byte) {
        Some(rank) => rank + 2,
        None if byte.is_ascii_alphanumeric() || b"-:/_.".contains(&byte) => RARE_FIRST.len() + 2,
        None => 1,
    }
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        let folded = text.to_lowercase();
        if folded.contains('*') {
            Self::Glob(folded.split('*').map(Into::into).collect())
        } else {
            Self::Within(Within::new(folded))
        }
    }

    /// What a pattern that is no tag looks for.
    pub(super) fn of(pattern: &Pattern) -> Self {
        match pattern {
            Pattern::Regex(text) => match Regex::new(text) {
                Ok(regex) => Self::Regex(regex),
                Err(_) => Self::new(text),
            },
            Pattern::Fuzzy(text) => Self::Fuzzy(Fuzzy::new(text)),
            Pattern::Text(text)
            | Pattern::Tag {
                key: Spanned { node: text, .. },
                ..
            } => Self::new(text),
        }
    }

    /// Whether the field is what is looked for.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Within(within) => within.is_in(text),
            Self::Glob(pieces) => glob_matches(text, pieces),
            Self::Regex(regex) => regex.is_in(text),
            Self::Fuzzy(fuzzy) => fuzzy.is_in(text),
        }
    }

    /// The first place in `text` where it is, if that is a part of it.
    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        match self {
            Self::Within(within) => {
                let end = find_folded(text, &within.text, 0)?;
                // Letters that are folded may be longer or shorter than they were.
                let mut starts = text[..end].char_indices().rev().map(|(at, _)| at);
                let start =
                    starts.find(|at| prefix_folded(&text[*at..], &within.text).is_some())?;
                Some(start..end)
            }
            Self::Glob(pieces) => glob_matches(text, pieces).then_some(0..text.len()),
            Self::Regex(regex) => regex.find(text),
            Self::Fuzzy(_) => None,
        }
    }

    /// The text as it is, folded; `None` when it has gaps.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Within(within) => Some(&within.text),
            Self::Glob(_) | Self::Regex(_) | Self::Fuzzy(_) => None,
        }
    }

    /// For tags the whole key or value must match, with or without `*`.
    pub(super) fn matches_whole(&self, text: &str) -> bool {
        match self {
            Self::Within(within) => folded(text).eq(within.text.chars()),
            Self::Glob(_) | Self::Regex(_) | Self::Fuzzy(_) => self.matches(text),
        }
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// Byte position after the first occurrence of `needle`, at or after byte `from`, without case.
fn find_folded(text: &str, needle: &str, from: usize) -> Option<usize> {
    if needle.is_empty() {
        return Some(from);
    }
    if needle.is_ascii() && folds_bytewise(text.as_bytes()) {
        let (text, needle) = (text.as_bytes().get(from..)?, needle.as_bytes());
        return find_ascii(text, needle).map(|at| from + at + needle.len());
    }
    let starts = text.get(from..)?.char_indices();
    starts
        .into_iter()
        .find_map(|(at, _)| prefix_folded(&text[from + at..], needle).map(|end| from + at + end))
}

/// Whether only the ASCII letters of a UTF-8 text fold to ASCII letters. Two more do: the sign for Kelvin and
/// the dotted capital I. It is enough that nothing begins as they do.
fn folds_bytewise(text: &[u8]) -> bool {
    const BEGINNINGS: [u8; 2] = [0xe2, 0xc4];
    text.is_ascii() || !text.iter().any(|byte| BEGINNINGS.contains(byte))
}

/// Where `needle`, folded and not empty, begins in `text`. Most bytes are not its first.
fn find_ascii(text: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, rest) = needle.split_first()?;
    let last_start = text.len().checked_sub(needle.len())?;
    let starts = &text[..=last_start];
    let is_here = |at: usize| text[at + 1..=at + rest.len()].eq_ignore_ascii_case(rest);
    let mut places = starts.iter().enumerate();
    let found = places.find(|(at, byte)| byte.to_ascii_lowercase() == *first && is_here(*at));
    found.map(|(at, _)| at)
}

/// Bytes of `text` that fold to `needle`, when it starts with it.
fn prefix_folded(text: &str, needle: &str) -> Option<usize> {
    let mut wanted = needle.chars();
    for (at, c) in text.char_indices() {
        if wanted.as_str().is_empty() {
            return Some(at);
        }
        if !c.to_lowercase().all(|c| wanted.next() == Some(c)) {
            return None;
        }
    }
    wanted.as_str().is_empty().then_some(text.len())
}

/// First piece at the start, last at the end, the others in order between.
fn glob_matches(text: &str, pieces: &[Box<str>]) -> bool {
    let [first, middle @ .., last] = pieces else {
        return false;
    };
    let Some(mut at) = prefix_folded(text, first) else {
        return false;
    };
    for piece in middle {
        match find_folded(text, piece, at) {
            Some(after) => at = after,
            None => return false,
        }
    }
    let starts = text[at..]
        .char_indices()
        .map(|(start, _)| at + start)
        .chain([text.len()]);
    starts
        .into_iter()
        .any(|start| prefix_folded(&text[start..], last) == Some(text.len() - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `*` means, spelled out by trying everything.
    fn naive_glob(text: &[char], pattern: &[char]) -> bool {
        match (text, pattern) {
            (_, ['*', rest @ ..]) => (0..=text.len()).any(|at| naive_glob(&text[at..], rest)),
            ([t, text @ ..], [p, rest @ ..]) => t == p && naive_glob(text, rest),
            ([], []) => true,
            _ => false,
        }
    }

    #[test]
    fn a_text_is_found_wherever_it_stands_in_a_text_of_any_length() {
        let around = "x0-Qä".repeat(9);
        for needle in ["web", "-7", "i", "ab/cd:ef", "ä", "zz", "grün", "k"] {
            let sources_checked = Needle::new(&needle.to_uppercase());
            for length in (0..=around.len()).filter(|at| around.is_char_boundary(*at)) {
                for at in (0..=length).filter(|at| around.is_char_boundary(*at)) {
                    for plain in [false, true] {
                        let mut text = around[..length].to_owned();
                        text.insert_str(at, needle);
                        if plain {
                            text = text.replace('ä', "a");
                        }
                        for text in [&text, &text.to_uppercase()] {
                            let is = text.to_lowercase().contains(needle);
                            assert_eq!(sources_checked.matches(text), is, "{needle} in {text}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_folds_to_ascii_and_is_none_is_known() {
        for letter in ('\u{80}'..=char::MAX).filter(|c| c.to_lowercase().any(|c| c.is_ascii())) {
            assert!(!folds_bytewise(letter.to_string().as_bytes()), "{letter:?}");
        }
        assert!(folds_bytewise("größe".as_bytes()));
        // The sign for Kelvin is small when it is a k.
        assert!(Needle::new("ok").matches("a long text that is O\u{212a}"));
        assert!(Needle::new("i").matches("a long text that is \u{130}"));
    }

    #[test]
    fn globs_agree_with_the_naive_way() {
        let alphabet = ['a', 'b', '*'];
        let spell = |mut number: usize, length: usize| -> Vec<char> {
            (0..length)
                .map(|_| {
                    let c = alphabet[number % 3];
                    number /= 3;
                    c
                })
                .collect()
        };
        for pattern_number in 0..243 {
            let pattern = spell(pattern_number, 5);
            if !pattern.contains(&'*') {
                continue;
            }
            let needle = Needle::new(&pattern.iter().collect::<String>());
            for text_number in 0..243 {
                let text: Vec<char> = spell(text_number, 5)
                    .into_iter()
                    .filter(|c| *c != '*')
                    .collect();
                let joined: String = text.iter().collect();
                assert_eq!(
                    needle.matches(&joined),
                    naive_glob(&text, &pattern),
                    "{joined} {pattern:?}"
                );
            }
        }
    }
}
