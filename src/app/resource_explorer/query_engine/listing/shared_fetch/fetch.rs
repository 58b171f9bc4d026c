//! The fetch itself: provider after provider, page after page.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::calls::{AfterRefusal, Calls};
use super::parent_reader::{CompleteParents, ParentReader, ReadParents, Unread};
use super::parents::{Parents, parents_of};
use crate::app::resource_explorer::cache::Accepts;
use crate::app::resource_explorer::query_engine::dedup::merge::split_by_key;
use crate::app::resource_explorer::query_engine::listing::list_progress::ListProgress;
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{
    FetchEnd, Shared, SharedFetch,
};
use crate::app::resource_explorer::query_engine::request::{
    ANSWER_BYTES, Answered, NoAnswer, OnSignIn, PAGE_BYTES, Request, Requester,
};
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{
    BoxFuture, DetailOp, ListJob, ListParameter, Page, PageToken, SourceError, TimeLeft,
};
use crate::model::{Properties, Provider, ResourceEntry};

/// Fetches a list: when a provider refuses at its first page, the next one is asked. Returns
/// [`Provider::Tagging`] for a job that is no sweep when only a sweep is left.
#[tracing::instrument(skip_all, fields(account = %job.key.account, region = %job.key.region, ty = %job.key.resource_type))]
pub(crate) async fn fetch_list(
    shared: &Arc<Shared>,
    fetch: &SharedFetch,
    mut job: ListJob,
    accepts: Accepts,
) -> (FetchEnd, Provider) {
    loop {
        let end = match shared.source.refused_before(&job) {
            Some(error) => FetchEnd::Failed(error),
            None => fetch_from(shared, fetch, job, accepts).await,
        };
        let next = match &end {
            FetchEnd::Failed(error) if fetch.pages().batches.is_empty() => {
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

/// Fetches a list from one provider, under all of its parents where it has any.
async fn fetch_from(
    shared: &Arc<Shared>,
    fetch: &SharedFetch,
    job: ListJob,
    accepts: Accepts,
) -> FetchEnd {
    let mut parents = match parents_of(shared, &job, accepts, fetch.asker(shared)).await {
        Ok(parents) => parents,
        Err(message) => return FetchEnd::OverLimit(message),
    };
    let mut calls = Calls::new(&shared.fetches.call_bytes);
    let mut progress = ListProgress::default();
    let mut reader = ParentReader::default();
    let read_by = ParentsOf { shared, fetch, job };
    loop {
        let rows = match parents.next().await {
            Ok(Some(rows)) => reader.complete(&read_by, rows).await,
            Ok(None) => break,
            Err(message) => Err(message),
        };
        match rows {
            Ok(CompleteParents { rows, lost }) => {
                calls.add(shared.source.calls(&job, &rows));
                lost.into_iter()
                    .for_each(|(parent, why)| calls.add_unread(&parent, why));
            }
            Err(message) => return FetchEnd::OverLimit(message),
        }
        while let Some(input) = calls.next() {
            let error =
                match fetch_call(shared, fetch, job, &input, &mut calls, &mut progress).await {
                    FetchEnd::Complete => continue,
                    FetchEnd::OverLimit(message) => return FetchEnd::OverLimit(message),
                    FetchEnd::Failed(error) => error,
                };
            match calls.refused(&input, error.clone()) {
                AfterRefusal::NextCall => {}
                AfterRefusal::GiveUp => {
                    calls.give_up();
                    return end_of(fetch, &mut calls, &mut parents);
                }
                AfterRefusal::EndList => {
                    if !fetch.pages().batches.is_empty() {
                        fetch.lacks(calls.gaps_so_far());
                    }
                    return FetchEnd::Failed(error);
                }
            }
        }
    }
    end_of(fetch, &mut calls, &mut parents)
}

/// A list whose calls have all ended. What was listed under those parents that answered stays.
fn end_of(fetch: &SharedFetch, calls: &mut Calls, parents: &mut Parents) -> FetchEnd {
    match calls.end(parents) {
        Ok(gaps) => {
            fetch.lacks(gaps);
            FetchEnd::Complete
        }
        Err(error) => FetchEnd::Failed(error),
    }
}

/// Fetches one call of a list page by page. A reservation is taken before every page is asked for.
async fn fetch_call(
    shared: &Arc<Shared>,
    fetch: &SharedFetch,
    job: ListJob,
    input: &[ListParameter],
    calls: &mut Calls,
    progress: &mut ListProgress,
) -> FetchEnd {
    progress.begin_call();
    let mut token: Option<PageToken> = None;
    loop {
        let Answered {
            answer: page,
            mut reservation,
        } = match ask(
            &OfSubscribers {
                shared,
                fetch,
                progress: Some(progress),
            },
            &job,
            input,
            token.as_ref(),
        )
        .await
        {
            Ok(answered) => answered,
            Err(NoAnswer::OverLimit(message)) => return FetchEnd::OverLimit(message),
            Err(NoAnswer::Failed(error)) => {
                tracing::debug!(%error, "list ended early");
                return FetchEnd::Failed(error);
            }
        };
        let Page {
            mut entries,
            next,
            gaps,
            below,
        } = page;
        calls.answered();
        calls.add_inputs(below);
        fetch.lacks(gaps);
        progress.keep_new(&mut entries);
        let batches = split_by_key(entries);
        // From here on the allocator counts the rows.
        reservation.shrink_to(0);
        if !batches.is_empty() {
            fetch.add(batches);
        }
        let Some(next) = next else {
            return FetchEnd::Complete;
        };
        if let Err(reason) = progress.follow(&next) {
            let action = shared.source.list_lane(&job).api.into();
            return FetchEnd::Failed(SourceError::BadAnswer { action, reason });
        }
        token = Some(next);
    }
}

/// Asks for one page.
async fn ask(
    by: &OfSubscribers<'_>,
    job: &ListJob,
    input: &[ListParameter],
    token: Option<&PageToken>,
) -> Result<Answered<Page>, NoAnswer> {
    let shared = by.shared;
    let request = Request {
        lane: Some(shared.source.list_lane(job)),
        by,
        bytes: PAGE_BYTES,
        on_sign_in: OnSignIn::Wait,
    };
    let attempt = || shared.source.list_page(job, input, token.cloned());
    shared.ask(&request, attempt).await
}

/// A fetch is as urgent as the most urgent of its subscribers.
struct OfSubscribers<'a> {
    shared: &'a Arc<Shared>,
    fetch: &'a SharedFetch,
    /// Of the list that it asks pages of; none where it reads a single thing.
    progress: Option<&'a ListProgress>,
}

/// Reads single parents of one list.
struct ParentsOf<'a> {
    shared: &'a Arc<Shared>,
    fetch: &'a SharedFetch,
    job: ListJob,
}

impl ReadParents for ParentsOf<'_> {
    fn detail(&self, parent: &ResourceEntry) -> Option<DetailOp> {
        self.shared.source.parent_detail(&self.job, parent)
    }

    fn read<'a>(
        &'a self,
        parent: &'a ResourceEntry,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, Unread>> {
        Box::pin(async move {
            let (shared, fetch) = (self.shared, self.fetch);
            let request = Request {
                lane: Some(shared.source.detail_lane(&parent.key(), op)),
                by: &OfSubscribers {
                    shared,
                    fetch,
                    progress: None,
                },
                bytes: ANSWER_BYTES,
                on_sign_in: OnSignIn::Wait,
            };
            let attempt = || shared.source.resource_detail(parent, op);
            match shared.ask(&request, attempt).await {
                Ok(answered) => Ok(answered.answer),
                Err(NoAnswer::OverLimit(message)) => Err(Unread::OverLimit(message)),
                Err(NoAnswer::Failed(error)) => Err(Unread::Refused(error)),
            }
        })
    }
}

impl Requester for OfSubscribers<'_> {
    fn asker(&self) -> Asker {
        self.fetch.asker(self.shared)
    }

    fn more_urgent(&self) -> BoxFuture<'_, ()> {
        let before = self.asker().priority;
        let mut changed = self.fetch.urgency_changes();
        Box::pin(async move {
            while changed.changed().await.is_ok() {
                if self.asker().priority < before {
                    return;
                }
            }
            std::future::pending().await
        })
    }

    fn count_sent(&self) {
        self.fetch.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn count_throttled(&self) {
        self.fetch.throttled.fetch_add(1, Ordering::Relaxed);
    }

    fn time_left(&self) -> Option<TimeLeft> {
        let of = self.shared.sender.time_limits.get().list;
        self.progress.map(|progress| progress.time_left(of))
    }

    fn count_time(&self, took: Duration) {
        if let Some(progress) = self.progress {
            progress.count_time(took);
        }
    }
}
