//! What a pane asks for and how it shows the answer: all that a split, a new window, a reconnect or a bookmark
//! takes over from a pane. Holds no rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Pane;
use super::known_scope::{KnownScope, ScopeEpoch};
use super::summary::SummarySpec;
use super::totals::Aggregate;
use crate::app::resource_explorer::filter::{AccountWords, Ast, Filter};
use crate::app::resource_explorer::tree::{ColumnId, GroupBy, Sorting};
use crate::model::QueryScope;

/// Whether the side with a resource's details is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetailsSide {
    /// It is shown as soon as a row is selected.
    #[default]
    Open,
    /// It stays closed until it is asked for.
    Closed,
}

impl DetailsSide {
    /// The other one.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::Open => Self::Closed,
            Self::Closed => Self::Open,
        }
    }
}

/// How the rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// In groups.
    #[default]
    Tree,
    /// In columns, without groups.
    Table,
    /// Not at all: how many there are of each kind.
    Summary,
}

impl View {
    /// All there are, in the order a person goes through them.
    pub const ALL: [Self; 3] = [Self::Tree, Self::Table, Self::Summary];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tree => "Tree",
            Self::Table => "Table",
            Self::Summary => "Summary",
        }
    }

    /// What it is, in one sentence without a stop.
    pub fn hover(self) -> &'static str {
        match self {
            Self::Tree => "Rows in groups",
            Self::Table => "Rows in columns, without groups",
            Self::Summary => "How many rows there are of what",
        }
    }

    /// The one after it; the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Tree => Self::Table,
            Self::Table => Self::Summary,
            Self::Summary => Self::Tree,
        }
    }
}

/// What a pane asks for and how it shows the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "WrittenSpec")]
pub struct PaneSpec {
    /// What the next run asks for.
    pub scope: KnownScope,
    /// Name of the bookmark that the scope came from; empty otherwise.
    #[serde(skip)]
    pub bookmark: String,
    /// The name that a person gave the tab; empty where it has that of its bookmark or scope.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The filter as typed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub filter: String,
    /// Whether rows that AWS manages are shown: the program's setting at the time, and kept there.
    #[serde(skip)]
    pub show_managed: bool,
    /// In groups or in columns.
    pub view: View,
    /// Levels of the tree, outermost first; each at most once. A table keeps them for when it is a tree again.
    #[serde(rename = "grouping")]
    pub group_by: Vec<GroupBy>,
    /// Order of the rows in a group.
    #[serde(skip_serializing_if = "is_default")]
    pub sorting: Sorting,
    /// Columns of the table, in their order; none for those that go with the types of the rows.
    #[serde(skip_serializing_if = "is_default")]
    pub columns: Vec<ColumnId>,
    /// How many of the first columns stay where they are when the others are scrolled.
    #[serde(skip_serializing_if = "is_default")]
    pub pinned: u8,
    /// Widths that a person gave columns, in points.
    #[serde(skip_serializing_if = "is_default")]
    pub column_widths: BTreeMap<ColumnId, u16>,
    /// What a person wants to know of columns as a whole.
    #[serde(skip_serializing_if = "is_default")]
    pub totals: BTreeMap<ColumnId, Aggregate>,
    /// By what the summary counts.
    #[serde(skip_serializing_if = "is_default")]
    pub summary: SummarySpec,
    /// Whether the details are shown beside the rows.
    #[serde(skip_serializing_if = "is_default")]
    pub details: DetailsSide,
    /// The width that a person gave the details, in points.
    #[serde(skip_serializing_if = "is_default")]
    pub details_width: Option<u16>,
}

impl Default for PaneSpec {
    fn default() -> Self {
        Self {
            scope: KnownScope::default(),
            bookmark: String::new(),
            title: String::new(),
            filter: String::new(),
            show_managed: false,
            view: View::default(),
            group_by: builtin_levels(),
            sorting: Sorting::default(),
            columns: Vec::new(),
            pinned: 0,
            column_widths: BTreeMap::new(),
            totals: BTreeMap::new(),
            summary: SummarySpec::default(),
            details: DetailsSide::default(),
            details_width: None,
        }
    }
}

impl PaneSpec {
    /// The levels of groups that are shown: none in a table.
    pub fn levels(&self) -> &[GroupBy] {
        match self.view {
            View::Tree | View::Summary => &self.group_by,
            View::Table => &[],
        }
    }
}

/// As files have it, also those from before there was a view: no levels were a table.
#[derive(Deserialize)]
struct WrittenSpec {
    scope: KnownScope,
    #[serde(default)]
    title: String,
    #[serde(default)]
    filter: String,
    view: Option<View>,
    #[serde(default = "builtin_levels")]
    grouping: Vec<GroupBy>,
    #[serde(default)]
    sorting: Sorting,
    #[serde(default)]
    columns: Vec<ColumnId>,
    #[serde(default)]
    pinned: u8,
    #[serde(default)]
    column_widths: BTreeMap<ColumnId, u16>,
    #[serde(default)]
    totals: BTreeMap<ColumnId, Aggregate>,
    #[serde(default)]
    summary: SummarySpec,
    #[serde(default)]
    details: DetailsSide,
    #[serde(default)]
    details_width: Option<u16>,
}

