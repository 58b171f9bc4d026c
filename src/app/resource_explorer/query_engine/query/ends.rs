//! How a query accounts for what it did not ask any more.

use std::sync::Arc;

use super::{LINES_AT_ONCE, Query, StopReason};
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent};
use crate::app::resource_explorer::source::SourceError;
use crate::model::{Provider, QueryKey};

impl Query {
    /// Planned keys without an end, because of a mistake of ours: they are reported as failures.
    pub(super) async fn account_for_the_forgotten(&self) {
        self.finish_provisional().await;
        let error = SourceError::Internal("listing");
        self.end_pending(Outcome::Failed, Some(error)).await;
        self.tell_recounts().await;
    }

    /// Records how all keys ended that have not. A stopped query has a hundred thousand of them: so many
    /// messages would take longer than what they stop.
    async fn end_pending(&self, outcome: Outcome, error: Option<SourceError>) {
        let pending: Vec<QueryKey> = std::mem::take(&mut *self.pending()).into_iter().collect();
        for keys in pending.chunks(LINES_AT_ONCE) {
            let entries = {
                let mut merge = self.merge();
                let ended = |key: &QueryKey| {
                    let rows = merge.rows_of(key);
                    merge.tell(key, rows);
                    LedgerEntry {
                        rows,
                        error: error.clone().map(Arc::new),
                        ..LedgerEntry::new(*key, outcome)
                    }
                };
                keys.iter().map(ended).collect()
            };
            self.tell(ProgressEvent::Outcomes(entries)).await;
        }
    }

    /// Ledger lines of what only sweeps have shown by now: there may be more of it.
    async fn end_swept_keys(&self) {
        let swept = {
            let mut merge = self.merge();
            let swept = merge.swept_keys();
            swept
                .iter()
                .for_each(|(key, rows, _)| merge.tell(key, *rows));
            swept
        };
        let line = |(key, rows, provider): &(QueryKey, u64, Provider)| LedgerEntry {
            rows: *rows,
            provider: Some(*provider),
            ..LedgerEntry::new(*key, Outcome::Partial)
        };
        for keys in swept.chunks(LINES_AT_ONCE) {
            let lines = keys.iter().map(line).collect();
            self.tell(ProgressEvent::Outcomes(lines)).await;
        }
    }

    /// Accounts for what was not asked any more.
    pub(super) async fn stopped(&self) -> FinishReason {
        self.again.close();
        let reason = self
            .stop
            .reason
            .get()
            .cloned()
            .unwrap_or(StopReason::Cancelled);
        let (outcome, finish) = match &reason {
            StopReason::MemoryLimit(_) => (Outcome::MemoryLimit, FinishReason::MemoryLimit),
            StopReason::Cancelled | StopReason::Superseded => {
                (Outcome::Cancelled, FinishReason::Cancelled)
            }
        };
        tracing::info!(?outcome, "query stopped");
        if reason == StopReason::Superseded {
            return finish;
        }
        if let StopReason::MemoryLimit(message) = &reason {
            tracing::warn!(pane = self.pane.0, "{message}");
            self.tell(ProgressEvent::MemoryLimit(message.clone())).await;
        }
        self.finish_provisional().await;
        self.end_swept_keys().await;
        self.end_pending(outcome, None).await;
        self.tell_recounts().await;
        if self.only.is_none() && !self.plan_is_whole() {
            self.tell(ProgressEvent::PlanUnfinished).await;
        }
        finish
    }
}
