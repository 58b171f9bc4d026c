mod holders;

use super::*;

/// A meter whose readings the test sets.
#[derive(Default)]
struct TestMeter {
    total: u64,
    counted: AtomicU64,
    rss: AtomicU64,
    free: AtomicU64,
    blind: bool,
    /// Resident beyond what is counted, once freed memory was given back; `None` when none ever is.
    overhead: Option<u64>,
}

impl MemoryMeter for TestMeter {
    fn total_bytes(&self) -> Option<u64> {
        Some(self.total)
    }
    fn counted_bytes(&self) -> Option<u64> {
        (!self.blind).then(|| self.counted.load(Ordering::Relaxed))
    }
    fn rss_bytes(&self) -> Option<u64> {
        (!self.blind).then(|| self.rss.load(Ordering::Relaxed))
    }
    fn available_bytes(&self) -> Option<u64> {
        Some(self.free.load(Ordering::Relaxed)).filter(|&free| free > 0)
    }
    fn return_to_system(&self) {
        let Some(overhead) = self.overhead else {
            return;
        };
        let counted = self.counted.load(Ordering::Relaxed);
        self.rss.store(counted + overhead, Ordering::Relaxed);
    }
}

fn budget_of(total_mb: u64, limit: Option<&str>) -> (&'static MemoryBudget, Arc<TestMeter>) {
    let meter = Arc::new(TestMeter {
        total: total_mb * MIB,
        ..Default::default()
    });
    let limit = limit.map(|text| text.parse().unwrap());
    (
        Box::leak(Box::new(MemoryBudget::with_meter(meter.clone(), limit))),
        meter,
    )
}

#[test]
fn memory_budget_enforcement_on_this_machine() {
    let budget = MemoryBudget::initialize();
    assert!(budget.total_memory_mb() > 0);
    assert!(budget.limit_mb() > 0);
    let expected_limit = (budget.total_memory_mb() as f64 * 0.8) as u64;
    assert_eq!(budget.limit_mb(), expected_limit);
    let share = budget.usage_percentage();
    assert!((0.0..2.0).contains(&share), "{share}");
    assert!(budget.current_usage_mb() > 0);
    assert!(budget.check_usage().is_ok());
    assert!(std::ptr::eq(budget, MemoryBudget::get()));
}

#[test]
fn what_is_kept_between_rows_in_use_is_not_held_against_the_next_ones_up_to_a_bound() {
    let (budget, meter) = budget_of(1000, Some("300MB"));
    let set = |counted: u64, rss: u64| {
        meter.counted.store(counted * MIB, Ordering::Relaxed);
        meter.rss.store(rss * MIB, Ordering::Relaxed);
    };
    // Until the program's own share is known, all of it may be in use.
    set(100, 305);
    assert!(budget.check_usage().is_err());
    set(10, 130);
    budget.note_own();
    // 180 in use and 120 of its own: no freed memory is kept.
    set(180, 300);
    assert!(budget.check_usage().is_err());
    // Forty of them were freed, and their places can take new rows.
    set(140, 300);
    assert!(budget.check_usage().is_ok());
    assert!(budget.reserve(4 * MIB).is_ok());
    assert_eq!(
        budget.current_usage_mb(),
        300,
        "what is shown is what is resident"
    );
    // With a limit: the resident set stays close to the memory limit.
    set(100, 316);
    let message = budget.check_usage().unwrap_err();
    assert!(
        message.starts_with("Memory limit exceeded: 316 MB / 300 MB"),
        "{message}"
    );
}

#[test]
fn the_message_is_the_promised_one_to_the_letter() {
    let (budget, meter) = budget_of(16384, None);
    assert_eq!(
        (budget.total_memory_mb(), budget.limit_mb()),
        (16384, 13107)
    );
    meter.rss.store(12_500 * MIB, Ordering::Relaxed);
    assert!(budget.check_usage().is_ok());
    meter.rss.store(13_200 * MIB, Ordering::Relaxed);
    assert_eq!(
        budget.check_usage().unwrap_err(),
        "Memory limit exceeded: 13,200 MB / 13,107 MB (80% of system RAM)"
    );
}

