//! Runs lists: those that are planned, and those that are to come while others run.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::ListId;
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome, Place};
use crate::app::resource_explorer::memory_budget::Refusal;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::query_engine::context::Freshness;
use crate::app::resource_explorer::query_engine::dedup::merge::Extent;
use crate::app::resource_explorer::query_engine::details::enrich::enrich_ended;
use crate::app::resource_explorer::query_engine::listing::job_queue::JobQueue;
use crate::app::resource_explorer::query_engine::listing::jobs_to_come::{JobsToCome, More};
use crate::app::resource_explorer::query_engine::listing::list_end::{count, ended};
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{
    FetchEnd, FetchUpdate, WantedList, fetch, first_provider,
};
use crate::app::resource_explorer::query_engine::listing::sweep_ends::{LeftToSweeps, SweepEnds};
use crate::app::resource_explorer::query_engine::planning::plan::sweeps_for;
use crate::app::resource_explorer::query_engine::query::{Counters, Query, Record};

use crate::app::resource_explorer::scheduler::Priority;
use crate::app::resource_explorer::source::{Gaps, ListJob, SourceError};
use crate::model::{DetailDepth, Provider, QueryKey};

/// How many lists of one query are under way at once. Many more than the cap on requests: a list that
/// waits for its quota costs some kilobytes, and must not keep those of other accounts from going ahead.
const LISTS_AT_ONCE: usize = 2048;

/// How many of them are of one account while others may still arrive: the account that answers first must not
/// take the places of all.
const LISTS_OF_THE_FIRST: usize = LISTS_AT_ONCE / 8;

/// Details of what has ended are fetched when nothing could be listed for so long: between two lists there
/// may be a moment in which none is under way.
const IDLE_BEFORE_DETAILS: Duration = Duration::from_millis(250);

/// What a query does next.
enum Next {
    /// The details of what had ended are there.
    Enriched(Result<Result<(), String>, JoinError>),
    /// A list has ended.
    Ended(Result<ListResult, JoinError>),
    /// An account was paused or works again.
    PausesChanged,
    /// More is to be listed; `None` when all is here.
    Discovered(Option<More>),
    /// Nothing could be listed for a while.
    Idle,
    /// Lists are asked again.
    Retried(Vec<QueryKey>),
}

/// A list that has ended, or the budget's message.
type ListResult = Result<(ListJob, Listed), String>;

fn begin_list(lists: &mut JoinSet<ListResult>, query: &Arc<Query>, job: ListJob) {
    let (of, tasks) = (Arc::clone(query), &query.context.list_tasks);
    lists.spawn(query.task(tasks.measured(async move {
        let context = Arc::clone(&of.context);
        let _alive = context.list_tasks.enter();
        list(&of, job).await.map(|listed| (job, listed))
    })));
}

