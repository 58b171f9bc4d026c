//! The tree over a pane's rows: groups, order, and the flat list of what is visible.
//!
//! Holds indices, never copies of rows. Knows nothing of egui; see `ui::tree_view`. A tree is
//! immutable once built, so that it can be built on another thread while the old one is shown.

mod assemble;
mod build;
mod column_id;
mod input;
mod leaves;
mod levels;
mod list_counts;
mod order;
mod row_paths;
mod rows;
mod sorting;
mod value_levels;
mod visible;

use std::ops::Range;

pub use build::{TreeBuilder, build_tree};
pub use column_id::{BuiltinColumn, ColumnId};
pub use input::{ColumnSource, KeyProgress, Measure, RowsEpoch, TreeInput, ValueKind};
pub use levels::{GroupBy, GroupKey, NoSuchLevel, NodeId, TagGroup, TagValue};
pub use order::ColumnKeys;
pub(in crate::app::resource_explorer) use order::{KeyReader, RowKey, property_key};
pub use rows::{PaneRows, RowIndex, Rows};
pub use sorting::{SortColumn, Sorting};
pub use value_levels::{ValueGroup, ValueLevel};
pub use visible::{Open, OpenGroups, VisibleRow, VisibleRows};

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
    /// Where the filter shows nothing: its terms that match no row even by themselves, each by its place among all.
    /// `None` where it shows something, or has less than two terms that must hold.
    pub terms_without_match: Option<Box<[usize]>>,
    /// The first level that looks at tags.
    pub tag_level: Option<u8>,
    /// Rows in groups of rows whose tags are not known: they may belong to any other group of the tag.
    pub without_known_tags: u32,
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

    /// Whether a group may have more rows than are shown.
    pub fn may_lack_rows(&self, group: &Group) -> bool {
        let is_of_tag = self.tag_level.is_some_and(|level| group.depth >= level);
        group.incomplete > 0 || (is_of_tag && self.without_known_tags > 0)
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
