//! What parts of the program hold, and in which order they give it back.

use super::*;

struct Hoard {
    name: &'static str,
    cost: RebuildCost,
    bytes: AtomicU64,
    asked: AtomicU64,
}

impl MemoryHolder for Hoard {
    fn name(&self) -> &str {
        self.name
    }
    fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
    fn rebuild_cost(&self) -> RebuildCost {
        self.cost
    }
    fn reclaim(&self) -> u64 {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.bytes.swap(0, Ordering::Relaxed)
    }
}

fn hoard(name: &'static str, cost: RebuildCost, bytes: u64) -> Arc<Hoard> {
    Arc::new(Hoard {
        name,
        cost,
        bytes: bytes.into(),
        asked: 0.into(),
    })
}

#[test]
fn the_cheapest_gives_first_and_what_is_shown_never_does() {
    let (budget, meter) = budget_of(1000, Some("100MB"));
    let index = hoard("index", RebuildCost::Computed, 30 * MIB);
    let cache = hoard("cache", RebuildCost::Fetched, 30 * MIB);
    let shown = hoard("shown", RebuildCost::Shown, 30 * MIB);
    for holder in [&shown, &cache, &index] {
        budget.register(&(Arc::clone(holder) as Arc<dyn MemoryHolder>));
    }
    meter.rss.store(79 * MIB, Ordering::Relaxed);
    assert_eq!(budget.reclaim_under_pressure(), Reclaimed::default());
    meter.rss.store(90 * MIB, Ordering::Relaxed);
    assert_eq!(budget.reclaim_under_pressure().from, ["index"]);
    assert_eq!(cache.bytes(), 30 * MIB);
    meter.rss.store(99 * MIB, Ordering::Relaxed);
    assert_eq!(budget.reclaim_under_pressure().from, ["cache"]);
    assert_eq!(shown.asked.load(Ordering::Relaxed), 0);
}

#[test]
fn holders_give_in_the_order_of_what_it_takes_to_have_it_again() {
    let (budget, meter) = budget_of(1000, Some("100MB"));
    let lists = hoard("lists", RebuildCost::Fetched, 2 * MIB);
    let lines = hoard("log lines", RebuildCost::Read, 2 * MIB);
    let details = hoard("details", RebuildCost::OnDemand, 2 * MIB);
    let index = hoard("search index", RebuildCost::Computed, 2 * MIB);
    for holder in [&lists, &lines, &details, &index] {
        budget.register(&(Arc::clone(holder) as Arc<dyn MemoryHolder>));
        // A holder registered twice counts once.
        budget.register(&(Arc::clone(holder) as Arc<dyn MemoryHolder>));
    }
    assert_eq!(budget.holders().len(), 4);
    meter.rss.store(95 * MIB, Ordering::Relaxed);
    assert_eq!(
        budget.reclaim_under_pressure().from,
        ["search index", "details", "log lines", "lists"]
    );
}

#[test]
fn a_round_that_frees_nothing_is_not_repeated_in_a_loop() {
    let (budget, meter) = budget_of(1000, Some("100MB"));
    let empty = hoard("empty", RebuildCost::Computed, 0);
    budget.register(&(Arc::clone(&empty) as Arc<dyn MemoryHolder>));
    meter.rss.store(90 * MIB, Ordering::Relaxed);
    for _ in 0..100 {
        budget.reclaim_under_pressure();
    }
    assert_eq!(empty.asked.load(Ordering::Relaxed), 1);
    meter.rss.store(95 * MIB, Ordering::Relaxed);
    budget.reclaim_under_pressure();
    assert_eq!(empty.asked.load(Ordering::Relaxed), 2);
}

/// Counts how often holders have added up.
struct AddedUp(Arc<AtomicU64>);

impl MemoryHolder for AddedUp {
    fn name(&self) -> &'static str {
        "added up"
    }
    fn add_up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Shown
    }
    fn reclaim(&self) -> u64 {
        0
    }
}

#[test]
fn all_holders_add_up_once_before_the_first_line_of_a_report() {
    let (budget, _) = budget_of(1000, None);
    let times = Arc::new(AtomicU64::new(0));
    let holders = [0, 1].map(|_| Arc::new(AddedUp(Arc::clone(&times))) as Arc<dyn MemoryHolder>);
    holders.iter().for_each(|holder| budget.register(holder));
    let lines: Vec<u64> = budget.holders().iter().map(|line| line.bytes).collect();
    assert_eq!(lines, [2, 2]);
}
