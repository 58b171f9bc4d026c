mod chain;
mod children;
mod details;
mod discovery;
mod failures;
mod merging;
mod model;
mod retry;
mod sign_in;
mod smart;
mod stopping;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::*;
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::app::resource_explorer::memory_budget::MemoryMeter;
use crate::app::resource_explorer::progress::{
    FinishReason, PhaseCounts, ProgressEvent, regions_assumed,
};
use crate::app::resource_explorer::query_engine::details::DetailsFailure;
use crate::app::resource_explorer::source::{Page, SourceError};
use crate::app::resource_explorer::testing::{Scripted, entry, key};
use crate::model::{DetailDepth, Provider, QueryKey, Selection, Tags};

const VPC: &str = "AWS::EC2::VPC";
const VOLUME: &str = "AWS::EC2::Volume";
const BUCKET: &str = "AWS::S3::Bucket";
const PANE: PaneId = PaneId(1);

/// A meter whose reading the test sets, in MiB.
struct TestMeter(AtomicU64);

impl MemoryMeter for TestMeter {
    fn total_bytes(&self) -> Option<u64> {
        Some(1000 << 20)
    }
    fn counted_bytes(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed) << 20)
    }
    fn rss_bytes(&self) -> Option<u64> {
        None
    }
    fn available_bytes(&self) -> Option<u64> {
        None
    }
    fn return_to_system(&self) {}
}

struct Harness {
    engine: QueryEngine,
    source: Arc<Scripted>,
    inbox: mpsc::Receiver<QueryProgress>,
    meter: Arc<TestMeter>,
}

/// The messages of a query, put together.
#[derive(Default)]
struct Received {
    rows: Vec<Batch>,
    taken_back: usize,
    ledger: BTreeMap<QueryKey, LedgerEntry>,
    details: Vec<String>,
    /// How many resources got details of their own.
    attributes: usize,
    failures: Vec<DetailsFailure>,
    memory_limit: Option<String>,
    troubles: Vec<String>,
    counts: PhaseCounts,
    finished: Option<FinishReason>,
}

impl Received {
    fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self
            .rows
            .iter()
            .flat_map(|batch| batch.iter())
            .map(|row| &*row.id)
            .collect();
        ids.sort_unstable();
        ids
    }
}

impl Harness {
    fn new(source: Scripted) -> Self {
        let source = Arc::new(source);
        let meter = Arc::new(TestMeter(AtomicU64::new(10)));
        let budget = Box::leak(Box::new(MemoryBudget::with_meter(meter.clone(), None)));
        let (sender, inbox) = mpsc::channel(INBOX_MESSAGES);
        let runtime = tokio::runtime::Handle::current();
        let engine =
            QueryEngine::with_budget(source.clone(), runtime, sender, Arc::new(|| {}), budget, 64);
        Self {
            engine,
            source,
            inbox,
            meter,
        }
    }

    /// Everything up to the end of one query.
    async fn receive(&mut self, generation: Generation) -> Received {
        self.receive_after(generation, Vec::new()).await
    }

    /// As [`Harness::receive`], with what was shown before.
    async fn receive_after(&mut self, generation: Generation, shown: Vec<Batch>) -> Received {
        let mut received = Received {
            rows: shown,
            ..Received::default()
        };
        while received.finished.is_none() {
            let next = tokio::time::timeout(Duration::from_secs(10), self.inbox.recv()).await;
            let progress = next
                .expect("the query says nothing any more")
                .expect("the engine is gone");
            if progress.generation != generation {
                continue;
            }
            received.counts = progress.counts.unwrap_or(received.counts);
            match progress.event {
                ProgressEvent::Rows(batch) => received.rows.push(batch),
                ProgressEvent::Replaced { taken_back, shown } => {
                    received
                        .rows
                        .retain(|batch| !taken_back.contains(&batch.id()));
                    received.taken_back += taken_back.len();
                    received.rows.extend(shown);
                }
                ProgressEvent::Outcome(entry) => _ = received.ledger.insert(entry.key, entry),
                ProgressEvent::Outcomes(entries) => {
                    let lines = entries.into_iter().map(|entry| (entry.key, entry));
                    received.ledger.extend(lines);
                }
                ProgressEvent::Recounted(keys) => {
                    for (key, rows) in keys {
                        let line = received.ledger.remove(&key);
                        let line = line.map(|line| (key, line.with_rows(rows)));
                        received.ledger.extend(line);
                    }
                }
                ProgressEvent::DetailsFailed(failure) => received.failures.push(failure),
                ProgressEvent::Details(updates) => {
                    let told = updates.iter().filter(|update| {
                        update.section.operation == "DescribeAttribute"
                            && update.section.answer.is_ok()
                    });
                    received.attributes += told.count();
                    received.details.extend(
                        updates
                            .iter()
                            .map(|update| update.section.operation.to_owned()),
                    );
                }
                ProgressEvent::RegionsAssumed {
                    account,
                    regions,
                    error,
                } => received
                    .troubles
                    .push(regions_assumed(account, &regions, &error)),
                ProgressEvent::Trouble(error) => received.troubles.push(error.to_string()),
                ProgressEvent::MemoryLimit(text) => received.memory_limit = Some(text),
                ProgressEvent::Finished(reason) => received.finished = Some(reason),
                _ => {}
            }
        }
        received
    }
}

