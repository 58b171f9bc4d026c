//! What is known about every query key: complete, partial, denied, unsupported, ...
//!
//! Zero rows, not asked, not available and denied are four different things. The ledger keeps them
//! apart, so that nobody takes an unanswered question for an empty account.

mod failures;
mod outcome;

use std::collections::BTreeMap;
use std::time::Duration;

use compact_str::{CompactString, format_compact};

use super::heap;
use super::source::SourceError;
use super::state::{AccountId, Provider, QueryKey};
pub use failures::FailureGroup;
pub use outcome::Outcome;

/// One line of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Which question.
    pub key: QueryKey,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows it gave.
    pub rows: u64,
    /// Who answered; `None` when nobody was asked.
    pub provider: Option<Provider>,
    /// Why it is not complete, when something went wrong.
    pub error: Option<SourceError>,
    /// Why only what is tagged is known: who lists the type could not tell.
    pub left_to_tags: Option<Box<SourceError>>,
    /// How old the answer is, when it came from the cache.
    pub cached_age: Option<Duration>,
}

impl LedgerEntry {
    /// Whether a person should look: refused, broken, or broken off half-way. Rows that only the
    /// tagging service could show are partial by nature; that is not a failure.
    ///
    /// A list that broke stays broken when tags show some of its rows. A list that does not exist in a
    /// place is not a failure.
    pub fn is_failure(&self) -> bool {
        let broke = |left: &SourceError| Outcome::from(left).is_failure();
        let left = self.left_to_tags.as_deref();
        self.outcome.is_failure()
            || (self.outcome == Outcome::Partial
                && (self.error.is_some() || left.is_some_and(broke)))
    }

    /// Whether asking again can give more than was given.
    pub fn is_retryable(&self) -> bool {
        self.outcome.is_retryable() && (self.is_failure() || self.outcome != Outcome::Partial)
    }

    /// Whether it can be asked again while its query still runs: what waits for a sign-in goes on by
    /// itself, and what sweeps answer comes with them.
    pub fn can_join_query(&self) -> bool {
        let is_list =
            !self.key.resource_type.is_of_many() && self.provider.is_none_or(|by| !by.is_sweep());
        self.is_retryable() && is_list && self.outcome != Outcome::SignIn
    }

    /// Why it is not complete, in a sentence; `None` when there is nothing to say.
    pub fn why(&self) -> Option<CompactString> {
        match (&self.error, &self.left_to_tags) {
            (None, None) => None,
            (Some(error), None) => Some(format_compact!("{error}")),
            (None, Some(left)) => Some(format_compact!("by tags only, because: {left}")),
            (Some(error), Some(left)) => Some(format_compact!(
                "{error}; asked for by tags, because: {left}"
            )),
        }
    }
}

/// A query key that may have more rows than are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Troubled {
    /// Which question.
    pub key: QueryKey,
    /// How it ended.
    pub outcome: Outcome,
    /// As [`LedgerEntry::is_failure`].
    pub is_failure: bool,
}

impl From<&LedgerEntry> for Troubled {
    fn from(entry: &LedgerEntry) -> Self {
        Self {
            key: entry.key,
            outcome: entry.outcome,
            is_failure: entry.is_failure(),
        }
    }
}

/// Every query key of a query and how it ended.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<QueryKey, LedgerEntry>,
    /// Beside the lines, so that nobody has to go through a hundred thousand of them for each tree.
    troubled: BTreeMap<QueryKey, Troubled>,
    failures: usize,
    incomplete: usize,
    cached: usize,
    /// Bytes of errors beyond their places.
    text_bytes: usize,
    retryable: usize,
    joinable: usize,
    revision: u64,
}

impl Ledger {
    /// Adds or replaces the line of one key.
    pub fn record(&mut self, entry: LedgerEntry) {
        self.revision += 1;
        self.count(&entry, 1);
        if entry.outcome.is_incomplete() {
            self.troubled.insert(entry.key, Troubled::from(&entry));
        } else {
            self.troubled.remove(&entry.key);
        }
        if let Some(old) = self.entries.insert(entry.key, entry) {
            self.count(&old, -1);
        }
    }

    fn count(&mut self, entry: &LedgerEntry, by: isize) {
        let add = |counter: &mut usize, applies: bool| {
            if applies {
                *counter = counter.wrapping_add_signed(by);
            }
        };
        add(&mut self.failures, entry.is_failure());
        add(&mut self.incomplete, entry.outcome.is_incomplete());
        add(&mut self.cached, entry.cached_age.is_some());
        add(&mut self.retryable, entry.is_retryable());
        add(&mut self.joinable, entry.can_join_query());
        let errors = entry.error.iter().chain(entry.left_to_tags.as_deref());
        let boxed = entry.left_to_tags.as_ref();
        let boxed = boxed.map_or(0, |_| size_of::<SourceError>());
        let texts = boxed + errors.map(SourceError::heap_bytes).sum::<usize>();
        let texts = by * isize::try_from(texts).unwrap_or_default();
        self.text_bytes = self.text_bytes.wrapping_add_signed(texts);
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let lines = heap::of_sorted_map(&self.entries) + heap::of_sorted_map(&self.troubled);
        lines + self.text_bytes
    }

    /// Forgets the lines that say an account waits for its credentials: they do not any more.
    pub fn forget_waiting(&mut self, account: AccountId) {
        let keys: Vec<QueryKey> = self.waiting(account).collect();
        self.revision += 1;
        for key in keys {
            self.troubled.remove(&key);
            if let Some(old) = self.entries.remove(&key) {
                self.count(&old, -1);
            }
        }
    }

    /// Keys of an account that wait for its credentials.
    pub fn waiting(&self, account: AccountId) -> impl Iterator<Item = QueryKey> {
        self.troubled()
            .filter(move |one| one.key.account == account && one.outcome == Outcome::SignIn)
            .map(|one| one.key)
    }

    /// Keys that may have more rows than are shown, in key order.
    pub fn troubled(&self) -> impl ExactSizeIterator<Item = Troubled> {
        self.troubled.values().copied()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self {
            revision: self.revision + 1,
            ..Self::default()
        };
    }

    /// Changes whenever a line does; views key what they make of the ledger by it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The lines in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &LedgerEntry> {
        self.entries.values()
    }

    /// The lines from one key on, in key order.
    pub fn from(&self, first: QueryKey) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.range(first..).map(|(_, entry)| entry)
    }

    /// The line of one key.
    pub fn get(&self, key: &QueryKey) -> Option<&LedgerEntry> {
        self.entries.get(key)
    }

    /// How many keys have ended.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no key has ended yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys that were refused or broke.
    pub fn failures(&self) -> usize {
        self.failures
    }

    /// Keys that may have more rows than are shown.
    pub fn incomplete(&self) -> usize {
        self.incomplete
    }

    /// Keys answered from the cache.
    pub fn cached(&self) -> usize {
        self.cached
    }

    /// How many keys can be asked again.
    pub fn retryable(&self) -> usize {
        self.retryable
    }

    /// How many of them can be asked again while their query still runs.
    pub fn joinable(&self) -> usize {
        self.joinable
    }

    /// Keys that can be asked again and were not answered in full because something went wrong.
    pub fn retryable_keys(&self) -> Vec<QueryKey> {
        let retryable = self.iter().filter(|entry| entry.is_retryable());
        retryable.map(|entry| entry.key).collect()
    }
}

#[cfg(test)]
mod tests;
