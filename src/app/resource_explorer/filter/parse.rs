//! Reads a filter: words become terms.

use super::ast::{Ast, Pattern, Term};
use super::error::{FilterError, FilterErrorKind};
use super::field::Field;
use super::lex::{Letter, Word, text_of, words};
use super::span::{Span, Spanned};

impl Ast {
    /// Reads a filter. An empty text has no terms.
    ///
    /// # Errors
    /// [`FilterError`] with the place and what to write there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let found = words(text);
        if let Some(at) = found.open_quote {
            let span = at..text.len();
            return Err(FilterError::new(FilterErrorKind::OpenQuote, span, text));
        }
        let terms = found.words.iter().map(|word| {
            let term = term(word).map_err(|(kind, span)| FilterError::new(kind, span, text))?;
            Ok(Spanned::new(term, word.span.clone()))
        });
        Ok(Self {
            terms: terms.collect::<Result<_, _>>()?,
        })
    }
}

fn term(word: &Word) -> Result<Term, (FilterErrorKind, Span)> {
    let negated = is_negated(&word.letters);
    let letters = &word.letters[usize::from(negated)..];
    let (field, value) = match field_of(letters) {
        Named::None => (None, letters),
        Named::Field(field, value) => (Some(field), value),
        Named::Unknown(name, span) => {
            return Err((FilterErrorKind::UnknownField { name }, span));
        }
    };
    let parts: Vec<&[Letter]> = value.split(|letter| letter.is_sign('|')).collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Err(missing(word, value, parts.len()));
    }
    let in_tags = matches!(&field, Some(field) if field.node == Field::Tag);
    let alternatives = parts.into_iter().map(|part| {
        let pattern = if in_tags {
            tag(part)
        } else {
            Pattern::Text(text_of(part))
        };
        Spanned::new(pattern, span_of(part))
    });
    Ok(Term {
        negated,
        field,
        alternatives: alternatives.collect(),
    })
}

/// Whether a word begins with `!` outside of quotes.
pub(super) fn is_negated(letters: &[Letter]) -> bool {
    letters.first().is_some_and(|letter| letter.is_sign('!'))
}

/// What stands before the first colon of a word.
pub(super) enum Named<'a> {
    /// No field: the whole word is text.
    None,
    /// A field, and what is behind the colon.
    Field(Spanned<Field>, &'a [Letter]),
    /// A name that no field has, and its place.
    Unknown(String, Span),
}

/// The field of a word without its `!`.
pub(super) fn field_of(letters: &[Letter]) -> Named<'_> {
    // Only a plain word before the colon names a field: `"arn:aws:s3:::x"` in quotes is text.
    let Some(colon) = letters.iter().position(|letter| letter.is_sign(':')) else {
        return Named::None;
    };
    let name = text_of(&letters[..colon]);
    let span = match letters[..colon] {
        [] => letters[colon].at..letters[colon].end(),
        ref name => span_of(name),
    };
    match Field::of_name(&name) {
        Some(field) => Named::Field(Spanned::new(field, span), &letters[colon + 1..]),
        // `AWS::EC2::VPC` and ARNs are text, however many colons they have.
        None if letters.iter().filter(|letter| letter.c == ':').count() > 1 => Named::None,
        None => Named::Unknown(name, span),
    }
}

/// The error of a term of which a part is missing.
fn missing(word: &Word, value: &[Letter], parts: usize) -> (FilterErrorKind, Span) {
    if parts > 1 {
        return (FilterErrorKind::EmptyAlternative, word.span.clone());
    }
    let before = &word.letters[..word.letters.len() - value.len()];
    let before = text_of(before);
    (FilterErrorKind::Empty { before }, word.span.clone())
}

fn tag(letters: &[Letter]) -> Pattern {
    let text = |letters: &[Letter], at: usize| {
        let span = match letters {
            [] => at..at,
            letters => span_of(letters),
        };
        Spanned::new(text_of(letters), span)
    };
    let start = letters.first().map_or(0, |letter| letter.at);
    match letters.iter().position(|letter| letter.is_sign('=')) {
        None => Pattern::Tag {
            key: text(letters, start),
            value: None,
        },
        Some(at) => Pattern::Tag {
            key: text(&letters[..at], start),
            value: Some(text(&letters[at + 1..], letters[at].end())),
        },
    }
}

/// From the first letter to the last; letters are never none where this is asked.
fn span_of(letters: &[Letter]) -> Span {
    match letters {
        [] => 0..0,
        [first, ..] => first.at..letters[letters.len() - 1].end(),
    }
}
