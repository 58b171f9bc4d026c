//! How many lists of each group may have more rows than are shown.

use std::collections::HashMap;
use std::sync::Arc;

use super::{GroupBy, GroupKey, TreeInput};
use crate::model::{AccountId, QueryKey, Region, TypeId};

/// What is known of the lists that have rows in a group: a tag says nothing of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ListsOfGroup {
    account: Option<AccountId>,
    region: Option<Region>,
    resource_type: Option<TypeId>,
    service: Option<&'static str>,
    unit: Option<Arc<str>>,
}

impl ListsOfGroup {
    /// Those of a group one level further in.
    pub(super) fn within(&self, key: &GroupKey) -> Self {
        let mut within = self.clone();
        match key {
            GroupKey::Account(account) => within.account = Some(*account),
            GroupKey::Region(region) => within.region = Some(*region),
            GroupKey::Type(ty) => within.resource_type = Some(*ty),
            GroupKey::Service(service) => within.service = Some(service),
            GroupKey::Unit(unit) => within.unit = Some(Arc::clone(unit)),
            GroupKey::Tag(_) | GroupKey::Value(_) => {}
        }
        within
    }

    fn within_level(&self, level: &GroupBy, list: &QueryKey, input: &TreeInput) -> Option<Self> {
        let key = level.group_of_list(list, input)?;
        Some(self.within(&key))
    }
}

/// Numbers of lists.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ListCount {
    /// That may have more rows than are shown.
    pub incomplete: u32,
    /// That were refused or broke.
    pub failed: u32,
}

/// Numbers of lists for every group that a tree by the levels may have.
pub(super) struct ListCounts(HashMap<ListsOfGroup, ListCount>);

impl ListCounts {
    pub(super) fn of(input: &TreeInput) -> Self {
        let mut counts: HashMap<ListsOfGroup, ListCount> = HashMap::new();
        for line in input.lists.incomplete() {
            let mut count = |group: &ListsOfGroup| {
                let count = counts.entry(group.clone()).or_default();
                count.incomplete += 1;
                count.failed += u32::from(line.is_failure());
            };
            let mut group = ListsOfGroup::default();
            count(&group);
            for level in &input.group_by {
                if let Some(within) = group.within_level(level, &line.key, input) {
                    group = within;
                    count(&group);
                }
            }
        }
        Self(counts)
    }

    /// The numbers of a group's lists.
    pub(super) fn get(&self, group: &ListsOfGroup) -> ListCount {
        self.0.get(group).copied().unwrap_or_default()
    }
}
