//! The menu that says which columns a table shows: those of the types in sight, every tag, every property.

use std::collections::BTreeSet;

use egui::{
    Popup, PopupCloseBehavior, Rect, RectAlign, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo,
    vec2,
};

use super::state::TableUi;
use crate::app::columns;
use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::Pane;
use crate::app::pane::details::is_large;
use crate::app::resource_explorer::property_path::PropertyPath;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId};
use crate::model::TagKey;
use crate::text::sanitize;
use crate::ui::tokens::Palette;
use crate::ui::widgets::focus_ring::scroll_to_focus;

/// Width and greatest height of the menu, in points.
const SIZE: (f32, f32) = (260.0, 320.0);

/// Room for what stands below the list, and the least that the list has, in points.
const FOOT: f32 = 64.0;
const LEAST_HEIGHT: f32 = 80.0;

/// How many columns are listed at once; typing finds the others.
const MOST_LISTED: usize = 100;

/// Rows whose properties are read for what may be a column.
const SAMPLE: usize = 24;

/// Rows whose tags are looked at for what may be a column.
const TAG_SAMPLE: usize = 2048;

/// Longest name that is listed, in characters.
const MOST_CHARS: usize = 40;

/// What the menu remembers while it is open.
#[derive(Default)]
pub(super) struct ColumnsMenu {
    search: String,
    /// Every column there may be; made when the menu opens.
    offered: Option<Vec<ColumnId>>,
}

/// The button at the end of the headings and, while it is open, the menu.
pub(super) fn columns_menu_ui(
    ui: &mut Ui,
    pane: &Pane,
    table: &mut TableUi,
    rect: Rect,
    commands: &mut Vec<Command>,
) {
    let id = egui::Id::unique(("table columns", pane.id_salt));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Columns"));
    let palette = Palette::of(ui);
    ui.painter()
        .rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0.0, palette.raised);
    let color = if response.hovered() || response.has_focus() {
        palette.text_strong
    } else {
        palette.text_weak
    };
    for down in [-4.0, 0.0, 4.0] {
        let center = rect.center() + vec2(0.0, down);
        ui.painter().circle_filled(center, 1.25, color);
    }
    let response = response.on_hover_text("Columns: choose which are shown");
    let popup = Popup::menu(&response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        // The button is at the right edge: the menu goes to the left from there.
        .align(RectAlign::BOTTOM_END)
        .show(|ui| menu_ui(ui, pane, table, commands));
    if popup.is_none() {
        table.menu = ColumnsMenu::default();
    }
}

fn menu_ui(ui: &mut Ui, pane: &Pane, table: &mut TableUi, commands: &mut Vec<Command>) {
    let (width, height) = SIZE;
    ui.set_width(width);
    if table.menu.offered.is_none() {
        table.menu.offered = Some(offered(pane, table));
    }
    let edit = TextEdit::singleline(&mut table.menu.search)
        .hint_text("Search columns, tags and properties")
        .desired_width(f32::INFINITY);
    let field = ui.add(edit);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search columns"));
    let shown = table.columns(pane);
    let typed = table.menu.search.trim().to_lowercase();
    let offered = table.menu.offered.as_deref().unwrap_or_default();
    let is_meant = |column: &&ColumnId| column.label().to_lowercase().contains(&typed);
    let as_typed = typed_columns(table.menu.search.trim(), offered);
    let mut found = offered.iter().filter(is_meant).chain(&as_typed);
    let below = ui.ctx().content_rect().bottom() - field.rect.bottom() - FOOT;
    let height = height.min(below.max(LEAST_HEIGHT));
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        ui.set_min_width(width);
        for column in found.by_ref().take(MOST_LISTED) {
            let mut is_shown = shown.contains(column);
            let is_last = is_shown && shown.len() == 1;
            let label = sanitize::line_of(&column.label(), MOST_CHARS);
            let check = egui::Checkbox::new(&mut is_shown, label);
            if ui.add_enabled(!is_last, check).changed() {
                let mut columns = shown.to_vec();
                if is_shown {
                    columns.push(column.clone());
                } else {
                    columns.retain(|other| other != column);
                }
                let command = PaneCommand::SetColumns(columns, pane.spec.pinned);
                commands.push(Command::Pane(pane.id, command));
            }
        }
        if found.next().is_some() {
            ui.weak("More are found by typing");
        }
        scroll_to_focus(ui);
    });
    if !pane.spec.columns.is_empty() {
        ui.separator();
        if ui.button("Usual columns").clicked() {
            let command = PaneCommand::SetColumns(Vec::new(), 0);
            commands.push(Command::Pane(pane.id, command));
        }
    }
}

/// What was typed, as the key of a tag and as a path, for what no row in the sample has.
fn typed_columns(typed: &str, offered: &[ColumnId]) -> Vec<ColumnId> {
    let tag = TagKey::new(typed).map(ColumnId::Tag);
    let property = PropertyPath::parse(typed).map(ColumnId::Property);
    let both = tag.into_iter().chain(property);
    both.filter(|column| !offered.contains(column)).collect()
}

/// Columns that are shown, then those that every row has, of the types in sight, of tags, and of properties.
fn offered(pane: &Pane, table: &TableUi) -> Vec<ColumnId> {
    let mut offered = table.columns(pane).to_vec();
    let builtin = BuiltinColumn::ALL.into_iter().map(ColumnId::Builtin);
    let sample = |most: usize| {
        let order = &pane.tree.order;
        let step = order.len().div_ceil(most).max(1);
        let rows = order.iter().step_by(step);
        rows.filter_map(|row| pane.rows.get(*row))
    };
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for entry in sample(TAG_SAMPLE) {
        keys.extend(
            pane.complete(entry)
                .tags
                .iter()
                .map(|tag| tag.key.to_owned()),
        );
    }
    let of_tags = keys.iter().filter_map(|key| TagKey::new(key));
    let of_tags = of_tags.map(ColumnId::Tag);
    let small = sample(SAMPLE).filter(|entry| !is_large(&entry.properties));
    let documents: Vec<_> = small.map(|entry| entry.properties.to_json()).collect();
    let paths = columns::paths_in(documents.iter()).into_iter();
    let others = builtin
        .chain(columns::offered(&table.types))
        .chain(of_tags)
        .chain(paths.map(ColumnId::Property));
    for column in others {
        if !offered.contains(&column) {
            offered.push(column);
        }
    }
    offered
}
