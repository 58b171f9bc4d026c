//! The menu of a group: what can be done to all that is in it.

use egui::Ui;

use super::tree_rows::RowPainter;
use super::tree_state::TreeClick;
use crate::app::actions::Action;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, CopyCommand, PaneCommand, QueryCommand, TileCommand};
use crate::app::pane::{CopyField, Pane};
use crate::app::resource_explorer::tree::{Group, Open};
use crate::text::numbers::counted;
use crate::text::sanitize;
use crate::ui::action_items::context_items_ui;

/// Longest name of a group in its menu, in characters.
const NAME_CHARS: usize = 32;

/// Draws the menu of a group that is called `name`.
pub(super) fn group_menu_ui(
    ui: &mut Ui,
    painter: &mut RowPainter<'_, '_>,
    group: &Group,
    name: &str,
) {
    let (pane, commands) = (painter.pane, &mut *painter.commands);
    let name = sanitize::line_of(name, NAME_CHARS);
    filter_items_ui(ui, pane, group, &name, commands);
    if item_ui(
        ui,
        "Open in a new pane",
        "Runs what this group is of beside this pane",
    ) {
        let spec = Box::new(pane.spec_of_group(group));
        commands.push(Command::Tile(pane.id, TileCommand::OpenBeside(spec)));
    }
    ui.separator();
    fold_items_ui(ui, pane, group, commands);
    ui.separator();
    copy_items_ui(ui, pane, group, commands);
    let failed = if group.failed > 0 {
        pane.failed_below(group)
    } else {
        Vec::new()
    };
    ui.separator();
    if !failed.is_empty() {
        let text = format!("Retry {}", counted(failed.len(), "failed query key"));
        if item_ui(ui, &text, "Asks again what failed in this group") {
            commands.push(Command::Query(pane.id, QueryCommand::Retry(failed)));
        }
    }
    let (view, target) = (painter.view, ActionTarget::of_pane(pane.id));
    context_items_ui(ui, view, target, &[Action::Refresh], commands);
    if let Some(key) = pane.ledger_key_below(group)
        && item_ui(ui, "Ledger here", "How the query keys of this group ended")
    {
        painter.click = Some(TreeClick::ShowInLedger(key));
    }
}

fn filter_items_ui(
    ui: &mut Ui,
    pane: &Pane,
    group: &Group,
    name: &str,
    commands: &mut Vec<Command>,
) {
    let mut filter = |ui: &mut Ui, text: &str, hover: &str, filter: Option<String>| {
        let Some(filter) = filter else {
            return;
        };
        if item_ui(ui, text, hover) {
            commands.push(Command::Pane(pane.id, PaneCommand::SetFilter(filter)));
        }
    };
    filter(
        ui,
        "Only this group",
        "Filters to what is in this group",
        pane.filter_to(group),
    );
    filter(
        ui,
        &format!("Without {name}"),
        "Filters out all that is called so on this level, here and elsewhere",
        pane.filter_without(group),
    );
}

fn fold_items_ui(ui: &mut Ui, pane: &Pane, group: &Group, commands: &mut Vec<Command>) {
    let open = pane.open.state(group.id, group.depth, pane.tree.levels);
    let verb = match open {
        Open::Expanded => "Close group",
        Open::Collapsed => "Open group",
    };
    let mut items = vec![(verb, PaneCommand::ToggleGroup(group.id))];
    if !pane.tree.is_innermost(group) {
        let below = |open| PaneCommand::SetGroupsBelow(group.id, open);
        items.push(("Expand all below", below(Open::Expanded)));
        items.push(("Close all below", below(Open::Collapsed)));
    }
    items.push(("Open all groups", PaneCommand::SetAllGroups(Open::Expanded)));
    items.push((
        "Close all groups",
        PaneCommand::SetAllGroups(Open::Collapsed),
    ));
    for (label, command) in items {
        if ui.button(label).clicked() {
            commands.push(Command::Pane(pane.id, command));
        }
    }
}

fn copy_items_ui(ui: &mut Ui, pane: &Pane, group: &Group, commands: &mut Vec<Command>) {
    if group.count() == 0 {
        return;
    }
    let select = Command::Pane(pane.id, PaneCommand::SelectGroup(group.id));
    if item_ui(ui, "Select its rows", "Also those that are not in sight") {
        commands.push(select.clone());
    }
    for (label, field) in [
        ("Copy ARNs", CopyField::Arn),
        ("Copy IDs", CopyField::Id),
        ("Copy names", CopyField::Name),
    ] {
        if item_ui(
            ui,
            label,
            "Of every row in this group, which are selected by it",
        ) {
            let pane = pane.id;
            commands.push(select.clone());
            commands.push(Command::Copy(CopyCommand::Selected { pane, field }));
        }
    }
}

fn item_ui(ui: &mut Ui, text: &str, hover: &str) -> bool {
    ui.button(text).on_hover_text(hover).clicked()
}