/// Runs lists, and those that are to come, noting how sweeps end. Returns the keys that only a
/// sweep can answer after all.
pub(crate) async fn run_lists(
    query: &Arc<Query>,
    jobs: Vec<ListJob>,
    to_come: &mut JobsToCome<'_>,
    ends: &mut SweepEnds,
) -> Result<LeftToSweeps, String> {
    let mut left = LeftToSweeps::new();
    let mut lists: JoinSet<ListResult> = JoinSet::new();
    let mut queue = JobQueue::new(query, jobs);
    let mut details = DetailsWhileIdle::default();
    loop {
        queue.sync_paused().await;
        let is_complete = to_come.is_complete();
        let most_each = if is_complete {
            LISTS_AT_ONCE
        } else {
            LISTS_OF_THE_FIRST
        };
        // Lists that wait for a sign-in take no place from those that can go on.
        while queue.active() < LISTS_AT_ONCE
            && let Some(job) = queue.next(most_each)
        {
            begin_list(&mut lists, query, job);
        }
        if lists.is_empty() && queue.is_empty() && is_complete && details.running.is_empty() {
            return Ok(left);
        }
        let is_alone = !to_come.is_round();
        let may_enrich = is_alone && queue.active() == 0 && details.may_begin();
        let next = tokio::select! {
            // What is rare comes first: lists end all the time.
            biased;
            () = queue.changed() => Next::PausesChanged,
            keys = query.retry_queue.next(), if is_alone => Next::Retried(keys),
            more = to_come.next() => Next::Discovered(more),
            Some(done) = details.running.join_next() => Next::Enriched(done),
            Some(answer) = lists.join_next() => Next::Ended(answer),
            () = tokio::time::sleep(IDLE_BEFORE_DETAILS), if may_enrich => Next::Idle,
        };
        match next {
            Next::PausesChanged | Next::Discovered(None) => {}
            Next::Idle => details.begin(query),
            // Not inside `select!`: it drops the futures of arms that lose, so planning could end half-way.
            Next::Discovered(Some(more)) => queue.add(to_come.plan(more).await),
            Next::Retried(keys) => queue.add(query.retried_lists(keys)),
            Next::Enriched(Ok(done)) => done?,
            Next::Ended(Ok(Ok((job, listed)))) => {
                queue.ended(&job);
                details.due = true;
                match listed {
                    Listed::Ended(error) if job.provider.is_sweep() => {
                        ends.insert(job.key, error);
                    }
                    Listed::Ended(_) => {}
                    Listed::LeftToSweep(why) => _ = left.insert(job.key, why),
                }
            }
            Next::Ended(Ok(Err(message))) => return Err(message),
            Next::Ended(Err(panicked)) | Next::Enriched(Err(panicked)) => {
                tracing::error!(%panicked, "a list ended abnormally");
            }
        }
    }
}

/// Details of what has ended, fetched while nothing can be listed.
#[derive(Default)]
struct DetailsWhileIdle {
    running: JoinSet<Result<(), String>>,
    /// Whether a list has ended since.
    due: bool,
}

impl DetailsWhileIdle {
    fn may_begin(&self) -> bool {
        self.due && self.running.is_empty()
    }

    fn begin(&mut self, query: &Arc<Query>) {
        self.due = false;
        let of = Arc::clone(query);
        self.running
            .spawn(query.task(async move { enrich_ended(&of).await }));
    }
}

/// How one list ended.
enum Listed {
    /// At its end, or early for this reason.
    Ended(Option<SourceError>),
    /// No provider lists it there, for this reason; a sweep may see what of it is tagged.
    LeftToSweep(SourceError),
}

/// One list, from the cache or from a fetch that others may share.
async fn list(query: &Arc<Query>, job: ListJob) -> Result<Listed, String> {
    let context = &query.context;
    let cached = match query.freshness {
        Freshness::UseCache => context.cache.list(&job.key),
        Freshness::Refresh => None,
    };
    let (end, cached_age) = if let Some(cached) = cached {
        Counters::add(&query.counters.cache_hits, 1);
        for batch in &cached.batches {
            show(query, &job, batch).await;
        }
        let end = Fetched {
            error: None,
            provider: first_provider(&cached.batches).unwrap_or(job.provider),
            gaps: Gaps::default(),
        };
        (end, Some(cached.fetched.elapsed()))
    } else {
        let mut end = fetch_job(query, job).await?;
        end.gaps = query.tag_gaps.at_end(&job.key, end.gaps);
        (end, None)
    };
    Counters::add(&query.counters.phase1_done, 1);
    let is_to_be_enriched = query.scope.details != DetailDepth::None;
    let listed = query.change(|record| {
        let listed = record_end(record, &job, end, cached_age);
        let has_line = !job.provider.is_index() && matches!(listed, Listed::Ended(_));
        if has_line && !is_to_be_enriched && record.merge().rows_of(&job.key) > 0 {
            record.complete(job.key);
        }
        listed
    });
    Ok(listed.await)
}

