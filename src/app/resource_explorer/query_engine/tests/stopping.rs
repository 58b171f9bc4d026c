//! Queries that are stopped while what they found is on its way to the pane.

use super::*;

impl Received {
    /// Lines of the ledger that count other rows than are shown.
    fn miscounted(&self) -> Vec<(QueryKey, u64, u64)> {
        let lines = self.ledger.values().filter_map(|line| {
            let rows = self.rows.iter().flat_map(|batch| batch.iter());
            let shown = rows.filter(|row| row.key() == line.key).count() as u64;
            (shown != line.rows).then_some((line.key, line.rows, shown))
        });
        lines.collect()
    }
}

/// An engine whose inbox takes so few messages.
fn harness_with_inbox(source: Scripted, messages: usize) -> Harness {
    let mut harness = Harness::new(source);
    let (sender, inbox) = mpsc::channel(messages);
    let budget = Box::leak(Box::new(MemoryBudget::with_meter(
        harness.meter.clone(),
        None,
    )));
    let runtime = tokio::runtime::Handle::current();
    let (source, waker) = (harness.source.clone(), Arc::new(|| {}));
    harness.engine = QueryEngine::with_budget(source, runtime, sender, waker, budget, 64);
    harness.inbox = inbox;
    harness
}

/// A query over five regions that fills its inbox, is stopped as `stop` does, and then received.
fn stopped_with_a_full_inbox(stop: impl Fn(&Harness)) -> Received {
    let regions = [
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    ];
    run(async || {
        let mut harness = harness_with_inbox(Scripted::new(&regions), 1);
        for region in regions {
            let rows = vec![entry(region, VOLUME, region, "")];
            harness.source.say_pages(key(region, VOLUME), vec![rows]);
        }
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop(&harness);
        harness.receive(generation).await
    })
}

#[test]
fn rows_on_their_way_when_a_query_is_cancelled_are_shown_and_counted() {
    let received = stopped_with_a_full_inbox(|harness| harness.engine.cancel(PANE));
    assert_eq!(received.finished, Some(FinishReason::Cancelled));
    assert_eq!(received.miscounted(), []);
    assert_eq!(received.ledger.len(), 5, "every list has its line");
}

#[test]
fn rows_on_their_way_when_memory_stops_a_query_are_shown_and_counted() {
    let received = stopped_with_a_full_inbox(|harness| harness.engine.stop_all("full"));
    assert_eq!(received.finished, Some(FinishReason::MemoryLimit));
    assert_eq!(received.miscounted(), []);
    assert_eq!(received.ledger.len(), 5, "every list has its line");
}

#[test]
fn a_query_that_is_cancelled_among_its_details_says_how_many_lists_lack_some_and_can_go_on() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        for region in ["eu-west-1", "us-east-1"] {
            let rows = vec![entry(region, VOLUME, region, "")];
            harness.source.say_pages(key(region, VOLUME), vec![rows]);
        }
        let gate = Arc::new(Semaphore::new(0));
        *harness.source.details_gate.lock().unwrap() = Some(Arc::clone(&gate));
        let asked = with_details(&[VOLUME]);
        let generation = harness
            .engine
            .start(PANE, asked.clone(), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(100)).await;
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert_eq!(received.finished, Some(FinishReason::Cancelled));
        assert_eq!(received.lists_without_details, 2);
        let complete = |line: &LedgerEntry| line.outcome == Outcome::Complete;
        assert!(received.ledger.values().all(complete));

        *harness.source.details_gate.lock().unwrap() = None;
        let received = harness.query(asked).await;
        assert_eq!(
            (received.attributes, received.lists_without_details),
            (2, 0)
        );
        let listed = |region| harness.source.times_asked(&key(region, VOLUME));
        assert_eq!(
            ["eu-west-1", "us-east-1"].map(listed),
            [1, 1],
            "from the cache"
        );
    });
}
