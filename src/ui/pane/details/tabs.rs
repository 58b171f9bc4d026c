//! The tabs of the details side.

use std::borrow::Cow;

use egui::{FontId, Label, RichText, ScrollArea, TextStyle, Ui, vec2};

use crate::app::commands::{Command, CopyCommand};
use crate::app::list_cursor::ListLines;
use crate::app::pane::Pane;
use crate::app::pane::details::DetailsModel;
use crate::app::pane::details::JsonLines;
use crate::model::{DetailDepth, QueryKey, Region, ResourceEntry};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::json_tree::{JsonTreeClick, JsonTreeUi};
use crate::ui::widgets::named::pair;
use crate::ui::widgets::row_list::{ListKind, ListShape, RowList};
use crate::ui::widgets::search_box::SearchBox;
use crate::ui::widgets::truncated::Elided;
use crate::ui::widgets::virtual_rows::row_start;

/// Width of the labels on the left, in points.
const LABEL_WIDTH: f32 = 124.0;

/// Height of a line of JSON, in points.
const LINE_HEIGHT: f32 = 16.0;

/// What was given up to free memory is said where it is missed.
const EVICTED: &str =
    "The properties were dropped to free memory. Refresh the pane to reload them.";

pub(super) fn overview_ui(ui: &mut Ui, entry: &ResourceEntry, model: &DetailsModel) {
    scroll("overview").show(ui, |ui| {
        evicted_ui(ui, model);
        field_ui(ui, "Type", entry.resource_type.as_str());
        field_ui(ui, "ID", &entry.id);
        if let Some(arn) = entry.arn() {
            field_ui(ui, "ARN", &arn);
        }
        if let Some(owner) = entry.owner() {
            field_ui(ui, "Owner account", &owner.to_string());
        }
        for field in &model.overview {
            field_ui(ui, field.label, &field.text);
        }
    });
}

fn scroll(salt: &'static str) -> ScrollArea {
    ScrollArea::vertical().id_salt(salt).auto_shrink(false)
}

fn evicted_ui(ui: &mut Ui, model: &DetailsModel) {
    if model.is_evicted() {
        ui.label(RichText::new(EVICTED).color(Palette::of(ui).warn));
    }
}

fn field_ui(ui: &mut Ui, label: &str, text: &str) {
    let palette = Palette::of(ui);
    ui.horizontal_top(|ui| {
        let size = vec2(LABEL_WIDTH, 18.0);
        let label = Label::new(RichText::new(label).color(palette.text_weak)).truncate();
        let label = ui.allocate_ui(size, |ui| {
            ui.set_min_size(size);
            ui.add(label)
        });
        let label = label.inner;
        let text = RichText::new(sanitize::excerpt(text));
        let value = ui.add(Label::new(text.color(palette.text)).wrap());
        pair(&label, &value);
    });
}

pub(super) fn properties_ui(
    ui: &mut Ui,
    model: &DetailsModel,
    outline: &mut JsonTreeUi,
    search: &mut String,
    commands: &mut Vec<Command>,
) {
    evicted_ui(ui, model);
    if model.listed_nothing {
        if !model.is_evicted() {
            ui.weak("The listing said nothing but what is in the overview.");
        }
        return;
    }
    let width = ui.available_width();
    SearchBox {
        label: "Search properties",
        hint: "Search names and values",
        width,
    }
    .show(ui, search);
    outline.set_search(search);
    copy(outline.show(ui, "Property lines"), commands);
}

fn copy(click: Option<JsonTreeClick>, commands: &mut Vec<Command>) {
    if let Some(JsonTreeClick::Copy(what, text)) = click {
        commands.push(Command::Copy(CopyCommand::Text { what, text }));
    }
}

