//! One fetch of one list, shared by every query that asks for it.
//!
//! A flight lives as long as somebody is on board. Each passenger reads the pages at its own pace;
//! the pages themselves are shared. A list that was fetched to its end goes into the cache.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use compact_str::format_compact;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::merge::split_by_key;
use super::parking::{MOST_VAIN_RESUMES, park};
use super::{Freshness, Shared};
use crate::app::resource_explorer::batches::account_for;
use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::heap;
use crate::app::resource_explorer::memory_budget::{Refusal, Reservation};
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{BoxFuture, ListJob, Page, PageToken, SourceError};
use crate::app::resource_explorer::state::{Provider, QueryKey, Region, TypeId};

/// Set aside for a page on its way: the answer as bytes, as JSON and as rows.
pub(super) const PAGE_BYTES: u64 = 4 * 1024 * 1024;

/// How often a page is asked for again after "slower", before its list is given up.
const THROTTLE_ATTEMPTS: u32 = 8;

/// How often a page is asked for again after a broken connection or an internal error.
const FAULT_ATTEMPTS: u32 = 3;

/// How a flight ended.
#[derive(Clone, Debug)]
pub(super) enum FlightEnd {
    Complete,
    Failed(SourceError),
    OverLimit(String),
}

/// What a passenger is handed.
pub(super) enum Boarding {
    Page(Batch),
    /// How it ended, and who was asked last.
    End(FlightEnd, Provider),
}

#[derive(Default)]
struct Pages {
    batches: Vec<Batch>,
    end: Option<(FlightEnd, Provider)>,
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
}

impl Flight {
    fn new(asker: Asker, cancel: CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            pages: Mutex::default(),
            changed: watch::Sender::new(0),
            requests: AtomicU32::new(0),
            throttled: AtomicU32::new(0),
            cancel,
            asker,
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

    fn finish(&self, end: FlightEnd, provider: Provider) {
        self.pages().end = Some((end, provider));
        self.changed.send_modify(|version| *version += 1);
    }
}

/// Fetches that are under way.
#[derive(Default)]
pub(super) struct Flights {
    under_way: Mutex<HashMap<QueryKey, std::sync::Weak<Passengers>>>,
}

/// All passengers share this; when the last one leaves, the fetch is dropped.
struct Passengers {
    flight: Arc<Flight>,
    _cancel_when_empty: DropGuard,
}

impl Passengers {
    fn on(flight: Arc<Flight>) -> Arc<Self> {
        let cancel = flight.cancel.clone();
        Arc::new(Self {
            flight,
            _cancel_when_empty: cancel.drop_guard(),
        })
    }
}

/// A place on a flight.
pub(super) struct Passenger {
    shared: Arc<Passengers>,
    changed: watch::Receiver<u64>,
    seen: usize,
}

impl Flights {
    /// Bytes of the table of fetches.
    pub(super) fn heap_bytes(&self) -> usize {
        let under_way = self.under_way.lock();
        heap::of_map(&under_way.unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    /// How many fetches somebody waits for.
    #[cfg(test)]
    pub(super) fn under_way(&self) -> usize {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        under_way
            .values()
            .filter(|flight| flight.strong_count() > 0)
            .count()
    }

    /// Boards a fetch that somebody else still holds, landed or not.
    pub(super) fn board(&self, key: &QueryKey) -> Option<Passenger> {
        let under_way = self
            .under_way
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let passengers = under_way.get(key).and_then(std::sync::Weak::upgrade)?;
        Some(Passenger::new(passengers))
    }

    /// Joins the fetch of a list, or starts it.
    pub(super) fn join(
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
        let passengers = match landed {
            Some(list) => landed_with(list.batches, &job, asker),
            None => start(shared, job, asker),
        };
        if under_way.len() == under_way.capacity() {
            // Before the table grows: those that nobody is on board of have no use in it.
            under_way.retain(|_, flight| flight.strong_count() > 0);
        }
        under_way.insert(job.key, Arc::downgrade(&passengers));
        Passenger::new(passengers)
    }
}

/// A flight that is over, for a list that the cache has.
fn landed_with(batches: Vec<Batch>, job: &ListJob, asker: Asker) -> Arc<Passengers> {
    let provider = first_provider(&batches).unwrap_or(job.provider);
    let flight = Flight::new(asker, CancellationToken::new());
    flight.add(batches);
    flight.finish(FlightEnd::Complete, provider);
    Passengers::on(flight)
}

/// Who gave the rows of a list.
pub(super) fn first_provider(batches: &[Batch]) -> Option<Provider> {
    let first = batches.iter().find_map(|batch| batch.first());
    first.map(|entry| entry.provider)
}

fn start(shared: &Arc<Shared>, job: ListJob, asker: Asker) -> Arc<Passengers> {
    let flight = Flight::new(asker, CancellationToken::new());
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
                    if let FlightEnd::Complete = end {
                        engine.cache.put_list(job.key, fetching.pages().batches.clone());
                    }
                    fetching.finish(end, provider);
                }
            }
        }));
    Passengers::on(flight)
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
    pub(super) async fn next(&mut self) -> Boarding {
        loop {
            self.changed.borrow_and_update();
            {
                let pages = self.shared.flight.pages();
                if let Some(batch) = pages.batches.get(self.seen) {
                    self.seen += 1;
                    return Boarding::Page(Arc::clone(batch));
                }
                if let Some((end, provider)) = &pages.end {
                    return Boarding::End(end.clone(), *provider);
                }
            }
            // The flight is ours as well, so its sender lives as long as we do.
            let _ = self.changed.changed().await;
        }
    }

    /// Requests sent and refused as too fast, so far.
    pub(super) fn counts(&self) -> (u32, u32) {
        let flight = &self.shared.flight;
        (
            flight.requests.load(Ordering::Relaxed),
            flight.throttled.load(Ordering::Relaxed),
        )
    }
}

