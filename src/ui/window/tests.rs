//! Which part of a window keys and presses reach: asserted on the commands that come of them.

mod keys_of_lists;
mod typed_ahead;

use egui::{Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::app::actions::keymap::{KeyMap, LetterKeys};
use crate::app::commands::{AppCommand, PaneCommand, PanelCommand, QueryCommand, TileCommand};
use crate::app::jobs::{Job, TOLD_AFTER, Task};
use crate::app::pane::{Pane, PaneSpec};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::Generation;
use crate::app::settings::{Setting, Theme};
use crate::ui::fixtures::{PANE, PaneFixture, denied};
use crate::ui::theme;

/// A second pane, at the right.
const RIGHT: PaneId = PaneId(2);

struct State {
    fixture: PaneFixture,
    window: WindowUi,
    commands: Vec<Command>,
    dressed: bool,
}

type Window = Harness<'static, State>;

fn window(mut fixture: PaneFixture) -> Window {
    let mut beside = Pane::new(RIGHT, PaneSpec::default());
    beside.id_salt = 1;
    fixture.panes.insert(RIGHT, beside);
    fixture.pane().begin(Generation(1));
    let state = State {
        fixture,
        window: WindowUi::new(WindowId::ROOT, vec![PANE, RIGHT]),
        commands: Vec::new(),
        dressed: false,
    };
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .build_ui_state(
            |ui, state: &mut State| {
                if !std::mem::replace(&mut state.dressed, true) {
                    theme::apply(ui.ctx(), Theme::Dark, 1.0);
                }
                let view = state.fixture.view();
                window_ui(ui, &mut state.window, &view, &mut state.commands);
            },
            state,
        );
    harness.run_steps(3);
    harness
}

fn taken(window: &mut Window) -> Vec<Command> {
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().commands)
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) -> Vec<Command> {
    window.state_mut().commands.clear();
    window.key_press_modifiers(modifiers, key);
    taken(window)
}

fn escape(window: &mut Window) -> Vec<Command> {
    press(window, Modifiers::NONE, Key::Escape)
}

fn left(window: &Window, label: &str) -> Pos2 {
    let nodes = window.get_all_by_label(label);
    let places = nodes.map(|node| node.rect().center());
    places
        .min_by(|a, b| a.x.total_cmp(&b.x))
        .expect("it is there")
}

/// A press and its release, in as many frames as there are `frames` between them.
fn click_at(window: &mut Window, at: Pos2, frames: usize) -> Vec<Command> {
    window.event(egui::Event::PointerMoved(at));
    window.run_steps(2);
    window.state_mut().commands.clear();
    let button = |pressed| egui::Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    if frames == 0 {
        // Both within one frame.
        let input = window.input_mut();
        input.events.extend([button(true), button(false)]);
    } else {
        window.event(button(true));
        window.run_steps(frames);
        window.event(button(false));
    }
    taken(window)
}

#[test]
fn escape_cancels_the_query_while_a_row_has_the_keyboard() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let row = left(&window, "web-1");
    click_at(&mut window, row, 1);
    assert_eq!(
        escape(&mut window),
        [Command::Query(PANE, QueryCommand::Cancel)]
    );
}

#[test]
fn escape_closes_the_failures_and_leaves_the_query_alone() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let fixture = &mut window.state_mut().fixture;
    fixture.outcome("us-east-1", Outcome::Denied, Some(denied()));
    window.run_steps(3);
    let failures = window
        .get_all_by_label_contains("1 denied")
        .map(|node| node.rect().center())
        .next()
        .expect("the status bar counts them");
    click_at(&mut window, failures, 1);
    window.get_by_label("What failed");
    assert_eq!(escape(&mut window), []);
    assert!(window.query_by_label("What failed").is_none());
    assert_eq!(
        escape(&mut window),
        [Command::Query(PANE, QueryCommand::Cancel)]
    );
}

#[test]
fn escape_closes_the_panel_opened_last_then_the_one_before_then_the_query() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    window.state_mut().window.show(Panel::Memory);
    window.state_mut().window.show(Panel::Settings);
    window.run_steps(3);
    let shown = |window: &Window| {
        let window = &window.state().window;
        [Panel::Memory, Panel::Settings].map(|panel| window.shows(panel))
    };
    assert_eq!(escape(&mut window), []);
    assert_eq!(shown(&window), [true, false]);
    assert_eq!(escape(&mut window), []);
    assert_eq!(shown(&window), [false, false]);
    assert_eq!(
        escape(&mut window),
        [Command::Query(PANE, QueryCommand::Cancel)]
    );
}

