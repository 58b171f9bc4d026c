//! What is typed: a text, what it names by its form, and what it is looked for among.

use super::hit::Section;
use crate::app::recognition::{Recognized, recognize};

/// Longer texts are cut: nothing has such a name.
const MOST_CHARS: usize = 2048;

/// What a text is looked for among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Among {
    #[default]
    All,
    /// One kind alone, by the sign before the text.
    Only(Section),
}

/// A text to look for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Question {
    pub(super) among: Among,
    /// Without the sign before it and blanks around it.
    pub(super) text: String,
    /// What it names by its form.
    pub(super) named: Option<Recognized>,
}

impl Question {
    /// Reads what is typed: `>` looks among actions, `:` among types, `@` among accounts.
    pub(super) fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let (among, text) = match typed.chars().next() {
            Some('>') => (Among::Only(Section::Actions), &typed[1..]),
            Some(':') => (Among::Only(Section::Types), &typed[1..]),
            Some('@') => (Among::Only(Section::Accounts), &typed[1..]),
            _ => (Among::All, typed),
        };
        let text: String = text.trim().chars().take(MOST_CHARS).collect();
        let named = match among {
            Among::All => recognize(&text),
            Among::Only(_) => None,
        };
        Self { among, text, named }
    }

    /// Whether hits of a kind are wanted.
    pub(super) fn is_among(&self, section: Section) -> bool {
        match self.among {
            Among::All => true,
            Among::Only(Section::Actions) => {
                matches!(section, Section::Actions | Section::Panels)
            }
            Among::Only(only) => section == only,
        }
    }
}
