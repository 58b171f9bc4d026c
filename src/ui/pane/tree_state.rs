//! What the tree view remembers between frames, and what its lines ask for.

use std::ops::Range;
use std::sync::Weak;

use super::cells::CellCache;
use super::table::state::TableUi;
use crate::app::labels::AccountNames;
use crate::app::pane::group_figures::PaneGroupFigures;
use crate::app::pane::tree_lines::RowKey;
use crate::app::resource_explorer::tree::{ColumnId, RowIndex, RowsEpoch, Tree};
use crate::model::{QueryKey, TypeId};
use crate::ui::widgets::row_list::RowList;

/// What the tree view remembers between frames.
#[derive(Default)]
pub struct TreeUi {
    pub(super) list: RowList<RowKey>,
    pub(super) cells: CellCache,
    pub(super) table: TableUi,
    pub(super) names: AccountNames,
    /// The cell that a menu was opened at, and what it says.
    pub(super) pointed_cell: Option<(RowIndex, (ColumnId, String))>,
    pub(super) figures: PaneGroupFigures,
    /// Lines that were drawn.
    pub(super) lines_drawn: usize,
    /// The type of all rows, when that is known.
    pub(super) only_type: Option<TypeId>,
    pub(super) shown: Shown,
    pub(super) cursor: Option<RowIndex>,
    pub(super) scrolled: u64,
}

/// What was drawn last.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) tree: Weak<Tree>,
    pub(super) lines: usize,
    pub(super) epoch: RowsEpoch,
    pub(super) top: Option<RowKey>,
    /// The line under the pointer.
    pub(super) pointed: Option<(RowKey, usize)>,
    /// The lines that were drawn.
    pub(super) visible: Range<usize>,
}

/// Something a line or a key asked for that concerns the whole pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeClick {
    /// Show the details side.
    ShowDetails,
    /// Show how this query key ended.
    ShowInLedger(QueryKey),
}
