//! A pane's rows: a list of shared batches, addressed by one index.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::model::ResourceEntry;
use crate::model::heap;

/// A row of a pane. Valid until the pane's next query: batches are only ever added, and those that are
/// taken back leave their numbers behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowIndex(pub u32);

/// Batches per chunk. Every new tree clones the list of batches: with shared chunks that clone is short, also
/// for a hundred thousand batches.
const CHUNK: usize = 512;

/// Shared batches, in the order they arrived.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// [`CHUNK`] batches each, but for the last one.
    chunks: Vec<Arc<Vec<Arc<Vec<ResourceEntry>>>>>,
    /// `starts[i]` is the index of the first row of batch `i`.
    starts: Vec<u32>,
    len: u32,
    /// Batches that were taken back, sorted.
    gone: Vec<u32>,
    gone_rows: u32,
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
        match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            // Copies the chunk if a clone of these rows shares it.
            Some(chunk) => Arc::make_mut(chunk).push(batch),
            None => self.chunks.push(Arc::new(vec![batch])),
        }
        self.len = len;
        true
    }

    fn batch(&self, at: usize) -> &Arc<Vec<ResourceEntry>> {
        &self.chunks[at / CHUNK][at % CHUNK]
    }

    /// Every batch, those that were taken back included.
    fn all(&self) -> impl Iterator<Item = &Arc<Vec<ResourceEntry>>> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
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
        Some((self.batch(batch), (index.0 - self.starts[batch]) as usize))
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
            .filter(|(_, at)| {
                self.gone.is_empty() || self.gone.binary_search(&(*at as u32)).is_err()
            })
            .filter_map(move |(start, at)| {
                let batch = self.batch(at);
                let begin = range.start.max(start);
                let end = range.end.min(start + batch.len() as u32);
                let part = batch.get((begin - start) as usize..end.checked_sub(start)? as usize)?;
                (!part.is_empty()).then_some((begin, part))
            })
    }

    /// Batches that were taken back, by their place among all, in order.
    pub fn taken_back(&self) -> &[u32] {
        &self.gone
    }

    /// The rows of the batch at a place among all.
    pub fn range_of_batch(&self, at: u32) -> Range<u32> {
        let start = self.starts[at as usize];
        start..start + self.batch(at as usize).len() as u32
    }

    /// The batches.
    pub fn batches(&self) -> impl Iterator<Item = &Arc<Vec<ResourceEntry>>> {
        self.present().map(|(_, batch)| batch)
    }

    fn present(&self) -> impl Iterator<Item = (u32, &Arc<Vec<ResourceEntry>>)> {
        let all = self.starts.iter().copied().zip(self.all()).zip(0..);
        all.filter(|(_, at)| self.gone.binary_search(at).is_err())
            .map(|(placed, _)| placed)
    }

    /// Takes batches back: the very ones that were pushed. Their rows are in no iteration any more.
    pub fn take_back(&mut self, taken: &[Arc<Vec<ResourceEntry>>]) {
        for at in self.places_of(taken) {
            if let Err(place) = self.gone.binary_search(&at) {
                self.gone.insert(place, at);
                self.gone_rows += self.batch(at as usize).len() as u32;
            }
        }
    }

    /// The number of row `at` of this very batch.
    pub fn index_of(&self, batch: &Arc<Vec<ResourceEntry>>, at: usize) -> Option<RowIndex> {
        let mut present = self.present();
        let (start, _) = present.find(|(_, one)| Arc::ptr_eq(one, batch))?;
        Some(RowIndex(start + at as u32))
    }

    /// The rows of these very batches, where they were not taken back yet.
    pub fn ranges_of(&self, batches: &[Arc<Vec<ResourceEntry>>]) -> Vec<Range<u32>> {
        let places = self.places_of(batches).into_iter();
        let present = places.filter(|at| self.gone.binary_search(at).is_err());
        present.map(|at| self.range_of_batch(at)).collect()
    }

    fn places_of(&self, batches: &[Arc<Vec<ResourceEntry>>]) -> Vec<u32> {
        if batches.is_empty() {
            return Vec::new();
        }
        let wanted: HashSet<*const Vec<ResourceEntry>> = batches.iter().map(Arc::as_ptr).collect();
        let place = |(batch, at): (&Arc<Vec<ResourceEntry>>, u32)| {
            wanted.contains(&Arc::as_ptr(batch)).then_some(at)
        };
        self.all().zip(0..).filter_map(place).collect()
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

    /// Forgets all rows.
    pub fn clear(&mut self) {
        *self = Self::default();
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
