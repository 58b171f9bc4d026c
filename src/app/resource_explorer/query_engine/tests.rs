mod arriving;
mod chain;
mod children;
mod details;
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
struct Dial(AtomicU64);

impl MemoryMeter for Dial {
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

struct Stage {
    engine: QueryEngine,
    source: Arc<Scripted>,
    inbox: mpsc::Receiver<QueryProgress>,
    dial: Arc<Dial>,
}

/// The messages of a query, put together.
#[derive(Default)]
struct Heard {
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

impl Heard {
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

impl Stage {
    fn new(source: Scripted) -> Self {
        let source = Arc::new(source);
        let dial = Arc::new(Dial(AtomicU64::new(10)));
        let budget = Box::leak(Box::new(MemoryBudget::with_meter(dial.clone(), None)));
        let (sender, inbox) = mpsc::channel(INBOX_MESSAGES);
        let runtime = tokio::runtime::Handle::current();
        let engine =
            QueryEngine::with_budget(source.clone(), runtime, sender, Arc::new(|| {}), budget, 64);
        Self {
            engine,
            source,
            inbox,
            dial,
        }
    }

    /// Everything up to the end of one query.
    async fn hear(&mut self, generation: Generation) -> Heard {
        self.hear_after(generation, Vec::new()).await
    }

    /// As [`Stage::hear`], with what was shown before.
    async fn hear_after(&mut self, generation: Generation, shown: Vec<Batch>) -> Heard {
        let mut heard = Heard {
            rows: shown,
            ..Heard::default()
        };
        while heard.finished.is_none() {
            let next = tokio::time::timeout(Duration::from_secs(10), self.inbox.recv()).await;
            let progress = next
                .expect("the query says nothing any more")
                .expect("the engine is gone");
            if progress.generation != generation {
                continue;
            }
            heard.counts = progress.counts.unwrap_or(heard.counts);
            match progress.event {
                ProgressEvent::Rows(batch) => heard.rows.push(batch),
                ProgressEvent::Replaced { taken_back, shown } => {
                    heard.rows.retain(|batch| !taken_back.contains(&batch.id()));
                    heard.taken_back += taken_back.len();
                    heard.rows.extend(shown);
                }
                ProgressEvent::Outcome(entry) => _ = heard.ledger.insert(entry.key, entry),
                ProgressEvent::Outcomes(entries) => {
                    let lines = entries.into_iter().map(|entry| (entry.key, entry));
                    heard.ledger.extend(lines);
                }
                ProgressEvent::Recounted(keys) => {
                    for (key, rows) in keys {
                        let line = heard.ledger.remove(&key);
                        let line = line.map(|line| (key, line.with_rows(rows)));
                        heard.ledger.extend(line);
                    }
                }
                ProgressEvent::DetailsFailed(failure) => heard.failures.push(failure),
                ProgressEvent::Details(updates) => {
                    let told = updates.iter().filter(|update| {
                        update.section.operation == "DescribeAttribute"
                            && update.section.answer.is_ok()
                    });
                    heard.attributes += told.count();
                    heard.details.extend(
                        updates
                            .iter()
                            .map(|update| update.section.operation.to_owned()),
                    );
                }
                ProgressEvent::RegionsAssumed {
                    account,
                    regions,
                    error,
                } => heard
                    .troubles
                    .push(regions_assumed(account, &regions, &error)),
                ProgressEvent::Trouble(error) => heard.troubles.push(error.to_string()),
                ProgressEvent::MemoryLimit(text) => heard.memory_limit = Some(text),
                ProgressEvent::Finished(reason) => heard.finished = Some(reason),
                _ => {}
            }
        }
        heard
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
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        stage.source.say_pages(
            key,
            vec![
                volumes(&["vol-1", "vol-2"]),
                Vec::new(),
                volumes(&["vol-3"]),
            ],
        );
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ids(), ["vol-1", "vol-2", "vol-3"]);
        assert_eq!(heard.ledger[&key].outcome, Outcome::Complete);
        assert_eq!(
            (
                heard.counts.phase1_done,
                heard.counts.phase1_total,
                heard.counts.requests
            ),
            (1, 1, 3)
        );
        let cached = stage.engine.context.cache.list(&key).unwrap();
        assert_eq!(cached.batches[0], heard.rows[0], "a batch was copied");
    });
}

#[test]
fn a_second_query_is_answered_from_the_cache_and_a_refresh_is_not() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        stage.source.say_pages(key, vec![volumes(&["vol-1"])]);
        stage
            .source
            .say_pages(key, vec![volumes(&["vol-1", "vol-2"])]);
        let first = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        stage.hear(first).await;
        let second = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let heard = stage.hear(second).await;
        assert_eq!((heard.ids(), heard.counts.cache_hits), (vec!["vol-1"], 1));
        assert!(heard.ledger[&key].cached_age.is_some());
        let third = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::Refresh);
        assert_eq!(stage.hear(third).await.ids(), ["vol-1", "vol-2"]);
        assert_eq!(stage.source.times_asked(&key), 2);
    });
}

