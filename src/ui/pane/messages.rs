//! The pane's messages, each with buttons for what to do.

use egui::{CornerRadius, Frame, Label, Margin, Ui};

use super::facts::broken_text;
use crate::app::commands::{
    CacheCommand, Command, PaneCommand, Panel, PanelCommand, QueryCommand, TileCommand,
};
use crate::app::pane::{Pane, PaneMessage, WayOut};
use crate::app::resource_explorer::ledger::Outcome;
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::plain::plain_lines;

/// How many messages are shown at once; more are counted.
const MOST_SHOWN: usize = 3;

/// A way out that the pane itself has to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageClick {
    /// Open the scope picker.
    NarrowScope,
}

/// Draws the messages above the tree.
pub fn messages_ui(ui: &mut Ui, pane: &Pane, commands: &mut Vec<Command>) -> Option<MessageClick> {
    let mut click = None;
    // Most urgent last in the pane's list, first on the screen.
    for message in pane.messages.iter().rev().take(MOST_SHOWN) {
        click = message_ui(ui, pane, message, Dismiss::Offered, commands).or(click);
    }
    if let Some(message) = broken_access(pane) {
        click = message_ui(ui, pane, &message, Dismiss::Stays, commands).or(click);
    }
    let more = pane.messages.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        ui.weak(format!("and {more} more"));
    }
    click
}

/// One message for all profiles and roles that lead to no account.
fn broken_access(pane: &Pane) -> Option<PaneMessage> {
    let first = pane.broken.first()?;
    let text = match pane.broken.len() {
        1 => format!(
            "One profile or role could not be used. {}",
            broken_text(first)
        ),
        many => format!(
            "{many} profiles or roles could not be used. {}",
            broken_text(first)
        ),
    };
    Some(PaneMessage {
        outcome: Outcome::SignIn,
        text,
        ways_out: vec![WayOut::Connect],
        keys: Vec::new(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dismiss {
    Offered,
    Stays,
}

fn message_ui(
    ui: &mut Ui,
    pane: &Pane,
    message: &PaneMessage,
    dismiss: Dismiss,
    commands: &mut Vec<Command>,
) -> Option<MessageClick> {
    let palette = Palette::of(ui);
    let color = palette.outcome(message.outcome);
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
        ui.horizontal_wrapped(|ui| {
            let (rect, _) = ui.allocate_exact_size(
                egui::vec2(16.0, tokens::CONTROL_HEIGHT),
                egui::Sense::hover(),
            );
            icons::paint(ui.painter(), Icon::Warning, rect.center(), 14.0, color);
            ui.add(
                Label::new(egui::RichText::new(plain_lines(&message.text)).color(palette.text))
                    .wrap(),
            );
            for way in &message.ways_out {
                if ui.button(way.label()).clicked() {
                    click = take_way_out(*way, pane, message, commands).or(click);
                }
            }
            if dismiss == Dismiss::Offered
                && icons::icon_button_ui(ui, Icon::Cross, "Dismiss message").clicked()
            {
                commands.push(Command::Pane(pane.id, PaneCommand::DismissMessages));
            }
        });
    });
    click
}

fn take_way_out(
    way: WayOut,
    pane: &Pane,
    message: &PaneMessage,
    commands: &mut Vec<Command>,
) -> Option<MessageClick> {
    match way {
        WayOut::ClearCache => commands.push(Command::Cache(CacheCommand::Clear)),
        WayOut::ClosePane => commands.push(Command::Tile(pane.id, TileCommand::Close)),
        WayOut::NarrowScope => return Some(MessageClick::NarrowScope),
        WayOut::RaiseLimit => commands.push(Command::Panel(PanelCommand::Show(Panel::Settings))),
        WayOut::Accounts => commands.push(Command::Panel(PanelCommand::Show(Panel::Accounts))),
        WayOut::Connect => commands.push(Command::Panel(PanelCommand::Show(Panel::Connect))),
        WayOut::Continue => commands.push(Command::Query(pane.id, QueryCommand::Continue)),
        WayOut::Retry => {
            let keys = if message.keys.is_empty() {
                pane.retryable_keys()
            } else {
                message.keys.clone()
            };
            commands.push(Command::Query(pane.id, QueryCommand::Retry(keys)));
        }
    }
    None
}
