//! Phase 2: enrich. Bulk calls first, then one call per resource where the scope asks for it.

use std::sync::Arc;

use compact_str::{CompactString, ToCompactString};
use tokio::task::JoinSet;

use super::bulk::bulk;
use super::each::each;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::query_engine::{QueryEngine, Shared};
use crate::app::resource_explorer::source::{DetailOp, DetailReach, SourceError};
use crate::model::{
    DetailDepth, DetailSection, Fingerprint, Properties, QueryKey, ResourceEntry, Told,
};

/// How many keys of one query are enriched at once.
const KEYS_AT_ONCE: usize = 64;

/// Answers per message, so that a key of a million resources does not arrive in one piece.
const UPDATES_PER_MESSAGE: usize = 1000;

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
        self.enrich(query, with_rows).await?;
        let rows = query.record().merge().total_rows();
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
        let mut ended = query.record().merge().direct_batches();
        {
            let record = query.record();
            ended.retain(|(key, _)| !record.is_pending(key));
        }
        self.enrich(query, ended).await
    }

    /// Enriches the keys that were asked again.
    pub(crate) async fn enrich_again(&self, query: &Arc<Query>) -> Result<(), String> {
        if query.scope.details == DetailDepth::None {
            return Ok(());
        }
        self.shared.budget.check_room()?;
        let mut keys = query.record().merge().direct_batches();
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
                    if done.is_ok() {
                        let facts = of.shared.details.told();
                        of.change(|record| record.close_tag_gap(&key, facts)).await;
                        let enriched = true;
                        of.tell(ProgressEvent::KeyComplete { key, enriched }).await;
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
}

async fn enrich_key(query: &Arc<Query>, key: QueryKey, batches: Vec<Batch>) -> Result<(), String> {
    let ops = query
        .shared
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
            query.tell(ProgressEvent::DetailsFailed(failure)).await;
        }
    }
    Ok(())
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
    if let Ok(answer) = &section.answer
        && Told::is_wanted(entry)
    {
        let told = shared.source.told_by(entry, op, answer);
        let facts = shared.details.told();
        facts.add(entry.resource_type, resource, told);
    }
    let kept = section.answer.clone();
    shared
        .details
        .put(entry.resource_type, resource, op.operation, kept);
    DetailUpdate { resource, section }
}

pub(super) async fn send_updates(query: &Arc<Query>, mut updates: Vec<DetailUpdate>) {
    while !updates.is_empty() {
        let rest = updates.split_off(updates.len().min(UPDATES_PER_MESSAGE));
        query.tell(ProgressEvent::Details(updates)).await;
        updates = rest;
    }
}
