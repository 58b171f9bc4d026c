//! What may stand at a place of a filter, for completion while one types.

use compact_str::CompactString;

use super::field::Field;
use super::lex::{Letter, Token, Tokens, Word, text_of, tokens};
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
    /// Nothing: beside a list in parentheses, where a space has to come first.
    Nothing,
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
    let found = tokens(text);
    let is_here = |span: &Span| span.start < offset && offset <= span.end;
    let here = found.tokens.iter().find(|token| is_here(token.span()));
    let (expected, span) = match here {
        Some(Token::Word(word)) => place_in(text, &found, word, offset),
        // A keyword may be the beginning of a longer word.
        Some(Token::And(span) | Token::Or(span) | Token::Not(span)) if span.len() > 1 => {
            (Expected::Term, span.clone())
        }
        _ => (Expected::Term, offset..offset),
    };
    let is_in_list = matches!(here, Some(Token::Word(word)) if word.is_in_list(offset));
    let typed = unquoted(text.get(span.start..offset).unwrap_or_default());
    let known = candidates(&expected, &typed, vocabulary).into_iter();
    let fitting = known.filter(|candidate| begins_alike(candidate, &typed));
    let written = |text: CompactString| match expected {
        Expected::Term | Expected::Nothing => text.into(),
        Expected::TagKey => tag_key_text(&text),
        Expected::Value(_) | Expected::TagValue(_) | Expected::Has | Expected::PropertyValue(_) => {
            value_text(&text)
        }
    };
    let candidates = fitting.map(written).map(|text| {
        // A comma stands between the values of a list.
        if is_in_list && text.contains(',') && !text.starts_with('"') {
            format!("\"{text}\"")
        } else {
            text
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
        Expected::Nothing => Vec::new(),
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
fn place_in(text: &str, found: &Tokens, word: &Word, offset: usize) -> (Expected, Span) {
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
    let is_beside = |list: &Span| list.start == offset || list.end == offset;
    if word.lists.iter().any(is_beside) {
        return (Expected::Nothing, offset..offset);
    }
    let mut span = part_at(text, word, value_start, offset);
    if found.open_quote.is_some_and(|quote| span.contains(&quote)) {
        // What comes behind the space was written before the quote was.
        let rest = &text[offset..span.end];
        span.end = offset + rest.find(char::is_whitespace).unwrap_or(rest.len());
    }
    let field = match of_value {
        Behind::Has => return (Expected::Has, span),
        Behind::Path(path) => return (Expected::PropertyValue(path), span),
        Behind::Field(field) => field,
    };
    if field != Field::Tag {
        return (Expected::Value(field), span);
    }
    let part = letters.iter().filter(|letter| span.contains(&letter.at));
    let part: Vec<Letter> = part.copied().collect();
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

/// Where the value stands that `offset` is in, with its quotes, and without what stands between values or around a
/// list of them.
fn part_at(text: &str, word: &Word, value_start: usize, offset: usize) -> Span {
    let mut span = value_start..word.span.end;
    let value = text.get(span.clone()).unwrap_or_default();
    for (at, c) in value.char_indices() {
        let at = value_start + at;
        let letter = word.letters.binary_search_by_key(&at, |letter| letter.at);
        let is_of_value = match letter {
            Ok(letter) => !word.letters[letter].is_sign('|'),
            Err(_) => c == '"',
        };
        if is_of_value {
            continue;
        }
        if at >= offset {
            span.end = at;
            break;
        }
        span.start = at + c.len_utf8();
    }
    span
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