#[test]
fn a_button_that_promises_a_panel_never_closes_it() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    for _ in 0..2 {
        let show = Command::Panel(PanelCommand::Show(Panel::Settings));
        let mut wanted = vec![show, Command::Panel(PanelCommand::Toggle(Panel::Log))];
        take_own_commands(&mut window.state_mut().window, &mut wanted);
        assert_eq!(wanted, [Command::Panel(PanelCommand::Toggle(Panel::Log))]);
        assert!(window.state().window.shows(Panel::Settings));
    }
}

#[test]
fn a_press_within_one_frame_focuses_the_pane_under_it() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let inside = egui::pos2(960.0, 300.0);
    for frames in [0, 1] {
        let commands = click_at(&mut window, inside, frames);
        assert_eq!(
            commands,
            [Command::Tile(RIGHT, TileCommand::Focus)],
            "{frames} frames"
        );
    }
}

#[test]
fn a_press_on_a_panel_leaves_the_pane_under_it_unfocused() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    window.state_mut().window.show(Panel::Keyboard);
    window.run_steps(3);
    // The panel lies in the middle, over both panes.
    let title = left(&window, "Keyboard shortcuts") + egui::vec2(0.0, 40.0);
    let on_the_right = egui::pos2(700.0, title.y);
    assert_eq!(click_at(&mut window, on_the_right, 1), []);
}

#[test]
fn a_text_field_keeps_the_keys_that_edit_text() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let filter = left(&window, "Filter");
    click_at(&mut window, filter, 1);
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::W),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::Backspace),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::Delete),
    ] {
        let commands = press(&mut window, modifiers, key);
        let edits =
            |command: &Command| matches!(command, Command::Pane(_, PaneCommand::SetFilter(_)));
        assert!(commands.iter().all(edits), "{key:?}: {commands:?}");
    }
    assert_eq!(
        press(&mut window, Modifiers::NONE, Key::F5),
        [Command::Query(PANE, QueryCommand::Run)]
    );
    let row = left(&window, "web-1");
    click_at(&mut window, row, 1);
    let commands = press(&mut window, Modifiers::COMMAND, Key::W);
    assert_eq!(commands, [Command::Tile(PANE, TileCommand::Close)]);
}

#[test]
fn a_pane_that_is_shown_has_the_keyboard_in_its_rows() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.pane().cursor = None;
    let mut window = window(fixture);
    window.state_mut().window.show_pane(PANE);
    window.run_steps(3);
    let commands = press(&mut window, Modifiers::NONE, Key::End);
    assert!(
        matches!(
            commands.as_slice(),
            [Command::Pane(PANE, PaneCommand::Select(_))]
        ),
        "{commands:?}"
    );
}

#[test]
fn letters_move_in_the_rows_and_spell_once_a_name_is_being_typed() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.pane().cursor = None;
    let mut window = window(fixture);
    window.state_mut().window.show_pane(PANE);
    window.run_steps(3);
    let letter = |window: &mut Window, key: Key, text: &str| {
        window.state_mut().commands.clear();
        window.key_press(key);
        window.event(egui::Event::Text(text.into()));
        taken(window)
    };
    let selects = |commands: &[Command]| {
        let is_select = |one: &Command| matches!(one, Command::Pane(_, PaneCommand::Select(_)));
        commands.iter().any(is_select)
    };
    press(&mut window, Modifiers::NONE, Key::End);
    let up = letter(&mut window, Key::K, "k");
    assert!(selects(&up), "{up:?}");
    // A letter that is no key begins a name, and those that follow belong to it.
    letter(&mut window, Key::W, "w");
    assert_eq!(letter(&mut window, Key::K, "k"), []);
}

#[test]
fn a_slash_in_the_rows_goes_to_the_filter_and_is_a_character_there() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let row = left(&window, "web-1");
    click_at(&mut window, row, 1);
    assert_eq!(
        press(&mut window, Modifiers::NONE, Key::Slash),
        [Command::Tile(PANE, TileCommand::FocusFilter)]
    );
    let filter = left(&window, "Filter");
    click_at(&mut window, filter, 1);
    window.key_press(Key::Slash);
    window.event(egui::Event::Text("/".into()));
    let typed = Command::Pane(PANE, PaneCommand::SetFilter("/".into()));
    assert_eq!(taken(&mut window), [typed]);
}

