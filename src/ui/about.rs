//! Version, licence, and every key.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::keys::SHORTCUTS;
use super::tokens::{self, Palette};

/// Draws the panel.
pub fn about_ui(ui: &mut Ui) {
    let palette = Palette::of(ui);
    let version = concat!(
        "awsdash ",
        env!("CARGO_PKG_VERSION"),
        " (",
        env!("AWSDASH_COMMIT"),
        ")"
    );
    ui.label(RichText::new(version).color(palette.text_strong).strong());
    ui.label("MIT or Apache-2.0. Read-only: no call that changes or reveals anything can leave this program.");
    ui.add_space(tokens::SPACE_3);
    ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        Grid::new("keys")
            .num_columns(2)
            .spacing([tokens::SPACE_6, tokens::SPACE_1])
            .show(ui, |ui| {
                for (_, name, keys) in SHORTCUTS {
                    ui.label(name);
                    let text = ui.ctx().format_shortcut(&keys);
                    ui.label(RichText::new(text).monospace().color(palette.text_weak));
                    ui.end_row();
                }
                for (name, keys) in [
                    ("Move through rows", "Arrows, Page Up, Page Down, Home, End"),
                    ("Open or close a group", "Right, Left, Enter"),
                ] {
                    ui.label(name);
                    ui.label(RichText::new(keys).monospace().color(palette.text_weak));
                    ui.end_row();
                }
            });
    });
}
