//! Runs queries: phase 1 lists, phase 2 enriches, every page behind the memory budget.
//!
//! One engine serves all panes of all windows. A pane has at most one query; starting another
//! supersedes it. What a query finds goes to one bounded inbox as [`QueryProgress`]. The engine wakes
//! the window and does not know it.

mod auth;
mod dedup;
pub mod details;
mod listing;
mod memory_report;
mod planning;
mod query;
mod request;
mod retry_queue;
mod visibility;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

use tokio::sync::mpsc;

use super::batch_store::Batch;
use super::cache::{CacheStats, ResourceCache};
use super::memory_budget::{MemoryBudget, MemoryHolder};
use super::progress::{Generation, PaneId, QueryProgress};
use super::scheduler::Scheduler;
use super::source::{ResourceSource, TimeLimits};
use crate::app::resource_explorer::query_engine::details::store::DetailStore;
use crate::app::resource_explorer::told_facts::ToldFacts;
use crate::model::{Details, QueryKey, QueryScope, ResourceEntry, TypeId, tags};

use crate::app::resource_explorer::query_engine::auth::paused_accounts::AccountPauses;
use crate::app::resource_explorer::query_engine::dedup::retry_plan::RetriedKeys;
use crate::app::resource_explorer::query_engine::listing::shared_fetch::SharedFetches;
use crate::app::resource_explorer::query_engine::planning::directory::DirectoryCache;
use query::{Query, StopReason};
use request::Sender;

pub use crate::app::resource_explorer::query_engine::auth::paused_accounts::PausedAccounts;
pub use crate::app::resource_explorer::query_engine::auth::sign_in::{SignInState, SignIns};
pub use crate::app::resource_explorer::query_engine::planning::directory::DirectorySnapshot;

/// Wakes the thread that drains the inbox. Called often: it must be cheap and must not block.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// How many messages may wait in the inbox. Queries pause when it is full.
pub const INBOX_MESSAGES: usize = 256;

/// Whether a query may use what the cache knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Yes; the age is shown.
    UseCache,
    /// No: everything is asked again.
    Refresh,
}

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
    shared: Arc<Shared>,
}

/// What all queries share.
pub(crate) struct Shared {
    source: Arc<dyn ResourceSource>,
    runtime: tokio::runtime::Handle,
    inbox: mpsc::Sender<QueryProgress>,
    waker: Waker,
    budget: &'static MemoryBudget,
    scheduler: Scheduler,
    sender: Arc<Sender>,
    cache: Arc<ResourceCache>,
    details: Arc<DetailStore>,
    fetches: SharedFetches,
    directory: DirectoryCache,
    pauses: AccountPauses,
    signing_in: auth::sign_in::SigningIn,
    running: Mutex<HashMap<PaneId, Running>>,
    /// Panes that lie behind others on the screen.
    hidden_panes: RwLock<HashSet<PaneId>>,
    next_generation: AtomicU64,
    /// Whether the receiver of the inbox takes rows back.
    shows_ahead: AtomicBool,
    list_tasks: memory_report::Tasks,
    fetch_tasks: memory_report::Tasks,
    /// Kept, so that they stay registered.
    _lines: Vec<Arc<dyn MemoryHolder>>,
}

