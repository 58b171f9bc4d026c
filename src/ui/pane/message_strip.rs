//! The line below the rows that says what happened to a pane. Rows above it stay where they are when it comes and goes.

use egui::accesskit::Live;
use egui::{Align, Button, Label, Layout, Popup, Rect, RichText, Ui, UiBuilder, pos2, vec2};

use super::banners::{
    self, BannerClick, ICON_WIDTH, button_ui, buttons_width, dismiss, message_ui,
};
use crate::app::commands::Command;
use crate::app::pane::Pane;
use crate::app::pane::messages::PaneMessage;
use crate::app::resource_explorer::ledger::Outcome;
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::named::name_group;

/// Its height, in points.
pub(super) const HEIGHT: f32 = tokens::CONTROL_HEIGHT + tokens::SPACE_1;

/// Width of the whole messages, in points.
const WHOLE_WIDTH: f32 = 420.0;

/// What the text keeps beside the buttons, in points; those that have no room then are with the whole message.
const TEXT_WIDTH: f32 = 200.0;

/// Draws the first message in one line, and opens all of them whole.
pub(super) fn message_strip_ui(
    ui: &mut Ui,
    rect: Rect,
    pane: &Pane,
    messages: &[PaneMessage],
    commands: &mut Vec<Command>,
) -> Option<BannerClick> {
    let first = messages.first()?;
    let palette = Palette::of(ui);
    ui.painter().rect_filled(rect, 0.0, palette.trouble);
    ui.painter()
        .hline(rect.x_range(), rect.top(), (tokens::LINE, palette.line));
    let inner = rect.shrink2(vec2(tokens::SPACE_2, tokens::SPACE_1 / 2.0));
    let layout = Layout::left_to_right(Align::Center);
    let builder = UiBuilder::new().id_salt("messages").max_rect(inner);
    let mut inside = ui.new_child(builder.layout(layout));
    let ui = &mut inside;
    ui.shrink_clip_rect(rect);
    ui.spacing_mut().item_spacing.x = tokens::SPACE_2;
    name_group(ui, "Messages");
    let mut click = None;
    let shown = shown_actions(ui, messages);
    let has_more = shown < first.actions.len() || messages.len() > 1 || !fits(ui, first);
    let end = LineEnd::new(ui, ui.scope_id().with("buttons"));
    let room = vec2(end.room(ui), ui.available_height());
    ui.allocate_ui_with_layout(room, layout, |ui| {
        ui.set_min_size(room);
        line_ui(ui, first);
    });
    end.show(ui, |ui| {
        for action in &first.actions[..shown] {
            click = button_ui(ui, *action, pane, commands).or(click);
        }
        if has_more {
            click = whole_ui(ui, pane, messages, commands).or(click);
        }
        if !first.dismisses.is_empty()
            && icons::icon_button_ui(ui, Icon::Cross, "Dismiss message").clicked()
        {
            dismiss(pane, first, commands);
        }
    });
    click
}

/// How many buttons have room in the line.
fn shown_actions(ui: &Ui, messages: &[PaneMessage]) -> usize {
    let first = &messages[0];
    let around = ICON_WIDTH + ui.spacing().item_spacing.x;
    let whole = banners::text_width(ui, &whole_label(messages)) + 2.0 * tokens::SPACE_4;
    let text = banners::text_width(ui, &first.text).min(TEXT_WIDTH);
    let cross = if first.dismisses.is_empty() {
        0.0
    } else {
        tokens::CONTROL_HEIGHT + ui.spacing().item_spacing.x
    };
    let room = ui.available_width() - around - text - cross;
    let counts = (0..=first.actions.len()).rev();
    let mut fitting = counts.filter(|count| {
        let is_all = *count == first.actions.len() && messages.len() == 1;
        let room = if is_all && fits(ui, first) {
            room
        } else {
            room - whole
        };
        buttons_width(ui, &first.actions[..*count]) <= room
    });
    fitting.next().unwrap_or(0)
}

/// Whether the text and all buttons have room in the line.
fn fits(ui: &Ui, message: &PaneMessage) -> bool {
    let around = ICON_WIDTH + 2.0 * ui.spacing().item_spacing.x;
    let buttons = buttons_width(ui, &message.actions);
    banners::text_width(ui, &message.text) + buttons + around
        <= ui.max_rect().width() - 2.0 * ICON_WIDTH
}

fn whole_label(messages: &[PaneMessage]) -> String {
    match messages.len() {
        1 => "Whole message".to_owned(),
        many => format!("{} more", many - 1),
    }
}

/// A button that opens every message whole, with all its buttons.
fn whole_ui(
    ui: &mut Ui,
    pane: &Pane,
    messages: &[PaneMessage],
    commands: &mut Vec<Command>,
) -> Option<BannerClick> {
    let button = ui
        .add(Button::new(whole_label(messages)))
        .on_hover_text("Read all messages of this pane whole");
    let mut click = None;
    let width = WHOLE_WIDTH.min(ui.ctx().content_rect().width() - 48.0);
    Popup::menu(&button).show(|ui| {
        ui.set_width(width);
        name_group(ui, "All messages");
        for message in messages {
            click = message_ui(ui, pane, message, commands).or(click);
        }
    });
    click
}

fn line_ui(ui: &mut Ui, message: &PaneMessage) {
    let palette = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(
        vec2(ICON_WIDTH, tokens::CONTROL_HEIGHT),
        egui::Sense::hover(),
    );
    let at = pos2(rect.center().x, rect.center().y);
    icons::paint(
        ui.painter(),
        Icon::Warning,
        at,
        14.0,
        palette.outcome(message.outcome),
    );
    let text = RichText::new(sanitize::lines(&message.text).replace('\n', " "));
    let said = ui.add(Label::new(text.color(palette.text)).truncate());
    let live = match message.outcome {
        Outcome::MemoryLimit | Outcome::Failed => Live::Assertive,
        _ => Live::Polite,
    };
    ui.ctx()
        .accesskit_node_builder(said.id, |node| node.set_live(live));
}
