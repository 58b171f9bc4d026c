//! Keys that are asked again within their query, and what a pane needs of the query.

use super::{Counters, Query, Record};
use crate::app::resource_explorer::query_engine::panes::RunningQuery;
use crate::app::resource_explorer::query_engine::stop::StopReason;
use crate::app::resource_explorer::source::ListJob;
use crate::model::QueryKey;
use crate::model::heap;

impl RunningQuery for Query {
    fn stop(&self, reason: StopReason) {
        self.stop.stop(reason);
    }

    fn takes_retries(&self) -> bool {
        self.retry_queue.is_open()
    }

    fn retry(&self, keys: &[QueryKey]) -> bool {
        let keys = self.retriable(keys);
        let source = &self.context.source;
        source.forget_refusals(&mut keys.iter().copied());
        let expect = || self.record().expect(keys.iter().copied());
        self.retry_queue.add(&keys, expect)
    }

    fn heap_bytes(&self) -> usize {
        heap::of_sorted_map(&self.enriched()) + self.record().heap_bytes()
    }
}

impl Query {
    /// Of `keys`, those that the query can ask again now: they have a list of their own, and it has ended.
    /// What waits, for a sign-in for instance, goes on by itself.
    fn retriable(&self, keys: &[QueryKey]) -> Vec<QueryKey> {
        let source = &self.context.source;
        let is_list = |key: &&QueryKey| {
            !key.resource_type.is_of_many() && source.provider_of(key.resource_type).is_some()
        };
        let record = self.record();
        let ended = |key: &&QueryKey| !record.is_pending(key) && !self.will_plan(&record, key);
        let ended = keys.iter().filter(ended);
        ended.filter(is_list).copied().collect()
    }

    /// Whether the query asks a key again by itself and has not planned it: a second list beside the planned one
    /// would show its rows twice.
    fn will_plan(&self, record: &Record, key: &QueryKey) -> bool {
        let is_retried = self.only.as_ref().is_some_and(|only| only.contains(key));
        is_retried && !record.merge().has_list(key)
    }

    /// The lists of keys that are asked again; what was known of them is forgotten.
    pub(in super::super) fn retried_lists(&self, keys: Vec<QueryKey>) -> Vec<ListJob> {
        let source = &self.context.source;
        let mut jobs = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(provider) = source.provider_of(key.resource_type) else {
                continue;
            };
            self.context.forget(&key);
            self.record().restart_list(&key);
            self.forget_enriching(&key);
            jobs.push(ListJob { key, provider });
        }
        let number = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
        Counters::add(&self.counters.phase1_total, number);
        jobs
    }
}
