//! Filters made of other filters.

use super::ast::{Ast, Expr, Pattern, Term};
use super::field::Field;
use super::span::{Span, Spanned};

impl Ast {
    /// The same filter, its bare words looked for in properties as well; `None` where it has none.
    pub(crate) fn looking_into_properties(&self) -> Option<Self> {
        let root = self.root.as_ref()?;
        let deeper = deeper(root);
        (deeper != *root).then_some(Self { root: Some(deeper) })
    }

    /// The text that the filter looks for, where that is all it does: one bare word, or words side by side.
    pub(crate) fn only_words(&self) -> Option<String> {
        let root = self.root.as_ref()?;
        let parts = match &root.node {
            Expr::All(parts) => &parts[..],
            _ => std::slice::from_ref(root),
        };
        let words: Option<Vec<&str>> = parts.iter().map(|part| only_word(&part.node)).collect();
        Some(words?.join(" "))
    }
}

fn only_word(expr: &Expr) -> Option<&str> {
    let Expr::Term(Term::Text {
        field: None,
        alternatives,
    }) = expr
    else {
        return None;
    };
    match &alternatives[..] {
        [
            Spanned {
                node: Pattern::Text(text),
                ..
            },
        ] => Some(text),
        _ => None,
    }
}

fn deeper(expr: &Spanned<Expr>) -> Spanned<Expr> {
    let all = |parts: &[Spanned<Expr>]| parts.iter().map(deeper).collect();
    let span = expr.span.clone();
    let node = match &expr.node {
        Expr::All(parts) => Expr::All(all(parts)),
        Expr::Any(parts) => Expr::Any(all(parts)),
        Expr::Not(inner) => Expr::Not(Box::new(deeper(inner))),
        Expr::Term(Term::Text {
            field: None,
            alternatives,
        }) => anywhere_or_in_properties(alternatives, &span),
        Expr::Term(term) => Expr::Term(term.clone()),
    };
    Spanned::new(node, span)
}

fn anywhere_or_in_properties(alternatives: &[Spanned<Pattern>], span: &Span) -> Expr {
    let text = |field| {
        let term = Term::Text {
            field,
            alternatives: alternatives.to_vec(),
        };
        Spanned::new(Expr::Term(term), span.clone())
    };
    let properties = Spanned::new(Field::Properties, span.clone());
    Expr::Any(vec![text(None), text(Some(properties))])
}
