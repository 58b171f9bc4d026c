//! A filter as rows of a form: what each row asks about, how, and for which values. It is read from the text of the
//! filter and writes the same filter again; what a row cannot show is kept as the text that it is.

mod term_row;

use crate::app::narrowing::at_no_place;
use crate::app::resource_explorer::filter::{Ast, Expr, FilterError, Spanned};

pub(crate) use term_row::{Subject, TermRow};

/// What must hold of the rows of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Joiner {
    /// All of them.
    #[default]
    All,
    /// One of them.
    Any,
}

impl Joiner {
    /// Both.
    pub(crate) const EACH: [Self; 2] = [Self::All, Self::Any];

    /// As the form says it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::All => "All of these",
            Self::Any => "One of these",
        }
    }
}

/// One row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BuilderRow {
    /// A term in its parts.
    Term(TermRow),
    /// What has no parts that a row could show, as it is written.
    Text(String),
}

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilterBuilder {
    /// How the rows belong together.
    pub joiner: Joiner,
    /// From the first to the last.
    pub rows: Vec<BuilderRow>,
}

impl FilterBuilder {
    /// The form of a filter, with an empty row to go on with.
    ///
    /// # Errors
    /// [`FilterError`] when the filter cannot be read.
    pub(crate) fn read(text: &str) -> Result<Self, FilterError> {
        let (joiner, parts) = match Ast::parse(text)?.root {
            None => (Joiner::All, Vec::new()),
            Some(Spanned {
                node: Expr::All(parts),
                ..
            }) => (Joiner::All, parts),
            Some(Spanned {
                node: Expr::Any(parts),
                ..
            }) => (Joiner::Any, parts),
            Some(part) => (Joiner::All, vec![part]),
        };
        let rows = parts.into_iter().map(|part| BuilderRow::of(part.node));
        let empty = BuilderRow::Term(TermRow::default());
        Ok(Self {
            joiner,
            rows: rows.chain([empty]).collect(),
        })
    }

    /// The filter that the form says. Rows without a value say nothing yet.
    ///
    /// # Errors
    /// [`FilterError`] when a row asks for what cannot be read.
    pub(crate) fn text(&self) -> Result<String, FilterError> {
        let mut parts = Vec::new();
        for row in &self.rows {
            parts.extend(row.expr()?);
        }
        let root = match (parts.len(), self.joiner) {
            (0 | 1, _) => parts.pop(),
            (_, Joiner::All) => Some(Expr::All(spanned(parts))),
            (_, Joiner::Any) => Some(Expr::Any(spanned(parts))),
        };
        let root = root.map(at_no_place);
        let text = Ast { root }.to_string();
        Ast::parse(&text).map(|_| text)
    }

    /// Adds an empty row.
    pub(crate) fn add(&mut self) {
        self.rows.push(BuilderRow::Term(TermRow::default()));
    }
}

impl BuilderRow {
    fn of(expr: Expr) -> Self {
        match TermRow::of(&expr) {
            Some(row) => Self::Term(row),
            None => Self::Text(
                Ast {
                    root: Some(at_no_place(expr)),
                }
                .to_string(),
            ),
        }
    }

    fn expr(&self) -> Result<Option<Expr>, FilterError> {
        match self {
            Self::Term(row) => Ok(row.expr()),
            Self::Text(text) => Ok(Ast::parse(text)?.root.map(|root| root.node)),
        }
    }
}

fn spanned(parts: Vec<Expr>) -> Vec<Spanned<Expr>> {
    parts.into_iter().map(at_no_place).collect()
}

#[cfg(test)]
mod tests;
