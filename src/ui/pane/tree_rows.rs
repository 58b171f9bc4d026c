//! What the lines of a tree share while they are painted.

use egui::{Rect, Response, StrokeKind, Ui, vec2};

use super::row_columns::RowColumns;
use super::tree_state::{TreeClick, TreeUi};
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::pane::tree_cursor::RowKey;
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};

/// What lines are painted with.
pub(super) struct RowPainter<'a, 'v> {
    pub pane: &'a Pane,
    pub view: &'a AppView<'v>,
    pub tree: &'a mut TreeUi,
    pub columns: RowColumns,
    pub has_keyboard: bool,
    pub commands: &'a mut Vec<Command>,
    pub click: Option<TreeClick>,
    pub take_keyboard: bool,
}

impl RowPainter<'_, '_> {
    /// Background and cursor of a line.
    pub fn ground(&mut self, ui: &Ui, rect: Rect, response: &Response, key: RowKey, at: usize) {
        let palette = Palette::of(ui);
        let selected = matches!(key, RowKey::Row(row) if self.pane.is_chosen(row));
        let fill = match (selected, self.has_keyboard) {
            (true, true) => Some(palette.row_selected),
            (true, false) => Some(palette.row_selected_idle),
            (false, _) => response.hovered().then_some(palette.row_hover),
        };
        if let Some(fill) = fill {
            ui.painter().rect_filled(rect, 0.0, fill);
        }
        if self.tree.cursor == Some(key) {
            self.tree.cursor_line = Some(at);
            if self.has_keyboard {
                let stroke = (tokens::LINE, palette.accent);
                ui.painter().rect_stroke(
                    rect.shrink2(vec2(1.0, 0.0)),
                    2.0,
                    stroke,
                    StrokeKind::Inside,
                );
            }
        }
    }
}
