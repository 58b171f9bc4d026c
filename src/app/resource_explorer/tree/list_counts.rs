//! How many lists of each group may have more rows than are shown.

use std::collections::HashMap;

use super::{GroupBy, GroupKey, TreeInput};
use crate::model::{AccountId, QueryKey, Region, TypeId};

/// What is known of the lists that have rows in a group: a tag says nothing of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ListsOfGroup {
    account: Option<AccountId>,
    region: Option<Region>,
    resource_type: Option<TypeId>,
}

impl ListsOfGroup {
    /// Those of a group one level further in.
    pub(super) fn within(self, key: &GroupKey) -> Self {
        match key {
            GroupKey::Account(account) => Self {
                account: Some(*account),
                ..self
            },
            GroupKey::Region(region) => Self {
                region: Some(*region),
                ..self
            },
            GroupKey::Type(ty) => Self {
                resource_type: Some(*ty),
                ..self
            },
            GroupKey::Tag(_) => self,
        }
    }

    fn within_level(self, level: &GroupBy, list: &QueryKey) -> Option<Self> {
        level.group_of_list(list).map(|key| self.within(&key))
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
            let mut count = |group| {
                let count = counts.entry(group).or_default();
                count.incomplete += 1;
                count.failed += u32::from(line.is_failure());
            };
            let mut group = ListsOfGroup::default();
            count(group);
            for level in &input.group_by {
                if let Some(within) = group.within_level(level, &line.key) {
                    group = within;
                    count(group);
                }
            }
        }
        Self(counts)
    }

    /// The numbers of a group's lists.
    pub(super) fn get(&self, group: ListsOfGroup) -> ListCount {
        self.0.get(&group).copied().unwrap_or_default()
    }
}
