//! The journey at the memory limit, by label and without a display. In a process of its own, because the
//! limit is the process's.

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::pane::QueryState;
use awsdash::app::resource_explorer::memory_budget::MemoryBudget;
use egui_kittest::kittest::Queryable as _;

mod support {
    pub mod stage;
}

use support::stage::Stage;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[test]
fn at_the_limit_every_pane_stops_rows_stay_and_clearing_lets_the_next_query_run() {
    let mut stage = Stage::new("accounts=2,resources=400000,latency=0ms");
    stage.until("accounts", |app| {
        !app.engine().directory().accounts.is_empty()
    });
    stage.harness.run_steps(5);
    let budget = MemoryBudget::get();
    let room = format!("{}MB", budget.current_usage_mb() + 96);
    budget.set_limit(Some(room.parse().unwrap()));

    // An account each: rows that another pane shows would stay whatever a pane lets go.
    let accounts = stage.harness.state().engine().directory().accounts;
    let panes = [stage.pane(0).id, stage.pane(1).id];
    for (pane, account) in panes.into_iter().zip(accounts) {
        let mut scope = stage.pane(0).scope.clone();
        scope.accounts = [account.id].into_iter().collect();
        stage.harness.state_mut().ask(pane, scope);
    }
    stage.until("both panes stopped", |app| {
        app.panes()
            .all(|pane| pane.state == QueryState::MemoryLimit)
    });
    let rows = stage.pane(0).rows.len() + stage.pane(1).rows.len();
    assert!(rows > 0, "what was loaded stays");
    let exact = format!(
        " MB / {} MB ({}% of system RAM)",
        awsdash_grouped(budget.limit_mb()),
        budget.limit_percent()
    );
    for pane in stage.harness.state().panes() {
        let text = &pane.messages.last().expect("the pane says why").text;
        assert!(
            text.starts_with("Memory limit exceeded: ") && text.ends_with(&exact),
            "{text}"
        );
    }
    for way_out in ["Clear cache", "Close pane", "Narrow scope", "Raise limit"] {
        assert!(
            stage.harness.get_all_by_label(way_out).count() > 0,
            "{way_out} is not offered"
        );
    }

    let before = budget
        .snapshot()
        .counted_bytes
        .expect("the allocator counts");
    stage.click_leftmost("Clear cache");
    stage.until("the cache cleared", |app| {
        app.notices()
            .iter()
            .any(|notice| notice.text.starts_with("Cache cleared: gave back"))
    });
    let after = budget.snapshot().counted_bytes.unwrap();
    assert!(after < before, "{before} → {after}");
    assert_eq!(
        stage.pane(0).rows.len() + stage.pane(1).rows.len(),
        rows,
        "rows stay"
    );
    // Pages that were on their way when the queries stopped are let go by other threads.
    stage.until("room again", |_| budget.check_room().is_ok());

    // The next query, of a narrower scope, runs to its end.
    let id = stage.pane(0).id;
    let mut narrow = stage.pane(0).scope.clone();
    narrow.types = ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect();
    stage.harness.state_mut().ask(id, narrow);
    stage.until("the next query", |app| {
        app.panes().next().unwrap().state == QueryState::Done
    });
    assert!(!stage.pane(0).rows.is_empty());
    budget.set_limit(None);
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
