//! A pane's rows: a list of shared batches, addressed by one index.
//!
//! [`PaneRows`] is the pane's own: batches are added to it and taken back. [`Rows`] is a snapshot of its list, from
//! which trees are built.

use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::app::resource_explorer::batch_store::{Batch, BatchId};
use crate::model::{ResourceEntry, heap};

/// A row of a pane. Valid until the pane's next query: batches are only ever added, and those that are
/// taken back leave their numbers behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowIndex(pub u32);

/// Batches per chunk. Every new tree clones the list of batches: with shared chunks that clone is short, also
/// for a hundred thousand batches.
const CHUNK: usize = 512;

/// Where a batch stands in the list.
#[derive(Clone, Debug)]
enum Slot {
    Present(Batch),
    /// No iteration has it, though the tree on the screen may still refer to its rows.
    TakenBack(Batch),
    /// Taken back and dropped.
    Freed,
}

impl Slot {
    fn present(&self) -> Option<&Batch> {
        match self {
            Self::Present(batch) => Some(batch),
            Self::TakenBack(_) | Self::Freed => None,
        }
    }

    fn held(&self) -> Option<&Batch> {
        match self {
            Self::Present(batch) | Self::TakenBack(batch) => Some(batch),
            Self::Freed => None,
        }
    }
}

/// A snapshot of the shared batches, in the order they arrived.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// [`CHUNK`] batches each, but for the last one.
    chunks: Vec<Arc<Vec<Slot>>>,
    /// `starts[i]` is the index of the first row of batch `i`.
    starts: Vec<u32>,
    len: u32,
    /// Places of batches that were taken back, in the order that was done.
    gone: Vec<u32>,
    gone_rows: u32,
}

impl Rows {
    fn slot(&self, at: usize) -> &Slot {
        &self.chunks[at / CHUNK][at % CHUNK]
    }

    fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The row at `index`; `None` if its batch was freed.
    pub fn get(&self, index: RowIndex) -> Option<&ResourceEntry> {
        self.place(index).map(|(batch, at)| &batch[at])
    }

    /// The batch that holds a row, and where in it.
    pub fn place(&self, RowIndex(row): RowIndex) -> Option<(&Batch, usize)> {
        if row >= self.len {
            return None;
        }
        let at = self.starts.partition_point(|&start| start <= row) - 1;
        let batch = self.slot(at).held()?;
        Some((batch, (row - self.starts[at]) as usize))
    }

    /// How many batches were ever added.
    pub fn batch_count(&self) -> usize {
        self.starts.len()
    }

    /// The place among all batches of the one that has a row.
    pub fn number_of_batch(&self, RowIndex(row): RowIndex) -> usize {
        self.starts
            .partition_point(|&start| start <= row)
            .saturating_sub(1)
    }

