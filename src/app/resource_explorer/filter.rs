//! The filter language: which rows to show. Shared by the window and `awsdash list`.
//!
//! Terms stand side by side and all must hold; `or`, `not` and parentheses say it otherwise. A bare term is looked
//! for in name, id, ARN, type, account, region, status and tags, without regard to case, and among what accounts
//! and types are called. `field:value` looks in one field; `*` in a value matches anything and then the whole field
//! must match. `!term` holds when the term does not. `a|b` and `(a b)` behind a field are one or the other.
//! `"quoted text"` keeps spaces, `/regex/` and `~letters` look for more than one text. `tag:Key` asks for the key,
//! `tag:Key=value` for both. `Size>=500` compares a property, `created<30d` a moment. `properties:text` looks into
//! everything that the list call returned. `docs/filter.md` has the grammar.
//!
//! A term about what is not known of a row, its tags or its properties, has no answer: neither it nor its opposite
//! lets the row through. See [`Verdict`].

mod amount;
mod ast;
mod compare;
mod complete;
mod condition;
mod error;
mod field;
mod fuzzy;
mod identifiers;
mod json_text;
mod kept_verdicts;
mod lex;
mod marks;
mod matcher;
mod moments;
mod names;
mod needle;
mod parse;
mod print;
mod regex;
mod rewrite;
mod span;
mod term;
mod verdict;

use jiff::Timestamp;

use condition::{Condition, Test};

use crate::model::ResourceEntry;

pub use ast::{Ast, Expr, Op, Pattern, Term};
pub use complete::{Completion, Expected, Vocabulary, complete};
pub use error::{FilterError, FilterErrorKind};
pub use field::Field;
pub use identifiers::BatchIdentifiers;
pub use kept_verdicts::{DeepTerm, KeptVerdicts};
pub use matcher::{Matcher, Place, SharedTexts};
pub use moments::created;
pub use names::{AccountWords, Names, ShownValue, SizeUnit, TypeWords};
pub use print::{tag_key_text, value_text, word_text};
pub use span::{Span, Spanned};
pub use verdict::Verdict;

/// A filter, ready to be asked about rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    root: Node,
    /// Terms, as [`Node::Term`] counts them.
    terms: Vec<Spanned<Condition>>,
}

/// How terms belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    /// All must hold; none is nothing to hold.
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// A term by its place among all.
    Term(usize),
}

impl Filter {
    /// Reads a filter, for which accounts and types have no other names than AWS's own. An empty text lets every
    /// row through.
    ///
    /// # Errors
    /// [`FilterError`] with the column and what is allowed there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ast::parse(text).map(|ast| Self::of(&ast, &Names::default()))
    }

    /// Makes a filter that was read ready. When names change, it has to be made ready again.
    pub fn of(ast: &Ast, names: &Names) -> Self {
        let mut terms = Vec::new();
        let root = match &ast.root {
            Some(root) => Node::of(root, names, &mut terms),
            None => Node::All(Vec::new()),
        };
        Self { root, terms }
    }

    /// Whether it has a term about rows that AWS manages: `managed:`.
    pub fn asks_for_managed(&self) -> bool {
        let of_managed = |term: &Condition| matches!(term.test, Test::In(Field::Managed, _));
        self.terms.iter().any(|term| of_managed(&term.node))
    }

    /// Whether a word of it may be the name of an account.
    pub fn looks_at_account_names(&self) -> bool {
        let is_anywhere = |term: &Condition| matches!(term.test, Test::Anywhere(_));
        self.names_an_account() || self.terms.iter().any(|term| is_anywhere(&term.node))
    }

    /// Whether it has a term about accounts alone: `account:`.
    pub fn names_an_account(&self) -> bool {
        self.terms.iter().any(|term| term.node.is_about_accounts())
    }

    /// Whether it looks into properties, which takes longer than all the rest together.
    pub fn looks_into_properties(&self) -> bool {
        self.terms.iter().any(|term| term.node.is_deep())
    }

    /// Whether a word of it may be an identifier in properties.
    pub fn looks_for_identifiers(&self) -> bool {
        self.terms
            .iter()
            .any(|term| !term.node.identifiers().is_empty())
    }

    /// Terms that look into properties and say the same whenever they are asked, each with its place among all.
    pub fn deep_terms(&self) -> impl Iterator<Item = (usize, DeepTerm)> {
        let terms = self.terms.iter().map(|term| &term.node).enumerate();
        let deep = terms.filter(|(_, term)| term.is_deep() && !term.depends_on_time());
        deep.map(|(at, term)| (at, DeepTerm(term.clone())))
    }

    /// How many terms it has.
    pub fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// Terms without which no row is let through, each by its place among all.
    pub fn required_terms(&self) -> Vec<usize> {
        let mut terms = Vec::new();
        self.root.required(&mut terms);
        terms.sort_unstable();
        terms
    }

    /// The filter that has a term alone.
    pub fn of_term(&self, at: usize) -> Self {
        Self {
            root: Node::Term(0),
            terms: vec![self.terms[at].clone()],
        }
    }

    /// Where a term stands in the text.
    pub fn span_of_term(&self, at: usize) -> Option<Span> {
        self.terms.get(at).map(|term| term.span.clone())
    }

    /// What it says of a row. Allocates nothing, but for a buffer that each thread keeps.
    pub fn verdict(&self, entry: &ResourceEntry) -> Verdict {
        let now = Timestamp::now().as_second();
        let verdict = |term: usize| self.terms[term].node.verdict(entry, now);
        self.root.verdict(&mut { verdict })
    }

    /// Whether a row is shown.
    pub fn matches(&self, entry: &ResourceEntry) -> bool {
        self.verdict(entry) == Verdict::Passes
    }
}

