//! What the lines of a tree share while they are painted.

use super::row_columns::RowColumns;
use super::tree_state::{TreeClick, TreeUi};
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::pane::group_figures::PaneGroupFigures;
use crate::app::view::AppView;

/// What lines are painted with.
pub(super) struct RowPainter<'a, 'v> {
    pub pane: &'a Pane,
    pub view: &'a AppView<'v>,
    pub tree: &'a mut TreeUi,
    pub columns: RowColumns,
    pub figures: &'a PaneGroupFigures,
    pub commands: &'a mut Vec<Command>,
    /// Groups that were opened or closed by a click.
    pub toggled: Vec<usize>,
    /// The line under the pointer.
    pub pointed: Option<usize>,
    /// What a group's warning asked for.
    pub click: Option<TreeClick>,
}
