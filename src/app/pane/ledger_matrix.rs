//! The ledger as a matrix: a row per account and region, a column per service, or per type when
//! there is one service. Knows nothing of egui; `ui::pane::ledger` draws it.
//!
//! Made anew when the ledger changed, in one pass over it. What one cell consists of is looked up in
//! the ledger when somebody points at it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use compact_str::CompactString;

use crate::app::policy::{Needs, Policy};
use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry, Outcome};
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::state::{AccountId, QueryKey, Region, Selection, TypeId};
use crate::catalog::permissions;
use crate::catalog::types::label_of;

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

    fn passes(self, entry: &LedgerEntry) -> bool {
        match self {
            Self::All => true,
            Self::NotComplete => entry.outcome.is_incomplete(),
            Self::Cached => entry.cached_age.is_some(),
            Self::Only(only) => entry.outcome == only,
        }
    }
}

/// What a column stands for.
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

    /// The sweep stands behind what it is compared with.
    fn order(self) -> (bool, &'static str) {
        match self {
            Self::Service(service) => (false, service),
            Self::Type(ty) => (ty.is_of_many(), ty.as_str()),
        }
    }
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Whose resources.
    pub account: AccountId,
    /// Where.
    pub region: Region,
}

impl Place {
    fn of(key: &QueryKey) -> Self {
        Self {
            account: key.account,
            region: key.region,
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
    places: Vec<Place>,
    /// The first key of each place that passed the filter, where the ledger is searched from.
    first_keys: Vec<QueryKey>,
    /// Row after row.
    cells: Vec<Option<Cell>>,
    counts: [usize; Outcome::ALL.len()],
    incomplete: usize,
    cached: usize,
    denied: usize,
    filter: LedgerFilter,
}

impl LedgerMatrix {
    /// The matrix of what passes the filter. What is in scope decides what columns are: it does not
    /// change while lists end.
    pub fn of(ledger: &Ledger, scope: &Selection<TypeId>, filter: LedgerFilter) -> Self {
        let mut matrix = Self {
            filter,
            ..Self::default()
        };
        let heads = matrix.lay_out(ledger, scope);
        let width = matrix.columns.len();
        matrix.cells.resize(matrix.places.len() * width, None);
        let mut row = 0;
        for entry in ledger.iter().filter(|entry| filter.passes(entry)) {
            let place = Place::of(&entry.key);
            // Lines come in the order of places.
            while matrix.places[row] != place {
                row += 1;
            }
            let column = heads[&entry.key.resource_type];
            add(&mut matrix.cells[row * width + column], entry);
        }
        matrix
    }

    /// Finds rows and columns, and counts. Returns the column of each type.
    fn lay_out(&mut self, ledger: &Ledger, scope: &Selection<TypeId>) -> HashMap<TypeId, usize> {
        let mut types: HashMap<TypeId, bool> = HashMap::new();
        for entry in ledger.iter() {
            self.counts[entry.outcome as usize] += 1;
            self.incomplete += usize::from(entry.outcome.is_incomplete());
            self.cached += usize::from(entry.cached_age.is_some());
            self.denied += usize::from(denied_action(entry).is_some());
            let passes = self.filter.passes(entry);
            *types.entry(entry.key.resource_type).or_default() |= passes;
            if passes && self.places.last() != Some(&Place::of(&entry.key)) {
                self.places.push(Place::of(&entry.key));
                self.first_keys.push(entry.key);
            }
        }
        let by_type = has_one_service(scope, types.keys());
        let column_of = |ty: TypeId| {
            if by_type || ty.is_of_many() {
                MatrixColumn::Type(ty)
            } else {
                MatrixColumn::Service(ty.service())
            }
        };
        types.retain(|_, passes| *passes);
        let mut columns: Vec<MatrixColumn> = types.keys().map(|ty| column_of(*ty)).collect();
        columns.sort_by_key(|column| column.order());
        columns.dedup();
        let places: HashMap<MatrixColumn, usize> = columns.iter().copied().zip(0..).collect();
        self.columns = columns;
        let heads = types.into_keys();
        heads.map(|ty| (ty, places[&column_of(ty)])).collect()
    }

    /// Columns, from the left.
    pub fn columns(&self) -> &[MatrixColumn] {
        &self.columns
    }

    /// Rows, from the top.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// One cell; `None` where no key has ended, or none that passes the filter.
    pub fn cell(&self, row: usize, column: usize) -> Option<Cell> {
        let width = self.columns.len();
        if column >= width {
            return None;
        }
        self.cells.get(row * width + column).copied().flatten()
    }

    /// The row of a place.
    pub fn row_of(&self, place: Place) -> Option<usize> {
        self.places.binary_search(&place).ok()
    }

    /// How many keys a filter lets through.
    pub fn count(&self, filter: LedgerFilter) -> usize {
        match filter {
            LedgerFilter::All => self.counts.iter().sum(),
            LedgerFilter::NotComplete => self.incomplete,
            LedgerFilter::Cached => self.cached,
            LedgerFilter::Only(outcome) => self.counts[outcome as usize],
        }
    }

    /// How many keys were refused for want of an IAM action.
    pub fn denied(&self) -> usize {
        self.denied
    }

    /// The lines of a cell, in order. Costs as much as the place has types.
    pub fn lines_of<'a>(
        &'a self,
        ledger: &'a Ledger,
        place: Place,
        column: MatrixColumn,
    ) -> impl Iterator<Item = &'a LedgerEntry> {
        let first = self.row_of(place).map(|row| self.first_keys[row]);
        let lines = first.into_iter().flat_map(|first| ledger.from(first));
        lines
            .take_while(move |entry| Place::of(&entry.key) == place)
            .filter(move |entry| column.has(entry.key.resource_type) && self.filter.passes(entry))
    }

