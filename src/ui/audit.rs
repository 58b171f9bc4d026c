//! Walks the accessibility tree of every screen: each control has a name of its own in its group, each list a cursor.

use std::collections::BTreeMap;

use egui::accessibility::is_input;
use egui::accesskit::Role;
use egui_kittest::kittest::{AccessKitNode, NodeT as _};

use super::screens::{SCREENS, Window};
use super::tokens;
use crate::app::settings::Theme;

/// Parts that group controls: within one, no two controls have the same role and name.
fn groups(role: Role) -> bool {
    matches!(
        role,
        Role::Group
            | Role::Pane
            | Role::Dialog
            | Role::Alert
            | Role::Menu
            | Role::MenuBar
            | Role::Main
            | Role::Complementary
            | Role::Window
            | Role::List
            | Role::ListBox
            | Role::Tree
            | Role::TreeItem
            | Role::Grid
            | Role::Row
            | Role::ListBoxOption
            | Role::ListItem
    )
}

/// Lists that keys walk.
fn has_cursor(role: Role) -> bool {
    matches!(role, Role::List | Role::ListBox | Role::Tree | Role::Grid)
}

/// What a screen reader calls a node.
fn name_of(node: &AccessKitNode<'_>) -> String {
    let placeholder = || node.data().placeholder().map(str::to_owned);
    node.label().or_else(placeholder).unwrap_or_default()
}

fn around<'a>(node: &AccessKitNode<'a>) -> impl Iterator<Item = AccessKitNode<'a>> {
    std::iter::successors(node.parent(), |node| node.parent())
}

/// Where a node is, for the person who reads what the audit found.
fn place(node: &AccessKitNode<'_>) -> String {
    let mut names: Vec<String> = around(node)
        .map(|node| name_of(&node))
        .filter(|name| !name.is_empty())
        .collect();
    names.reverse();
    names.join(" › ")
}

