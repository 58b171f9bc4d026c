//! Types that a sweep cannot tell apart: it sees an ARN, and ARNs of several types have one form.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::query_engine::dedup::merge::Merge;
use crate::app::resource_explorer::query_engine::dedup::merge::change::keep;
use crate::app::resource_explorer::source::ResourceSource;
use crate::model::{QueryKey, TypeId};

/// Which of a query's lists may have what a sweep takes for another type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kin {
    /// The types with lists in this query that are like a type, listed or not.
    listed: HashMap<TypeId, Vec<TypeId>>,
    /// Types with lists in this query that are like one that is listed and not in it.
    torn: HashSet<TypeId>,
}

impl Kin {
    /// Among the types that have lists in a query.
    pub(crate) fn among(direct: &BTreeSet<TypeId>, source: &dyn ResourceSource) -> Self {
        let mut kin = Self::default();
        for &ty in direct {
            for other in source.alike(ty) {
                kin.listed.entry(other).or_default().push(ty);
                if !direct.contains(&other) && source.provider_of(other).is_some() {
                    kin.torn.insert(ty);
                }
            }
        }
        kin
    }

    /// The types whose lists may have what a sweep takes for this one.
    pub(crate) fn of(&self, ty: TypeId) -> &[TypeId] {
        self.listed.get(&ty).map_or(&[], Vec::as_slice)
    }

    /// The types whose rows of sweeps wait for the list of this one.
    pub(crate) fn that_wait_for(&self, ty: TypeId) -> Vec<TypeId> {
        let like_it = self
            .listed
            .iter()
            .filter(|(_, listed)| listed.contains(&ty));
        like_it.map(|(other, _)| *other).collect()
    }

    /// Whether what its list does not have may be of a type that nobody asked for.
    pub(crate) fn is_torn(&self, ty: TypeId) -> bool {
        self.torn.contains(&ty)
    }
}

impl Merge {
    /// The keys of the same place whose lists may have a key's rows.
    fn kin_of(&self, key: &QueryKey) -> impl Iterator<Item = QueryKey> {
        let key = *key;
        let types = self.kin.of(key.resource_type).iter();
        types.map(move |ty| QueryKey {
            resource_type: *ty,
            ..key
        })
    }

    pub(crate) fn waits_for_kin(&self, key: &QueryKey) -> bool {
        let mut kin = self.kin_of(key);
        kin.any(|kin| self.direct.get(&kin).is_some_and(|direct| !direct.ended))
    }

    /// Without the rows that the list of another type has.
    pub(crate) fn beyond_kin(&self, key: &QueryKey, batch: Batch) -> Option<Batch> {
        let lists = self.kin_of(key).filter_map(|kin| self.direct.get(&kin));
        let rows = lists.flat_map(|direct| direct.batches.iter().flat_map(|batch| batch.iter()));
        let listed: HashSet<Box<str>> = rows
            .filter_map(|row| row.arn().map(|arn| Box::from(&*arn)))
            .collect();
        if listed.is_empty() {
            return Some(batch);
        }
        keep(batch, |entry| {
            entry.arn().is_none_or(|arn| !listed.contains(&*arn))
        })
    }
}