#[test]
fn an_open_menu_takes_escape_and_says_keys_and_reasons() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let menu = left(&window, "Pane");
    click_at(&mut window, menu, 1);
    let retry = window.get_by_label("Retry failed");
    assert!(retry.accesskit_node().is_disabled());
    assert_eq!(escape(&mut window), []);
    assert!(window.query_by_label("Retry failed").is_none());
    assert_eq!(
        escape(&mut window),
        [Command::Query(PANE, QueryCommand::Cancel)]
    );
}

#[test]
fn keys_chosen_in_the_settings_are_those_that_work() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let chosen = serde_json::json!({ "pane.run": ["ctrl+r"] });
    let (keymap, problems) = KeyMap::new(chosen.as_object().unwrap(), LetterKeys::On);
    assert_eq!(problems, [""; 0]);
    fixture.keymap = keymap;
    let mut window = window(fixture);
    let run = [Command::Query(PANE, QueryCommand::Run)];
    assert_eq!(press(&mut window, Modifiers::COMMAND, Key::R), run);
    assert_eq!(press(&mut window, Modifiers::NONE, Key::F5), []);
}

#[test]
fn keys_of_an_action_are_changed_in_the_settings_and_a_conflict_is_named() {
    let mut window = window(PaneFixture::with_rows(3, 0));
    window.state_mut().window.show(Panel::Settings);
    window.run_steps(3);
    let search = left(&window, "Search actions");
    click_at(&mut window, search, 1);
    window.event(egui::Event::Text("refresh".into()));
    window.run_steps(3);
    let change = left(&window, "Change keys of Refresh");
    let record = |window: &mut Window, modifiers, key| {
        click_at(window, change, 1);
        press(window, modifiers, key)
    };
    let set = |action, chords: &[&str]| {
        let chords = chords.iter().map(|text| text.parse().unwrap()).collect();
        Command::App(AppCommand::Set(Setting::Keys(action, chords)))
    };
    let commands = record(&mut window, Modifiers::COMMAND, Key::R);
    assert_eq!(commands, [set(Action::Refresh, &["ctrl+r"])]);
    // Escape gives up, and neither closes the panel nor stops the query.
    assert_eq!(record(&mut window, Modifiers::NONE, Key::Escape), []);
    assert!(window.state().window.shows(Panel::Settings));
    // F5 runs; it is taken from there only when a person says so.
    assert_eq!(record(&mut window, Modifiers::NONE, Key::F5), []);
    window.get_by_label("F5 is used for 'Run'.");
    let here = left(&window, "Use it here");
    let commands = click_at(&mut window, here, 1);
    let expected = [set(Action::Run, &[]), set(Action::Refresh, &["f5"])];
    assert_eq!(commands, expected);
    let remove = left(&window, "Remove keys of Refresh");
    let commands = click_at(&mut window, remove, 1);
    assert_eq!(commands, [set(Action::Refresh, &[])]);
    assert!(window.query_by_label("Reset keys of Refresh").is_none());
    let keys = &mut window.state_mut().fixture.settings.keys;
    keys.insert("pane.refresh".into(), serde_json::json!(["ctrl+r"]));
    window.run_steps(3);
    let reset = left(&window, "Reset keys of Refresh");
    let commands = click_at(&mut window, reset, 1);
    let reset = Command::App(AppCommand::Set(Setting::DefaultKeys(Action::Refresh)));
    assert_eq!(commands, [reset]);
}

#[test]
fn work_that_takes_long_is_told_and_can_be_given_up() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    let task = Task::new("test", "Writing a text").cancellable();
    let work = Job::<()>::ready(task, || ());
    let line = work.line();
    let mut window = {
        fixture.jobs = vec![line];
        window(fixture)
    };
    assert!(
        window.query_by_label("Writing a text…").is_none(),
        "it is quick"
    );
    window.state_mut().fixture.jobs[0].elapsed = TOLD_AFTER;
    window.run_steps(3);
    window.get_by_label("Writing a text…");
    let cancel = left(&window, "Cancel: Writing a text");
    let commands = click_at(&mut window, cancel, 1);
    assert_eq!(commands, [Command::App(AppCommand::CancelJob(line.id))]);
}

#[test]
fn help_shows_filters_by_example_and_a_click_filters_the_focused_pane() {
    let mut window = window(PaneFixture::with_rows(3, 2));
    window.state_mut().window.show(Panel::Keyboard);
    window.run_steps(3);
    let example = window.get_by_label("untagged");
    example.scroll_to_me();
    window.run_steps(3);
    window.get_by_label("untagged").click();
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let filter = PaneCommand::SetFilter("untagged".to_owned());
    assert!(
        commands.contains(&Command::Pane(PANE, filter)),
        "{commands:?}"
    );
}
