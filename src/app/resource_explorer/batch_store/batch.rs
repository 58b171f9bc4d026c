//! One batch of rows: immutable, shared by all its handles, known by its id.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::batch_id::BatchId;
use super::store;
use crate::model::{QueryKey, ResourceEntry};

/// Rows of one query key that came together. A clone is another handle on the same rows; the rows are freed,
/// and leave the [`store`], with their last handle.
#[derive(Clone)]
pub struct Batch {
    rows: Arc<Vec<ResourceEntry>>,
    lease: Arc<Lease>,
}

/// All handles of a batch share it: it is dropped with the last of them.
pub(super) struct Lease(BatchId);

impl Drop for Lease {
    fn drop(&mut self) {
        store().remove(self.0);
    }
}

impl Batch {
    /// Puts rows into a batch and takes it into account. Adds up what they take: not for the thread that draws.
    pub fn new(rows: Vec<ResourceEntry>) -> Self {
        let lease = Arc::new(Lease(BatchId::next()));
        store().add(lease.0, &lease, &rows);
        Self {
            rows: Arc::new(rows),
            lease,
        }
    }

    /// Which batch it is.
    pub fn id(&self) -> BatchId {
        self.lease.0
    }

    #[cfg(test)]
    pub(super) fn lease(&self) -> &Arc<Lease> {
        &self.lease
    }

    /// The query key that its rows share; `None` when it has none.
    pub fn key(&self) -> Option<QueryKey> {
        self.rows.first().map(ResourceEntry::key)
    }

    /// The rows.
    pub fn rows(&self) -> &Arc<Vec<ResourceEntry>> {
        &self.rows
    }

    /// Adds up again what its rows take, because properties were evicted or restored. Not for the thread that draws.
    pub fn recount(&self) {
        store().recount(self.id(), &self.rows);
    }

    /// Whether there is another handle.
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.lease) > 1
    }
}

impl Deref for Batch {
    type Target = [ResourceEntry];

    fn deref(&self) -> &[ResourceEntry] {
        &self.rows
    }
}

impl PartialEq for Batch {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Batch {}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {} rows", self.id(), self.len())
    }
}
