//! What a pane shows in place of rows: why there are none, and what to do about it.

use egui::{Button, RichText, Ui};

use super::PaneUi;
use crate::app::commands::{AppCommand, Command, PaneCommand, QueryCommand, TileCommand};
use crate::app::pane::Pane;
use crate::app::pane::empty_state::{EmptyAction, EmptyState};
use crate::app::pane::scope_chips::ScopePart;
use crate::app::settings::Setting;
use crate::ui::tokens::{self, Palette};

/// Draws it. The first button takes the keyboard that the rows would have.
pub(super) fn empty_ui(
    ui: &mut Ui,
    pane: &Pane,
    empty: &EmptyState,
    state: &mut PaneUi,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let wants_keyboard = std::mem::take(&mut state.wants_keyboard);
    let third = (ui.available_height() / 3.0 - tokens::SPACE_6).max(tokens::SPACE_2);
    ui.spacing_mut().item_spacing.y = tokens::SPACE_2;
    ui.vertical_centered(|ui| {
        ui.add_space(third);
        ui.label(
            RichText::new(&empty.title)
                .size(tokens::TEXT_HEADING)
                .color(palette.text),
        );
        for line in empty.text.lines() {
            ui.label(RichText::new(line).color(palette.text_weak));
        }
        let Some(first) = empty.action else {
            if wants_keyboard {
                ui.memory_mut(|memory| memory.stop_text_input());
            }
            return;
        };
        ui.add_space(tokens::SPACE_1);
        for action in std::iter::once(&first).chain(&empty.others) {
            let button = ui.add(Button::new(action.label()));
            if wants_keyboard && *action == first {
                button.request_focus();
            }
            if button.clicked() {
                act(*action, pane, state, commands);
            }
        }
    });
}

fn act(action: EmptyAction, pane: &Pane, state: &mut PaneUi, commands: &mut Vec<Command>) {
    let filter = |text| Command::Pane(pane.id, PaneCommand::SetFilter(text));
    match action {
        EmptyAction::Run => commands.push(Command::Query(pane.id, QueryCommand::Run)),
        EmptyAction::EditScope => state.open_picker = Some(ScopePart::Accounts),
        EmptyAction::ClearFilter => commands.push(filter(String::new())),
        EmptyAction::SearchProperties => {
            commands.extend(pane.filter_in_properties().map(filter));
        }
        EmptyAction::LookUp => {
            let beside = |spec| Command::Tile(pane.id, TileCommand::OpenBeside(Box::new(spec)));
            commands.extend(pane.spec_of_named().map(beside));
        }
        EmptyAction::ShowManaged => {
            commands.push(Command::App(AppCommand::Set(Setting::ShowManaged(true))));
        }
        EmptyAction::ShowFailures => state.failures.toggle(),
    }
}
