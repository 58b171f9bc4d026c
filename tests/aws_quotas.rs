//! The whole program's pace against AWS's own limits, as the sandbox keeps them.

use std::time::Duration;

use awsdash::app::resource_explorer::progress::{FinishReason, PaneId, ProgressEvent};
use awsdash::app::resource_explorer::query_engine::Freshness;
use awsdash::catalog::types;
use awsdash::model::QueryScope;

#[path = "support/sandbox.rs"]
mod sandbox;

use sandbox::engine_on;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_api_is_asked_faster_than_aws_bears() {
    let spec = "accounts=4,regions=3,resources=6000,latency=2ms,quotas=aws";
    let (sandbox, engine, mut inbox) = engine_on(spec);
    let scope = QueryScope {
        types: types::default_set().collect(),
        ..QueryScope::default()
    };
    let generation = engine.start(PaneId(1), scope, Freshness::UseCache);
    let (mut rows, mut throttled) = (0, 0);
    let ended = tokio::time::timeout(Duration::from_mins(2), async {
        while let Some(progress) = inbox.recv().await {
            assert_eq!(progress.generation, generation);
            rows += progress.resources.len();
            throttled = progress.counts.map_or(throttled, |counts| counts.throttled);
            if let ProgressEvent::Finished(reason) = progress.event {
                return Some(reason);
            }
        }
        None
    });
    assert_eq!(ended.await.unwrap(), Some(FinishReason::Done));
    assert!(rows > 5_000, "{rows}");
    assert!(sandbox.calls() > 2_000, "{}", sandbox.calls());
    assert_eq!((sandbox.calls_over_quota(), throttled), (0, 0));
}
