//! Asking some keys of a pane again: within its query while that runs, or by a query of their own.

use std::sync::Arc;

use super::dedup::retry_plan::RetriedKeys;
use super::{Freshness, QueryEngine};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::progress::{Generation, PaneId};
use crate::model::{QueryKey, QueryScope};

impl QueryEngine {
    /// Asks some keys of a pane's query again while it runs: they join it, and lists that wait for a sign-in go
    /// on waiting. Only lists can join, not keys that sweeps answer. `None` when the query is ending: once it
    /// has finished, [`QueryEngine::retry`] can ask them.
    pub fn retry_within(&self, pane: PaneId, keys: &[QueryKey]) -> Option<Generation> {
        let (generation, query) = self.context.panes.query_of(pane)?;
        if !query.takes_retries() {
            return None;
        }
        // Checks now whether accounts that wait for a sign-in work again.
        self.check_paused_accounts();
        query.retry(keys).then_some(generation)
    }

    /// Asks some keys of a scope again when the query that asked them before has ended, leaving the rest as it
    /// is. What the cache knows of them is forgotten first. `shown` are the batches of the pane: rows of a key
    /// give way when its list has as many, and what the list lacks goes only when it came to its end.
    pub fn retry<'a>(
        &self,
        pane: PaneId,
        scope: QueryScope,
        keys: Vec<QueryKey>,
        shown: impl Iterator<Item = &'a Batch>,
    ) -> Generation {
        let source = &*self.context.source;
        let keys = RetriedKeys::new(keys, &scope, source);
        // Of all keys: any of them may join while the query runs.
        let shown = shown.cloned().collect();
        let only = Some(Arc::new(keys));
        self.launch(pane, scope, Freshness::Refresh, only, shown)
    }
}
