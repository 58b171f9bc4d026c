//! The side beside the tree: everything known about the selected resource.

mod several;
mod tabs;

use egui::{Align, Button, FontId, Frame, Layout, Margin, RichText, Sense, Ui, vec2};

use super::console::console_buttons_ui;
use crate::app::commands::{Command, CopyCommand, PaneCommand};
use crate::app::labels::AccountNames;
use crate::app::pane::details::{Reader, ReaderUpdate, Shown, drop_tree};
use crate::app::pane::{DetailsSide, Pane};
use crate::app::view::AppView;
use crate::catalog::types::label_of;
use crate::model::ResourceEntry;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::account_dot;
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::json_tree::JsonTreeUi;
use crate::ui::widgets::row_list::RowList;
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::truncated_label_ui;
use several::SeveralUi;

/// What the details side shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DetailsTab {
    /// The columns of its type.
    #[default]
    Overview,
    /// Everything the list call returned, as a tree.
    Properties,
    /// Its tags.
    Tags,
    /// What phase 2 found.
    Details,
    /// The row as text.
    Json,
}

impl DetailsTab {
    const ALL: [Self; 5] = [
        Self::Overview,
        Self::Properties,
        Self::Tags,
        Self::Details,
        Self::Json,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Properties => "Properties",
            Self::Tags => "Tags",
            Self::Details => "Details",
            Self::Json => "JSON",
        }
    }
}

/// What the details side remembers between frames.
#[derive(Default)]
pub struct DetailsUi {
    /// Which tab.
    pub tab: DetailsTab,
    search: String,
    properties: JsonTreeUi,
    sections: JsonTreeUi,
    json_rows: RowList<usize>,
    names: AccountNames,
    several: SeveralUi,
    reader: Reader,
}

/// Draws the details side into all of `ui`.
pub fn details_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    state: &mut DetailsUi,
    commands: &mut Vec<Command>,
) {
    sync(ui, pane, state);
    let Some(entry) = pane.selected_entry() else {
        return;
    };
    if pane.selected_count() > 1 {
        return several_ui(ui, pane, state, commands);
    }
    let completed = pane.complete(entry);
    let entry = &*completed;
    let head = Frame::new().inner_margin(Margin::symmetric(
        tokens::SPACE_3 as i8,
        tokens::SPACE_2 as i8,
    ));
    head.show(ui, |ui| {
        head_ui(ui, pane, view, entry, state, commands);
        if let Some(reason) = pane.hidden_by(entry) {
            ui.label(RichText::new(reason).color(Palette::of(ui).warn));
        }
        buttons_ui(ui, pane, entry, commands);
    });
    tab_bar_ui(ui, state, pane, entry);
    let body = Frame::new().inner_margin(Margin::symmetric(
        tokens::SPACE_3 as i8,
        tokens::SPACE_2 as i8,
    ));
    body.show(ui, |ui| {
        // Tags came with the row and need no reading.
        if state.tab == DetailsTab::Tags {
            return tabs::tags_ui(ui, pane, entry, commands);
        }
        let shown = state.reader.shown(pane);
        match shown {
            Shown::Row => {}
            Shown::Before => {
                // What was shown before stays, disabled and faint.
                ui.weak("Reading all that is known of it…");
                ui.disable();
            }
            Shown::Failed(failure) => {
                ui.weak(format!("The details could not be read: {failure}."));
                return;
            }
        }
        let Some(model) = state.reader.model() else {
            return;
        };
        match state.tab {
            DetailsTab::Overview => tabs::overview_ui(ui, entry, model),
            DetailsTab::Properties => {
                let (outline, search) = (&mut state.properties, &mut state.search);
                tabs::properties_ui(ui, model, outline, search, commands);
            }
            DetailsTab::Tags => {}
            DetailsTab::Details => {
                tabs::sections_ui(ui, pane, model, &mut state.sections, commands);
            }
            DetailsTab::Json => tabs::json_ui(ui, model, &mut state.json_rows),
        }
    });
}

/// Takes over what was read since the last frame.
fn sync(ui: &Ui, pane: &Pane, state: &mut DetailsUi) {
    let ctx = ui.ctx().clone();
    let viewport = ctx.viewport_id();
    let wake = move || ctx.request_repaint_of(viewport);
    match state.reader.sync(pane, wake) {
        ReaderUpdate::None => {}
        ReaderUpdate::Details(sections) => drop_tree(state.sections.set(sections, 1)),
        ReaderUpdate::Row(properties, sections) => {
            state.json_rows = RowList::default();
            drop_tree(state.properties.set(properties, 0));
            drop_tree(state.sections.set(sections, 1));
        }
    }
}

/// In place of one row's details: what the selected rows have in common.
fn several_ui(ui: &mut Ui, pane: &Pane, state: &mut DetailsUi, commands: &mut Vec<Command>) {
    let margin = Margin::symmetric(tokens::SPACE_3 as i8, tokens::SPACE_2 as i8);
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            close_ui(ui, pane, commands);
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                state.several.show(ui, pane);
            });
        });
    });
}

fn close_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    if icons::icon_button_ui(ui, Icon::Cross, "Close details").clicked() {
        let closed = PaneCommand::SetDetails(DetailsSide::Closed);
        commands.push(Command::Pane(pane.id, closed));
    }
}

