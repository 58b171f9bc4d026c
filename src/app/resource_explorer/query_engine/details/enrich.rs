//! Phase 2: enrich. Bulk calls first, then one call per resource where the scope asks for it.

use std::collections::HashMap;
use std::sync::Arc;

use compact_str::{CompactString, ToCompactString};
use tokio::task::JoinSet;

use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::memory_budget::Reservation;
use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{PAGE_BYTES, room_for};
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::query_engine::{QueryEngine, Shared};
use crate::app::resource_explorer::scheduler::Priority;
use crate::app::resource_explorer::source::{
    DetailOp, DetailPage, DetailReach, PageToken, SourceError,
};
use crate::model::{DetailDepth, DetailSection, Fingerprint, Properties, QueryKey, ResourceEntry};

/// How many keys of one query are enriched at once.
const KEYS_AT_ONCE: usize = 64;

/// How many resources of one key are asked about at once.
const RESOURCES_AT_ONCE: usize = 8;

/// Answers per message, so that a key of a million resources does not arrive in one piece.
const UPDATES_PER_MESSAGE: usize = 1000;

/// Set aside for an answer about one resource: as bytes, as JSON and packed.
const ANSWER_BYTES: u64 = 64 * 1024;

/// How often a request is repeated after "slower" or a broken connection.
const ATTEMPTS: u32 = 6;

impl QueryEngine {
    /// Enriches what phase 1 listed, as deep as the scope asks.
    ///
    /// # Errors
    /// The budget's message when memory does not allow it, before the first call or between two.
    pub async fn execute_phase2(&self, query: &Arc<Query>) -> Result<(), String> {
        if query.scope.details == DetailDepth::None {
            return Ok(());
        }
        self.shared.budget.check_room()?;
        let with_rows = query.merge().direct_batches();
        let planned = query
            .counters
            .phase2_total
            .load(std::sync::atomic::Ordering::Relaxed);
        // A list without rows has nothing to enrich: it is done.
        Counters::add(
            &query.counters.phase2_done,
            planned.saturating_sub(with_rows.len() as u32),
        );
        self.enrich(query, with_rows).await?;
        let rows = query.merge().total_rows();
        crate::perf_checkpoint!("phase2_complete", &format!("{rows} resources"));
        crate::memory_checkpoint!("after_phase2_complete_{rows}_resources");
        tracing::info!(rows, "phase 2 complete");
        query.tell(ProgressEvent::Phase2Complete).await;
        Ok(())
    }

    /// Enriches the keys that have ended while others wait for a sign-in.
    pub(crate) async fn enrich_ended(&self, query: &Arc<Query>) -> Result<(), String> {
        if query.scope.details == DetailDepth::None {
            return Ok(());
        }
        self.shared.budget.check_room()?;
        let mut ended = query.merge().direct_batches();
        ended.retain(|(key, _)| !query.is_pending(key));
        self.enrich(query, ended).await
    }

    /// Enriches the keys that were asked again.
    pub(crate) async fn enrich_again(&self, query: &Arc<Query>) -> Result<(), String> {
        if query.scope.details == DetailDepth::None {
            return Ok(());
        }
        self.shared.budget.check_room()?;
        let mut keys = query.merge().direct_batches();
        keys.retain(|(key, _)| query.begin_enriching(*key));
        Counters::add(&query.counters.phase2_total, keys.len() as u32);
        keys.iter().for_each(|(key, _)| query.forget_enriching(key));
        self.enrich(query, keys).await
    }

    /// Enriches what was not enriched before.
    async fn enrich(
        &self,
        query: &Arc<Query>,
        mut keys: Vec<(QueryKey, Vec<Batch>)>,
    ) -> Result<(), String> {
        keys.retain(|(key, _)| query.begin_enriching(*key));
        let mut keys = keys.into_iter();
        let mut running: JoinSet<Result<(), String>> = JoinSet::new();
        loop {
            while running.len() < KEYS_AT_ONCE
                && let Some((key, batches)) = keys.next()
            {
                let of = Arc::clone(query);
                running.spawn(query.task(async move {
                    let done = enrich_key(&of, key, batches).await;
                    Counters::add(&of.counters.phase2_done, 1);
                    done
                }));
            }
            match running.join_next().await {
                None => break,
                Some(Ok(done)) => done?,
                Some(Err(panicked)) => tracing::error!(%panicked, "an enrichment ended abnormally"),
            }
        }
        Ok(())
    }
}

