mod chain;
mod children;
mod details;
mod discovery;
mod failures;
mod harness;
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
use harness::{
    Harness, Received, TestMeter, denied, run, scope, smart, sweep_key, tagged, volumes,
    with_details,
};

const VPC: &str = "AWS::EC2::VPC";
const VOLUME: &str = "AWS::EC2::Volume";
const BUCKET: &str = "AWS::S3::Bucket";
const PANE: PaneId = PaneId(1);

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
        let received = harness.query(scope(&[VOLUME])).await;
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
        harness.query(scope(&[VOLUME])).await;
        let received = harness.query(scope(&[VOLUME])).await;
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
        assert_eq!(context.fetches.running_fetches(), 0, "a fetch still runs");
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
        let asked = with_details(&[VOLUME]);
        let received = harness.query(asked.clone()).await;
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
        let asked = with_details(&[VOLUME]);
        let received = harness.query(asked).await;
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
