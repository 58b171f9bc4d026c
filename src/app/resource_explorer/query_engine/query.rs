//! One query of one pane, from plan to end.

mod ends;
mod outbox;
mod record;
mod tag_gaps;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Instant;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TrackedFuture;
use tracing::Instrument;

use super::{Freshness, QueryEngine, Shared};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::Accepts;
use crate::app::resource_explorer::progress::{
    FinishReason, Generation, PaneId, PhaseCounts, ProgressEvent, QueryProgress,
};
use crate::app::resource_explorer::query_engine::dedup::retry_plan::RetriedKeys;
use crate::app::resource_explorer::query_engine::listing::list_end::SweepEnds;
use crate::app::resource_explorer::query_engine::retry_queue::Again;
use crate::app::resource_explorer::scheduler::{Asker, Priority};
use crate::app::resource_explorer::source::SourceError;
use crate::model::{QueryKey, QueryScope};
use outbox::Message;
pub(super) use record::Record;
use tag_gaps::TagGaps;

/// Set aside per row of a page on its way: what tree and visible lines will take for it.
const INDEX_BYTES_PER_ROW: u64 = 32;

/// Why a query was stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StopReason {
    Cancelled,
    Superseded,
    MemoryLimit(String),
}

/// Stops a query, once, for one reason.
#[derive(Default)]
pub(super) struct Stop {
    token: CancellationToken,
    reason: OnceLock<StopReason>,
}

impl Stop {
    pub(super) fn stop(&self, reason: StopReason) {
        // The first reason is the one that counts.
        let _ = self.reason.set(reason);
        self.token.cancel();
    }
}

/// Whether phase 2 goes through the rows for the first time, or through those of lists asked again.
#[derive(Clone, Copy)]
enum Pass {
    First,
    Again,
}

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

/// One query.
pub struct Query {
    pub(super) shared: Arc<Shared>,
    pane: PaneId,
    generation: Generation,
    pub(super) scope: QueryScope,
    pub(super) freshness: Freshness,
    begun: Instant,
    /// Only these keys are asked; `None` for the whole scope.
    pub(super) only: Option<Arc<RetriedKeys>>,
    pub(super) stop: Stop,
    /// Keys that are asked again while it runs.
    pub(super) again: Again,
    pub(super) counters: Counters,
    /// The rows and ledger lines so far, and their messages.
    record: Mutex<Record>,
    /// Held while messages are sent, so that they leave in the order in which they were posted.
    sending: Mutex<()>,
    /// Keys that phase 2 has begun with.
    enriched: Mutex<BTreeSet<QueryKey>>,
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
        shared: Arc<Shared>,
        pane: PaneId,
        generation: Generation,
        scope: QueryScope,
        freshness: Freshness,
        only: Option<Arc<RetriedKeys>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            shared,
            pane,
            generation,
            scope,
            freshness,
            begun: Instant::now(),
            only,
            stop: Stop::default(),
            again: Again::default(),
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

    /// Runs both phases until they end or the query is stopped, and sends how it ended.
    /// `shown` is what the pane shows already.
    pub(super) async fn run(self: Arc<Self>, engine: &QueryEngine, shown: Vec<Batch>) {
        self.record().shown_before(shown, &*self.shared.source);
        let _watched = self.shared.budget.watch_closely();
        let span = tracing::info_span!("query", pane = self.pane.0, generation = self.generation.0);
        let reason = async {
            tracing::info!(scope = %self.scope, "query starts");
            // A task of its own: a panic in it ends the phases, and the code below still reports the end.
            // Shutting it down ends every task and request of this query.
            let mut phases = JoinSet::new();
            let (query, engine) = (Arc::clone(&self), engine.clone());
            let both = async move { query.both_phases(&engine).await };
            phases.spawn_on(both.in_current_span(), &self.shared.runtime);
            let finished = tokio::select! {
                biased;
                () = self.stop.token.cancelled() => None,
                finished = phases.join_next() => finished,
            };
            phases.shutdown().await;
            self.until_nothing_runs().await;
            match finished {
                None => self.stopped().await,
                Some(Ok(Ok(reason))) => {
                    self.account_for_the_forgotten().await;
                    reason
                }
                Some(Ok(Err(message))) => {
                    // The budget is for all: what stops one query stops every query.
                    self.shared.stop_all(&message);
                    self.stopped().await
                }
                Some(Err(panicked)) => {
                    tracing::error!(%panicked, "a query ended abnormally");
                    let error = SourceError::Internal("running the query");
                    self.tell(ProgressEvent::Trouble(error)).await;
                    self.account_for_the_forgotten().await;
                    FinishReason::Done
                }
            }
        }
        .instrument(span)
        .await;
        self.shared.ended(self.pane, self.generation);
        self.tell(ProgressEvent::Finished(reason)).await;
    }