/// Fetches a list from whoever gives it: a provider that refuses at its first page is followed by the
/// next. [`Provider::Tagging`] at the end of a job that is no sweep: only a sweep is left.
#[tracing::instrument(skip_all, fields(account = %job.key.account, region = %job.key.region, ty = %job.key.resource_type))]
async fn fetch(shared: &Arc<Shared>, flight: &Flight, mut job: ListJob) -> (FlightEnd, Provider) {
    loop {
        let end = match shared.source.refused_before(&job) {
            Some(error) => FlightEnd::Failed(error),
            None => fetch_from(shared, flight, job).await,
        };
        let next = match &end {
            FlightEnd::Failed(error) if flight.pages().batches.is_empty() => {
                shared.source.next_provider(&job, error)
            }
            _ => None,
        };
        match next {
            None => return (end, job.provider),
            Some(Provider::Tagging) => return (end, Provider::Tagging),
            Some(next) => {
                tracing::debug!(refused = ?job.provider, ?next, "the next provider is asked");
                job.provider = next;
            }
        }
    }
}

/// The rows that a list is asked with, as far as it is asked with any.
enum Parents {
    /// All there are; given once.
    Known(Option<Vec<Batch>>),
    /// Those of one type, page by page as their own list goes on.
    Arriving(Passenger),
}

impl Parents {
    /// The next ones; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<Batch>>, FlightEnd> {
        match self {
            Self::Known(rows) => Ok(rows.take()),
            Self::Arriving(passenger) => match passenger.next().await {
                Boarding::Page(batch) => Ok(Some(vec![batch])),
                Boarding::End(FlightEnd::Complete, _) => Ok(None),
                Boarding::End(end, _) => Err(end),
            },
        }
    }

    /// All of them.
    async fn gather(mut self) -> Result<Vec<Batch>, FlightEnd> {
        let mut rows = Vec::new();
        while let Some(more) = self.next().await? {
            rows.extend(more);
        }
        Ok(rows)
    }
}

/// The rows of a job's parents, from the cache or from fetches that are shared with the parents' own
/// lists. Children of one type of parents are asked for as these arrive; where a call needs one of each of
/// several types, it waits for all.
async fn parents_of(
    shared: &Arc<Shared>,
    job: &ListJob,
    asker: Asker,
) -> Result<Parents, FlightEnd> {
    let types = shared.source.parent_types(job);
    if let [ty] = types[..] {
        return parents_of_type(shared, job, ty, asker);
    }
    let mut rows = Vec::new();
    for ty in types {
        let parents = parents_of_type(shared, job, ty, asker)?;
        // Boxed: a parent may have parents of its own.
        let gathered: BoxFuture<'_, _> = Box::pin(parents.gather());
        rows.extend(gathered.await?);
    }
    Ok(Parents::Known(Some(rows)))
}

fn parents_of_type(
    shared: &Arc<Shared>,
    job: &ListJob,
    ty: TypeId,
    asker: Asker,
) -> Result<Parents, FlightEnd> {
    let region = if shared.source.is_global(ty) {
        Region::global()
    } else {
        job.key.region
    };
    let key = QueryKey {
        region,
        resource_type: ty,
        ..job.key
    };
    // First who is under way, then what has landed: a fetch is in the cache before it is let go.
    if let Some(boarded) = shared.flights.board(&key) {
        return Ok(Parents::Arriving(boarded));
    }
    if let Some(cached) = shared.cache.list(&key) {
        return Ok(Parents::Known(Some(cached.batches)));
    }
    let Some(provider) = shared.source.provider_of(ty) else {
        let reason = format_compact!("it is listed under {ty}, which nobody lists");
        return Err(FlightEnd::Failed(SourceError::Unsupported { reason }));
    };
    let parent = ListJob { key, provider };
    let flights = &shared.flights;
    let passenger = flights.join(shared, parent, asker, Freshness::UseCache);
    Ok(Parents::Arriving(passenger))
}

