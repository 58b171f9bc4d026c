//! What is typed behind a chord reaches the field that the chord leads to, however few frames there are between them.

use egui::{Event, Role};

use super::*;
use crate::app::actions::effect::leads_to_field;
use crate::app::actions::registry;

/// Carries out the commands that lead somewhere in the window, as the program does.
fn carry_out(window: &mut Window) {
    for command in std::mem::take(&mut window.state_mut().commands) {
        let drawn = &mut window.state_mut().window;
        match command {
            Command::Tile(pane, TileCommand::FocusFilter) => drawn.focus_filter(pane),
            Command::Tile(pane, TileCommand::BuildFilter) => drawn.build_filter(pane),
            Command::Tile(pane, TileCommand::EditScope) => drawn.edit_scope(pane),
            Command::Window(_, WindowCommand::StartBookmark) => drawn.start_bookmark(),
            Command::Pane(PANE, command) => {
                _ = window.state_mut().fixture.pane().apply_command(command);
            }
            _ => {}
        }
    }
}

fn steps(window: &mut Window, count: usize) {
    for _ in 0..count {
        window.step();
        carry_out(window);
    }
}

fn key(modifiers: Modifiers, key: Key) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}

/// A key with the letter that it types.
fn letter(letter: &str) -> [Event; 2] {
    let pressed = Key::from_name(&letter.to_uppercase()).expect("a letter");
    [
        key(Modifiers::NONE, pressed),
        Event::Text(letter.to_owned()),
    ]
}

/// What the text field with the keyboard holds.
fn typed(window: &Window) -> Option<String> {
    let is_field = |role| matches!(role, Role::TextInput | Role::SearchInput);
    let nodes = window.root().children_recursive();
    let mut fields = nodes.filter(|node| is_field(node.accesskit_node().role()));
    let field = fields.find(|node| node.accesskit_node().is_focused())?;
    Some(field.accesskit_node().value().unwrap_or_default())
}

fn with_rows() -> Window {
    let mut window = window(PaneFixture::with_rows(3, 0));
    let rows = window.get_all_by_label("Resources").next().expect("a list");
    rows.focus();
    steps(&mut window, 3);
    window
}

#[test]
fn letters_of_the_same_frame_as_their_chord_reach_the_field() {
    let ctrl = Modifiers::COMMAND | Modifiers::CTRL;
    let slash = [
        key(Modifiers::NONE, Key::Slash),
        Event::Text("/".to_owned()),
    ];
    let chords = [
        vec![key(ctrl, Key::F)],
        slash.to_vec(),
        vec![key(ctrl, Key::P)],
        vec![key(ctrl, Key::D)],
        vec![key(ctrl, Key::E)],
    ];
    for chord in chords {
        for apart in [false, true] {
            let mut window = with_rows();
            window.input_mut().events.extend(chord.clone());
            for text in ["d", "g", "j"] {
                if apart {
                    steps(&mut window, 1);
                }
                window.input_mut().events.extend(letter(text));
            }
            steps(&mut window, 6);
            assert_eq!(typed(&window).as_deref(), Some("dgj"), "{chord:?} {apart}");
        }
    }
}

#[test]
fn a_chord_to_the_field_that_has_the_keyboard_loses_nothing() {
    let mut window = with_rows();
    let ctrl = Modifiers::COMMAND | Modifiers::CTRL;
    window.input_mut().events.push(key(ctrl, Key::F));
    steps(&mut window, 4);
    for event in letter("w")
        .into_iter()
        .chain([key(ctrl, Key::F)])
        .chain(letter("e"))
    {
        window.input_mut().events.push(event);
    }
    steps(&mut window, 6);
    assert_eq!(typed(&window).as_deref(), Some("we"));
}

#[test]
fn every_action_that_leads_to_a_field_says_so() {
    for info in registry::all() {
        let mut window = with_rows();
        let state = window.state_mut();
        let view = state.fixture.view();
        let mut commands = commands_of(info.action, state.window.target(&view), &view);
        take_own_commands(&mut state.window, &mut commands);
        state.commands = commands;
        carry_out(&mut window);
        steps(&mut window, 4);
        assert_eq!(
            typed(&window).is_some(),
            leads_to_field(info.action),
            "{}",
            info.title
        );
    }
}
