//! Commands of one pane. Those that change only what it shows and how are carried out by the pane itself.

use crate::app::pane::{BannerId, Before, DetailsSide, View};
use crate::app::resource_explorer::tree::{GroupBy, NodeId, Open, RowIndex, Sorting};
use crate::model::{QueryKey, QueryScope};

/// What a pane shows and how. Carried out by [`crate::app::pane::Pane::apply_command`].
#[derive(Clone, Debug, PartialEq)]
pub enum PaneCommand {
    /// Changes what the pane asks for; does not run it.
    SetScope(QueryScope),
    /// Levels of the tree.
    SetGrouping(Vec<GroupBy>),
    /// The order of the rows.
    SetSorting(Sorting),
    /// In groups or in columns.
    SetView(View),
    /// The filter as typed.
    SetFilter(String),
    /// Opens or closes a group.
    ToggleGroup(NodeId),
    /// Opens or closes every group.
    SetAllGroups(Open),
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
    /// Opens or closes the side with the details of the selected row.
    SetDetails(DetailsSide),
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

/// What becomes of a pane's query.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryCommand {
    /// Runs the pane's scope; what the cache knows is used.
    Run,
    /// Runs the pane's scope and asks AWS again for all of it.
    Refresh,
    /// Stops the query; rows stay.
    Cancel,
    /// Asks these keys again, without touching other rows.
    Retry(Vec<QueryKey>),
    /// Asks what the query had not asked when it was stopped.
    Continue,
}
