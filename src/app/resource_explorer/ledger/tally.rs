//! How many lines there are of each kind.

use super::{LedgerEntry, Outcome};

/// How many lines ended in which way, and what else is asked about many of them at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    by_outcome: [u32; Outcome::ALL.len()],
    cached: u32,
    denied: u32,
    failures: u32,
    retryable: u32,
    joinable: u32,
}

impl Tally {
    /// One line more.
    pub(super) fn add(&mut self, entry: &LedgerEntry) {
        self.count(entry, 1);
    }

    /// One line less, which was added before.
    pub(super) fn take(&mut self, entry: &LedgerEntry) {
        self.count(entry, -1);
    }

    fn count(&mut self, entry: &LedgerEntry, by: i32) {
        let add = |counter: &mut u32, applies: bool| {
            if applies {
                *counter = counter.wrapping_add_signed(by);
            }
        };
        add(&mut self.by_outcome[entry.outcome as usize], true);
        add(&mut self.cached, entry.cached_age.is_some());
        add(&mut self.denied, entry.denied_action().is_some());
        add(&mut self.failures, entry.is_failure());
        add(&mut self.retryable, entry.is_retryable());
        add(&mut self.joinable, entry.can_join_query());
    }

    /// All lines.
    pub fn lines(&self) -> usize {
        self.by_outcome.iter().sum::<u32>() as usize
    }

    /// Lines that ended in one way.
    pub fn of(&self, outcome: Outcome) -> usize {
        self.by_outcome[outcome as usize] as usize
    }

    /// Lines that may have more rows than are shown.
    pub fn incomplete(&self) -> usize {
        let incomplete = Outcome::ALL.into_iter().filter(|way| way.is_incomplete());
        incomplete.map(|way| self.of(way)).sum()
    }

    /// Lines that were answered from the cache.
    pub fn cached(&self) -> usize {
        self.cached as usize
    }

    /// Lines that were refused for want of an IAM action.
    pub fn denied(&self) -> usize {
        self.denied as usize
    }

    /// Lines that were refused or broke.
    pub fn failures(&self) -> usize {
        self.failures as usize
    }

    /// Lines that can be asked again.
    pub fn retryable(&self) -> usize {
        self.retryable as usize
    }

    /// Lines that can be asked again while their query still runs.
    pub fn joinable(&self) -> usize {
        self.joinable as usize
    }
}
