//! Why a filter cannot be read, where, and what to write instead.

use std::fmt;

use super::ast::Ast;
use super::field::Field;
use super::span::Span;

/// Why a filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// What is wrong.
    pub kind: FilterErrorKind,
    /// The part of the text that is wrong.
    pub span: Span,
    /// Where that begins, in characters; the first is column 1.
    pub column: usize,
}

impl FilterError {
    /// An error at `span` of `text`.
    pub(super) fn new(kind: FilterErrorKind, span: Span, text: &str) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        Self {
            kind,
            column: before.chars().count() + 1,
            span,
        }
    }
}

impl FilterError {
    /// `text`, in which it was found, with what is wrong mended; `None` where no one change does that.
    pub fn proposal(&self, text: &str) -> Option<String> {
        let Span { start, end } = self.span;
        let (before, after) = (text.get(..start)?, text.get(end..)?);
        let wrong = text.get(start..end)?;
        let mended = match &self.kind {
            FilterErrorKind::UnknownField { name } => format!("{before}{}{after}", near(name)?),
            FilterErrorKind::OpenQuote => format!("{text}\""),
            FilterErrorKind::OpenParenthesis => format!("{text})"),
            FilterErrorKind::UnopenedParenthesis => format!("{before}{after}"),
            FilterErrorKind::BadRegex { .. } | FilterErrorKind::NothingBefore { .. } => {
                format!("{before}\"{wrong}\"{after}")
            }
            _ => return None,
        };
        Ast::parse(&mended).is_ok().then_some(mended)
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, column, .. } = self;
        let (what, advice) = kind.texts();
        write!(f, "{what} at column {column}; {advice}")
    }
}

impl std::error::Error for FilterError {}

/// What is wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterErrorKind {
    /// No such field.
    UnknownField {
        /// As typed.
        name: String,
    },
    /// `field:` with nothing behind it, or a lone `!`.
    Empty {
        /// The text before the gap.
        before: String,
    },
    /// `and x`, `or x`: nothing stands before it.
    NothingBefore {
        /// The word.
        word: String,
    },
    /// `a|` or `a | b`.
    EmptyAlternative,
    /// `(` that is never closed.
    OpenParenthesis,
    /// `)` that nothing opened.
    UnopenedParenthesis,
    /// More parentheses within each other than anybody needs.
    TooDeep,
    /// `created>soon`: not a number, a size, an age or a date.
    NoAmount {
        /// As typed.
        text: String,
        /// How it was to be compared.
        sign: &'static str,
    },
    /// `Size>(1 2)`
    OneAmount {
        /// How it was to be compared.
        sign: &'static str,
    },
    /// A regular expression that cannot be read.
    BadRegex {
        /// What is wrong with it.
        reason: String,
    },
    /// A regular expression that takes too much memory.
    RegexTooLarge {
        /// How long it was typed.
        characters: usize,
        /// What one may take.
        most_bytes: usize,
    },
    /// A quote that is never closed.
    OpenQuote,
}

impl FilterErrorKind {
    /// What is wrong, and what to do.
    fn texts(&self) -> (String, String) {
        let (what, advice) = match self {
            Self::UnknownField { name } => return unknown_field(name),
            Self::Empty { before } => {
                let advice = format!("write a word after '{before}'");
                return ("nothing to look for".to_owned(), advice);
            }
            Self::NothingBefore { word } => {
                let advice = format!("put \"{word}\" in quotes to look for the word");
                return (format!("nothing stands before '{word}'"), advice);
            }
            Self::NoAmount { text, sign } => {
                let what = format!("'{text}' is nothing that {sign} can compare with");
                let advice = "write a number, a size (1GB), an age (30d) or a date (2026-11-01)";
                return (what, advice.to_owned());
            }
            Self::OneAmount { sign } => {
                let advice = "write the smallest or the largest of them".to_owned();
                return (format!("{sign} compares with one value"), advice);
            }
            Self::BadRegex { reason } => {
                let advice = "put it in quotes to look for it as text".to_owned();
                return (format!("this is no regular expression ({reason})"), advice);
            }
            Self::RegexTooLarge {
                characters,
                most_bytes,
            } => {
                let what = format!(
                    "a regular expression of {characters} characters that needs more than {} KiB",
                    most_bytes / 1024
                );
                return (what, "repeat less in it".to_owned());
            }
            Self::EmptyAlternative => (
                "an alternative is missing",
                "write a|b without spaces, or quote the |",
            ),
            Self::OpenQuote => ("an unclosed quote", "add a closing \""),
            Self::OpenParenthesis => ("an unclosed parenthesis", "add a closing )"),
            Self::UnopenedParenthesis => (
                "a ) that no ( belongs to",
                "remove it, or put the term in quotes",
            ),
            Self::TooDeep => ("too many parentheses in each other", "remove some"),
        };
        (what.to_owned(), advice.to_owned())
    }
}

fn unknown_field(name: &str) -> (String, String) {
    let [first @ .., last] = Field::ALL.map(Field::name);
    let meant = near(name).map_or_else(String::new, |field| format!("did you mean {field}:? "));
    let advice = format!(
        "{meant}fields are {} and {last} (write {name}=value for a property, and the term in quotes to look for it as text)",
        first.join(", ")
    );
    (format!("unknown field '{name}'"), advice)
}

/// The field that a name was to be.
fn near(name: &str) -> Option<Field> {
    let mut fields = Field::ALL.into_iter();
    fields.find(|field| is_near(name, field.name()))
}

/// Whether one letter more, less, other or in the wrong place is all that is between two names, or one begins as
/// the other.
fn is_near(typed: &str, name: &str) -> bool {
    let (typed, name): (Vec<char>, Vec<char>) = (
        typed.to_lowercase().chars().collect(),
        name.chars().collect(),
    );
    let begins = typed.len() >= 2 && name.starts_with(&typed) || typed.starts_with(&name);
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let head = typed.iter().zip(&name).take_while(same).count();
    let tails = typed.iter().rev().zip(name.iter().rev());
    let tail = tails.take_while(same).count();
    let longest = typed.len().max(name.len());
    let swapped = typed.len() == name.len()
        && head + 2 + tail == longest
        && typed[head] == name[head + 1]
        && typed[head + 1] == name[head];
    begins || swapped || typed.len().abs_diff(name.len()) <= 1 && head + tail + 1 >= longest
}
