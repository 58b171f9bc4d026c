//! Three of the four journeys of a person at the window, by label and without a display: launch,
//! browse in panes, open the log window. The fourth, at the memory limit, has a process of its own.

mod support {
    pub(crate) mod child;
    pub(crate) mod stage;
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
use support::child;
use support::stage::Stage;

#[test]
fn launch_shows_two_panes_the_sandbox_label_and_the_accounts() {
    let mut stage = Stage::new("accounts=3,resources=500,latency=0ms");
    stage.until("accounts", |app| {
        app.engine().directory().accounts.len() == 3
    });
    stage.harness.run_steps(30);
    stage.harness.get_by_label("SANDBOX");
    assert_eq!(stage.harness.state().panes().count(), 2);
    assert_eq!(stage.harness.get_all_by_label("Run").count(), 2);
    for menu in ["File", "View", "Pane", "Cache", "Help"] {
        stage.harness.get_by_label(menu);
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
    let mut stage = Stage::with_backend(Backend::Aws(options));
    stage.until("an answer", |app| {
        let known = app.engine().directory();
        known.error.is_some() || !known.broken.is_empty()
    });
    stage.until_shown("Open the sandbox");
    stage.harness.get_by_label("Connect with your credentials");
    stage.click("Open the sandbox");
    stage.until("the sandbox's accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    stage.harness.run_steps(30);
    stage.harness.get_by_label("SANDBOX");
}

#[test]
fn a_pane_behind_another_tab_is_known_to_be_out_of_sight() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=100,latency=0ms");
    stage.harness.run_steps(3);
    let hidden = |stage: &Stage| -> Vec<bool> {
        let app = stage.harness.state();
        let panes = app.panes().map(|pane| pane.id);
        panes.map(|pane| app.engine().is_hidden(pane)).collect()
    };
    assert_eq!(hidden(&stage), [false, false]);
    let first = stage.harness.state().panes().next().unwrap().id;
    stage.harness.state_mut().command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(first),
            direction: SplitDirection::Tab,
        },
    ));
    stage.harness.run_steps(3);
    // The new tab lies over the pane that it came from.
    assert_eq!(hidden(&stage), [true, false, false]);
}

#[test]
fn panes_that_were_closed_leave_nothing_in_the_window() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=100,latency=0ms");
    stage.harness.run_steps(3);
    let first = stage.pane(0).id;
    // As a tab: the tiles keep the tab bar's height, so a split leaves less.
    let remembered = |stage: &mut Stage| {
        stage.harness.state_mut().command(Command::Window(
            WindowId::ROOT,
            WindowCommand::AddPane {
                from: Some(first),
                direction: SplitDirection::Tab,
            },
        ));
        let added = stage.harness.state().panes().last().expect("a pane").id;
        let scope = stage.pane(0).spec.scope.to_scope();
        stage.harness.state_mut().ask(added, scope);
        stage.until("rows", |app| {
            let pane = app.pane(added).expect("open");
            pane.state == QueryState::Done && !pane.tree_is_pending()
        });
        // With its details beside the rows.
        stage.harness.state_mut().with_pane(added, |pane| {
            pane.set_all_groups(Open::Expanded);
            pane.move_selection(6);
        });
        stage.harness.run_steps(3);
        stage.harness.get_by_label("Copy ARN");
        stage
            .harness
            .state_mut()
            .command(Command::Tile(added, TileCommand::Close));
        stage.harness.run_steps(3);
        stage.harness.ctx.data(|data| data.len())
    };
    let after_one = remembered(&mut stage);
    for _ in 0..5 {
        assert_eq!(remembered(&mut stage), after_one);
    }
}

#[test]
fn another_connection_keeps_what_panes_ask_and_how_and_none_of_the_rows() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=100,latency=0ms");
    stage.harness.run_steps(3);
    let id = stage.pane(0).id;
    let mut spec = stage.pane(0).spec.clone();
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
    let app = stage.harness.state_mut();
    app.with_pane(id, |pane| pane.set_spec(spec));
    app.command(Command::Query(id, QueryCommand::Run));
    stage.until("rows", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    assert!(!stage.pane(0).rows.is_empty());
    let epoch = stage.pane(0).rows_epoch();
    stage
        .harness
        .state_mut()
        .command(Command::Access(AccessCommand::OpenSandbox));
    stage.harness.run_steps(3);
    assert_eq!(stage.pane(0).spec, wanted);
    assert_eq!(stage.pane(0).title(), "Networks");
    assert!(stage.pane(0).rows.is_empty());
    assert_ne!(stage.pane(0).rows_epoch(), epoch);
    // A pane beside it is like it in all of this.
    stage.harness.state_mut().command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(id),
            direction: SplitDirection::Right,
        },
    ));
    let added = stage.harness.state().panes().last().expect("a pane");
    assert_eq!(added.spec, wanted);
}

