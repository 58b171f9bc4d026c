//! Runs queries: phase 1 lists, phase 2 enriches, every page behind the memory budget.
//!
//! One engine serves all panes of all windows. A pane has at most one query; starting another
//! supersedes it. What a query finds goes to one bounded inbox as [`QueryProgress`]. The engine wakes
//! the window and does not know it.

mod accounts;
mod ask;
mod auth;
mod context;
mod dedup;
pub mod details;
mod driver;
mod listing;
mod memory_report;
mod panes;
mod planning;
mod query;
mod request;
mod retry;
mod retry_queue;
mod stop;
mod task_memory;
mod visibility;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::mpsc;

use super::batch_store::Batch;
use super::cache::CacheStats;
use super::memory_budget::MemoryBudget;
use super::progress::{Generation, PaneId, QueryProgress};
use super::scheduler::Scheduler;
use super::source::{ResourceSource, TimeLimits};
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::model::{Details, QueryScope, ResourceEntry, TypeId, tags};

use context::EngineContext;
use dedup::retry_plan::RetriedKeys;
use query::Query;

pub use auth::paused_accounts::PausedAccounts;
pub use auth::sign_in_states::{SignInState, SignIns};
pub use context::{Freshness, Waker};
pub use planning::directory::DirectorySnapshot;

/// How many messages may wait in the inbox. Queries pause when it is full.
pub const INBOX_MESSAGES: usize = 256;

/// What clearing the cache gave back, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClearReport {
    /// Lists forgotten.
    pub lists: usize,
    /// Bytes of lists that no pane shows, and of details.
    pub cache_bytes: u64,
    /// Bytes of tag strings that nothing holds any more.
    pub tag_bytes: u64,
}

/// The engine. Clones share everything.
#[derive(Clone)]
pub struct QueryEngine {
    context: Arc<EngineContext>,
}

impl QueryEngine {
    /// An engine over `source`, on the process's memory budget. `inbox` should hold
    /// [`INBOX_MESSAGES`].
    pub fn new(
        source: Arc<dyn ResourceSource>,
        runtime: tokio::runtime::Handle,
        inbox: mpsc::Sender<QueryProgress>,
        waker: Waker,
    ) -> Self {
        Self::with_budget(source, runtime, inbox, waker, MemoryBudget::get(), 64)
    }

    /// Types that the source lists by a call of their own.
    pub fn listable_types(&self) -> BTreeSet<TypeId> {
        self.context.source.listable_types().into_iter().collect()
    }

    /// Types whose documents the lists of others are asked with: they are needed until then.
    pub fn types_with_needed_documents(&self) -> BTreeSet<TypeId> {
        let source = &self.context.source;
        let types = source.listable_types().into_iter();
        types.filter(|ty| source.needs_documents(*ty)).collect()
    }

    /// As [`QueryEngine::new`], with a budget and a cap on requests in flight of one's own.
    pub fn with_budget(
        source: Arc<dyn ResourceSource>,
        runtime: tokio::runtime::Handle,
        inbox: mpsc::Sender<QueryProgress>,
        waker: Waker,
        budget: &'static MemoryBudget,
        max_in_flight: u16,
    ) -> Self {
        let memory_lines = |context: &_| memory_report::register(context, budget);
        Self {
            context: EngineContext::new(
                source,
                runtime,
                inbox,
                waker,
                budget,
                max_in_flight,
                memory_lines,
            ),
        }
    }

    /// Shows rows of a smart query's sweeps before the lists that have them better. The receiver of the inbox
    /// has to take rows back, then: see [`super::progress::ProgressEvent::Replaced`].
    #[must_use]
    pub fn showing_ahead(self) -> Self {
        self.context.shows_ahead.store(true, Ordering::Relaxed);
        self
    }

    /// How long answers and lists may take, from now on.
    pub fn set_time_limits(&self, limits: TimeLimits) {
        self.context.sender.time_limits.set(limits);
        self.context.source.set_time_limits(limits);
    }

    /// From now on rows of sweeps and indexes are not cached: for a program that runs one query and shows no other.
    /// Their resources are mostly those of the lists, so that a cached sweep holds them a second time.
    pub fn release_sweeps(&self) {
        self.context.fetches.release_sweeps();
    }

