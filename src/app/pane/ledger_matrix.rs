//! The ledger as a matrix: a row per account and region, a column per service, or per type when
//! there is one service. Knows nothing of egui; `ui::pane::ledger` draws it.
//!
//! Built again when the ledger changed, from what the ledger counts by place and by type: that costs as much as
//! there are places and types, however many lines they have. Cells are put together from the lines of their
//! place when they are drawn.

use std::collections::BTreeSet;
use std::time::Duration;

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry, Outcome, Place, Tally};
use crate::catalog::types::label_of;
use crate::model::{Selection, TypeId};

/// Which lines of the ledger count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LedgerFilter {
    /// All of them.
    #[default]
    All,
    /// Those that may have more rows than are shown.
    NotComplete,
    /// Those that were answered from the cache, however they ended.
    Cached,
    /// Those that ended in one way.
    Only(Outcome),
}

impl LedgerFilter {
    /// Every filter there is, in the order of menus.
    pub fn every() -> impl Iterator<Item = Self> {
        let ways = Outcome::ALL.into_iter().map(Self::Only);
        [Self::All, Self::NotComplete, Self::Cached]
            .into_iter()
            .chain(ways)
    }

    /// As a menu says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NotComplete => "not complete",
            Self::Cached => "from the cache",
            Self::Only(outcome) => outcome.label(),
        }
    }

    /// How many of the lines that were counted pass.
    pub fn count(self, tally: &Tally) -> usize {
        match self {
            Self::All => tally.lines(),
            Self::NotComplete => tally.incomplete(),
            Self::Cached => tally.cached(),
            Self::Only(outcome) => tally.of(outcome),
        }
    }

    /// Whether a line passes.
    pub fn passes(self, entry: &LedgerEntry) -> bool {
        match self {
            Self::All => true,
            Self::NotComplete => entry.outcome.is_incomplete(),
            Self::Cached => entry.cached_age.is_some(),
            Self::Only(only) => entry.outcome == only,
        }
    }
}

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatrixColumn {
    /// All types of a service.
    Service(&'static str),
    /// One type, or the sweep.
    Type(TypeId),
}

impl MatrixColumn {
    /// As its head says it.
    pub fn label(self) -> CompactString {
        match self {
            Self::Service(service) => service.into(),
            Self::Type(ty) => label_of(ty),
        }
    }

    fn has(self, ty: TypeId) -> bool {
        match self {
            Self::Service(service) => !ty.is_of_many() && ty.service() == service,
            Self::Type(one) => one == ty,
        }
    }

    /// The sweep sorts after all types and services.
    fn order(self) -> (bool, &'static str) {
        match self {
            Self::Service(service) => (false, service),
            Self::Type(ty) => (ty.is_of_many(), ty.as_str()),
        }
    }
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The worst of what its keys ended in.
    pub worst: Outcome,
    /// Keys that have ended.
    pub keys: u32,
    /// Rows they gave.
    pub rows: u64,
    /// How many of the keys were answered from the cache.
    pub cached: u32,
    /// How old the oldest of those answers is.
    pub oldest: Option<Duration>,
}

/// What a cell consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellFacts {
    /// How many keys ended in which way, the worst first.
    pub counts: Vec<(Outcome, usize)>,
    /// What went wrong first, of what is not about permissions.
    pub first_error: Option<String>,
    /// IAM actions that were missing.
    pub missing_actions: BTreeSet<CompactString>,
}

/// The ledger as a matrix.
#[derive(Clone, Debug, Default)]
pub struct LedgerMatrix {
    columns: Vec<MatrixColumn>,
    /// The column of each type that has one.
    column_of: FxHashMap<TypeId, usize>,
    places: Vec<Place>,
    filter: LedgerFilter,
}

impl LedgerMatrix {
    /// The matrix of what passes the filter. What is in scope decides what columns are: it does not
    /// change while lists end.
    pub fn of(ledger: &Ledger, scope: &Selection<TypeId>, filter: LedgerFilter) -> Self {
        let by_type = has_one_service(scope, ledger);
        let head_of = |ty: TypeId| {
            if by_type || ty.is_of_many() {
                MatrixColumn::Type(ty)
            } else {
                MatrixColumn::Service(ty.service())
            }
        };
        let passes = |tally: &Tally| filter.count(tally) > 0;
        let types = ledger.types().filter(|(_, tally)| passes(tally));
        let heads: Vec<(TypeId, MatrixColumn)> = types.map(|(ty, _)| (ty, head_of(ty))).collect();
        let mut columns: Vec<MatrixColumn> = heads.iter().map(|(_, head)| *head).collect();
        columns.sort_by_key(|column| column.order());
        columns.dedup();
        let at: FxHashMap<MatrixColumn, usize> = columns.iter().copied().zip(0..).collect();
        let places = ledger.lines().places();
        let places = places.filter(|(_, tally)| passes(tally));
        Self {
            column_of: heads.iter().map(|(ty, head)| (*ty, at[head])).collect(),
            places: places.map(|(place, _)| place).collect(),
            columns,
            filter,
        }
    }

