//! What a tree is built from.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use compact_str::CompactString;

use super::{GroupBy, Rows, Sorting};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::ledger::Lines;
use crate::app::resource_explorer::property_path::PropertyPath;
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
    /// The organizational units of accounts, where they are known.
    pub account_units: Arc<HashMap<AccountId, Arc<str>>>,
    /// Facts that details have added to rows, for the filter.
    pub told: Arc<RowFactStore>,
    /// What types are called, for their order; without it they are sorted by service, then kind.
    pub type_label: Option<fn(TypeId) -> CompactString>,
    /// Which types stand before others, the lowest first; without it all stand by their names.
    pub type_weight: Option<fn(TypeId) -> u16>,
    /// Where a type has the column of this heading, for orders by it; without it no type has one.
    pub catalog_columns: Option<fn(TypeId, &str) -> Option<ColumnSource>>,
    /// Where a type has the size of its resources.
    pub sizes: Option<fn(TypeId) -> Option<ColumnSource>>,
    /// Told how far the keys of an order are read.
    pub reading: Arc<KeyProgress>,
}

/// How many rows have been read for the order that rows are brought into.
#[derive(Debug, Default)]
pub struct KeyProgress {
    read: AtomicU32,
    of: AtomicU32,
}

impl KeyProgress {
    /// The share of the rows that are read, in percent; `None` while none are being read.
    pub fn percent(&self) -> Option<u32> {
        let (read, of) = (self.read.load(Relaxed), self.of.load(Relaxed));
        let share = u64::from(read) * 100 / u64::from(of.max(1));
        (read < of).then_some(share as u32)
    }

    /// So many of the rows are read.
    pub(super) fn set(&self, read: u32, of: u32) {
        self.read.store(read, Relaxed);
        self.of.store(of, Relaxed);
    }
}

impl TreeInput {
    /// Whether what single rows have decides in which group they are.
    pub(super) fn looks_at_rows(&self) -> bool {
        GroupBy::look_at_rows(&self.group_by)
    }
}

/// How the values of a column are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueKind {
    /// By what they look like: numbers, moments and sizes by what they are, else as texts.
    Plain,
    /// As numbers of this many of the smallest unit, so that sizes of different columns compare.
    Number {
        /// What one is.
        scale: f64,
    },
    /// As moments.
    Date,
    /// No before yes; of several, yes if one is.
    Flag,
    /// By how many there are.
    Count,
}

/// What a number in a column says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// How many.
    #[default]
    Number,
    /// A size in bytes.
    Bytes,
    /// A share in percent.
    Percent,
    /// A time in seconds.
    Seconds,
    /// A moment, in seconds since 1970.
    Moment,
    /// 1 for yes, 0 for no.
    Flag,
}

/// Where a column of the catalog has its values in rows of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSource {
    /// In the properties.
    pub path: PropertyPath,
    /// How they are compared.
    pub kind: ValueKind,
    /// What its numbers say.
    pub measure: Measure,
}