    /// Starts a pane's query; the one before it is superseded. Returns at once.
    pub fn start(&self, pane: PaneId, scope: QueryScope, freshness: Freshness) -> Generation {
        self.launch(pane, scope, freshness, None, Vec::new())
    }

    fn launch(
        &self,
        pane: PaneId,
        scope: QueryScope,
        freshness: Freshness,
        only: Option<Arc<RetriedKeys>>,
        shown: Vec<Batch>,
    ) -> Generation {
        let generation = Generation::next();
        match &only {
            Some(keys) => self.context.source.forget_refusals(&mut keys.iter()),
            None if freshness == Freshness::Refresh => self.context.source.forget_all_refusals(),
            None => {}
        }
        let query = Query::new(
            Arc::clone(&self.context),
            pane,
            generation,
            scope,
            freshness,
            only,
        );
        let of = Arc::clone(&query);
        self.context.panes.begin(pane, generation, of as _);
        // The person may have signed in outside of this program before asking again.
        self.context.source.try_again();
        self.context.pauses.check_now();
        let runtime = &self.context.runtime;
        let engine = self.clone();
        runtime.spawn(async move { driver::run(engine, query, shown).await });
        generation
    }

    /// Stops a pane's query; its rows stay.
    pub fn cancel(&self, pane: PaneId) {
        self.context.panes.cancel(pane);
    }

    /// Stops everything a pane has running and forgets the pane.
    pub fn close(&self, pane: PaneId) {
        self.context.panes.close(pane);
    }

    /// Stops the queries of all panes because the budget is closed.
    pub fn stop_all(&self, message: &str) {
        self.context.panes.stop_all(message);
    }

    /// Whether any query is running.
    pub fn is_running(&self) -> bool {
        self.context.panes.any_query_runs()
    }

    /// Fetches everything there is to know about one row: per-resource details, and its properties
    /// if they were evicted. The fetch of the row selected before it is dropped.
    pub fn fetch_details(
        &self,
        pane: PaneId,
        generation: Generation,
        batch: Batch,
        row: usize,
        scope: &QueryScope,
    ) {
        details::selected::fetch_selected(&self.context, pane, generation, batch, row, scope);
    }

    /// Forgets all cached lists, details and unused tags. Batches that panes show live on there.
    pub fn clear_cache(&self) -> ClearReport {
        let cleared = self.context.cache.clear();
        ClearReport {
            lists: cleared.lists,
            cache_bytes: cleared.bytes + self.context.details.clear(),
            tag_bytes: tags::clear_unused() as u64,
        }
    }

    /// Forgets tag strings that nothing holds any more; returns bytes given back.
    pub fn clear_tag_cache(&self) -> u64 {
        tags::clear_unused() as u64
    }

    /// Everything that phase 2 knows of a row, failures included.
    pub fn details_of(&self, entry: &ResourceEntry) -> Details {
        self.context.details.of(entry)
    }

    /// Facts that details have added to rows.
    pub fn row_facts(&self) -> &Arc<RowFactStore> {
        self.context.details.facts()
    }

    /// Forgets what phase 2 knows of these rows, so that it is asked again; returns the bytes given back. Takes
    /// time in proportion to the rows: off the UI thread.
    pub fn forget_details(&self, batches: &[Batch]) -> u64 {
        let rows = batches.iter().flat_map(|batch| batch.iter());
        self.context.details.forget(rows)
    }

    /// What the cache holds and how well it serves.
    pub fn cache_stats(&self) -> CacheStats {
        let (details, detail_bytes) = self.context.details.usage();
        let lists = self.context.cache.stats();
        CacheStats {
            bytes: lists.bytes + detail_bytes,
            details,
            ..lists
        }
    }

    /// What paces requests, to look at.
    pub fn scheduler(&self) -> &Scheduler {
        &self.context.scheduler
    }

    /// The source behind the engine.
    pub fn source(&self) -> &Arc<dyn ResourceSource> {
        &self.context.source
    }
}

#[cfg(test)]
mod tests;
