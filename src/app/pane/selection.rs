//! Which rows of a pane are selected: one, some, or all that are shown. Knows nothing of egui.
//!
//! One row is [`Pane::cursor`]: the one whose details are shown. Selecting more keeps it. "All rows" is stored
//! as such and not as a set, so that it costs the same for three rows and for millions; rows that arrive later
//! belong to it.

use std::collections::HashSet;
use std::ops::Range;

use super::Pane;
use crate::app::resource_explorer::batch_store::BatchId;
use crate::app::resource_explorer::search::RowSet;
use crate::app::resource_explorer::tree::{RowIndex, VisibleRow, VisibleRows};
use crate::model::ResourceIdentity;

/// What becomes of rows that were selected before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// They are not selected any more.
    Dropped,
    /// They stay.
    Kept,
}

/// The field of a row that is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyField {
    /// Its id.
    Id,
    /// Its ARN; rows that have none are left out.
    Arn,
    /// Its ARN, else its id.
    ArnOrId,
    /// What it is called.
    Name,
}

/// Rows beyond those that are wanted that are looked at to find some selected ones.
const MOST_LEFT_OUT: usize = 10_000;

/// The selected rows.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    mode: Mode,
    /// Those that are selected, or those that are not, by `mode`.
    rows: RowSet,
    count: usize,
    /// Where a range begins.
    anchor: Option<RowIndex>,
    /// The range that is selected, when it is that and nothing else.
    span: Option<Span>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    /// The rows in the set.
    #[default]
    These,
    /// All that are shown, without those in the set.
    AllBut,
}

/// Lines from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: usize,
    to: usize,
    /// Which lines they count in.
    visible_revision: u64,
}

impl Span {
    fn lines(self) -> Range<usize> {
        self.from.min(self.to)..self.from.max(self.to) + 1
    }
}

impl Selection {
    /// Whether no row is selected besides that of the cursor.
    pub fn is_empty(&self) -> bool {
        self.mode == Mode::These && self.count == 0
    }

    /// Whether a row that is shown is selected.
    pub fn contains(&self, row: RowIndex) -> bool {
        self.rows.contains(row) == (self.mode == Mode::These)
    }

    /// How many of the `shown` rows are selected.
    pub fn count(&self, shown: usize) -> usize {
        match self.mode {
            Mode::These => self.count,
            Mode::AllBut => shown.saturating_sub(self.count),
        }
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes()
    }

    /// Sets the anchor of the next range, unless there is one.
    pub(super) fn begin_at(&mut self, row: RowIndex) {
        self.anchor.get_or_insert(row);
    }

    fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn select_all(&mut self) {
        *self = Self {
            mode: Mode::AllBut,
            anchor: self.anchor,
            ..Self::default()
        };
    }

    pub(super) fn add(&mut self, row: RowIndex) {
        self.put(row, self.mode == Mode::These);
    }

    fn remove(&mut self, row: RowIndex) {
        self.put(row, self.mode == Mode::AllBut);
    }

    fn put(&mut self, row: RowIndex, into_set: bool) {
        match (self.rows.contains(row), into_set) {
            (false, true) => {
                self.rows.insert(row);
                self.count += 1;
            }
            (true, false) => {
                self.rows.remove(row);
                self.count -= 1;
            }
            _ => {}
        }
    }

    /// Chooses the lines from `from` to `to`. When the range before has the same anchor, only the lines between
    /// the two ends are looked at.
    fn choose_span(&mut self, visible: &VisibleRows, span: Span, before: Before) {
        let new = span.lines();
        if before == Before::Kept {
            visible.rows(new).for_each(|row| self.add(row));
            self.span = None;
            return;
        }
        let same_start =
            |old: &Span| old.from == span.from && old.visible_revision == span.visible_revision;
        if let Some(old) = self.span.filter(same_start).map(Span::lines) {
            for gone in [
                old.start..new.start.min(old.end),
                new.end.max(old.start)..old.end,
            ] {
                visible.rows(gone).for_each(|row| self.remove(row));
            }
            for came in [
                new.start..old.start.min(new.end),
                old.end.max(new.start)..new.end,
            ] {
                visible.rows(came).for_each(|row| self.add(row));
            }
        } else {
            *self = Self {
                anchor: self.anchor,
                ..Self::default()
            };
            visible.rows(new).for_each(|row| self.add(row));
        }
        self.span = Some(span);
    }

    /// Removes rows that are gone.
    fn forget(&mut self, gone: Range<u32>) {
        self.span = None;
        self.anchor = self.anchor.filter(|anchor| !gone.contains(&anchor.0));
        gone.for_each(|row| self.put(RowIndex(row), false));
    }
}