#[test]
fn the_limit_is_eighty_percent_in_whole_mib_for_any_ram() {
    for total_mb in [1, 7, 511, 2047, 3999, 16_384, 257_911] {
        let (budget, _) = budget_of(total_mb, None);
        assert_eq!(budget.limit_mb(), (total_mb as f64 * 0.8) as u64);
    }
}

#[test]
fn the_larger_of_the_two_readings_rules() {
    let (budget, meter) = budget_of(1000, None);
    meter.counted.store(100 * MIB, Ordering::Relaxed);
    meter.rss.store(300 * MIB, Ordering::Relaxed);
    assert_eq!(budget.current_usage_mb(), 300);
    meter.counted.store(900 * MIB, Ordering::Relaxed);
    assert!(budget.check_usage().is_err());
}

#[test]
fn a_limit_can_be_lowered_and_never_raised_above_eighty_percent() {
    let (budget, _) = budget_of(1000, Some("300MB"));
    assert_eq!((budget.limit_mb(), budget.limit_percent()), (300, 30));
    budget.set_limit(Some(MemoryLimit::Bytes(5000 * MIB)));
    assert_eq!(budget.limit_mb(), 800);
    budget.set_limit(Some("50%".parse().unwrap()));
    assert_eq!(budget.limit_mb(), 500);
}

#[test]
fn what_cannot_be_read_closes_the_gate_and_says_so() {
    let meter = TestMeter {
        total: 1000 * MIB,
        blind: true,
        ..Default::default()
    };
    let budget = MemoryBudget::with_meter(Arc::new(meter), None);
    assert!(budget.check_usage().unwrap_err().contains("cannot be read"));
}

#[test]
fn pages_on_their_way_count_and_are_given_back() {
    let (budget, _) = budget_of(100, Some("10MB"));
    let mut first = budget.reserve(6 * MIB).unwrap();
    // There will be room once the first page has arrived.
    assert!(matches!(budget.reserve(6 * MIB), Err(Refusal::Crowded)));
    assert!(matches!(
        budget.reserve(11 * MIB),
        Err(Refusal::OverLimit(_))
    ));
    assert_eq!(
        budget.snapshot().reserved_bytes,
        6 * MIB,
        "a refused reservation holds nothing"
    );
    first.shrink_to(MIB);
    assert!(budget.reserve(6 * MIB).is_ok());
    drop(first);
    assert_eq!(budget.snapshot().reserved_bytes, 0);
}

#[test]
fn near_the_limit_pages_go_one_by_one_and_only_what_is_held_stops_them() {
    let (budget, meter) = budget_of(100, Some("10MB"));
    meter.counted.store(9 * MIB, Ordering::Relaxed);
    let first = budget
        .reserve(4 * MIB)
        .expect("one may always be on its way");
    assert_eq!(budget.reserve(4 * MIB).unwrap_err(), Refusal::Crowded);
    drop(first);
    assert!(budget.reserve(4 * MIB).is_ok());
    meter.counted.store(10 * MIB, Ordering::Relaxed);
    assert!(matches!(
        budget.reserve(4 * MIB),
        Err(Refusal::OverLimit(_))
    ));
}

#[test]
fn a_page_that_turns_out_larger_takes_more_room_waits_for_others_and_stops_at_the_limit() {
    let (budget, meter) = budget_of(1000, Some("300MB"));
    meter.counted.store(100 * MIB, Ordering::Relaxed);
    let mut large = budget.reserve(4 * MIB).unwrap();
    let other = budget.reserve(40 * MIB).unwrap();
    large.grow_to(100 * MIB).unwrap();
    assert_eq!(large.bytes(), 100 * MIB);
    assert_eq!(large.grow_to(180 * MIB), Err(Refusal::Crowded));
    assert_eq!(large.bytes(), 100 * MIB, "what it had it keeps");
    drop(other);
    large.grow_to(180 * MIB).unwrap();
    let Err(Refusal::OverLimit(message)) = large.grow_to(400 * MIB) else {
        panic!("it alone is more than there is")
    };
    assert!(
        message.starts_with("Memory limit exceeded: 500 MB / 300 MB"),
        "{message}"
    );
    drop(large);
    assert_eq!(budget.snapshot().reserved_bytes, 0);
}

