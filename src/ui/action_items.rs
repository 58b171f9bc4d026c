//! Menu items, buttons and tooltips of actions, with the words, keys and reasons that the registry has for them.

use egui::{Button, Response, Ui};

use crate::app::actions::Action;
use crate::app::actions::availability::{Availability, Switch, availability, switch, title};
use crate::app::actions::effect::commands_of;
use crate::app::actions::group::Group;
use crate::app::actions::keymap::KeyMap;
use crate::app::actions::registry::{self, ActionInfo};
use crate::app::actions::target::ActionTarget;
use crate::app::commands::Command;
use crate::app::view::AppView;

/// Draws the item of an action, if it makes sense here. Returns whether it was picked.
pub fn action_item_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    target: ActionTarget,
    action: Action,
) -> bool {
    let info = registry::info(action);
    let reason = match availability(action, target, view) {
        Availability::Hidden => return false,
        Availability::Enabled => None,
        Availability::Disabled(reason) => Some(reason),
    };
    let text = title(action, target, view).into_owned();
    let keys = view.keymap.shown(action).unwrap_or_default();
    let item = match switch(action, view) {
        Some(state) => Button::selectable(state == Switch::On, text.as_str()),
        None => Button::new(text.as_str()),
    };
    let item = item.shortcut_text(keys.as_str());
    let response = ui.add_enabled(reason.is_none(), item).accessible_name(text);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        if !keys.is_empty() {
            node.set_keyboard_shortcut(keys);
        }
    });
    let response = response.on_hover_text(info.tooltip);
    let is_picked = response
        .on_disabled_hover_text(reason.unwrap_or_default())
        .clicked();
    if is_picked {
        ui.close();
    }
    is_picked
}

/// Draws the items of a menu, its sections apart. Adds what was picked to `picked`.
pub fn group_items_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    target: ActionTarget,
    group: Group,
    picked: &mut Vec<Action>,
) {
    let mut section = 0;
    for info in registry::all().iter().filter(|info| info.group == group) {
        if info.section != section {
            section = info.section;
            ui.separator();
        }
        if action_item_ui(ui, view, target, info.action) {
            picked.push(info.action);
        }
    }
}

/// Draws the items of a context menu; what is picked becomes its commands.
pub fn context_items_ui(
    ui: &mut Ui,
    view: &AppView<'_>,
    target: ActionTarget,
    actions: &[Action],
    commands: &mut Vec<Command>,
) {
    for action in actions {
        if action_item_ui(ui, view, target, *action) {
            commands.extend(commands_of(*action, target, view));
        }
    }
}

/// Says on hover what a button does, and with which keys.
pub fn with_tooltip(response: Response, keymap: &KeyMap, action: Action) -> Response {
    response.on_hover_ui(|ui| {
        ui.label(tooltip(keymap, registry::info(action)));
    })
}

fn tooltip(keymap: &KeyMap, info: &ActionInfo) -> String {
    match keymap.shown(info.action) {
        Some(keys) => format!("{} ({keys})", info.tooltip),
        None => info.tooltip.to_owned(),
    }
}
