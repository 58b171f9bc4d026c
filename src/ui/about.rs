//! Version, licence, and every key.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::keys::SHORTCUTS;
use super::tokens::{self, Palette};

/// Keys of a pane's tree, which are no shortcuts of the window.
const IN_THE_TREE: [(&str, &str); 5] = [
    ("Move through rows", "Arrows, Page, Home, End"),
    ("Open or close a group", "Right, Left, Enter"),
    ("Show details", "Enter"),
    (
        "Choose several rows",
        "Ctrl+Click, Shift+Click, Shift+Arrows",
    ),
    ("Copy ARNs of chosen rows", "Ctrl+C"),
];

/// Draws the panel.
pub fn about_ui(ui: &mut Ui) {
    let palette = Palette::of(ui);
    let version = format!("awsdash {}", crate::version::version());
    ui.label(RichText::new(version).color(palette.text_strong).strong());
    ui.label("MIT or Apache-2.0. Read-only: no call that changes or reveals anything can leave this program.");
    ui.add_space(tokens::SPACE_3);
    let text = |keys| ui.ctx().format_shortcut(keys);
    let mut lines: Vec<(&str, String)> = SHORTCUTS
        .iter()
        .map(|(_, name, keys)| (*name, text(keys)))
        .collect();
    lines.extend(IN_THE_TREE.map(|(name, keys)| (name, keys.to_owned())));
    let half = lines.len().div_ceil(2);
    ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        ui.columns_const(|columns: &mut [Ui; 2]| {
            for (at, (ui, lines)) in columns.iter_mut().zip(lines.chunks(half)).enumerate() {
                keys_ui(ui, at, lines);
            }
        });
    });
}

fn keys_ui(ui: &mut Ui, column: usize, lines: &[(&str, String)]) {
    let palette = Palette::of(ui);
    Grid::new(("keys", column))
        .num_columns(2)
        .spacing([tokens::SPACE_4, tokens::SPACE_1])
        .show(ui, |ui| {
            for (name, keys) in lines {
                ui.label(*name);
                ui.label(RichText::new(keys).monospace().color(palette.text_weak));
                ui.end_row();
            }
        });
}
