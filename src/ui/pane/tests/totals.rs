//! The line below a table, and copying its rows.

use super::*;
use crate::app::commands::CopyCommand;
use crate::app::pane::View;
use crate::app::pane::table_text::CopiedRows;
use crate::app::pane::totals::Aggregate;

fn table(fixture: PaneFixture, size: [f32; 2]) -> Window {
    let mut fixture = fixture;
    fixture.pane().set_view(View::Table);
    fixture.settle();
    sized(fixture, size)
}

fn show(window: &mut Window, names: &[&str]) {
    let columns = names.iter().map(|name| name.parse().unwrap()).collect();
    let command = Command::Pane(PANE, PaneCommand::SetColumns(columns, 0));
    carry_out(window, &[command]);
}

/// Rows that a property decides are found in parts, and totals of many rows are made by another thread.
fn wait_for(window: &mut Window, label: &str) {
    let started = std::time::Instant::now();
    while window.query_by_label(label).is_none() {
        assert!(started.elapsed() < Duration::from_mins(1), "never: {label}");
        std::thread::sleep(Duration::from_millis(5));
        window.state_mut().fixture.settle();
        window.run_steps(1);
    }
}

#[test]
fn each_column_says_what_it_comes_to_and_a_click_chooses_what() {
    let mut window = table(PaneFixture::with_rows(0, 4), [1000.0, 400.0]);
    show(
        &mut window,
        &["name", "status", "column:Size", "property:VolumeType"],
    );
    for label in [
        "Total of Name: 4 rows",
        "Total of Status: 1 kind",
        "Total of Size: sum 80.0 GiB",
        "Total of VolumeType: 1 kind",
    ] {
        wait_for(&mut window, label);
    }
    click(&mut window, "Total of Size: sum 80.0 GiB");
    let commands = click(&mut window, "Largest: 32.0 GiB");
    let size = "column:Size".parse().unwrap();
    let command = PaneCommand::SetTotal(size, Aggregate::Most);
    assert_eq!(commands, [Command::Pane(PANE, command)]);
    carry_out(&mut window, &commands);
    let label = "Total of Size: max 32.0 GiB";
    wait_for(&mut window, label);
    // Only what the filter lets through counts.
    let filter = PaneCommand::SetFilter("Size<20".into());
    carry_out(&mut window, &[Command::Pane(PANE, filter)]);
    let label = "Total of Size: max 16.0 GiB";
    wait_for(&mut window, label);
}

#[test]
fn totals_carry_a_sign_while_rows_are_missing() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.outcome("eu-west-1", Outcome::Denied, Some(denied()));
    let mut window = table(fixture, [1000.0, 400.0]);
    let label = "Total of Name: ≥ 3 rows";
    wait_for(&mut window, label);
}

#[test]
fn totals_of_many_rows_come_from_another_thread() {
    let mut window = table(PaneFixture::with_rows(500, 0), [1000.0, 400.0]);
    wait_for(&mut window, "Total of Name: 500 rows");
}

#[test]
fn a_column_is_copied_whole_and_the_menu_of_columns_stays_in_the_window() {
    let mut window = table(PaneFixture::with_rows(3, 0), [800.0, 400.0]);
    show(&mut window, &["name", "status"]);
    window.get_by_label("Sort by status").click_secondary();
    window.run_steps(3);
    let commands = click(&mut window, "Copy column");
    let copy = CopyCommand::Table {
        pane: PANE,
        rows: CopiedRows::All,
        columns: vec!["status".parse().unwrap()],
    };
    assert_eq!(commands, [Command::Copy(copy)]);
    click(&mut window, "Columns");
    let field = window.get_by_label("Search columns").rect();
    assert!(field.right() <= 800.0 && field.left() >= 0.0, "{field}");
}
