//! Everything there is to know about the row a person looks at.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::phase2::keep;
use super::{Running, Shared};
use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::progress::{
    DetailUpdate, Generation, PaneId, ProgressEvent, QueryProgress,
};
use crate::app::resource_explorer::source::{DetailOp, DetailReach};
use crate::app::resource_explorer::state::{DetailDepth, QueryScope, ResourceIdentity};

/// The section under which properties that were read again are told.
const RELOADED: &str = "Properties";

pub(super) fn fetch_selected(
    shared: &Arc<Shared>,
    pane: PaneId,
    generation: Generation,
    batch: Batch,
    row: usize,
    scope: &QueryScope,
) {
    let token = CancellationToken::new();
    let mut running = shared.running();
    let slot = running.entry(pane).or_insert(Running {
        query: None,
        details: None,
    });
    if let Some(before) = slot.details.replace(token.clone()) {
        before.cancel();
    }
    drop(running);
    let evicted = batch
        .get(row)
        .is_some_and(|entry| entry.properties.is_evicted());
    if scope.details == DetailDepth::None && !evicted {
        return;
    }
    let wants_details = scope.details != DetailDepth::None;
    let shared = Arc::clone(shared);
    shared.runtime.clone().spawn(async move {
        tokio::select! {
            biased;
            () = token.cancelled() => {}
            () = fetch(&shared, pane, generation, &batch, row, wants_details) => {}
        }
    });
}

async fn fetch(
    shared: &Shared,
    pane: PaneId,
    generation: Generation,
    batch: &Batch,
    row: usize,
    wants_details: bool,
) {
    let Some(entry) = batch.get(row) else { return };
    let key = entry.key();
    let say = async |updates: Vec<DetailUpdate>| {
        let event = ProgressEvent::Details(updates);
        tell(shared, pane, generation, event).await;
    };
    if entry.properties.is_evicted() {
        if let Err(message) = shared.budget.check_usage() {
            return tell(
                shared,
                pane,
                generation,
                ProgressEvent::MemoryLimit(message),
            )
            .await;
        }
        let reload = DetailOp {
            operation: RELOADED,
            reach: DetailReach::PerResource,
        };
        let _turn = shared
            .scheduler
            .turn(shared.source.detail_lane(&key, reload))
            .await;
        match shared.source.reload(entry).await {
            Ok(properties) => {
                entry.properties.restore(&properties);
                say(Vec::new()).await;
            }
            Err(error) => {
                say(vec![keep(
                    shared,
                    ResourceIdentity::from(entry),
                    reload,
                    Err(error),
                )])
                .await;
            }
        }
    }
    if !wants_details {
        return;
    }
    let ops = shared
        .source
        .detail_ops(key.resource_type, &DetailDepth::All);
    for op in ops
        .into_iter()
        .filter(|op| op.reach == DetailReach::PerResource)
    {
        let identity = ResourceIdentity::from(entry);
        if let Some(section) = shared.cache.detail(&identity, op.operation) {
            say(vec![DetailUpdate { identity, section }]).await;
            continue;
        }
        if let Err(message) = shared.budget.check_usage() {
            return tell(
                shared,
                pane,
                generation,
                ProgressEvent::MemoryLimit(message),
            )
            .await;
        }
        let lane = shared.source.detail_lane(&key, op);
        let turn = shared.scheduler.turn(lane).await;
        let answer = shared.source.resource_detail(entry, op).await;
        drop(turn);
        say(vec![keep(shared, identity, op, answer)]).await;
    }
}

async fn tell(shared: &Shared, pane: PaneId, generation: Generation, event: ProgressEvent) {
    let counts = None;
    let progress = QueryProgress {
        pane,
        generation,
        resources: Arc::default(),
        event,
        counts,
        reservation: None,
    };
    shared.send(progress).await;
}
