//! One fetch of one list, shared by every query that asks for it.
//!
//! A flight lives as long as somebody is on board. Each passenger reads the pages at its own pace;
//! the pages themselves are shared. A list that was fetched to its end goes into the cache.

mod calls;
mod fetch;
mod parents;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::app::resource_explorer::query_engine::listing::shared_fetch::fetch::fetch;

use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::query_engine::{Freshness, Shared};
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{Gaps, ListJob, SourceError};
use crate::model::heap;
use crate::model::{Provider, QueryKey};

pub(crate) use crate::app::resource_explorer::query_engine::listing::shared_fetch::fetch::{
    PAGE_BYTES, room_for,
};

/// How a flight ended.
#[derive(Clone, Debug)]
pub(crate) enum FlightEnd {
    Complete,
    Failed(SourceError),
    OverLimit(String),
}

/// What a passenger is handed.
pub(crate) enum Boarding {
    Page(Batch),
    /// How it ended, who was asked last, and what is missing of what came.
    End(FlightEnd, Provider, Gaps),
}

#[derive(Default)]
struct Pages {
    batches: Vec<Batch>,
    end: Option<(FlightEnd, Provider)>,
    gaps: Gaps,
}

struct Flight {
    pages: Mutex<Pages>,
    /// Counts up with every change of `pages`.
    changed: watch::Sender<u64>,
    requests: AtomicU32,
    throttled: AtomicU32,
    cancel: CancellationToken,
    /// On whose behalf it was begun.
    asker: Asker,
    /// Taken when the last passenger has left, and kept until the fetch is gone.
    leaving: OnceLock<TaskTrackerToken>,
}

impl Flight {
    fn new(asker: Asker) -> Arc<Self> {
        Arc::new(Self {
            pages: Mutex::default(),
            changed: watch::Sender::new(0),
            requests: AtomicU32::new(0),
            throttled: AtomicU32::new(0),
            cancel: CancellationToken::new(),
            asker,
            leaving: OnceLock::new(),
        })
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn add(&self, batches: Vec<Batch>) {
        self.pages().batches.extend(batches);
        self.changed.send_modify(|version| *version += 1);
    }

    /// What a page lacks although it came.
    pub(crate) fn lacks(&self, gaps: Gaps) {
        if !gaps.is_empty() {
            self.pages().gaps.extend(gaps);
        }
    }

    fn finish(&self, end: FlightEnd, provider: Provider) {
        self.pages().end = Some((end, provider));
        self.changed.send_modify(|version| *version += 1);
    }
}

/// Fetches that are under way.
#[derive(Default)]
pub(crate) struct Flights {
    under_way: Mutex<HashMap<QueryKey, std::sync::Weak<Passengers>>>,
    /// Fetches that nobody waits for and that have yet to notice.
    leaving: TaskTracker,
    /// Bytes of the calls that lists have yet to make.
    call_bytes: Arc<AtomicUsize>,
}

/// All passengers share this; when the last one leaves, the fetch is dropped.
struct Passengers {
    flight: Arc<Flight>,
    leaving: TaskTracker,
}

impl Drop for Passengers {
    fn drop(&mut self) {
        let _first_and_only = self.flight.leaving.set(self.leaving.token());
        self.flight.cancel.cancel();
    }
}

/// A place on a flight.
pub(crate) struct Passenger {
    shared: Arc<Passengers>,
    changed: watch::Receiver<u64>,
    seen: usize,
}

impl Flights {
    /// Bytes of the table of fetches, and of the calls that they have yet to make.
    pub(crate) fn heap_bytes(&self) -> usize {
        let under_way = self.under_way.lock();
        let table = heap::of_map(&under_way.unwrap_or_else(|poisoned| poisoned.into_inner()));
        table + self.call_bytes.load(Ordering::Relaxed)
    }

    /// How many fetches somebody waits for.
    #[cfg(test)]
    pub(crate) fn under_way(&self) -> usize {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        under_way
            .values()
            .filter(|flight| flight.strong_count() > 0)
            .count()
    }

    /// Waits until no fetch goes on that nobody waits for.
    pub(crate) async fn until_all_left(&self) {
        // A tracker that is not closed may have more to come, and says that it is never done.
        self.leaving.close();
        self.leaving.wait().await;
    }

    fn passengers_on(&self, flight: Arc<Flight>) -> Arc<Passengers> {
        Arc::new(Passengers {
            flight,
            leaving: self.leaving.clone(),
        })
    }

