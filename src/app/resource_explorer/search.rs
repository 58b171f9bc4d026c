//! Looking through a pane's rows with a filter: several rows at a time, from where it stopped, and never
//! on the thread that draws.

mod identifier_index;
mod kept;
mod lone_terms;
mod row_set;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Instant;

use super::filter::{Filter, Matcher, Place, SharedTexts};
use super::memory_budget::{MemoryBudget, Pressure};
use super::row_fact_store::RowFactStore;
use super::tree::{RowIndex, Rows};
use super::workers::work_through;

pub use kept::Kept;
pub use row_set::RowSet;

/// Rows that one thread takes at a time; whole words of a [`RowSet`].
const CHUNK_ROWS: usize = 128 * RowSet::WORD_ROWS;

/// Fewer rows than this are looked through before other threads would have started.
const ALONE_ROWS: u32 = 4096;

/// Why [`Search::advance`] returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advanced {
    /// All rows were looked at.
    ToTheEnd,
    /// The time was up; call again to go on.
    InTime,
    /// `stop` was set.
    Stopped,
}

/// Which rows a filter lets through, as far as it has looked. Rows are only ever added, so that what was
/// looked at stays looked at.
pub struct Search {
    filter: Arc<Filter>,
    found: RowSet,
    looked_at: u32,
    /// Rows whose properties it wanted to see and could not.
    unsearched: AtomicU32,
    /// Rows that it could not decide on.
    undecided: AtomicU32,
    /// Facts that details have added to rows, and their revision when the search began.
    told: Option<(Arc<RowFactStore>, u64)>,
    /// What searches leave to the next one.
    kept: Kept,
}

impl Search {
    /// A search that has looked at nothing yet.
    pub fn new(filter: Arc<Filter>) -> Self {
        Self {
            filter,
            found: RowSet::default(),
            looked_at: 0,
            unsearched: AtomicU32::new(0),
            undecided: AtomicU32::new(0),
            told: None,
            kept: Kept::default(),
        }
    }

    /// As [`Search::new`], in rows as details have completed them.
    pub fn with_facts(filter: Arc<Filter>, told: &Arc<RowFactStore>) -> Self {
        Self {
            told: Some((Arc::clone(told), told.revision())),
            ..Self::new(filter)
        }
    }

    /// Goes on with what a search over the same rows has left.
    pub fn with_kept(mut self, mut kept: Kept) -> Self {
        kept.choose(&self.filter);
        self.kept = kept;
        self
    }

    /// What the next search over the same rows can go on with.
    pub fn into_kept(self) -> Kept {
        self.kept
    }

    /// Whether details have added facts since it began: rows that it looked at may match by now.
    pub fn is_outdated(&self) -> bool {
        let told = self.told.as_ref();
        told.is_some_and(|(facts, revision)| facts.revision() != *revision)
    }

    /// What it looks for.
    pub fn filter(&self) -> &Arc<Filter> {
        &self.filter
    }

    /// The rows that it found.
    pub fn found(&self) -> &RowSet {
        &self.found
    }

    /// How many rows it has looked at, those that were taken back included.
    pub fn looked_at(&self) -> u32 {
        self.looked_at
    }

    /// Rows whose properties were wanted, but had been given up to free memory.
    pub fn unsearched(&self) -> u32 {
        self.unsearched.load(Relaxed)
    }

    /// Rows that may belong to what was found: their tags are wanted, and not known.
    pub fn undecided(&self) -> u32 {
        self.undecided.load(Relaxed)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.found.heap_bytes() + self.kept.heap_bytes()
    }

    /// Looks at the rows it has not looked at yet, until `until` or until `stop` is set.
    pub fn advance(&mut self, rows: &Rows, until: Instant, stop: &AtomicBool) -> Advanced {
        let RowIndex(end) = rows.next_index();
        self.found.cover(end);
        // Under pressure nothing is begun that is only there to be faster.
        let spare = MemoryBudget::get().pressure() == Pressure::Calm;
        self.kept.cover(rows, spare);
        let kept = &self.kept;
        // Whole words: the last one of before may have been half full.
        let from = self.looked_at as usize / RowSet::WORD_ROWS * RowSet::WORD_ROWS;
        let taken = AtomicU32::new(self.looked_at);
        let (unsearched, undecided) = (&self.unsearched, &self.undecided);
        let told = self.told.as_ref().map(|(facts, _)| &**facts);
        let filter = &self.filter;
        let words = &mut self.found.words_mut()[from / RowSet::WORD_ROWS..];
        let starts = (from as u32..end).step_by(CHUNK_ROWS);
        let chunks = starts.zip(words.chunks_mut(CHUNK_ROWS / RowSet::WORD_ROWS));
        let chunks = chunks.take_while(|(start, _)| {
            let go_on = !stop.load(Relaxed) && Instant::now() < until;
            if go_on {
                taken.store(end.min(start + CHUNK_ROWS as u32), Relaxed);
            }
            go_on
        });
        let work = |matcher: &mut Matcher<'_>, (start, words): (u32, &mut [u64])| {
            let chunk_end = end.min(start + CHUNK_ROWS as u32);
            look_through(matcher, (rows, kept), told, start..chunk_end, words);
            unsearched.fetch_add(matcher.take_unsearched(), Relaxed);
            undecided.fetch_add(matcher.take_undecided(), Relaxed);
        };
        if end - self.looked_at < ALONE_ROWS {
            let mut matcher = Matcher::new(filter, None);
            chunks.for_each(|chunk| work(&mut matcher, chunk));
        } else {
            let texts = SharedTexts::of(filter);
            work_through(chunks, || Matcher::new(filter, Some(&texts)), work);
        }
        self.looked_at = taken.into_inner();
        match () {
            () if self.looked_at == end => Advanced::ToTheEnd,
            () if stop.load(Relaxed) => Advanced::Stopped,
            () => Advanced::InTime,
        }
    }
}

/// Sets the bits of the rows that match.
fn look_through(
    matcher: &mut Matcher<'_>,
    (rows, kept): (&Rows, &Kept),
    told: Option<&RowFactStore>,
    range: std::ops::Range<u32>,
    words: &mut [u64],
) {
    let first = range.start as usize;
    let facts = told.map(RowFactStore::view);
    for (start, entries) in rows.slices(range) {
        let identifiers = kept.identifiers_at(rows, start);
        if let Some((batch, _)) = identifiers {
            matcher.enter(batch);
        }
        for (at, entry) in (start as usize - first..).zip(entries) {
            let completed = facts.as_ref().map(|facts| facts.complete(entry));
            let matches = match completed {
                Some(Cow::Owned(row)) => matcher.matches_alone(&row),
                Some(Cow::Borrowed(_)) | None => {
                    let row = (first + at) as u32;
                    let in_batch = |(batch, from)| (batch, from + (row - start) as usize);
                    let place = Place {
                        identifiers: identifiers.map(in_batch),
                        row,
                        kept: kept.verdicts(),
                    };
                    matcher.matches_at(entry, place)
                }
            };
            if matches {
                words[at / RowSet::WORD_ROWS] |= 1 << (at % RowSet::WORD_ROWS);
            }
        }
    }
}

#[cfg(test)]
mod tests;
