//! Commands of one pane that change only what it shows and how, and what each does. The program and the tests of
//! drawing both come this way.

use super::summary::SummarySpec;
use super::totals::Aggregate;
use super::{BannerId, Before, DetailsSide, Pane, View};
use crate::app::resource_explorer::tree::{
    ColumnId, GroupBy, NodeId, Open, RowIndex, RowsEpoch, Sorting,
};
use crate::model::QueryScope;

/// What a pane shows and how. Carried out by [`Pane::apply_command`].
#[derive(Clone, Debug, PartialEq)]
pub enum PaneCommand {
    /// Changes what the pane asks for; does not run it.
    SetScope(QueryScope),
    /// Levels of the tree.
    SetGrouping(Vec<GroupBy>),
    /// The order of the rows.
    SetSorting(Sorting),
    /// In groups, in columns or as a summary.
    SetView(View),
    /// The columns of the table, and how many of the first stay where they are; no columns are the usual ones.
    SetColumns(Vec<ColumnId>, u8),
    /// The width of a column in points; `None` for as much as what is in it needs.
    SetColumnWidth(ColumnId, Option<u16>),
    /// By what the summary counts.
    SetSummary(SummarySpec),
    /// What is said of a column as a whole.
    SetTotal(ColumnId, Aggregate),
    /// The filter as typed.
    SetFilter(String),
    /// Opens or closes a group.
    ToggleGroup(NodeId),
    /// Opens or closes every group.
    SetAllGroups(Open),
    /// Opens or closes a group and all groups below it.
    SetGroupsBelow(NodeId, Open),
    /// Selects every row of a group.
    SelectGroup(NodeId),
    /// Selects a row and fetches its details.
    Select(Option<RowIndex>),
    /// Selects a row beside those that are selected, or no longer.
    ToggleRow(RowIndex),
    /// Selects the lines from the last click to line `to`.
    SelectRange {
        /// The last line.
        to: usize,
        /// What becomes of the rows selected before.
        before: Before,
    },
    /// Selects every row that is shown, and those still to come.
    SelectAll,
    /// Back to the one row that was pointed at last.
    ClearSelection,
    /// Moves the selection by visible lines; negative is up.
    MoveSelection(i64),
    /// Selects a row wherever it is: a filter that hides it is cleared, and the groups around it open.
    GoTo {
        /// Which row.
        row: RowIndex,
        /// Among which rows; of others none is selected.
        epoch: RowsEpoch,
    },
    /// Opens or closes the side with the details of the selected row.
    SetDetails(DetailsSide),
    /// The width of that side, in points.
    SetDetailsWidth(u16),
    /// The name of the tab; an empty one is that of the bookmark or scope.
    SetTitle(String),
    /// Hides a banner.
    DismissBanner(BannerId),
}

/// What the program has to do after a pane has carried a command out.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneEffect {
    /// Nothing.
    None,
    /// Fetch the details of the row that is selected now.
    FetchDetails,
}

impl Pane {
    /// Carries a command out, and says what is left for the program to do.
    pub fn apply_command(&mut self, command: PaneCommand) -> PaneEffect {
        match command {
            PaneCommand::SetScope(scope) => self.set_scope(scope),
            PaneCommand::SetGrouping(levels) => self.set_grouping(levels),
            PaneCommand::SetSorting(sorting) => self.set_sorting(sorting),
            PaneCommand::SetView(view) => self.set_view(view),
            PaneCommand::SetColumns(columns, pinned) => self.set_columns(columns, pinned),
            PaneCommand::SetColumnWidth(column, width) => self.set_column_width(column, width),
            PaneCommand::SetSummary(summary) => self.spec.summary = summary,
            PaneCommand::SetTotal(column, aggregate) => {
                self.spec.totals.insert(column, aggregate);
            }
            PaneCommand::SetFilter(text) => self.set_filter(text),
            PaneCommand::ToggleGroup(group) => self.toggle_group(group),
            PaneCommand::SetAllGroups(open) => self.set_all_groups(open),
            PaneCommand::SetGroupsBelow(group, open) => self.set_groups_below(group, open),
            PaneCommand::SelectGroup(group) => {
                self.select_group(group);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::Select(row) => {
                self.select_only(row);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::ToggleRow(row) => {
                self.toggle_row(row);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::SelectRange { to, before } => {
                self.select_range(to, before);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::MoveSelection(lines) => {
                self.move_selection(lines);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::GoTo { row, epoch } => {
                self.go_to(row, epoch);
                return PaneEffect::FetchDetails;
            }
            PaneCommand::SelectAll => self.select_all(),
            PaneCommand::ClearSelection => self.clear_selection(),
            PaneCommand::SetDetails(side) => self.spec.details = side,
            PaneCommand::SetDetailsWidth(width) => self.spec.details_width = Some(width),
            PaneCommand::SetTitle(title) => self.spec.title = title.trim().to_owned(),
            PaneCommand::DismissBanner(id) => self.dismiss_banner(id),
        }
        PaneEffect::None
    }
}
