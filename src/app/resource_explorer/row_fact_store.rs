//! Tags and statuses that phase 2 found out, by resource, once for all panes.
//!
//! Rows are immutable and belong to batches that many share. Code that filters, prints or draws a row without
//! tags or status asks here whether a detail has added them since.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use crate::model::{Fingerprint, ResourceEntry, RowFacts, TypeId};

#[derive(Debug, Default)]
struct FactTable {
    by_resource: HashMap<Fingerprint, RowFacts>,
    /// Types with facts: rows of other types need no look-up.
    types: HashSet<TypeId>,
}

/// Facts that details have added to rows.
#[derive(Debug, Default)]
pub struct RowFactStore {
    table: RwLock<FactTable>,
    revision: AtomicU64,
}

/// A read lock on all facts, for many rows; none is added meanwhile.
pub struct FactsView<'a>(RwLockReadGuard<'a, FactTable>);

impl FactsView<'_> {
    /// The row with all facts about it.
    pub fn complete<'a>(&self, entry: &'a ResourceEntry) -> Cow<'a, ResourceEntry> {
        let FactTable { by_resource, types } = &*self.0;
        let may_be =
            !types.is_empty() && RowFacts::is_wanted(entry) && types.contains(&entry.resource_type);
        let told = may_be.then(|| by_resource.get(&Fingerprint::from(entry)));
        match told.flatten() {
            Some(told) => Cow::Owned(told.applied(entry)),
            None => Cow::Borrowed(entry),
        }
    }
}

impl RowFactStore {
    /// Adds facts about a resource of type `ty`.
    pub fn add(&self, ty: TypeId, resource: Fingerprint, told: RowFacts) {
        if told.is_empty() {
            return;
        }
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        table.types.insert(ty);
        table.by_resource.entry(resource).or_default().extend(told);
        self.revision.fetch_add(1, Relaxed);
    }

    /// Changes whenever facts are added or removed.
    pub fn revision(&self) -> u64 {
        self.revision.load(Relaxed)
    }

    /// A read lock on all facts.
    pub fn view(&self) -> FactsView<'_> {
        FactsView(self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The row with all facts about it.
    pub fn complete<'a>(&self, entry: &'a ResourceEntry) -> Cow<'a, ResourceEntry> {
        self.view().complete(entry)
    }

    /// Removes the facts about a resource.
    pub fn forget(&self, resource: Fingerprint) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if table.by_resource.remove(&resource).is_some() {
            self.revision.fetch_add(1, Relaxed);
        }
    }

    /// Removes all facts; returns the bytes given back.
    pub fn clear(&self) -> u64 {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *table);
        self.revision.fetch_add(1, Relaxed);
        before.bytes()
    }

    /// Bytes of the table.
    pub fn bytes(&self) -> u64 {
        let table = self.table.read();
        table.unwrap_or_else(PoisonError::into_inner).bytes()
    }
}

impl FactTable {
    fn bytes(&self) -> u64 {
        let slot = size_of::<(Fingerprint, RowFacts)>() + 1;
        let names: usize = self.by_resource.values().map(RowFacts::heap_bytes).sum();
        (self.by_resource.capacity() * slot + names) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::entry;
    use crate::model::{SharedStr, StatusClass, Tags};

    fn queue(tags: Tags) -> ResourceEntry {
        let mut row = entry("eu-west-1", "AWS::SQS::Queue", "q", "jobs");
        row.tags = tags.or_called("jobs");
        row.status = SharedStr::new();
        row
    }

    #[test]
    fn what_details_tell_completes_the_row_and_changes_nothing_that_it_knew() {
        let facts = RowFactStore::default();
        let row = queue(Tags::unknown());
        assert!(matches!(facts.complete(&row), Cow::Borrowed(_)));
        let told = RowFacts {
            tags: Some(Tags::from_pairs([("Owner", "me")])),
            status: Some(("ACTIVE".into(), StatusClass::Ok)),
        };
        let before = facts.revision();
        facts.add(row.resource_type, (&row).into(), told);
        assert_ne!(facts.revision(), before);
        let whole = facts.complete(&row);
        assert_eq!(whole.tags.get("Owner"), Some("me"));
        assert_eq!((whole.name(), whole.status.as_str()), ("jobs", "ACTIVE"));
        let mut own = queue(Tags::from_pairs([("Owner", "list")]));
        own.status = "PAUSED".into();
        assert_eq!(facts.complete(&own).tags.get("Owner"), Some("list"));
        assert_eq!(facts.complete(&own).status, "PAUSED");
        facts.forget((&row).into());
        assert!(!facts.complete(&row).tags.are_known());
    }

    #[test]
    fn a_row_that_is_told_to_have_no_tags_is_known_to_have_none() {
        let facts = RowFactStore::default();
        let row = queue(Tags::unknown());
        let told = RowFacts {
            tags: Some(Tags::NONE),
            ..RowFacts::default()
        };
        facts.add(row.resource_type, (&row).into(), told);
        let whole = facts.complete(&row);
        assert!(whole.tags.are_known() && whole.tags.is_empty());
        assert!(facts.clear() > 0);
        assert_eq!(facts.bytes(), 0);
    }
}
