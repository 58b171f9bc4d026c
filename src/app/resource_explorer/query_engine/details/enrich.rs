//! Phase 2: enrich. Bulk calls first, then one call per resource where the scope asks for it.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::bulk::bulk;
use super::each::each;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::source::DetailReach;
use crate::model::{DetailDepth, QueryKey};

/// How many keys of one query are enriched at once.
const KEYS_AT_ONCE: usize = 64;

/// Enriches what phase 1 listed, as deep as the scope asks.
///
/// # Errors
/// The budget's message when memory does not allow it, before the first call or between two.
pub(crate) async fn enrich_scope(query: &Arc<Query>) -> Result<(), String> {
    if query.scope.details == DetailDepth::None {
        return Ok(());
    }
    query.context.budget.check_room()?;
    let with_rows = query.record().merge().direct_batches();
    let planned = query
        .counters
        .phase2_total
        .load(std::sync::atomic::Ordering::Relaxed);
    // A list without rows has nothing to enrich: it is done.
    Counters::add(
        &query.counters.phase2_done,
        planned.saturating_sub(with_rows.len() as u32),
    );
    enrich(query, with_rows).await?;
    let rows = query.record().merge().total_rows();
    crate::perf_checkpoint!("phase2_complete", &format!("{rows} resources"));
    crate::memory_checkpoint!("after_phase2_complete_{rows}_resources");
    tracing::info!(rows, "phase 2 complete");
    query.send_event(ProgressEvent::Phase2Complete).await;
    Ok(())
}

/// Enriches the keys that have ended while others wait for a sign-in.
pub(crate) async fn enrich_ended(query: &Arc<Query>) -> Result<(), String> {
    if query.scope.details == DetailDepth::None {
        return Ok(());
    }
    query.context.budget.check_room()?;
    let mut ended = query.record().merge().direct_batches();
    {
        let record = query.record();
        ended.retain(|(key, _)| !record.is_pending(key));
    }
    enrich(query, ended).await
}

/// Enriches the keys that were asked again.
pub(crate) async fn enrich_retried(query: &Arc<Query>) -> Result<(), String> {
    if query.scope.details == DetailDepth::None {
        return Ok(());
    }
    query.context.budget.check_room()?;
    let mut keys = query.record().merge().direct_batches();
    keys.retain(|(key, _)| query.begin_enriching(*key));
    Counters::add(&query.counters.phase2_total, keys.len() as u32);
    keys.iter().for_each(|(key, _)| query.forget_enriching(key));
    enrich(query, keys).await
}

/// Enriches what was not enriched before.
async fn enrich(query: &Arc<Query>, mut keys: Vec<(QueryKey, Vec<Batch>)>) -> Result<(), String> {
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
                if done.is_ok() {
                    of.end_enriching(&key);
                    let facts = of.context.details.facts();
                    of.change(|record| record.close_tag_gap(&key, facts)).await;
                    let enriched = true;
                    of.send_event(ProgressEvent::KeyComplete { key, enriched })
                        .await;
                }
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

async fn enrich_key(query: &Arc<Query>, key: QueryKey, batches: Vec<Batch>) -> Result<(), String> {
    let ops = query
        .context
        .source
        .detail_ops(key.resource_type, &query.scope.details);
    for op in ops {
        let failures = match op.reach {
            DetailReach::Bulk => bulk(query, &key, op, &batches).await?,
            DetailReach::Batch(size) => {
                each(query, &key, op, &batches, usize::from(size.max(1))).await?
            }
            DetailReach::PerResource => each(query, &key, op, &batches, 1).await?,
        };
        for failure in failures {
            tracing::debug!(%failure, "no details");
            query
                .send_event(ProgressEvent::DetailsFailed(failure))
                .await;
        }
    }
    Ok(())
}
