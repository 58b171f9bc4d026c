//! What a tree is built from.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::{GroupBy, Rows};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::ledger::Lines;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::model::{AccountId, TypeId};

/// Which rows a [`super::RowIndex`] counts in. No two sets of rows of the process have the same, so that what a
/// view keeps by row is never taken for that of other rows, whichever pane they are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RowsEpoch(u64);

impl RowsEpoch {
    /// One that nothing has yet. The default is that of no rows at all.
    pub fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Relaxed))
    }
}

/// Everything a tree is built from. Cheap to clone: it goes to another thread.
#[derive(Clone, Default)]
pub struct TreeInput {
    /// The rows.
    pub rows: Rows,
    /// Changes when rows were replaced, and not only added or taken back.
    pub rows_epoch: RowsEpoch,
    /// Levels, outermost first; each at most once.
    pub group_by: Vec<GroupBy>,
    /// Order of the rows in a group.
    pub sorting: Sorting,
    /// Which rows to show; `None` for all.
    pub filter: Option<Arc<Filter>>,
    /// Whether rows that AWS manages are left out, and only counted.
    pub hide_managed: bool,
    /// How lists ended: those that may have more rows than are shown get a group even when they have none.
    pub lists: Lines,
    /// Names of accounts, for their order.
    pub account_names: Arc<HashMap<AccountId, String>>,
    /// Facts that details have added to rows, for the filter.
    pub told: Arc<RowFactStore>,
    /// What types are called, for their order; without it they are sorted by service, then kind.
    pub type_label: Option<fn(TypeId) -> CompactString>,
}

impl TreeInput {
    /// Whether the tags of rows decide in which group they are.
    pub(super) fn looks_at_tags(&self) -> bool {
        GroupBy::look_at_tags(&self.group_by)
    }
}

/// What rows are sorted by. Equal ones are sorted by name, then by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The name, else the id.
    #[default]
    Name,
    /// The id.
    Id,
    /// The status as AWS spells it.
    Status,
    /// What the type is called.
    Type,
    /// The region code.
    Region,
    /// What the account is called, else its number.
    Account,
}

impl SortBy {
    /// All there are, in the order a menu has them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Id,
        Self::Status,
        Self::Type,
        Self::Region,
        Self::Account,
    ];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "By name",
            Self::Id => "By ID",
            Self::Status => "By status",
            Self::Type => "By type",
            Self::Region => "By region",
            Self::Account => "By account",
        }
    }
}

/// How rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sorting {
    /// By what.
    pub by: SortBy,
    /// Whether the last comes first.
    pub descending: bool,
}
