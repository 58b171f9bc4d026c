//! What can be written into a filter where the cursor is: the words for it, and the filter with one of them.

use compact_str::CompactString;

use super::Pane;
use super::known_values::{Counted, KnownValues};
use crate::app::resource_explorer::filter::{Expected, Field, Vocabulary, complete, value_text};

/// Most suggestions that are listed at once.
const MOST: usize = 10;

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// What is written.
    pub text: String,
    /// How many rows have it, where that is known.
    pub rows: Option<u32>,
}

/// What can be written at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Suggestions {
    /// The part of the filter that one of them replaces, in bytes.
    pub span: std::ops::Range<usize>,
    /// The best first.
    pub lines: Vec<Suggestion>,
    /// How many more there are.
    pub more: usize,
    /// Whether the person has written something that they complete.
    pub is_begun: bool,
}

/// The words of one place, as the language asks for them.
struct Words<'a>(&'a [Counted]);

impl Words<'_> {
    fn all(&self) -> Vec<CompactString> {
        self.0.iter().map(|(value, _)| value.clone()).collect()
    }
}

impl Vocabulary for Words<'_> {
    fn values_of(&self, _: Field) -> Vec<CompactString> {
        self.all()
    }

    fn tag_keys(&self) -> Vec<CompactString> {
        self.all()
    }

    fn tag_values(&self, _: &str) -> Vec<CompactString> {
        self.all()
    }

    fn properties(&self) -> Vec<CompactString> {
        self.all()
    }

    fn property_values(&self, _: &str) -> Vec<CompactString> {
        self.all()
    }
}

/// What can be written in the filter of a pane: made when the text, the cursor or the values are others, and not in
/// every frame.
#[derive(Default)]
pub(crate) struct Completer {
    values: KnownValues,
    made: Option<(MadeFor, Suggestions)>,
}

/// What suggestions were made for.
#[derive(PartialEq)]
struct MadeFor {
    text: String,
    offset: usize,
    values_revision: u64,
}

impl Completer {
    /// What can be written at byte `offset` of `text`, by what is loaded in a pane.
    pub(crate) fn at(
        &mut self,
        pane: &Pane,
        text: &str,
        offset: usize,
        wake: impl Fn() + Send + 'static,
    ) -> &Suggestions {
        let place = complete(text, offset, &Words(&[]));
        self.values.follow(pane, &place.expected, wake);
        let made_for = MadeFor {
            text: text.to_owned(),
            offset,
            values_revision: self.values.revision(),
        };
        let known = self.made.take().filter(|(known, _)| *known == made_for);
        let make = || (made_for, suggestions(text, offset, self.values.shown()));
        &self.made.insert(known.unwrap_or_else(make)).1
    }
}

fn suggestions(text: &str, offset: usize, known: &[Counted]) -> Suggestions {
    let completion = complete(text, offset, &Words(known));
    let typed = text.get(completion.span.start..offset.min(text.len()));
    let typed = typed.unwrap_or_default();
    let whole = text.get(completion.span.clone()).unwrap_or_default();
    let is_begun = !typed.is_empty() || completion.expected != Expected::Term;
    let candidates = completion.candidates.into_iter();
    let mut fitting: Vec<String> = candidates.filter(|one| one != whole).collect();
    let more = fitting.len().saturating_sub(MOST);
    fitting.truncate(MOST);
    let rows_of = |text: &str| {
        let found = known.iter().find(|(value, _)| value_text(value) == text);
        found.and_then(|(_, rows)| *rows)
    };
    let lines = fitting.into_iter().map(|text| Suggestion {
        rows: rows_of(&text),
        text,
    });
    Suggestions {
        span: completion.span,
        lines: lines.collect(),
        more,
        is_begun,
    }
}

impl Suggestions {
    /// `text` with a suggestion written into it, and the byte behind it.
    pub(crate) fn accepted(&self, text: &str, suggestion: &Suggestion) -> (String, usize) {
        let before = text.get(..self.span.start).unwrap_or(text);
        let after = text.get(self.span.end..).unwrap_or_default();
        // A value that is whole is followed by the next term.
        let is_whole = !suggestion.text.ends_with([':', '=', '<']);
        let space = if is_whole && after.is_empty() {
            " "
        } else {
            ""
        };
        let written = format!("{before}{}{space}", suggestion.text);
        let caret = written.len();
        // Terms in parentheses do not become the values of a field that is written before them.
        let gap = if !is_whole && after.starts_with(['(', '!', '-']) {
            " "
        } else {
            ""
        };
        (format!("{written}{gap}{after}"), caret)
    }
}

#[cfg(test)]
mod tests;
