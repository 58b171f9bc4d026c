//! How long after a cancel tasks of a query still run. Target: at most 50 ms.
//!
//! `cargo bench --bench cancel`. A query over twenty accounts in eight regions is stopped in the middle; it
//! has ended when the engine says so, and nothing is asked of the sandbox from then on.

#[path = "../tests/support/sandbox.rs"]
mod sandbox;
mod support;

use std::time::{Duration, Instant};

use awsdash::app::engine_threads;
use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::resource_explorer::progress::{PaneId, ProgressEvent};
use awsdash::app::resource_explorer::query_engine::Freshness;
use awsdash::catalog::types;
use awsdash::model::QueryScope;
use sandbox::engine_on;
use support::{median, result};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const ROUNDS: usize = 11;

fn main() {
    let runtime = engine_threads::builder()
        .worker_threads(2)
        .build()
        .expect("a runtime");
    let times = (0..ROUNDS).map(|_| runtime.block_on(cancelled()));
    let times: Vec<f64> = times.collect();
    let worst = times.iter().copied().fold(0.0, f64::max);
    result("cancel until nothing runs: median", median(times), "ms");
    result("cancel until nothing runs: worst", worst, "ms");
}

/// Milliseconds from the cancel to the end.
async fn cancelled() -> f64 {
    let spec = "accounts=20,regions=8,resources=200000,latency=20ms";
    let (sandbox, engine, mut inbox) = engine_on(spec);
    let scope = QueryScope {
        types: types::default_set().collect(),
        ..QueryScope::default()
    };
    engine.start(PaneId(1), scope, Freshness::UseCache);
    let mut rows = 0;
    while rows < 5_000 {
        let progress = inbox.recv().await.expect("the query goes on");
        rows += progress.resources.len();
    }
    let at = Instant::now();
    engine.cancel(PaneId(1));
    loop {
        let progress = inbox.recv().await.expect("the query ends");
        if matches!(progress.event, ProgressEvent::Finished(_)) {
            break;
        }
    }
    while engine.is_running() {
        tokio::task::yield_now().await;
    }
    let took = at.elapsed().as_secs_f64() * 1000.0;
    let calls = sandbox.calls();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(sandbox.calls(), calls, "it still asks");
    took
}
