//! The tabs of the details side.

use std::borrow::Cow;

use egui::{FontId, Label, RichText, ScrollArea, TextStyle, Ui};

use super::value::{field_ui, label_ui};
use crate::app::commands::{Command, CopyCommand, TileCommand};
use crate::app::list_cursor::ListLines;
use crate::app::pane::Pane;
use crate::app::pane::details::{DetailsModel, FieldPart, JsonLines};
use crate::app::recognition::is_reference;
use crate::model::{DetailDepth, QueryKey, Region, ResourceEntry, Tag};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::json_tree::{JsonTreeClick, JsonTreeUi};
use crate::ui::widgets::named::pair;
use crate::ui::widgets::row_list::{ListKind, ListShape, RowList};
use crate::ui::widgets::search_box::SearchBox;
use crate::ui::widgets::truncated::Elided;
use crate::ui::widgets::virtual_rows::row_start;

/// Height of a line of JSON, in points.
const LINE_HEIGHT: f32 = 16.0;

/// What was given up to free memory is said where it is missed.
const EVICTED: &str =
    "The properties were dropped to free memory. Refresh the pane to reload them.";

fn scroll(salt: &'static str) -> ScrollArea {
    ScrollArea::vertical().id_salt(salt).auto_shrink(false)
}

pub(super) fn evicted_ui(ui: &mut Ui, model: &DetailsModel) {
    if model.is_evicted() {
        ui.label(RichText::new(EVICTED).color(Palette::of(ui).warn));
    }
}

/// What is searched for among the properties.
pub(super) struct Search<'a> {
    pub(super) text: &'a mut String,
    pub(super) wants_keyboard: bool,
}

pub(super) fn properties_ui(
    ui: &mut Ui,
    pane: &Pane,
    model: &DetailsModel,
    outline: &mut JsonTreeUi,
    search: Search<'_>,
    commands: &mut Vec<Command>,
) {
    evicted_ui(ui, model);
    if model.section_count == 0 {
        let why = RichText::new(why_no_details(pane)).small();
        ui.add(Label::new(why.color(Palette::of(ui).text_weak)).wrap());
        ui.add_space(tokens::SPACE_1);
        if model.listed_nothing {
            if !model.is_evicted() {
                ui.weak("The listing said nothing but what is in the overview.");
            }
            return;
        }
    }
    let width = ui.available_width();
    let field = SearchBox {
        label: "Search properties",
        hint: "Search names and values",
        width,
    };
    let response = field.show(ui, search.text);
    if search.wants_keyboard {
        response.request_focus();
    }
    outline.set_search(search.text);
    match outline.show(ui, "Property lines") {
        Some(JsonTreeClick::Copy(what, text)) => {
            commands.push(Command::Copy(CopyCommand::Text { what, text }));
        }
        Some(JsonTreeClick::Open(text)) => {
            commands.push(Command::Tile(pane.id, TileCommand::Follow(text)));
        }
        None => {}
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
            tag_ui(ui, pane, &tag, commands);
        }
    });
}

fn tag_ui(ui: &mut Ui, pane: &Pane, tag: &Tag<'_>, commands: &mut Vec<Command>) {
    ui.horizontal_top(|ui| {
        let key = sanitize::line(tag.key);
        let label = format!("Copy tag {key}");
        if icons::icon_button_ui(ui, Icon::Copy, &label).clicked() {
            commands.push(Command::Copy(CopyCommand::Text {
                what: "tag",
                text: tag.value.to_string(),
            }));
        }
        if tag.value.is_empty() {
            let label = label_ui(ui, tag.key);
            let value = RichText::new("(empty)").italics();
            let value = ui.label(value.color(Palette::of(ui).text_faint));
            return pair(&label, &value);
        }
        let part = FieldPart {
            text: tag.value.into(),
            is_reference: is_reference(tag.value),
        };
        field_ui(ui, tag.key, &[part], pane.id, commands);
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

fn why_no_details(pane: &Pane) -> &'static str {
    match (&pane.spec.scope.details, pane.is_running()) {
        (DetailDepth::None, _) => "The scope has no details. Select their depth under Edit scope.",
        (_, true) => "Loading details…",
        (DetailDepth::Bulk, false) => {
            "No bulk call tells more about this type. Select Everything under Edit scope."
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
