//! The text of a filter that was read: as short as it was typed, in quotes only where they are needed.

use std::fmt::{self, Display as _, Write as _};

use super::ast::{Ast, Expr, Pattern, Term};
use super::span::Spanned;

/// Words that mean something else than themselves where a term begins.
pub(super) const KEYWORDS: [&str; 4] = ["and", "or", "not", "untagged"];

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Some(root) => root.node.fmt(f),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => term.fmt(f),
            Self::Not(inner) => {
                f.write_char('!')?;
                in_parentheses_if(f, !matches!(inner.node, Self::Term(_)), &inner.node)
            }
            Self::All(parts) => joined(f, parts, " ", |part| {
                matches!(part, Self::All(_) | Self::Any(_))
            }),
            Self::Any(parts) => joined(f, parts, " or ", |part| matches!(part, Self::Any(_))),
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Spanned<Expr>],
    between: &str,
    is_looser: fn(&Expr) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { between })?;
        in_parentheses_if(f, is_looser(&part.node), &part.node)?;
    }
    Ok(())
}

fn in_parentheses_if(f: &mut fmt::Formatter<'_>, needed: bool, inner: &Expr) -> fmt::Result {
    if needed {
        write!(f, "({inner})")
    } else {
        inner.fmt(f)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untagged => f.write_str("untagged"),
            Self::Has(what) => {
                f.write_str("has:")?;
                write_text(f, &what.node, needs_quotes)
            }
            Self::Compare { left, op, values } => {
                write_text(f, &left.node, needs_quotes_left)?;
                f.write_str(op.sign())?;
                write_patterns(f, values, needs_quotes)
            }
            Self::Text {
                field,
                alternatives,
            } => {
                if let Some(field) = field {
                    write!(f, "{}:", field.node)?;
                }
                // Without a field, signs at the start could be read as something else than text.
                let quoted = if field.is_none() {
                    needs_quotes_alone
                } else {
                    needs_quotes
                };
                write_patterns(f, alternatives, quoted)
            }
        }
    }
}

fn write_patterns(
    f: &mut fmt::Formatter<'_>,
    patterns: &[Spanned<Pattern>],
    quoted: fn(&str) -> bool,
) -> fmt::Result {
    for (at, pattern) in patterns.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { "|" })?;
        match &pattern.node {
            Pattern::Text(text) => write_text(f, text, quoted)?,
            Pattern::Regex(text) => write!(f, "/{text}/")?,
            Pattern::Fuzzy(text) => {
                f.write_char('~')?;
                write_text(f, text, needs_quotes_alone)?;
            }
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

fn needs_quotes(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || "|()".contains(c))
        || text.starts_with(['~', '/'])
        // Behind these signs a slash begins a regular expression.
        || text.contains("=/")
        || text.contains(":/")
}

fn needs_quotes_alone(text: &str) -> bool {
    let is_word = |word: &&str| word.eq_ignore_ascii_case(text);
    needs_quotes(text)
        || text.starts_with(['!', '-'])
        || text.contains([':', '=', '<', '>'])
        || KEYWORDS.iter().any(is_word)
}

fn needs_quotes_as_key(text: &str) -> bool {
    needs_quotes(text) || text.contains('=')
}

fn needs_quotes_left(text: &str) -> bool {
    !text.is_empty() && !is_plain_path(text)
}

/// Whether a text is taken for a path to a property without quotes.
pub(super) fn is_plain_path(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "_.-[]".contains(c))
}

/// The language has no way to write a quote within quotes: it is left out.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str, quoted: fn(&str) -> bool) -> fmt::Result {
    let quote = if quoted(text) { "\"" } else { "" };
    f.write_str(quote)?;
    text.split('"').try_for_each(|part| f.write_str(part))?;
    f.write_str(quote)
}

/// A text as it is written behind `field:`, in quotes where it needs them.
pub fn value_text(text: &str) -> String {
    fmt::from_fn(|f| write_text(f, text, needs_quotes)).to_string()
}

/// A text as it is written where a term begins.
pub fn word_text(text: &str) -> String {
    fmt::from_fn(|f| write_text(f, text, needs_quotes_alone)).to_string()
}

/// A text as it is written as the key of a tag.
pub fn tag_key_text(text: &str) -> String {
    fmt::from_fn(|f| write_text(f, text, needs_quotes_as_key)).to_string()
}

/// A path as it is written before a comparison.
pub(super) fn path_text(text: &str) -> String {
    fmt::from_fn(|f| write_text(f, text, needs_quotes_left)).to_string()
}
