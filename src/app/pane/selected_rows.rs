//! The selected rows of a pane as they are at one moment, for another thread to go through.

use std::sync::Arc;

use super::Pane;
use super::selection::{CopyField, Selection};
use crate::app::resource_explorer::tree::{RowIndex, Rows, Tree};
use crate::model::ResourceEntry;

impl Pane {
    /// The selected rows as they are now.
    pub fn selected_rows(&self) -> SelectedRows {
        SelectedRows {
            rows: self.rows.clone(),
            tree: Arc::clone(&self.tree),
            selection: self.selection.clone(),
            cursor: self.cursor,
        }
    }
}

/// Rows that were selected at one moment.
pub struct SelectedRows {
    rows: Rows,
    tree: Arc<Tree>,
    selection: Selection,
    cursor: Option<RowIndex>,
}

/// Selected rows as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectedText {
    /// One line for each.
    pub text: String,
    /// How many lines.
    pub lines: usize,
    /// Rows that lack the field, and have no line.
    pub without: usize,
}

impl SelectedRows {
    /// Rows that have to be looked at to find the selected ones.
    pub fn to_look_at(&self) -> usize {
        if self.selection.is_empty() {
            1
        } else {
            self.tree.row_count()
        }
    }

    /// Chooses every row that is shown.
    pub(super) fn select_all(&mut self) {
        self.selection.select_all();
    }

    /// The selected rows, in the order they are shown.
    pub(super) fn iter(&self) -> impl Iterator<Item = &ResourceEntry> {
        let is_one = self.selection.is_empty();
        let one = self.cursor.filter(|_| is_one);
        let many = self.tree.order.iter().copied().filter(move |_| !is_one);
        let many = many.filter(|row| self.selection.contains(*row));
        let rows = one.into_iter().chain(many);
        rows.filter_map(|row| self.rows.get(row))
    }

    /// One line per selected row, in the order they are shown.
    pub fn text(&self, field: CopyField) -> SelectedText {
        let mut copied = SelectedText::default();
        self.iter().for_each(|entry| copied.push(entry, field));
        copied
    }
}

impl SelectedText {
    fn push(&mut self, entry: &ResourceEntry, field: CopyField) {
        let arn = entry.arn();
        let line = match field {
            CopyField::Id => Some(entry.id.as_str()),
            CopyField::Name => Some(entry.display_name()),
            CopyField::Arn => arn.as_deref(),
            CopyField::ArnOrId => arn.as_deref().or(Some(&entry.id)),
        };
        let Some(line) = line else {
            self.without += 1;
            return;
        };
        if self.lines > 0 {
            self.text.push('\n');
        }
        self.lines += 1;
        // One line, also for a name that has several.
        let mut rest = line.split(['\n', '\r']);
        self.text.push_str(rest.next().unwrap_or_default());
        for part in rest {
            self.text.push(' ');
            self.text.push_str(part);
        }
    }
}