#[test]
fn a_pane_in_an_empty_window_asks_for_the_default_types() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=100,latency=0ms");
    stage.harness.run_steps(3);
    let wanted = stage.pane(0).spec.clone();
    let panes: Vec<_> = stage.harness.state().panes().map(|pane| pane.id).collect();
    for pane in panes {
        stage
            .harness
            .state_mut()
            .command(Command::Tile(pane, TileCommand::Close));
    }
    stage.harness.run_steps(3);
    stage.click("Add pane");
    assert_eq!(stage.pane(0).spec, wanted);
}

#[test]
fn the_next_pane_comes_to_the_front_and_a_closed_one_comes_back() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=100,latency=0ms");
    stage.harness.run_steps(3);
    let first = stage.pane(0).id;
    stage.key(egui::Modifiers::COMMAND, egui::Key::T);
    let added = stage.pane(2).id;
    let hidden = |stage: &Stage, pane| stage.harness.state().engine().is_hidden(pane);
    assert!(hidden(&stage, first) && !hidden(&stage, added));
    stage.key(egui::Modifiers::NONE, egui::Key::F6);
    assert!(!hidden(&stage, first) && hidden(&stage, added));

    let mut spec = stage.pane(0).spec.clone();
    spec.filter = "status:stopped".into();
    let wanted = spec.clone();
    let app = stage.harness.state_mut();
    app.with_pane(first, |pane| pane.set_spec(spec));
    app.command(Command::Tile(first, TileCommand::Close));
    stage.harness.run_steps(3);
    assert_eq!(stage.harness.state().panes().count(), 2);
    let chord = egui::Modifiers::COMMAND | egui::Modifiers::SHIFT;
    stage.key(chord, egui::Key::T);
    assert_eq!(stage.pane(2).spec, wanted);
}

#[test]
fn every_purge_is_told_though_another_was_asked_for_meanwhile() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=100,latency=0ms");
    stage.harness.run_steps(3);
    let id = stage.pane(0).id;
    let app = stage.harness.state_mut();
    app.command(Command::Cache(CacheCommand::Clear));
    app.command(Command::Cache(CacheCommand::DropDetails(id)));
    stage.until("both are told", |app| {
        let told = |part| {
            let mut history = app.notifications().history();
            history.any(|one| one.text.contains(part))
        };
        told("Cache cleared") && told("of details, which load again")
    });
}

#[test]
fn browsing_two_panes_shows_rows_details_and_filters() {
    let mut stage = Stage::new("accounts=2,regions=2,resources=600,latency=0ms");
    stage.click_leftmost("Run");
    stage.until("the first query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    // A few of the 600 are of types that a default scope does not have.
    let rows = stage.pane(0).rows.len();
    assert!((550..=600).contains(&rows), "{rows}");
    assert_eq!(stage.pane(0).ledger.failures(), 0);
    assert_eq!(stage.pane(1).rows.len(), 0, "a pane's query is its own");

    stage.click_leftmost("Filter");
    stage
        .harness
        .get_all_by_label("Filter")
        .min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()))
        .unwrap()
        .type_text("type:vpc");
    stage.harness.run_steps(5);
    let vpcs = stage.pane(0).tree.row_count();
    assert!(vpcs > 0 && vpcs < rows, "{vpcs}");

    let tree = stage.harness.get_all_by_label("Resources").next().unwrap();
    tree.focus();
    stage.harness.run_steps(2);
    stage.key(egui::Modifiers::COMMAND, egui::Key::CloseBracket);
    for _ in 0..6 {
        stage.key(egui::Modifiers::NONE, egui::Key::ArrowDown);
    }
    stage.until("a selected row", |app| {
        app.panes().next().unwrap().selected.is_some()
    });
    let selected = stage.pane(0).selected_entry().unwrap();
    assert_eq!(selected.resource_type.service(), "EC2");
    stage.harness.run_steps(5);
    stage.harness.get_by_label("Copy ARN");

    stage.key(egui::Modifiers::COMMAND, egui::Key::T);
    assert_eq!(stage.harness.state().panes().count(), 3);
    stage.key(egui::Modifiers::COMMAND, egui::Key::W);
    assert_eq!(stage.harness.state().panes().count(), 2);
}

