//! Every holder of memory reports itself: the sum of the reports is what the allocator counts. In a program of
//! its own, whose allocator counts nothing else.
//!
//! A million rows, in the engine and in the window: `benches/memory-accounts`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use awsdash::app::commands::Panel;
use awsdash::app::memory_profiling::{CountingAllocator, counted_bytes, rss_bytes};
use awsdash::app::memory_report::MemoryReport;
use awsdash::app::pane::QueryState;
use awsdash::app::resource_explorer::ledger::{Ledger, LedgerEntry, Outcome};
use awsdash::app::resource_explorer::source::SourceError;
use awsdash::app::resource_explorer::tree::Open;
use awsdash::catalog::types;
use awsdash::model::{QueryKey, QueryScope, Region, Tags, tags};

mod support {
    pub(crate) mod app_harness;
    pub(crate) mod headless;
}

use support::app_harness::AppHarness;
use support::headless::Headless;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// How far the sum may be from what is counted.
const TOLERANCE: f64 = 0.05;

fn assert_all_is_named(report: &MemoryReport, what: &str) {
    let (counted, named) = (report.counted_bytes, report.accounted_bytes());
    println!(
        "{what}: counted {} kB, named {} kB, resident {} MB",
        counted >> 10,
        named >> 10,
        rss_bytes().unwrap_or(0) >> 20
    );
    for holder in &report.holders {
        println!("  {:>10} kB  {}", holder.bytes >> 10, holder.name);
    }
    let off = named.abs_diff(counted) as f64 / counted as f64;
    assert!(off <= TOLERANCE, "{what}: {:.1} % off", off * 100.0);
}

fn line(report: &MemoryReport, name: &str) -> u64 {
    let lines = report.holders.iter().filter(|holder| holder.name == name);
    lines.map(|holder| holder.bytes).sum()
}

fn sandbox(resources: usize) -> String {
    format!("accounts=3,resources={resources},latency=0ms")
}

/// Loads rows into two panes, searches one, and checks the report on the way.
fn everything_is_named_in_the_engine(resources: usize) {
    let scope = QueryScope {
        types: types::default_set().collect(),
        ..QueryScope::default()
    };
    // What is loaded once for the life of the process is the program's own: it is measured at the first
    // report, and not again.
    let mut small = Headless::new("accounts=1,regions=1,resources=300,latency=0ms");
    let pane = small.open(&scope);
    small.run(pane);
    small.settle();
    small.close(pane);
    small.engine.clear_cache();
    drop(small);
    let mut headless = Headless::new(&sandbox(resources));
    let before = headless.report();
    let panes = [headless.open(&scope), headless.open(&scope)];
    panes.into_iter().for_each(|pane| headless.run(pane));
    headless.settle();
    let loaded = headless.report();
    assert_all_is_named(&loaded, "loaded");

    let rows: u64 = loaded.accounts.iter().map(|account| account.rows).sum();
    let shown = headless.panes[0].rows.len() as u64;
    assert_eq!(
        rows, shown,
        "both panes show the same batches, which count once"
    );
    assert!(
        line(&loaded, "Rows") > shown * 100,
        "rows are where the memory is"
    );
    assert!(line(&loaded, "Properties of rows") > shown * 50);
    assert_eq!(
        line(&loaded, "Program and window"),
        line(&before, "Program and window")
    );

    let pane = headless.pane(panes[0]);
    pane.set_all_groups(Open::Expanded);
    pane.set_filter("prod".into());
    headless.settle();
    assert_all_is_named(&headless.report(), "searched");

    // Only the cache holds them then.
    panes.into_iter().for_each(|pane| headless.close(pane));
    headless.settle();
    let closed = headless.report();
    assert_all_is_named(&closed, "closed");
    assert!(line(&closed, "Cached lists") > line(&loaded, "Rows"));
    assert!(line(&closed, "Rows") < line(&loaded, "Rows") / 10);
}

/// The allocator counts for all.
fn one_at_a_time() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What `make` leaves allocated, and what it reports, which should be the same.
fn assert_says_what_it_takes<T>(what: &str, make: impl FnOnce() -> T, says: impl Fn(&T) -> usize) {
    let before = counted_bytes();
    let made = make();
    let counted = (counted_bytes() - before) as f64;
    let said = says(&made) as f64;
    println!("{what}: {counted} bytes counted, {said} said");
    let off = (said - counted).abs() / counted;
    assert!(off <= TOLERANCE, "{what}: {:.1} % off", off * 100.0);
}

