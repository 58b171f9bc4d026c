//! Three of the four journeys of a person at the window, by label and without a display: launch,
//! browse in panes, open the log window. The fourth, at the memory limit, has a process of its own.

mod support {
    pub(crate) mod app_harness;
    pub(crate) mod child;
}
mod journeys {
    mod session;
}

use awsdash::app::backend::Backend;
use awsdash::app::commands::{
    AccessCommand, CacheCommand, Command, QueryCommand, SplitDirection, TileCommand, WindowCommand,
    WindowId,
};
use awsdash::app::pane::QueryState;
use awsdash::app::resource_explorer::tree::{BuiltinColumn, GroupBy, Open, Sorting};
use awsdash::model::{DetailDepth, QueryScope};
use awsdash::paths::AppPaths;
use awsdash::shell::frame_probe::FrameProbe;
use egui_kittest::kittest::Queryable as _;
use support::app_harness::AppHarness;
use support::child;

#[test]
fn launch_shows_two_panes_the_sandbox_label_and_the_accounts() {
    let mut harness = AppHarness::new("accounts=3,resources=500,latency=0ms");
    harness.until("accounts", |app| {
        app.engine().directory().accounts.len() == 3
    });
    harness.harness.run_steps(30);
    harness.harness.get_by_label("SANDBOX");
    assert_eq!(harness.harness.state().panes().count(), 2);
    assert_eq!(harness.harness.get_all_by_label("Run").count(), 2);
    for menu in ["File", "View", "Pane", "Cache", "Help"] {
        harness.harness.get_by_label(menu);
    }
}

#[test]
fn without_credentials_the_greeting_offers_two_ways_on() {
    // No file, no variable, as on a person's first day.
    let test = "without_credentials_the_greeting_offers_two_ways_on";
    if child::home_of_child(test, |_, _| ()).is_none() {
        return;
    }
    let options = awsdash::aws::AccessOptions::default();
    let mut harness = AppHarness::with_backend(Backend::Aws(options));
    harness.until("an answer", |app| {
        let known = app.engine().directory();
        known.error.is_some() || !known.broken.is_empty()
    });
    harness.until_shown("Open the sandbox");
    harness
        .harness
        .get_by_label("Connect with your credentials");
    harness.click("Open the sandbox");
    harness.until("the sandbox's accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    harness.harness.run_steps(30);
    harness.harness.get_by_label("SANDBOX");
}

#[test]
fn a_pane_behind_another_tab_is_known_to_be_out_of_sight() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=100,latency=0ms");
    harness.harness.run_steps(3);
    let hidden = |harness: &AppHarness| -> Vec<bool> {
        let app = harness.harness.state();
        let panes = app.panes().map(|pane| pane.id);
        panes.map(|pane| app.engine().is_hidden(pane)).collect()
    };
    assert_eq!(hidden(&harness), [false, false]);
    let first = harness.harness.state().panes().next().unwrap().id;
    harness.harness.state_mut().command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(first),
            direction: SplitDirection::Tab,
        },
    ));
    harness.harness.run_steps(3);
    // The new tab lies over the pane that it came from.
    assert_eq!(hidden(&harness), [true, false, false]);
}

#[test]
fn panes_that_were_closed_leave_nothing_in_the_window() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=100,latency=0ms");
    harness.harness.run_steps(3);
    let first = harness.pane(0).id;
    // As a tab: the tiles keep the tab bar's height, so a split leaves less.
    let remembered = |harness: &mut AppHarness| {
        harness.harness.state_mut().command(Command::Window(
            WindowId::ROOT,
            WindowCommand::AddPane {
                from: Some(first),
                direction: SplitDirection::Tab,
            },
        ));
        let added = harness.harness.state().panes().last().expect("a pane").id;
        let scope = harness.pane(0).spec.scope.to_scope();
        harness.harness.state_mut().ask(added, scope);
        harness.until("rows", |app| {
            let pane = app.pane(added).expect("open");
            pane.state == QueryState::Done && !pane.tree_is_pending()
        });
        // With its details beside the rows.
        harness.harness.state_mut().with_pane(added, |pane| {
            pane.set_all_groups(Open::Expanded);
            pane.move_selection(6);
        });
        harness.harness.run_steps(3);
        harness.harness.get_by_label("Copy ARN");
        harness
            .harness
            .state_mut()
            .command(Command::Tile(added, TileCommand::Close));
        harness.harness.run_steps(3);
        harness.harness.ctx.data(|data| data.len())
    };
    let after_one = remembered(&mut harness);
    for _ in 0..5 {
        assert_eq!(remembered(&mut harness), after_one);
    }
}

