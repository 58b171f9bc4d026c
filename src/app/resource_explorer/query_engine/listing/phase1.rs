//! Phase 1: list.

use std::sync::Arc;

use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent};
use crate::app::resource_explorer::query_engine::listing::jobs_to_come::JobsToCome;
use crate::app::resource_explorer::query_engine::listing::list_end::{
    end_tagged_keys, ended, why_without_list,
};
use crate::app::resource_explorer::query_engine::listing::runner::{run_lists, sweep_for};
use crate::app::resource_explorer::query_engine::listing::smart_lists::list_smart_scope;
use crate::app::resource_explorer::query_engine::listing::sweep_ends::{SweepEnds, with_reason};
use crate::app::resource_explorer::query_engine::planning::discovery::AccountDiscovery;
use crate::app::resource_explorer::query_engine::query::{Query, Record};
use crate::app::resource_explorer::source::SourceError;

/// Lists everything in the query's scope. Rows go to the inbox page by page.
///
/// # Errors
/// The budget's message when memory does not allow another page.
pub(crate) async fn list_scope(query: &Arc<Query>) -> Result<FinishReason, String> {
    end_retried_indexes(query).await;
    let mut discovery = AccountDiscovery::begin(query);
    let mut ends = SweepEnds::new();
    let left = if query.scope.smart {
        match list_smart_scope(query, &mut discovery, &mut ends).await? {
            Some(left) => left,
            None => return Ok(FinishReason::NothingReached),
        }
    } else {
        let mut to_come = JobsToCome::Accounts(&mut discovery);
        let left = run_lists(query, Vec::new(), &mut to_come, &mut ends).await?;
        if !discovery.reached_any_account().await {
            return Ok(FinishReason::NothingReached);
        }
        left
    };
    sweep_for(query, &left, &mut ends).await?;
    let named = std::mem::take(&mut discovery.tagged_keys).into_iter();
    let retried = query.only.iter().flat_map(|keys| keys.left_to_sweeps());
    let named = named.chain(retried.copied());
    let named = named.map(|key| (key, why_without_list(query, &key)));
    let named = named.chain(with_reason(left)).collect();
    let swept = query.record().merge().swept_keys();
    end_tagged_keys(query, &named, &ends, &swept).await;
    *query.sweep_ends() = ends;
    query.change(Record::recount).await;
    let rows = query.record().merge().total_rows();
    crate::perf_checkpoint!("phase1_complete", &format!("{rows} resources"));
    crate::memory_checkpoint!("after_phase1_complete_{rows}_resources");
    tracing::info!(rows, "phase 1 complete");
    query.send_event(ProgressEvent::Phase1Complete).await;
    Ok(FinishReason::Done)
}

/// Ends indexes that are asked again: in a retry, each account is asked itself.
async fn end_retried_indexes(query: &Arc<Query>) {
    let indexes = query.only.iter().flat_map(|retried| retried.indexes());
    for &key in indexes {
        let reason = "it was stopped, so each account is asked itself".into();
        let why = Some(SourceError::NotAsked(reason));
        let line = ended(key, Outcome::NotAsked, 0, None, why);
        query.change(|record| record.end(line)).await;
    }
}