async fn enrich_key(query: &Arc<Query>, key: QueryKey, batches: Vec<Batch>) -> Result<(), String> {
    let ops = query
        .shared
        .source
        .detail_ops(key.resource_type, &query.scope.details);
    for op in ops {
        let answered = match op.reach {
            DetailReach::Bulk => bulk(query, &key, op, &batches).await?,
            DetailReach::Batch(size) => {
                each(query, &key, op, &batches, usize::from(size.max(1))).await?
            }
            DetailReach::PerResource => each(query, &key, op, &batches, 1).await?,
        };
        if let Err(error) = answered {
            tracing::debug!(%key, operation = op.operation, %error, "no details");
            query
                .tell(ProgressEvent::DetailsFailed {
                    operation: op.operation,
                    error,
                })
                .await;
        }
    }
    Ok(())
}

/// One operation over the whole key. The outer error is the budget's, the inner one the source's.
async fn bulk(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    batches: &[Batch],
) -> Result<Result<(), SourceError>, String> {
    let shared = &query.shared;
    let rows = || batches.iter().flat_map(|batch| batch.iter());
    if shared.details.bulk_is_done(key, op.operation) {
        for batch in batches {
            let known = batch.iter().map(Fingerprint::from).filter_map(|resource| {
                let section = shared.details.answer(resource, op.operation)?;
                Some(DetailUpdate { resource, section })
            });
            tell_updates(query, known.collect()).await;
        }
        return Ok(Ok(()));
    }
    let by_id: HashMap<&str, &ResourceEntry> = rows().map(|entry| (&*entry.id, entry)).collect();
    let mut token: Option<PageToken> = None;
    loop {
        let (mut page, _room) = match bulk_page(query, key, op, token.clone()).await? {
            Ok(answered) => answered,
            Err(error) => return Ok(Err(error)),
        };
        let answers = page.answers.iter_mut().map(|(_, answer)| answer);
        Properties::pack_together(op.operation, answers);
        let updates = page.answers.into_iter().filter_map(|(id, properties)| {
            let entry = by_id.get(&*id)?;
            Some(keep(shared, entry, op, Ok(properties)))
        });
        tell_updates(query, updates.collect()).await;
        match page.next {
            Some(next) if token.as_ref() != Some(&next) => token = Some(next),
            _ => break,
        }
    }
    shared.details.set_bulk_done(*key, op.operation);
    Ok(Ok(()))
}

async fn bulk_page(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    token: Option<PageToken>,
) -> Result<Result<(DetailPage, Reservation), SourceError>, String> {
    let shared = &query.shared;
    let mut attempts = 0;
    loop {
        let lane = shared.source.detail_lane(key, op);
        let turn = shared.turn(lane, query.asker(Priority::Enriching)).await;
        let room = room_for_answer(shared, PAGE_BYTES).await?;
        Counters::add(&query.counters.requests, 1);
        let answer = shared.source.bulk_details(key, op, token.clone()).await;
        drop(turn);
        match answer {
            Err(error) if again(query, lane, &error, &mut attempts).await => {}
            answer => return Ok(answer.map(|page| (page, room))),
        }
    }
}

/// One operation on every resource of a key, `at_once` of them by one call. A denial is not repeated
/// for the other resources.
async fn each(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    batches: &[Batch],
    at_once: usize,
) -> Result<Result<(), SourceError>, String> {
    let mut places = batches.iter().flat_map(|batch| {
        let firsts = (0..batch.len()).step_by(at_once);
        firsts.map(move |first| (batch, first..batch.len().min(first + at_once)))
    });
    let mut asking: JoinSet<Result<Result<Vec<DetailUpdate>, SourceError>, String>> =
        JoinSet::new();
    let mut failed = None;
    loop {
        while asking.len() < RESOURCES_AT_ONCE
            && let Some((batch, rows)) = places.next()
        {
            let (of, key, batch) = (Arc::clone(query), *key, Arc::clone(batch));
            asking.spawn(query.task(async move { resources(&of, &key, op, &batch[rows]).await }));
        }
        match asking.join_next().await {
            None => break,
            Some(Ok(answer)) => match answer? {
                Ok(updates) => tell_updates(query, updates).await,
                Err(
                    error @ (SourceError::Denied { .. }
                    | SourceError::SignIn { .. }
                    | SourceError::Unsupported { .. }),
                ) => {
                    return Ok(Err(error));
                }
                Err(error) => failed = Some(error),
            },
            Some(Err(panicked)) => tracing::error!(%panicked, "a detail ended abnormally"),
        }
    }
    Ok(failed.map_or(Ok(()), Err))
}