#[test]
fn pages_leave_room_for_the_trees_over_what_is_there() {
    let (budget, meter) = budget_of(100, Some("10MB"));
    let mut room = budget.work_room();
    meter.counted.store(4 * MIB, Ordering::Relaxed);
    room.set(5 * MIB);
    assert!(budget.reserve(MIB).is_ok());
    room.set(6 * MIB);
    assert!(budget.check_usage().is_ok(), "nothing of it is used");
    assert!(matches!(budget.reserve(MIB), Err(Refusal::OverLimit(_))));
    // The work takes what was set aside for it: that is no reason to stop, only to wait.
    let at_work = room.at_work();
    meter.counted.store(9 * MIB, Ordering::Relaxed);
    assert_eq!(budget.reserve(MIB).unwrap_err(), Refusal::Crowded);
    drop(at_work);
    meter.counted.store(4 * MIB, Ordering::Relaxed);
    room.set(MIB);
    assert!(budget.reserve(MIB).is_ok());
    drop(room);
    assert_eq!(budget.snapshot().reserved_bytes, 0);
}

#[test]
fn what_is_only_kept_makes_room_for_a_page() {
    let meter = Arc::new(TestMeter {
        total: 1000 * MIB,
        overhead: Some(20 * MIB),
        ..Default::default()
    });
    let budget: &MemoryBudget = Box::leak(Box::new(MemoryBudget::with_meter(
        meter.clone(),
        Some("100MB".parse().unwrap()),
    )));
    meter.counted.store(30 * MIB, Ordering::Relaxed);
    meter.rss.store(98 * MIB, Ordering::Relaxed);
    let _first = budget.reserve(4 * MIB).unwrap();
    assert!(
        budget.reserve(4 * MIB).is_ok(),
        "48 MB of it were given back"
    );
    assert_eq!(meter.rss.load(Ordering::Relaxed), 50 * MIB);
}

#[test]
fn a_stale_reading_stops_nothing() {
    /// A meter whose last sample was higher than the memory is now.
    struct Stale(AtomicU64);
    impl MemoryMeter for Stale {
        fn total_bytes(&self) -> Option<u64> {
            Some(1000 * MIB)
        }
        fn counted_bytes(&self) -> Option<u64> {
            Some(50 * MIB)
        }
        fn rss_bytes(&self) -> Option<u64> {
            Some(self.0.load(Ordering::Relaxed))
        }
        fn available_bytes(&self) -> Option<u64> {
            None
        }
        fn look_again(&self) {
            self.0.store(60 * MIB, Ordering::Relaxed);
        }
        fn return_to_system(&self) {}
    }
    let meter = Arc::new(Stale((200 * MIB).into()));
    let budget = MemoryBudget::with_meter(meter, Some("100MB".parse().unwrap()));
    assert_eq!(budget.check_usage(), Ok(()));
    assert_eq!(budget.current_usage_mb(), 60);
}

#[test]
fn a_machine_run_dry_by_others_makes_queries_wait() {
    let (budget, meter) = budget_of(16_384, None);
    meter.free.store(100 * MIB, Ordering::Relaxed);
    let Err(Refusal::MachineLow(reason)) = budget.reserve(MIB) else {
        panic!("expected to wait")
    };
    assert!(reason.contains("100 MB"), "{reason}");
    meter.free.store(4_000 * MIB, Ordering::Relaxed);
    assert!(budget.reserve(MIB).is_ok());
}

#[test]
fn what_is_freed_and_only_kept_is_no_reason_to_stop() {
    let meter = Arc::new(TestMeter {
        total: 1000 * MIB,
        overhead: Some(60 * MIB),
        ..Default::default()
    });
    let budget = MemoryBudget::with_meter(meter.clone(), Some("200MB".parse().unwrap()));
    meter.counted.store(20 * MIB, Ordering::Relaxed);
    meter.rss.store(230 * MIB, Ordering::Relaxed);
    assert!(budget.check_usage().is_err() && budget.has_idle());
    assert_eq!(budget.check_room(), Ok(()));
    assert!(!budget.has_idle(), "the program's own share is known now");
    // What is held is a reason.
    meter.counted.store(190 * MIB, Ordering::Relaxed);
    meter.rss.store(250 * MIB, Ordering::Relaxed);
    assert!(!budget.has_idle());
    let message = budget.check_room().unwrap_err();
    assert!(
        message.starts_with("Memory limit exceeded: 250 MB / 200 MB"),
        "{message}"
    );
}
