//! Ways from a row to its page in AWS's own console.

use egui::Ui;

use crate::app::commands::{AppCommand, Command, CopyCommand};
use crate::catalog::console::link_of_row;
use crate::model::ResourceEntry;

/// What a resource's page opens by.
pub(super) const OPEN: &str = "Open in the AWS console";
/// What takes the address of that page along.
pub(super) const COPY: &str = "Copy console link";

/// Both ways, as buttons; nothing where there is no address.
pub(super) fn console_buttons_ui(ui: &mut Ui, entry: &ResourceEntry, commands: &mut Vec<Command>) {
    let Some(url) = link_of_row(entry) else {
        return;
    };
    // The browser may be signed in to another account; the program cannot know.
    let open = ui.button(OPEN).on_hover_text(&url);
    if open.clicked() {
        commands.push(Command::App(AppCommand::OpenPage(url.clone())));
    }
    if ui.button(COPY).on_hover_text(&url).clicked() {
        commands.push(Command::Copy(CopyCommand::Text {
            what: "Console link",
            text: url,
        }));
    }
}
