//! Walks the accessibility tree of every screen: each control has a name of its own in its group, each list a cursor.

use std::collections::BTreeMap;

use egui::accessibility::is_input;
use egui::accesskit::Role;
use egui_kittest::kittest::{AccessKitNode, NodeT as _};

use super::screens::SCREENS;
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