/// One call about these rows, or none if everything it could tell is known.
async fn resources(
    query: &Arc<Query>,
    key: &QueryKey,
    op: DetailOp,
    rows: &[ResourceEntry],
) -> Result<Result<Vec<DetailUpdate>, SourceError>, String> {
    let shared = &query.shared;
    let mut updates = Vec::new();
    let mut unknown: Vec<&ResourceEntry> = Vec::new();
    for entry in rows.iter().filter(|row| shared.source.has_detail(row, op)) {
        let resource = Fingerprint::from(entry);
        match shared.details.answer(resource, op.operation) {
            Some(section) => updates.push(DetailUpdate { resource, section }),
            None => unknown.push(entry),
        }
    }
    if unknown.is_empty() {
        return Ok(Ok(updates));
    }
    let mut attempts = 0;
    loop {
        let lane = shared.source.detail_lane(key, op);
        let turn = shared.turn(lane, query.asker(Priority::Enriching)).await;
        let _room = room_for_answer(shared, ANSWER_BYTES * unknown.len() as u64).await?;
        Counters::add(&query.counters.requests, 1);
        let answer = ask(shared, &unknown, op).await;
        drop(turn);
        match answer {
            Err(error) if again(query, lane, &error, &mut attempts).await => {}
            Ok(mut told) => {
                Properties::pack_together(op.operation, told.iter_mut().flatten());
                let told = unknown.iter().zip(told);
                updates.extend(told.filter_map(|(entry, properties)| {
                    Some(keep(shared, entry, op, Ok(properties?)))
                }));
                return Ok(Ok(updates));
            }
            Err(error) => return Ok(Err(error)),
        }
    }
}

async fn ask(
    shared: &Shared,
    entries: &[&ResourceEntry],
    op: DetailOp,
) -> Result<Vec<Option<Properties>>, SourceError> {
    match (op.reach, entries) {
        (DetailReach::PerResource, [entry]) => {
            let told = shared.source.resource_detail(entry, op).await?;
            Ok(vec![Some(told)])
        }
        _ => shared.source.batch_details(entries.to_vec(), op).await,
    }
}

/// Whether to repeat a request, after the rest it needs.
async fn again(
    query: &Arc<Query>,
    lane: crate::app::resource_explorer::source::Lane,
    error: &SourceError,
    attempts: &mut u32,
) -> bool {
    if !error.is_transient() || *attempts >= ATTEMPTS {
        return false;
    }
    *attempts += 1;
    if let SourceError::Throttled { retry_after, .. } = error {
        Counters::add(&query.counters.throttled, 1);
        query.shared.scheduler.throttled(lane, *retry_after);
    } else {
        tokio::time::sleep(std::time::Duration::from_millis(100 << *attempts)).await;
    }
    true
}

/// The gate before every call of phase 2: as before a page, memory is set aside when it is its turn.
async fn room_for_answer(shared: &Shared, bytes: u64) -> Result<Reservation, String> {
    // Answers come as fast as a source gives them: what is cancelled must notice.
    tokio::task::yield_now().await;
    room_for(shared, bytes).await
}

/// Keeps an answer and hands it on.
pub(crate) fn keep(
    shared: &Shared,
    entry: &ResourceEntry,
    op: DetailOp,
    answer: Result<Properties, SourceError>,
) -> DetailUpdate {
    let answer = answer.map(|answer| answer.packed(op.operation));
    let answer: Result<Properties, CompactString> =
        answer.map_err(|error| error.to_compact_string());
    let resource = Fingerprint::from(entry);
    let section = DetailSection {
        operation: op.operation,
        answer,
    };
    let kept = section.answer.clone();
    shared
        .details
        .put(entry.resource_type, resource, op.operation, kept);
    DetailUpdate { resource, section }
}

async fn tell_updates(query: &Arc<Query>, mut updates: Vec<DetailUpdate>) {
    while !updates.is_empty() {
        let rest = updates.split_off(updates.len().min(UPDATES_PER_MESSAGE));
        query.tell(ProgressEvent::Details(updates)).await;
        updates = rest;
    }
}
