//! Runs one query: phase 1, phase 2, and lists that are asked again beside it, until it ends or is stopped.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::QueryEngine;
use super::auth::pause_reports::report_pauses;
use super::details::enrich::{enrich_retried, enrich_scope};
use super::listing::phase1::list_scope;
use super::listing::retried_lists::list_retried;
use super::query::{Counters, Query};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent};
use crate::app::resource_explorer::source::SourceError;

/// Whether phase 2 goes through the rows for the first time, or through those of lists asked again.
#[derive(Clone, Copy)]
enum Pass {
    First,
    Retried,
}

/// Runs both phases until they end or the query is stopped, and sends how it ended. `shown` is what the pane
/// shows already.
pub(super) async fn run(engine: QueryEngine, query: Arc<Query>, shown: Vec<Batch>) {
    let context = Arc::clone(&query.context);
    query.record().shown_before(shown, &*context.source);
    let _watched = context.budget.watch_closely();
    let span = tracing::info_span!(
        "query",
        pane = query.pane.0,
        generation = query.generation.0
    );
    let reason = run_phases(&engine, &query).instrument(span).await;
    context.panes.ended(query.pane, query.generation);
    query.send_event(ProgressEvent::Finished(reason)).await;
}

async fn run_phases(engine: &QueryEngine, query: &Arc<Query>) -> FinishReason {
    let context = &query.context;
    tracing::info!(scope = %query.scope, "query starts");
    // A task of its own: a panic in it ends the phases, and the code below still reports the end.
    // Shutting it down ends every task and request of this query.
    let mut phases = JoinSet::new();
    let (of, engine) = (Arc::clone(query), engine.clone());
    let both = async move { engine.both_phases(&of).await };
    phases.spawn_on(both.in_current_span(), &context.runtime);
    let finished = tokio::select! {
        biased;
        () = query.stop.stopped() => None,
        finished = phases.join_next() => finished,
    };
    phases.shutdown().await;
    query.until_tasks_have_ended().await;
    match finished {
        None => query.stopped().await,
        Some(Ok(Ok(reason))) => {
            query.end_overlooked_keys().await;
            reason
        }
        Some(Ok(Err(message))) => {
            // The budget is for all: what stops one query stops every query.
            context.panes.stop_all(&message);
            query.stopped().await
        }
        Some(Err(panicked)) => {
            tracing::error!(%panicked, "a query ended abnormally");
            let error = SourceError::Internal("running the query");
            query.send_event(ProgressEvent::PlanFailed(error)).await;
            query.end_overlooked_keys().await;
            FinishReason::Done
        }
    }
}

impl QueryEngine {
    /// Phase 1: lists everything in the query's scope. Rows go to the inbox page by page.
    ///
    /// # Errors
    /// The budget's message when memory does not allow it, before the first page or between two.
    pub(crate) async fn execute_phase1(&self, query: &Arc<Query>) -> Result<FinishReason, String> {
        self.context.budget.check_room()?;
        list_scope(query).await
    }

    /// Phase 2: enriches what phase 1 listed, as deep as the scope asks.
    ///
    /// # Errors
    /// The budget's message when memory does not allow it, before the first call or between two.
    pub(crate) async fn execute_phase2(&self, query: &Arc<Query>) -> Result<(), String> {
        enrich_scope(query).await
    }

    async fn both_phases(&self, query: &Arc<Query>) -> Result<FinishReason, String> {
        if self.execute_phase1(query).await? == FinishReason::NothingReached {
            return Ok(FinishReason::NothingReached);
        }
        self.phase2_with_retries(query, Pass::First).await?;
        while !query.retry_queue.close_if_idle() {
            self.phase2_with_retries(query, Pass::Retried).await?;
        }
        // A list that was asked again counted more than once on its way.
        let Counters {
            phase2_done,
            phase2_total,
            ..
        } = &query.counters;
        phase2_done.store(phase2_total.load(Ordering::Relaxed), Ordering::Relaxed);
        Ok(FinishReason::Done)
    }

    /// Phase 2, with lists that are asked again beside it.
    async fn phase2_with_retries(&self, query: &Arc<Query>, pass: Pass) -> Result<(), String> {
        let through = CancellationToken::new();
        let enrich = async {
            let done = match pass {
                Pass::First => self.execute_phase2(query).await,
                Pass::Retried => enrich_retried(query).await,
            };
            through.cancel();
            done
        };
        // Whichever meets the memory limit ends both: the other may wait for a sign-in.
        tokio::try_join!(
            enrich,
            list_retried(query, &through),
            report_pauses(query, &through)
        )?;
        // What was listed meanwhile has its details to come.
        enrich_retried(query).await
    }
}
