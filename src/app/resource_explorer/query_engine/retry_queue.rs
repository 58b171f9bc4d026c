//! Keys that are asked again while their query still runs: they join it.

use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;

use crate::model::QueryKey;

/// Keys that wait to be asked again.
pub(super) struct RetryQueue {
    /// `None` once the query takes no more.
    keys: Mutex<Option<Vec<QueryKey>>>,
    added: Notify,
}

impl Default for RetryQueue {
    fn default() -> Self {
        Self {
            keys: Mutex::new(Some(Vec::new())),
            added: Notify::new(),
        }
    }
}

impl RetryQueue {
    fn lock(&self) -> MutexGuard<'_, Option<Vec<QueryKey>>> {
        self.keys
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Whether the query still takes keys.
    pub(super) fn is_open(&self) -> bool {
        self.lock().is_some()
    }

    /// Adds keys, if the query will still ask them; calls `expect` before it can.
    pub(super) fn add(&self, more: &[QueryKey], expect: impl FnOnce()) -> bool {
        let mut keys = self.lock();
        let Some(keys) = keys.as_mut() else {
            return false;
        };
        expect();
        keys.extend(more);
        self.added.notify_one();
        true
    }

    /// Returns once there are keys, with all of them. Cancel safe: keys are taken and returned without an await
    /// between.
    pub(super) async fn next(&self) -> Vec<QueryKey> {
        loop {
            let keys = self.lock().as_mut().map(std::mem::take);
            match keys {
                Some(keys) if !keys.is_empty() => return keys,
                _ => self.added.notified().await,
            }
        }
    }

    /// Takes no more keys if none wait; returns whether that is so.
    pub(super) fn close_if_idle(&self) -> bool {
        let mut keys = self.lock();
        let idle = keys.as_ref().is_none_or(Vec::is_empty);
        if idle {
            *keys = None;
        }
        idle
    }

    /// Takes no more keys.
    pub(super) fn close(&self) {
        *self.lock() = None;
    }
}
