//! How a query accounts for what it did not ask any more.

use std::sync::Arc;

use super::{Query, StopReason};
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent};
use crate::app::resource_explorer::source::SourceError;
use crate::model::QueryKey;

/// Lines of the ledger in one message: about a millisecond of work for the pane.
const OUTCOMES_AT_ONCE: usize = 1_024;

impl Query {
    /// Planned keys that nobody ended, by a mistake of ours: a failure, never silence.
    pub(super) async fn account_for_the_forgotten(&self) {
        self.settle().await;
        let error = SourceError::Internal("listing");
        self.end_pending(Outcome::Failed, Some(error)).await;
    }

    /// Records how all keys ended that have not. A stopped query has a hundred thousand of them: so many
    /// messages would take longer than what they stop.
    async fn end_pending(&self, outcome: Outcome, error: Option<SourceError>) {
        let pending: Vec<QueryKey> = std::mem::take(&mut *self.pending()).into_iter().collect();
        for keys in pending.chunks(OUTCOMES_AT_ONCE) {
            let entries = {
                let merge = self.merge();
                let ended = |key: &QueryKey| LedgerEntry {
                    rows: merge.rows_of(key),
                    error: error.clone().map(Arc::new),
                    ..LedgerEntry::new(*key, outcome)
                };
                keys.iter().map(ended).collect()
            };
            self.tell(ProgressEvent::Outcomes(entries)).await;
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
        self.settle().await;
        self.end_pending(outcome, None).await;
        finish
    }
}