impl Pane {
    /// Selects one row, and chooses no other.
    pub fn select_only(&mut self, row: Option<RowIndex>) {
        self.selection.clear();
        self.selection.anchor = row;
        self.cursor = row;
    }

    /// Chooses every row that is shown, also in groups that are closed, and those that are still to come.
    pub fn select_all(&mut self) {
        if self.tree.row_count() > 0 {
            self.selection.anchor = self.selection.anchor.or(self.cursor);
            self.selection.select_all();
        }
    }

    /// Chooses a row besides the others, or takes it out.
    pub fn toggle_row(&mut self, row: RowIndex) {
        if self.selection.is_empty() {
            // The row of the cursor does not join the selection while the filter hides it: the person cannot see it.
            let shown = |cursor: &RowIndex| self.visible.position_of_row(*cursor).is_some();
            match self.cursor.filter(shown) {
                Some(selected) if selected == row => return self.select_only(None),
                Some(selected) => self.selection.add(selected),
                None => return self.select_only(Some(row)),
            }
        }
        if self.selection.contains(row) {
            self.selection.remove(row);
        } else {
            self.selection.add(row);
        }
        self.selection.span = None;
        self.selection.anchor = Some(row);
        self.cursor = Some(row);
        if self.selection.is_empty() {
            self.select_only(None);
        }
    }

    /// Chooses the lines from the anchor to line `to`; groups in between are skipped.
    pub fn select_range(&mut self, to: usize, before: Before) {
        if to >= self.visible.len() {
            return;
        }
        let anchor = self.selection.anchor.or(self.cursor);
        let span = self.selection.span;
        let known = span.filter(|span| span.visible_revision == self.visible_revision);
        let from = match known {
            Some(span) => span.from,
            None => anchor
                .and_then(|row| self.visible.position_of_row(row))
                .unwrap_or(to),
        };
        if before == Before::Kept
            && self.selection.is_empty()
            && let Some(selected) = self.cursor
        {
            self.selection.add(selected);
        }
        let span = Span {
            from,
            to,
            visible_revision: self.visible_revision,
        };
        self.selection.anchor = anchor;
        self.selection.choose_span(&self.visible, span, before);
        if let Some(VisibleRow::Resource(row)) = self.visible.get(to) {
            self.cursor = Some(row);
        }
    }

    /// Back to the one row that was pointed at last.
    pub fn clear_selection(&mut self) {
        self.selection.clear();
        self.selection.anchor = self.cursor;
    }

    /// Whether a row that is shown is selected.
    pub fn is_selected(&self, row: RowIndex) -> bool {
        if self.selection.is_empty() {
            self.cursor == Some(row)
        } else {
            self.selection.contains(row)
        }
    }

    /// How many rows are selected.
    pub fn selected_count(&self) -> usize {
        if self.selection.is_empty() {
            usize::from(self.cursor.is_some())
        } else {
            self.selection.count(self.tree.row_count())
        }
    }

    /// Some of the selected rows, `most` at most; found without a look at every row that is shown.
    pub(super) fn some_selected(&self, most: usize) -> Vec<RowIndex> {
        let set = &self.selection.rows;
        match self.selection.mode {
            Mode::These if self.selection.is_empty() => self.cursor.into_iter().collect(),
            Mode::These => set.iter().take(most).collect(),
            Mode::AllBut => {
                let shown = self.tree.order.iter().take(most + MOST_LEFT_OUT);
                let selected = shown.copied().filter(|row| !set.contains(*row));
                selected.take(most).collect()
            }
        }
    }

    /// The selected rows of batches that are about to be taken back, to be found again among those that replace
    /// them.
    pub(super) fn leave_selection(&mut self, taken_back: &[BatchId]) -> HashSet<ResourceIdentity> {
        let mut left = HashSet::new();
        if self.selection.count == 0 {
            return left;
        }
        for range in self.rows.ranges_of(taken_back) {
            let rows = range.clone().map(RowIndex);
            let selected = rows.filter(|row| self.selection.rows.contains(*row));
            left.extend(selected.filter_map(|row| self.rows.get(row).map(ResourceIdentity::from)));
            self.selection.forget(range);
        }
        left
    }

    /// Puts rows from `start` on into the set again that were in it before they were replaced.
    pub(super) fn return_to_selection(
        &mut self,
        left: &HashSet<ResourceIdentity>,
        start: RowIndex,
    ) {
        if left.is_empty() {
            return;
        }
        for (first, entries) in self.rows.slices(start.0..self.rows.next_index().0) {
            for (row, entry) in (first..).zip(entries) {
                if left.contains(&ResourceIdentity::from(entry)) {
                    self.selection.put(RowIndex(row), true);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
