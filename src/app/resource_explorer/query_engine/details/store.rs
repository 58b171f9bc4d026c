//! What phase 2 found out, beside the rows: by resource and operation, packed, once for all panes.
//!
//! A resource is known here by sixteen bytes, so that an answer costs little more than its own text.
//! Knows nothing of batches: enrichment never rewrites one and never moves a row.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use compact_str::CompactString;

use crate::app::resource_explorer::memory_budget::{MemoryHolder, RebuildCost};
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::model::heap;
use crate::model::{
    DetailSection, Details, Fingerprint, Packed, Properties, QueryKey, ResourceEntry, RowFacts,
    TypeId,
};

#[derive(Default)]
struct StoredAnswers {
    /// By resource and operation; `None` where the answer was empty.
    answers: HashMap<Fingerprint, Option<Packed>>,
    /// Why there is no answer. Asked again by the next query.
    failed: HashMap<Fingerprint, CompactString>,
    /// Operations with answers about a type, in the order of their first answers.
    operations: HashMap<TypeId, Vec<&'static str>>,
    /// Bulk operations that were asked for a key, to their end.
    bulk_done: HashMap<QueryKey, Vec<&'static str>>,
    answer_bytes: u64,
}

/// Answers of phase 2.
#[derive(Default)]
pub struct DetailStore {
    stored: Mutex<StoredAnswers>,
    facts: Arc<RowFactStore>,
}

impl DetailStore {
    fn lock(&self) -> MutexGuard<'_, StoredAnswers> {
        self.stored
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Facts that answers have added to rows.
    pub fn facts(&self) -> &Arc<RowFactStore> {
        &self.facts
    }

    /// Keeps what an operation said of a resource of type `ty`.
    pub fn put(
        &self,
        ty: TypeId,
        resource: Fingerprint,
        operation: &'static str,
        answer: Result<Properties, CompactString>,
    ) {
        let at = resource.asked(operation);
        self.lock().put(ty, at, operation, answer);
    }

    /// What an operation said of a resource, if it was asked and answered.
    pub fn answer(&self, resource: Fingerprint, operation: &'static str) -> Option<DetailSection> {
        let stored = self.lock();
        let packed = stored.answers.get(&resource.asked(operation))?;
        Some(DetailSection {
            operation,
            answer: Ok(packed.clone().map(Properties::from).unwrap_or_default()),
        })
    }

    /// Everything that is known of a resource, failures included.
    pub fn of(&self, entry: &ResourceEntry) -> Details {
        let resource = Fingerprint::from(entry);
        let stored = self.lock();
        let operations = stored.operations.get(&entry.resource_type);
        let sections = operations.into_iter().flatten().filter_map(|&operation| {
            let at = resource.asked(operation);
            let answer = match stored.failed.get(&at) {
                Some(reason) => Err(reason.clone()),
                None => Ok(stored.answers.get(&at)?.clone().map(Properties::from)),
            };
            Some(DetailSection {
                operation,
                answer: answer.map(Option::unwrap_or_default),
            })
        });
        Details {
            sections: sections.collect(),
        }
    }

    /// Whether a bulk operation was already asked for a key.
    pub fn bulk_is_done(&self, key: &QueryKey, operation: &'static str) -> bool {
        let stored = self.lock();
        let done = stored.bulk_done.get(key);
        done.is_some_and(|done| done.contains(&operation))
    }

    /// Remembers that a bulk operation was asked for a key and all its answers are kept.
    pub fn set_bulk_done(&self, key: QueryKey, operation: &'static str) {
        let mut stored = self.lock();
        let done = stored.bulk_done.entry(key).or_default();
        if !done.contains(&operation) {
            done.push(operation);
        }
    }

    /// Forgets what is known of rows, so that it is asked again; returns the bytes given back. Takes some
    /// hundred nanoseconds a row: off the UI thread.
    pub fn forget<'a>(&self, rows: impl Iterator<Item = &'a ResourceEntry>) -> u64 {
        let mut freed = 0;
        let mut last: Option<QueryKey> = None;
        for entry in rows {
            let key = entry.key();
            let mut stored = self.lock();
            if last.replace(key) != Some(key) {
                stored.bulk_done.remove(&key);
            }
            freed += stored.forget(entry);
            drop(stored);
            if RowFacts::is_wanted(entry) {
                self.facts.forget(entry.into());
            }
        }
        self.lock().shrink();
        freed
    }

    /// Forgets everything; returns the bytes given back.
    pub fn clear(&self) -> u64 {
        self.clear_answers() + self.facts.clear()
    }

    /// Forgets the answers, which can be asked for again. Tags and statuses that they gave to rows stay: these
    /// decide which rows a filter shows.
    fn clear_answers(&self) -> u64 {
        let stored = std::mem::take(&mut *self.lock());
        stored.bytes()
    }

    /// Answers stored, and the bytes they take.
    pub fn usage(&self) -> (usize, u64) {
        let stored = self.lock();
        (stored.answers.len(), stored.bytes() + self.facts.bytes())
    }
}

