//! The details side while several rows are selected: how many, what is the same in all, and what differs.

use egui::{FontId, RichText, ScrollArea, Ui};

use crate::app::pane::{Compared, ComparedOf, Pane};
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::truncated::truncated_label_ui;

/// Width of the names, in points.
const NAME_WIDTH: f32 = 110.0;

/// What was compared last.
#[derive(Default)]
pub(super) struct SeveralUi {
    compared: Option<(ComparedOf, Compared)>,
}

impl SeveralUi {
    /// Draws it, if several rows are selected.
    pub(super) fn show(&mut self, ui: &mut Ui, pane: &Pane) {
        let of = pane.compared_of();
        let known = self.compared.take().filter(|(known, _)| *known == of);
        let (of, compared) = known.unwrap_or_else(|| (of, pane.compare_selected()));
        head_ui(ui, &compared);
        ScrollArea::vertical()
            .id_salt("several")
            .auto_shrink(false)
            .show(ui, |ui| body_ui(ui, &compared));
        self.compared = Some((of, compared));
    }
}

fn head_ui(ui: &mut Ui, compared: &Compared) {
    let palette = Palette::of(ui);
    ui.label(
        RichText::new(format!("{} rows selected", grouped(compared.selected)))
            .size(tokens::TEXT_HEADING)
            .color(palette.text_strong),
    );
    if compared.compared < compared.selected {
        let some = counted(compared.compared, "row");
        ui.weak(format!("{some} of them are compared."));
    }
}

fn body_ui(ui: &mut Ui, compared: &Compared) {
    if !compared.same.is_empty() {
        ui.strong("The same in all");
    }
    for (name, value) in &compared.same {
        pair_ui(ui, name, value);
    }
    if !compared.different.is_empty() {
        ui.add_space(tokens::SPACE_2);
        ui.strong("Different");
    }
    for (name, values) in &compared.different {
        pair_ui(ui, name, &counted(*values, "value"));
    }
}

fn pair_ui(ui: &mut Ui, name: &str, value: &str) {
    let palette = Palette::of(ui);
    let font = FontId::proportional(tokens::TEXT_BODY);
    ui.horizontal(|ui| {
        ui.allocate_ui(egui::vec2(NAME_WIDTH, tokens::ROW_HEIGHT), |ui| {
            ui.set_width(NAME_WIDTH);
            truncated_label_ui(ui, name, font.clone(), palette.text_weak, NAME_WIDTH);
        });
        let width = ui.available_width();
        truncated_label_ui(ui, value, font, palette.text, width);
    });
}
