//! Why a filter cannot be read, where, and what to write instead.

use std::fmt;

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
    /// `a|` or `a | b`.
    EmptyAlternative,
    /// A quote that is never closed.
    OpenQuote,
}

impl FilterErrorKind {
    /// What is wrong, and what to do.
    fn texts(&self) -> (String, String) {
        match self {
            Self::UnknownField { name } => {
                let [first @ .., last] = Field::ALL.map(Field::name);
                let advice = format!(
                    "fields are {} and {last} (put the term in quotes to look for it as text)",
                    first.join(", ")
                );
                (format!("unknown field '{name}'"), advice)
            }
            Self::Empty { before } => (
                "nothing to look for".to_owned(),
                format!("write a word after '{before}'"),
            ),
            Self::EmptyAlternative => (
                "an alternative is missing".to_owned(),
                "write a|b without spaces, or quote the |".to_owned(),
            ),
            Self::OpenQuote => (
                "an unclosed quote".to_owned(),
                "add a closing \"".to_owned(),
            ),
        }
    }
}
