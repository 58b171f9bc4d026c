//! A pane's rows: a list of shared batches, addressed by one index.

use std::sync::Arc;

use crate::app::resource_explorer::state::ResourceEntry;

/// A row of a pane. Valid until the pane's next query; batches are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowIndex(pub u32);

/// Shared batches, in the order they arrived.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    batches: Vec<Arc<Vec<ResourceEntry>>>,
    /// `starts[i]` is the index of the first row of batch `i`.
    starts: Vec<u32>,
    len: u32,
}

impl Rows {
    /// Adds a batch without copying it. Returns `false`, and
    /// leaves the batch out, past two thousand million rows: the views mark groups in the top bit.
    #[must_use]
    pub fn push(&mut self, batch: Arc<Vec<ResourceEntry>>) -> bool {
        if batch.is_empty() {
            return true;
        }
        let Some(len) = u32::try_from(batch.len())
            .ok()
            .and_then(|more| self.len.checked_add(more))
            .filter(|&len| len < 1 << 31)
        else {
            return false;
        };
        self.starts.push(self.len);
        self.batches.push(batch);
        self.len = len;
        true
    }

    /// The row at `index`.
    pub fn get(&self, index: RowIndex) -> Option<&ResourceEntry> {
        self.place(index).map(|(batch, at)| &batch[at])
    }

    /// The batch that holds a row, and where in it.
    pub fn place(&self, index: RowIndex) -> Option<(&Arc<Vec<ResourceEntry>>, usize)> {
        if index.0 >= self.len {
            return None;
        }
        let batch = self.starts.partition_point(|&start| start <= index.0) - 1;
        Some((
            &self.batches[batch],
            (index.0 - self.starts[batch]) as usize,
        ))
    }

    /// Every row with its index.
    pub fn iter(&self) -> impl Iterator<Item = (RowIndex, &ResourceEntry)> {
        self.batches
            .iter()
            .flat_map(|batch| batch.iter())
            .zip(0..)
            .map(|(entry, index)| (RowIndex(index), entry))
    }

    /// The batches.
    pub fn batches(&self) -> &[Arc<Vec<ResourceEntry>>] {
        &self.batches
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
