//! One fetch of one list, shared by every query that asks for it.
//!
//! A fetch lives as long as it has subscribers. Each of them reads the pages at its own pace; the pages
//! themselves are shared. This is the table of fetches and what they have by now; [`fetch`] asks for the pages.

mod calls;
pub(in super::super) mod fetch;
mod pages;
mod parent_reader;
mod parents;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::{Accepts, ListId};
use crate::app::resource_explorer::query_engine::panes::Panes;
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{Gaps, ListJob, SourceError};
use crate::model::Provider;
use crate::model::heap;

use pages::{Pages, Retention};

/// How a fetch ended.
#[derive(Clone, Debug)]
pub(crate) enum FetchEnd {
    Complete,
    Failed(SourceError),
    OverLimit(String),
}

/// What a subscriber is handed.
pub(crate) enum FetchUpdate {
    Page(Batch),
    /// How it ended, the provider asked last, and what is missing of its rows.
    End(FetchEnd, Provider, Box<Gaps>),
}

struct SharedFetch {
    pages: Mutex<Pages>,
    retention: Retention,
    /// Counts up with every change of `pages`.
    changed: watch::Sender<u64>,
    requests: AtomicU32,
    throttled: AtomicU32,
    cancel: CancellationToken,
    /// On whose behalf it was begun.
    begun_by: Asker,
    /// On whose behalf it goes on: one for each subscriber.
    askers: Mutex<Vec<Asker>>,
    /// Counts up when a subscriber joins, and when panes are hidden or shown.
    urgency: watch::Sender<u64>,
    /// Taken when the last subscriber has left, and kept until the fetch is gone.
    leaving: OnceLock<TaskTrackerToken>,
}

impl SharedFetch {
    fn new(asker: Asker, retention: Retention) -> Arc<Self> {
        Arc::new(Self {
            pages: Mutex::default(),
            retention,
            changed: watch::Sender::new(0),
            requests: AtomicU32::new(0),
            throttled: AtomicU32::new(0),
            cancel: CancellationToken::new(),
            begun_by: asker,
            askers: Mutex::default(),
            urgency: watch::Sender::new(0),
            leaving: OnceLock::new(),
        })
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn askers(&self) -> MutexGuard<'_, Vec<Asker>> {
        self.askers
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The most urgent of its subscribers.
    fn asker(&self, panes: &Panes) -> Asker {
        let askers = self.askers().clone();
        let seen = askers.into_iter().map(|asker| panes.as_seen(asker));
        seen.min_by_key(|asker| asker.priority)
            .unwrap_or(self.begun_by)
    }

    fn urgency_changes(&self) -> watch::Receiver<u64> {
        self.urgency.subscribe()
    }

    fn add(&self, batches: Vec<Batch>) {
        self.pages().batches.extend(batches);
        self.changed.send_modify(|version| *version += 1);
    }

    /// What a page lacks although it came.
    fn add_gaps(&self, gaps: Gaps) {
        if !gaps.is_empty() {
            self.pages().gaps.extend(gaps);
        }
    }

    fn finish(&self, end: FetchEnd, provider: Provider) {
        self.pages().end = Some((end, provider));
        self.changed.send_modify(|version| *version += 1);
    }
}

/// A list that is to be fetched.
#[derive(Clone, Copy)]
pub(crate) struct WantedList {
    pub id: ListId,
    pub job: ListJob,
    /// Which kept list may stand for it; also for those that it is asked with.
    pub accepts: Accepts,
}

/// Fetches that are under way.
#[derive(Default)]
pub(crate) struct SharedFetches {
    under_way: Mutex<HashMap<ListId, std::sync::Weak<Subscribers>>>,
    /// Fetches without subscribers whose tasks have not ended yet.
    leaving: TaskTracker,
    /// Bytes of the calls that lists have yet to make.
    call_bytes: Arc<AtomicUsize>,
    /// Whether rows of sweeps and indexes are released as soon as they were read.
    releases_sweeps: AtomicBool,
}

/// All subscribers share this; when the last one leaves, the fetch is dropped.
struct Subscribers {
    fetch: Arc<SharedFetch>,
    leaving: TaskTracker,
}

impl Drop for Subscribers {
    fn drop(&mut self) {
        let _first_and_only = self.fetch.leaving.set(self.leaving.token());
        self.fetch.cancel.cancel();
    }
}

/// One subscription to a fetch.
pub(crate) struct Subscriber {
    shared: Arc<Subscribers>,
    changed: watch::Receiver<u64>,
    seen: usize,
    asker: Asker,
}

impl SharedFetches {
    /// Bytes of the table of fetches, and of the calls that they have yet to make.
    pub(crate) fn heap_bytes(&self) -> usize {
        let under_way = self.under_way.lock();
        let table = heap::of_map(&under_way.unwrap_or_else(|poisoned| poisoned.into_inner()));
        table + self.call_bytes.load(Ordering::Relaxed)
    }

    /// From now on rows of sweeps and indexes are neither kept for queries that join nor cached.
    pub(crate) fn release_sweeps(&self) {
        self.releases_sweeps.store(true, Ordering::Relaxed);
    }

