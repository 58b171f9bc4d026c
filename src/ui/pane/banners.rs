//! Banners of a pane, each with buttons for what to do.

use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, TextStyle, Ui, vec2};

use crate::app::commands::{
    CacheCommand, Command, PaneCommand, Panel, PanelCommand, QueryCommand, TileCommand,
};
use crate::app::pane::{Banner, BannerAction, Pane};
use crate::text::sanitize;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};

/// How many banners are shown at once; more are counted.
const MOST_SHOWN: usize = 3;

/// Width in points that the text keeps beside the buttons; with less, the buttons have lines of their own.
const TEXT_WIDTH: f32 = 240.0;

/// Width in points of an icon and its margin.
const ICON_WIDTH: f32 = 16.0;

/// What a banner asks for that the pane's drawing has to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerClick {
    /// Open the scope picker.
    EditScope,
}

/// Draws the banners above the tree.
pub fn banners_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) -> Option<BannerClick> {
    let mut click = None;
    // Most urgent last in the pane's list, first on the screen.
    for banner in pane.banners.iter().rev().take(MOST_SHOWN) {
        click = banner_ui(ui, pane, banner, commands).or(click);
    }
    let more = pane.banners.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        ui.horizontal(|ui| {
            ui.add_space(tokens::SPACE_2 + ICON_WIDTH + ui.spacing().item_spacing.x);
            ui.weak(format!("and {more} more"));
        });
    }
    click
}

fn banner_ui(
    ui: &mut Ui,
    pane: &Pane,
    banner: &Banner,
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
    let mut clicked = None;
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let room = ui.available_width() - 2.0 * (ICON_WIDTH + ui.spacing().item_spacing.x);
        let are_beside = room - buttons_width(ui, &banner.actions) >= TEXT_WIDTH;
        // From the right, so that the text takes what is left and its line breaks move no button.
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            if banner.kind.can_be_dismissed()
                && icons::icon_button_ui(ui, Icon::Cross, "Dismiss message").clicked()
            {
                commands.push(Command::Pane(
                    pane.id,
                    PaneCommand::DismissBanner(banner.id),
                ));
            }
            if are_beside {
                for action in banner.actions.iter().rev() {
                    clicked = ui
                        .button(action.label())
                        .clicked()
                        .then_some(*action)
                        .or(clicked);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::TOP), |ui| text_ui(ui, banner));
        });
        if !are_beside && !banner.actions.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.add_space(ICON_WIDTH + ui.spacing().item_spacing.x);
                for action in &banner.actions {
                    clicked = ui
                        .button(action.label())
                        .clicked()
                        .then_some(*action)
                        .or(clicked);
                }
            });
        }
    });
    run_action(clicked?, pane, commands)
}

fn text_ui(ui: &mut Ui, banner: &Banner) {
    let palette = Palette::of(ui);
    let size = vec2(ICON_WIDTH, tokens::CONTROL_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let color = palette.outcome(banner.outcome);
    icons::paint(ui.painter(), Icon::Warning, rect.center(), 14.0, color);
    let text = egui::RichText::new(sanitize::lines(&banner.text)).color(palette.text);
    ui.add(Label::new(text).wrap());
}

/// Width in points of the buttons side by side.
fn buttons_width(ui: &Ui, actions: &[BannerAction]) -> f32 {
    let font = TextStyle::Button.resolve(ui.style());
    let spacing = ui.spacing();
    let around = 2.0 * spacing.button_padding.x + spacing.item_spacing.x;
    let width = |action: &BannerAction| {
        let label = action.label().to_owned();
        let galley = ui
            .painter()
            .layout_no_wrap(label, font.clone(), ui.visuals().text_color());
        galley.size().x + around
    };
    actions.iter().map(width).sum()
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