impl From<WrittenSpec> for PaneSpec {
    fn from(written: WrittenSpec) -> Self {
        let was_table = written.view.is_none() && written.grouping.is_empty();
        let (view, group_by) = if was_table {
            (View::Table, builtin_levels())
        } else {
            (written.view.unwrap_or_default(), written.grouping)
        };
        Self {
            scope: written.scope,
            bookmark: String::new(),
            title: written.title,
            filter: written.filter,
            show_managed: false,
            view,
            group_by,
            sorting: written.sorting,
            columns: without_repeats(written.columns),
            pinned: written.pinned,
            column_widths: written.column_widths,
            totals: written.totals,
            summary: written.summary,
            details: written.details,
            details_width: written.details_width,
        }
    }
}

fn builtin_levels() -> Vec<GroupBy> {
    GroupBy::BUILTIN.to_vec()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Levels or columns, each where it is named first.
pub(super) fn without_repeats<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut once = Vec::with_capacity(all.len());
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

impl Pane {
    /// Changes whenever the scope of the next run does; views key what they make of it by this.
    pub fn scope_epoch(&self) -> ScopeEpoch {
        self.spec.scope.epoch()
    }

    /// Takes over what is asked for and how it is shown. The rows stay until the next query has some.
    pub fn set_spec(&mut self, spec: PaneSpec) {
        let PaneSpec {
            scope,
            bookmark,
            title,
            filter,
            show_managed,
            view,
            group_by,
            sorting,
            columns,
            pinned,
            column_widths,
            totals,
            summary,
            details,
            details_width,
        } = spec;
        self.spec.title = title;
        self.spec.scope = scope;
        self.spec.bookmark = bookmark;
        self.spec.column_widths = column_widths;
        self.spec.totals = totals;
        self.spec.summary = summary;
        self.set_columns(columns, pinned);
        self.set_view(view);
        self.spec.details = details;
        self.spec.details_width = details_width;
        self.set_filter(filter);
        self.set_show_managed(show_managed);
        self.set_grouping(group_by);
        self.set_sorting(sorting);
    }

    /// Resets the pane to `spec`: no query, no rows, nothing selected. Returns what the pane was, to be dropped by
    /// another thread when it may be large.
    pub fn restart(&mut self, spec: PaneSpec) -> Self {
        let mut fresh = Self::new(self.id, spec);
        fresh.id_salt = self.id_salt;
        fresh.scroll_request = self.scroll_request;
        std::mem::replace(self, fresh)
    }

    /// Changes what the next run asks for. It is the bookmark's scope no longer.
    pub fn set_scope(&mut self, scope: QueryScope) {
        if *self.spec.scope != scope {
            self.spec.bookmark.clear();
        }
        self.spec.scope = scope.into();
        self.follow_asked_scope();
    }

    /// Takes the filter as typed. A filter that cannot be read leaves the last good one in force.
    pub fn set_filter(&mut self, text: String) {
        match Ast::parse(&text) {
            Ok(ast) => {
                self.filter_read = ast;
                let filter = self.ready_filter();
                if self.filter != filter {
                    // The selected rows were selected among others than are shown now.
                    self.clear_selection();
                }
                self.filter = filter;
                self.filter_error = None;
                self.tree_job.request_now();
            }
            Err(error) => self.filter_error = Some(error),
        }
        self.spec.filter = text;
    }

    /// The filter that was read, with what its words mean by now; `None` where it has no terms.
    fn ready_filter(&self) -> Option<Arc<Filter>> {
        self.filter_read.root.as_ref()?;
        Some(Arc::new(Filter::of(&self.filter_read, &self.names)))
    }

    /// Names and aliases of accounts, which words of the filter may be.
    pub fn set_account_words(&mut self, accounts: &Arc<AccountWords>) {
        if self.names.accounts == *accounts {
            return;
        }
        self.names.accounts = Arc::clone(accounts);
        let filter = self.ready_filter();
        if self.filter != filter {
            self.filter = filter;
            self.tree_job.request_now();
        }
    }

    /// Shows or hides rows that AWS manages.
    pub fn set_show_managed(&mut self, show: bool) {
        if self.spec.show_managed != show {
            self.spec.show_managed = show;
            self.clear_selection();
            self.tree_job.request_now();
        }
    }

    /// Sets the levels of the tree; each at most once.
    pub fn set_grouping(&mut self, group_by: Vec<GroupBy>) {
        self.spec.group_by = without_repeats(group_by);
        self.tree_job.request_now();
    }

    /// Shows the rows in groups, in columns, or how many there are of each kind.
    pub fn set_view(&mut self, view: View) {
        if self.spec.view != view {
            self.spec.view = view;
            self.tree_job.request_now();
        }
    }

    /// Sets the columns of the table, each at most once; none for those that go with the types of the rows.
    pub fn set_columns(&mut self, columns: Vec<ColumnId>, pinned: u8) {
        self.spec.columns = without_repeats(columns);
        self.spec.pinned = pinned;
    }

    /// Keeps the width that a column was given; without one it follows from what is in it.
    pub fn set_column_width(&mut self, column: ColumnId, points: Option<u16>) {
        match points {
            Some(points) => _ = self.spec.column_widths.insert(column, points),
            None => _ = self.spec.column_widths.remove(&column),
        }
    }

    /// Sets the order of the rows in a group.
    pub fn set_sorting(&mut self, sorting: Sorting) {
        if self.spec.sorting != sorting {
            self.spec.sorting = sorting;
            self.tree_job.request_now();
        }
    }
}

#[cfg(test)]
mod tests;
