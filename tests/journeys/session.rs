//! What was open at the end of the program is there at its next start.

use awsdash::app::commands::{
    AppCommand, Command, PaneCommand, QueryCommand, SplitDirection, TileCommand, WindowCommand,
    WindowId,
};
use awsdash::app::pane::QueryState;
use awsdash::app::resource_explorer::tree::Open;

use crate::support::app_harness::AppHarness;

#[test]
fn what_was_open_comes_back_and_asks_nothing_by_itself() {
    let sandbox = "accounts=1,regions=1,resources=100,latency=0ms";
    let mut harness = AppHarness::with_session(sandbox, tempfile::tempdir().unwrap());
    let first = harness.pane(0).id;
    let app = harness.harness.state_mut();
    app.command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(first),
            direction: SplitDirection::Down,
        },
    ));
    app.command(Command::App(AppCommand::NewWindow));
    let filter = PaneCommand::SetFilter("type:instance".into());
    app.command(Command::Pane(first, filter));
    app.command(Command::Query(first, QueryCommand::Run));
    harness.until("the query is done", |app| {
        let pane = app.pane(first).unwrap();
        pane.state == QueryState::Done && pane.tree.row_count() > 0
    });
    let app = harness.harness.state_mut();
    app.with_pane(first, |pane| pane.set_all_groups(Open::Expanded));
    app.command(Command::Pane(first, PaneCommand::MoveSelection(1)));
    app.command(Command::Tile(first, TileCommand::Focus));
    let selected = app.pane(first).unwrap().identity_of_selected();
    assert!(selected.is_some());
    harness.harness.run_steps(2);

    let mut harness = AppHarness::with_session(sandbox, harness.end());
    harness.rest();
    let app = harness.harness.state();
    assert_eq!((app.panes().count(), app.window_count()), (4, 2));
    assert!(app.panes().all(|pane| pane.state == QueryState::Idle));
    let back = app.panes().find(|pane| pane.spec.filter == "type:instance");
    let back = back.expect("the filter is there").id;
    // The row is selected as soon as it is listed.
    let app = harness.harness.state_mut();
    app.command(Command::Query(back, QueryCommand::Run));
    harness.until("the row is selected", |app| {
        app.pane(back).unwrap().selected_entry().is_some()
    });
    let pane = harness.harness.state().pane(back).unwrap();
    assert_eq!(pane.identity_of_selected(), selected);
}
