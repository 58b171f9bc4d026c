//! Everything that can be found out about the row that a person has opened.

use std::sync::Arc;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::ListId;
use crate::app::resource_explorer::progress::{
    DetailUpdate, Generation, PaneId, ProgressEvent, QueryProgress, RowSource,
};
use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::query_engine::details::answers::store_answer;
use crate::app::resource_explorer::query_engine::request::{
    ANSWER_BYTES, NoAnswer, OnSignIn, Request,
};
use crate::app::resource_explorer::scheduler::{Asker, Priority};
use crate::app::resource_explorer::source::{DetailOp, DetailReach, SourceError};
use crate::model::{
    DetailDepth, Fingerprint, Properties, Provider, QueryKey, QueryScope, Region, ResourceEntry,
    ResourceIdentity,
};

/// The section of properties that were read again.
const RELOADED: &str = "Properties";

pub(crate) fn fetch_selected(
    context: &Arc<EngineContext>,
    pane: PaneId,
    generation: Generation,
    batch: Batch,
    row: usize,
    scope: &QueryScope,
) {
    let token = context.panes.begin_details(pane);
    let wants_details = scope.details != DetailDepth::None;
    let context = Arc::clone(context);
    context.runtime.clone().spawn(async move {
        let Some(entry) = batch.get(row) else { return };
        let fetch = RowFetch {
            batch: &batch,
            context: &context,
            pane,
            generation,
            entry,
        };
        tokio::select! {
            biased;
            () = token.cancelled() => {}
            // Either way the pane has its message.
            _ = fetch.run(wants_details) => {}
        }
    });
}

/// The fetch of one row, on behalf of one query of one pane.
struct RowFetch<'a> {
    batch: &'a Batch,
    context: &'a Arc<EngineContext>,
    pane: PaneId,
    generation: Generation,
    entry: &'a ResourceEntry,
}

/// The memory limit was met, and the pane has the message.
struct OverLimit;

impl RowFetch<'_> {
    async fn run(&self, wants_details: bool) -> Result<(), OverLimit> {
        self.send_event(ProgressEvent::Seen {
            identity: ResourceIdentity::from(self.entry),
            sources: self.sources(),
        })
        .await;
        if self.entry.properties.is_evicted() {
            self.reload().await?;
        }
        self.send_known().await;
        if !wants_details {
            return Ok(());
        }
        let ty = self.entry.resource_type;
        for op in self.context.source.detail_ops(ty, &DetailDepth::All) {
            if op.reach != DetailReach::Bulk && self.context.source.has_detail(self.entry, op) {
                self.detail(op).await?;
            }
        }
        Ok(())
    }

    /// What phase 2 has found out by now.
    async fn send_known(&self) {
        let resource = Fingerprint::from(self.entry);
        let known = self.context.details.of(self.entry).sections.into_iter();
        let updates: Vec<_> = known
            .map(|section| DetailUpdate { resource, section })
            .collect();
        if !updates.is_empty() {
            self.send_event(ProgressEvent::Details(updates)).await;
        }
    }

    /// Which lists in the cache have the resource: its own, and the sweep of where it lives.
    fn sources(&self) -> Vec<RowSource> {
        let entry = self.entry;
        let own = entry.key();
        let nowhere = QueryKey {
            region: Region::global(),
            ..own
        };
        let lists = [
            (own, entry.provider),
            (nowhere, entry.provider),
            (own.sweep(), Provider::Tagging),
        ];
        let identity = ResourceIdentity::from(entry);
        let mut sources: Vec<RowSource> = Vec::new();
        for (key, provider) in lists {
            let Some(list) = self.context.cache.peek(&ListId::shown(key)) else {
                continue;
            };
            let mut rows = list.batches.iter().flat_map(|batch| batch.iter());
            let is_new = sources.iter().all(|known| known.provider != provider);
            if is_new && rows.any(|row| identity.is_of(row)) {
                sources.push(RowSource {
                    provider,
                    at: list.fetched,
                });
            }
        }
        sources
    }

    /// Properties that were given up when memory was short.
    async fn reload(&self) -> Result<(), OverLimit> {
        let op = DetailOp {
            operation: RELOADED,
            reach: DetailReach::PerResource,
        };
        match self
            .send(op, || self.context.source.reload(self.entry))
            .await?
        {
            Ok(properties) => {
                let family = self.entry.resource_type.as_str();
                self.entry.properties.restore(family, &properties);
                self.batch.recount();
                self.send_event(ProgressEvent::Details(Vec::new())).await;
            }
            Err(error) => self.answer(op, Err(error)).await,
        }
        Ok(())
    }

    async fn detail(&self, op: DetailOp) -> Result<(), OverLimit> {
        let resource = Fingerprint::from(self.entry);
        let known = self.context.details.answer(resource, op.operation);
        if known.is_some() {
            return Ok(());
        }
        let source = &self.context.source;
        let attempt = || source.resource_detail(self.entry, op);
        let answer = self.send(op, attempt).await?;
        self.answer(op, answer).await;
        Ok(())
    }

    /// One request. It does not wait for a sign-in: the person sees at once why there is no answer.
    async fn send<T, F>(
        &self,
        op: DetailOp,
        attempt: impl Fn() -> F,
    ) -> Result<Result<T, SourceError>, OverLimit>
    where
        F: Future<Output = Result<T, SourceError>>,
    {
        let looking = Asker {
            query: self.generation.0,
            priority: Priority::Looking,
        };
        let request = Request {
            lane: Some(self.context.source.detail_lane(&self.entry.key(), op)),
            by: &looking,
            bytes: ANSWER_BYTES,
            on_sign_in: OnSignIn::Fail,
        };
        match self.context.ask(&request, attempt).await {
            Ok(answered) => Ok(Ok(answered.answer)),
            Err(NoAnswer::Failed(error)) => Ok(Err(error)),
            Err(NoAnswer::OverLimit(message)) => {
                self.send_event(ProgressEvent::MemoryLimit(message)).await;
                Err(OverLimit)
            }
        }
    }

    async fn answer(&self, op: DetailOp, answer: Result<Properties, SourceError>) {
        let update = store_answer(self.context, self.entry, op, answer);
        self.send_event(ProgressEvent::Details(vec![update])).await;
    }

    async fn send_event(&self, event: ProgressEvent) {
        let progress = QueryProgress {
            pane: self.pane,
            generation: self.generation,
            resources: Arc::default(),
            event,
            counts: None,
            reservation: None,
        };
        self.context.send(progress).await;
    }
}
