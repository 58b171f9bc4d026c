//! Types that a sweep cannot tell apart: it sees an ARN, and ARNs of several types have one form.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::app::resource_explorer::source::ResourceSource;
use crate::model::TypeId;

/// Which of a query's lists may have what a sweep takes for another type.
#[derive(Clone, Debug, Default)]
pub(crate) struct AmbiguousTypes {
    /// For a type, listed or not: the types with lists in this query whose ARNs have its form.
    listed: HashMap<TypeId, Vec<TypeId>>,
    /// Types with lists in this query whose ARNs cannot be told from those of a type that has a list which
    /// this query does not ask.
    with_unlisted_sibling: HashSet<TypeId>,
    /// Types with lists in this query that have one for all regions of an account, as of buckets.
    of_all_regions: HashSet<TypeId>,
    /// How many types have lists in this query.
    listed_types: usize,
}

impl AmbiguousTypes {
    /// Among the types that have lists in a query.
    pub(crate) fn among(direct: &BTreeSet<TypeId>, source: &dyn ResourceSource) -> Self {
        let mut ambiguous = Self {
            listed_types: direct.len(),
            ..Self::default()
        };
        for &ty in direct {
            if source.is_global(ty) {
                ambiguous.of_all_regions.insert(ty);
            }
            for other in source.ambiguous_with(ty) {
                ambiguous.listed.entry(other).or_default().push(ty);
                if !direct.contains(&other) && source.provider_of(other).is_some() {
                    ambiguous.with_unlisted_sibling.insert(ty);
                }
            }
        }
        ambiguous
    }

    /// How many types have lists in this query.
    pub(super) fn listed_types(&self) -> usize {
        self.listed_types
    }

    /// Whether the list of a type is one for all regions of an account.
    pub(super) fn is_list_of_all_regions(&self, ty: TypeId) -> bool {
        self.of_all_regions.contains(&ty)
    }

    /// The types whose lists may have what a sweep takes for this one.
    pub(super) fn of(&self, ty: TypeId) -> &[TypeId] {
        self.listed.get(&ty).map_or(&[], Vec::as_slice)
    }

    /// The types whose rows of sweeps wait for the list of this one.
    pub(super) fn that_wait_for(&self, ty: TypeId) -> impl Iterator<Item = TypeId> {
        let waiting = self.listed.iter();
        let waiting = waiting.filter(move |(_, listed)| listed.contains(&ty));
        waiting.map(|(other, _)| *other)
    }

    /// Whether a row that the type's list lacks may be of a type that the query did not ask for.
    pub(crate) fn has_unlisted_sibling(&self, ty: TypeId) -> bool {
        self.with_unlisted_sibling.contains(&ty)
    }
}
