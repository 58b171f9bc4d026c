//! A filter as a tree, with the place of each part in the text. `print.rs` writes it back.

use super::field::Field;
use super::span::Spanned;

/// A filter as it was written. Its `Display` is a filter that says the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ast {
    /// What must hold; nothing lets every row through.
    pub root: Option<Spanned<Expr>>,
}

/// A condition, or several with a word between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// All must hold; two and more.
    All(Vec<Spanned<Expr>>),
    /// One must hold; two and more.
    Any(Vec<Spanned<Expr>>),
    /// It must not hold.
    Not(Box<Spanned<Expr>>),
    /// One condition.
    Term(Term),
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A text somewhere, or in one field.
    Text {
        /// Where it looks; everywhere without one.
        field: Option<Spanned<Field>>,
        /// One of these must be there.
        alternatives: Vec<Spanned<Pattern>>,
    },
    /// `Size>=500`: a property, a moment or a size beside what it is compared with.
    Compare {
        /// What is compared, as it was written; empty for a size: `>1GB`.
        left: Spanned<String>,
        /// How.
        op: Op,
        /// With one of these.
        values: Vec<Spanned<Pattern>>,
    },
    /// `has:tags`, or `has:` and a property.
    Has(Spanned<String>),
    /// `untagged`.
    Untagged,
}

/// What a term looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// A text, `*` for anything.
    Text(String),
    /// `/a.c/`: a regular expression.
    Regex(String),
    /// `~text`: its letters in order, with little between them.
    Fuzzy(String),
    /// A tag.
    Tag {
        /// Its key, `*` for anything.
        key: Spanned<String>,
        /// Its value, `*` for anything; any value without one.
        value: Option<Spanned<String>>,
    },
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Op {
    /// All of them; those of two characters first, so that none is read as a shorter one.
    pub const ALL: [Self; 6] = [
        Self::NotEqual,
        Self::AtMost,
        Self::AtLeast,
        Self::Equal,
        Self::Less,
        Self::Greater,
    ];

    /// As a person types it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it asks for more or less, and not for the same.
    pub fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    /// Whether it holds between two values that stand in this order.
    pub(super) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}
