//! Queries that are stopped while what they found is on its way to the pane.

use super::*;

impl Heard {
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
fn stage_with_inbox(source: Scripted, messages: usize) -> Stage {
    let mut stage = Stage::new(source);
    let (sender, inbox) = mpsc::channel(messages);
    let budget = Box::leak(Box::new(MemoryBudget::with_meter(stage.dial.clone(), None)));
    let runtime = tokio::runtime::Handle::current();
    let (source, waker) = (stage.source.clone(), Arc::new(|| {}));
    stage.engine = QueryEngine::with_budget(source, runtime, sender, waker, budget, 64);
    stage.inbox = inbox;
    stage
}

/// A query over five regions that fills its inbox, is stopped as `stop` does, and then heard.
fn stopped_with_a_full_inbox(stop: impl Fn(&Stage)) -> Heard {
    let regions = [
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    ];
    run(async || {
        let mut stage = stage_with_inbox(Scripted::new(&regions), 1);
        for region in regions {
            let rows = vec![entry(region, VOLUME, region, "")];
            stage.source.say_pages(key(region, VOLUME), vec![rows]);
        }
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop(&stage);
        stage.hear(generation).await
    })
}

#[test]
fn rows_on_their_way_when_a_query_is_cancelled_are_shown_and_counted() {
    let heard = stopped_with_a_full_inbox(|stage| stage.engine.cancel(PANE));
    assert_eq!(heard.finished, Some(FinishReason::Cancelled));
    assert_eq!(heard.miscounted(), []);
    assert_eq!(heard.ledger.len(), 5, "every list has its line");
}

#[test]
fn rows_on_their_way_when_memory_stops_a_query_are_shown_and_counted() {
    let heard = stopped_with_a_full_inbox(|stage| stage.engine.stop_all("full"));
    assert_eq!(heard.finished, Some(FinishReason::MemoryLimit));
    assert_eq!(heard.miscounted(), []);
    assert_eq!(heard.ledger.len(), 5, "every list has its line");
}