/// A list has ended: its rows are final, and its ledger line says so.
fn record_end(
    record: &mut Record,
    job: &ListJob,
    end: Fetched,
    cached_age: Option<Duration>,
) -> Listed {
    let Fetched {
        error,
        provider,
        gaps,
    } = end;
    let extent = match error {
        None if !gaps.costs_rows() => Extent::Whole,
        _ => Extent::Part,
    };
    record.list_ended(job, extent);
    let error = match error {
        Some(why) if provider == Provider::Tagging && job.provider != Provider::Tagging => {
            return Listed::LeftToSweep(why);
        }
        error => error,
    };
    if provider.is_index() {
        // The code that asked the index writes its ledger lines.
        return Listed::Ended(error);
    }
    let rows = record.merge().rows_of(&job.key);
    let outcome = match &error {
        None if gaps.costs_rows() => Outcome::Partial,
        None => Outcome::Complete,
        Some(_) if rows > 0 => Outcome::Partial,
        Some(error) => Outcome::from(error),
    };
    record.end(LedgerEntry {
        cached_age,
        gaps: (!gaps.is_empty()).then(|| Arc::new(gaps)),
        ..ended(job.key, outcome, rows, Some(provider), error.clone())
    });
    Listed::Ended(error)
}

/// How a fetch ended, and the provider asked last; one that is left to a sweep ends with tagging.
struct Fetched {
    error: Option<SourceError>,
    provider: Provider,
    gaps: Gaps,
}

async fn fetch_job(query: &Arc<Query>, job: ListJob) -> Result<Fetched, String> {
    if let Err(Refusal::MachineLow(reason)) = query.context.budget.reserve(0) {
        query.send_event(ProgressEvent::Waiting(reason)).await;
    }
    let context = &query.context;
    let asker = query.asker(Priority::Listing);
    let wanted = WantedList {
        id: ListId::shown(job.key),
        job,
        accepts: query.accepts(),
    };
    let mut subscriber = fetch::join(context, wanted, asker);
    let mut counted = (0, 0);
    loop {
        let update = subscriber.next().await;
        let counts = subscriber.counts();
        Counters::add(&query.counters.requests, counts.0 - counted.0);
        Counters::add(&query.counters.throttled, counts.1 - counted.1);
        counted = counts;
        match update {
            FetchUpdate::Page(batch) => show(query, &job, &batch).await,
            FetchUpdate::End(end, provider, gaps) => {
                let error = match end {
                    FetchEnd::Complete => None,
                    FetchEnd::Failed(error) => Some(error),
                    FetchEnd::OverLimit(message) => return Err(message),
                };
                return Ok(Fetched {
                    error,
                    provider,
                    gaps: *gaps,
                });
            }
        }
    }
}

/// Sends what of a page belongs to the query and was not shown yet.
async fn show(query: &Arc<Query>, job: &ListJob, batch: &Batch) {
    if job.provider.is_sweep() {
        query.tag_gaps.swept(batch, query.context.details.facts());
    } else {
        let (account, ty) = (job.key.account, job.key.resource_type);
        let swept = || query.record().merge().swept_batches(account, ty);
        let facts = query.context.details.facts();
        query.tag_gaps.page(&job.key, batch, facts, swept);
    }
    query.change(|record| record.page(job, batch)).await;
}

/// Sweeps the places of keys that only a sweep can answer after all, where none was made yet. Returns the rows
/// that sweeps have of those places.
pub(crate) async fn sweep_for(
    query: &Arc<Query>,
    left: &LeftToSweeps,
    ends: &mut SweepEnds,
) -> Result<Vec<(QueryKey, u64, Provider)>, String> {
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let known = query.context.directory.snapshot().regions;
    let sweeps = sweeps_for(&*query.context.source, left.keys(), &known, |sweep| {
        ends.contains_key(sweep)
    });
    Counters::add(&query.counters.phase1_total, count(sweeps.len()));
    let places: BTreeSet<Place> = sweeps.iter().map(|job| Place::from(&job.key)).collect();
    query.record().expect_sweeps(&sweeps);
    run_lists(query, sweeps, &mut JobsToCome::None, ends).await?;
    let mut swept = query.record().merge().swept_keys();
    swept.retain(|(key, ..)| {
        let is_there = |place: &Place| {
            place.account == key.account && (key.region.is_global() || place.region == key.region)
        };
        places.iter().any(is_there)
    });
    Ok(swept)
}
