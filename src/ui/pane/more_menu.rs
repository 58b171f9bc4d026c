//! The menu of a pane's head: what has no place of its own there, or none at this width.

use egui::{Popup, Ui};

use super::head_form::HeadForm;
use crate::app::actions::Action;
use crate::app::actions::target::ActionTarget;
use crate::app::commands::{Command, PaneCommand};
use crate::app::pane::{Pane, View};
use crate::app::view::AppView;
use crate::ui::action_items::context_items_ui;
use crate::ui::widgets::icons::{self, Icon};

/// Draws the button and, while it is open, the menu.
pub(super) fn more_menu_ui(
    ui: &mut Ui,
    form: HeadForm,
    pane: &Pane,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let button = icons::icon_button_ui(ui, Icon::More, "More");
    let target = ActionTarget::of_pane(pane.id);
    Popup::menu(&button).show(|ui| {
        if !form.has_switch() {
            views_ui(ui, pane, commands);
            ui.separator();
        }
        let mut items = |ui: &mut Ui, actions: &[Action]| {
            context_items_ui(ui, view, target, actions, commands);
        };
        items(ui, &[Action::EditScope, Action::BuildFilter]);
        if !form.has_details() {
            items(ui, &[Action::ToggleDetails]);
        }
        items(ui, &[Action::ToggleLedger]);
        ui.separator();
        let again = [
            Action::Run,
            Action::Refresh,
            Action::RetryFailed,
            Action::Continue,
        ];
        items(ui, &again);
        ui.separator();
        items(ui, &[Action::ShowManaged, Action::SaveBookmark]);
    });
}

/// The views, where they are not in the head.
fn views_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    for view in View::ALL {
        let is_shown = pane.spec.view == view;
        if ui.selectable_label(is_shown, view.label()).clicked() {
            commands.push(Command::Pane(pane.id, PaneCommand::SetView(view)));
            ui.close();
        }
    }
}
