//! The head of the details: what the row is called, where it is, how it is, and what can be done with it.

use egui::{Align, FontId, Layout, RichText, Sense, Ui, vec2};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::copy_menu::copy_menu_ui;
use super::value::identifier_ui;
use crate::app::age::age_at;
use crate::app::commands::{AppCommand, Command, PaneCommand};
use crate::app::labels::AccountNames;
use crate::app::pane::details::DetailsModel;
use crate::app::pane::{DetailsSide, Pane};
use crate::app::view::AppView;
use crate::catalog::console::link_of_row;
use crate::catalog::types::label_of;
use crate::model::ResourceEntry;
use crate::text::sanitize;
use crate::ui::pane::console;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::account_dot;
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::status_dot;
use crate::ui::widgets::truncated::truncated_label_ui;

/// Side of a button, in points.
const BUTTON: f32 = tokens::CONTROL_HEIGHT - 4.0;

/// Between buttons, in points.
const BETWEEN: f32 = 2.0;

/// An id of more characters than this may be cut in the title, and stands below it as well.
const SURE_TO_FIT: usize = 24;

/// What the head is of.
pub(super) struct Head<'a, 'v> {
    pub(super) pane: &'a Pane,
    pub(super) view: &'a AppView<'v>,
    pub(super) entry: &'a ResourceEntry,
    /// What was read of it, once it was.
    pub(super) model: Option<&'a DetailsModel>,
}

pub(super) fn head_ui(
    ui: &mut Ui,
    head: &Head<'_, '_>,
    names: &mut AccountNames,
    commands: &mut Vec<Command>,
) {
    let entry = head.entry;
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.spacing_mut().interact_size.y = 18.0;
    title_ui(ui, head.pane, entry, commands);
    let name = names.name(&head.view.directory.accounts, entry.account);
    let account = if name.is_empty() {
        entry.account.grouped()
    } else {
        name.to_owned()
    };
    place_ui(ui, head, &account);
    let arn = entry.arn();
    let is_title = entry.id == entry.display_name() && entry.id.len() <= SURE_TO_FIT;
    let is_arn = arn.as_deref() == Some(&*entry.id);
    if !is_title && !is_arn {
        identifier_ui(ui, "ID", &entry.id, commands);
    }
    if let Some(arn) = arn {
        identifier_ui(ui, "ARN", &arn, commands);
    }
}

/// The name, and what can be done with the row.
fn title_ui(ui: &mut Ui, pane: &Pane, entry: &ResourceEntry, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let link = link_of_row(entry);
    let buttons = 5.0 + f32::from(u8::from(link.is_some()));
    let room = ui.available_width() - buttons * (BUTTON + BETWEEN) - BETWEEN;
    ui.horizontal(|ui| {
        ui.set_min_height(tokens::CONTROL_HEIGHT);
        ui.spacing_mut().item_spacing.x = BETWEEN;
        let size = vec2(room.max(0.0), tokens::CONTROL_HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_size(size);
            ui.spacing_mut().item_spacing.x = 6.0;
            dot_ui(ui, |painter, center| {
                status_dot::paint(painter, palette, center, entry.status_class);
            });
            let font = FontId::proportional(tokens::TEXT_HEADING);
            let width = ui.available_width();
            truncated_label_ui(ui, entry.display_name(), font, palette.text_strong, width);
        });
        for (icon, label, by) in [
            (Icon::Previous, "Previous row", -1),
            (Icon::Next, "Next row", 1),
        ] {
            if icons::icon_button_ui(ui, icon, label).clicked() {
                let moved = PaneCommand::MoveSelection(by);
                commands.push(Command::Pane(pane.id, moved));
            }
        }
        copy_menu_ui(ui, pane, entry, commands);
        if let Some(url) = link {
            // The browser may be signed in to another account; the program cannot know.
            let button = icons::icon_button_ui(ui, Icon::Outward, console::OPEN);
            if button.clicked() {
                commands.push(Command::App(AppCommand::OpenPage(url)));
            }
        }
        close_ui(ui, pane, commands);
    });
}

/// The button that closes the side.
pub(super) fn close_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) {
    if icons::icon_button_ui(ui, Icon::Cross, "Close details").clicked() {
        let closed = PaneCommand::SetDetails(DetailsSide::Closed);
        commands.push(Command::Pane(pane.id, closed));
    }
}

/// Type, account, place, status and age.
fn place_ui(ui: &mut Ui, head: &Head<'_, '_>, account: &str) {
    let (entry, model) = (head.entry, head.model);
    let palette = Palette::of(ui);
    let weak = |text: &str| RichText::new(text.to_owned()).color(palette.text_weak);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = tokens::SPACE_1;
        ui.label(weak(&label_of(entry.resource_type)));
        ui.label(weak("·"));
        dot_ui(ui, |painter, center| {
            let mark = head.view.directory.marks.mark_of(entry.account);
            account_dot::paint(painter, palette, mark, center);
        });
        let account = RichText::new(sanitize::line(account)).color(palette.text);
        let number = entry.account.grouped();
        ui.label(account).on_hover_text(number);
        ui.label(weak("·"));
        let zone = model.and_then(|model| zone_of(model, entry));
        ui.label(weak(zone.unwrap_or(entry.region.as_str())));
        let created = model.and_then(|model| model.created);
        if !entry.status.is_empty() {
            ui.label(weak("·"));
            let color = palette.status(entry.status_class);
            let status = RichText::new(sanitize::line(&entry.status)).color(color);
            ui.label(status).on_hover_text(entry.status_class.words());
        } else if created.is_some() {
            ui.label(weak("·"));
        }
        if let Some(created) = created
            && let Some(age) = age_at(head.view.now, created)
        {
            ui.label(weak(&age)).on_hover_text(moment_text(created));
        }
    });
}

/// The availability zone, where a field tells it.
fn zone_of<'a>(model: &'a DetailsModel, entry: &ResourceEntry) -> Option<&'a str> {
    let is_zone = |text: &&str| {
        let letter = text.strip_prefix(entry.region.as_str());
        letter.is_some_and(|letter| letter.len() == 1)
    };
    let mut texts = model.overview.iter().map(|field| field.text.as_str());
    texts.find(is_zone)
}

fn moment_text(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds).ok();
    let local = moment.map(|moment| moment.to_zoned_datetime(TimeZone::system()));
    local.map_or_else(String::new, |local| {
        format!("Made on {}", local.strftime("%Y-%m-%d %H:%M:%S"))
    })
}

fn dot_ui(ui: &mut Ui, paint: impl FnOnce(&egui::Painter, egui::Pos2)) {
    let size = vec2(tokens::DOT, tokens::TEXT_BODY + 4.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    paint(ui.painter(), rect.center());
}
