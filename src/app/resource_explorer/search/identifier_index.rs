//! Identifiers in the properties of all rows of a pane, batch by batch: each is gone through once, by the first
//! search that asks, and kept as long as there is memory to spare.

use std::sync::OnceLock;

use crate::app::resource_explorer::filter::BatchIdentifiers;
use crate::app::resource_explorer::tree::{RowIndex, Rows};
use crate::model::heap;

/// The identifiers of batches, by the place of the batch among all.
#[derive(Debug, Default)]
pub(super) struct IdentifierIndex {
    batches: Vec<OnceLock<BatchIdentifiers>>,
}

impl IdentifierIndex {
    /// Makes room for all batches of `rows`.
    pub(super) fn cover(&mut self, rows: &Rows) {
        let batches = rows.batch_count();
        if batches > self.batches.len() {
            self.batches.resize_with(batches, OnceLock::new);
        }
    }

    /// The identifiers of the batch that has a row, and where in it the row stands.
    pub(super) fn at(&self, rows: &Rows, row: u32) -> Option<(&BatchIdentifiers, usize)> {
        let (batch, at) = rows.place(RowIndex(row))?;
        let kept = self.batches.get(rows.number_of_batch(RowIndex(row)))?;
        Some((kept.get_or_init(|| BatchIdentifiers::of(batch)), at))
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        let made = self.batches.iter().filter_map(OnceLock::get);
        heap::of_list(&self.batches) + made.map(BatchIdentifiers::heap_bytes).sum::<usize>()
    }
}