fn scope(types: &[&str]) -> QueryScope {
    QueryScope {
        types: types
            .iter()
            .map(|ty| ty.parse::<TypeId>().unwrap())
            .collect(),
        details: DetailDepth::None,
        ..Default::default()
    }
}

fn run<T>(test: impl AsyncFnOnce() -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(test())
}

fn volumes(ids: &[&str]) -> Vec<ResourceEntry> {
    ids.iter()
        .map(|id| entry("eu-west-1", VOLUME, id, ""))
        .collect()
}

fn sweep_key(region: &str) -> QueryKey {
    key(region, TypeId::tagged().as_str())
}

fn tagged(region: &str, ty: &str, id: &str) -> ResourceEntry {
    ResourceEntry {
        provider: Provider::Tagging,
        ..entry(region, ty, id, "")
    }
}

#[test]
fn pages_are_followed_to_the_end_and_shared_with_the_cache() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        harness.source.say_pages(
            key,
            vec![
                volumes(&["vol-1", "vol-2"]),
                Vec::new(),
                volumes(&["vol-3"]),
            ],
        );
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let received = harness.receive(generation).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2", "vol-3"]);
        assert_eq!(received.ledger[&key].outcome, Outcome::Complete);
        assert_eq!(
            (
                received.counts.phase1_done,
                received.counts.phase1_total,
                received.counts.requests
            ),
            (1, 1, 3)
        );
        let cached = harness.engine.context.cache.list(&key).unwrap();
        assert_eq!(cached.batches[0], received.rows[0], "a batch was copied");
    });
}

#[test]
fn a_second_query_is_answered_from_the_cache_and_a_refresh_is_not() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        harness.source.say_pages(key, vec![volumes(&["vol-1"])]);
        harness
            .source
            .say_pages(key, vec![volumes(&["vol-1", "vol-2"])]);
        let first = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        harness.receive(first).await;
        let second = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let received = harness.receive(second).await;
        assert_eq!(
            (received.ids(), received.counts.cache_hits),
            (vec!["vol-1"], 1)
        );
        assert!(received.ledger[&key].cached_age.is_some());
        let third = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::Refresh);
        assert_eq!(harness.receive(third).await.ids(), ["vol-1", "vol-2"]);
        assert_eq!(harness.source.times_asked(&key), 2);
    });
}

#[test]
fn two_panes_that_ask_for_the_same_share_one_fetch() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        let gate = Arc::new(Semaphore::new(0));
        *harness.source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        harness.source.say_pages(key, vec![volumes(&["vol-1"])]);
        harness
            .engine
            .start(PaneId(1), scope(&[VOLUME]), Freshness::UseCache);
        harness
            .engine
            .start(PaneId(2), scope(&[VOLUME]), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(50)).await;
        gate.add_permits(10);
        let (mut ended, mut batches) = (0, Vec::new());
        while ended < 2 {
            let progress = harness.inbox.recv().await.unwrap();
            match progress.event {
                ProgressEvent::Rows(batch) => batches.push(batch),
                ProgressEvent::Finished(_) => ended += 1,
                _ => {}
            }
        }
        assert_eq!(harness.source.times_asked(&key), 1);
        assert_eq!(batches.len(), 2);
        assert_eq!(batches[0], batches[1]);
    });
}

#[test]
fn cancelling_stops_at_once_and_accounts_for_what_was_not_asked() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        *harness.source.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let cancelled = std::time::Instant::now();
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert_eq!(received.finished, Some(FinishReason::Cancelled));
        assert!(cancelled.elapsed() < Duration::from_secs(5));
        assert_eq!(received.ledger.len(), 2);
        assert!(
            received
                .ledger
                .values()
                .all(|entry| entry.outcome == Outcome::Cancelled)
        );
        assert!(!harness.engine.is_running());
        let context = &harness.engine.context;
        assert_eq!(context.fetches.running_fetches(), 0, "somebody still waits");
        let fetching = context.fetch_tasks.bytes();
        assert_eq!(fetching, 0, "a fetch outlived its query");
    });
}