/// What is wrong with one screen.
fn findings(nodes: &[AccessKitNode<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = BTreeMap::new();
    for node in nodes.iter().filter(|node| !node.is_hidden()) {
        let (role, name) = (node.role(), name_of(node));
        let at = || format!("{role:?} {name:?} in {}", place(node));
        let is_read_only = node.data().is_read_only();
        if is_input(role) && !is_read_only && name.trim().is_empty() {
            found.push(format!("no name: {}", at()));
        }
        if matches!(role, Role::Dialog | Role::Alert | Role::Group) && name.trim().is_empty() {
            found.push(format!("no name: {}", at()));
        }
        if has_cursor(role)
            && node.children().len() > 0
            && node.size_of_set() != Some(0)
            && node.active_descendant().is_none()
        {
            found.push(format!("no cursor: {}", at()));
        }
        if is_input(role) && !is_read_only {
            let group = around(node).find(|around| groups(around.role()));
            let key = (
                group.map(|group| group.id()),
                format!("{role:?}"),
                name.clone(),
            );
            if let Some(other) = seen.insert(key, at()) {
                found.push(format!("two of one name: {} and {other}", at()));
            }
        }
        // egui's own handles that move and size a panel have no role; they are dragged, not clicked.
        if node.data().supports_action(egui::accesskit::Action::Click) && role == Role::Unknown {
            found.push(format!("no role: {}", at()));
        }
    }
    found
}

#[test]
fn every_control_has_a_role_and_a_name_of_its_own_and_every_list_a_cursor() {
    let mut found = Vec::new();
    for screen in SCREENS {
        let window = screen.open(Theme::Dark, |builder| builder);
        let nodes: Vec<_> = window
            .root()
            .children_recursive()
            .map(|node| node.accesskit_node())
            .collect();
        let more = findings(&nodes);
        found.extend(more.iter().map(|text| format!("{}: {text}", screen.name)));
        if window.root().accesskit_node().label().as_deref() != Some("awsdash") {
            found.push(format!("{}: the window has no name", screen.name));
        }
    }
    found.sort();
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Width of the smallest window, in points.
const SMALLEST_WINDOW: f32 = 640.0;

/// Stops of the Tab key that are walked on a screen; more than any has.
const MOST_STOPS: usize = 80;

/// Where the keyboard is: the control, and its group.
struct Stop {
    id: String,
    name: String,
    group: Option<String>,
    rect: egui::Rect,
    is_list: bool,
}

fn focused(window: &Window) -> Option<Stop> {
    let nodes = window.root().children_recursive();
    let node = nodes.filter(|node| node.is_focused()).last()?;
    let rect = node.rect();
    let node = node.accesskit_node();
    let list = std::iter::once(node)
        .chain(around(&node))
        .find(|node| has_cursor(node.role()));
    let group = around(&node).find(|around| groups(around.role()));
    Some(Stop {
        id: format!("{:?}", node.id()),
        name: format!("{:?} {:?} in {}", node.role(), name_of(&node), place(&node)),
        group: group.map(|group| format!("{:?}", group.id())),
        rect,
        is_list: list.is_some(),
    })
}

/// Where a control is now: what is scrolled moves.
fn rect_of(window: &Window, stop: &Stop) -> Option<egui::Rect> {
    let mut nodes = window.root().children_recursive();
    let node = nodes.find(|node| format!("{:?}", node.accesskit_node().id()) == stop.id)?;
    Some(node.rect())
}

/// Whether a ring is drawn around the control, as far as it is in the window.
fn has_ring(window: &Window, stop: &Stop) -> bool {
    let shapes = &window.output().shapes;
    shapes.iter().any(|clipped| match &clipped.shape {
        egui::Shape::Rect(rect) => {
            let is_ring = (rect.stroke.width - tokens::LINE_FOCUS).abs() < f32::EPSILON;
            is_ring && (rect.rect.center() - stop.rect.center()).length() < 4.0
        }
        _ => false,
    })
}

/// Whether `b` stands after `a` where a page is read from the left to the right and down.
fn is_read_after(a: egui::Rect, b: egui::Rect) -> bool {
    if a.contains_rect(b) {
        return true;
    }
    let same_line = a.center().y > b.top() && a.center().y < b.bottom();
    if same_line {
        b.center().x >= a.center().x
    } else {
        b.center().y >= a.center().y
    }
}

#[test]
fn tab_goes_through_a_group_as_it_is_read_and_every_stop_shows_it() {
    let mut found = Vec::new();
    for screen in SCREENS
        .iter()
        .filter(|screen| screen.size[0] >= SMALLEST_WINDOW)
    {
        let mut window = screen.open(Theme::Dark, |builder| builder);
        window.ctx.memory_mut(|memory| {
            memory
                .focused()
                .inspect(|focused| memory.surrender_focus(*focused))
        });
        window.run_steps(2);
        let mut before: Option<Stop> = None;
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..MOST_STOPS {
            window.key_press(egui::Key::Tab);
            window.run_steps(2);
            let Some(stop) = focused(&window) else {
                continue;
            };
            if !seen.insert(stop.name.clone()) {
                break;
            }
            if !stop.is_list && !has_ring(&window, &stop) {
                // It may be on its way into view.
                window.run_steps(30);
            }
            let stop = focused(&window).unwrap_or(stop);
            // egui draws title bars itself.
            let is_ours = !stop.is_list && !stop.name.starts_with("TitleBar");
            if is_ours && !has_ring(&window, &stop) {
                found.push(format!("{}: no ring: {}", screen.name, stop.name));
            }
            if let Some(before) = before.filter(|before| before.group == stop.group)
                && let Some(rect) = rect_of(&window, &before)
                && !stop.name.starts_with("TitleBar")
                && !is_read_after(rect, stop.rect)
            {
                found.push(format!(
                    "{}: {} comes before {}",
                    screen.name, before.name, stop.name
                ));
            }
            before = Some(stop);
        }
    }
    found.sort();
    found.dedup();
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
}