impl StoredAnswers {
    fn put(
        &mut self,
        ty: TypeId,
        at: Fingerprint,
        operation: &'static str,
        answer: Result<Properties, CompactString>,
    ) {
        let operations = self.operations.entry(ty).or_default();
        if !operations.contains(&operation) {
            operations.push(operation);
        }
        self.remove(at);
        match answer {
            Ok(properties) => {
                let packed = properties.into_packed(operation);
                self.answer_bytes += bytes_of(packed.as_ref());
                self.answers.insert(at, packed);
            }
            Err(reason) => _ = self.failed.insert(at, reason),
        }
    }

    fn remove(&mut self, at: Fingerprint) -> u64 {
        self.failed.remove(&at);
        let taken = self.answers.remove(&at).flatten();
        let bytes = bytes_of(taken.as_ref());
        self.answer_bytes -= bytes;
        bytes
    }

    fn forget(&mut self, entry: &ResourceEntry) -> u64 {
        let Some(operations) = self.operations.get(&entry.resource_type) else {
            return 0;
        };
        let resource = Fingerprint::from(entry);
        let places: Vec<Fingerprint> = operations.iter().map(|op| resource.asked(op)).collect();
        places.into_iter().map(|at| self.remove(at)).sum()
    }

    /// Gives back tables that have become much too large.
    fn shrink(&mut self) {
        if self.answers.capacity() > 4 * self.answers.len() {
            self.answers.shrink_to_fit();
            self.failed.shrink_to_fit();
        }
    }

    fn bytes(&self) -> u64 {
        let slot = size_of::<(Fingerprint, Option<Packed>)>() + 1;
        let failure = size_of::<(Fingerprint, CompactString)>() + 1;
        let tables = self.answers.capacity() * slot
            + self.failed.capacity() * failure
            + heap::of_map(&self.bulk_done);
        self.answer_bytes + tables as u64
    }
}

fn bytes_of(packed: Option<&Packed>) -> u64 {
    packed.map_or(0, Packed::heap_bytes) as u64
}

impl MemoryHolder for DetailStore {
    fn name(&self) -> &'static str {
        "Details"
    }

    fn bytes(&self) -> u64 {
        self.lock().bytes() + self.facts.bytes()
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::OnDemand
    }

    fn reclaim(&self) -> u64 {
        self.clear_answers()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::{entry, key};
    use serde_json::json;

    const VOLUME: &str = "AWS::EC2::Volume";
    const STATUS: &str = "DescribeVolumeStatus";
    const ATTRIBUTE: &str = "DescribeVolumeAttribute";

    fn volume(id: &str) -> ResourceEntry {
        entry("eu-west-1", VOLUME, id, "")
    }

    fn put(store: &DetailStore, id: &str, operation: &'static str, answer: Result<u32, &str>) {
        let row = volume(id);
        let answer = answer.map(|number| Properties::from_json(&json!({"N": number})));
        let answer = answer.map_err(CompactString::from);
        store.put(row.resource_type, (&row).into(), operation, answer);
    }

    #[test]
    fn answers_are_found_by_resource_and_operation_in_the_order_they_first_came() {
        let store = DetailStore::default();
        put(&store, "vol-1", STATUS, Ok(1));
        put(&store, "vol-2", STATUS, Ok(2));
        put(&store, "vol-1", ATTRIBUTE, Err("denied"));
        put(&store, "vol-1", STATUS, Ok(3));
        let details = store.of(&volume("vol-1"));
        let told: Vec<_> = details
            .sections
            .iter()
            .map(|section| section.operation)
            .collect();
        assert_eq!(told, [STATUS, ATTRIBUTE]);
        let first = details.sections[0].answer.as_ref().unwrap();
        assert_eq!(first.to_json(), json!({"N": 3}), "the later answer counts");
        assert_eq!(details.sections[1].answer.as_ref().unwrap_err(), "denied");
        let resource = Fingerprint::from(&volume("vol-1"));
        assert!(store.answer(resource, STATUS).is_some());
        assert!(store.answer(resource, ATTRIBUTE).is_none(), "asked again");
        assert!(store.of(&volume("vol-3")).sections.is_empty());
    }

    #[test]
    fn what_is_forgotten_is_asked_anew_and_the_rest_stays() {
        let store = DetailStore::default();
        let volumes = key("eu-west-1", VOLUME);
        put(&store, "vol-1", STATUS, Ok(1));
        put(&store, "vol-2", STATUS, Ok(2));
        store.set_bulk_done(volumes, STATUS);
        assert!(store.forget([volume("vol-1")].iter()) > 0);
        assert!(store.of(&volume("vol-1")).sections.is_empty());
        assert_eq!(store.of(&volume("vol-2")).sections.len(), 1);
        assert!(!store.bulk_is_done(&volumes, STATUS));
        assert!(store.clear() > 0);
        assert_eq!(store.usage(), (0, 0));
    }
}