/// Fetches a list from one provider, under all of its parents where it has any.
async fn fetch_from(shared: &Arc<Shared>, flight: &Flight, job: ListJob) -> FlightEnd {
    let mut parents = match parents_of(shared, &job, flight.asker).await {
        Ok(parents) => parents,
        Err(end) => return end,
    };
    loop {
        match parents.next().await {
            Ok(Some(rows)) => match fetch_under(shared, flight, job, &rows).await {
                FlightEnd::Complete => {}
                end => return end,
            },
            Ok(None) => return FlightEnd::Complete,
            // What was listed under those that came stays: the list is a part of what there is.
            Err(end) => return end,
        }
    }
}

/// Fetches a list page by page. A reservation is taken before every page is asked for.
async fn fetch_under(
    shared: &Arc<Shared>,
    flight: &Flight,
    job: ListJob,
    parents: &[Batch],
) -> FlightEnd {
    let mut token: Option<PageToken> = None;
    let mut vain_resumes = 0;
    loop {
        // A source that answers at once would go on to its end in one go: what is cancelled must notice.
        tokio::task::yield_now().await;
        let (page, mut reservation) = match ask(shared, flight, &job, parents, token.clone()).await
        {
            Ok(answered) => answered,
            Err(NoPage::OverLimit(message)) => return FlightEnd::OverLimit(message),
            Err(NoPage::Failed(error))
                if shared.parking.waits_for(&error) && vain_resumes < MOST_VAIN_RESUMES =>
            {
                vain_resumes += 1;
                park(shared, job.key.account, error);
                shared.parking.until_it_works(job.key.account).await;
                continue;
            }
            Err(NoPage::Failed(error)) => {
                tracing::debug!(%error, "list ended early");
                return FlightEnd::Failed(error);
            }
        };
        let Page { entries, next } = page;
        vain_resumes = 0;
        let batches = split_by_key(entries);
        batches.iter().for_each(account_for);
        // From here on the allocator counts the rows.
        reservation.shrink_to(0);
        if !batches.is_empty() {
            flight.add(batches);
        }
        match next {
            None => return FlightEnd::Complete,
            Some(next) if Some(&next) == token.as_ref() => {
                let action = shared.source.list_lane(&job).api.into();
                let reason = "the list repeats its page token and would never end".into();
                return FlightEnd::Failed(SourceError::BadAnswer { action, reason });
            }
            Some(next) => token = Some(next),
        }
    }
}

/// Waits while the machine is low on memory, or while others' pages take the room that is left; fails
/// when the program is at its limit.
pub(super) async fn room_for(shared: &Shared, bytes: u64) -> Result<Reservation, String> {
    loop {
        match shared.budget.reserve(bytes) {
            Ok(reservation) => return Ok(reservation),
            Err(Refusal::OverLimit(message)) => return Err(message),
            Err(Refusal::Crowded) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(Refusal::MachineLow(_)) => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    }
}

/// Why there is no page.
enum NoPage {
    OverLimit(String),
    Failed(SourceError),
}

/// Asks for one page, as often as is reasonable. Memory is set aside when it is the page's turn: what
/// waits for its quota must not keep room from what could go ahead.
async fn ask(
    shared: &Shared,
    flight: &Flight,
    job: &ListJob,
    parents: &[Batch],
    token: Option<PageToken>,
) -> Result<(Page, Reservation), NoPage> {
    let lane = shared.source.list_lane(job);
    let (mut throttles, mut faults) = (0, 0);
    loop {
        let asker = shared.as_seen(flight.asker);
        let turn = shared.scheduler.turn(lane, asker).await;
        let reservation = room_for(shared, PAGE_BYTES)
            .await
            .map_err(NoPage::OverLimit)?;
        flight.requests.fetch_add(1, Ordering::Relaxed);
        let answer = shared.source.list_page(job, parents, token.clone()).await;
        drop(turn);
        match answer {
            Ok(page) => {
                shared.scheduler.answered(lane);
                return Ok((page, reservation));
            }
            Err(SourceError::Throttled { retry_after, .. }) if throttles < THROTTLE_ATTEMPTS => {
                throttles += 1;
                flight.throttled.fetch_add(1, Ordering::Relaxed);
                shared.scheduler.throttled(lane, retry_after);
            }
            Err(error) if error.is_transient() && faults < FAULT_ATTEMPTS => {
                faults += 1;
                tokio::time::sleep(Duration::from_millis(100 << faults)).await;
            }
            Err(error) => return Err(NoPage::Failed(error)),
        }
    }
}