#[test]
fn the_log_window_opens_at_the_end_and_closes() {
    let mut stage = Stage::new("resources=100,latency=0ms");
    stage.key(egui::Modifiers::COMMAND, egui::Key::L);
    assert!(stage.harness.state().log_is_open());
    stage.until_shown("the log of this test");
    let log = AppPaths::under(stage.home.path()).log_file();
    let mut text = std::fs::read_to_string(&log).unwrap();
    text += "2026-11-23T12:00:01.000+00:00  WARN awsdash: a line that came later\n";
    std::fs::write(&log, text).unwrap();
    stage.until_shown("a line that came later");
    stage.harness.get_by_label("Pause");
    stage.key(egui::Modifiers::COMMAND, egui::Key::L);
    assert!(!stage.harness.state().log_is_open());
}

#[test]
fn what_each_frame_costs_is_written_down_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames.csv");
    let sandbox = "accounts=2,regions=2,resources=600,latency=0ms";
    let probe = FrameProbe::create(&path).unwrap();
    let backend = Backend::Sandbox(sandbox.parse().unwrap(), Default::default());
    let mut stage = Stage::with_probe(backend, Some(probe));
    stage.click_leftmost("Run");
    stage.until("the query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    let rows = stage.pane(0).rows.len();
    // Drops the program with the work under way, and ends it.
    drop(stage);
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
fn all_rows_are_chosen_and_copied_while_the_window_goes_on() {
    let mut stage = Stage::new("accounts=1,regions=1,resources=30000,latency=0ms");
    let (id, mut scope) = (stage.pane(0).id, stage.pane(0).spec.scope.to_scope());
    scope.details = DetailDepth::None;
    let types = ["Instance", "Volume", "Snapshot", "NetworkInterface"];
    let types = types.map(|kind| format!("AWS::EC2::{kind}").parse().unwrap());
    scope.types = types.into_iter().collect();
    stage.harness.state_mut().ask(id, scope);
    // More rows than are copied between two frames; the query may still run.
    stage.until("rows in the tree", |app| {
        app.panes().next().unwrap().tree.row_count() > 10_500
    });
    stage.key(egui::Modifiers::COMMAND, egui::Key::A);
    assert!(stage.pane(0).chosen_count() > 10_500);
    stage.harness.event(egui::Event::Copy);
    stage.until("the text on the clipboard", |app| {
        let mut said = app.notifications().history().map(|one| one.text.as_str());
        said.any(|text| text.ends_with(" ARNs copied."))
    });
    let was_running = stage.pane(0).is_running();
    // Escape drops the chosen rows, and does not stop the query as well.
    stage.key(egui::Modifiers::NONE, egui::Key::Escape);
    assert_eq!(stage.pane(0).chosen_count(), 0);
    assert!(!was_running || stage.pane(0).state != QueryState::Cancelled);
}

#[test]
fn how_fifty_thousand_stopped_lists_ended_is_copied_while_the_window_goes_on() {
    let mut stage = Stage::new("accounts=20,regions=17,resources=2000,latency=100ms");
    let (id, scope) = (stage.pane(0).id, stage.pane(0).spec.scope.to_scope());
    stage.until("accounts", |app| {
        app.engine().directory().accounts.len() == 20
    });
    stage.harness.state_mut().ask(id, scope);
    stage.until("a plan", |app| {
        app.panes().next().unwrap().counts.phase1_total > 50_000
    });
    stage
        .harness
        .state_mut()
        .command(Command::Query(id, QueryCommand::Cancel));
    stage.until("the end", |app| {
        app.panes().next().unwrap().state == QueryState::Cancelled
    });
    assert!(stage.pane(0).ledger.len() > 50_000);
    stage.click_leftmost("More");
    stage.click("Ledger");
    stage.until_shown("query keys complete");
    stage.click("Copy as CSV");
    stage.until("the text on the clipboard", |app| {
        let mut said = app.notifications().history().map(|one| one.text.as_str());
        said.any(|text| text == "Ledger copied.")
    });
}
