//! The journey at the memory limit, by label and without a display. In a process of its own, because the
//! limit is the process's.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use awsdash::app::commands::{AppCommand, Command, PaneCommand, Panel, PanelCommand, QueryCommand};
use awsdash::app::memory_profiling::{CountingAllocator, rss_bytes};
use awsdash::app::notifications::Severity;
use awsdash::app::pane::{QueryState, Rest};
use awsdash::app::resource_explorer::memory_budget::{MemoryBudget, Pressure};
use awsdash::app::settings::Setting;
use awsdash::shell::AwsDash;
use egui_kittest::kittest::Queryable as _;

mod support {
    pub(crate) mod app_harness;
}

use support::app_harness::AppHarness;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[test]
fn at_the_limit_every_pane_stops_rows_stay_and_clearing_lets_the_next_query_run() {
    let _alone = one_at_a_time();
    let mut harness = AppHarness::new("accounts=2,resources=400000,latency=0ms");
    harness.until("accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    harness.harness.run_steps(5);
    let budget = MemoryBudget::get();
    let room = format!("{}MB", budget.current_usage_mb() + 64);
    budget.set_limit(Some(room.parse().unwrap()));
    let peak = Peak::watch();

    fill_both_panes(&mut harness);
    let rows = rows_shown(&harness);
    assert!(rows > 0, "what was loaded stays");
    both_panes_say_why_and_what_to_do(&mut harness, budget);
    clear_the_cache(&mut harness, budget);
    assert_eq!(rows_shown(&harness), rows, "rows stay");
    // Pages that were on their way when the queries stopped are dropped by other threads.
    harness.until("room again", |_| budget.check_room().is_ok());
    a_narrower_query_runs_to_its_end(&mut harness, budget);
    let over_mb = (peak.bytes() >> 20).saturating_sub(budget.limit_mb());
    assert!(over_mb <= 64, "{over_mb} MB above the limit");
    budget.set_limit(None);
}

/// An account each: rows that both panes show would stay when one of them drops its own.
fn fill_both_panes(harness: &mut AppHarness) {
    let accounts = harness.harness.state().engine().directory().accounts;
    let panes = [harness.pane(0).id, harness.pane(1).id];
    for (pane, account) in panes.into_iter().zip(accounts) {
        let mut scope = harness.pane(0).spec.scope.to_scope();
        scope.accounts = [account.id].into_iter().collect();
        harness.harness.state_mut().ask(pane, scope);
    }
    harness.until_within("both panes stopped", 170, |app| {
        app.panes()
            .all(|pane| pane.state == QueryState::MemoryLimit)
    });
}

fn rows_shown(harness: &AppHarness) -> usize {
    harness.pane(0).rows.len() + harness.pane(1).rows.len()
}

fn both_panes_say_why_and_what_to_do(harness: &mut AppHarness, budget: &MemoryBudget) {
    let exact = format!(
        " MB / {} MB ({}% of system RAM)",
        awsdash_grouped(budget.limit_mb()),
        budget.limit_percent()
    );
    for pane in harness.harness.state().panes() {
        let text = &pane.banners.last().expect("the pane says why").text;
        assert!(
            text.starts_with("Memory limit exceeded: ") && text.ends_with(&exact),
            "{text}"
        );
    }
    // A pane of half a window has no room for all ways out in one line.
    let whole = ["Whole message", "1 more"];
    let is_narrow = whole.into_iter().any(|label| {
        let button = harness.harness.query_all_by_label(label).next();
        button.inspect(|button| button.click()).is_some()
    });
    harness.harness.run_steps(5);
    for way_out in ["Clear cache", "Close pane", "Narrow scope", "Raise limit"] {
        assert!(
            harness.harness.get_all_by_label(way_out).count() > 0,
            "{way_out} is not offered"
        );
    }
    if is_narrow {
        harness.harness.key_press(egui::Key::Escape);
        harness.harness.run_steps(5);
    }
}

fn clear_the_cache(harness: &mut AppHarness, budget: &MemoryBudget) {
    let counted = || {
        let counted = budget.snapshot().counted_bytes;
        counted.expect("the allocator counts")
    };
    let before = counted();
    harness.click_leftmost("Clear cache");
    harness.until("the cache cleared", |app| {
        app.notifications()
            .history()
            .any(|notice| notice.text.starts_with("Cache cleared: freed"))
    });
    let after = counted();
    assert!(after < before, "{before} → {after}");
}

fn a_narrower_query_runs_to_its_end(harness: &mut AppHarness, budget: &MemoryBudget) {
    let id = harness.pane(0).id;
    let mut narrow = harness.pane(0).spec.scope.to_scope();
    narrow.types = ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect();
    harness.harness.state_mut().ask(id, narrow);
    harness.until_within("the next query", 120, |app| {
        let pane = app.panes().next().unwrap();
        // Messages of before are removed when the query begins.
        let said = pane.banners.iter().map(|message| message.text.as_str());
        let stopped = said.clone().any(|text| text.starts_with("Memory limit"));
        assert!(
            !stopped,
            "{:?}, {:?}",
            said.collect::<Vec<_>>(),
            budget.snapshot()
        );
        pane.state == QueryState::Done
    });
    assert!(!harness.pane(0).rows.is_empty());
}

#[test]
fn a_limit_below_what_the_program_itself_takes_is_told_and_the_window_stays_usable() {
    let _alone = one_at_a_time();
    let mut harness = AppHarness::new("accounts=1,resources=1000,latency=0ms");
    harness.until("accounts", |app| !app.engine().directory().loading);
    let budget = MemoryBudget::get();
    let limit = |harness: &mut AppHarness, text: &str| {
        let command = Command::App(AppCommand::Set(Setting::MemoryLimit(Some(text.into()))));
        harness.harness.state_mut().command(command);
        harness.harness.run_steps(3);
    };
    limit(&mut harness, "20MB");
    let told = harness
        .harness
        .state()
        .notifications()
        .shown()
        .next_back()
        .expect("it says so")
        .text
        .clone();
    assert!(
        told.starts_with("The memory limit of 20 MB is less than the ")
            && told.ends_with(
                "MB that awsdash takes with nothing loaded, so no query can run. Set a higher \
                 limit in File › Settings or with --memory-limit."
            ),
        "{told}"
    );
    harness.until_shown("The memory limit of 20 MB is less than");

    // A query says why it does not run; nothing else stops working.
    let pane = harness.pane(0).id;
    let mut scope = harness.pane(0).spec.scope.to_scope();
    scope.types = ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect();
    harness.harness.state_mut().ask(pane, scope.clone());
    harness.until("it is refused", |app| {
        app.panes().next().unwrap().state == QueryState::MemoryLimit
    });
    for panel in [Panel::Memory, Panel::Accounts, Panel::Settings] {
        harness.open_panel(panel);
    }
    harness.until_shown("At the limit: no query runs until memory is freed");
    harness
        .harness
        .state_mut()
        .command(Command::Panel(PanelCommand::Toggle(Panel::Log)));
    harness.until("the log window is open", AwsDash::log_is_open);

    // With room again it goes on, and the message is removed.
    limit(&mut harness, "1GB");
    let said = harness.harness.state().notifications().shown();
    let errors: Vec<_> = said
        .filter(|notification| notification.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    harness.harness.state_mut().ask(pane, scope);
    harness.until("it runs", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    assert!(!harness.pane(0).rows.is_empty());
    budget.set_limit(None);
}

#[test]
fn a_stopped_query_goes_on_though_memory_is_short_and_asks_what_it_asked() {
    let _alone = one_at_a_time();
    let mut harness = AppHarness::new("accounts=2,regions=2,resources=3000,latency=20ms");
    harness.until("accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    let id = harness.pane(0).id;
    let query = |command| Command::Query(id, command);
    harness
        .harness
        .state_mut()
        .command(query(QueryCommand::Run));
    harness.until("rows", |app| !app.pane(id).unwrap().rows.is_empty());
    harness
        .harness
        .state_mut()
        .command(query(QueryCommand::Cancel));
    harness.until("it is cancelled", |app| {
        app.pane(id).unwrap().state == QueryState::Cancelled
    });
    let asked = harness.pane(0).asked.clone();
    // What the next run asks for is another matter.
    let mut other = asked.clone();
    other.types = ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect();
    let edit = PaneCommand::SetScope(other);
    harness.harness.state_mut().command(Command::Pane(id, edit));
    let budget = MemoryBudget::get();
    let short = format!("{}MB", budget.current_usage_mb() * 100 / 85);
    budget.set_limit(Some(short.parse().unwrap()));
    assert!(budget.pressure() >= Pressure::Soft);

    let rest = harness.pane(0).rest();
    assert!(
        !matches!(
            rest,
            Rest::Lists {
                without_details: 0,
                ..
            }
        ),
        "the whole scope is asked: {rest:?}"
    );
    harness
        .harness
        .state_mut()
        .command(query(QueryCommand::Continue));
    assert!(harness.pane(0).rows.is_empty(), "their memory goes first");
    harness.until("it goes on", |app| app.pane(id).unwrap().is_running());
    assert_eq!(harness.pane(0).asked, asked);
    budget.set_limit(None);
    harness.until("the rows are there again", |app| {
        !app.pane(id).unwrap().rows.is_empty()
    });
}

/// The limit is the process's.
fn one_at_a_time() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The most that was resident, looked at every two milliseconds.
struct Peak {
    bytes: Arc<AtomicU64>,
}

impl Peak {
    fn watch() -> Self {
        let bytes = Arc::new(AtomicU64::new(0));
        let watched = Arc::downgrade(&bytes);
        #[expect(clippy::disallowed_methods, reason = "watches beside the test")]
        std::thread::spawn(move || {
            while let Some(bytes) = watched.upgrade() {
                bytes.fetch_max(rss_bytes().unwrap_or(0), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        Self { bytes }
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// `12500` → `12,500`, spelled again so that the program's own spelling is held to it.
fn awsdash_grouped(number: u64) -> String {
    let text = number.to_string();
    let parts: Vec<&str> = text
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| std::str::from_utf8(part).unwrap())
        .collect();
    parts.join(",")
}
