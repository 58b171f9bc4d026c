//! How a query accounts for what it did not ask any more.

use super::{Enrichment, Query, Record};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{FinishReason, ProgressEvent};
use crate::app::resource_explorer::query_engine::listing::list_end::count;
use crate::app::resource_explorer::query_engine::stop::StopReason;
use crate::app::resource_explorer::source::SourceError;
use crate::model::{DetailDepth, QueryKey};

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

    /// How many lists that have ended with rows lack details that the scope asks for.
    fn lists_without_details(&self) -> u32 {
        if self.scope.details == DetailDepth::None {
            return 0;
        }
        let ended: Vec<QueryKey> = {
            let record = self.record();
            let listed = record.merge().direct_batches().into_iter();
            let keys = listed.map(|(key, _)| key);
            keys.filter(|key| !record.is_pending(key)).collect()
        };
        let enriched = self.enriched();
        let lacks = |key: &&QueryKey| {
            let source = &self.context.source;
            enriched.get(key) != Some(&Enrichment::Ended)
                && !source
                    .detail_ops(key.resource_type, &self.scope.details)
                    .is_empty()
        };
        count(ended.iter().filter(lacks).count())
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
        let lists = self.lists_without_details();
        if lists > 0 {
            self.send_event(ProgressEvent::DetailsLeft { lists }).await;
        }
        self.end_pending(outcome, None).await;
        self.change(Record::recount).await;
        if self.only.is_none() && !self.plan_is_whole() {
            self.send_event(ProgressEvent::PlanUnfinished).await;
        }
        finish
    }
}
