//! Subscribers to batches that are added and removed.

use std::sync::{Arc, PoisonError, RwLock, Weak};

use super::row_bytes::RowBytes;
use crate::model::QueryKey;

/// What is known of a batch beside its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchFacts {
    /// The query key of its rows; `None` when it has none.
    pub key: Option<QueryKey>,
    /// What they take.
    pub bytes: RowBytes,
}

/// Follows the batches of the store. Each is added, perhaps recounted, then removed. Called under the lock of the
/// store, on any thread: it must return soon, and must neither make nor drop a batch.
pub trait BatchSubscriber: Send + Sync {
    /// A batch was made, or was there when this subscribed.
    fn added(&self, batch: &BatchFacts);

    /// The rows of a batch take another number of bytes than `before`.
    fn recounted(&self, batch: &BatchFacts, before: RowBytes);

    /// Its last handle was dropped.
    fn removed(&self, batch: &BatchFacts);
}

/// Subscribers that were not dropped.
#[derive(Default)]
pub(super) struct Subscribers(RwLock<Vec<Weak<dyn BatchSubscriber>>>);

impl Subscribers {
    pub(super) fn add(&self, subscriber: &Arc<dyn BatchSubscriber>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|one| one.strong_count() > 0);
        all.push(Arc::downgrade(subscriber));
    }

    pub(super) fn each(&self, tell: impl Fn(&dyn BatchSubscriber)) {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let all = all.iter().filter_map(Weak::upgrade);
        all.for_each(|subscriber| tell(&*subscriber));
    }
}
