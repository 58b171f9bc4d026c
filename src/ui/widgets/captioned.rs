//! A line of a form: a caption of fixed width, and what it names.

use egui::{Align, Layout, Ui, vec2};

use crate::ui::tokens;

/// Draws `content` beside its caption. An empty caption leaves its room.
pub(crate) fn captioned_ui<R>(ui: &mut Ui, caption: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let row = ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            vec2(tokens::CAPTION_WIDTH, tokens::CONTROL_HEIGHT),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(tokens::CAPTION_WIDTH);
                ui.label(caption);
            },
        );
        content(ui)
    });
    row.inner
}
