//! All batches of rows that somebody holds, by their ids: panes, the cache, queries, pages on their way.
//!
//! Each batch counts once however many hold it. Bytes are added up once, on the thread that made the batch; who
//! holds it is not known here, only whether somebody still does. Process-wide, as the allocator's count is.
//! Who follows rows (sums, indexes) subscribes and is told of batches that come and go.

mod batch;
mod memory_lines;
mod row_bytes;
mod subscribers;
mod totals;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

pub use batch::{Batch, BatchId};
pub use memory_lines::register_with;
pub use row_bytes::RowBytes;
pub use subscribers::{BatchFacts, BatchSubscriber};
pub use totals::RowUse;

use crate::model::{ResourceEntry, heap};
use batch::Lease;
use subscribers::Subscribers;
use totals::TOTALS;

/// A batch that somebody holds.
struct Known {
    lease: Weak<Lease>,
    facts: BatchFacts,
    /// How many lists of caches have it.
    cached: u32,
}

impl Known {
    /// Whether nobody but caches hold it.
    fn is_only_cached(&self) -> bool {
        self.cached > 0 && self.lease.strong_count() <= self.cached as usize
    }
}

/// A table of this many is not made smaller.
const SMALL_TABLE: usize = 1024;

/// The batches. Their ids lead to what is known of them, not to their rows: it keeps none alive.
pub struct BatchStore {
    /// Subscribers are told while it is locked, so that all are told the same in the same order.
    known: Mutex<HashMap<BatchId, Known>>,
    subscribers: Subscribers,
}

/// The store of the process.
pub fn store() -> &'static BatchStore {
    static STORE: LazyLock<BatchStore> = LazyLock::new(|| {
        let store = BatchStore {
            known: Mutex::default(),
            subscribers: Subscribers::default(),
        };
        let totals: Arc<dyn BatchSubscriber> = Arc::<totals::Totals>::clone(&TOTALS);
        store.subscribe(&totals);
        store
    });
    &STORE
}

impl BatchStore {
    fn lock(&self) -> MutexGuard<'_, HashMap<BatchId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a subscriber of all batches there are, and of those that come and go from now on, for as long as
    /// somebody holds it.
    pub fn subscribe(&self, subscriber: &Arc<dyn BatchSubscriber>) {
        let batches = self.lock();
        let there = batches.values();
        there.for_each(|known| subscriber.added(&known.facts));
        self.subscribers.add(subscriber);
    }

    fn add(&self, id: BatchId, lease: &Arc<Lease>, rows: &Vec<ResourceEntry>) {
        let facts = BatchFacts {
            id,
            key: rows.first().map(ResourceEntry::key),
            bytes: RowBytes::of(rows),
        };
        let known = Known {
            lease: Arc::downgrade(lease),
            facts,
            cached: 0,
        };
        let mut batches = self.lock();
        batches.insert(id, known);
        self.subscribers.each(|subscriber| subscriber.added(&facts));
    }

    fn remove(&self, id: BatchId) {
        let mut batches = self.lock();
        if let Some(Known { facts, .. }) = batches.remove(&id) {
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
        let Some(known) = batches.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut known.facts.bytes, bytes);
        let facts = known.facts;
        self.subscribers
            .each(|subscriber| subscriber.recounted(&facts, before));
    }

    /// A list of a cache has these from now on.
    pub(super) fn enter_cache(&self, list: &[Batch]) {
        let mut batches = self.lock();
        for batch in list {
            if let Some(known) = batches.get_mut(&batch.id()) {
                known.cached += 1;
            }
        }
    }

    /// A list of a cache does not have these any more.
    pub(super) fn leave_cache(&self, list: &[Batch]) {
        let mut batches = self.lock();
        for batch in list {
            if let Some(known) = batches.get_mut(&batch.id()) {
                known.cached = known.cached.saturating_sub(1);
            }
        }
    }

    /// What is held, apart from what only caches hold, and the latter. Looks at each batch: not for the thread
    /// that draws.
    fn sums(&self) -> [RowBytes; 2] {
        let mut sums = [RowBytes::default(); 2];
        for known in self.lock().values() {
            sums[usize::from(known.is_only_cached())].add(known.facts.bytes);
        }
        sums
    }

    /// Bytes of the batches that nobody but caches hold.
    pub(super) fn only_cached_bytes(&self) -> u64 {
        self.sums()[1].bytes()
    }

    /// What all batches take that somebody holds.
    pub fn usage(&self) -> RowUse {
        TOTALS.now()
    }
}

/// Bytes that are taken to keep account.
fn own_bytes() -> u64 {
    heap::of_map(&store().lock()) as u64
}

#[cfg(test)]
mod tests;
