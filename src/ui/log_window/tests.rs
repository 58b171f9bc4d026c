//! The log window by keys: what is selected, and what is copied.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::Modifiers;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;

struct State {
    ui: LogWindowUi,
    tail: LogTail,
    commands: Vec<Command>,
    _folder: tempfile::TempDir,
}

type Window = Harness<'static, State>;

fn window(lines: usize) -> Window {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("awsdash.log");
    let line = |n| format!("2026-11-23T12:00:00.000+00:00  INFO awsdash: line {n}\n");
    std::fs::write(&path, (0..lines).map(line).collect::<String>()).unwrap();
    let mut tail = LogTail::open(&path, Arc::new(|| {}));
    let started = Instant::now();
    while tail.len() < lines && started.elapsed() < Duration::from_mins(1) {
        tail.drain(Duration::from_millis(50));
        std::thread::sleep(Duration::from_millis(2));
    }
    let state = State {
        ui: LogWindowUi::default(),
        tail,
        commands: Vec::new(),
        _folder: folder,
    };
    let mut harness = Harness::builder().with_size([700.0, 300.0]).build_ui_state(
        |ui, state: &mut State| {
            let State {
                ui: log,
                tail,
                commands,
                ..
            } = state;
            let keymap = KeyMap::default();
            log_window_ui(ui, log, tail, &keymap, commands);
        },
        state,
    );
    harness.run_steps(3);
    harness
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

fn copied(window: &mut Window) -> Vec<String> {
    window.state_mut().commands.clear();
    window.event(egui::Event::Copy);
    window.run_steps(2);
    match &window.state().commands[..] {
        [Command::Copy(CopyCommand::Text { text, .. })] => {
            let words = text.lines().map(|line| line.rsplit("awsdash: ").next());
            words.flatten().map(str::to_owned).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_are_selected_and_copied_by_keys() {
    let mut window = window(100);
    window.get_by_label_contains("awsdash: line 95").click();
    window.run_steps(3);
    assert_eq!(copied(&mut window), ["line 95"]);
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(copied(&mut window), ["line 94"]);
    press(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(copied(&mut window), ["line 94", "line 95", "line 96"]);
    window.get_by_label("Copy 3 lines");
    press(&mut window, Modifiers::NONE, Key::Home);
    assert_eq!(copied(&mut window), ["line 0"]);
    let line = window.get_by_label_contains("awsdash: line 0");
    assert!(line.is_focused());
    let node = line.accesskit_node();
    assert_eq!(node.is_selected(), Some(true));
    assert_eq!(node.position_in_set(), Some(0));
}

#[test]
fn the_menu_of_a_line_copies_it_or_all_that_are_selected() {
    let mut window = window(20);
    window.get_by_label_contains("awsdash: line 7").click();
    window.run_steps(3);
    press(&mut window, Modifiers::NONE, Key::Menu);
    window.state_mut().commands.clear();
    window.get_by_label("Copy").click();
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let [Command::Copy(CopyCommand::Text { text, .. })] = &commands[..] else {
        panic!("{commands:?}")
    };
    assert!(text.ends_with("line 7"), "{text}");
}