#[test]
fn a_cancelled_query_has_ended_when_the_last_of_its_requests_is_gone() {
    run(async || {
        let regions: Vec<String> = (1..=40).map(|n| format!("eu-test-{n}")).collect();
        let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
        let mut harness = Harness::new(Scripted::new(&regions));
        let open = |harness: &Harness| harness.source.open.load(Ordering::SeqCst);
        *harness.source.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
        harness.source.leaving_us.store(2_000, Ordering::SeqCst);
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        while open(&harness) < 8 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert_eq!(open(&harness), 0, "requests outlived their query");
        assert_eq!(received.finished, Some(FinishReason::Cancelled));
    });
}

#[test]
fn a_newer_query_supersedes_the_one_before() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let gate = Arc::new(Semaphore::new(0));
        *harness.source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        let first = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let second = harness
            .engine
            .start(PANE, scope(&[VPC]), Freshness::UseCache);
        assert_ne!(first, second);
        gate.add_permits(10);
        let received = harness.receive(second).await;
        assert_eq!(received.finished, Some(FinishReason::Done));
        assert!(
            received
                .ledger
                .keys()
                .all(|key| key.resource_type.as_str() == VPC)
        );
    });
}

#[test]
fn phase_two_asks_bulk_once_and_each_resource_where_the_scope_says_all() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        harness
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        let asked = QueryScope {
            details: DetailDepth::All,
            ..scope(&[VOLUME])
        };
        let generation = harness
            .engine
            .start(PANE, asked.clone(), Freshness::UseCache);
        let received = harness.receive(generation).await;
        let mut details = received.details.clone();
        details.sort_unstable();
        assert_eq!(
            details,
            ["DescribeAttribute", "DescribeAttribute", "DescribeStatus"]
        );
        assert_eq!(
            (received.counts.phase2_done, received.counts.phase2_total),
            (1, 1)
        );
        let before = harness.source.details_asked.lock().unwrap().len();
        let again = harness.engine.start(PANE, asked, Freshness::UseCache);
        assert_eq!(harness.receive(again).await.details.len(), 3);
        assert_eq!(
            harness.source.details_asked.lock().unwrap().len(),
            before,
            "cached details were asked again"
        );
    });
}

#[test]
fn tags_that_details_tell_complete_rows_whose_list_did_not_tell_them() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let mut listed = volumes(&["vol-1", "vol-2"]);
        listed[0].tags = Tags::unknown();
        listed[1].tags = Tags::from_pairs([("Owner", "list")]);
        harness
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![listed]);
        let asked = QueryScope {
            details: DetailDepth::All,
            ..scope(&[VOLUME])
        };
        let generation = harness.engine.start(PANE, asked, Freshness::UseCache);
        let received = harness.receive(generation).await;
        let facts = harness.engine.row_facts();
        let owners: Vec<String> = received.rows[0]
            .iter()
            .map(|row| {
                facts
                    .complete(row)
                    .tags
                    .get("Owner")
                    .unwrap_or("?")
                    .to_owned()
            })
            .collect();
        assert_eq!(owners, ["me", "list"], "what a list tells stays");
        assert!(
            !received.rows[0][0].tags.are_known(),
            "no batch is rewritten"
        );
        harness.engine.clear_cache();
        assert!(!facts.complete(&received.rows[0][0]).tags.are_known());
    });
}

#[test]
fn evicted_properties_come_back_when_a_row_is_looked_at() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let mut row = entry("eu-west-1", VOLUME, "vol-1", "");
        row.properties = crate::model::Properties::from_json(&serde_json::json!({"Size": 8}));
        row.properties.evict();
        let batch = Batch::new(vec![row]);
        let scope = QueryScope {
            details: DetailDepth::None,
            ..QueryScope::default()
        };
        harness
            .engine
            .fetch_details(PANE, Generation(1), batch.clone(), 0, &scope);
        let mut next = async || {
            let told = tokio::time::timeout(Duration::from_secs(5), harness.inbox.recv()).await;
            told.unwrap().unwrap().event
        };
        assert!(matches!(next().await, ProgressEvent::Seen { .. }));
        assert!(matches!(next().await, ProgressEvent::Details(_)));
        assert_eq!(
            batch[0].properties.to_json(),
            serde_json::json!({"Reloaded": "vol-1"})
        );
    });
}
