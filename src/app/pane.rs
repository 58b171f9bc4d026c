//! A pane: its query, its rows, its tree, what is selected and what went wrong.
//!
//! Knows nothing of egui; `ui::pane` draws it. Fed by [`Pane::apply`] from the engine's inbox.

mod account_names;
mod answer;
mod asked;
mod banners;
pub(super) mod commands;
mod compare;
pub(crate) mod completion;
pub mod details;
pub mod empty_state;
mod eta;
pub mod figures;
pub(crate) mod found;
mod go_to;
pub(crate) mod group_figures;
mod group_reach;
mod json;
mod known_scope;
pub(crate) mod known_values;
pub mod ledger_matrix;
pub mod ledger_text;
pub(crate) mod messages;
mod next_step;
mod reselect;
mod retry;
pub mod scope_chips;
mod selected_rows;
mod selection;
mod spec;
mod status;
mod status_text;
pub mod summary;
pub mod table_text;
pub mod totals;
mod tree_job;
pub mod tree_lines;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::app::filter_names::names;
use crate::app::resource_explorer::filter::{Ast, Filter, FilterError, Names};
use crate::app::resource_explorer::ledger::Ledger;
use crate::app::resource_explorer::progress::{Generation, PaneId, PhaseCounts, RowSource};
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::app::resource_explorer::source::BrokenAccess;
use crate::app::resource_explorer::tree::{
    NodeId, Open, OpenGroups, PaneRows, RowIndex, RowsEpoch, Tree, VisibleRow, VisibleRows,
};
use crate::model::{
    AccountId, Details, Fingerprint, QueryKey, QueryScope, ResourceEntry, ResourceIdentity,
};

use asked::Answer;
use banners::FailedDetails;
pub use banners::{Banner, BannerAction, BannerId, BannerKind, Rest};
pub use compare::{Compared, ComparedOf};
pub use eta::Eta;
pub use json::{ROW_FIELDS, row_json};
pub use known_scope::{KnownScope, ScopeEpoch};
pub use selected_rows::{SelectedRows, SelectedText};
pub use selection::{Before, CopyField, Selection};
pub use spec::{DetailsSide, PaneSpec, View};
pub use status_text::{StatusText, memory_text};
pub use tree_job::TreeJob;

/// How far a pane's query is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryState {
    /// Nothing was asked yet.
    #[default]
    Idle,
    /// Lists and details are on their way.
    Running,
    /// Ran to its end.
    Done,
    /// Stopped by the person.
    Cancelled,
    /// Stopped by the memory budget.
    MemoryLimit,
}

/// Whether the ledger has, or will have, a line for everything that the query asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PlanKnown {
    /// It has, or will.
    #[default]
    Whole,
    /// No: the query was stopped before all was planned.
    Part,
}

