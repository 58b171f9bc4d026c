//! Draws one column of the picker.

use std::hash::Hash;

use egui::{Id, Key, Rect, RichText, StrokeKind, Ui, UiBuilder, vec2};

use super::pick_lines::{PickKey, PickLines};
use crate::app::scope_picker::{CheckList, CheckRow, Mode};
use crate::text::numbers::grouped;
use crate::ui::theme;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::row_list::{ListEvent, ListKind, ListShape, RowList};
use crate::ui::widgets::search_box::SearchBox;

/// The lines of a column and their cursor.
pub(super) type PickList<T> = RowList<PickKey<T>>;

/// The head of a column.
pub(super) struct Head<'a> {
    pub title: &'a str,
    /// What its things are called, many of them.
    pub many: &'a str,
    /// What is said when there are none.
    pub empty: &'a str,
    /// Whether the search takes the keyboard now.
    pub focus: bool,
}

/// Draws a column into `place`; returns whether something was ticked.
pub(super) fn column_ui<T: Copy + Ord + Hash + std::fmt::Debug>(
    ui: &mut Ui,
    place: Rect,
    head: &Head<'_>,
    column: &mut CheckList<T>,
    search: &mut String,
    list: &mut PickList<T>,
) -> bool {
    let mut ui = ui.new_child(UiBuilder::new().id_salt(head.title).max_rect(place));
    let ui = &mut ui;
    ui.spacing_mut().item_spacing.y = tokens::SPACE_1;
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(head.title).color(palette.text_strong));
        let (chosen, of) = column.counts();
        let count = match column.mode {
            Mode::All => "all".to_owned(),
            Mode::Selected => format!("{} of {}", grouped(chosen), grouped(of)),
        };
        ui.label(RichText::new(count).small().color(palette.text_weak));
    });
    let label = format!("Search {}", head.many);
    let response = SearchBox {
        label: &label,
        hint: &label,
        width: place.width(),
    }
    .show(ui, search);
    if head.focus {
        response.request_focus();
    }
    column.set_search(search);
    let changed = switches_ui(ui, head, column);

    let room = ui.available_rect_before_wrap();
    ui.painter().rect(
        room,
        f32::from(tokens::RADIUS),
        palette.sunken,
        (tokens::LINE, palette.line),
        StrokeKind::Inside,
    );
    if column.lines().is_empty() {
        let text = if column.is_empty() {
            head.empty
        } else {
            "Nothing matches the search."
        };
        let mut inside = ui.new_child(UiBuilder::new().max_rect(room.shrink(tokens::SPACE_2)));
        inside.weak(text);
        return changed;
    }
    let mut inside = ui.new_child(UiBuilder::new().max_rect(room.shrink2(vec2(2.0, 2.0))));
    // As in every list under a search: Down leads from it to what it found.
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown)) {
        list.focus();
    }
    changed | lines_ui(&mut inside, head, column, list)
}

fn switches_ui<T: Copy + Ord>(ui: &mut Ui, head: &Head<'_>, column: &mut CheckList<T>) -> bool {
    let many = head.many;
    let mut changed = false;
    ui.horizontal(|ui| {
        let mut all = column.mode == Mode::All;
        let switch = ui.checkbox(&mut all, "All").on_hover_text(format!(
            "Every one of the {many} there are when the query runs"
        ));
        if switch
            .accessible_name(format!("Ask for all {many}"))
            .changed()
        {
            column.set_mode(if all { Mode::All } else { Mode::Selected });
            changed = true;
        }
        let end = LineEnd::new(ui, ui.scope_id().with("select"));
        end.show(ui, |ui| {
            let select = ui
                .small_button("Select all")
                .accessible_name(format!("Select all {many}"));
            if select.on_hover_text("Select all shown").clicked() {
                column.select_found();
                changed = true;
            }
            let none = ui
                .small_button("None")
                .accessible_name(format!("Select no {many}"));
            if none.on_hover_text("Clear all shown").clicked() {
                column.clear_found();
                changed = true;
            }
        });
    });
    changed
}

fn lines_ui<T: Copy + Ord + Hash + std::fmt::Debug>(
    ui: &mut Ui,
    head: &Head<'_>,
    column: &mut CheckList<T>,
    list: &mut PickList<T>,
) -> bool {
    let shape = ListShape {
        label: head.title,
        kind: ListKind::Checks,
        row_height: theme::row_height(ui.ctx()),
        lines_id: Id::unique(("scope picker", head.title)),
    };
    let lines = PickLines { column };
    let output = list.show(ui, shape, &lines, |ui, line| {
        if let Some(shown) = lines.check_line(line.at) {
            shown.paint(ui, line);
        }
    });
    let mut changed = false;
    for event in output.events {
        let (ListEvent::Clicked { line, .. }
        | ListEvent::Activated(line)
        | ListEvent::Marked(line)) = event
        else {
            continue;
        };
        changed |= toggle(column, line);
    }
    changed
}

/// Returns whether there was something to tick.
fn toggle<T: Copy + Ord>(column: &mut CheckList<T>, line: usize) -> bool {
    match column.lines().get(line).copied() {
        Some(CheckRow::Group { from, to }) => column.toggle_group(from, to),
        Some(CheckRow::Item(index)) => {
            let Some(value) = column.item(index).map(|item| item.value) else {
                return false;
            };
            column.toggle(value);
        }
        None => return false,
    }
    true
}
