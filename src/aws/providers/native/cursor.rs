//! Where a list stands, as the token that the engine hands back for the next page.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::asking::Tokens;

/// Which parent's children, which page of them, and what is yet to be asked for what is below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The number of the context: parents and choices.
    pub context: usize,
    /// What asks for the page.
    pub tokens: Tokens,
    /// The item under which the list goes on, where items stand under items.
    pub under: Option<String>,
    /// Items that have yet to be asked for what is below them.
    waiting: Vec<String>,
}

impl Cursor {
    /// `None` for a token that is not ours.
    pub(super) fn read(token: Option<&str>) -> Option<Self> {
        match token {
            None => Some(Self::default()),
            Some(text) => serde_json::from_str(text).ok(),
        }
    }

    pub(super) fn write(&self) -> CompactString {
        serde_json::to_string(self)
            .expect("numbers and texts")
            .into()
    }

    /// The next page of the same children; `below` are the items of this one that others stand under.
    pub(super) fn page_after(mut self, tokens: Tokens, below: Vec<String>) -> Self {
        self.tokens = tokens;
        self.waiting.extend(below);
        self
    }

    /// The next children when this page was the last: those of the next of `contexts`, then those of the
    /// items.
    pub(super) fn after(mut self, contexts: usize, below: Vec<String>) -> Option<Self> {
        self.tokens = Tokens::new();
        self.waiting.extend(below);
        if self.under.is_none() && self.context + 1 < contexts {
            self.context += 1;
            return Some(self);
        }
        self.under = Some(self.waiting.pop()?);
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(value: &str) -> Tokens {
        vec![("NextToken".into(), value.into())]
    }

    #[test]
    fn a_cursor_survives_its_way_through_the_engine() {
        let cursor = Cursor {
            context: 3,
            tokens: token("a\"b"),
            under: Some("ou-1".into()),
            waiting: vec!["ou-2".into()],
        };
        assert_eq!(Cursor::read(Some(&cursor.write())), Some(cursor));
        assert_eq!(Cursor::read(Some("not ours")), None);
        assert_eq!(Cursor::read(None), Some(Cursor::default()));
    }

    #[test]
    fn every_context_comes_first_and_then_what_stands_under_items() {
        let below = |name: &str| vec![name.to_owned()];
        let first = Cursor::default().page_after(token("more"), below("a"));
        assert_eq!((first.context, &first.tokens), (0, &token("more")));
        let second = first.after(2, below("b")).unwrap();
        assert_eq!((second.context, second.under.as_deref()), (1, None));
        assert!(second.tokens.is_empty());
        let under_b = second.after(2, Vec::new()).unwrap();
        assert_eq!(under_b.under.as_deref(), Some("b"));
        let under_c = under_b.after(2, below("c")).unwrap();
        assert_eq!(under_c.under.as_deref(), Some("c"));
        let under_a = under_c.after(2, Vec::new()).unwrap();
        assert_eq!(under_a.under.as_deref(), Some("a"));
        assert_eq!(under_a.after(2, Vec::new()), None);
    }
}
