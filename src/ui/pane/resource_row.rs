//! Paints one resource of the tree.

use std::time::SystemTime;

use egui::{Color32, FontId, Rangef, Rect, Ui, pos2};

use super::cells::{Cell, Narrow, Numeric, RowCells};
use super::found_marks::{FoundText, field_of, found_text};
use super::row_columns::{LevelColumn, RowColumns};
use super::row_menu::{row_menu_ui, value_items_ui};
use super::row_notes::RowNotes;
use super::tree_rows::RowPainter;
use crate::app::age::{age_at, moment_text};
use crate::app::pane::Pane;
use crate::app::resource_explorer::filter::Field;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, RowIndex};
use crate::model::ResourceEntry;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::row_list::Line;
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::{Elided, Painted, Side, layout};

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
    let rect = line.rect;
    let dot = rect.left() + painter.columns.indent(pane.tree.levels) + 8.0;
    status_dot::paint(
        ui.painter(),
        Palette::of(ui),
        pos2(dot, rect.center().y),
        entry.status_class,
    );
    let mut texts = RowTexts {
        ui,
        pane,
        columns: painter.columns,
        rect,
        notes: RowNotes::of(line),
    };
    let cells = painter.tree.cells.get(row, pane.rows_epoch(), entry);
    texts.name(entry);
    texts.status(entry);
    let taken = texts.levels(painter, entry);
    texts.cells(&cells, taken);
    texts.age(&cells, painter.view.now);
    texts.id(entry);
    texts.notes.show(line);
    let pointed = line.response.interact_pointer_pos();
    if line.response.secondary_clicked() {
        let x = pointed.map(|at| at.x - rect.left());
        let cell = x.and_then(|x| cell_at(painter, x, entry, &cells));
        painter.tree.pointed_cell = cell.map(|cell| (row, cell));
    }
    let pointed = painter.tree.pointed_cell.clone();
    let (view, pointed) = (painter.view, pointed.filter(|(pointed, _)| *pointed == row));
    line.context_menu(|ui| {
        if let Some((_, (column, text))) = &pointed {
            value_items_ui(ui, pane, column, entry, text, painter.commands);
        }
        row_menu_ui(ui, pane, view, entry, painter.commands);
    });
}

/// The column of a row at `x` from the left edge of the view, and what it says.
fn cell_at(
    painter: &mut RowPainter<'_, '_>,
    x: f32,
    entry: &ResourceEntry,
    cells: &[Cell],
) -> Option<(ColumnId, String)> {
    let columns = painter.columns;
    let has = |range: Option<Rangef>| range.is_some_and(|range| range.contains(x));
    let text = |column: BuiltinColumn, text: &str| Some((ColumnId::from(column), text.to_owned()));
    if has(Some(columns.name)) {
        return text(BuiltinColumn::Name, entry.display_name());
    }
    if has(columns.status) {
        return text(BuiltinColumn::Status, &entry.status);
    }
    if has(columns.id) {
        return text(BuiltinColumn::Id, &entry.id);
    }
    let at = (0..columns.cell_count).find(|at| has(columns.cell(*at)))?;
    let mut levels = LevelColumn::ungrouped(painter.pane.spec.levels());
    let before = LevelColumn::ungrouped(painter.pane.spec.levels()).count();
    if let Some(column) = levels.nth(at) {
        let accounts = &painter.view.directory.accounts;
        let (name, _) = painter.tree.names.group_label(accounts, &column.key(entry));
        return text(column.sort_by(), &name);
    }
    let cell = cells.get(at.checked_sub(before)?)?;
    Some((ColumnId::Catalog(cell.label.into()), cell.text.to_string()))
}

/// Paints the texts of one row.
struct RowTexts<'a> {
    ui: &'a Ui,
    pane: &'a Pane,
    columns: RowColumns,
    rect: Rect,
    notes: RowNotes,
}

