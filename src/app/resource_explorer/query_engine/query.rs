//! One query of one pane: what it asks, how far it has come, and the messages to its pane. [`super::driver`] runs it.

mod ends;
mod outbox;
mod record;
mod retries;
mod tag_gaps;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TrackedFuture;

use super::context::{EngineContext, Freshness};
use super::dedup::retry_plan::{RetriedKeys, has_list};
use super::listing::sweep_ends::SweepEnds;
use super::retry_queue::RetryQueue;
use super::stop::Stop;
use crate::app::resource_explorer::cache::Accepts;
use crate::app::resource_explorer::progress::{
    Generation, PaneId, PhaseCounts, ProgressEvent, QueryProgress,
};
use crate::app::resource_explorer::scheduler::{Asker, Priority};
use crate::model::{QueryKey, QueryScope};
use outbox::Message;
pub(super) use record::Record;
use tag_gaps::TagGaps;

/// Set aside per row of a page on its way: what tree and visible lines will take for it.
const INDEX_BYTES_PER_ROW: u64 = 32;

/// How far a query has come. Written by many tasks.
#[derive(Default)]
pub(super) struct Counters {
    pub phase1_done: AtomicU32,
    pub phase1_total: AtomicU32,
    pub phase2_done: AtomicU32,
    pub phase2_total: AtomicU32,
    pub cache_hits: AtomicU32,
    pub throttled: AtomicU32,
    pub requests: AtomicU32,
}

impl Counters {
    pub(super) fn add(counter: &AtomicU32, by: u32) {
        counter.fetch_add(by, Ordering::Relaxed);
    }

    fn snapshot(&self) -> PhaseCounts {
        let read = |counter: &AtomicU32| counter.load(Ordering::Relaxed);
        PhaseCounts {
            phase1_done: read(&self.phase1_done),
            phase1_total: read(&self.phase1_total),
            phase2_done: read(&self.phase2_done),
            phase2_total: read(&self.phase2_total),
            cache_hits: read(&self.cache_hits),
            throttled: read(&self.throttled),
            requests: read(&self.requests),
        }
    }
}

/// How far phase 2 is with a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enrichment {
    Begun,
    Ended,
}

/// One query.
pub(crate) struct Query {
    pub(super) context: Arc<EngineContext>,
    pub(super) pane: PaneId,
    pub(super) generation: Generation,
    pub(super) scope: QueryScope,
    pub(super) freshness: Freshness,
    begun: Instant,
    /// Only these keys are asked; `None` for the whole scope.
    pub(super) only: Option<Arc<RetriedKeys>>,
    pub(super) stop: Stop,
    /// Keys that are asked again while it runs.
    pub(super) retry_queue: RetryQueue,
    pub(super) counters: Counters,
    /// The rows and ledger lines so far, and their messages.
    record: Mutex<Record>,
    /// Held while messages are sent, so that they leave in the order in which they were posted.
    sending: Mutex<()>,
    /// Keys that phase 2 has begun with.
    enriched: Mutex<BTreeMap<QueryKey, Enrichment>>,
    /// Whether every list of the scope is planned.
    plan_is_whole: AtomicBool,
    /// How the sweeps ended.
    sweep_ends: Mutex<SweepEnds>,
    /// Lists without tags.
    pub(super) tag_gaps: TagGaps,
    /// Everything that is spawned for it.
    tasks: TaskTracker,
}

