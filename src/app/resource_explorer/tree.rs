//! The tree over a pane's rows: groups, order, and the flat list of what is visible.
//!
//! Holds indices, never copies of rows. Knows nothing of egui; see `ui::tree_view`. A tree is
//! immutable once built, so that it can be built on another thread while the old one is shown.

mod assemble;
mod build;
mod input;
mod leaves;
mod order;
mod rows;
mod visible;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::{AccountId, Region, StableHash, TypeId};

pub use build::{TreeBuilder, build_tree};
pub use input::{RowsEpoch, SortBy, Sorting, TreeInput};
pub use rows::{PaneRows, RowIndex, Rows};
pub use visible::{Open, OpenGroups, VisibleRow, VisibleRows};

/// A level of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// One group per account.
    Account,
    /// One group per region.
    Region,
    /// One group per resource type.
    Type,
}

impl GroupBy {
    /// Every level there is, in the usual order.
    pub const ALL: [Self; 3] = [Self::Account, Self::Region, Self::Type];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Region => "Region",
            Self::Type => "Type",
        }
    }

    /// As settings and bookmarks spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Region => "region",
            Self::Type => "type",
        }
    }

    /// The level of this name.
    ///
    /// # Errors
    /// When no level has it.
    pub fn from_name(name: &str) -> Result<Self, NoSuchLevel> {
        let mut all = Self::ALL.into_iter();
        all.find(|by| by.name() == name)
            .ok_or_else(|| NoSuchLevel(name.to_owned()))
    }

    /// Levels by their names. A name of another version is left out.
    pub fn from_names(names: &[String]) -> Vec<Self> {
        names
            .iter()
            .filter_map(|name| Self::ALL.into_iter().find(|by| by.name() == name))
            .collect()
    }
}

/// A name that no level of the tree has.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is no level of the tree; use account, region or type")]
pub struct NoSuchLevel(String);

/// What the rows of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// An account.
    Account(AccountId),
    /// A region.
    Region(Region),
    /// A resource type.
    Type(TypeId),
}

/// A group by its path from the root. The same path gives the same id in every tree, so that what
/// was open stays open across refresh, enrichment and restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u64);

impl NodeId {
    /// Above every group.
    pub const ROOT: Self = Self(0);

    /// The id of a group below this one.
    pub fn child(self, key: GroupKey) -> Self {
        // By text, not by handle: ids outlive the process, in settings and snapshots.
        let mut hash = StableHash::of(self.0);
        match key {
            GroupKey::Account(account) => hash.text("account").text(&account.digits()),
            GroupKey::Region(region) => hash.text("region").text(region.as_str()),
            GroupKey::Type(ty) => hash.text("type").text(ty.as_str()),
        };
        Self(hash.short().max(1))
    }
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable id.
    pub id: NodeId,
    /// What its rows have in common.
    pub key: GroupKey,
    /// 0 for the outermost groups.
    pub depth: u8,
    /// Index of the parent in [`Tree::groups`]; `None` for the outermost groups.
    pub parent: Option<u32>,
    /// Every row below, as a range of [`Tree::order`].
    pub rows: Range<u32>,
    /// Index one past the last group below this one; its children start right after it.
    pub end: u32,
    /// Query keys below that may have more rows than are shown.
    pub incomplete: u32,
    /// Query keys below that were refused or broke.
    pub failed: u32,
}

impl Group {
    /// How many rows it has.
    pub fn count(&self) -> u32 {
        self.rows.end - self.rows.start
    }
}

/// Groups in the order they are drawn, parents before children, and the rows in their order.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Depth-first.
    pub groups: Vec<Group>,
    /// Rows of the innermost groups one after the other, sorted within each.
    pub order: Vec<RowIndex>,
    /// Number of levels.
    pub levels: u8,
    /// Rows that are left out because AWS manages them.
    pub hidden: u32,
    /// How far the filter has come; `None` when it has looked at every row.
    pub searched: Option<Searched>,
    /// Rows that the filter wanted to look into and could not: their properties were given up to free
    /// memory.
    pub unsearched: u32,
    /// Rows that the filter could not decide on: it looks at their tags, which are not known.
    pub undecided: u32,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Searched {
    /// Rows looked at.
    pub rows: u32,
    /// Rows there are.
    pub of: u32,
}

impl Tree {
    /// Rows in the tree.
    pub fn row_count(&self) -> usize {
        self.order.len()
    }

    /// Whether a group holds rows directly.
    pub fn is_innermost(&self, group: &Group) -> bool {
        group.depth + 1 == self.levels
    }

    /// The innermost group that holds position `at` of [`Tree::order`].
    pub fn group_of_position(&self, at: u32) -> Option<u32> {
        let after = self.groups.partition_point(|group| group.rows.start <= at);
        (0..after).rev().map(|index| index as u32).find(|&index| {
            let group = &self.groups[index as usize];
            self.is_innermost(group) && group.rows.contains(&at)
        })
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.groups.capacity() * size_of::<Group>() + self.order.capacity() * size_of::<RowIndex>()
    }
}

#[cfg(test)]
mod tests;