impl RowTexts<'_> {
    /// The name; a resource without one is called by its id, or by that part of it which fits.
    fn name(&mut self, entry: &ResourceEntry) {
        let (name, range) = (entry.display_name(), self.columns.name);
        let color = Palette::of(self.ui).text;
        let (field, shown) = if entry.is_named() {
            (Field::Name, name)
        } else {
            let is_whole = |text: &str| {
                let font = FontId::proportional(tokens::TEXT_BODY);
                !layout(self.ui.painter(), text, font, color, range.span()).1
            };
            (Field::Id, id_that_fits(name, is_whole))
        };
        let done = self.paint(range, Side::Left, Some(field), shown, color);
        let is_whole = !done.cut && shown.len() == name.len();
        self.notes.drawn(self.on_screen(range), "", name, is_whole);
    }

    fn status(&mut self, entry: &ResourceEntry) {
        let color = Palette::of(self.ui).status(entry.status_class);
        let field = Some(Field::Status);
        self.text_or_note(self.columns.status, "Status", field, &entry.status, color);
    }

    /// What no group says: account, region, type. Returns how many columns that were.
    fn levels(&mut self, painter: &mut RowPainter<'_, '_>, entry: &ResourceEntry) -> usize {
        let color = Palette::of(self.ui).text_weak;
        let mut taken = 0;
        for column in LevelColumn::ungrouped(self.pane.spec.levels()) {
            let (text, _) = painter
                .tree
                .names
                .group_label(&painter.view.directory.accounts, &column.key(entry));
            let field = field_of(&ColumnId::Builtin(column.sort_by()), entry);
            let range = self.columns.cell(taken);
            self.text_or_note(range, column.label(), field, &text, color);
            taken += 1;
        }
        taken
    }

    /// The columns of the type, after `taken` others.
    fn cells(&mut self, cells: &[Cell], taken: usize) {
        let (color, field) = (Palette::of(self.ui).text_weak, Some(Field::Properties));
        for (cell, at) in cells.iter().zip(taken..) {
            let Some(range) = self.columns.cell(at) else {
                let name = self.on_screen(self.columns.name);
                self.notes.left_out(name, cell.label, &cell.text);
                continue;
            };
            let side = match cell.numeric {
                Numeric::Yes => Side::Right,
                Numeric::No => Side::Left,
            };
            let shown = match cell.narrow {
                Narrow::LeftOut if self.is_cut(&cell.text, range.span()) => "…",
                _ => &cell.text,
            };
            let done = self.paint(range, side, field, shown, color);
            self.notes
                .drawn(self.on_screen(range), cell.label, &cell.text, !done.cut);
        }
    }

    fn is_cut(&self, text: &str, width: f32) -> bool {
        let font = FontId::proportional(tokens::TEXT_BODY);
        let color = Palette::of(self.ui).text_weak;
        layout(self.ui.painter(), text, font, color, width).1
    }

    /// How long ago it was made, where its properties say when.
    fn age(&mut self, cells: &RowCells, now: SystemTime) {
        let Some(created) = cells.created else {
            return;
        };
        let Some(text) = age_at(now, created) else {
            return;
        };
        let color = Palette::of(self.ui).text_weak;
        let range = match self.columns.age {
            Some(range) => {
                self.paint(range, Side::Right, None, &text, color);
                range
            }
            None => self.columns.name,
        };
        if self.notes.are_kept() {
            let told = format!("{text}, since {}", moment_text(created));
            self.notes.left_out(self.on_screen(range), "Age", &told);
        }
    }

    /// The id: whole or not at all.
    fn id(&mut self, entry: &ResourceEntry) {
        if !entry.is_named() {
            return;
        }
        let color = Palette::of(self.ui).text_weak;
        let mono = FontId::monospace(tokens::TEXT_SMALL);
        let is_whole = |range: &Rangef| {
            !layout(
                self.ui.painter(),
                &entry.id,
                mono.clone(),
                color,
                range.span(),
            )
            .1
        };
        match self.columns.id.filter(is_whole) {
            Some(range) => {
                let found = found_text(self.pane, Some(Field::Id), &entry.id);
                self.paint_in(range, Side::Left, &found, mono, color);
                self.notes
                    .drawn(self.on_screen(range), "ID", &entry.id, true);
            }
            None => {
                let range = self.columns.id.unwrap_or(self.columns.name);
                self.notes.left_out(self.on_screen(range), "ID", &entry.id);
            }
        }
    }

    /// Paints a text where it has a column, else has it told with the name.
    fn text_or_note(
        &mut self,
        range: Option<Rangef>,
        label: &'static str,
        field: Option<Field>,
        text: &str,
        color: Color32,
    ) {
        let Some(range) = range else {
            self.notes
                .left_out(self.on_screen(self.columns.name), label, text);
            return;
        };
        let done = self.paint(range, Side::Left, field, text, color);
        self.notes
            .drawn(self.on_screen(range), label, text, !done.cut);
    }

    fn paint(
        &self,
        range: Rangef,
        side: Side,
        field: Option<Field>,
        text: &str,
        color: Color32,
    ) -> Painted {
        let found = found_text(self.pane, field, text);
        let font = FontId::proportional(tokens::TEXT_BODY);
        self.paint_in(range, side, &found, font, color)
    }

    fn paint_in(
        &self,
        range: Rangef,
        side: Side,
        found: &FoundText<'_>,
        font: FontId,
        color: Color32,
    ) -> Painted {
        let start = pos2(self.rect.left() + range.min, self.rect.center().y);
        Elided::new(found.text, font, color)
            .side(side)
            .marks(found.marks(Palette::of(self.ui)))
            .paint(self.ui.painter(), start, range.span())
    }

    /// A place given from the left edge of the view, on the screen.
    fn on_screen(&self, range: Rangef) -> Rangef {
        let left = self.rect.left();
        Rangef::new(range.min + left, range.max + left)
    }
}

/// As much of the end of an id as can be shown whole: of an ARN what follows the account, then what follows the last
/// slash. Its beginning, which many have in common, says nothing.
fn id_that_fits(id: &str, is_whole: impl Fn(&str) -> bool) -> &str {
    let of_arn = id
        .starts_with("arn:")
        .then(|| id.splitn(6, ':').nth(5))
        .flatten();
    let last = id.rsplit('/').next();
    let mut parts = [Some(id), of_arn, last].into_iter().flatten();
    let fitting = parts.find(|part| !part.is_empty() && is_whole(part));
    let shortest = || last.filter(|part| !part.is_empty()).unwrap_or(id);
    fitting.unwrap_or_else(shortest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_without_a_name_is_shown_by_its_end_and_never_by_its_beginning() {
        let arn = "arn:aws:acm:eu-west-1:176031372159:certificate/12ab-34cd";
        let shown = |chars: usize| id_that_fits(arn, |text| text.len() <= chars);
        assert_eq!(shown(100), arn);
        assert_eq!(shown(30), "certificate/12ab-34cd");
        assert_eq!(shown(12), "12ab-34cd");
        assert_eq!(shown(3), "12ab-34cd", "cut, as nothing is whole");
        assert_eq!(id_that_fits("i-1", |_| false), "i-1");
        assert_eq!(id_that_fits("/", |_| false), "/");
    }
}
