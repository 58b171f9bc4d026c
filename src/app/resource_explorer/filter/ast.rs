//! A filter as a tree, with the place of each part in the text, and the text of a tree.

use std::fmt;

use super::field::Field;
use super::span::Spanned;

/// A filter as it was written. Its `Display` is a filter that says the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ast {
    /// All must hold.
    pub terms: Vec<Spanned<Term>>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether `!` stands before it.
    pub negated: bool,
    /// Where it looks; everywhere without one.
    pub field: Option<Spanned<Field>>,
    /// One of these must be there.
    pub alternatives: Vec<Spanned<Pattern>>,
}

/// What a term looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// A text, `*` for anything.
    Text(String),
    /// A tag.
    Tag {
        /// Its key, `*` for anything.
        key: Spanned<String>,
        /// Its value, `*` for anything; any value without one.
        value: Option<Spanned<String>>,
    },
}

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            write!(f, "{space}{}", term.node)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            negated,
            field,
            alternatives,
        } = self;
        f.write_str(if *negated { "!" } else { "" })?;
        if let Some(field) = field {
            write!(f, "{}:", field.node)?;
        }
        // Without a field, colons and a `!` at the start could be read as something else than text.
        let is_free = field.is_none();
        let quoted = if is_free {
            needs_quotes_alone
        } else {
            needs_quotes
        };
        for (at, pattern) in alternatives.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { "|" })?;
            match &pattern.node {
                Pattern::Text(text) => write_text(f, text, quoted)?,
                Pattern::Tag { key, value } => {
                    write_text(f, &key.node, needs_quotes_as_key)?;
                    if let Some(value) = value {
                        f.write_str("=")?;
                        write_text(f, &value.node, needs_quotes)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn needs_quotes(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || c == '|')
}

fn needs_quotes_alone(text: &str) -> bool {
    needs_quotes(text) || text.starts_with('!') || text.contains(':')
}

fn needs_quotes_as_key(text: &str) -> bool {
    needs_quotes(text) || text.contains('=')
}

/// The language has no way to write a quote within quotes: it is left out.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str, quoted: fn(&str) -> bool) -> fmt::Result {
    let quote = if quoted(text) { "\"" } else { "" };
    f.write_str(quote)?;
    text.split('"').try_for_each(|part| f.write_str(part))?;
    f.write_str(quote)
}

/// A text as it is written behind `field:`, in quotes where it needs them.
pub(super) fn value_text(text: &str) -> String {
    fmt::from_fn(|f| write_text(f, text, needs_quotes)).to_string()
}

/// A text as it is written as the key of a tag.
pub(super) fn tag_key_text(text: &str) -> String {
    fmt::from_fn(|f| write_text(f, text, needs_quotes_as_key)).to_string()
}
