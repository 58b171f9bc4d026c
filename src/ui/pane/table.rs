//! The rows of a pane as a table.

mod cell;
mod columns_menu;
mod header;
mod layout;
mod row;
pub(super) mod state;
mod totals;

use egui::{Id, Rect, Sense, Ui, pos2};

use super::tree_state::TreeUi;
use crate::app::commands::Command;
use crate::app::pane::{Pane, View};
use crate::ui::tokens::{self, Palette};

pub(super) use cell::is_value;
pub(super) use header::table_header_ui;
pub(super) use row::table_row_ui;

/// Height of the bar that scrolls sideways, in points.
const BAR_HEIGHT: f32 = tokens::SPACE_2;

/// What stands below the rows of a table.
pub(super) struct Foot {
    /// Where it begins.
    pub(super) top: f32,
    totals: Option<Rect>,
    bar: Option<Rect>,
}

impl Foot {
    /// Its place in the room that is left.
    pub(super) fn of(ui: &Ui, pane: &Pane, tree: &TreeUi) -> Self {
        let mut room = ui.available_rect_before_wrap();
        let bar = bar_place(ui, pane, tree);
        room.max.y = bar.map_or(room.bottom(), |bar| bar.top());
        let totals = totals::totals_place(pane, room);
        Self {
            top: totals.map_or(room.bottom(), |totals| totals.top()),
            totals,
            bar,
        }
    }

    /// Draws it.
    pub(super) fn ui(&self, ui: &Ui, pane: &Pane, tree: &mut TreeUi, commands: &mut Vec<Command>) {
        totals::totals_ui(ui, pane, &mut tree.table, self.totals, commands);
        bar_ui(ui, pane, tree, self.bar);
    }
}

/// The place of the bar that scrolls sideways, below the rows, where the columns need more room than there is.
fn bar_place(ui: &Ui, pane: &Pane, tree: &TreeUi) -> Option<Rect> {
    let is_needed = pane.spec.view == View::Table && tree.table.layout.overflow() > 0.0;
    let room = ui.available_rect_before_wrap();
    let is_high = room.height() >= 4.0 * tokens::ROW_HEIGHT;
    let top = room.bottom() - BAR_HEIGHT;
    (is_needed && is_high).then(|| Rect::from_min_max(pos2(room.left(), top), room.max))
}

/// The bar that scrolls sideways; the wheel does so anywhere above it.
fn bar_ui(ui: &Ui, pane: &Pane, tree: &mut TreeUi, bar: Option<Rect>) {
    let Some(bar) = bar else { return };
    let table = &mut tree.table;
    let above = Rect::from_min_max(pos2(bar.left(), ui.max_rect().top()), bar.max);
    if ui.rect_contains_pointer(above) {
        table.scroll -= ui.input(|input| input.smooth_scroll_delta().x);
    }
    let layout = &table.layout;
    let share = layout.width / (layout.width + layout.overflow());
    let length = (bar.width() * share).max(tokens::THUMB_MIN);
    let at = layout.scroll / layout.overflow();
    let left = bar.left() + (bar.width() - length) * at;
    let thumb = Rect::from_min_max(
        pos2(left, bar.top() + 2.0),
        pos2(left + length, bar.bottom() - 2.0),
    );
    let id = Id::unique(("scroll columns", pane.id_salt));
    let response = ui.interact(bar, id, Sense::DRAG);
    if response.dragged() && bar.width() > length {
        table.scroll += response.drag_delta().x * layout.overflow() / (bar.width() - length);
        ui.ctx().request_repaint_of(ui.ctx().viewport_id());
    }
    let palette = Palette::of(ui);
    let color = if response.hovered() || response.dragged() {
        palette.text_faint
    } else {
        palette.line_strong
    };
    ui.painter().rect_filled(thumb, thumb.height() / 2.0, color);
}