/// Everything a pane knows.
pub struct Pane {
    /// Which pane.
    pub id: PaneId,
    /// Makes the ids of the pane's widgets: unique among open panes, and used again after a pane is closed. egui
    /// keeps some state of every id for ever, which must not grow with every pane that was ever open.
    pub id_salt: usize,
    /// What the next run asks for, and how the answer is shown.
    pub spec: PaneSpec,
    /// The scope of the query that rows and ledger lines are of.
    pub asked: QueryScope,
    answer: Answer,
    /// Why the typed filter is not in force.
    pub filter_error: Option<FilterError>,
    /// How far the query is.
    pub state: QueryState,
    /// Which query of this pane; late messages of earlier ones are dropped.
    pub generation: Generation,
    /// How far the query has come.
    pub counts: PhaseCounts,
    /// How long phase 1 will still take.
    pub eta: Eta,
    /// How every query key ended.
    pub ledger: Ledger,
    /// Profiles and roles that lead to no account.
    pub broken: Vec<BrokenAccess>,
    /// What the person should know, most urgent last.
    pub banners: Vec<Banner>,
    last_banner: BannerId,
    failed_details: FailedDetails,
    /// Lists of a stopped query that have ended and lack details.
    lists_without_details: u32,
    /// The rows, shared with the cache.
    pub rows: PaneRows,
    /// The tree over them; the previous one while the next is being built.
    pub tree: Arc<Tree>,
    /// The visible lines of the tree.
    pub visible: VisibleRows,
    /// Which groups are open.
    pub open: OpenGroups,
    /// The row of the cursor: its details are shown.
    pub cursor: Option<RowIndex>,
    /// More rows than that one.
    pub selection: Selection,
    /// A line to scroll to, and the number of the request: each is carried out once.
    pub scroll_request: (u64, usize),
    /// What phase 2 knows of the selected row. The engine keeps that of the others.
    details: Option<(Fingerprint, Details)>,
    /// Which lists have the row that was opened last.
    seen: Option<(ResourceIdentity, Vec<RowSource>)>,
    /// Counts up whenever details change, so that views know when to parse again.
    pub details_revision: u64,
    filter: Option<Arc<Filter>>,
    /// The filter in force as it was read.
    filter_read: Ast,
    /// What words of the filter mean.
    names: Names,
    /// Facts that details have added to rows, and the revision that the tree was built with.
    told: Arc<RowFactStore>,
    told_revision: u64,
    tree_job: TreeJob,
    /// Counts up whenever lines come or go.
    visible_revision: u64,
    /// Another one whenever rows are replaced, so that old row indices are not taken for new ones.
    rows_epoch: RowsEpoch,
    replace_rows_on_next_page: bool,
    plan: PlanKnown,
    /// What is asked again as soon as the query has ended.
    retry_at_end: Vec<QueryKey>,
    /// What was selected before the rows were replaced.
    reselect: Option<ResourceIdentity>,
    /// A row to go to as soon as the tree has it.
    sought: Option<(RowsEpoch, RowIndex)>,
    account_names: Arc<HashMap<AccountId, String>>,
    account_units: Arc<HashMap<AccountId, Arc<str>>>,
    started: Option<Instant>,
    took: Option<Duration>,
}

impl Pane {
    /// An idle pane.
    pub fn new(id: PaneId, spec: PaneSpec) -> Self {
        let mut pane = Self {
            id,
            id_salt: 0,
            asked: spec.scope.to_scope(),
            answer: Answer::default(),
            spec: PaneSpec {
                group_by: spec::without_repeats(spec.group_by),
                ..spec
            },
            filter_error: None,
            state: QueryState::Idle,
            generation: Generation::default(),
            counts: PhaseCounts::default(),
            eta: Eta::default(),
            ledger: Ledger::default(),
            broken: Vec::new(),
            banners: Vec::new(),
            last_banner: BannerId::default(),
            failed_details: FailedDetails::default(),
            lists_without_details: 0,
            rows: PaneRows::default(),
            tree: Arc::default(),
            visible: VisibleRows::default(),
            open: OpenGroups::default(),
            cursor: None,
            selection: Selection::default(),
            scroll_request: (0, 0),
            details: None,
            seen: None,
            details_revision: 0,
            filter: None,
            filter_read: Ast::default(),
            names: names(Arc::default()),
            told: Arc::default(),
            told_revision: 0,
            tree_job: TreeJob::new(id),
            visible_revision: 0,
            rows_epoch: RowsEpoch::next(),
            replace_rows_on_next_page: false,
            plan: PlanKnown::default(),
            retry_at_end: Vec::new(),
            reselect: None,
            sought: None,
            account_names: Arc::default(),
            account_units: Arc::default(),
            started: None,
            took: None,
        };
        if !pane.spec.filter.is_empty() {
            let filter = std::mem::take(&mut pane.spec.filter);
            pane.set_filter(filter);
        }
        pane
    }

    /// The title of the pane's tab.
    pub fn title(&self) -> &str {
        if !self.spec.title.is_empty() {
            &self.spec.title
        } else if !self.spec.bookmark.is_empty() {
            &self.spec.bookmark
        } else {
            self.spec.scope.text()
        }
    }

    /// The selected row.
    pub fn selected_entry(&self) -> Option<&ResourceEntry> {
        self.rows.get(self.cursor?)
    }

    /// Changes whenever row indices change their meaning; views key their caches by it.
    pub fn rows_epoch(&self) -> RowsEpoch {
        self.rows_epoch
    }

    /// What phase 2 knows about a row that is selected; the engine is asked about the others.
    pub fn details_of(&self, entry: &ResourceEntry) -> Option<&Details> {
        let (resource, details) = self.details.as_ref()?;
        (*resource == Fingerprint::from(entry)).then_some(details)
    }

