//! What a term said of each row, kept for the next filter that has the same term: reading the properties of a
//! million rows takes a second, asking two bits of each takes none.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::condition::Condition;
use super::verdict::Verdict;

/// A term that looks into properties and says the same of a row whenever it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeepTerm(pub(super) Condition);

/// Verdicts of a term, two bits a row. Those that are open are not kept: properties may come back.
#[derive(Debug)]
pub struct KeptVerdicts {
    term: DeepTerm,
    /// Which rows it decided on, and which of these it lets through.
    words: Vec<[AtomicU64; 2]>,
}

impl KeptVerdicts {
    /// None yet.
    pub fn new(term: DeepTerm) -> Self {
        Self {
            term,
            words: Vec::new(),
        }
    }

    /// The term.
    pub fn term(&self) -> &DeepTerm {
        &self.term
    }

    /// Makes room for rows below `end`.
    pub fn cover(&mut self, end: u32) {
        let words = (end as usize).div_ceil(64);
        if words > self.words.len() {
            self.words.resize_with(words, Default::default);
        }
    }

    /// What it said of a row.
    pub(super) fn get(&self, row: u32) -> Option<Verdict> {
        let [known, passes] = self.words.get(row as usize / 64)?;
        let bit = 1 << (row % 64);
        (known.load(Relaxed) & bit != 0).then(|| Verdict::of(passes.load(Relaxed) & bit != 0))
    }

    /// Keeps what it says of a row. A row is asked about by one thread.
    pub(super) fn put(&self, row: u32, verdict: Verdict) {
        let Some([known, passes]) = self.words.get(row as usize / 64) else {
            return;
        };
        let bit = 1 << (row % 64);
        match verdict {
            Verdict::Unknown => return,
            Verdict::Passes => _ = passes.fetch_or(bit, Relaxed),
            Verdict::Fails => {}
        }
        known.fetch_or(bit, Relaxed);
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.words.capacity() * size_of::<[AtomicU64; 2]>()
    }
}
