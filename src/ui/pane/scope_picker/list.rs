//! Draws one column of the picker.

use std::hash::Hash;

use egui::{Align, Id, Layout, Rect, RichText, StrokeKind, Ui, UiBuilder, vec2};

use super::check_line::CheckLine;
use crate::app::scope_picker::{Availability, CheckList, CheckRow, CheckState, Mode};
use crate::text::numbers::grouped;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::search_box::SearchBox;
use crate::ui::widgets::virtual_rows::{RowKeys, RowsShape, VirtualRows};

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
    rows: &mut VirtualRows,
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

    let list = ui.available_rect_before_wrap();
    ui.painter().rect(
        list,
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
        let mut inside = ui.new_child(UiBuilder::new().max_rect(list.shrink(tokens::SPACE_2)));
        inside.weak(text);
        return changed;
    }
    let mut inside = ui.new_child(UiBuilder::new().max_rect(list.shrink2(vec2(2.0, 2.0))));
    changed | lines_ui(&mut inside, head, column, rows)
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
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let none = ui
                .small_button("None")
                .accessible_name(format!("Select no {many}"));
            if none.on_hover_text("Clear all shown").clicked() {
                column.clear_found();
                changed = true;
            }
            let select = ui
                .small_button("Select all")
                .accessible_name(format!("Select all {many}"));
            if select.on_hover_text("Select all shown").clicked() {
                column.select_found();
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
    rows: &mut VirtualRows,
) -> bool {
    let shape = RowsShape {
        label: head.title,
        row_count: column.lines().len(),
        row_height: tokens::ROW_HEIGHT,
        keys: RowKeys::Scroll,
    };
    let mut clicked = None;
    rows.show(ui, shape, |ui, at, rect| match column.lines().get(at) {
        Some(&CheckRow::Group { from, to }) => {
            let name = column.item(from).map_or("", |item| &item.group);
            let line = CheckLine {
                text: name,
                beside: "",
                note: "",
                ticked: column.group_state(from, to),
                indent: 0.0,
                enabled: true,
            };
            if line.show(ui, Id::unique(("group", head.title, name)), rect) {
                clicked = Some(CheckRow::Group { from, to });
            }
        }
        Some(&CheckRow::Item(index)) => {
            let Some(item) = column.item(index) else {
                return;
            };
            let chosen = column.is_selected(item.value);
            let (note, enabled) = match item.availability {
                Availability::Available => (item.note, true),
                // What is closed can still be taken out.
                Availability::Unavailable(why) => (why, column.mode == Mode::Selected && chosen),
            };
            let line = CheckLine {
                text: &item.text,
                beside: &item.beside,
                note,
                ticked: if chosen && (enabled || item.availability == Availability::Available) {
                    CheckState::All
                } else {
                    CheckState::None
                },
                indent: if item.group.is_empty() {
                    0.0
                } else {
                    tokens::INDENT
                },
                enabled,
            };
            if line.show(ui, Id::unique(("item", head.title, item.value)), rect) {
                clicked = Some(CheckRow::Item(index));
            }
        }
        None => {}
    });
    match clicked {
        Some(CheckRow::Group { from, to }) => column.toggle_group(from, to),
        Some(CheckRow::Item(index)) => {
            if let Some(value) = column.item(index).map(|item| item.value) {
                column.toggle(value);
            }
        }
        None => return false,
    }
    true
}
