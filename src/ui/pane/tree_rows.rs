//! What the lines of a tree share while they are painted.

use egui::Ui;

use super::row_columns::RowColumns;
use super::tree_state::{TreeClick, TreeUi};
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::pane::group_figures::PaneGroupFigures;
use crate::app::view::AppView;

/// How long after its last move the pointer is taken to aim at a line, in seconds.
const POINTING_SECS: f32 = 3.0;

/// Whether a person is about to click: a pointer that only rests over the window holds no line in its place.
pub(super) fn is_pointing(ui: &Ui) -> bool {
    ui.input(|input| input.pointer.time_since_last_movement() < POINTING_SECS)
}

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
