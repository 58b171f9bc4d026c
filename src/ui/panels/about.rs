//! Version and licence.

use egui::{RichText, Ui};

use crate::ui::tokens::Palette;

/// Draws the panel.
pub(super) fn about_ui(ui: &mut Ui) {
    let palette = Palette::of(ui);
    let version = format!("awsdash {}", crate::version::version());
    ui.label(RichText::new(version).color(palette.text_strong).strong());
    ui.label("MIT or Apache-2.0. Read-only: no call that changes or reveals anything can leave this program.");
}