fn head_ui(
    ui: &mut Ui,
    pane: &Pane,
    view: &AppView<'_>,
    entry: &ResourceEntry,
    state: &mut DetailsUi,
    commands: &mut Vec<Command>,
) {
    let weak = Palette::of(ui).text_weak;
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 18.0;
    name_ui(ui, pane, entry, commands);
    let width = ui.available_width();
    let body = FontId::proportional(tokens::TEXT_BODY);
    truncated_label_ui(ui, &label_of(entry.resource_type), body, weak, width);
    if entry.is_named() {
        let mono = FontId::monospace(tokens::TEXT_MONO);
        truncated_label_ui(ui, &entry.id, mono, weak, width);
    }
    place_ui(ui, view, entry, &mut state.names);
    if !entry.status.is_empty() {
        status_ui(ui, entry);
    }
}

/// The name, and the button that closes the side.
fn name_ui(ui: &mut Ui, pane: &Pane, entry: &ResourceEntry, commands: &mut Vec<Command>) {
    let color = Palette::of(ui).text_strong;
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), tokens::CONTROL_HEIGHT),
        Layout::right_to_left(Align::Center),
        |ui| {
            close_ui(ui, pane, commands);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let width = ui.available_width();
                let font = FontId::proportional(tokens::TEXT_HEADING);
                truncated_label_ui(ui, entry.display_name(), font, color, width);
            });
        },
    );
}

/// The account and the region.
fn place_ui(ui: &mut Ui, view: &AppView<'_>, entry: &ResourceEntry, names: &mut AccountNames) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        dot_ui(ui, |painter, center| {
            let mark = view.directory.marks.mark_of(entry.account);
            account_dot::paint(painter, palette, mark, center);
        });
        let name = names.name(&view.directory.accounts, entry.account);
        let account = if name.is_empty() {
            entry.account.grouped()
        } else {
            format!("{name}  {}", entry.account.grouped())
        };
        let room = (ui.available_width() - 96.0).max(40.0);
        let body = FontId::proportional(tokens::TEXT_BODY);
        truncated_label_ui(ui, &account, body, palette.text, room);
        ui.label(RichText::new(entry.region.as_str()).color(palette.text_weak));
    });
}

fn status_ui(ui: &mut Ui, entry: &ResourceEntry) {
    let palette = Palette::of(ui);
    let class = entry.status_class;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        dot_ui(ui, |painter, center| {
            status_dot::paint(painter, palette, center, class)
        });
        let text = RichText::new(entry.status.as_str()).color(palette.status(class));
        ui.label(text).on_hover_text(class.words());
    });
}

fn dot_ui(ui: &mut Ui, paint: impl FnOnce(&egui::Painter, egui::Pos2)) {
    let (rect, _) =
        ui.allocate_exact_size(vec2(tokens::DOT, tokens::TEXT_BODY + 4.0), Sense::hover());
    paint(ui.painter(), rect.center());
}

fn buttons_ui(ui: &mut Ui, pane: &Pane, entry: &ResourceEntry, commands: &mut Vec<Command>) {
    ui.add_space(tokens::SPACE_1);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.y = tokens::SPACE_1;
        let arn = entry.arn();
        let copy_arn = ui.add_enabled(arn.is_some(), Button::new("Copy ARN"));
        let copy_arn = copy_arn.on_disabled_hover_text("This resource has no ARN");
        if let Some(arn) = arn {
            let clicked = copy_arn.clicked();
            copy_arn.on_hover_text(arn.as_ref());
            if clicked {
                commands.push(Command::Copy(CopyCommand::Text {
                    what: "ARN",
                    text: arn.into_owned(),
                }));
            }
        }
        if let Some(row) = pane.cursor
            && ui
                .button("Copy JSON")
                .on_hover_text("The whole row, properties and tags included")
                .clicked()
        {
            commands.push(Command::Copy(CopyCommand::RowJson { pane: pane.id, row }));
        }
        console_buttons_ui(ui, entry, commands);
    });
}

fn tab_bar_ui(ui: &mut Ui, state: &mut DetailsUi, pane: &Pane, entry: &ResourceEntry) {
    let palette = Palette::of(ui);
    let of_row = state.reader.shown(pane) == Shown::Row;
    let model = state.reader.model().filter(|_| of_row);
    let sections = model.map_or(0, |model| model.section_count);
    let bar = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = tokens::SPACE_3;
        ui.add_space(tokens::SPACE_3);
        for tab in DetailsTab::ALL {
            let text = match tab {
                DetailsTab::Tags if !entry.tags.is_empty() => {
                    format!("{} {}", tab.label(), entry.tags.len())
                }
                DetailsTab::Details if sections > 0 => format!("{} {sections}", tab.label()),
                _ => tab.label().to_owned(),
            };
            let chosen = state.tab == tab;
            let color = if chosen {
                palette.text_strong
            } else {
                palette.text_weak
            };
            let response = ui.add(Button::new(RichText::new(text).color(color)).frame(false));
            let response = response.accessible_name(format!("{} tab", tab.label()));
            if chosen {
                let rect = response.rect;
                ui.painter().hline(
                    rect.x_range(),
                    rect.bottom() + 1.0,
                    (tokens::LINE_FOCUS, palette.accent),
                );
            }
            if response.clicked() {
                state.tab = tab;
            }
        }
    });
    let below = bar.response.rect.bottom() + 2.0;
    let edges = ui.max_rect().x_range();
    ui.painter()
        .hline(edges, below, (tokens::LINE, palette.line));
}
