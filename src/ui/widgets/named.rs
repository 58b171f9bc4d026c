//! Names of the parts of a window, for screen readers and tests: egui names controls, and no parts.

use egui::accesskit::{Live, Role};
use egui::{Id, Response, Ui, UiKind};

/// Gives the part that `ui` draws a role and a name.
pub fn name_node(ui: &Ui, role: Role, name: &str) {
    name_id(ui, ui.unique_id(), role, name);
}

/// A part that groups controls.
pub fn name_group(ui: &Ui, name: &str) {
    name_node(ui, Role::Group, name);
}

/// Names the window itself.
pub fn name_window(ui: &Ui, name: &str) {
    name_id(ui, egui::accesskit_root_id(), Role::Window, name);
}

/// Names the bar that moves a floating window: egui makes it reachable by keys, and says nothing of it.
pub fn name_title_bar(ctx: &egui::Context, window: Id, title: &str) {
    ctx.accesskit_node_builder(window.with("__title_click"), |node| {
        node.set_role(Role::TitleBar);
        node.set_label(title);
    });
}

fn name_id(ui: &Ui, id: Id, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(role);
        node.set_label(name);
    });
}

/// Names the popup or dialog that `ui` is inside of by its heading, and gives it a role.
pub fn name_popup(ui: &Ui, role: Role, heading: &Response) {
    let mut around = Some(&**ui.stack());
    while let Some(stack) = around {
        if matches!(stack.kind(), Some(UiKind::Popup | UiKind::Modal)) {
            ui.ctx().accesskit_node_builder(stack.unique_id, |node| {
                node.set_role(role);
                node.set_labelled_by(vec![heading.id.accesskit_id()]);
                if role == Role::Alert {
                    node.set_live(Live::Polite);
                }
            });
            return;
        }
        around = stack.parent.as_deref();
    }
}

/// Says that `value` is the value of what `label` names.
pub fn pair(label: &Response, value: &Response) {
    let name = label.id.accesskit_id();
    value.ctx.accesskit_node_builder(value.id, |node| {
        node.set_labelled_by(vec![name]);
    });
}