#[test]
fn another_connection_keeps_what_panes_ask_and_how_and_none_of_the_rows() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=100,latency=0ms");
    harness.harness.run_steps(3);
    let id = harness.pane(0).id;
    let mut spec = harness.pane(0).spec.clone();
    let scope = QueryScope {
        types: ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect(),
        ..spec.scope.to_scope()
    };
    spec.scope = scope.into();
    spec.bookmark = "Networks".into();
    spec.filter = "type:vpc".into();
    spec.group_by = vec![GroupBy::Region];
    spec.sorting = Sorting::by_last(BuiltinColumn::Id);
    let wanted = spec.clone();
    let app = harness.harness.state_mut();
    app.with_pane(id, |pane| pane.set_spec(spec));
    app.command(Command::Query(id, QueryCommand::Run));
    harness.until("rows", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    assert!(!harness.pane(0).rows.is_empty());
    let epoch = harness.pane(0).rows_epoch();
    harness
        .harness
        .state_mut()
        .command(Command::Access(AccessCommand::OpenSandbox));
    harness.harness.run_steps(3);
    assert_eq!(harness.pane(0).spec, wanted);
    assert_eq!(harness.pane(0).title(), "Networks");
    assert!(harness.pane(0).rows.is_empty());
    assert_ne!(harness.pane(0).rows_epoch(), epoch);
    // A pane beside it is like it in all of this.
    harness.harness.state_mut().command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(id),
            direction: SplitDirection::Right,
        },
    ));
    let added = harness.harness.state().panes().last().expect("a pane");
    assert_eq!(added.spec, wanted);
}

#[test]
fn a_pane_in_an_empty_window_asks_for_the_default_types() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=100,latency=0ms");
    harness.harness.run_steps(3);
    let wanted = harness.pane(0).spec.clone();
    let panes: Vec<_> = harness
        .harness
        .state()
        .panes()
        .map(|pane| pane.id)
        .collect();
    for pane in panes {
        harness
            .harness
            .state_mut()
            .command(Command::Tile(pane, TileCommand::Close));
    }
    harness.harness.run_steps(3);
    harness.click("Add pane");
    assert_eq!(harness.pane(0).spec, wanted);
}

#[test]
fn the_next_pane_comes_to_the_front_and_a_closed_one_comes_back() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=100,latency=0ms");
    harness.harness.run_steps(3);
    let first = harness.pane(0).id;
    harness.key(egui::Modifiers::COMMAND, egui::Key::T);
    let added = harness.pane(2).id;
    let hidden = |harness: &AppHarness, pane| harness.harness.state().engine().is_hidden(pane);
    assert!(hidden(&harness, first) && !hidden(&harness, added));
    harness.key(egui::Modifiers::NONE, egui::Key::F6);
    assert!(!hidden(&harness, first) && hidden(&harness, added));

    let mut spec = harness.pane(0).spec.clone();
    spec.filter = "status:stopped".into();
    let wanted = spec.clone();
    let app = harness.harness.state_mut();
    app.with_pane(first, |pane| pane.set_spec(spec));
    app.command(Command::Tile(first, TileCommand::Close));
    harness.harness.run_steps(3);
    assert_eq!(harness.harness.state().panes().count(), 2);
    let chord = egui::Modifiers::COMMAND | egui::Modifiers::SHIFT;
    harness.key(chord, egui::Key::T);
    assert_eq!(harness.pane(2).spec, wanted);
}

#[test]
fn every_purge_is_told_though_another_was_asked_for_meanwhile() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=100,latency=0ms");
    harness.harness.run_steps(3);
    let id = harness.pane(0).id;
    let app = harness.harness.state_mut();
    app.command(Command::Cache(CacheCommand::Clear));
    app.command(Command::Cache(CacheCommand::DropDetails(id)));
    harness.until("both are told", |app| {
        let told = |part| {
            let mut history = app.notifications().history();
            history.any(|one| one.text.contains(part))
        };
        told("Cache cleared") && told("of details, which load again")
    });
}

#[test]
fn browsing_two_panes_shows_rows_details_and_filters() {
    let mut harness = AppHarness::new("accounts=2,regions=2,resources=600,latency=0ms");
    harness.click_leftmost("Run");
    harness.until("the first query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    // A few of the 600 are of types that a default scope does not have.
    let rows = harness.pane(0).rows.len();
    assert!((550..=600).contains(&rows), "{rows}");
    assert_eq!(harness.pane(0).ledger.failures(), 0);
    assert_eq!(harness.pane(1).rows.len(), 0, "a pane's query is its own");

    harness.click_leftmost("Filter");
    harness
        .harness
        .get_all_by_label("Filter")
        .min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()))
        .unwrap()
        .type_text("type:vpc");
    harness.harness.run_steps(5);
    let vpcs = harness.pane(0).tree.row_count();
    assert!(vpcs > 0 && vpcs < rows, "{vpcs}");

    let tree = harness
        .harness
        .get_all_by_label("Resources")
        .next()
        .unwrap();
    tree.focus();
    harness.harness.run_steps(2);
    harness.key(egui::Modifiers::COMMAND, egui::Key::CloseBracket);
    for _ in 0..6 {
        harness.key(egui::Modifiers::NONE, egui::Key::ArrowDown);
    }
    harness.until("a selected row", |app| {
        app.panes().next().unwrap().cursor.is_some()
    });
    let selected = harness.pane(0).selected_entry().unwrap();
    assert_eq!(selected.resource_type.service(), "EC2");
    harness.harness.run_steps(5);
    harness.harness.get_by_label("Copy ARN");

    harness.key(egui::Modifiers::COMMAND, egui::Key::T);
    assert_eq!(harness.harness.state().panes().count(), 3);
    harness.key(egui::Modifiers::COMMAND, egui::Key::W);
    assert_eq!(harness.harness.state().panes().count(), 2);
}