#[test]
fn two_panes_that_ask_for_the_same_share_one_fetch() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        let gate = Arc::new(Semaphore::new(0));
        *stage.source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        stage.source.say_pages(key, vec![volumes(&["vol-1"])]);
        stage
            .engine
            .start(PaneId(1), scope(&[VOLUME]), Freshness::UseCache);
        stage
            .engine
            .start(PaneId(2), scope(&[VOLUME]), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(50)).await;
        gate.add_permits(10);
        let (mut ended, mut batches) = (0, Vec::new());
        while ended < 2 {
            let progress = stage.inbox.recv().await.unwrap();
            match progress.event {
                ProgressEvent::Rows(batch) => batches.push(batch),
                ProgressEvent::Finished(_) => ended += 1,
                _ => {}
            }
        }
        assert_eq!(stage.source.times_asked(&key), 1);
        assert_eq!(batches.len(), 2);
        assert_eq!(batches[0], batches[1]);
    });
}

#[test]
fn cancelling_stops_at_once_and_accounts_for_what_was_not_asked() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        *stage.source.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let cancelled = std::time::Instant::now();
        stage.engine.cancel(PANE);
        let heard = stage.hear(generation).await;
        assert_eq!(heard.finished, Some(FinishReason::Cancelled));
        assert!(cancelled.elapsed() < Duration::from_secs(5));
        assert_eq!(heard.ledger.len(), 2);
        assert!(
            heard
                .ledger
                .values()
                .all(|entry| entry.outcome == Outcome::Cancelled)
        );
        assert!(!stage.engine.is_running());
        let context = &stage.engine.context;
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
        let mut stage = Stage::new(Scripted::new(&regions));
        let open = |stage: &Stage| stage.source.open.load(Ordering::SeqCst);
        *stage.source.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
        stage.source.leaving_us.store(2_000, Ordering::SeqCst);
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        while open(&stage) < 8 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        stage.engine.cancel(PANE);
        let heard = stage.hear(generation).await;
        assert_eq!(open(&stage), 0, "requests outlived their query");
        assert_eq!(heard.finished, Some(FinishReason::Cancelled));
    });
}

#[test]
fn a_newer_query_supersedes_the_one_before() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let gate = Arc::new(Semaphore::new(0));
        *stage.source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        let first = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let second = stage.engine.start(PANE, scope(&[VPC]), Freshness::UseCache);
        assert_ne!(first, second);
        gate.add_permits(10);
        let heard = stage.hear(second).await;
        assert_eq!(heard.finished, Some(FinishReason::Done));
        assert!(
            heard
                .ledger
                .keys()
                .all(|key| key.resource_type.as_str() == VPC)
        );
    });
}

#[test]
fn phase_two_asks_bulk_once_and_each_resource_where_the_scope_says_all() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        stage
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        let asked = QueryScope {
            details: DetailDepth::All,
            ..scope(&[VOLUME])
        };
        let generation = stage.engine.start(PANE, asked.clone(), Freshness::UseCache);
        let heard = stage.hear(generation).await;
        let mut details = heard.details.clone();
        details.sort_unstable();
        assert_eq!(
            details,
            ["DescribeAttribute", "DescribeAttribute", "DescribeStatus"]
        );
        assert_eq!(
            (heard.counts.phase2_done, heard.counts.phase2_total),
            (1, 1)
        );
        let before = stage.source.details_asked.lock().unwrap().len();
        let again = stage.engine.start(PANE, asked, Freshness::UseCache);
        assert_eq!(stage.hear(again).await.details.len(), 3);
        assert_eq!(
            stage.source.details_asked.lock().unwrap().len(),
            before,
            "cached details were asked again"
        );
    });
}

#[test]
fn tags_that_details_tell_complete_rows_whose_list_did_not_tell_them() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let mut listed = volumes(&["vol-1", "vol-2"]);
        listed[0].tags = Tags::unknown();
        listed[1].tags = Tags::from_pairs([("Owner", "list")]);
        stage
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![listed]);
        let asked = QueryScope {
            details: DetailDepth::All,
            ..scope(&[VOLUME])
        };
        let generation = stage.engine.start(PANE, asked, Freshness::UseCache);
        let heard = stage.hear(generation).await;
        let facts = stage.engine.row_facts();
        let owners: Vec<String> = heard.rows[0]
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
        assert!(!heard.rows[0][0].tags.are_known(), "no batch is rewritten");
        stage.engine.clear_cache();
        assert!(!facts.complete(&heard.rows[0][0]).tags.are_known());
    });
}

#[test]
fn evicted_properties_come_back_when_a_row_is_looked_at() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let mut row = entry("eu-west-1", VOLUME, "vol-1", "");
        row.properties = crate::model::Properties::from_json(&serde_json::json!({"Size": 8}));
        row.properties.evict();
        let batch = Batch::new(vec![row]);
        let scope = QueryScope {
            details: DetailDepth::None,
            ..QueryScope::default()
        };
        stage
            .engine
            .fetch_details(PANE, Generation(1), batch.clone(), 0, &scope);
        let mut next = async || {
            let told = tokio::time::timeout(Duration::from_secs(5), stage.inbox.recv()).await;
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
