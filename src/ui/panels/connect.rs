//! How to connect: the credential sources that were looked for, and what to do next.

use egui::{Button, Grid, RichText, ScrollArea, Ui};

use crate::app::commands::{AccessCommand, Command};
use crate::app::view::AppView;
use crate::ui::tokens::{self, Palette};

/// The usual ways to give a machine credentials.
const WAYS: [(&str, &str); 4] = [
    (
        "aws configure sso",
        "sign in through your organization; then run awsdash --profile NAME",
    ),
    (
        "aws sso login --profile NAME",
        "sign in again when a session has expired",
    ),
    ("aws configure", "an access key, kept in ~/.aws/credentials"),
    (
        "AWS_PROFILE, AWS_ACCESS_KEY_ID, ...",
        "environment variables, as the AWS CLI has them",
    ),
];

/// The first thing a person without credentials sees.
pub(super) fn greeting_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.painter().rect_filled(ui.max_rect(), 0.0, palette.panel);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.12).max(tokens::SPACE_6));
            ui.set_max_width(640.0);
            ui.vertical(|ui| {
                ui.label(RichText::new("No AWS account could be reached").size(tokens::TEXT_HEADING).color(palette.text_strong));
                ui.add_space(tokens::SPACE_2);
                ui.label("Two ways on: look around in a simulated AWS, or connect with your own credentials.");
                ui.add_space(tokens::SPACE_4);
                let open = Button::new(RichText::new("Open the sandbox").color(palette.on_accent)).fill(palette.accent);
                if ui.add(open).clicked() {
                    commands.push(Command::Access(AccessCommand::OpenSandbox));
                }
                ui.add_space(tokens::SPACE_6);
                connect_ui(ui, view, commands);
            });
        });
    });
}

/// Which credential sources were checked, what went wrong, and the usual ways.
pub(super) fn connect_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let heading = |ui: &mut Ui, text: &str| {
        ui.add_space(tokens::SPACE_2);
        ui.label(RichText::new(text).color(palette.text_strong).strong());
        ui.add_space(tokens::SPACE_1);
    };
    heading(ui, "Connect with your credentials");
    rows_ui(ui, "ways", WAYS.iter().map(|(what, how)| (*what, *how)));
    if !view.connect.looked_for.is_empty() {
        heading(ui, "Credential sources checked");
        let lines = view
            .connect
            .looked_for
            .iter()
            .map(|(what, found)| (what.as_str(), found.as_str()));
        rows_ui(ui, "looked for", lines);
    }
    if let Some(error) = &view.directory.error {
        heading(ui, "What went wrong");
        ui.label(error);
    }
    if !view.directory.broken.is_empty() {
        heading(ui, "Profiles and roles that failed");
        for broken in &view.directory.broken {
            ui.label(RichText::new(broken.via.as_str()).strong());
            ui.indent(("broken", broken.via.as_str()), |ui| {
                ui.label(broken.error.to_string())
            });
        }
    }
    ui.add_space(tokens::SPACE_3);
    if ui.button("Try again").clicked() {
        let again = if view.sandbox.is_some() {
            Command::Access(AccessCommand::ConnectAws)
        } else {
            Command::Access(AccessCommand::Reload)
        };
        commands.push(again);
    }
}

fn rows_ui<'t>(ui: &mut Ui, salt: &str, rows: impl Iterator<Item = (&'t str, &'t str)>) {
    let palette = Palette::of(ui);
    Grid::new(salt)
        .num_columns(2)
        .spacing([tokens::SPACE_4, tokens::SPACE_1])
        .show(ui, |ui| {
            for (what, text) in rows {
                ui.label(
                    RichText::new(what)
                        .monospace()
                        .size(tokens::TEXT_MONO)
                        .color(palette.text),
                );
                ui.label(RichText::new(text).color(palette.text_weak));
                ui.end_row();
            }
        });
}