    /// What a cell consists of.
    pub fn facts(&self, ledger: &Ledger, place: Place, column: MatrixColumn) -> CellFacts {
        let mut facts = CellFacts::default();
        let mut counts = [0; Outcome::ALL.len()];
        for entry in self.lines_of(ledger, place, column) {
            counts[entry.outcome as usize] += 1;
            match denied_action(entry) {
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
fn has_one_service<'a>(
    scope: &'a Selection<TypeId>,
    ended: impl Iterator<Item = &'a TypeId>,
) -> bool {
    let Selection::Only(asked) = scope else {
        return false;
    };
    let all: BTreeSet<&str> = asked.iter().chain(ended).map(|ty| ty.service()).collect();
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

/// How bad it is, the worst highest: first what somebody has to put right, then what asking again may cure, then what
/// is the way things are.
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

fn denied_action(entry: &LedgerEntry) -> Option<&str> {
    match &entry.error {
        Some(SourceError::Denied { action, .. }) => Some(action),
        _ => None,
    }
}

/// The lines that pass as CSV with a header.
pub fn ledger_csv(ledger: &Ledger, filter: LedgerFilter) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let heading = [
        "account_id",
        "region",
        "resource_type",
        "outcome",
        "rows",
        "provider",
        "error",
        "age_s",
    ];
    // Writing to memory cannot fail, and every record has as many fields as the heading.
    let _ = out.write_record(heading);
    for entry in ledger.iter().filter(|entry| filter.passes(entry)) {
        let QueryKey {
            account,
            region,
            resource_type,
        } = entry.key;
        let _ = out.write_record([
            account.as_str(),
            region.as_str(),
            resource_type.as_str(),
            entry.outcome.as_str(),
            &entry.rows.to_string(),
            entry.provider.map_or("", |provider| provider.as_str()),
            &entry.why().unwrap_or_default(),
            &entry
                .cached_age
                .map(|age| age.as_secs().to_string())
                .unwrap_or_default(),
        ]);
    }
    let bytes = out.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A policy of the reads that were refused; nothing when none was. Leave to assume a role is not
/// among them: it belongs to one role, and the ledger does not know which.
pub fn policy_of_denied(ledger: &Ledger) -> Option<String> {
    let denied = ledger.iter().filter_map(denied_action);
    let reads: BTreeSet<String> = denied
        .filter(|action| permissions::is_read(action))
        .map(str::to_owned)
        .collect();
    let needs = Needs {
        reads,
        ..Needs::default()
    };
    (!needs.reads.is_empty()).then(|| Policy::of(&needs).to_text())
}

#[cfg(test)]
mod tests;