    /// A task of this query: its end waits for it.
    pub(super) fn task<F: Future>(&self, future: F) -> TrackedFuture<F> {
        self.tasks.track_future(future)
    }

    /// Waits for the query's tasks and for fetches without subscribers: a cancelled task ends only when the
    /// runtime polls it next.
    async fn until_nothing_runs(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.shared.fetches.until_all_ended().await;
    }

    async fn both_phases(self: &Arc<Self>, engine: &QueryEngine) -> Result<FinishReason, String> {
        if engine.execute_phase1(self).await? == FinishReason::NothingReached {
            return Ok(FinishReason::NothingReached);
        }
        self.phase2_and_again(engine, Pass::First).await?;
        while !self.again.close_if_idle() {
            self.phase2_and_again(engine, Pass::Again).await?;
        }
        // A list that was asked again counted more than once on its way.
        let Counters {
            phase2_done,
            phase2_total,
            ..
        } = &self.counters;
        phase2_done.store(phase2_total.load(Ordering::Relaxed), Ordering::Relaxed);
        Ok(FinishReason::Done)
    }

    /// Phase 2, with lists that are asked again beside it.
    async fn phase2_and_again(
        self: &Arc<Self>,
        engine: &QueryEngine,
        pass: Pass,
    ) -> Result<(), String> {
        let through = CancellationToken::new();
        let enrich = async {
            let done = match pass {
                Pass::First => engine.execute_phase2(self).await,
                Pass::Again => engine.enrich_again(self).await,
            };
            through.cancel();
            done
        };
        // Whichever meets the memory limit ends both: the other may wait for a sign-in.
        tokio::try_join!(
            enrich,
            engine.list_again(self, &through),
            self.report_pauses(&through)
        )?;
        // What was listed meanwhile has its details to come.
        engine.enrich_again(self).await
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
        self.enriched().insert(key)
    }

    /// Phase 2 has to look at a key again.
    pub(super) fn forget_enriching(&self, key: &QueryKey) {
        let mut enriched = self
            .enriched
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        enriched.remove(key);
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
        self.freshness == Freshness::UseCache && self.shared.cache.has_list(key)
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
    pub(super) async fn tell(&self, event: ProgressEvent) {
        self.change(|record| record.post(event)).await;
    }

    /// Returns once the first `posted` messages have been sent. Waits while the inbox is full.
    async fn deliver(&self, posted: u64) {
        while self.record().outbox().holds_any_of(posted) {
            let Ok(permit) = self.shared.inbox.reserve().await else {
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
            .then(|| self.shared.budget.reserve(index_bytes).ok())
            .flatten();
        permit.send(QueryProgress {
            pane: self.pane,
            generation: self.generation,
            resources,
            event,
            counts: Some(self.counters.snapshot()),
            reservation,
        });
        (self.shared.waker)();
    }

    /// The record. Messages that are posted to it directly leave with those of [`Query::change`].
    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        self.record
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(super) fn enriched(&self) -> MutexGuard<'_, BTreeSet<QueryKey>> {
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
