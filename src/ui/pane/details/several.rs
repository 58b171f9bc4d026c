//! The details side while several rows are selected: how many, what is the same in all, and what differs.

use egui::{RichText, ScrollArea, Ui};

use super::head::close_ui;
use super::value::{label_ui, value_ui};
use crate::app::commands::Command;
use crate::app::pane::{Compared, ComparedOf, Pane};
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::named::pair;

/// What was compared last.
#[derive(Default)]
pub(super) struct SeveralUi {
    compared: Option<(ComparedOf, Compared)>,
}

impl SeveralUi {
    /// Draws it, if several rows are selected.
    pub(super) fn show(&mut self, ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
        let of = pane.compared_of();
        let known = self.compared.take().filter(|(known, _)| *known == of);
        let (of, compared) = known.unwrap_or_else(|| (of, pane.compare_selected()));
        head_ui(ui, &compared, pane, commands);
        ScrollArea::vertical()
            .id_salt("several")
            .auto_shrink(false)
            .show(ui, |ui| body_ui(ui, &compared, commands));
        self.compared = Some((of, compared));
    }
}

fn head_ui(ui: &mut Ui, compared: &Compared, pane: &Pane, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        let text = format!("{} selected", grouped(compared.selected));
        let room = ui.available_width() - tokens::CONTROL_HEIGHT;
        let heading = RichText::new(text).size(tokens::TEXT_HEADING);
        let label = ui.label(heading.color(palette.text_strong));
        ui.add_space((room - label.rect.width() - tokens::SPACE_2).max(0.0));
        close_ui(ui, pane, commands);
    });
    if compared.compared < compared.selected {
        let some = counted(compared.compared, "row");
        ui.weak(format!("{some} of them are compared."));
    }
}

fn body_ui(ui: &mut Ui, compared: &Compared, commands: &mut Vec<Command>) {
    if !compared.same.is_empty() {
        ui.strong("The same in all");
    }
    for (name, value) in &compared.same {
        pair_ui(ui, name, value, commands);
    }
    if !compared.different.is_empty() {
        ui.add_space(tokens::SPACE_2);
        ui.strong("Different");
    }
    for (name, values) in &compared.different {
        ui.horizontal_top(|ui| {
            let label = label_ui(ui, name);
            pair(&label, &ui.label(counted(*values, "value").as_str()));
        });
    }
}

fn pair_ui(ui: &mut Ui, name: &str, value: &str, commands: &mut Vec<Command>) {
    ui.horizontal_top(|ui| {
        let label = label_ui(ui, name);
        let value = value_ui(ui, value, commands);
        pair(&label, &value);
    });
}
