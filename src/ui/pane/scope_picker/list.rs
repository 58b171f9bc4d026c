//! Draws one column of the picker.

use std::hash::Hash;

use egui::{Button, Id, Rect, RichText, StrokeKind, Ui, UiBuilder, vec2};
use rustc_hash::FxHashMap;

use super::pick_lines::{PickKey, PickLines};
use crate::app::scope_picker::{CheckList, CheckRow, Mode, Preset};
use crate::model::TypeId;
use crate::text::numbers::grouped;
use crate::ui::theme;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::row_list::{ListEvent, ListKind, ListShape, RowList};

/// The lines of a column and their cursor.
pub(super) type PickList<T> = RowList<PickKey<T>>;

/// Room that the sets of types need, in points; where there is less, groups are ticked one by one.
const PRESETS_WIDTH: f32 = 248.0;

/// The head of a column.
pub(super) struct Head<'a> {
    pub title: &'a str,
    /// What its things are called, many of them.
    pub many: &'a str,
    /// What is said when there are none.
    pub empty: &'a str,
}

/// A column of the picker.
pub(super) struct Column<'a, T> {
    pub head: Head<'a>,
    pub list: &'a mut CheckList<T>,
    /// Rows that the last query found.
    pub counts: &'a FxHashMap<T, u64>,
    pub cursor: &'a mut PickList<T>,
}

impl<T: Copy + Ord + Hash + std::fmt::Debug> Column<'_, T> {
    /// Draws it into `place`, with `extra_ui` behind its title; returns whether something was ticked.
    pub(super) fn show(
        self,
        ui: &mut Ui,
        place: Rect,
        extra_ui: impl FnOnce(&mut Ui, &mut CheckList<T>) -> bool,
    ) -> bool {
        let Self {
            head,
            list: column,
            counts,
            cursor,
        } = self;
        let builder = UiBuilder::new().id_salt(head.title).max_rect(place);
        let mut ui = ui.new_child(builder);
        let ui = &mut ui;
        ui.spacing_mut().item_spacing.y = tokens::SPACE_1;
        let palette = Palette::of(ui);
        let mut changed = false;
        ui.horizontal(|ui| {
            ui.set_min_height(tokens::CONTROL_HEIGHT);
            ui.label(RichText::new(head.title).color(palette.text_strong));
            let (selected, of) = column.counts();
            let count = match column.mode {
                Mode::All => "all".to_owned(),
                Mode::Selected => format!("{} of {}", grouped(selected), grouped(of)),
            };
            ui.label(RichText::new(count).small().color(palette.text_weak));
            changed |= extra_ui(ui, column);
        });
        changed |= switches_ui(ui, &head, column);
        let room = ui.available_rect_before_wrap();
        ui.painter().rect(
            room,
            f32::from(tokens::RADIUS),
            palette.sunken,
            (tokens::LINE, palette.line),
            StrokeKind::Inside,
        );
        if column.lines().is_empty() {
            let builder = UiBuilder::new().max_rect(room.shrink(tokens::SPACE_2));
            ui.new_child(builder).weak(head.empty);
            return changed;
        }
        let builder = UiBuilder::new().max_rect(room.shrink2(vec2(2.0, 2.0)));
        let mut inside = ui.new_child(builder);
        changed | lines_ui(&mut inside, &head, column, counts, cursor)
    }
}

/// The usual sets of types; returns whether one was applied.
pub(super) fn presets_ui(ui: &mut Ui, column: &mut CheckList<TypeId>) -> bool {
    let mut applied = false;
    if ui.available_width() < PRESETS_WIDTH {
        return false;
    }
    ui.spacing_mut().item_spacing.x = tokens::SPACE_1;
    let end = LineEnd::new(ui, ui.scope_id().with("presets"));
    end.show(ui, |ui| {
        for preset in Preset::ALL {
            let button = Button::selectable(preset.is_applied(column), preset.label());
            let button = ui.add(button.small());
            let name = format!("Types: {}", preset.label());
            let button = button.on_hover_text(preset.hover()).accessible_name(name);
            if button.clicked() {
                preset.apply(column);
                applied = true;
            }
        }
    });
    applied
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
    counts: &FxHashMap<T, u64>,
    list: &mut PickList<T>,
) -> bool {
    let shape = ListShape {
        label: head.title,
        kind: ListKind::Checks,
        row_height: theme::row_height(ui.ctx()),
        lines_id: Id::unique(("scope picker", head.title)),
    };
    let lines = PickLines { column, counts };
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
