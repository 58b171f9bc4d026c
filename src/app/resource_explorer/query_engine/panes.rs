//! What each pane has running, and which panes lie behind others: their requests go last.
//!
//! Knows of a query what a pane needs: how it is stopped, what joins it, and what it holds.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio_util::sync::CancellationToken;

use super::stop::StopReason;
use crate::app::resource_explorer::progress::{Generation, PaneId};
use crate::app::resource_explorer::scheduler::{Asker, Priority};
use crate::model::QueryKey;

/// A query of a pane that runs.
pub(super) trait RunningQuery: Send + Sync {
    /// Stops it, for one reason.
    fn stop(&self, reason: StopReason);

    /// Whether lists that are asked again may still join it.
    fn takes_retries(&self) -> bool;

    /// Asks some keys again, as far as they have lists that have ended; whether they have joined it.
    fn retry(&self, keys: &[QueryKey]) -> bool;

    /// Bytes of what it has seen, without the rows.
    fn heap_bytes(&self) -> usize;
}

/// The panes and what runs for them.
#[derive(Default)]
pub(super) struct Panes {
    running: Mutex<HashMap<PaneId, Running>>,
    hidden: RwLock<HashSet<PaneId>>,
}

/// A pane's query and its fetch of the selected row's details.
#[derive(Default)]
struct Running {
    query: Option<(Generation, Arc<dyn RunningQuery>)>,
    details: Option<CancellationToken>,
}

impl Panes {
    fn running(&self) -> MutexGuard<'_, HashMap<PaneId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A query of a pane begins; the one before it is superseded.
    pub(super) fn begin(&self, pane: PaneId, generation: Generation, query: Arc<dyn RunningQuery>) {
        let mut running = self.running();
        let slot = running.entry(pane).or_default();
        if let Some((_, before)) = slot.query.replace((generation, query)) {
            before.stop(StopReason::Superseded);
        }
    }

    /// A fetch of details of a pane begins; the one before it is cancelled. Returns what cancels it.
    pub(super) fn begin_details(&self, pane: PaneId) -> CancellationToken {
        let token = CancellationToken::new();
        let mut running = self.running();
        let slot = running.entry(pane).or_default();
        if let Some(before) = slot.details.replace(token.clone()) {
            before.cancel();
        }
        token
    }

    /// Cancels a pane's query.
    pub(super) fn cancel(&self, pane: PaneId) {
        if let Some(query) = self.running().get(&pane).and_then(Running::query) {
            query.stop(StopReason::Cancelled);
        }
    }

    /// Stops everything a pane has running and forgets the pane.
    pub(super) fn close(&self, pane: PaneId) {
        let slot = self.running().remove(&pane);
        if let Some(Running { query, details }) = slot {
            if let Some((_, query)) = query {
                query.stop(StopReason::Superseded);
            }
            if let Some(details) = details {
                details.cancel();
            }
        }
    }

    /// Stops the queries of all panes because the budget is closed, with its message.
    pub(super) fn stop_all(&self, message: &str) {
        for query in self.running().values().filter_map(Running::query) {
            query.stop(StopReason::MemoryLimit(message.to_owned()));
        }
    }

    /// The query has ended; a newer one of the same pane is left alone.
    pub(super) fn ended(&self, pane: PaneId, generation: Generation) {
        if let Some(slot) = self.running().get_mut(&pane)
            && slot.generation() == Some(generation)
        {
            slot.query = None;
        }
    }

    /// Whether any query is running.
    pub(super) fn any_query_runs(&self) -> bool {
        self.running().values().any(|slot| slot.query.is_some())
    }

    /// The query of a pane.
    pub(super) fn query_of(&self, pane: PaneId) -> Option<(Generation, Arc<dyn RunningQuery>)> {
        self.running()
            .get(&pane)
            .and_then(|slot| slot.query.clone())
    }

    /// All queries that run.
    pub(super) fn queries(&self) -> Vec<Arc<dyn RunningQuery>> {
        let running = self.running();
        running
            .values()
            .filter_map(Running::query)
            .cloned()
            .collect()
    }

    /// Sets which panes are hidden behind others. Calls `changed` with each query whose pane was shown or hidden
    /// by that, and whether it is hidden now.
    pub(super) fn set_hidden(
        &self,
        panes: HashSet<PaneId>,
        mut changed: impl FnMut(Generation, bool),
    ) {
        let before = {
            let mut hidden = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *hidden, panes.clone())
        };
        let running = self.running();
        for pane in before.symmetric_difference(&panes) {
            if let Some(generation) = running.get(pane).and_then(Running::generation) {
                changed(generation, panes.contains(pane));
            }
        }
    }

    /// Whether a pane is hidden behind others.
    pub(super) fn is_hidden(&self, pane: PaneId) -> bool {
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        hidden.contains(&pane)
    }

    /// The asker, with the lowest priority if its pane is hidden now.
    pub(super) fn as_seen(&self, asker: Asker) -> Asker {
        let priority = if self.asks_for_hidden_pane(asker) {
            Priority::Hidden
        } else {
            asker.priority
        };
        Asker { priority, ..asker }
    }

    fn asks_for_hidden_pane(&self, asker: Asker) -> bool {
        let running = self.running();
        let mut queries = running
            .iter()
            .filter_map(|(pane, slot)| Some((*pane, slot.generation()?)));
        queries.any(|(pane, generation)| generation.0 == asker.query && self.is_hidden(pane))
    }
}

impl Running {
    fn query(&self) -> Option<&Arc<dyn RunningQuery>> {
        self.query.as_ref().map(|(_, query)| query)
    }

    fn generation(&self) -> Option<Generation> {
        self.query.as_ref().map(|(generation, _)| *generation)
    }
}
