//! Paints one row of a table.

use std::borrow::Cow;

use egui::{FontId, Rangef, Rect, Ui, pos2};

use super::super::cells::Cell;
use super::super::found_marks::{FoundText, field_of, found_text};
use super::super::row_menu::{row_menu_ui, value_items_ui};
use super::super::tree_rows::RowPainter;
use super::cell::cell_text;
use super::layout::{Layout, Placed};
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, RowIndex};
use crate::model::ResourceEntry;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::{Elided, Side, layout};

/// One resource in columns.
pub(in crate::ui::pane) fn table_row_ui(
    ui: &mut Ui,
    painter: &mut RowPainter<'_, '_>,
    row: RowIndex,
    line: &Line,
) {
    let pane = painter.pane;
    let Some(entry) = pane.rows.get(row) else {
        return;
    };
    let completed = pane.complete(entry);
    let entry = &*completed;
    let palette = Palette::of(ui);
    let rect = line.rect;
    let dot = pos2(rect.left() + tokens::SPACE_3, rect.center().y);
    status_dot::paint(ui.painter(), palette, dot, entry.status_class);
    let cells = painter.tree.cells.get(row, pane.rows_epoch(), entry);
    // Taken out while the names of accounts, beside it, are written to.
    let table = std::mem::take(&mut painter.tree.table.layout);
    let pointer = line.response.hover_pos().map(|at| at.x - rect.left());
    let under = pointer.and_then(|x| table.column_at(x)).cloned();
    for placed in table.visible() {
        let (text, color) = text_of(painter, palette, placed, entry, &cells);
        let found = found_text(pane, field_of(&placed.column, entry), &text);
        let is_cut = paint_cell(ui, &table, rect, placed, &found, color);
        if is_cut && under.as_ref() == Some(placed) {
            let text = sanitize::excerpt(&text);
            let text = format!("{}: {text}", placed.column.label());
            line.response.clone().on_hover_text_at_pointer(text);
        }
    }
    painter.tree.table.layout = table;
    if line.response.secondary_clicked() {
        painter.tree.table.pointed = under.map(|placed| (row, placed.column));
    }
    line.context_menu(|ui| {
        cell_menu_ui(ui, painter, row, entry);
        row_menu_ui(ui, pane, painter.view, entry, painter.commands);
    });
}

fn text_of<'e>(
    painter: &mut RowPainter<'_, '_>,
    palette: &Palette,
    placed: &Placed,
    entry: &'e ResourceEntry,
    cells: &'e [Cell],
) -> (Cow<'e, str>, egui::Color32) {
    let accounts = &painter.view.directory.accounts;
    cell_text(
        &mut painter.tree.names,
        accounts,
        palette,
        placed,
        entry,
        cells,
    )
}

/// Paints a cell where it can be seen; returns whether some of it is missing.
fn paint_cell(
    ui: &Ui,
    table: &Layout,
    rect: Rect,
    placed: &Placed,
    found: &FoundText<'_>,
    color: egui::Color32,
) -> bool {
    let left = if placed.is_pinned {
        0.0
    } else {
        table.pinned_right
    };
    let room = Rangef::new(rect.left() + left, rect.left() + table.width);
    let clip = Rect::from_x_y_ranges(room, rect.y_range()).intersect(ui.clip_rect());
    let cells = ui.painter().with_clip_rect(clip);
    let is_id = placed.column == ColumnId::Builtin(BuiltinColumn::Id);
    let font = if is_id {
        FontId::monospace(tokens::TEXT_SMALL)
    } else {
        FontId::proportional(tokens::TEXT_BODY)
    };
    let (start, width) = (
        pos2(rect.left() + placed.range.min, rect.center().y),
        placed.range.span(),
    );
    // An id is of no use when it is cut.
    if is_id && layout(&cells, found.text, font.clone(), color, width).1 {
        Elided::new("…", font, color).paint(&cells, start, width);
        return true;
    }
    let side = if placed.is_number {
        Side::Right
    } else {
        Side::Left
    };
    Elided::new(found.text, font, color)
        .side(side)
        .marks(found.marks(Palette::of(ui)))
        .paint(&cells, start, width)
        .cut
}

/// What can be done with the cell that the menu was opened at.
fn cell_menu_ui(
    ui: &mut Ui,
    painter: &mut RowPainter<'_, '_>,
    row: RowIndex,
    entry: &ResourceEntry,
) {
    let pane: &Pane = painter.pane;
    let pointed = painter.tree.table.pointed.clone();
    let Some((_, column)) = pointed.filter(|(pointed, _)| *pointed == row) else {
        return;
    };
    let mut placed = painter.tree.table.layout.placed.iter();
    let Some(placed) = placed.find(|placed| placed.column == column).cloned() else {
        return;
    };
    let cells = painter.tree.cells.get(row, pane.rows_epoch(), entry);
    let (text, _) = text_of(painter, Palette::of(ui), &placed, entry, &cells);
    value_items_ui(ui, pane, &column, entry, &text, painter.commands);
}