#[test]
fn the_log_window_opens_at_the_end_and_closes() {
    let mut harness = AppHarness::new("resources=100,latency=0ms");
    harness.key(egui::Modifiers::COMMAND, egui::Key::L);
    assert!(harness.harness.state().log_is_open());
    harness.until_shown("the log of this test");
    let log = AppPaths::under(harness.home.path()).log_file();
    let mut text = std::fs::read_to_string(&log).unwrap();
    text += "2026-11-23T12:00:01.000+00:00  WARN awsdash: a line that came later\n";
    std::fs::write(&log, text).unwrap();
    harness.until_shown("a line that came later");
    harness.harness.get_by_label("Pause");
    harness.key(egui::Modifiers::COMMAND, egui::Key::L);
    assert!(!harness.harness.state().log_is_open());
}

#[test]
fn what_each_frame_costs_is_written_down_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames.csv");
    let sandbox = "accounts=2,regions=2,resources=600,latency=0ms";
    let probe = FrameProbe::create(&path).unwrap();
    let backend = Backend::Sandbox(sandbox.parse().unwrap(), Default::default());
    let mut harness = AppHarness::with_probe(backend, Some(probe));
    harness.click_leftmost("Run");
    harness.until("the query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    let rows = harness.pane(0).rows.len();
    // Drops the program with the work under way, and ends it.
    drop(harness);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let frames: Vec<Vec<f64>> = lines
        .map(|line| {
            line.split(',')
                .map(|cell| cell.parse().unwrap_or(-1.0))
                .collect()
        })
        .collect();
    let column = |name: &str| {
        let at = header.iter().position(|head| *head == name).expect(name);
        frames.iter().map(move |frame| frame[at])
    };
    assert!(
        column("frame")
            .zip(1..)
            .all(|(frame, at)| frame == f64::from(at))
    );
    assert!(column("seconds").is_sorted());
    assert_eq!(column("rows").next_back(), Some(rows as f64));
    assert!(column("messages").sum::<f64>() >= 1.0);
    assert!(column("ui_cpu_us").sum::<f64>() > 0.0);
    let drawn = column("lines_drawn").next_back().unwrap();
    assert!((1.0..200.0).contains(&drawn), "{drawn} lines drawn");
}

#[test]
fn all_rows_are_selected_and_copied_while_the_window_goes_on() {
    let mut harness = AppHarness::new("accounts=1,regions=1,resources=30000,latency=0ms");
    let (id, mut scope) = (harness.pane(0).id, harness.pane(0).spec.scope.to_scope());
    scope.details = DetailDepth::None;
    let types = ["Instance", "Volume", "Snapshot", "NetworkInterface"];
    let types = types.map(|kind| format!("AWS::EC2::{kind}").parse().unwrap());
    scope.types = types.into_iter().collect();
    harness.harness.state_mut().ask(id, scope);
    // More rows than are copied between two frames; the query may still run.
    harness.until("rows in the tree", |app| {
        app.panes().next().unwrap().tree.row_count() > 10_500
    });
    harness.key(egui::Modifiers::COMMAND, egui::Key::A);
    assert!(harness.pane(0).selected_count() > 10_500);
    harness.harness.event(egui::Event::Copy);
    harness.until("the text on the clipboard", |app| {
        let mut said = app.notifications().history().map(|one| one.text.as_str());
        said.any(|text| text.ends_with(" ARNs copied."))
    });
    let was_running = harness.pane(0).is_running();
    // Escape drops the selected rows, and does not stop the query as well.
    harness.key(egui::Modifiers::NONE, egui::Key::Escape);
    assert_eq!(harness.pane(0).selected_count(), 0);
    assert!(!was_running || harness.pane(0).state != QueryState::Cancelled);
}

#[test]
fn how_fifty_thousand_stopped_lists_ended_is_copied_while_the_window_goes_on() {
    let mut harness = AppHarness::new("accounts=20,regions=17,resources=2000,latency=100ms");
    let (id, scope) = (harness.pane(0).id, harness.pane(0).spec.scope.to_scope());
    harness.until("accounts", |app| {
        app.engine().directory().accounts.len() == 20
    });
    harness.harness.state_mut().ask(id, scope);
    harness.until("a plan", |app| {
        app.panes().next().unwrap().counts.phase1_total > 50_000
    });
    harness
        .harness
        .state_mut()
        .command(Command::Query(id, QueryCommand::Cancel));
    harness.until("the end", |app| {
        app.panes().next().unwrap().state == QueryState::Cancelled
    });
    assert!(harness.pane(0).ledger.len() > 50_000);
    harness.click_leftmost("More");
    harness.click("Ledger");
    harness.until_shown("query keys complete");
    harness.click("Copy as CSV");
    harness.until("the text on the clipboard", |app| {
        let mut said = app.notifications().history().map(|one| one.text.as_str());
        said.any(|text| text == "Ledger copied.")
    });
}
