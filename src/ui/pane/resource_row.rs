//! Paints one resource of the tree.

use egui::{FontId, Rangef, Rect, Ui, pos2};

use super::cells::Numeric;
use super::console::console_buttons_ui;
use super::found_marks::{FoundText, field_of, found_text};
use super::row_columns::LevelColumn;
use super::tree_rows::RowPainter;
use crate::app::actions::Action;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::resource_explorer::filter::Field;
use crate::app::resource_explorer::tree::{ColumnId, RowIndex};
use crate::app::view::AppView;
use crate::model::ResourceEntry;
use crate::text::sanitize;
use crate::ui::action_items::context_items_ui;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::{Elided, Painted, Side};

/// From the beginning of a line to its name: room for the dot of the status, in points.
pub(super) const NAME_INDENT: f32 = 20.0;

/// A text of a line and its position, for the tooltip.
struct Written {
    range: Rangef,
    label: &'static str,
    text: String,
    cut: bool,
}

/// One resource.
pub(super) fn resource_row_ui(
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
    let x = rect.left() + tokens::SPACE_1 + f32::from(pane.tree.levels) * tokens::INDENT;
    status_dot::paint(
        ui.painter(),
        palette,
        pos2(x + 8.0, rect.center().y),
        entry.status_class,
    );
    let mut written = line.response.hovered().then(Vec::new);
    paint_name(ui, painter, entry, rect, x + NAME_INDENT, &mut written);
    paint_cells(ui, painter, row, entry, rect, &mut written);
    let view = painter.view;
    line.context_menu(|ui| row_menu_ui(ui, pane, view, entry, painter.commands));
    if let (Some(written), Some(pointer)) = (written, line.response.hover_pos())
        && let Some(under) = written
            .into_iter()
            .find(|one| one.range.contains(pointer.x))
        && (under.cut || !under.label.is_empty())
    {
        let text = if under.label.is_empty() {
            under.text
        } else {
            format!("{}: {}", under.label, under.text)
        };
        line.response.clone().on_hover_text_at_pointer(text);
    }
}

fn paint_name(
    ui: &Ui,
    painter: &RowPainter<'_, '_>,
    entry: &ResourceEntry,
    rect: Rect,
    x: f32,
    written: &mut Option<Vec<Written>>,
) {
    let palette = Palette::of(ui);
    let columns = painter.columns;
    let font = FontId::proportional(tokens::TEXT_BODY);
    // A resource without a name is called by its id, in the room of both.
    let right = columns
        .id
        .filter(|_| !entry.is_named())
        .map_or(columns.name_right, |id| id.max);
    let range = Rangef::new(x, rect.left() + right);
    let called = if entry.is_named() {
        Field::Name
    } else {
        Field::Id
    };
    let name = found_text(painter.pane, Some(called), entry.display_name());
    let done = paint_at(
        ui,
        rect,
        range,
        Side::Left,
        &name,
        font.clone(),
        palette.text,
    );
    note(written, range, "", entry.display_name(), done);
    if let Some(range) = columns.status {
        let range = moved(range, rect.left());
        let status = found_text(painter.pane, Some(Field::Status), &entry.status);
        let color = palette.status(entry.status_class);
        let done = paint_at(ui, rect, range, Side::Left, &status, font, color);
        note(written, range, "Status", &entry.status, done);
    }
    if let Some(range) = columns.id.filter(|_| entry.is_named()) {
        let range = moved(range, rect.left());
        let mono = FontId::monospace(tokens::TEXT_SMALL);
        let id = found_text(painter.pane, Some(Field::Id), &entry.id);
        let done = paint_at(ui, rect, range, Side::Left, &id, mono, palette.text_weak);
        note(written, range, "Id", &entry.id, done);
    }
}

fn paint_cells(
    ui: &Ui,
    painter: &mut RowPainter<'_, '_>,
    row: RowIndex,
    entry: &ResourceEntry,
    rect: Rect,
    written: &mut Option<Vec<Written>>,
) {
    let palette = Palette::of(ui);
    let (pane, columns) = (painter.pane, painter.columns);
    let font = FontId::proportional(tokens::TEXT_BODY);
    let mut at = 0;
    for column in LevelColumn::ungrouped(pane.spec.levels()) {
        let Some(range) = columns.cell(at) else {
            return;
        };
        let range = moved(range, rect.left());
        let (text, _) = painter
            .tree
            .names
            .group_label(&painter.view.directory.accounts, &column.key(entry));
        let field = field_of(&ColumnId::Builtin(column.sort_by()), entry);
        let found = found_text(pane, field, &text);
        let done = paint_at(
            ui,
            rect,
            range,
            Side::Left,
            &found,
            font.clone(),
            palette.text_weak,
        );
        note(written, range, column.label(), &text, done);
        at += 1;
    }
    if columns.cell(at).is_none() {
        return;
    }
    let cells = painter.tree.cells.get(row, pane.rows_epoch(), entry);
    for (cell, place) in cells.iter().zip(at..) {
        let Some(range) = columns.cell(place) else {
            return;
        };
        let range = moved(range, rect.left());
        let side = if cell.numeric == Numeric::Yes {
            Side::Right
        } else {
            Side::Left
        };
        let found = found_text(pane, Some(Field::Properties), &cell.text);
        let done = paint_at(
            ui,
            rect,
            range,
            side,
            &found,
            font.clone(),
            palette.text_weak,
        );
        note(written, range, cell.label, &cell.text, done);
    }
}

fn paint_at(
    ui: &Ui,
    rect: Rect,
    range: Rangef,
    side: Side,
    found: &FoundText<'_>,
    font: FontId,
    color: egui::Color32,
) -> Painted {
    Elided::new(found.text, font, color)
        .side(side)
        .marks(found.marks(Palette::of(ui)))
        .paint(ui.painter(), pos2(range.min, rect.center().y), range.span())
}

/// A place given from the left edge of the view, on the screen.
fn moved(range: Rangef, by: f32) -> Rangef {
    Rangef::new(range.min + by, range.max + by)
}

fn note(
    written: &mut Option<Vec<Written>>,
    range: Rangef,
    label: &'static str,
    text: &str,
    painted: Painted,
) {
    if let Some(written) = written.as_mut().filter(|_| !text.is_empty()) {
        written.push(Written {
            range,
            label,
            text: sanitize::excerpt(text).into_owned(),
            cut: painted.cut,
        });
    }
}

/// The menu of a row, or of all that are selected when it is one of them.
pub(super) fn row_menu_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    entry: &ResourceEntry,
    commands: &mut Vec<Command>,
) {
    let target = ActionTarget::of_pane(pane.id);
    let copies = [Action::CopyArns, Action::CopyIds, Action::CopyNames];
    context_items_ui(ui, view, target, &copies, commands);
    if pane.selection.is_empty() {
        context_items_ui(ui, view, target, &[Action::CopyJson], commands);
        console_buttons_ui(ui, entry, commands);
    }
}
