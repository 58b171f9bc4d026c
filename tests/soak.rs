//! Queries, panes and clearing over and over: memory held at the start is held at the end, and no more. In a
//! program of its own, whose allocator counts nothing else.
//!
//! In large, with figures every fifty queries: `benches/soak`.

use awsdash::app::commands::{
    AppCommand, CacheCommand, Command, QueryCommand, SplitDirection, TileCommand, WindowCommand,
    WindowId,
};
use awsdash::app::memory_profiling::{
    CountingAllocator, counted_bytes, return_memory_to_os, rss_bytes,
};
use awsdash::app::pane::QueryState;
use awsdash::app::resource_explorer::tree::Open;
use awsdash::model::{QueryScope, TypeId};

mod support {
    pub(crate) mod app_harness;
    pub(crate) mod headless;
}

use support::app_harness::AppHarness;
use support::headless::Headless;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const MIB: f64 = 1_048_576.0;

/// After this many turns of the large soak each kind of turn has run: cleared or not, smart or not, cancelled or
/// not.
const KINDS: usize = 3 * 4 * 5;

/// What the small soak asks for: types that cost a debug build little.
const TYPES: [&str; 4] = [
    "AWS::EC2::VPC",
    "AWS::EC2::Subnet",
    "AWS::SNS::Topic",
    "AWS::Lambda::Function",
];

fn types(names: &[&str]) -> impl Iterator<Item = TypeId> {
    names.iter().map(|name| name.parse().expect("a type"))
}

/// One turn: a pane of its own asks, is looked at, and is closed; every third time the cache is cleared.
fn turn(harness: &mut AppHarness, number: usize, scope: &QueryScope) {
    let first = harness.pane(0).id;
    harness.harness.state_mut().command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(first),
            direction: SplitDirection::Tab,
        },
    ));
    let added = harness.harness.state().panes().last().expect("a pane").id;
    let mut scope = scope.clone();
    scope.smart = number % 4 == 3;
    for pane in [first, added] {
        harness.harness.state_mut().ask(pane, scope.clone());
    }
    if number % 5 == 4 {
        // One in five is given up half-way.
        harness.harness.run_steps(2);
        harness
            .harness
            .state_mut()
            .command(Command::Query(added, QueryCommand::Cancel));
    }
    harness.until_within("the turn's queries", 600, |app| {
        app.panes()
            .all(|pane| !matches!(pane.state, QueryState::Running) && !pane.tree_is_pending())
    });
    harness.harness.state_mut().with_pane(added, |pane| {
        pane.set_all_groups(Open::Expanded);
        pane.set_filter(format!("prod-{}", number % 7));
        pane.move_selection(1);
    });
    harness.until("found", |app| {
        app.panes().all(|pane| !pane.tree_is_pending())
    });
    harness
        .harness
        .state_mut()
        .command(Command::Tile(added, TileCommand::Close));
    if number.is_multiple_of(3) {
        clear(harness);
    }
}

fn clear(harness: &mut AppHarness) {
    harness
        .harness
        .state_mut()
        .command(Command::Cache(CacheCommand::Clear));
    harness.until("the cache is cleared", |app| {
        app.notifications()
            .shown()
            .any(|notice| notice.text.starts_with("Cache cleared"))
    });
    let shown = harness.harness.state().notifications().shown();
    let shown: Vec<_> = shown.map(|notification| notification.id).collect();
    for id in shown {
        let dismiss = Command::App(AppCommand::DismissNotification(id));
        harness.harness.state_mut().command(dismiss);
    }
}

/// Counted and resident bytes with no query running and nothing cached.
fn idle_bytes(harness: &mut AppHarness) -> (u64, u64) {
    let pane = harness.pane(0).id;
    harness.harness.state_mut().command(Command::Window(
        WindowId::ROOT,
        WindowCommand::AddPane {
            from: Some(pane),
            direction: SplitDirection::Tab,
        },
    ));
    let fresh = harness.harness.state().panes().last().expect("a pane").id;
    let others: Vec<_> = harness
        .harness
        .state()
        .panes()
        .map(|pane| pane.id)
        .collect();
    for pane in others.into_iter().filter(|pane| *pane != fresh) {
        harness
            .harness
            .state_mut()
            .command(Command::Tile(pane, TileCommand::Close));
    }
    // Other threads drop their last pages and closed panes, and the window forgets what it drew.
    harness.rest();
    clear(harness);
    return_memory_to_os();
    (counted_bytes(), rss_bytes().expect("the system tells"))
}

