//! Lists that are asked again while their query still runs: they join it.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;

use super::QueryEngine;
use super::query::{Counters, Query, Record};
use crate::app::resource_explorer::query_engine::listing::list_end::{
    end_tagged_keys, with_reason,
};
use crate::app::resource_explorer::query_engine::listing::runner::{
    JobsToCome, run_lists, sweep_for,
};
use crate::app::resource_explorer::source::ListJob;
use crate::model::QueryKey;

/// Keys that wait to be asked again.
pub(super) struct Again {
    /// `None` once the query takes no more.
    keys: Mutex<Option<Vec<QueryKey>>>,
    came: Notify,
}

impl Default for Again {
    fn default() -> Self {
        Self {
            keys: Mutex::new(Some(Vec::new())),
            came: Notify::new(),
        }
    }
}

impl Again {
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
        self.came.notify_one();
        true
    }

    /// Returns once there are keys, with all of them. Cancel safe: keys are taken and returned without an await
    /// between.
    pub(super) async fn next(&self) -> Vec<QueryKey> {
        loop {
            let keys = self.lock().as_mut().map(std::mem::take);
            match keys {
                Some(keys) if !keys.is_empty() => return keys,
                _ => self.came.notified().await,
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

impl Query {
    /// Of `keys`, those that the query can ask again now: they have a list of their own, and it has ended.
    /// What waits, for a sign-in for instance, goes on by itself.
    pub(super) fn can_ask_again(&self, keys: &[QueryKey]) -> Vec<QueryKey> {
        let source = &self.shared.source;
        let is_list = |key: &&QueryKey| {
            !key.resource_type.is_of_many() && source.provider_of(key.resource_type).is_some()
        };
        let record = self.record();
        let ended = keys.iter().filter(|key| !record.is_pending(key));
        ended.filter(is_list).copied().collect()
    }

    /// The lists of keys that are asked again; what was known of them is forgotten.
    pub(super) fn lists_again(&self, keys: Vec<QueryKey>) -> Vec<ListJob> {
        let source = &self.shared.source;
        let mut jobs = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(provider) = source.provider_of(key.resource_type) else {
                continue;
            };
            self.shared.forget(&key);
            self.record().ask_again(&key);
            self.forget_enriching(&key);
            jobs.push(ListJob { key, provider });
        }
        let number = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
        Counters::add(&self.counters.phase1_total, number);
        jobs
    }
}

impl QueryEngine {
    /// Lists the keys that people ask for again, until `phase 2` has ended.
    pub(super) async fn list_again(
        &self,
        query: &Arc<Query>,
        until: &tokio_util::sync::CancellationToken,
    ) -> Result<(), String> {
        loop {
            let keys = tokio::select! {
                keys = query.again.next() => keys,
                () = until.cancelled() => return Ok(()),
            };
            let jobs = query.lists_again(keys);
            let mut ends = std::mem::take(&mut *query.sweep_ends());
            let left = run_lists(self, query, jobs, &mut JobsToCome::None, &mut ends).await?;
            let swept = sweep_for(self, query, &left, &mut ends).await?;
            end_tagged_keys(query, &with_reason(left).collect(), &ends, &swept).await;
            *query.sweep_ends() = ends;
            query.change(Record::recount).await;
        }
    }
}
