//! The lines of the log, as the cursor and a screen reader need them.

use std::borrow::Cow;
use std::ops::Range;

use crate::app::list_cursor::ListLines;
use crate::app::log_tail::LogTail;

/// The lines that pass the filter, by their ordinals.
pub(super) struct LogLines<'a> {
    pub tail: &'a LogTail,
    pub selected: Range<usize>,
}

impl ListLines for LogLines<'_> {
    type Key = i64;

    fn len(&self) -> usize {
        self.tail.len()
    }

    fn key_at(&self, at: usize) -> Option<i64> {
        self.tail.line(at).map(|line| line.ordinal)
    }

    fn line_of(&self, ordinal: i64) -> Option<usize> {
        let at = self.tail.index_of(ordinal);
        (self.key_at(at) == Some(ordinal)).then_some(at)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.tail.line(at).map_or("", |line| &line.text).into()
    }

    fn is_selected(&self, at: usize) -> bool {
        self.selected.contains(&at)
    }
}
