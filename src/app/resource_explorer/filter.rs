//! The filter language: which rows to show. Shared by the window and `awsdash list`.
//!
//! Terms are separated by spaces and all must hold. A bare term is looked for in name, id, ARN, type,
//! account, region, status and tags, without regard to case. `field:value` looks in one field; `*` in a value matches
//! anything and then the whole field must match. `!term` holds when the term does not. `a|b` is one
//! or the other. `"quoted text"` keeps spaces. `tag:Key` asks for the key, `tag:Key=value` for both.
//! `properties:text` looks into everything that the list call returned, which takes longer.
//!
//! A term about tags has no answer for a row whose tags are not known: neither it nor its opposite lets the
//! row through. See [`Verdict`].

mod ast;
mod complete;
mod condition;
mod error;
mod field;
mod lex;
mod matcher;
mod needle;
mod parse;
mod span;
mod verdict;

use condition::{Condition, Test};
use verdict::verdict_of;

use crate::model::ResourceEntry;

pub use ast::{Ast, Pattern, Term};
pub use complete::{Completion, Expected, Vocabulary, complete};
pub use error::{FilterError, FilterErrorKind};
pub use field::Field;
pub use matcher::{Matcher, SharedTexts};
pub use span::{Span, Spanned};
pub use verdict::Verdict;

/// A filter, ready to be asked about rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<Condition>,
}

impl Filter {
    /// Reads a filter. An empty text lets every row through.
    ///
    /// # Errors
    /// [`FilterError`] with the column and what is allowed there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ast::parse(text).map(|ast| Self::of(&ast))
    }

    /// Makes a filter that was read ready.
    pub fn of(ast: &Ast) -> Self {
        let terms = ast.terms.iter();
        Self {
            terms: terms.map(|term| Condition::of(&term.node)).collect(),
        }
    }

    /// Whether it has a term about rows that AWS manages: `managed:`.
    pub fn asks_for_managed(&self) -> bool {
        let of_managed = |term: &Condition| matches!(term.test, Test::In(Field::Managed, _));
        self.terms.iter().any(of_managed)
    }

    /// Whether it looks into properties, which takes longer than all the rest together.
    pub fn looks_into_properties(&self) -> bool {
        let deep = |term: &Condition| matches!(term.test, Test::In(Field::Properties, _));
        self.terms.iter().any(deep)
    }

    /// What it says of a row. Allocates nothing, but for a buffer that each thread keeps.
    pub fn verdict(&self, entry: &ResourceEntry) -> Verdict {
        let terms = self.terms.iter();
        verdict_of(terms.map(|term| term.verdict(entry)))
    }

    /// Whether a row is shown.
    pub fn matches(&self, entry: &ResourceEntry) -> bool {
        self.verdict(entry) == Verdict::Passes
    }
}

#[cfg(test)]
mod tests;
