//! The menu of a row, in tree and table.

use egui::Ui;

use super::console::console_buttons_ui;
use super::table::is_value;
use crate::app::actions::Action;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, CopyCommand, PaneCommand};
use crate::app::narrowing::{Narrowing, narrowed};
use crate::app::pane::Pane;
use crate::app::resource_explorer::tree::ColumnId;
use crate::app::view::AppView;
use crate::model::ResourceEntry;
use crate::text::sanitize;
use crate::ui::action_items::context_items_ui;

/// Longest value that the menu names, in characters.
const MOST_CHARS: usize = 32;

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
        let of_one = [
            Action::CopyJson,
            Action::CopyCliCommand,
            Action::CopyTerraform,
        ];
        context_items_ui(ui, view, target, &of_one, commands);
        ui.separator();
        context_items_ui(ui, view, target, &[Action::ToggleDetails], commands);
        console_buttons_ui(ui, entry, commands);
    }
    ui.separator();
    context_items_ui(ui, view, target, &[Action::Refresh], commands);
}

/// What can be done with a value of a row: copy it, filter to it, filter it out.
pub(super) fn value_items_ui(
    ui: &mut Ui,
    pane: &Pane,
    column: &ColumnId,
    entry: &ResourceEntry,
    text: &str,
    commands: &mut Vec<Command>,
) {
    if !is_value(text) {
        return;
    }
    let shown = sanitize::line_of(text, MOST_CHARS);
    if ui.button(format!("Copy value {shown}")).clicked() {
        commands.push(Command::Copy(CopyCommand::Text {
            what: "Value",
            text: text.to_owned(),
        }));
    }
    let choices = [
        ("Only this value", Narrowing::OnlyThis),
        ("Without it", Narrowing::WithoutThis),
    ];
    for (label, narrowing) in choices {
        let Some(filter) = narrowed(&pane.spec.filter, column, entry, text, narrowing) else {
            break;
        };
        if ui.button(label).on_hover_text(&filter).clicked() {
            let command = PaneCommand::SetFilter(filter);
            commands.push(Command::Pane(pane.id, command));
        }
    }
    ui.separator();
}