    /// Columns, from the left.
    pub fn columns(&self) -> &[MatrixColumn] {
        &self.columns
    }

    /// Rows, from the top.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The cells of a row, one for each column; `None` where no key has ended, or none that passes
    /// the filter. Costs as much as the place has types. What has ended since the matrix was made is
    /// counted, where it has a column.
    pub fn cells(&self, ledger: &Ledger, row: usize) -> Vec<Option<Cell>> {
        let mut cells = vec![None; self.columns.len()];
        let place = self.places.get(row);
        let lines = place.map_or(&[][..], |place| ledger.lines().of_place(*place));
        for entry in lines.iter().filter(|entry| self.filter.passes(entry)) {
            if let Some(column) = self.column_of.get(&entry.key.resource_type) {
                add(&mut cells[*column], entry);
            }
        }
        cells
    }

    /// The row of a place.
    pub fn row_of(&self, place: Place) -> Option<usize> {
        self.places.binary_search(&place).ok()
    }

    /// The column that has a type.
    pub(crate) fn column_of(&self, ty: TypeId) -> Option<MatrixColumn> {
        let at = self.column_of.get(&ty)?;
        self.columns.get(*at).copied()
    }

    /// The lines of a cell, in order. Costs as much as the place has types.
    pub fn lines_of<'a>(
        &'a self,
        ledger: &'a Ledger,
        place: Place,
        column: MatrixColumn,
    ) -> impl Iterator<Item = &'a LedgerEntry> {
        let lines = ledger.lines().of_place(place).iter();
        lines.filter(move |entry| column.has(entry.key.resource_type) && self.filter.passes(entry))
    }

    /// What a cell consists of.
    pub fn facts(&self, ledger: &Ledger, place: Place, column: MatrixColumn) -> CellFacts {
        let mut facts = CellFacts::default();
        let mut counts = [0; Outcome::ALL.len()];
        for entry in self.lines_of(ledger, place, column) {
            counts[entry.outcome as usize] += 1;
            match entry.denied_action() {
                Some(action) => _ = facts.missing_actions.insert(action.into()),
                None if facts.first_error.is_none() => {
                    facts.first_error = entry.why().map(Into::into);
                }
                None => {}
            }
        }
        let counted = Outcome::ALL.into_iter().zip(counts);
        facts.counts = counted.filter(|(_, count)| *count > 0).collect();
        facts
            .counts
            .sort_by_key(|(outcome, _)| std::cmp::Reverse(severity(*outcome)));
        facts
    }
}

/// Whether all that was asked is of one service. A sweep may bring any.
fn has_one_service(scope: &Selection<TypeId>, ledger: &Ledger) -> bool {
    let Selection::Only(asked) = scope else {
        return false;
    };
    let ended = ledger.types().map(|(ty, _)| ty);
    let all: BTreeSet<&str> = asked
        .iter()
        .copied()
        .chain(ended)
        .map(|ty| ty.service())
        .collect();
    all.len() < 2
}

fn add(cell: &mut Option<Cell>, entry: &LedgerEntry) {
    let cell = cell.get_or_insert(Cell {
        worst: entry.outcome,
        keys: 0,
        rows: 0,
        cached: 0,
        oldest: None,
    });
    if severity(entry.outcome) > severity(cell.worst) {
        cell.worst = entry.outcome;
    }
    cell.keys += 1;
    cell.rows += entry.rows;
    cell.cached += u32::from(entry.cached_age.is_some());
    cell.oldest = cell.oldest.max(entry.cached_age);
}

/// How bad it is, the worst highest: first what a person has to put right, then what a retry may cure, then what
/// will stay as it is.
pub fn severity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Complete => 0,
        Outcome::NotOffered => 1,
        Outcome::RegionNotEnabled => 2,
        Outcome::NotAsked => 3,
        Outcome::Unsupported => 4,
        Outcome::Partial => 5,
        Outcome::Cancelled => 6,
        Outcome::Throttled => 7,
        Outcome::MemoryLimit => 8,
        Outcome::Failed => 9,
        Outcome::SignIn => 10,
        Outcome::Denied => 11,
    }
}

#[cfg(test)]
mod tests;
