//! A pane by its labels: acts on widgets, asserts on the commands.

mod arranging;
mod bad_input;
mod banners;
mod building;
mod completion;
mod details_side;
mod groups;
mod ledger;
mod picking;
mod rows;
mod selection;
mod sides;
mod summary;
mod table;
mod totals;
mod tree;
mod widths;

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, HarnessBuilder};

use super::*;
use crate::app::commands::{
    AppCommand, CacheCommand, CopyCommand, PaneCommand, Panel as ShownPanel, PanelCommand,
    QueryCommand, TileCommand,
};
use crate::app::pane::{Banner, BannerAction, BannerKind, DetailsSide};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{FinishReason, Generation, ProgressEvent};
use crate::app::resource_explorer::tree::{BuiltinColumn, GroupBy, Open, RowIndex, Sorting};
use crate::app::settings::Theme;
use crate::model::{ArnText, DetailDepth, Selection, Tags};
use crate::ui::fixtures::{DEV, PANE, PROD, PaneFixture, account, denied, instance, region, ty};
use crate::ui::theme;

struct State {
    fixture: PaneFixture,
    ui: PaneUi,
    commands: Vec<Command>,
    dressed: bool,
}

type Window = Harness<'static, State>;

fn window(fixture: PaneFixture) -> Window {
    sized(fixture, [1100.0, 640.0])
}

fn sized(fixture: PaneFixture, size: [f32; 2]) -> Window {
    built(fixture, size, |builder| builder)
}

fn built(
    fixture: PaneFixture,
    size: [f32; 2],
    adapt: impl FnOnce(HarnessBuilder<State>) -> HarnessBuilder<State>,
) -> Window {
    let state = State {
        fixture,
        ui: PaneUi::default(),
        commands: Vec::new(),
        dressed: false,
    };
    let builder = adapt(Harness::builder().with_size(size));
    let mut harness = builder.build_ui_state(
        |ui, state: &mut State| {
            if !std::mem::replace(&mut state.dressed, true) {
                theme::apply(ui.ctx(), Theme::Dark, 1.0);
            }
            let pane = &state.fixture.panes[&PANE];
            pane_ui(
                ui,
                pane,
                &state.fixture.view(),
                &mut state.ui,
                &mut state.commands,
            );
        },
        state,
    );
    harness.run_steps(3);
    harness
}

/// Clicks the widget with this label and returns the commands.
fn click(window: &mut Window, label: &str) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.get_by_label(label).click();
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

fn press(window: &mut Window, key: Key) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.key_press(key);
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

/// Carries out the commands that change a pane, as the program does.
fn carry_out(window: &mut Window, commands: &[Command]) {
    let pane = window.state_mut().fixture.pane();
    for command in commands {
        let Command::Pane(PANE, command) = command else {
            panic!("not a change of the pane: {command:?}")
        };
        let _ = pane.apply_command(command.clone());
    }
    window.state_mut().fixture.settle();
    window.run_steps(3);
}

fn row_called(window: &mut Window, name: &str) -> RowIndex {
    let rows = &window.state_mut().fixture.pane().rows;
    rows.iter()
        .find(|(_, entry)| entry.display_name() == name)
        .expect("a row of that name")
        .0
}
