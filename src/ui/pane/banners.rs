//! Messages of a pane, each with buttons for what to do.

use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, TextStyle, Ui, vec2};

use crate::app::commands::{
    CacheCommand, Command, PaneCommand, Panel, PanelCommand, QueryCommand, TileCommand,
};
use crate::app::pane::messages::PaneMessage;
use crate::app::pane::{BannerAction, Pane};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};

/// Width in points of an icon and its margin.
pub(super) const ICON_WIDTH: f32 = 16.0;

/// Most of a message that the button to dismiss it says, in characters.
const NAME_CHARS: usize = 40;

/// What a banner asks for that the pane's drawing has to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerClick {
    /// Open the scope picker.
    EditScope,
}

/// Draws one message whole, with its buttons below or beside it.
pub(super) fn message_ui(
    ui: &mut Ui,
    pane: &Pane,
    message: &PaneMessage,
    commands: &mut Vec<Command>,
) -> Option<BannerClick> {
    let palette = Palette::of(ui);
    let frame = Frame::new()
        .fill(palette.trouble)
        .corner_radius(CornerRadius::ZERO)
        .inner_margin(Margin::symmetric(
            tokens::SPACE_2 as i8,
            tokens::SPACE_1 as i8,
        ));
    let mut click = None;
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        // From the right, so that the text takes what is left and its line breaks move no button.
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            let name = format!("Dismiss: {}", sanitize::line_of(&message.text, NAME_CHARS));
            if !message.dismisses.is_empty()
                && icons::icon_button_ui(ui, Icon::Cross, &name).clicked()
            {
                dismiss(pane, message, commands);
            }
            ui.with_layout(Layout::left_to_right(Align::TOP), |ui| text_ui(ui, message));
        });
        if !message.actions.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.add_space(ICON_WIDTH + ui.spacing().item_spacing.x);
                for action in &message.actions {
                    click = button_ui(ui, *action, pane, commands).or(click);
                }
            });
        }
    });
    click
}

/// Puts away the banners that a message stands for.
pub(super) fn dismiss(pane: &Pane, message: &PaneMessage, commands: &mut Vec<Command>) {
    let each = message.dismisses.iter();
    commands.extend(each.map(|id| Command::Pane(pane.id, PaneCommand::DismissBanner(*id))));
}

/// Draws the button of an action, which acts when it is clicked.
pub(super) fn button_ui(
    ui: &mut Ui,
    action: BannerAction,
    pane: &Pane,
    commands: &mut Vec<Command>,
) -> Option<BannerClick> {
    let is_clicked = ui.button(action.label()).clicked();
    is_clicked.then(|| run_action(action, pane, commands))?
}

fn text_ui(ui: &mut Ui, message: &PaneMessage) {
    let palette = Palette::of(ui);
    let size = vec2(ICON_WIDTH, tokens::CONTROL_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let color = palette.outcome(message.outcome);
    icons::paint(ui.painter(), Icon::Warning, rect.center(), 14.0, color);
    let text = egui::RichText::new(sanitize::lines(&message.text)).color(palette.text);
    ui.add(Label::new(text).wrap());
}

/// Width in points of the buttons side by side.
pub(super) fn buttons_width(ui: &Ui, actions: &[BannerAction]) -> f32 {
    let spacing = ui.spacing();
    let around = 2.0 * spacing.button_padding.x + spacing.item_spacing.x;
    let width = |action: &BannerAction| text_width(ui, action.label()) + around;
    actions.iter().map(width).sum()
}

/// Width in points of a text in one line.
pub(super) fn text_width(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let color = ui.visuals().text_color();
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, color);
    galley.size().x
}

fn run_action(
    action: BannerAction,
    pane: &Pane,
    commands: &mut Vec<Command>,
) -> Option<BannerClick> {
    let show = |panel| Command::Panel(PanelCommand::Show(panel));
    commands.push(match action {
        BannerAction::NarrowScope => return Some(BannerClick::EditScope),
        BannerAction::ClearCache => Command::Cache(CacheCommand::Clear),
        BannerAction::ClosePane => Command::Tile(pane.id, TileCommand::Close),
        BannerAction::RaiseLimit => show(Panel::Settings),
        BannerAction::Accounts => show(Panel::Accounts),
        BannerAction::Connect => show(Panel::Connect),
        BannerAction::Continue => Command::Query(pane.id, QueryCommand::Continue),
    });
    None
}
