//! What may stand at a place of a filter, for completion while one types.

use compact_str::CompactString;

use super::field::Field;
use super::lex::{Letter, Token, Word, text_of, tokens};
use super::moments::NAMES;
use super::print::{path_text, tag_key_text, value_text};
use super::span::Span;
use super::term::{Named, named};

/// What the caller knows that a filter can ask for.
pub trait Vocabulary {
    /// Values of a field: types, accounts, regions, statuses. Not asked for tags.
    fn values_of(&self, field: Field) -> Vec<CompactString>;

    /// Keys of tags.
    fn tag_keys(&self) -> Vec<CompactString>;

    /// Values that tags of this key have.
    fn tag_values(&self, key: &str) -> Vec<CompactString>;

    /// Paths of properties.
    fn properties(&self) -> Vec<CompactString>;

    /// Values that a property has.
    fn property_values(&self, path: &str) -> Vec<CompactString>;
}

/// What is expected at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The start of a term: a field, a property, or a text to look for.
    Term,
    /// A value of a field.
    Value(Field),
    /// The key of a tag.
    TagKey,
    /// The value of the tag with this key.
    TagValue(String),
    /// What `has:` asks for.
    Has,
    /// A value of a property.
    PropertyValue(String),
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
    let tokens = tokens(text).tokens;
    let mut words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        _ => None,
    });
    let word = words.find(|word| word.span.start < offset && offset <= word.span.end);
    let (expected, span) = match word {
        None => (Expected::Term, offset..offset),
        Some(word) => place_in(word, offset),
    };
    let typed = unquoted(text.get(span.start..offset).unwrap_or_default());
    let known = candidates(&expected, &typed, vocabulary).into_iter();
    let fitting = known.filter(|candidate| begins_alike(candidate, &typed));
    let candidates = fitting.map(|text| match expected {
        Expected::Term => text.into(),
        Expected::TagKey => tag_key_text(&text),
        Expected::Value(_) | Expected::TagValue(_) | Expected::Has | Expected::PropertyValue(_) => {
            value_text(&text)
        }
    });
    Completion {
        candidates: candidates.collect(),
        expected,
        span,
    }
}

/// Whether a candidate, or a word of it, begins as what was typed.
fn begins_alike(candidate: &str, typed: &str) -> bool {
    let begins = |text: &str| {
        let mut wanted = typed.chars().flat_map(char::to_lowercase);
        let mut letters = text.chars().flat_map(char::to_lowercase);
        wanted.all(|c| letters.next() == Some(c))
    };
    let words = candidate.match_indices([' ', '.']);
    begins(candidate.trim_start_matches('"'))
        || words
            .into_iter()
            .any(|(at, _)| begins(&candidate[at + 1..]))
}

fn candidates(
    expected: &Expected,
    typed: &str,
    vocabulary: &impl Vocabulary,
) -> Vec<CompactString> {
    match expected {
        Expected::Term => terms(typed, vocabulary),
        Expected::Value(Field::Managed) => vec!["true".into(), "false".into()],
        Expected::Value(field) => vocabulary.values_of(*field),
        Expected::TagKey => vocabulary.tag_keys(),
        Expected::TagValue(key) => vocabulary.tag_values(key),
        Expected::Has => {
            let fields = ["tags", "name", "status", "arn"]
                .into_iter()
                .map(Into::into);
            fields.chain(vocabulary.properties()).collect()
        }
        Expected::PropertyValue(path) => vocabulary.property_values(path),
    }
}

/// Fields; behind the first letter also what else a term can begin with.
fn terms(typed: &str, vocabulary: &impl Vocabulary) -> Vec<CompactString> {
    let fields = Field::ALL.into_iter();
    let mut all: Vec<CompactString> = fields.map(|field| format!("{field}:").into()).collect();
    if !typed.is_empty() {
        all.extend(["has:".into(), "untagged".into()]);
        all.extend(NAMES.map(|(name, _)| CompactString::from(format!("{name}<"))));
        let paths = vocabulary.properties().into_iter();
        all.extend(paths.map(|path| CompactString::from(format!("{}=", path_text(&path)))));
    }
    all
}

/// What is expected at `offset` in a word, and the part that it replaces.
fn place_in(word: &Word, offset: usize) -> (Expected, Span) {
    let letters = &word.letters[..];
    let start = word.span.start;
    let (value, of_value): (&[Letter], _) = match named(letters) {
        Named::Field(field, value) => (value, Behind::Field(field.node)),
        Named::Has(value) => (value, Behind::Has),
        Named::Compare(left, _, value) => (value, Behind::Path(left.node)),
        Named::None | Named::Unknown(..) => return (Expected::Term, start..word.span.end),
    };
    let sign = letters.len() - value.len() - 1;
    let value_start = letters[sign].end();
    if offset < value_start {
        return (Expected::Term, start..value_start);
    }
    let (part, span) = part_at(value, '|', value_start..word.span.end, offset);
    let field = match of_value {
        Behind::Has => return (Expected::Has, span),
        Behind::Path(path) => return (Expected::PropertyValue(path), span),
        Behind::Field(field) => field,
    };
    if field != Field::Tag {
        return (Expected::Value(field), span);
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

/// What stands before a value.
enum Behind {
    Field(Field),
    Has,
    Path(String),
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