impl Query {
    pub(super) fn new(
        context: Arc<EngineContext>,
        pane: PaneId,
        generation: Generation,
        scope: QueryScope,
        freshness: Freshness,
        only: Option<Arc<RetriedKeys>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            context,
            pane,
            generation,
            scope,
            freshness,
            begun: Instant::now(),
            only,
            stop: Stop::default(),
            retry_queue: RetryQueue::default(),
            counters: Counters::default(),
            record: Mutex::default(),
            sending: Mutex::default(),
            enriched: Mutex::default(),
            plan_is_whole: AtomicBool::new(false),
            sweep_ends: Mutex::default(),
            tag_gaps: TagGaps::default(),
            tasks: TaskTracker::new(),
        })
    }

    /// A task of this query: its end waits for it.
    pub(super) fn task<F: Future>(&self, future: F) -> TrackedFuture<F> {
        self.tasks.track_future(future)
    }

    /// Waits for the query's tasks and for fetches without subscribers: a cancelled task ends only when the
    /// runtime polls it next.
    pub(super) async fn until_tasks_have_ended(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.context.fetches.until_all_ended().await;
    }

    /// How requests of this query queue in the scheduler.
    pub(super) fn asker(&self, priority: Priority) -> Asker {
        Asker {
            query: self.generation.0,
            priority,
        }
    }

    /// Whether phase 2 has yet to look at a key; it has from now on.
    pub(super) fn begin_enriching(&self, key: QueryKey) -> bool {
        match self.enriched().entry(key) {
            Entry::Vacant(free) => {
                free.insert(Enrichment::Begun);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Phase 2 has all that it wanted of a key, unless it has to look at it again.
    pub(super) fn end_enriching(&self, key: &QueryKey) {
        if let Some(enrichment) = self.enriched().get_mut(key) {
            *enrichment = Enrichment::Ended;
        }
    }

    /// Phase 2 has to look at a key again.
    pub(super) fn forget_enriching(&self, key: &QueryKey) {
        self.enriched().remove(key);
    }

    /// Every list of the scope is planned from now on.
    pub(super) fn planned_all(&self) {
        self.plan_is_whole.store(true, Ordering::Relaxed);
    }

    /// Whether every list of the scope is planned.
    fn plan_is_whole(&self) -> bool {
        self.plan_is_whole.load(Ordering::Relaxed)
    }

    /// Which kept lists may answer it. One that is asked again is fetched once, also for its children.
    pub(super) fn accepts(&self) -> Accepts {
        match self.freshness {
            Freshness::UseCache => Accepts::AnyAge,
            Freshness::Refresh => Accepts::Since(self.begun),
        }
    }

    /// Whether a list will be answered from the cache.
    pub(super) fn is_cached(&self, key: &QueryKey) -> bool {
        self.freshness == Freshness::UseCache && self.context.cache.has_list(key)
    }

    /// Whether the ledger has a line of a key's own list, which this query does not ask again: only its rows may
    /// change.
    pub(crate) fn keeps_line_of_list(&self, key: &QueryKey) -> bool {
        self.only.is_some() && has_list(&self.scope, &*self.context.source, key)
    }

    /// Changes the record and returns once the messages about it have been sent. Dropping the future after its
    /// first poll loses nothing: the change is made and its messages are posted by then.
    pub(super) async fn change<T>(&self, change: impl FnOnce(&mut Record) -> T) -> T {
        let (value, posted) = {
            let mut record = self.record();
            let value = change(&mut record);
            (value, record.outbox().posted())
        };
        self.deliver(posted).await;
        value
    }

    /// Sends a message without rows.
    pub(super) async fn send_event(&self, event: ProgressEvent) {
        self.change(|record| record.post(event)).await;
    }

    /// Returns once the first `posted` messages have been sent. Waits while the inbox is full.
    async fn deliver(&self, posted: u64) {
        while self.record().outbox().holds_any_of(posted) {
            let Ok(permit) = self.context.inbox.reserve().await else {
                // The receiver is gone only when the program is ending.
                return;
            };
            self.send_first(permit);
        }
    }

    /// Sends the oldest message. There is no await between taking and sending it.
    fn send_first(&self, permit: mpsc::Permit<'_, QueryProgress>) {
        let turn = self.sending.lock();
        let _turn = turn.unwrap_or_else(|poisoned| poisoned.into_inner());
        let Some(Message { event, resources }) = self.record().outbox().take_first() else {
            return;
        };
        // Memory that the pane will need for these rows. When there is no room the next page will notice. Not
        // under the record's lock: the budget may ask how much the record holds.
        let index_bytes = resources.len() as u64 * INDEX_BYTES_PER_ROW;
        let reservation = (index_bytes > 0)
            .then(|| self.context.budget.reserve(index_bytes).ok())
            .flatten();
        permit.send(QueryProgress {
            pane: self.pane,
            generation: self.generation,
            resources,
            event,
            counts: Some(self.counters.snapshot()),
            reservation,
        });
        (self.context.waker)();
    }

    /// The record. Messages that are posted to it directly leave with those of [`Query::change`].
    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        self.record
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn enriched(&self) -> MutexGuard<'_, BTreeMap<QueryKey, Enrichment>> {
        self.enriched
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn sweep_ends(&self) -> MutexGuard<'_, SweepEnds> {
        self.sweep_ends
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
