//! Lists that may have the rows of another key: of types whose ARNs have one form, and of all regions at once.

use std::collections::BTreeSet;

use crate::app::resource_explorer::query_engine::dedup::merge::Merge;
use crate::app::resource_explorer::query_engine::dedup::merge::change::Change;
use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::KeyRows;
use crate::app::resource_explorer::query_engine::dedup::merge::known_rows::arns_of;
use crate::model::{Fingerprint, QueryKey, Region};

/// The key of the one list of a type for all regions of an account.
fn list_of_all_regions(key: &QueryKey) -> QueryKey {
    QueryKey {
        region: Region::global(),
        ..*key
    }
}

impl Merge {
    /// What is known of the lists that may have a key's rows: those of other types of the same place, and its
    /// type's own where that is one for all regions of an account, as of buckets.
    fn siblings(&self, key: &QueryKey) -> impl Iterator<Item = &KeyRows> {
        let key = *key;
        let types = self.ambiguous.of(key.resource_type).iter();
        let of_types = types.filter_map(move |ty| {
            self.keys.get(&QueryKey {
                resource_type: *ty,
                ..key
            })
        });
        of_types.chain(self.list_of_all_regions(&key))
    }

    /// The one list of a type for all regions of an account, for a key that has a region.
    fn list_of_all_regions(&self, key: &QueryKey) -> Option<&KeyRows> {
        if key.region.is_global() {
            return None;
        }
        let rows = self.keys.get(&list_of_all_regions(key))?;
        // A list that is not asked again may have given rows before.
        let may_have_rows = rows.has_list() || rows.listed_batches().next().is_some();
        may_have_rows.then_some(rows)
    }

    /// Notes a key whose rows the one list of its type has as well. That list may join later, and the rows may be
    /// of an account whose regions this query does not plan: a sweep sees what others share.
    pub(super) fn note_region_beside_list(&mut self, key: &QueryKey) {
        if !key.region.is_global() {
            let list = list_of_all_regions(key);
            let regions = self.regions_beside_list.entry(list).or_default();
            regions.insert(key.region);
        }
    }

    /// The keys whose rows of sweeps wait for this one's list.
    pub(super) fn keys_that_wait_for(&self, key: &QueryKey) -> Vec<QueryKey> {
        let types = self.ambiguous.that_wait_for(key.resource_type);
        let keys = types.map(|ty| QueryKey {
            resource_type: ty,
            ..*key
        });
        let regions = self.regions_beside_list.get(key).into_iter().flatten();
        let in_regions = regions.map(|region| QueryKey {
            region: *region,
            ..*key
        });
        let waiting: BTreeSet<QueryKey> = keys.chain(in_regions).collect();
        waiting.into_iter().collect()
    }

    /// Whether a list of another type may have rows of a key and has not ended.
    pub(super) fn waits_for_lists_of_others(&self, key: &QueryKey) -> bool {
        self.siblings(key).any(KeyRows::is_listing)
    }

    /// The ARNs of what lists of other types have that may have rows of a key.
    pub(super) fn listed_elsewhere(&self, key: &QueryKey) -> Box<[Fingerprint]> {
        arns_of(self.siblings(key).flat_map(KeyRows::listed_batches))
    }

    /// Rows of a list are shown: sweeps may have shown them before under another key, of a type whose ARNs have
    /// the same form, or with a region where the list is one for all regions.
    pub(super) fn take_back_from_others(&mut self, key: &QueryKey, change: &mut Change) {
        let mut shown: Option<Box<[Fingerprint]>> = None;
        for waiting in self.keys_that_wait_for(key) {
            let Some(rows) = self.keys.get_mut(&waiting) else {
                continue;
            };
            rows.forget_listed_elsewhere();
            if rows.shows_swept_rows() {
                let shown = shown.get_or_insert_with(|| arns_of(change.shown.iter()));
                let given = rows.take_back_rows_of(shown);
                change.extend(given);
            }
        }
    }
}
