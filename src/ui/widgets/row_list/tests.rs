//! The keyboard in a list of lines, and what a screen reader is told of it.

use std::borrow::Cow;

use egui::{Key, Modifiers, Role, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::app::list_cursor::Check;

/// Numbered lines; every tenth cannot be acted on.
struct Numbers {
    count: usize,
    ticked: Vec<usize>,
}

impl ListLines for Numbers {
    type Key = usize;

    fn len(&self) -> usize {
        self.count
    }

    fn key_at(&self, at: usize) -> Option<usize> {
        (at < self.count).then_some(at)
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        format!("line {at}").into()
    }

    fn check(&self, at: usize) -> Option<Check> {
        Some(if self.ticked.contains(&at) {
            Check::On
        } else {
            Check::Off
        })
    }

    fn is_enabled(&self, at: usize) -> bool {
        at % 10 != 9
    }
}

struct State {
    lines: Numbers,
    list: RowList<usize>,
    kind: ListKind,
    events: Vec<ListEvent>,
    drawn: usize,
}

type Window = Harness<'static, State>;

fn window(count: usize, kind: ListKind) -> Window {
    let state = State {
        lines: Numbers {
            count,
            ticked: vec![1],
        },
        list: RowList::default(),
        kind,
        events: Vec::new(),
        drawn: 0,
    };
    let mut harness = Harness::builder().with_size([300.0, 220.0]).build_ui_state(
        |ui, state: &mut State| {
            let shape = ListShape {
                label: "Numbers",
                kind: state.kind,
                row_height: 22.0,
                lines_id: Id::unique("numbers"),
            };
            let output = state.list.show(ui, shape, &state.lines, |_, line| {
                line.context_menu(|ui| _ = ui.button("Copy"));
            });
            state.drawn = output.visible.len();
            state.events.extend(output.events);
        },
        state,
    );
    harness.run_steps(2);
    harness
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) -> Vec<ListEvent> {
    window.state_mut().events.clear();
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
    std::mem::take(&mut window.state_mut().events)
}

fn moved(line: usize) -> Vec<ListEvent> {
    let extent = SelectExtent::One;
    vec![ListEvent::Moved { line, extent }]
}

#[test]
fn keys_move_the_cursor_and_the_view_goes_with_it() {
    let mut window = window(10_000_000, ListKind::Options);
    window.get_by_label("Numbers").focus();
    window.run_steps(2);
    assert!(window.get_by_label("line 0").is_focused());
    for (key, line) in [
        (Key::ArrowDown, 1),
        (Key::End, 9_999_999),
        (Key::PageUp, 9_999_991),
        (Key::ArrowUp, 9_999_990),
        (Key::Home, 0),
    ] {
        assert_eq!(press(&mut window, Modifiers::NONE, key), moved(line));
        let label = format!("line {line}");
        let node = window.get_by_label(&label);
        assert!(node.is_focused(), "{key:?}");
        let rect = node.rect();
        assert!(rect.top() >= 0.0 && rect.bottom() <= 220.5, "{rect:?}");
        assert!(window.state().drawn <= 12);
    }
    let range = press(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    let extent = SelectExtent::Range;
    assert_eq!(range, [ListEvent::Moved { line: 1, extent }]);
}

#[test]
fn enter_space_and_the_menu_key_act_on_the_line_under_the_cursor() {
    let mut window = window(30, ListKind::Checks);
    window.get_by_label("line 3").click();
    window.run_steps(3);
    let clicked = ListEvent::Clicked {
        line: 3,
        modifiers: Modifiers::NONE,
    };
    assert_eq!(window.state().events, [clicked]);
    for (key, event) in [
        (Key::Enter, ListEvent::Activated(3)),
        (Key::Space, ListEvent::Marked(3)),
        (Key::ArrowRight, ListEvent::Sideways(1)),
        (Key::ArrowLeft, ListEvent::Sideways(-1)),
        (Key::Menu, ListEvent::Menu(3)),
    ] {
        assert_eq!(press(&mut window, Modifiers::NONE, key), [event]);
    }
    // The open menu has the keys now.
    assert!(window.query_by_label("Copy").is_some());
    assert_eq!(press(&mut window, Modifiers::NONE, Key::ArrowDown), []);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Copy").is_none());
    assert_eq!(
        press(&mut window, Modifiers::NONE, Key::ArrowDown),
        moved(4)
    );
    for _ in 0..5 {
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
    }
    assert_eq!(
        press(&mut window, Modifiers::NONE, Key::Space),
        [],
        "line 9 cannot be acted on"
    );
}

#[test]
fn a_screen_reader_is_told_of_boxes_and_of_their_places() {
    let window = window(30, ListKind::Checks);
    let list = window.get_by_label("Numbers").accesskit_node();
    assert_eq!(list.role(), Role::List);
    assert_eq!(list.size_of_set(), Some(30));
    let active = list.active_descendant().and_then(|node| node.label());
    assert_eq!(active.as_deref(), Some("line 0"), "before it has a cursor");
    let ticked = window.get_by_label("line 1").accesskit_node();
    assert_eq!(ticked.role(), Role::CheckBox);
    assert_eq!(ticked.toggled(), Some(egui::accesskit::Toggled::True));
    assert_eq!(ticked.position_in_set(), Some(1));
    assert!(window.get_by_label("line 9").accesskit_node().is_disabled());
    let around = std::iter::successors(ticked.parent(), |node| node.parent());
    let names: Vec<_> = around.filter_map(|node| node.label()).collect();
    assert_eq!(names, ["Numbers"]);
}

#[test]
fn a_screen_reader_activates_a_line_without_a_pointer() {
    let mut window = window(30, ListKind::Options);
    window.hover_at(pos2(100.0, 100.0));
    window.get_by_label("line 2").click_accesskit();
    window.run_steps(3);
    assert_eq!(window.state().events, [ListEvent::Activated(2)]);
}
