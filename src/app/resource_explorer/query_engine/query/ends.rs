//! How a query accounts for what it did not ask any more.

use super::{Query, Record};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent};
use crate::app::resource_explorer::query_engine::stop::StopReason;
use crate::app::resource_explorer::source::SourceError;

impl Query {
    /// Planned keys without an end, which is a bug: they are reported as failures.
    pub(in super::super) async fn end_overlooked_keys(&self) {
        let error = SourceError::Internal("listing");
        self.change(Record::finish_provisional).await;
        self.end_pending(Outcome::Failed, Some(&error)).await;
        self.change(Record::recount).await;
    }

    async fn end_pending(&self, outcome: Outcome, error: Option<&SourceError>) {
        while self
            .change(|record| record.end_some_pending(outcome, error))
            .await
        {}
    }

    /// Accounts for what was not asked any more.
    pub(in super::super) async fn stopped(&self) -> FinishReason {
        self.retry_queue.close();
        let reason = self.stop.reason();
        let (outcome, finish) = match &reason {
            StopReason::MemoryLimit(_) => (Outcome::MemoryLimit, FinishReason::MemoryLimit),
            StopReason::Cancelled | StopReason::Superseded => {
                (Outcome::Cancelled, FinishReason::Cancelled)
            }
        };
        tracing::info!(?outcome, "query stopped");
        if reason == StopReason::Superseded {
            self.record().outbox().clear();
            return finish;
        }
        if let StopReason::MemoryLimit(message) = &reason {
            tracing::warn!(pane = self.pane.0, "{message}");
            self.send_event(ProgressEvent::MemoryLimit(message.clone()))
                .await;
        }
        self.change(Record::finish_provisional).await;
        self.change(|record| record.end_swept_keys(|key| self.keeps_line_of_list(key)))
            .await;
        self.end_pending(outcome, None).await;
        self.change(Record::recount).await;
        if self.only.is_none() && !self.plan_is_whole() {
            self.send_event(ProgressEvent::PlanUnfinished).await;
        }
        finish
    }
}
