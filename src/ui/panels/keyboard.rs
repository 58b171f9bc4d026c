//! Every action that has keys, with the keys in force, and the filter language by example.

use egui::scroll_area::ScrollBarVisibility;
use egui::{Button, Grid, RichText, ScrollArea, Ui};

use crate::app::actions::availability::{Availability, availability};
use crate::app::actions::context::{ANYWHERE, contexts_text};
use crate::app::actions::group::Group;
use crate::app::actions::registry;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, PaneCommand, WindowId};
use crate::app::filter_examples::EXAMPLES;
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::focus_ring::scroll_to_focus;

/// What a pointer does together with keys.
const WITH_POINTER: [(&str, &str); 2] = [
    ("Select one row more, or less", "Ctrl+Click"),
    ("Select up to a row", "Shift+Click, Shift+arrows"),
];

/// From this width on the keys stand in two columns, in points: as wide as both are.
const TWO_COLUMNS_WIDTH: f32 = 720.0;

/// Draws the panel.
pub(super) fn keyboard_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let area = ScrollArea::vertical().scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded);
    area.auto_shrink([false, true]).show(ui, |ui| {
        if ui.available_width() < TWO_COLUMNS_WIDTH {
            groups_ui(ui, &Group::ALL, view);
        } else {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = tokens::SPACE_6;
                let left = [Group::File, Group::View, Group::Help];
                ui.vertical(|ui| groups_ui(ui, &left, view));
                let right = [Group::Pane, Group::Cache, Group::List];
                ui.vertical(|ui| groups_ui(ui, &right, view));
            });
        }
        filters_ui(ui, view, commands);
        scroll_to_focus(ui);
    });
}

/// The filter language by example. A click filters the pane that has the keyboard.
fn filters_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.add_space(tokens::SPACE_3);
    let title = RichText::new("Filters by example");
    ui.label(title.color(palette.text_strong).strong());
    let grid = Grid::new("filters by example");
    let grid = grid
        .num_columns(2)
        .spacing([tokens::SPACE_4, tokens::SPACE_1]);
    grid.show(ui, |ui| {
        for (filter, what) in EXAMPLES {
            let text = RichText::new(filter).monospace();
            let example = Button::new(text.color(palette.accent)).frame(false);
            let example = ui.add_enabled(view.focused.is_some(), example);
            if let Some(pane) = view.focused.filter(|_| example.clicked()) {
                let filter = PaneCommand::SetFilter(filter.to_owned());
                commands.push(Command::Pane(pane, filter));
            }
            ui.label(RichText::new(what).color(palette.text_weak));
            ui.end_row();
        }
    });
}

fn groups_ui(ui: &mut Ui, groups: &[Group], view: &AppView<'_>) {
    let palette = Palette::of(ui);
    for group in groups {
        ui.add_space(tokens::SPACE_2);
        ui.label(
            RichText::new(group.title())
                .color(palette.text_strong)
                .strong(),
        );
        Grid::new(("keys", group.title()))
            .num_columns(2)
            .spacing([tokens::SPACE_4, tokens::SPACE_1])
            .show(ui, |ui| lines_ui(ui, *group, view));
    }
}

fn lines_ui(ui: &mut Ui, group: Group, view: &AppView<'_>) {
    let palette = Palette::of(ui);
    // What is there for a further window alone is listed for every window.
    let target = ActionTarget {
        window: WindowId(1),
        pane: view.focused,
    };
    let mut line = |title: &str, keys: &str, hover: &str| {
        let title = ui.label(title);
        if !hover.is_empty() {
            title.on_hover_text(hover);
        }
        ui.label(RichText::new(keys).monospace().color(palette.text_weak));
        ui.end_row();
    };
    for info in registry::all().iter().filter(|info| info.group == group) {
        let keys = view.keymap.all_shown(info.action);
        let is_hidden = availability(info.action, target, view) == Availability::Hidden;
        if keys.is_empty() || is_hidden {
            continue;
        }
        if info.contexts == ANYWHERE || group == Group::List {
            line(info.title, &keys, info.tooltip);
        } else {
            let title = format!("{} ({})", info.title, contexts_text(info.contexts));
            line(&title, &keys, info.tooltip);
        }
    }
    if group == Group::List {
        WITH_POINTER
            .iter()
            .for_each(|(title, keys)| line(title, keys, ""));
    }
}
