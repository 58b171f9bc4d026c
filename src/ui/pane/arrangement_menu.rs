//! The menu that says how rows are arranged: levels of the tree, and the order within a group.

use egui::{Align, Layout, Popup, PopupCloseBehavior, RichText, Ui};

use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::{GroupBy, SortBy};
use crate::ui::tokens::Palette;
use crate::ui::widgets::icons::{self, Icon};

/// Draws the button and, while it is open, the menu.
pub fn arrangement_menu_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let levels: Vec<&str> = pane
        .spec
        .group_by
        .iter()
        .map(|level| level.label())
        .collect();
    let text = if levels.is_empty() {
        "Not grouped".to_owned()
    } else {
        format!("Group: {}", levels.join(" › "))
    };
    let button = ui
        .button(text)
        .on_hover_text("Levels of the tree, in any order, and the order of the rows");
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_width(180.0);
            // Levels in use come first, in their order.
            let unused = GroupBy::ALL
                .into_iter()
                .filter(|level| !pane.spec.group_by.contains(level));
            let all: Vec<GroupBy> = pane.spec.group_by.iter().copied().chain(unused).collect();
            for level in all {
                grouping_level_ui(ui, pane, level, commands);
            }
            without_groups_ui(ui, pane, commands);
            ui.separator();
            sorting_ui(ui, pane, commands);
        });
}

/// From a tree to a table and back.
fn without_groups_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let (text, group_by) = if pane.spec.group_by.is_empty() {
        ("Group by all three", GroupBy::ALL.to_vec())
    } else {
        ("As a table, without groups", Vec::new())
    };
    if ui.button(text).clicked() {
        commands.push(Command::Pane(pane.id, PaneCommand::SetGrouping(group_by)));
    }
}

fn grouping_level_ui(ui: &mut Ui, pane: &Pane, level: GroupBy, commands: &mut Vec<Command>) {
    let at = pane.spec.group_by.iter().position(|used| *used == level);
    let mut set = |group_by: Vec<GroupBy>| {
        commands.push(Command::Pane(pane.id, PaneCommand::SetGrouping(group_by)))
    };
    ui.horizontal(|ui| {
        let mut used = at.is_some();
        if ui.checkbox(&mut used, level.label()).changed() {
            let mut levels = pane.spec.group_by.clone();
            if used {
                levels.push(level);
            } else {
                levels.retain(|other| *other != level);
            }
            set(levels);
        }
        let Some(at) = at else { return };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut swap_ui = |icon, word: &str, with: Option<usize>| {
                let label = format!("Move {} {word}", level.label().to_lowercase());
                let possible = with.filter(|&with| with < pane.spec.group_by.len());
                let clicked = ui
                    .add_enabled_ui(possible.is_some(), |ui| {
                        icons::icon_button_ui(ui, icon, &label)
                    })
                    .inner
                    .clicked();
                if let Some(with) = possible.filter(|_| clicked) {
                    let mut levels = pane.spec.group_by.clone();
                    levels.swap(at, with);
                    set(levels);
                }
            };
            swap_ui(Icon::ChevronDown, "down", Some(at + 1));
            swap_ui(Icon::ChevronUp, "up", at.checked_sub(1));
        });
    });
}

fn sorting_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.label(RichText::new("Rows").small().color(palette.text_weak));
    let mut sorting = pane.spec.sorting;
    for by in SortBy::ALL {
        ui.radio_value(&mut sorting.by, by, by.label());
    }
    ui.checkbox(&mut sorting.descending, "Last first");
    if sorting != pane.spec.sorting {
        commands.push(Command::Pane(pane.id, PaneCommand::SetSorting(sorting)));
    }
}
