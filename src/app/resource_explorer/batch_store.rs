//! The batches of rows in use, by their ids. Panes, the cache, queries and pages on their way share them.
//!
//! Each batch counts once. Its bytes are added up once, on the thread that made it. The store knows whether a batch
//! is still in use, not by which part of the program. Process-wide, as the allocator's count is. Sums and indexes
//! over rows subscribe to batches that are added and removed.

mod batch;
mod batch_id;
mod memory_lines;
mod row_bytes;
mod subscribers;
mod totals;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

pub use batch::Batch;
pub use batch_id::BatchId;
pub use memory_lines::register_with;
pub use row_bytes::RowBytes;
pub use subscribers::{BatchFacts, BatchSubscriber};
pub use totals::RowUse;

use crate::model::{ResourceEntry, heap};
use batch::Lease;
use subscribers::Subscribers;
use totals::TOTALS;

/// What the store keeps of a batch in use.
struct BatchRecord {
    lease: Weak<Lease>,
    facts: BatchFacts,
    /// How many cached lists hold it.
    cached: u32,
}

impl BatchRecord {
    /// Whether only caches hold it.
    fn is_only_cached(&self) -> bool {
        self.cached > 0 && self.lease.strong_count() <= self.cached as usize
    }
}

/// A table of this many is not made smaller.
const SMALL_TABLE: usize = 1024;

/// The batches in use. Keeps their sizes, not their rows: it keeps none of them in memory.
pub struct BatchStore {
    /// Subscribers are told while it is locked, so that all are told the same in the same order.
    records: Mutex<HashMap<BatchId, BatchRecord>>,
    subscribers: Subscribers,
    /// Bytes of the batches that queries and panes hold, and of those that only caches hold, when they were added
    /// up last.
    added_up: Mutex<[RowBytes; 2]>,
}

/// The store of the process.
pub fn store() -> &'static BatchStore {
    static STORE: LazyLock<BatchStore> = LazyLock::new(|| {
        let store = BatchStore {
            records: Mutex::default(),
            subscribers: Subscribers::default(),
            added_up: Mutex::default(),
        };
        let totals: Arc<dyn BatchSubscriber> = Arc::<totals::Totals>::clone(&TOTALS);
        store.subscribe(&totals);
        store
    });
    &STORE
}

impl BatchStore {
    fn lock(&self) -> MutexGuard<'_, HashMap<BatchId, BatchRecord>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a subscriber of all batches in use, and of those added and removed from now on, until it is dropped.
    pub fn subscribe(&self, subscriber: &Arc<dyn BatchSubscriber>) {
        let batches = self.lock();
        let there = batches.values();
        there.for_each(|record| subscriber.added(&record.facts));
        self.subscribers.add(subscriber);
    }

    fn add(&self, id: BatchId, lease: &Arc<Lease>, rows: &Vec<ResourceEntry>) {
        let facts = BatchFacts {
            key: rows.first().map(ResourceEntry::key),
            bytes: RowBytes::of(rows),
        };
        let record = BatchRecord {
            lease: Arc::downgrade(lease),
            facts,
            cached: 0,
        };
        let mut batches = self.lock();
        batches.insert(id, record);
        self.subscribers.each(|subscriber| subscriber.added(&facts));
    }

    fn remove(&self, id: BatchId) {
        let mut batches = self.lock();
        if let Some(BatchRecord { facts, .. }) = batches.remove(&id) {
            self.subscribers
                .each(|subscriber| subscriber.removed(&facts));
        }
        if batches.capacity() > SMALL_TABLE.max(4 * batches.len()) {
            batches.shrink_to_fit();
        }
    }

    fn recount(&self, id: BatchId, rows: &Vec<ResourceEntry>) {
        let bytes = RowBytes::of(rows);
        let mut batches = self.lock();
        let Some(record) = batches.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut record.facts.bytes, bytes);
        let facts = record.facts;
        self.subscribers
            .each(|subscriber| subscriber.recounted(&facts, before));
    }

    /// Counts a list of a cache as a holder of these batches.
    pub(super) fn enter_cache(&self, list: &[Batch]) {
        let mut batches = self.lock();
        for batch in list {
            if let Some(record) = batches.get_mut(&batch.id()) {
                record.cached += 1;
            }
        }
    }

    /// A list of a cache was dropped.
    pub(super) fn leave_cache(&self, list: &[Batch]) {
        let mut batches = self.lock();
        for batch in list {
            if let Some(record) = batches.get_mut(&batch.id()) {
                record.cached = record.cached.saturating_sub(1);
            }
        }
    }

    /// Adds up what the batches take. Looks at each of them: not for the thread that draws, and once for all lines
    /// of a report.
    fn add_up(&self) {
        let mut sums = [RowBytes::default(); 2];
        for record in self.lock().values() {
            sums[usize::from(record.is_only_cached())].add(record.facts.bytes);
        }
        *self.lock_added_up() = sums;
    }

    fn lock_added_up(&self) -> MutexGuard<'_, [RowBytes; 2]> {
        self.added_up.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of the batches that queries and panes hold, when they were added up last.
    fn held(&self) -> RowBytes {
        self.lock_added_up()[0]
    }

    /// Bytes of the batches that only caches hold, when they were added up last.
    pub(super) fn only_cached_bytes(&self) -> u64 {
        self.lock_added_up()[1].bytes()
    }

    /// What all batches in use take.
    pub fn usage(&self) -> RowUse {
        TOTALS.now()
    }
}

/// Bytes of the table of batches.
fn own_bytes() -> u64 {
    heap::of_map(&store().lock()) as u64
}

#[cfg(test)]
mod tests;