    /// Boards a fetch that somebody else still holds, landed or not.
    pub(crate) fn board(&self, key: &QueryKey) -> Option<Passenger> {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let passengers = under_way.get(key).and_then(std::sync::Weak::upgrade)?;
        Some(Passenger::new(passengers))
    }

    /// Joins the fetch of a list, or starts it.
    pub(crate) fn join(
        &self,
        shared: &Arc<Shared>,
        job: ListJob,
        asker: Asker,
        freshness: Freshness,
    ) -> Passenger {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let joined = under_way.get(&job.key).and_then(std::sync::Weak::upgrade);
        // A flight that has landed is as old as the cache: only one in the air is fresh.
        let joined = joined.filter(|passengers| passengers.flight.pages().end.is_none());
        if let Some(passengers) = joined {
            return Passenger::new(passengers);
        }
        // One may have landed since the caller looked into the cache: it is there before it is let go.
        let landed = match freshness {
            Freshness::UseCache => shared.cache.peek(&job.key),
            Freshness::Refresh => None,
        };
        let flight = match landed {
            Some(list) => landed_with(list.batches, &job, asker),
            None => start(shared, job, asker),
        };
        let passengers = self.passengers_on(flight);
        if under_way.len() == under_way.capacity() {
            // Before the table grows: those that nobody is on board of have no use in it.
            under_way.retain(|_, flight| flight.strong_count() > 0);
        }
        under_way.insert(job.key, Arc::downgrade(&passengers));
        Passenger::new(passengers)
    }
}

/// A flight that is over, for a list that the cache has.
fn landed_with(batches: Vec<Batch>, job: &ListJob, asker: Asker) -> Arc<Flight> {
    let provider = first_provider(&batches).unwrap_or(job.provider);
    let flight = Flight::new(asker);
    flight.add(batches);
    flight.finish(FlightEnd::Complete, provider);
    flight
}

/// Who gave the rows of a list.
pub(crate) fn first_provider(batches: &[Batch]) -> Option<Provider> {
    let first = batches.iter().find_map(|batch| batch.first());
    first.map(|entry| entry.provider)
}

fn start(shared: &Arc<Shared>, job: ListJob, asker: Asker) -> Arc<Flight> {
    let flight = Flight::new(asker);
    let (engine, fetching) = (Arc::clone(shared), Arc::clone(&flight));
    shared
        .runtime
        .spawn(shared.flight_tasks.measured(async move {
            let _alive = engine.flight_tasks.enter();
            // A fetch that breaks off by a mistake of ours must not keep its passengers waiting.
            let _landing = Landing(Arc::clone(&fetching), job.provider);
            tokio::select! {
                biased;
                () = fetching.cancel.cancelled() => {}
                (end, provider) = fetch(&engine, &fetching, job) => {
                    let whole = {
                        let pages = fetching.pages();
                        let is_whole = matches!(end, FlightEnd::Complete) && pages.gaps.is_empty();
                        is_whole.then(|| pages.batches.clone())
                    };
                    // What lacks something is asked for again by the next query.
                    if let Some(batches) = whole {
                        engine.cache.put_list(job.key, batches);
                    }
                    fetching.finish(end, provider);
                }
            }
        }));
    flight
}

/// Ends a flight that nobody has ended.
struct Landing(Arc<Flight>, Provider);

impl Drop for Landing {
    fn drop(&mut self) {
        if self.0.pages().end.is_none() {
            let error = SourceError::Internal("listing");
            self.0.finish(FlightEnd::Failed(error), self.1);
        }
    }
}

impl Passenger {
    fn new(passengers: Arc<Passengers>) -> Self {
        let changed = passengers.flight.changed.subscribe();
        Self {
            shared: passengers,
            changed,
            seen: 0,
        }
    }

    /// The next page, or the end. Cheap when pages are waiting.
    pub(crate) async fn next(&mut self) -> Boarding {
        loop {
            self.changed.borrow_and_update();
            {
                let pages = self.shared.flight.pages();
                if let Some(batch) = pages.batches.get(self.seen) {
                    self.seen += 1;
                    return Boarding::Page(Arc::clone(batch));
                }
                if let Some((end, provider)) = &pages.end {
                    return Boarding::End(end.clone(), *provider, pages.gaps.clone());
                }
            }
            // The flight is ours as well, so its sender lives as long as we do.
            let _ = self.changed.changed().await;
        }
    }

    /// Requests sent and refused as too fast, so far.
    pub(crate) fn counts(&self) -> (u32, u32) {
        let flight = &self.shared.flight;
        (
            flight.requests.load(Ordering::Relaxed),
            flight.throttled.load(Ordering::Relaxed),
        )
    }
}