    fn retention_of(&self, job: &ListJob) -> Retention {
        if job.provider.is_sweep() && self.releases_sweeps.load(Ordering::Relaxed) {
            Retention::UntilRead
        } else {
            Retention::ToTheEnd
        }
    }

    /// How many fetches have subscribers.
    #[cfg(test)]
    pub(crate) fn running_fetches(&self) -> usize {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        under_way
            .values()
            .filter(|fetch| fetch.strong_count() > 0)
            .count()
    }

    /// Waits until every fetch without subscribers has ended.
    pub(crate) async fn until_all_ended(&self) {
        // `wait` returns only once the tracker is closed; a closed one still takes new tasks.
        self.leaving.close();
        self.leaving.wait().await;
    }

    fn subscribers_of(&self, fetch: Arc<SharedFetch>) -> Arc<Subscribers> {
        Arc::new(Subscribers {
            fetch,
            leaving: self.leaving.clone(),
        })
    }

    /// Joins a fetch that has subscribers; one that has ended only where any age is accepted.
    pub(crate) fn join_running(
        &self,
        id: &ListId,
        accepts: Accepts,
        asker: Asker,
    ) -> Option<Subscriber> {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let subscribers = under_way.get(id).and_then(std::sync::Weak::upgrade)?;
        let pages = subscribers.fetch.pages();
        let has_ended = accepts != Accepts::AnyAge && pages.end.is_some();
        let lacks_rows = pages.released > 0;
        drop(pages);
        if has_ended || lacks_rows {
            return None;
        }
        Some(Subscriber::new(subscribers, asker))
    }

    /// Panes were hidden or shown: what waits may have become more urgent.
    pub(crate) fn urgency_changed(&self) {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        for subscribers in under_way.values().filter_map(std::sync::Weak::upgrade) {
            let urgency = &subscribers.fetch.urgency;
            urgency.send_modify(|version| *version += 1);
        }
    }

    /// Joins the fetch of a list that still runs, or the one that `begin` gives. No other fetch of the list begins
    /// meanwhile.
    fn join_or_begin(
        &self,
        id: ListId,
        asker: Asker,
        begin: impl FnOnce() -> Arc<SharedFetch>,
    ) -> Subscriber {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let joined = under_way.get(&id).and_then(std::sync::Weak::upgrade);
        // A fetch that has ended may be stale: only one that still runs, and has all of its rows, is joined.
        let joined = joined.filter(|subscribers| {
            let pages = subscribers.fetch.pages();
            pages.end.is_none() && pages.released == 0
        });
        if let Some(subscribers) = joined {
            return Subscriber::new(subscribers, asker);
        }
        let subscribers = self.subscribers_of(begin());
        if under_way.len() == under_way.capacity() {
            // Before the table grows, fetches without subscribers make room.
            under_way.retain(|_, fetch| fetch.strong_count() > 0);
        }
        under_way.insert(id, Arc::downgrade(&subscribers));
        Subscriber::new(subscribers, asker)
    }
}

/// The provider that gave the rows of a list.
pub(crate) fn first_provider(batches: &[Batch]) -> Option<Provider> {
    let first = batches.iter().find_map(|batch| batch.first());
    first.map(|entry| entry.provider)
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        let mut askers = self.shared.fetch.askers();
        if let Some(at) = askers.iter().position(|asker| *asker == self.asker) {
            askers.swap_remove(at);
        }
    }
}

impl Subscriber {
    fn new(subscribers: Arc<Subscribers>, asker: Asker) -> Self {
        let fetch = &subscribers.fetch;
        let changed = fetch.changed.subscribe();
        fetch.askers().push(asker);
        fetch.urgency.send_modify(|version| *version += 1);
        Self {
            shared: subscribers,
            changed,
            seen: 0,
            asker,
        }
    }

    /// The next page, or the end. Cheap when pages are waiting.
    pub(crate) async fn next(&mut self) -> FetchUpdate {
        loop {
            self.changed.borrow_and_update();
            {
                let mut pages = self.shared.fetch.pages();
                if let Some(batch) = pages.get(self.seen).cloned() {
                    self.seen += 1;
                    // Who joins takes a share first and then looks, under this lock, whether all rows are there.
                    let is_only_one = Arc::strong_count(&self.shared) == 1;
                    if self.shared.fetch.retention == Retention::UntilRead && is_only_one {
                        pages.release_before(self.seen);
                    }
                    return FetchUpdate::Page(batch);
                }
                if let Some((end, provider)) = &pages.end {
                    return FetchUpdate::End(end.clone(), *provider, Box::new(pages.gaps.clone()));
                }
            }
            // The fetch is held here, so its sender lives as long as this subscriber.
            let _ = self.changed.changed().await;
        }
    }

    /// Requests sent and refused as too fast, so far.
    pub(crate) fn counts(&self) -> (u32, u32) {
        let fetch = &self.shared.fetch;
        (
            fetch.requests.load(Ordering::Relaxed),
            fetch.throttled.load(Ordering::Relaxed),
        )
    }
}

#[cfg(test)]
mod tests;