impl Node {
    fn of(expr: &Spanned<Expr>, names: &Names, terms: &mut Vec<Spanned<Condition>>) -> Self {
        let mut parts = |parts: &[Spanned<Expr>]| {
            let each = parts.iter().map(|part| Self::of(part, names, terms));
            each.collect::<Vec<Self>>()
        };
        match &expr.node {
            Expr::All(all) => Self::All(parts(all)),
            Expr::Any(any) => Self::Any(parts(any)),
            Expr::Not(inner) => Self::Not(Box::new(Self::of(inner, names, terms))),
            Expr::Term(term) => {
                terms.push(Spanned::new(Condition::of(term, names), expr.span.clone()));
                Self::Term(terms.len() - 1)
            }
        }
        .cheapest_first(terms)
    }

    /// What is decided without properties is asked first: the rest is asked for few rows then.
    fn cheapest_first(mut self, terms: &[Spanned<Condition>]) -> Self {
        if let Self::All(parts) | Self::Any(parts) = &mut self {
            parts.sort_by_key(|part| part.is_deep(terms));
        }
        self
    }

    fn required(&self, terms: &mut Vec<usize>) {
        match self {
            Self::All(parts) => parts.iter().for_each(|part| part.required(terms)),
            Self::Term(at) => terms.push(*at),
            Self::Any(_) | Self::Not(_) => {}
        }
    }

    fn is_deep(&self, terms: &[Spanned<Condition>]) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.is_deep(terms)),
            Self::Not(inner) => inner.is_deep(terms),
            Self::Term(at) => terms[*at].node.is_deep(),
        }
    }

    /// The verdict, given those of terms. Terms that decide nothing any more are not asked.
    fn verdict(&self, of_term: &mut dyn FnMut(usize) -> Verdict) -> Verdict {
        match self {
            Self::Term(at) => of_term(*at),
            Self::Not(inner) => inner.verdict(of_term).negated_if(true),
            Self::All(parts) => {
                let mut all = Verdict::Passes;
                for part in parts {
                    all = all.and(part.verdict(of_term));
                    if all == Verdict::Fails {
                        break;
                    }
                }
                all
            }
            Self::Any(parts) => {
                let mut any = Verdict::Fails;
                for part in parts {
                    any = any.or(part.verdict(of_term));
                    if any == Verdict::Passes {
                        break;
                    }
                }
                any
            }
        }
    }
}

#[cfg(test)]
mod tests;
