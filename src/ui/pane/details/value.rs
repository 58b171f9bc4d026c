//! Values of a resource: each can be selected and is copied by a click, or followed where it names another resource.

use egui::{
    Align, CursorIcon, FontId, Label, Layout, Response, RichText, Role, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::app::commands::{Command, CopyCommand, TileCommand};
use crate::app::pane::details::FieldPart;
use crate::app::resource_explorer::progress::PaneId;
use crate::text::{identifier, sanitize};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::named::pair;

/// Width of the labels on the left, in points.
const LABEL_WIDTH: f32 = 124.0;

/// Least height of a line, in points.
const LINE: f32 = 18.0;

/// Room for the sign that a click copies, in points.
const SIGN: f32 = 16.0;

/// A label and the parts of its value, in a line of a description list.
pub(super) fn field_ui(
    ui: &mut Ui,
    label: &str,
    parts: &[FieldPart],
    pane: PaneId,
    commands: &mut Vec<Command>,
) {
    ui.horizontal_top(|ui| {
        let label = label_ui(ui, label);
        let room = ui.available_width();
        ui.allocate_ui(vec2(room, LINE), |ui| {
            ui.spacing_mut().interact_size.y = LINE;
            let layout = Layout::left_to_right(Align::Min).with_main_wrap(true);
            ui.with_layout(layout, |ui| {
                ui.spacing_mut().item_spacing = vec2(tokens::SPACE_2, 0.0);
                for part in parts {
                    let value = if part.is_reference {
                        link_ui(ui, &part.text, pane, commands)
                    } else {
                        value_ui(ui, &part.text, commands)
                    };
                    pair(&label, &value);
                }
            });
        });
    });
}

/// The label of a value.
pub(super) fn label_ui(ui: &mut Ui, text: &str) -> Response {
    let color = Palette::of(ui).text_weak;
    let size = vec2(LABEL_WIDTH, LINE);
    let label = Label::new(RichText::new(sanitize::line(text)).color(color)).truncate();
    let label = ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        ui.add(label)
    });
    label.inner
}

/// A value that a click copies.
pub(super) fn value_ui(ui: &mut Ui, text: &str, commands: &mut Vec<Command>) -> Response {
    let palette = Palette::of(ui);
    let shown = RichText::new(sanitize::excerpt(text)).color(palette.text);
    copied_ui(ui, shown, "value", text, commands)
}

/// An id or an ARN that a click copies, in as many lines as it needs.
pub(super) fn identifier_ui(
    ui: &mut Ui,
    what: &'static str,
    text: &str,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let font = FontId::monospace(tokens::TEXT_MONO);
    let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = tokens::SPACE_1;
        let room = ui.available_width() - SIGN - tokens::SPACE_2;
        let lines = identifier::wrapped(&sanitize::line(text), (room / letter) as usize);
        let shown = RichText::new(lines).font(font).color(palette.text_weak);
        copied_ui(ui, shown, what, text, commands);
    });
}

fn copied_ui(
    ui: &mut Ui,
    shown: RichText,
    what: &'static str,
    text: &str,
    commands: &mut Vec<Command>,
) -> Response {
    let label = Label::new(shown).wrap().selectable(true);
    let response = ui.add(label.sense(Sense::click()));
    if response.hovered() || response.has_focus() {
        let color = Palette::of(ui).text_weak;
        let at = pos2(
            response.rect.right() + SIGN / 2.0 + 2.0,
            response.rect.top() + LINE / 2.0,
        );
        icons::paint(ui.painter(), Icon::Copy, at, 11.0, color);
    }
    if response.clicked() {
        let text = text.to_owned();
        commands.push(Command::Copy(CopyCommand::Text { what, text }));
    }
    response
}

/// A value that names another resource, which a click leads to; its menu copies it.
fn link_ui(ui: &mut Ui, text: &str, pane: PaneId, commands: &mut Vec<Command>) -> Response {
    let palette = Palette::of(ui);
    let shown = RichText::new(sanitize::excerpt(text)).color(palette.accent);
    let label = Label::new(shown).wrap().sense(Sense::click());
    let response = ui.add(label.selectable(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, sanitize::excerpt(text)));
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if response.clicked() {
        commands.push(Command::Tile(pane, TileCommand::Follow(text.to_owned())));
    }
    response.context_menu(|ui| {
        if ui.button("Copy value").clicked() {
            let (what, text) = ("value", text.to_owned());
            commands.push(Command::Copy(CopyCommand::Text { what, text }));
        }
    });
    response
}
