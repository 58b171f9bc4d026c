//! Who holds the memory: the sum of the accounts is what the allocator counts. In a program of its own,
//! whose allocator counts nothing but it.
//!
//! A million rows: `cargo nextest run --release --test memory_accounts --run-ignored all --no-capture`

use awsdash::app::AwsDash;
use awsdash::app::commands::Panel;
use awsdash::app::memory_profiling::{CountingAllocator, rss_bytes};
use awsdash::app::pane::QueryState;
use awsdash::app::resource_explorer::state::QueryScope;
use awsdash::app::resource_explorer::tree::Open;

mod support {
    pub mod stage;
}

use support::stage::Stage;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const MIB: u64 = 1 << 20;

/// How far the sum may be from what is counted.
const TOLERANCE: f64 = 0.05;

fn load(stage: &mut Stage, scope: &QueryScope) {
    let panes = [stage.pane(0).id, stage.pane(1).id];
    for pane in panes {
        stage.harness.state_mut().ask(pane, scope.clone());
    }
    stage.until_within("both panes are done", 3600, |app| {
        let done = |pane: &awsdash::app::pane::Pane| pane.state == QueryState::Done;
        app.panes()
            .all(|pane| done(pane) && !pane.tree_is_pending())
    });
}

/// The report that the window makes of what it holds now.
fn settle(stage: &mut Stage) {
    // Answers that are still on their way to a drop, then a report of what is left.
    for _ in 0..2 {
        let history = stage.harness.state().memory_report().clone();
        let started = std::time::Instant::now();
        while started.elapsed().as_millis() < 1200 {
            stage.harness.run_steps(1);
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_ne!(
            &history,
            stage.harness.state().memory_report(),
            "a fresh report"
        );
    }
}

fn print(app: &AwsDash, what: &str) {
    let report = app.memory_report();
    println!(
        "{what}: counted {} kB, named {} kB, resident {} MB",
        report.counted_bytes >> 10,
        report.accounted_bytes() >> 10,
        rss_bytes().unwrap_or(0) / MIB
    );
    for holder in &report.holders {
        println!("  {:>10} kB  {}", holder.bytes >> 10, holder.name);
    }
}

fn assert_all_is_named(app: &AwsDash, what: &str) {
    print(app, what);
    let report = app.memory_report();
    let (counted, named) = (report.counted_bytes as f64, report.accounted_bytes() as f64);
    let off = (named - counted).abs() / counted;
    assert!(off <= TOLERANCE, "{what}: {:.1} % off", off * 100.0);
}

/// Loads rows into two panes, opens every group, searches, and looks at who holds what on the way.
fn everything_is_named(resources: usize) {
    let mut stage = Stage::new(&format!("accounts=3,resources={resources},latency=0ms"));
    stage.until("accounts", |app| !app.engine().directory().loading);
    stage.open_panel(Panel::Memory);
    settle(&mut stage);
    let own = {
        let report = stage.harness.state().memory_report();
        let line = report
            .holders
            .iter()
            .find(|holder| holder.name == "Program and window");
        line.expect("the program has a line of its own").bytes
    };
    let scope = stage.pane(0).scope.clone();
    load(&mut stage, &scope);
    settle(&mut stage);
    assert_all_is_named(stage.harness.state(), "loaded");

    let report = stage.harness.state().memory_report();
    let rows: u64 = report.accounts.iter().map(|account| account.rows).sum();
    let shown = stage.pane(0).rows.len() as u64;
    assert_eq!(
        rows, shown,
        "both panes show the same batches, which count once"
    );
    let of_rows = |name: &str| {
        let line = report.holders.iter().find(|holder| holder.name == name);
        line.map_or(0, |line| line.bytes)
    };
    assert!(
        of_rows("Rows") > shown * 100,
        "rows are where the memory is"
    );
    assert!(of_rows("Properties of rows") > shown * 50);
    assert!(report.counted_bytes > own + of_rows("Rows"));

    let pane = stage.pane(0).id;
    let app = stage.harness.state_mut();
    app.with_pane(pane, |pane| {
        pane.set_all_groups(Open::Expanded);
        pane.set_filter("prod".into());
    });
    stage.until_within("found", 600, |app| {
        app.panes().all(|pane| !pane.tree_is_pending())
    });
    settle(&mut stage);
    assert_all_is_named(stage.harness.state(), "searched");
}

#[test]
fn the_sum_of_the_accounts_is_what_is_counted() {
    everything_is_named(15_000);
}

#[test]
#[ignore = "a million rows take minutes, and a release build"]
fn the_sum_of_the_accounts_is_what_is_counted_at_a_million_rows() {
    everything_is_named(1_000_000);
}
