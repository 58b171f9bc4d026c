//! Reads one term of a filter: a word taken apart.

use super::amount::Amount;
use super::ast::{Op, Pattern, Term};
use super::error::FilterErrorKind;
use super::field::Field;
use super::lex::{Letter, Word, text_of};
use super::print::is_plain_path;
use super::regex::Regex;
use super::span::{Span, Spanned};

type Failure = (FilterErrorKind, Span);

/// The term that a word is.
pub(super) fn term(word: &Word) -> Result<Term, Failure> {
    let letters = &word.letters[..];
    if let Named::Compare(left, op, value) = named(letters) {
        return compare(word, left, op, value);
    }
    match named(letters) {
        Named::Has(value) if value.is_empty() => Err(missing(word, value, 1)),
        Named::Has(value) => Ok(Term::Has(Spanned::new(text_of(value), span_of(value)))),
        Named::Field(field, value) => text(word, Some(field), value),
        Named::Unknown(name, span) => Err((FilterErrorKind::UnknownField { name }, span)),
        Named::Compare(..) | Named::None if is_untagged(letters) => Ok(Term::Untagged),
        Named::Compare(..) | Named::None => text(word, None, letters),
    }
}

fn is_untagged(letters: &[Letter]) -> bool {
    letters.iter().all(|letter| !letter.quoted) && text_of(letters).eq_ignore_ascii_case("untagged")
}

fn text(word: &Word, field: Option<Spanned<Field>>, value: &[Letter]) -> Result<Term, Failure> {
    let in_tags = matches!(&field, Some(field) if field.node == Field::Tag);
    let alternatives = alternatives(word, value, |part| {
        if in_tags {
            Ok(tag(part))
        } else {
            pattern(part)
        }
    })?;
    Ok(Term::Text {
        field,
        alternatives,
    })
}

fn compare(word: &Word, left: Spanned<String>, op: Op, value: &[Letter]) -> Result<Term, Failure> {
    let values = alternatives(word, value, |part| match pattern(part)? {
        Pattern::Fuzzy(_) if !op.is_order() => Ok(Pattern::Text(text_of(part))),
        Pattern::Text(text) if op.is_order() && Amount::parse(&text).is_none() => Err((
            FilterErrorKind::NoAmount {
                text,
                sign: op.sign(),
            },
            span_of(part),
        )),
        Pattern::Regex(_) | Pattern::Fuzzy(_) if op.is_order() => {
            let text = text_of(part);
            Err((
                FilterErrorKind::NoAmount {
                    text,
                    sign: op.sign(),
                },
                span_of(part),
            ))
        }
        pattern => Ok(pattern),
    })?;
    if op.is_order() && values.len() > 1 {
        let span = values[0].span.start..values[values.len() - 1].span.end;
        return Err((FilterErrorKind::OneAmount { sign: op.sign() }, span));
    }
    Ok(Term::Compare { left, op, values })
}

/// The parts of a value between `|`, none of which may be empty.
fn alternatives(
    word: &Word,
    value: &[Letter],
    mut read: impl FnMut(&[Letter]) -> Result<Pattern, Failure>,
) -> Result<Vec<Spanned<Pattern>>, Failure> {
    let parts: Vec<&[Letter]> = value.split(|letter| letter.is_sign('|')).collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Err(missing(word, value, parts.len()));
    }
    let each = parts.into_iter();
    each.map(|part| Ok(Spanned::new(read(part)?, span_of(part))))
        .collect()
}

/// The error of a term of which a part is missing.
fn missing(word: &Word, value: &[Letter], parts: usize) -> Failure {
    if parts > 1 {
        return (FilterErrorKind::EmptyAlternative, word.span.clone());
    }
    let before = text_of(&word.letters[..word.letters.len() - value.len()]);
    (FilterErrorKind::Empty { before }, word.span.clone())
}

fn pattern(letters: &[Letter]) -> Result<Pattern, Failure> {
    match letters {
        [first, inner @ .., last]
            if first.is_sign('/')
                && last.is_sign('/')
                && !inner.is_empty()
                && inner.iter().all(|letter| letter.quoted) =>
        {
            let text = text_of(inner);
            match Regex::new(&text) {
                Ok(_) => Ok(Pattern::Regex(text)),
                Err(kind) => Err((kind, span_of(letters))),
            }
        }
        [first, rest @ ..] if first.is_sign('~') && !rest.is_empty() => {
            Ok(Pattern::Fuzzy(text_of(rest)))
        }
        letters => Ok(Pattern::Text(text_of(letters))),
    }
}

/// What a word begins with.
pub(super) enum Named<'a> {
    /// Nothing that has a name: the whole word is text.
    None,
    /// A field, and what is behind the colon.
    Field(Spanned<Field>, &'a [Letter]),
    /// `has:`, and what is behind it.
    Has(&'a [Letter]),
    /// What is compared, how, and with what.
    Compare(Spanned<String>, Op, &'a [Letter]),
    /// A name that no field has, and its place.
    Unknown(String, Span),
}

/// The field of a word, or what it compares.
pub(super) fn named(letters: &[Letter]) -> Named<'_> {
    // Only plain signs count: `"arn:aws:s3:::x"` in quotes is text.
    let colon = letters.iter().position(|letter| letter.is_sign(':'));
    let op = (0..letters.len()).find_map(|at| Some((at, op_at(&letters[at..])?)));
    if let Some((at, op)) = op.filter(|(at, _)| colon.is_none_or(|colon| *at < colon)) {
        let left = &letters[..at];
        let text = text_of(left);
        let is_quoted = left.first().is_some_and(|letter| letter.quoted);
        if is_quoted || is_plain_path(&text) || left.is_empty() && op.is_order() {
            let span = if left.is_empty() {
                letters[0].at..letters[0].at
            } else {
                span_of(left)
            };
            let value = &letters[at + op.sign().len()..];
            return Named::Compare(Spanned::new(text, span), op, value);
        }
    }
    let Some(colon) = colon else {
        return Named::None;
    };
    let (name, value) = (text_of(&letters[..colon]), &letters[colon + 1..]);
    let span = match letters[..colon] {
        [] => letters[colon].at..letters[colon].end(),
        ref name => span_of(name),
    };
    match Field::of_name(&name) {
        Some(field) => Named::Field(Spanned::new(field, span), value),
        None if name.eq_ignore_ascii_case("has") => Named::Has(value),
        // `AWS::EC2::VPC` and ARNs are text, however many colons they have.
        None if letters.iter().filter(|letter| letter.c == ':').count() > 1 => Named::None,
        None => Named::Unknown(name, span),
    }
}

fn op_at(letters: &[Letter]) -> Option<Op> {
    let is_here = |op: &Op| {
        let mut signs = op.sign().chars().zip(letters);
        letters.len() >= op.sign().len() && signs.all(|(sign, letter)| letter.is_sign(sign))
    };
    Op::ALL.into_iter().find(is_here)
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
pub(super) fn span_of(letters: &[Letter]) -> Span {
    match letters {
        [] => 0..0,
        [first, ..] => first.at..letters[letters.len() - 1].end(),
    }
}
