//! What the filter has found in texts that are shown.

use std::ops::Range;

use super::Pane;
use crate::app::resource_explorer::filter::Field;
use crate::text::truncate;

/// No line has room for more characters than these.
const MOST_CHARS: usize = 512;

impl Pane {
    /// The parts of a text of this field that the filter in force asks for, in order and apart from each other.
    /// Costs what the text takes to be gone through, however long it is: to be asked for lines that can be seen.
    pub(crate) fn marks_in(&self, field: Field, text: &str) -> Vec<Range<usize>> {
        let Some(filter) = self
            .filter
            .as_ref()
            .filter(|filter| filter.marks_any(field))
        else {
            return Vec::new();
        };
        filter.marks_in(field, &truncate::to_chars(text, MOST_CHARS))
    }
}

/// What is known of the terms of a filter that shows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fruitless {
    /// These match no row, wherever they stand; bytes of the filter.
    Terms(Vec<Range<usize>>),
    /// Each matches some rows, and all together none.
    OnlyTogether,
}

impl Pane {
    /// Which terms of the filter are the reason why it shows nothing; `None` while that is not known, and for
    /// filters that have but one.
    pub(crate) fn fruitless(&self) -> Option<Fruitless> {
        let has_rows = self.rows.iter().next().is_some();
        if self.filter_error.is_some() || self.tree_is_pending() || !has_rows {
            return None;
        }
        let filter = self.filter.as_ref()?;
        let terms = self.tree.terms_without_match.as_deref()?;
        if terms.is_empty() {
            return Some(Fruitless::OnlyTogether);
        }
        let spans = terms.iter().filter_map(|term| filter.span_of_term(*term));
        Some(Fruitless::Terms(spans.collect()))
    }
}
