//! What all queries share: the source, the pacing, the caches and the state of panes and accounts.
//!
//! It owns the parts and their wiring, and does nothing itself. Whatever asks, lists or waits lies above and is
//! handed this.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};

use tokio::sync::mpsc;

use super::auth::paused_accounts::AccountPauses;
use super::auth::sign_in_states::SignInStates;
use super::details::store::DetailStore;
use super::listing::shared_fetch::SharedFetches;
use super::panes::Panes;
use super::planning::directory::DirectoryCache;
use super::request::Sender;
use super::task_memory::Tasks;
use crate::app::resource_explorer::cache::ResourceCache;
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryHolder};
use crate::app::resource_explorer::progress::QueryProgress;
use crate::app::resource_explorer::scheduler::Scheduler;
use crate::app::resource_explorer::source::ResourceSource;
use crate::model::QueryKey;

/// Wakes the thread that drains the inbox. Called often: it must be cheap and must not block.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Whether a query may use what the cache knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Yes; the age is shown.
    UseCache,
    /// No: everything is asked again.
    Refresh,
}

/// What all queries share.
pub(crate) struct EngineContext {
    pub(super) source: Arc<dyn ResourceSource>,
    pub(super) runtime: tokio::runtime::Handle,
    pub(super) inbox: mpsc::Sender<QueryProgress>,
    pub(super) waker: Waker,
    pub(super) budget: &'static MemoryBudget,
    pub(super) scheduler: Scheduler,
    pub(super) sender: Arc<Sender>,
    pub(super) cache: Arc<ResourceCache>,
    pub(super) details: Arc<DetailStore>,
    pub(super) fetches: SharedFetches,
    pub(super) directory: DirectoryCache,
    pub(super) pauses: AccountPauses,
    pub(super) sign_ins: SignInStates,
    pub(super) panes: Panes,
    /// Whether the receiver of the inbox takes rows back.
    pub(super) shows_ahead: AtomicBool,
    pub(super) list_tasks: Tasks,
    pub(super) fetch_tasks: Tasks,
    /// Kept, so that they stay registered.
    _memory_lines: Vec<Arc<dyn MemoryHolder>>,
}

impl EngineContext {
    /// A context over `source`. The lines of the memory report that `memory_lines` registers stay while it lives.
    pub(super) fn new(
        source: Arc<dyn ResourceSource>,
        runtime: tokio::runtime::Handle,
        inbox: mpsc::Sender<QueryProgress>,
        waker: Waker,
        budget: &'static MemoryBudget,
        max_in_flight: u16,
        memory_lines: impl FnOnce(&Weak<Self>) -> Vec<Arc<dyn MemoryHolder>>,
    ) -> Arc<Self> {
        let cache = Arc::new(ResourceCache::default());
        let details = Arc::new(DetailStore::default());
        let holders: [Arc<dyn MemoryHolder>; 2] =
            [Arc::clone(&cache) as _, Arc::clone(&details) as _];
        holders.iter().for_each(|holder| budget.register(holder));
        let scheduler = Scheduler::new(max_in_flight, source.rates());
        let sender = Arc::new(Sender::new(scheduler.clone(), budget));
        source.send_through(Arc::clone(&sender) as _);
        Arc::new_cyclic(|context| Self {
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
            sign_ins: SignInStates::default(),
            panes: Panes::default(),
            shows_ahead: AtomicBool::new(false),
            list_tasks: Tasks::default(),
            fetch_tasks: Tasks::default(),
            _memory_lines: memory_lines(context),
        })
    }

    /// Forgets a list and the details of its rows, so that they are asked again.
    pub(super) fn forget(&self, key: &QueryKey) {
        if let Some(list) = self.cache.forget(key) {
            let rows = list.batches.iter().flat_map(|batch| batch.iter());
            self.details.forget(rows);
        }
    }

    /// Sends a message and wakes the window. Waits while the inbox is full.
    pub(super) async fn send(&self, progress: QueryProgress) {
        // The receiver is gone only when the program is ending.
        if self.inbox.send(progress).await.is_ok() {
            (self.waker)();
        }
    }
}
