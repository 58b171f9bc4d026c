//! Queries of panes: begin, continue, ask again.

use super::AwsDash;
use crate::app::pane::{Pane, QueryState, Rest};
use crate::app::resource_explorer::memory_budget::{MemoryBudget, Pressure};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::model::{QueryKey, QueryScope};

impl AwsDash {
    /// Does something with a pane, if it is open.
    pub fn with_pane(&mut self, id: PaneId, act: impl FnOnce(&mut Pane)) {
        if let Some(pane) = self.panes.get_mut(&id) {
            act(pane);
        }
    }

    pub(super) fn set_scope(&mut self, pane: PaneId, scope: QueryScope) {
        self.with_pane(pane, |pane| pane.set_scope(scope));
    }

    /// Asks for what a pane's scope says by now.
    pub(super) fn run(&mut self, id: PaneId, freshness: Freshness) {
        if let Some(pane) = self.panes.get(&id) {
            self.run_scope(id, pane.spec.scope.to_scope(), freshness);
        }
    }

    fn run_scope(&mut self, id: PaneId, scope: QueryScope, freshness: Freshness) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        if scope.is_empty() {
            return;
        }
        // Short of memory, what the new query replaces goes first, or it could never start.
        if MemoryBudget::get().pressure() >= Pressure::Soft && pane.state != QueryState::Running {
            let replaced = pane.give_up_rows();
            self.run_after_release(id, scope, freshness, replaced);
            return;
        }
        self.start(id, scope, freshness);
    }

    /// Starts the query of a pane.
    pub(super) fn start(&mut self, id: PaneId, scope: QueryScope, freshness: Freshness) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        let generation = self.engine.start(id, scope.clone(), freshness);
        pane.begin_scope(generation, scope);
    }

    /// Asks only the lists that have not ended; the whole scope if not all of them are known, or if others lack
    /// details. The cache has what has ended.
    pub(super) fn go_on(&mut self, id: PaneId) {
        let Some(pane) = self.panes.get(&id) else {
            return;
        };
        match pane.rest() {
            Rest::Lists {
                keys,
                without_details: 0,
            } => self.retry(id, keys),
            Rest::Lists { .. } | Rest::Unplanned => {
                let scope = pane.asked.clone();
                self.run_scope(id, scope, Freshness::UseCache);
            }
        }
    }

    pub(super) fn retry(&mut self, id: PaneId, keys: Vec<QueryKey>) {
        let Some(pane) = self.panes.get_mut(&id) else {
            return;
        };
        if keys.is_empty() {
            return;
        }
        if !pane.is_running() {
            let shown = pane.batches_of_query();
            let generation = self
                .engine
                .retry(id, pane.asked.clone(), keys.clone(), shown);
            pane.begin_retry(generation, &keys);
        } else if self.engine.retry_within(id, &keys).is_none() {
            // The query's last messages, with rows and lines that the retry needs, are still to come.
            pane.retry_at_end(keys);
        }
    }

    pub(super) fn fetch_selected(&mut self, id: PaneId) {
        let Some(pane) = self.panes.get(&id) else {
            return;
        };
        let Some((batch, at)) = pane.cursor.and_then(|row| pane.rows.place(row)) else {
            return;
        };
        self.engine
            .fetch_details(id, pane.generation, batch.clone(), at, &pane.spec.scope);
    }
}
