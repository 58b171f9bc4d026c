//! Which part of the program holds how much memory, over time, with the limit as a line, and every way to give
//! some back.

mod plot;
mod tables;
#[cfg(test)]
mod tests;

use egui::{ComboBox, RichText, ScrollArea, Ui};

use crate::app::commands::{CacheCommand, Command, Panel, PanelCommand, TileCommand};
use crate::app::resource_explorer::memory_budget::{BudgetSnapshot, Pressure};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::view::AppView;
use crate::text::bytes::{self, megabytes};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::focus_ring::scroll_to_focus;

/// Bytes of a MB.
const MIB: f64 = bytes::MIB as f64;

/// Width of the panel, in points.
pub(super) const WIDTH: f32 = 728.0;

/// Of a pane's title, in characters: leaves room for all buttons in one line.
const PANE_CHARS: usize = 24;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct MemoryUi {
    /// The pane that the buttons are for; the focused one until another is chosen.
    pane: Option<PaneId>,
}

/// Draws the panel.
pub(super) fn memory_ui(
    ui: &mut Ui,
    state: &mut MemoryUi,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    ScrollArea::vertical()
        .auto_shrink([false, true])
        .show(ui, |ui| {
            // The scroll bar floats over what is at the right.
            ui.set_max_width(ui.available_width() - tokens::SPACE_4);
            readings_ui(ui, &view.budget);
            trouble_ui(ui, &view.budget);
            ui.add_space(tokens::SPACE_2);
            plot::plot_ui(ui, view.memory_history);
            ui.add_space(tokens::SPACE_3);
            ways_out_ui(ui, state, view, commands);
            ui.add_space(tokens::SPACE_3);
            tables::holders_ui(ui, view.memory);
            ui.add_space(tokens::SPACE_3);
            tables::largest_ui(ui, view);
            scroll_to_focus(ui);
        });
}

/// A size in a cell of a table.
fn mb(bytes: u64) -> String {
    megabytes(bytes).into()
}

fn readings_ui(ui: &mut Ui, budget: &BudgetSnapshot) {
    let palette = Palette::of(ui);
    let or_unknown = |bytes: Option<u64>| bytes.map_or_else(|| "cannot be read".to_owned(), mb);
    let readings = [
        (
            "Resident",
            or_unknown(budget.rss_bytes),
            "What the program takes of the machine's memory.",
        ),
        (
            "Allocated",
            or_unknown(budget.counted_bytes),
            "What the program has asked for and not given back.",
        ),
        (
            "Limit",
            mb(budget.limit_bytes),
            "What it never takes more of.",
        ),
        (
            "Reserved",
            mb(budget.reserved_bytes),
            "For pages on their way, and for building trees over the rows that are there.",
        ),
        (
            "Free on the machine",
            or_unknown(budget.available_bytes),
            "For this program and all others.",
        ),
    ];
    ui.columns_const(|columns: &mut [Ui; 5]| {
        for (ui, (name, value, what)) in columns.iter_mut().zip(readings) {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(
                RichText::new(name)
                    .size(tokens::TEXT_SMALL)
                    .color(palette.text_weak),
            );
            ui.label(RichText::new(value).color(palette.text_strong))
                .on_hover_text(what);
        }
    });
}

/// What is wrong, in words.
fn trouble_ui(ui: &mut Ui, budget: &BudgetSnapshot) {
    let text = match budget.pressure {
        Pressure::Calm => return,
        Pressure::Soft => "Close to the limit: cached data is being freed automatically.",
        Pressure::Over => {
            "At the limit: no query runs until memory is freed or the limit is raised."
        }
    };
    let palette = Palette::of(ui);
    ui.add_space(tokens::SPACE_1);
    ui.label(RichText::new(text).color(match budget.pressure {
        Pressure::Over => palette.error,
        _ => palette.warn,
    }));
}

/// A button that says why it cannot be pressed.
fn button_ui(ui: &mut Ui, text: &str, why_not: Option<&str>) -> bool {
    let response = ui.add_enabled(why_not.is_none(), egui::Button::new(text));
    match why_not {
        Some(why_not) => {
            response.on_disabled_hover_text(why_not);
            false
        }
        None => response.clicked(),
    }
}

fn ways_out_ui(ui: &mut Ui, state: &mut MemoryUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let nothing_cached =
        (view.cache.lists == 0 && view.cache.details == 0).then_some("Nothing is cached.");
    let tags_bytes = crate::model::tags::usage().1;
    let no_tags = (tags_bytes == 0).then_some("No tags are kept.");
    ui.horizontal_wrapped(|ui| {
        // At the limit, clearing also gives up properties of rows in view.
        let is_short = view.budget.pressure >= Pressure::Soft;
        if button_ui(ui, "Clear cache", nothing_cached.filter(|_| !is_short)) {
            commands.push(Command::Cache(CacheCommand::Clear));
        }
        if button_ui(ui, "Clear tag cache", no_tags) {
            commands.push(Command::Cache(CacheCommand::ClearTags));
        }
        if button_ui(ui, "Raise limit…", None) {
            commands.push(Command::Panel(PanelCommand::Show(Panel::Settings)));
        }
        ui.separator();
        pane_ui(ui, state, view, commands);
    });
}

fn pane_ui(ui: &mut Ui, state: &mut MemoryUi, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let known = |pane: &PaneId| view.panes.contains_key(pane);
    let chosen = state.pane.filter(known).or(view.focused.filter(known));
    let title = |pane: &PaneId| {
        view.panes
            .get(pane)
            .map(|pane| format!("Pane {}: {}", pane.id.0, pane.title()))
    };
    let text = chosen.as_ref().and_then(title).map_or_else(
        || "No pane".to_owned(),
        |title| sanitize::line_of(&title, PANE_CHARS),
    );
    let list = ComboBox::from_id_salt("memory pane")
        .selected_text(text)
        .width(128.0)
        .truncate()
        .show_ui(ui, |ui| {
            for pane in view.panes.keys() {
                let text = title(pane).unwrap_or_default();
                if ui.selectable_label(chosen == Some(*pane), text).clicked() {
                    state.pane = Some(*pane);
                }
            }
        });
    list.response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Pane to give back"));
    let no_pane = chosen.is_none().then_some("No pane is open.");
    let has_rows = chosen
        .and_then(|pane| view.panes.get(&pane))
        .is_some_and(|pane| !pane.rows.is_empty());
    let no_details = match view.cache.details {
        0 => Some("No details are kept."),
        _ if !has_rows => Some("The pane has no rows."),
        _ => None,
    };
    if button_ui(ui, "Unload details", no_pane.or(no_details))
        && let Some(pane) = chosen
    {
        commands.push(Command::Cache(CacheCommand::DropDetails(pane)));
    }
    if button_ui(ui, "Close pane", no_pane)
        && let Some(pane) = chosen
    {
        commands.push(Command::Tile(pane, TileCommand::Close));
    }
}
