use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};

use crate::app::commands::{Command, PaneCommand, TileCommand, WindowCommand, WindowId};
use crate::app::settings::Theme;
use crate::ui::fixtures::{PANE, PaneFixture};
use crate::ui::{WindowUi, theme, window_ui};

struct State {
    fixture: PaneFixture,
    window: WindowUi,
    commands: Vec<Command>,
    dressed: bool,
}

fn window() -> Harness<'static, State> {
    let state = State {
        fixture: PaneFixture::with_rows(6, 4),
        window: WindowUi::new(WindowId::ROOT, vec![PANE]),
        commands: Vec::new(),
        dressed: false,
    };
    let mut window = Harness::builder()
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
    window.run_steps(3);
    window
}

fn press(window: &mut Harness<'static, State>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

fn field<'a>(window: &'a Harness<'static, State>) -> Node<'a> {
    window.get_by_role_and_label(Role::TextInput, "Open anything")
}

fn is_open(window: &Harness<'static, State>) -> bool {
    let field = window.query_by_role_and_label(Role::TextInput, "Open anything");
    field.is_some()
}

fn write(window: &mut Harness<'static, State>, text: &str) {
    field(window).type_text(text);
    // The rows are looked through on another thread.
    for _ in 0..200 {
        window.run_steps(2);
        if window.query_by_label_contains("Looking through").is_none() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("the search never ends");
}

#[test]
fn three_keys_go_to_a_row_by_its_name() {
    let mut window = window();
    press(&mut window, Modifiers::COMMAND, Key::P);
    write(&mut window, "web-2");
    window.state_mut().commands.clear();
    press(&mut window, Modifiers::NONE, Key::Enter);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let wanted =
        |command: &Command| matches!(command, Command::Pane(PANE, PaneCommand::GoTo { .. }));
    assert!(commands.iter().any(wanted), "{commands:?}");
    assert!(commands.contains(&Command::Tile(PANE, TileCommand::Show)));
    assert!(!is_open(&window), "it is closed");
}

#[test]
fn a_colon_in_the_rows_opens_it_at_types_and_in_a_field_is_text() {
    let mut window = window();
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    press(&mut window, Modifiers::SHIFT, Key::Colon);
    let field = field(&window);
    assert_eq!(field.accesskit_node().value().as_deref(), Some(":"));
    write(&mut window, "EBS Volume");
    window.state_mut().commands.clear();
    press(&mut window, Modifiers::NONE, Key::Enter);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let asks = |command: &Command| matches!(command, Command::Window(_, WindowCommand::Ask { .. }));
    assert!(commands.iter().any(asks), "{commands:?}");
}

#[test]
fn arrows_choose_while_the_field_keeps_the_keyboard_and_escape_leaves() {
    let mut window = window();
    press(&mut window, Modifiers::COMMAND, Key::P);
    write(&mut window, ">theme");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert!(field(&window).is_focused());
    window.state_mut().commands.clear();
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!is_open(&window));
    let commands = &window.state().commands;
    assert!(
        !commands
            .iter()
            .any(|command| matches!(command, Command::App(_))),
        "{commands:?}"
    );
}
