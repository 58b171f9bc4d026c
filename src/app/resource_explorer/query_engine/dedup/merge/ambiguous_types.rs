//! Types that a sweep cannot tell apart: it sees an ARN, and ARNs of several types have one form.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::app::resource_explorer::query_engine::dedup::merge::Merge;
use crate::app::resource_explorer::query_engine::dedup::merge::change::Change;
use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::KeyRows;
use crate::app::resource_explorer::query_engine::dedup::merge::known::arns_of;
use crate::app::resource_explorer::source::ResourceSource;
use crate::model::{Fingerprint, QueryKey, Region, TypeId};

/// Which of a query's lists may have what a sweep takes for another type.
#[derive(Clone, Debug, Default)]
pub(crate) struct AmbiguousTypes {
    /// For a type, listed or not: the types with lists in this query whose ARNs have its form.
    listed: HashMap<TypeId, Vec<TypeId>>,
    /// Types with lists in this query whose ARNs cannot be told from those of a type that has a list which
    /// this query does not ask.
    with_unlisted_sibling: HashSet<TypeId>,
}

impl AmbiguousTypes {
    /// Among the types that have lists in a query.
    pub(crate) fn among(direct: &BTreeSet<TypeId>, source: &dyn ResourceSource) -> Self {
        let mut ambiguous = Self::default();
        for &ty in direct {
            for other in source.ambiguous_with(ty) {
                ambiguous.listed.entry(other).or_default().push(ty);
                if !direct.contains(&other) && source.provider_of(other).is_some() {
                    ambiguous.with_unlisted_sibling.insert(ty);
                }
            }
        }
        ambiguous
    }

    /// The types whose lists may have what a sweep takes for this one.
    fn of(&self, ty: TypeId) -> &[TypeId] {
        self.listed.get(&ty).map_or(&[], Vec::as_slice)
    }

    /// The types whose rows of sweeps wait for the list of this one.
    fn that_wait_for(&self, ty: TypeId) -> impl Iterator<Item = TypeId> {
        let waiting = self.listed.iter();
        let waiting = waiting.filter(move |(_, listed)| listed.contains(&ty));
        waiting.map(|(other, _)| *other)
    }

    /// Whether a row that the type's list lacks may be of a type that the query did not ask for.
    pub(crate) fn has_unlisted_sibling(&self, ty: TypeId) -> bool {
        self.with_unlisted_sibling.contains(&ty)
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
        of_types.chain(self.list_of_all_regions(&key).map(|(_, rows)| rows))
    }

    /// The one list of a type for all regions of an account, for a key that has a region.
    fn list_of_all_regions(&self, key: &QueryKey) -> Option<(QueryKey, &KeyRows)> {
        if key.region.is_global() {
            return None;
        }
        let list = QueryKey {
            region: Region::global(),
            ..*key
        };
        let rows = self.keys.get(&list)?;
        // A list that is not asked again may have given rows before.
        let may_have_rows = rows.has_list() || rows.listed_batches().next().is_some();
        may_have_rows.then_some((list, rows))
    }

    /// Notes a key whose rows may be in the one list of its type.
    pub(super) fn note_list_of_all_regions(&mut self, key: &QueryKey) {
        if let Some((list, _)) = self.list_of_all_regions(key) {
            self.regional.entry(list).or_default().insert(*key);
        }
    }

    /// The keys whose rows of sweeps wait for this one's list.
    pub(super) fn keys_that_wait_for(&self, key: &QueryKey) -> Vec<QueryKey> {
        let types = self.ambiguous.that_wait_for(key.resource_type);
        let keys = types.map(|ty| QueryKey {
            resource_type: ty,
            ..*key
        });
        let regional = self.regional.get(key).into_iter().flatten().copied();
        // A list of all regions that joins a retry comes after rows of sweeps that did not know of it.
        let regions = self.wanted.regions.get(&key.account);
        let regions = regions.filter(|_| key.region.is_global());
        let swept_before_it = regions.into_iter().flatten().filter_map(|region| {
            let region = *region;
            let in_region = QueryKey { region, ..*key };
            self.keys.contains_key(&in_region).then_some(in_region)
        });
        let waiting: BTreeSet<QueryKey> = keys.chain(regional).chain(swept_before_it).collect();
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
    pub(super) fn let_others_give_way(&mut self, key: &QueryKey, change: &mut Change) {
        let mut shown: Option<Box<[Fingerprint]>> = None;
        for waiting in self.keys_that_wait_for(key) {
            let Some(rows) = self.keys.get_mut(&waiting) else {
                continue;
            };
            rows.forget_listed_elsewhere();
            if rows.shows_swept_rows() {
                let shown = shown.get_or_insert_with(|| arns_of(change.shown.iter()));
                let given = rows.give_way_to(shown);
                change.extend(given);
            }
        }
    }
}