    /// Which lists have a row, its own first; empty unless it was opened last.
    pub fn sources_of(&self, entry: &ResourceEntry) -> &[RowSource] {
        match &self.seen {
            Some((identity, sources)) if *identity == ResourceIdentity::from(entry) => sources,
            _ => &[],
        }
    }

    /// Whether a query of this pane is running.
    pub fn is_running(&self) -> bool {
        self.state == QueryState::Running
    }

    /// How long the query has been running, or took.
    pub fn elapsed(&self) -> Option<Duration> {
        self.took
            .or_else(|| self.started.map(|started| started.elapsed()))
    }

    /// Makes the query look as if it took this long, in a picture that shows how long.
    #[cfg(test)]
    pub(crate) fn set_elapsed(&mut self, took: Duration) {
        self.took = Some(took);
    }

    /// Rows after the filter, and whether more may exist than are shown.
    pub fn shown_rows(&self) -> (usize, bool) {
        let lacks = self.ledger.incomplete() > 0
            || self.lacks_lines()
            || !self.broken.is_empty()
            || self.tree.unsearched > 0
            || self.tree.undecided > 0;
        (self.tree.row_count(), lacks)
    }

    /// Whether lists may come, or be missing, that have no ledger line yet: then no count is known to be
    /// complete.
    pub fn lacks_lines(&self) -> bool {
        self.is_running() || self.plan == PlanKnown::Part
    }

    /// Sets where facts of details are looked up.
    pub fn set_row_facts(&mut self, told: &Arc<RowFactStore>) {
        self.told = Arc::clone(told);
    }

    /// The row with all facts that details have added.
    pub fn complete<'a>(&self, entry: &'a ResourceEntry) -> Cow<'a, ResourceEntry> {
        self.told.complete(entry)
    }

    /// Whether a filter is in force.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_some()
    }

    /// Bytes of the tree, its visible lines, and the list of batches. The builder and the rows have lines of
    /// their own.
    pub fn tree_bytes(&self) -> u64 {
        let tree = self.tree.heap_bytes() + self.visible.heap_bytes() + self.selection.heap_bytes();
        (tree + self.rows.heap_bytes()) as u64
    }

    /// Opens or closes a group and keeps its line in place.
    pub fn toggle_group(&mut self, id: NodeId) {
        self.open.toggle(id);
        self.rebuild_visible_rows();
    }

    /// Opens or closes every group.
    pub fn set_all_groups(&mut self, open: Open) {
        self.open.set_all(open);
        self.rebuild_visible_rows();
    }

    /// Lists the visible lines again: the tree is another one, or groups have opened or closed.
    fn rebuild_visible_rows(&mut self) {
        self.visible = VisibleRows::of(&self.tree, &self.open);
        self.visible_revision += 1;
    }

    /// Moves the selection by visible lines, skipping groups, and scrolls to it.
    pub fn move_selection(&mut self, lines: i64) {
        let count = self.visible.len() as i64;
        let from = self
            .cursor
            .and_then(|row| self.visible.position_of_row(row))
            .map(|at| at as i64);
        let step = lines.signum();
        if step == 0 || count == 0 {
            return;
        }
        let start = if step > 0 { -1 } else { count };
        let target = (from.unwrap_or(start) + lines).clamp(0, count - 1);
        let row_at = |at: i64| match self.visible.get(usize::try_from(at).ok()?)? {
            VisibleRow::Resource(row) => Some((at as usize, row)),
            VisibleRow::Group(_) => None,
        };
        // The next row from the target line on; at either end, the last row before it.
        let onwards = (0..count)
            .map(|by| target + by * step)
            .take_while(|at| (0..count).contains(at))
            .find_map(row_at);
        let back = || {
            (0..count)
                .map(|by| target - by * step)
                .take_while(|at| (0..count).contains(at))
                .find_map(row_at)
        };
        if let Some((line, row)) = onwards.or_else(back) {
            self.select_only(Some(row));
            self.scroll_request = (self.scroll_request.0 + 1, line);
        }
    }

    /// Hides the limit's banner once memory was freed.
    pub fn memory_was_freed(&mut self) {
        self.hide_banners(|kind| kind == BannerKind::MemoryLimit);
        self.details_revision += 1;
    }

    /// Forgets phase 2 answers; rows stay.
    pub fn drop_details(&mut self) {
        self.details = None;
        self.details_revision += 1;
    }
}

#[cfg(test)]
mod tests;