fn not_asked(account: u32, type_name: &str) -> LedgerEntry {
    LedgerEntry {
        key: QueryKey {
            account: format!("{account:012}").parse().unwrap(),
            region: Region::global(),
            resource_type: type_name.parse().unwrap(),
        },
        outcome: Outcome::NotAsked,
        rows: 0,
        provider: None,
        error: Some(Arc::new(SourceError::NotAsked(
            "a reason that is too long to be kept in its place".into(),
        ))),
        left_to_tags: None,
        gaps: None,
        cached_age: None,
    }
}

#[test]
fn a_ledger_of_a_hundred_thousand_accounts_says_what_it_takes() {
    let _alone = one_at_a_time();
    // Spread over the whole range, as account numbers are.
    let account = |number: u32| number.wrapping_mul(0x9e37_79b1) >> 8;
    let make = || {
        let mut ledger = Ledger::default();
        ledger.extend((0..100_000).map(|number| not_asked(account(number), "AWS::EC2::VPC")));
        ledger
    };
    assert_says_what_it_takes("ledger of places", make, Ledger::heap_bytes);
}

#[test]
fn a_ledger_of_two_hundred_types_in_each_place_says_what_it_takes() {
    let _alone = one_at_a_time();
    let types: Vec<String> = (0..200).map(|n| format!("AWS::EC2::Kind{n}")).collect();
    let make = || {
        let mut ledger = Ledger::default();
        for name in &types {
            ledger.extend((0..500).map(|account| not_asked(account, name)));
        }
        ledger
    };
    assert_says_what_it_takes("ledger of types", make, Ledger::heap_bytes);
}

#[test]
fn a_ledger_whose_lines_were_shared_while_it_grew_says_what_it_takes() {
    let _alone = one_at_a_time();
    let types: Vec<String> = (0..200).map(|n| format!("AWS::EC2::Kind{n}")).collect();
    let make = || {
        let mut ledger = Ledger::default();
        for name in &types {
            let shared = ledger.lines().clone();
            ledger.extend((0..500).map(|account| not_asked(account, name)));
            drop(shared);
        }
        // Lines that were answered in the end.
        let _shared = ledger.lines().clone();
        ledger.extend((0..500).map(|account| LedgerEntry {
            error: None,
            ..not_asked(account, &types[0])
        }));
        ledger
    };
    assert_says_what_it_takes("ledger that was shared", make, Ledger::heap_bytes);
}

#[test]
fn tags_of_many_resources_say_what_they_take() {
    let _alone = one_at_a_time();
    let tags_of = |number: usize| {
        let (owner, stack) = (
            format!("owner-{}", number % 5000),
            format!("stack-{number}"),
        );
        Tags::from_pairs([
            ("Owner", owner.as_str()),
            ("Stack", &stack),
            ("Env", "prod"),
        ])
    };
    let before = tags::usage().1;
    let make = || (0..50_000).map(tags_of).collect::<Vec<Tags>>();
    assert_says_what_it_takes("tags", make, |made| {
        tags::usage().1 - before + made.capacity() * size_of::<Tags>()
    });
}

#[test]
fn the_sum_of_the_accounts_is_what_is_counted() {
    let _alone = one_at_a_time();
    everything_is_named_in_the_engine(10_000);
}

#[test]
#[ignore = "a million rows take minutes, and a release build"]
fn the_sum_of_the_accounts_is_what_is_counted_at_a_million_rows() {
    everything_is_named_in_the_engine(1_000_000);
}

#[test]
#[ignore = "egui keeps the ids of all it drew in debug builds; and a million rows take minutes"]
fn the_sum_of_the_accounts_is_what_is_counted_in_a_window_with_a_million_rows() {
    let mut harness = AppHarness::new(&sandbox(1_000_000));
    harness.until("accounts", |app| !app.engine().directory().loading);
    harness.open_panel(Panel::Memory);
    harness.rest();
    let scope = harness.pane(0).spec.scope.to_scope();
    for pane in [harness.pane(0).id, harness.pane(1).id] {
        harness.harness.state_mut().ask(pane, scope.clone());
    }
    harness.until_within("both panes are done", 3600, |app| {
        app.panes()
            .all(|pane| pane.state == QueryState::Done && !pane.tree_is_pending())
    });
    harness.rest();
    assert_all_is_named(
        harness.harness.state().memory_report(),
        "loaded in a window",
    );
    let pane = harness.pane(0).id;
    harness.harness.state_mut().with_pane(pane, |pane| {
        pane.set_all_groups(Open::Expanded);
        pane.set_filter("prod".into());
    });
    harness.until_within("found", 600, |app| {
        app.panes().all(|pane| !pane.tree_is_pending())
    });
    harness.rest();
    assert_all_is_named(
        harness.harness.state().memory_report(),
        "searched in a window",
    );
}
