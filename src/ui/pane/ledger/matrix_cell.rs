//! One cell of the matrix: how a list ended, as a dot, a word and a hover text.

use egui::{FontId, Id, Painter, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, vec2};

use super::outcome_text::{age_text, shape_of, word_of};
use crate::app::pane::ledger_matrix::{Cell, LedgerMatrix, MatrixColumn};
use crate::app::resource_explorer::ledger::{Ledger, Outcome, Place};
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::{Elided, Side};
use crate::ui::widgets::virtual_rows::row_start;

/// A cell's position and what it shows.
pub(super) struct Spot<'a> {
    pub(super) name: &'a str,
    pub(super) place: Place,
    pub(super) column: MatrixColumn,
    pub(super) rect: Rect,
    pub(super) room: Rect,
    pub(super) is_chosen: bool,
    /// Whether keys act on it.
    pub(super) has_cursor: bool,
}

pub(super) fn cell_id(ui: &Ui, spot: &Spot<'_>) -> Id {
    ui.scope_id().with((spot.place, spot.column))
}

/// Returns whether it was clicked.
pub(super) fn cell_ui(
    ui: &Ui,
    id: Id,
    spot: &Spot<'_>,
    cell: Option<Cell>,
    matrix: &LedgerMatrix,
    ledger: &Ledger,
) -> bool {
    let seen = spot.rect.intersect(spot.room);
    let Some(cell) = cell.filter(|_| seen.is_positive()) else {
        return false;
    };
    let palette = Palette::of(ui);
    // Not for the keyboard: the matrix has it, and its cursor walks the cells.
    let response = ui.interact(seen, id, Sense::CLICK);
    let painter = ui.painter().with_clip_rect(seen.intersect(ui.clip_rect()));
    let inner = spot.rect.shrink2(vec2(2.0, 1.0));
    let radius = f32::from(tokens::RADIUS);
    if spot.is_chosen {
        painter.rect_filled(inner, radius, palette.row_selected);
    } else if response.hovered() {
        painter.rect_filled(inner, radius, palette.control_hover);
    }
    if spot.has_cursor {
        let stroke = (tokens::LINE_FOCUS, palette.accent);
        painter.rect_stroke(inner, radius, stroke, StrokeKind::Inside);
    }
    paint_cell(&painter, palette, inner, cell);
    response.widget_info(|| WidgetInfo::labeled(Role::GridCell, true, spoken(spot, cell)));
    let clicked = response.clicked();
    response.on_hover_ui(|ui| hover_ui(ui, spot, cell, matrix, ledger));
    clicked
}

fn spoken(spot: &Spot<'_>, cell: Cell) -> String {
    let age = cell.oldest.map(age_text);
    format!(
        "{} {} {}: {}, {}{}{}",
        spot.name,
        spot.place.region,
        spot.column.label(),
        cell.worst.label(),
        counted(cell.rows, "row"),
        if age.is_some() { ", " } else { "" },
        age.unwrap_or_default()
    )
}

/// A mark whose shape says the same as its colour, the outcome in a word unless all is well, and
/// how many rows.
fn paint_cell(painter: &Painter, palette: &Palette, rect: Rect, cell: Cell) {
    let small = FontId::proportional(tokens::TEXT_SMALL);
    let start = row_start(rect, tokens::SPACE_2 - 2.0);
    let mark = start + vec2(tokens::DOT / 2.0, 0.0);
    status_dot::paint(painter, palette, mark, shape_of(cell.worst));
    let text_left = start + vec2(tokens::DOT + tokens::SPACE_1, 0.0);
    let mut room = rect.right() - tokens::SPACE_1 - text_left.x;
    if cell.worst == Outcome::Complete || cell.rows > 0 {
        let text = grouped(cell.rows as usize);
        let written = Elided::new(&text, small.clone(), palette.text_weak)
            .side(Side::Right)
            .paint(painter, text_left, room);
        room = written.rect.left() - tokens::SPACE_1 - text_left.x;
    }
    if cell.worst != Outcome::Complete {
        let color = palette.outcome(cell.worst);
        Elided::new(word_of(cell.worst), small, color).paint(painter, text_left, room);
    } else if let Some(age) = cell.oldest {
        Elided::new(&age_text(age), small, palette.text_weak).paint(painter, text_left, room);
    }
}

fn hover_ui(ui: &mut Ui, spot: &Spot<'_>, cell: Cell, matrix: &LedgerMatrix, ledger: &Ledger) {
    let palette = Palette::of(ui);
    let facts = matrix.facts(ledger, spot.place, spot.column);
    ui.strong(format!(
        "{}  {}  {}",
        spot.name,
        spot.place.region,
        spot.column.label()
    ));
    for (outcome, count) in &facts.counts {
        let text = format!("{} {}", counted(*count, "query key"), outcome.label());
        ui.colored_label(palette.outcome(*outcome), text);
    }
    if let Some(age) = cell.oldest {
        let cached = grouped(cell.cached);
        ui.weak(format!("{cached} of them {}, or less", age_text(age)));
    }
    ui.weak(counted(cell.rows, "row").as_str());
    for action in &facts.missing_actions {
        ui.label(format!("Missing IAM action: {action}"));
    }
    if let Some(error) = facts.first_error {
        ui.label(error);
    }
}
