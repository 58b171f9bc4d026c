//! What may stand at a place of a filter, for completion while one types.

use compact_str::CompactString;

use super::ast::{tag_key_text, value_text};
use super::field::Field;
use super::lex::{Letter, Word, text_of, words};
use super::parse::{Named, field_of, is_negated};
use super::span::Span;

/// What the caller knows that a filter can ask for.
pub trait Vocabulary {
    /// Values of a field: types, accounts, regions, statuses. Not asked for tags.
    fn values_of(&self, field: Field) -> Vec<CompactString>;

    /// Keys of tags.
    fn tag_keys(&self) -> Vec<CompactString>;

    /// Values that tags of this key have.
    fn tag_values(&self, key: &str) -> Vec<CompactString>;
}

/// What is expected at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The start of a term: a field, or a text to look for.
    Term,
    /// A value of a field.
    Value(Field),
    /// The key of a tag.
    TagKey,
    /// The value of the tag with this key.
    TagValue(String),
}

/// What can be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is expected.
    pub expected: Expected,
    /// The part of the text that one of the candidates replaces.
    pub span: Span,
    /// Texts to write there, in quotes where they need them; those that begin like what stands before the place.
    pub candidates: Vec<String>,
}

/// What can be written at byte `offset` of `text`, which need not be a whole filter yet.
pub fn complete(text: &str, offset: usize, vocabulary: &impl Vocabulary) -> Completion {
    let offset = floor_char_boundary(text, offset);
    let words = words(text).words;
    let word = words
        .iter()
        .find(|word| word.span.start < offset && offset <= word.span.end);
    let (expected, span) = match word {
        None => (Expected::Term, offset..offset),
        Some(word) => place_in(word, offset),
    };
    let typed = unquoted(&text[span.start..offset]);
    let begins_alike = |candidate: &str| {
        let mut wanted = typed.chars().flat_map(char::to_lowercase);
        let mut letters = candidate.chars().flat_map(char::to_lowercase);
        wanted.all(|c| letters.next() == Some(c))
    };
    let known = candidates(&expected, vocabulary).into_iter();
    let fitting = known.filter(|candidate| begins_alike(candidate));
    let candidates = fitting.map(|text| match expected {
        Expected::Term => text.into(),
        Expected::TagKey => tag_key_text(&text),
        Expected::Value(_) | Expected::TagValue(_) => value_text(&text),
    });
    Completion {
        candidates: candidates.collect(),
        expected,
        span,
    }
}

fn candidates(expected: &Expected, vocabulary: &impl Vocabulary) -> Vec<CompactString> {
    match expected {
        Expected::Term => {
            let fields = Field::ALL.into_iter();
            fields.map(|field| format!("{field}:").into()).collect()
        }
        Expected::Value(Field::Managed) => vec!["true".into(), "false".into()],
        Expected::Value(field) => vocabulary.values_of(*field),
        Expected::TagKey => vocabulary.tag_keys(),
        Expected::TagValue(key) => vocabulary.tag_values(key),
    }
}

/// What is expected at `offset` in a word, and the part that it replaces.
fn place_in(word: &Word, offset: usize) -> (Expected, Span) {
    let letters = &word.letters[usize::from(is_negated(&word.letters))..];
    let start = match word.letters.first() {
        Some(sign) if is_negated(&word.letters) => sign.end(),
        _ => word.span.start,
    };
    let Named::Field(field, value) = field_of(letters) else {
        return (Expected::Term, start..word.span.end);
    };
    let value_start = letters[letters.len() - value.len() - 1].end();
    if offset < value_start {
        return (Expected::Term, start..value_start);
    }
    let (part, span) = part_at(value, '|', value_start..word.span.end, offset);
    if field.node != Field::Tag {
        return (Expected::Value(field.node), span);
    }
    match part.iter().position(|letter| letter.is_sign('=')) {
        Some(at) if part[at].end() <= offset => {
            let key = text_of(&part[..at]);
            (Expected::TagValue(key), part[at].end()..span.end)
        }
        Some(at) => (Expected::TagKey, span.start..part[at].at),
        None => (Expected::TagKey, span),
    }
}

/// The part between two separators that `offset` is in, and where it stands.
fn part_at(letters: &[Letter], separator: char, whole: Span, offset: usize) -> (&[Letter], Span) {
    let mut span = whole;
    let mut from = 0;
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_sign(separator) {
            continue;
        }
        if letter.end() <= offset {
            from = at + 1;
            span.start = letter.end();
        } else {
            span.end = letter.at;
            return (&letters[from..at], span);
        }
    }
    (&letters[from..], span)
}

fn unquoted(text: &str) -> String {
    text.replace('"', "")
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
