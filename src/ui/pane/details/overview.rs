//! What matters most of a resource: the columns of its type, its first tags, and who told of it.

use egui::{Button, RichText, ScrollArea, Ui};

use super::tab::DetailsTab;
use super::tabs;
use super::value::{field_ui, label_ui, value_ui};
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::pane::details::{DetailsModel, FieldPart, SourcesText};
use crate::app::recognition::is_reference;
use crate::model::ResourceEntry;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::named::pair;

/// Tags that the overview shows; the others are in their tab.
const MOST_TAGS: usize = 8;

/// What is shown.
pub(super) struct Overview<'a> {
    pub(super) pane: &'a Pane,
    pub(super) entry: &'a ResourceEntry,
    pub(super) model: &'a DetailsModel,
}

/// Whether the sources are folded away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fold {
    #[default]
    Folded,
    Unfolded,
}

/// What the overview remembers between frames.
#[derive(Debug, Default)]
pub(super) struct OverviewUi {
    sources: Fold,
}

impl OverviewUi {
    /// Draws it. Returns the tab that was asked for.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        shown: &Overview<'_>,
        commands: &mut Vec<Command>,
    ) -> Option<DetailsTab> {
        let area = ScrollArea::vertical()
            .id_salt("overview")
            .auto_shrink(false);
        let output = area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            tabs::evicted_ui(ui, shown.model);
            fields_ui(ui, shown, commands);
            let tab = tags_ui(ui, shown, commands);
            ui.add_space(tokens::SPACE_2);
            self.sources_ui(ui, shown, commands);
            tab
        });
        output.inner
    }

    fn sources_ui(&mut self, ui: &mut Ui, shown: &Overview<'_>, commands: &mut Vec<Command>) {
        let SourcesText { title, fields } = &shown.model.sources;
        let (icon, other) = match self.sources {
            Fold::Folded => (Icon::ChevronRight, Fold::Unfolded),
            Fold::Unfolded => (Icon::ChevronDown, Fold::Folded),
        };
        let color = Palette::of(ui).text_weak;
        let row = ui.horizontal(|ui| {
            ui.add_space(tokens::INDENT);
            ui.add(Button::new(RichText::new(title).color(color)).frame(false))
        });
        let place = row.response.rect;
        let at = egui::pos2(place.left() + 6.0, place.center().y);
        icons::paint(ui.painter(), icon, at, 9.0, color);
        ui.ctx().accesskit_node_builder(row.inner.id, |node| {
            node.set_expanded(self.sources == Fold::Unfolded);
        });
        if self.sources == Fold::Unfolded {
            for field in fields {
                field_ui(ui, field.label, &field.parts, shown.pane.id, commands);
            }
        }
        if row.inner.clicked() {
            self.sources = other;
        }
    }
}

fn fields_ui(ui: &mut Ui, shown: &Overview<'_>, commands: &mut Vec<Command>) {
    let (entry, pane) = (shown.entry, shown.pane.id);
    let mut plain = |ui: &mut Ui, label: &str, text: &str| {
        ui.horizontal_top(|ui| {
            let label = label_ui(ui, label);
            let value = value_ui(ui, text, commands);
            pair(&label, &value);
        });
    };
    plain(ui, "Type", entry.resource_type.as_str());
    if let Some(owner) = entry.owner() {
        plain(ui, "Owner account", &owner.to_string());
    }
    for field in &shown.model.overview {
        field_ui(ui, field.label, &field.parts, pane, commands);
    }
}

/// The first tags, and the way to the others.
fn tags_ui(ui: &mut Ui, shown: &Overview<'_>, commands: &mut Vec<Command>) -> Option<DetailsTab> {
    let tags = &shown.entry.tags;
    if tags.is_empty() {
        return None;
    }
    ui.add_space(tokens::SPACE_2);
    ui.label(RichText::new("Tags").small().strong());
    for tag in tags.iter().take(MOST_TAGS) {
        let part = FieldPart {
            text: tag.value.into(),
            is_reference: is_reference(tag.value),
        };
        field_ui(ui, tag.key, &[part], shown.pane.id, commands);
    }
    let more = tags.len().saturating_sub(MOST_TAGS);
    let asks = more > 0 && ui.button(format!("{more} more tags")).clicked();
    asks.then_some(DetailsTab::Tags)
}
