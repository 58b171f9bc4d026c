//! What is known about every query key: complete, partial, denied, unsupported, ...
//!
//! Zero rows, not asked, not available and denied are four different things. The ledger keeps them apart, so
//! that an unanswered question does not pass for an empty account.

mod entry;
mod failures;
mod lines;
mod outcome;
mod tally;

use std::collections::BTreeMap;

use crate::model::heap;
use crate::model::{AccountId, QueryKey, TypeId};
pub use entry::LedgerEntry;
pub use failures::{FailureGroup, failure_groups};
pub use lines::{Lines, Place};
pub use outcome::Outcome;
pub use tally::Tally;

/// Every query key of a query and how it ended.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    lines: Lines,
    types: BTreeMap<TypeId, Tally>,
    tally: Tally,
    /// Bytes of errors.
    error_bytes: usize,
    revision: u64,
}

impl Ledger {
    /// Adds or replaces the line of one key.
    pub fn record(&mut self, entry: LedgerEntry) {
        self.revision += 1;
        self.error_bytes += entry.heap_bytes();
        self.tally.add(&entry);
        let of_type = self.types.entry(entry.key.resource_type).or_default();
        of_type.add(&entry);
        if let Some(old) = self.lines.insert(entry) {
            self.count_out(&old);
        }
    }

    /// Sets the row count of a key that has ended.
    pub fn recount(&mut self, key: &QueryKey, rows: u64) {
        if let Some(line) = self.get(key) {
            let recounted = line.clone().with_rows(rows);
            self.record(recounted);
        }
    }

    fn count_out(&mut self, old: &LedgerEntry) {
        self.error_bytes -= old.heap_bytes();
        self.tally.take(old);
        if let Some(of_type) = self.types.get_mut(&old.key.resource_type) {
            of_type.take(old);
        }
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let types = heap::of_sorted_map(&self.types);
        self.lines.heap_bytes() + types + self.error_bytes
    }

    /// Removes the lines of keys that waited for credentials and go on now. Keys that ended for want of
    /// credentials keep their lines.
    pub fn forget_waiting(&mut self, keys: &[QueryKey]) {
        self.revision += 1;
        for key in keys {
            let waits = self
                .get(key)
                .is_some_and(|line| line.outcome == Outcome::SignIn);
            if let Some(old) = waits.then(|| self.lines.remove(key)).flatten() {
                self.count_out(&old);
            }
        }
    }

    /// Keys of an account that wait for its credentials.
    pub fn waiting(&self, account: AccountId) -> impl Iterator<Item = QueryKey> {
        self.lines
            .incomplete()
            .filter(move |line| line.key.account == account && line.outcome == Outcome::SignIn)
            .map(|line| line.key)
    }

    /// Removes all lines and returns them, to be dropped on another thread: a hundred thousand take longer than
    /// a frame.
    pub fn clear(&mut self) -> Lines {
        let empty = Self {
            revision: self.revision + 1,
            ..Self::default()
        };
        std::mem::replace(self, empty).lines
    }

    /// Changes whenever a line does; views key what they make of the ledger by it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The lines. A clone of them shares what there is, for another thread to go through.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The lines in key order.
    pub fn iter(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.lines.iter()
    }

    /// The line of one key.
    pub fn get(&self, key: &QueryKey) -> Option<&LedgerEntry> {
        self.lines.get(key)
    }

    /// How many lines there are of each kind.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Types that were asked for, in order, and how many lines of each kind they have.
    pub fn types(&self) -> impl ExactSizeIterator<Item = (TypeId, &Tally)> {
        self.types.iter().map(|(ty, tally)| (*ty, tally))
    }

    /// How many keys have ended.
    pub fn len(&self) -> usize {
        self.tally.lines()
    }

    /// Whether no key has ended yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keys that were refused or broke.
    pub fn failures(&self) -> usize {
        self.tally.failures()
    }

    /// Keys that may have more rows than are shown.
    pub fn incomplete(&self) -> usize {
        self.tally.incomplete()
    }

    /// How many keys can be asked again.
    pub fn retryable(&self) -> usize {
        self.tally.retryable()
    }

    /// How many of them can be asked again while their query still runs.
    pub fn joinable(&self) -> usize {
        self.tally.joinable()
    }

    /// Keys that can be asked again and were not answered in full because something went wrong.
    pub fn retryable_keys(&self) -> Vec<QueryKey> {
        let retryable = self.iter().filter(|entry| entry.is_retryable());
        retryable.map(|entry| entry.key).collect()
    }
}

impl Extend<LedgerEntry> for Ledger {
    fn extend<T: IntoIterator<Item = LedgerEntry>>(&mut self, entries: T) {
        entries.into_iter().for_each(|entry| self.record(entry));
    }
}

#[cfg(test)]
mod tests;
