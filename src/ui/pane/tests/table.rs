//! The rows as a table: headings, columns that come and go, cells.

use egui::{Modifiers, PointerButton, Pos2, pos2};

use super::*;
use crate::app::commands::CopyCommand;
use crate::app::pane::View;
use crate::app::resource_explorer::tree::ColumnId;

fn table(size: [f32; 2]) -> Window {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.pane().set_view(View::Table);
    fixture.settle();
    sized(fixture, size)
}

fn columns(names: &[&str]) -> Vec<ColumnId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn show(window: &mut Window, names: &[&str], pinned: u8) {
    let command = PaneCommand::SetColumns(columns(names), pinned);
    carry_out(window, &[Command::Pane(PANE, command)]);
}

/// Presses at one place, lets go at another, and returns the commands.
fn drag(window: &mut Window, from: Pos2, to: Pos2) -> Vec<Command> {
    window.state_mut().commands.clear();
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    window.event(egui::Event::PointerMoved(from));
    window.run_steps(2);
    window.event(button(from, true));
    window.run_steps(2);
    for share in [0.5, 1.0] {
        window.event(egui::Event::PointerMoved(from.lerp(to, share)));
        window.run_steps(2);
    }
    window.event(button(to, false));
    window.run_steps(2);
    std::mem::take(&mut window.state_mut().commands)
}

#[test]
fn columns_of_the_type_have_headings_that_sort() {
    let mut window = table([1400.0, 400.0]);
    let by = |sorting| [Command::Pane(PANE, PaneCommand::SetSorting(sorting))];
    let column = columns(&["column:Instance type"]).remove(0);
    let commands = click(&mut window, "Sort by Instance type");
    let sorting = Sorting::by(column.clone());
    assert_eq!(commands, by(sorting.clone()));
    carry_out(&mut window, &commands);
    let heading = window.get_by_label("Sort by Instance type");
    assert_eq!(heading.value().as_deref(), Some("first to last"));
    window.state_mut().commands.clear();
    window
        .get_by_label("Sort by status")
        .click_modifiers(Modifiers::SHIFT);
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    let status = BuiltinColumn::Status.into();
    assert_eq!(commands, by(sorting.clicked_as_next(&status)));
    // And by the keyboard.
    window.get_by_label("Sort by region").focus();
    window.run_steps(2);
    let commands = press(&mut window, Key::Enter);
    assert_eq!(commands, by(Sorting::by(BuiltinColumn::Region)));
}

#[test]
fn a_property_is_found_in_the_menu_and_becomes_a_column() {
    let mut window = table([1000.0, 500.0]);
    show(&mut window, &["name"], 0);
    click(&mut window, "Columns");
    window.get_by_label("Search columns").focus();
    window.run_steps(2);
    window.event(egui::Event::Text("availab".into()));
    window.run_steps(2);
    let commands = click(&mut window, "Placement.AvailabilityZone");
    let wanted = columns(&["name", "property:Placement.AvailabilityZone"]);
    let command = PaneCommand::SetColumns(wanted, 0);
    assert_eq!(commands, [Command::Pane(PANE, command)]);
    carry_out(&mut window, &commands);
    let heading = "Sort by Placement.AvailabilityZone";
    assert!(window.query_by_label(heading).is_some());
}

#[test]
fn an_edge_sets_the_width_and_a_heading_goes_where_it_is_dropped() {
    let mut window = table([1000.0, 400.0]);
    show(&mut window, &["name", "status", "region"], 0);
    let status = window.get_by_label("Sort by status").rect();
    let edge = pos2(status.right() + 4.0, status.center().y);
    let commands = drag(&mut window, edge, edge + vec2(30.0, 0.0));
    let wanted = (status.width() + 30.0).round() as u16;
    let column = ColumnId::from(BuiltinColumn::Status);
    let command = PaneCommand::SetColumnWidth(column, Some(wanted));
    assert_eq!(commands, [Command::Pane(PANE, command)]);
    let (from, to) = ("Sort by region", "Sort by status");
    let (from, to) = [from, to]
        .map(|label| window.get_by_label(label).rect().center())
        .into();
    let commands = drag(&mut window, from, to);
    let command = PaneCommand::SetColumns(columns(&["name", "region", "status"]), 0);
    assert_eq!(commands, [Command::Pane(PANE, command)]);
}

#[test]
fn columns_that_need_more_than_there_is_are_scrolled_and_pinned_ones_stay() {
    let mut window = table([420.0, 400.0]);
    show(
        &mut window,
        &["name", "status", "region", "account", "id"],
        1,
    );
    let left =
        |window: &Window, label: &str| window.query_by_label(label).map(|node| node.rect().left());
    let (name, status) = (
        left(&window, "Sort by name"),
        left(&window, "Sort by status"),
    );
    assert_eq!(left(&window, "Sort by ID"), None, "out of sight");
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    for _ in 0..6 {
        press(&mut window, Key::ArrowRight);
    }
    assert!(left(&window, "Sort by ID").is_some());
    assert_eq!(left(&window, "Sort by name"), name);
    assert_ne!(left(&window, "Sort by status"), status);
}

#[test]
fn a_cell_can_be_copied_and_be_a_filter() {
    let mut window = table([1000.0, 400.0]);
    let status = window.get_by_label("Sort by status").rect();
    let row = window.get_by_role_and_label(Role::TreeItem, "web-1").rect();
    let cell = pos2(status.left() + 8.0, row.center().y);
    let ask = |window: &mut Window| {
        for pressed in [true, false] {
            window.event(egui::Event::PointerMoved(cell));
            window.event(egui::Event::PointerButton {
                pos: cell,
                button: PointerButton::Secondary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            window.run_steps(2);
        }
    };
    ask(&mut window);
    let commands = click(&mut window, "Copy value running");
    let (what, text) = ("Value", "running".to_owned());
    assert_eq!(commands, [Command::Copy(CopyCommand::Text { what, text })]);
    ask(&mut window);
    let commands = click(&mut window, "Without it");
    let command = PaneCommand::SetFilter("!status:running".into());
    assert_eq!(commands, [Command::Pane(PANE, command)]);
}