/// A pane's query and its fetch of the selected row's details.
struct Running {
    query: Option<(Generation, Arc<Query>)>,
    details: Option<tokio_util::sync::CancellationToken>,
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
        self.shared.source.listable_types().into_iter().collect()
    }

    /// Types whose documents the lists of others are asked with: they are needed until then.
    pub fn types_with_needed_documents(&self) -> BTreeSet<TypeId> {
        let source = &self.shared.source;
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
        let cache = Arc::new(ResourceCache::default());
        let details = Arc::new(DetailStore::default());
        let holders: [Arc<dyn MemoryHolder>; 2] =
            [Arc::clone(&cache) as _, Arc::clone(&details) as _];
        holders.iter().for_each(|holder| budget.register(holder));
        let scheduler = Scheduler::new(max_in_flight, source.rates());
        let sender = Arc::new(Sender::new(scheduler.clone(), budget));
        source.send_through(Arc::clone(&sender) as _);
        Self {
            shared: Arc::new_cyclic(|shared| Shared {
                source,
                runtime,
                inbox,
                waker,
                budget,
                scheduler,
                sender,
                cache,
                details,
                fetches: SharedFetches::default(),
                directory: DirectoryCache::default(),
                pauses: AccountPauses::default(),
                signing_in: auth::sign_in::SigningIn::default(),
                running: Mutex::default(),
                hidden_panes: RwLock::default(),
                next_generation: AtomicU64::new(1),
                shows_ahead: AtomicBool::new(false),
                list_tasks: memory_report::Tasks::default(),
                fetch_tasks: memory_report::Tasks::default(),
                _lines: memory_report::register(shared, budget),
            }),
        }
    }

    /// Shows rows of a smart query's sweeps before the lists that have them better. The receiver of the inbox
    /// has to take rows back, then: see [`super::progress::ProgressEvent::Replaced`].
    #[must_use]
    pub fn showing_ahead(self) -> Self {
        self.shared.shows_ahead.store(true, Ordering::Relaxed);
        self
    }

    /// How long answers and lists may take, from now on.
    pub fn set_time_limits(&self, limits: TimeLimits) {
        self.shared.sender.time_limits.set(limits);
        self.shared.source.set_time_limits(limits);
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
        let generation = Generation(self.shared.next_generation.fetch_add(1, Ordering::Relaxed));
        match &only {
            Some(keys) => self.shared.source.forget_refusals(&mut keys.iter()),
            None if freshness == Freshness::Refresh => self.shared.source.forget_all_refusals(),
            None => {}
        }
        let query = Query::new(
            Arc::clone(&self.shared),
            pane,
            generation,
            scope,
            freshness,
            only,
        );
        let mut running = self.shared.running();
        let slot = running.entry(pane).or_insert(Running {
            query: None,
            details: None,
        });
        if let Some((_, before)) = slot.query.replace((generation, Arc::clone(&query))) {
            before.stop.stop(StopReason::Superseded);
        }
        drop(running);
        // The person may have signed in outside of this program before asking again.
        self.check_paused_accounts();
        let engine = self.clone();
        self.shared
            .runtime
            .spawn(async move { query.run(&engine, shown).await });
        generation
    }

    /// Stops a pane's query; its rows stay.
    pub fn cancel(&self, pane: PaneId) {
        if let Some((_, query)) = self
            .shared
            .running()
            .get(&pane)
            .and_then(|slot| slot.query.as_ref())
        {
            query.stop.stop(StopReason::Cancelled);
        }
    }

    /// Stops everything a pane has running and forgets the pane.
    pub fn close(&self, pane: PaneId) {
        let slot = self.shared.running().remove(&pane);
        if let Some(Running { query, details }) = slot {
            if let Some((_, query)) = query {
                query.stop.stop(StopReason::Superseded);
            }
            if let Some(details) = details {
                details.cancel();
            }
        }
    }

    /// Stops the queries of all panes because the budget is closed.
    pub fn stop_all(&self, message: &str) {
        self.shared.stop_all(message);
    }

    /// Whether any query is running.
    pub fn is_running(&self) -> bool {
        self.shared.is_running()
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
        details::selected::fetch_selected(&self.shared, pane, generation, batch, row, scope);
    }

    /// Forgets all cached lists, details and unused tags. Batches that panes show live on there.
    pub fn clear_cache(&self) -> ClearReport {
        let cleared = self.shared.cache.clear();
        ClearReport {
            lists: cleared.lists,
            cache_bytes: cleared.bytes + self.shared.details.clear(),
            tag_bytes: tags::clear_unused() as u64,
        }
    }

    /// Forgets tag strings that nothing holds any more; returns bytes given back.
    pub fn clear_tag_cache(&self) -> u64 {
        tags::clear_unused() as u64
    }

    /// Everything that phase 2 knows of a row, failures included.
    pub fn details_of(&self, entry: &ResourceEntry) -> Details {
        self.shared.details.of(entry)
    }

    /// Facts that details have added to rows.
    pub fn told_facts(&self) -> &Arc<ToldFacts> {
        self.shared.details.told()
    }

    /// Forgets what phase 2 knows of these rows, so that it is asked again; returns the bytes given back. Takes
    /// time in proportion to the rows: off the UI thread.
    pub fn forget_details(&self, batches: &[Batch]) -> u64 {
        let rows = batches.iter().flat_map(|batch| batch.iter());
        self.shared.details.forget(rows)
    }

    /// What the cache holds and how well it serves.
    pub fn cache_stats(&self) -> CacheStats {
        let (details, detail_bytes) = self.shared.details.usage();
        let lists = self.shared.cache.stats();
        CacheStats {
            bytes: lists.bytes + detail_bytes,
            details,
            ..lists
        }
    }

    /// What paces requests, to look at.
    pub fn scheduler(&self) -> &Scheduler {
        &self.shared.scheduler
    }

    /// The source behind the engine.
    pub fn source(&self) -> &Arc<dyn ResourceSource> {
        &self.shared.source
    }

    /// What is known of accounts and regions by now. Asks nothing.
    pub fn directory(&self) -> DirectorySnapshot {
        self.shared.directory.snapshot()
    }

    /// Asks for accounts and their regions, in the background. The window is woken as answers come.
    pub fn load_directory(&self, freshness: Freshness) {
        let shared = Arc::clone(&self.shared);
        if freshness == Freshness::Refresh {
            shared.directory.forget();
        }
        self.shared
            .runtime
            .spawn(async move { planning::directory::load_all(&shared).await });
    }
}

impl Shared {
    fn running(&self) -> MutexGuard<'_, HashMap<PaneId, Running>> {
        self.running
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn is_running(&self) -> bool {
        self.running().values().any(|slot| slot.query.is_some())
    }

    /// Forgets a list and the details of its rows, so that they are asked again.
    fn forget(&self, key: &QueryKey) {
        if let Some(list) = self.cache.forget(key) {
            let rows = list.batches.iter().flat_map(|batch| batch.iter());
            self.details.forget(rows);
        }
    }

    fn stop_all(&self, message: &str) {
        for slot in self.running().values() {
            if let Some((_, query)) = &slot.query {
                query.stop.stop(StopReason::MemoryLimit(message.to_owned()));
            }
        }
    }

    /// The query has ended; a newer one of the same pane is left alone.
    fn ended(&self, pane: PaneId, generation: Generation) {
        if let Some(slot) = self.running().get_mut(&pane)
            && slot
                .query
                .as_ref()
                .is_some_and(|(running, ..)| *running == generation)
        {
            slot.query = None;
        }
    }

    /// Sends a message and wakes the window. Waits while the inbox is full.
    async fn send(&self, progress: QueryProgress) {
        // The receiver is gone only when the program is ending.
        if self.inbox.send(progress).await.is_ok() {
            (self.waker)();
        }
    }
}

#[cfg(test)]
mod tests;