fn soak(sandbox: &str, queries: usize) {
    let mut harness = AppHarness::new(sandbox);
    harness.until("accounts", |app| !app.engine().directory().loading);
    let scope = harness.pane(0).spec.scope.to_scope();
    let say = |when: &str, harness: &mut AppHarness| {
        let (counted, resident) = idle_bytes(harness);
        println!(
            "{when}: counted {:.1} MB, resident {:.1} MB",
            counted as f64 / MIB,
            resident as f64 / MIB
        );
        (counted, resident)
    };
    say("opened", &mut harness);
    // Data that is loaded once for the life of the process is loaded after one turn of each kind.
    (0..KINDS).for_each(|number| turn(&mut harness, number, &scope));
    let (counted, resident) = say("start", &mut harness);
    for done in 1..=queries {
        turn(&mut harness, done, &scope);
        if done.is_multiple_of(50) {
            say(&format!("{done} turns"), &mut harness);
        }
    }
    let (counted_after, resident_after) = say(&format!("end, {queries} turns"), &mut harness);
    let grown = counted_after as f64 / counted as f64;
    assert!(
        grown <= 1.05,
        "{counted} → {counted_after} bytes counted in {queries} turns"
    );
    let grown = resident_after as f64 / resident as f64;
    assert!(
        grown <= 1.05,
        "{resident} → {resident_after} bytes resident in {queries} turns"
    );
}

/// The small soak's turn: as the large one's, on panes that are not drawn.
fn small_turn(headless: &mut Headless, number: usize, scope: &QueryScope) {
    let mut scope = scope.clone();
    scope.smart = number % 4 == 3;
    let panes = [headless.open(&scope), headless.open(&scope)];
    panes.into_iter().for_each(|pane| headless.run(pane));
    if number % 5 == 4 {
        headless.step();
        headless.engine.cancel(panes[1]);
    }
    headless.settle();
    let pane = headless.pane(panes[0]);
    assert!(!pane.rows.is_empty());
    pane.set_all_groups(Open::Expanded);
    pane.set_filter(format!("prod-{}", number % 7));
    pane.move_selection(1);
    headless.settle();
    panes.into_iter().for_each(|pane| headless.close(pane));
    if number.is_multiple_of(3) {
        headless.engine.clear_cache();
    }
}

#[test]
fn what_was_held_at_the_start_is_held_at_the_end() {
    let mut headless = Headless::new("accounts=2,regions=2,resources=3000,latency=0ms");
    let scope = QueryScope {
        types: types(&TYPES).collect(),
        ..QueryScope::default()
    };
    let idle_bytes = |headless: &mut Headless| {
        headless.settle();
        headless.engine.clear_cache();
        counted_bytes()
    };
    // Data that is loaded once for the life of the process is loaded in the first turns.
    (0..6).for_each(|number| small_turn(&mut headless, number, &scope));
    let before = idle_bytes(&mut headless);
    let turns = 8;
    (0..turns).for_each(|number| small_turn(&mut headless, number, &scope));
    let after = idle_bytes(&mut headless);
    println!("{before} → {after} bytes in {turns} turns");
    assert!(
        after <= before + before / 20,
        "{before} → {after} bytes in {turns} turns"
    );
}

#[test]
#[ignore = "an hour of use, compressed: minutes, and a release build"]
fn what_was_held_at_the_start_is_held_after_hundreds_of_queries() {
    let queries = std::env::var("AWSDASH_SOAK_QUERIES").ok();
    let queries = queries
        .and_then(|number| number.parse().ok())
        .unwrap_or(500);
    soak("accounts=3,resources=20000,latency=0ms", queries);
}