    /// Looks rows up that mostly follow each other.
    pub fn walker(&self) -> RowWalker<'_> {
        RowWalker {
            rows: self,
            start: 0,
            batch: &[],
        }
    }

    /// Every row with its index.
    pub fn iter(&self) -> impl Iterator<Item = (RowIndex, &ResourceEntry)> {
        self.present().flat_map(|(start, batch)| {
            let numbers = start..;
            numbers
                .zip(batch.iter())
                .map(|(index, entry)| (RowIndex(index), entry))
        })
    }

    /// The rows of a range, batch by batch: the index of the first, and the rows. Those that were taken
    /// back are left out.
    pub fn slices(&self, range: Range<u32>) -> impl Iterator<Item = (u32, &[ResourceEntry])> {
        let first = self.starts.partition_point(|&start| start <= range.start);
        let from = first.saturating_sub(1);
        let placed = self.starts[from..].iter().copied().zip(from..);
        placed
            .take_while(move |(start, _)| *start < range.end)
            .filter_map(move |(start, at)| {
                let batch = self.slot(at).present()?;
                let begin = range.start.max(start);
                let end = range.end.min(start + batch.len() as u32);
                let part = batch.get((begin - start) as usize..end.checked_sub(start)? as usize)?;
                (!part.is_empty()).then_some((begin, part))
            })
    }

    /// Places of batches that were taken back, in the order that was done.
    pub fn taken_back(&self) -> &[u32] {
        &self.gone
    }

    /// The rows of the batch at a place among all.
    pub fn range_of_batch(&self, at: u32) -> Range<u32> {
        let at = at as usize;
        let end = self.starts.get(at + 1).copied().unwrap_or(self.len);
        self.starts[at]..end
    }

    /// The batches.
    pub fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.present().map(|(_, batch)| batch)
    }

    fn present(&self) -> impl Iterator<Item = (u32, &Batch)> {
        let all = self.starts.iter().copied().zip(self.slots());
        all.filter_map(|(start, slot)| Some((start, slot.present()?)))
    }

    /// Bytes of the list of batches, without the rows in them.
    pub fn heap_bytes(&self) -> usize {
        let chunks = self.chunks.iter().map(|chunk| heap::of_list(chunk));
        let lists = heap::of_list(&self.chunks) + heap::of_list(&self.starts);
        chunks.sum::<usize>() + lists + heap::of_list(&self.gone)
    }

    /// The index that the next row will have.
    pub fn next_index(&self) -> RowIndex {
        RowIndex(self.len)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        (self.len - self.gone_rows) as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The rows of a pane, which knows its batches by their ids.
#[derive(Debug, Default)]
pub struct PaneRows {
    rows: Rows,
    places: HashMap<BatchId, u32>,
    /// How many of the batches taken back were freed.
    freed: usize,
}

impl Deref for PaneRows {
    type Target = Rows;

    fn deref(&self) -> &Rows {
        &self.rows
    }
}

impl PaneRows {
    /// Adds a batch without copying it. Returns `false`, and
    /// leaves the batch out, past two thousand million rows: the views mark groups in the top bit.
    #[must_use]
    pub fn push(&mut self, batch: Batch) -> bool {
        if batch.is_empty() {
            return true;
        }
        let rows = &mut self.rows;
        let Some(len) = u32::try_from(batch.len())
            .ok()
            .and_then(|more| rows.len.checked_add(more))
            .filter(|&len| len < 1 << 31)
        else {
            return false;
        };
        self.places.insert(batch.id(), rows.starts.len() as u32);
        rows.starts.push(rows.len);
        let slot = Slot::Present(batch);
        match rows.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            // Copies the chunk if a clone of these rows shares it.
            Some(chunk) => Arc::make_mut(chunk).push(slot),
            None => rows.chunks.push(Arc::new(vec![slot])),
        }
        rows.len = len;
        true
    }

    /// Takes batches back: no iteration has their rows any more. A tree that was built before can look them up
    /// until [`PaneRows::free_taken_back`].
    pub fn take_back(&mut self, taken: &[BatchId]) {
        for id in taken {
            let Some(at) = self.places.remove(id) else {
                continue;
            };
            let slot = self.slot_mut(at);
            if let Slot::Present(batch) = slot {
                let (rows, batch) = (batch.len() as u32, batch.clone());
                *slot = Slot::TakenBack(batch);
                self.rows.gone.push(at);
                self.rows.gone_rows += rows;
            }
        }
    }

    /// Frees the first `count` batches that were taken back, once no tree refers to their rows. Returns them,
    /// because dropping many takes longer than a frame.
    pub fn free_taken_back(&mut self, count: usize) -> Vec<Batch> {
        let due = self.freed..count.min(self.rows.gone.len());
        self.freed = self.freed.max(due.end);
        let freed = due.filter_map(|nth| {
            let at = self.rows.gone[nth];
            match std::mem::replace(self.slot_mut(at), Slot::Freed) {
                Slot::Present(batch) | Slot::TakenBack(batch) => Some(batch),
                Slot::Freed => None,
            }
        });
        freed.collect()
    }

    fn slot_mut(&mut self, at: u32) -> &mut Slot {
        let at = at as usize;
        // Copies the chunk if a clone of these rows shares it.
        &mut Arc::make_mut(&mut self.rows.chunks[at / CHUNK])[at % CHUNK]
    }

    /// The number of row `at` of a batch.
    pub fn index_of(&self, batch: BatchId, at: usize) -> Option<RowIndex> {
        let range = self.range_of_batch(*self.places.get(&batch)?);
        Some(RowIndex(range.start + at as u32))
    }

    /// The rows of batches, where they were not taken back yet, lowest first.
    pub fn ranges_of(&self, batches: &[BatchId]) -> Vec<Range<u32>> {
        let places = batches.iter().filter_map(|id| self.places.get(id));
        let mut ranges: Vec<_> = places.map(|at| self.range_of_batch(*at)).collect();
        ranges.sort_unstable_by_key(|range| range.start);
        ranges
    }

    /// Bytes of the list of batches, without the rows in them.
    pub fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + heap::of_map(&self.places)
    }
}

/// [`Rows::get`], which stays with a batch as long as the next row is of the same one.
pub struct RowWalker<'a> {
    rows: &'a Rows,
    start: u32,
    batch: &'a [ResourceEntry],
}

impl<'a> RowWalker<'a> {
    /// The row at `index`.
    pub fn get(&mut self, index: RowIndex) -> Option<&'a ResourceEntry> {
        let RowIndex(row) = index;
        let here = row.checked_sub(self.start);
        if let Some(entry) = here.and_then(|at| self.batch.get(at as usize)) {
            return Some(entry);
        }
        let (batch, at) = self.rows.place(index)?;
        self.batch = batch;
        self.start = row - at as u32;
        batch.get(at)
    }
}
