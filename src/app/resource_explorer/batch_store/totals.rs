//! What rows take in all, by type and by account, updated with each batch that is added or removed.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use super::row_bytes::RowBytes;
use super::subscribers::{BatchFacts, BatchSubscriber};
use crate::model::{AccountId, TypeId};

/// What rows take, in all and by what they are.
#[derive(Clone, Debug, Default)]
pub struct RowUse {
    /// All of them.
    pub all: RowBytes,
    /// By resource type.
    pub types: HashMap<TypeId, RowBytes>,
    /// By account.
    pub accounts: HashMap<AccountId, RowBytes>,
}

impl RowUse {
    fn change(&mut self, batch: &BatchFacts, change: impl Fn(&mut RowBytes)) {
        change(&mut self.all);
        let Some(key) = batch.key else { return };
        change_in(&mut self.types, key.resource_type, &change);
        change_in(&mut self.accounts, key.account, &change);
    }
}

fn change_in<K: Eq + Hash>(map: &mut HashMap<K, RowBytes>, key: K, change: impl Fn(&mut RowBytes)) {
    let mut bytes = map.remove(&key).unwrap_or_default();
    change(&mut bytes);
    if bytes != RowBytes::default() {
        map.insert(key, bytes);
    }
}

/// The sums over all batches of the store.
#[derive(Default)]
pub(super) struct Totals(Mutex<RowUse>);

impl Totals {
    fn lock(&self) -> MutexGuard<'_, RowUse> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> RowUse {
        self.lock().clone()
    }
}

impl BatchSubscriber for Totals {
    fn added(&self, batch: &BatchFacts) {
        self.lock().change(batch, |sum| sum.add(batch.bytes));
    }

    fn recounted(&self, batch: &BatchFacts, before: RowBytes) {
        self.lock().change(batch, |sum| {
            sum.take_away(before);
            sum.add(batch.bytes);
        });
    }

    fn removed(&self, batch: &BatchFacts) {
        self.lock().change(batch, |sum| sum.take_away(batch.bytes));
    }
}

/// Those of the process.
pub(super) static TOTALS: LazyLock<Arc<Totals>> = LazyLock::new(Arc::default);