pub(super) fn tags_ui(
    ui: &mut Ui,
    pane: &Pane,
    entry: &ResourceEntry,
    commands: &mut Vec<Command>,
) {
    if !entry.tags.are_known() {
        ui.add(Label::new(RichText::new(unknown_tags_text(pane, entry)).weak()).wrap());
        return;
    }
    if entry.tags.is_empty() {
        ui.weak("No tags.");
        return;
    }
    let palette = Palette::of(ui);
    if ui
        .button("Copy tags")
        .on_hover_text("Every tag as a line Key=value")
        .clicked()
    {
        let lines: Vec<String> = entry
            .tags
            .iter()
            .map(|tag| format!("{}={}", tag.key, tag.value))
            .collect();
        commands.push(Command::Copy(CopyCommand::Text {
            what: "tags",
            text: lines.join("\n"),
        }));
    }
    ui.add_space(tokens::SPACE_1);
    scroll("tags").show(ui, |ui| {
        for tag in entry.tags.iter() {
            ui.horizontal_top(|ui| {
                let key = sanitize::line(tag.key);
                let label = format!("Copy tag {key}");
                if icons::icon_button_ui(ui, Icon::Copy, &label).clicked() {
                    commands.push(Command::Copy(CopyCommand::Text {
                        what: "tag",
                        text: tag.value.to_string(),
                    }));
                }
                let size = vec2(LABEL_WIDTH, 18.0);
                let label = Label::new(RichText::new(&*key).color(palette.text_weak)).truncate();
                let label = ui.allocate_ui(size, |ui| {
                    ui.set_min_size(size);
                    ui.add(label)
                });
                let value = if tag.value.is_empty() {
                    RichText::new("(empty)").italics().color(palette.text_faint)
                } else {
                    RichText::new(sanitize::excerpt(tag.value))
                };
                pair(&label.inner, &ui.add(Label::new(value).wrap()));
            });
        }
    });
}

/// Why the tags of a row are not known, by the ledger line of its list.
fn unknown_tags_text(pane: &Pane, entry: &ResourceEntry) -> String {
    let own = entry.key();
    let global = QueryKey {
        region: Region::global(),
        ..own
    };
    let mut lines = [own, global].into_iter();
    let why = lines.find_map(|key| pane.ledger.get(&key)?.gaps.as_deref()?.tags.clone());
    match why {
        Some(why) => format!("Tags are not known: {why}."),
        None => "Tags are not known: the list call does not tell them.".to_owned(),
    }
}

pub(super) fn sections_ui(
    ui: &mut Ui,
    pane: &Pane,
    model: &DetailsModel,
    outline: &mut JsonTreeUi,
    commands: &mut Vec<Command>,
) {
    if model.section_count == 0 {
        ui.add(
            Label::new(RichText::new(why_no_details(pane)).color(Palette::of(ui).text_weak)).wrap(),
        );
        return;
    }
    copy(outline.show(ui, "Detail lines"), commands);
}

fn why_no_details(pane: &Pane) -> &'static str {
    match (&pane.spec.scope.details, pane.is_running()) {
        (DetailDepth::None, _) => "The scope has no details. Select their depth under Edit scope.",
        (_, true) => "Loading details…",
        (DetailDepth::Bulk, false) => {
            "No bulk call tells more about this type. Select All details under Edit scope."
        }
        (DetailDepth::Chosen(_) | DetailDepth::All, false) => {
            "AWS has no further details of this type."
        }
    }
}

pub(super) fn json_ui(ui: &mut Ui, model: &DetailsModel, list: &mut RowList<usize>) {
    let font: FontId = TextStyle::Monospace.resolve(ui.style());
    let color = Palette::of(ui).text;
    let shape = ListShape {
        label: "JSON lines",
        kind: ListKind::Plain,
        row_height: LINE_HEIGHT,
        lines_id: ui.scope_id().with("JSON line"),
    };
    let lines = TextLines(&model.json);
    list.show(ui, shape, &lines, |ui, line| {
        let (start, width) = (row_start(line.rect, 0.0), line.rect.width());
        Elided::new(&lines.name(line.at), font.clone(), color).paint(ui.painter(), start, width);
    });
}

/// Lines of text.
struct TextLines<'a>(&'a JsonLines);

impl ListLines for TextLines<'_> {
    type Key = usize;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<usize> {
        (at < self.0.len()).then_some(at)
    }

    fn line_of(&self, at: usize) -> Option<usize> {
        self.key_at(at)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        self.0.get(at).unwrap_or_default()
    }
}
