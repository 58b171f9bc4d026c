//! The fetch itself: provider after provider, page after page. A list that was fetched to its end goes into the
//! cache.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::calls::{AfterRefusal, Calls};
use super::pages::Retention;
use super::parent_reader::{CompleteParents, ParentReader, ReadParents, Unread};
use super::parents::{Parents, parents_of};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::Accepts;
use crate::app::resource_explorer::query_engine::context::EngineContext;
use crate::app::resource_explorer::query_engine::dedup::merge::split_by_key;
use crate::app::resource_explorer::query_engine::listing::list_progress::ListProgress;
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{
    FetchEnd, SharedFetch, Subscriber, WantedList, first_provider,
};
use crate::app::resource_explorer::query_engine::request::{
    ANSWER_BYTES, Answered, NoAnswer, OnSignIn, PAGE_BYTES, Request, Requester,
};
use crate::app::resource_explorer::scheduler::Asker;
use crate::app::resource_explorer::source::{
    BoxFuture, DetailOp, ListJob, ListParameter, Page, PageToken, SourceError, TimeLeft,
};
use crate::model::{Properties, Provider, ResourceEntry};

/// Joins the fetch of a list, or starts it.
pub(crate) fn join(context: &Arc<EngineContext>, wanted: WantedList, asker: Asker) -> Subscriber {
    let WantedList { id, job, accepts } = wanted;
    context.fetches.join_or_begin(id, asker, || {
        // Look into the cache again now that no other fetch of it begins: one may have ended since the caller
        // looked.
        let cached = context.cache.peek(&id);
        match cached.filter(|list| accepts.takes(list)) {
            Some(list) => finished_with(list.batches, &job, asker),
            None => start(context, wanted, asker),
        }
    })
}

/// A fetch that is over, for a list that the cache has.
fn finished_with(batches: Vec<Batch>, job: &ListJob, asker: Asker) -> Arc<SharedFetch> {
    let provider = first_provider(&batches).unwrap_or(job.provider);
    let fetch = SharedFetch::new(asker, Retention::ToTheEnd);
    fetch.add(batches);
    fetch.finish(FetchEnd::Complete, provider);
    fetch
}

fn start(context: &Arc<EngineContext>, wanted: WantedList, asker: Asker) -> Arc<SharedFetch> {
    let WantedList { id, job, accepts } = wanted;
    let fetch = SharedFetch::new(asker, context.fetches.retention_of(&job));
    let (engine, fetching) = (Arc::clone(context), Arc::clone(&fetch));
    context
        .runtime
        .spawn(context.fetch_tasks.measured(async move {
            let _alive = engine.fetch_tasks.enter();
            // A panic in the fetch must not keep its subscribers waiting.
            let _end = EndOnDrop(Arc::clone(&fetching), job.provider);
            tokio::select! {
                biased;
                () = fetching.cancel.cancelled() => {}
                (end, provider) = fetch_list(&engine, &fetching, job, accepts) => {
                    let rows = {
                        let pages = fetching.pages();
                        let has_all =
                            matches!(end, FetchEnd::Complete) && !pages.gaps.costs_rows();
                        let is_kept = has_all && fetching.retention == Retention::ToTheEnd;
                        let whole = is_kept.then(|| pages.whole()).flatten();
                        whole.map(|batches| (batches, pages.gaps.is_empty()))
                    };
                    // What lacks something is asked for again by the next query.
                    match rows {
                        Some((batches, true)) => engine.cache.put_list(id, batches),
                        Some((batches, false)) => engine.cache.put_rows(id, batches),
                        None => {}
                    }
                    fetching.finish(end, provider);
                }
            }
        }));
    fetch
}

/// Ends a fetch as failed if its task was dropped before it ended.
struct EndOnDrop(Arc<SharedFetch>, Provider);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if self.0.pages().end.is_none() {
            let error = SourceError::Internal("listing");
            self.0.finish(FetchEnd::Failed(error), self.1);
        }
    }
}

/// Fetches a list: when a provider refuses at its first page, the next one is asked. Returns
/// [`Provider::Tagging`] for a job that is no sweep when only a sweep is left.
#[tracing::instrument(skip_all, fields(account = %job.key.account, region = %job.key.region, ty = %job.key.resource_type))]
async fn fetch_list(
    context: &Arc<EngineContext>,
    fetch: &SharedFetch,
    mut job: ListJob,
    accepts: Accepts,
) -> (FetchEnd, Provider) {
    loop {
        let end = match context.source.refused_before(&job) {
            Some(error) => FetchEnd::Failed(error),
            None => fetch_from(context, fetch, job, accepts).await,
        };
        let next = match &end {
            FetchEnd::Failed(error) if !fetch.pages().has_rows() => {
                context.source.next_provider(&job, error)
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
    context: &Arc<EngineContext>,
    fetch: &SharedFetch,
    job: ListJob,
    accepts: Accepts,
) -> FetchEnd {
    let mut parents = match parents_of(context, &job, accepts, fetch.asker(&context.panes)).await {
        Ok(parents) => parents,
        Err(message) => return FetchEnd::OverLimit(message),
    };
    let mut calls = Calls::new(&context.fetches.call_bytes);
    let mut progress = ListProgress::default();
    let mut reader = ParentReader::default();
    let read_by = ParentsOf {
        context,
        fetch,
        job,
    };
    loop {
        let rows = match parents.next().await {
            Ok(Some(rows)) => reader.complete(&read_by, rows).await,
            Ok(None) => break,
            Err(message) => Err(message),
        };
        match rows {
            Ok(CompleteParents { rows, lost }) => {
                calls.add(context.source.calls(&job, &rows));
                lost.into_iter()
                    .for_each(|(parent, why)| calls.add_unread(&parent, why));
            }
            Err(message) => return FetchEnd::OverLimit(message),
        }
        while let Some(input) = calls.next() {
            let error =
                match fetch_call(context, fetch, job, &input, &mut calls, &mut progress).await {
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
                    if fetch.pages().has_rows() {
                        fetch.add_gaps(calls.gaps_so_far());
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
    match calls.end(parents.missing()) {
        Ok(gaps) => {
            fetch.add_gaps(gaps);
            FetchEnd::Complete
        }
        Err(error) => FetchEnd::Failed(error),
    }
}

/// Fetches one call of a list page by page. A reservation is taken before every page is asked for.
async fn fetch_call(
    context: &Arc<EngineContext>,
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
                context,
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
        fetch.add_gaps(gaps);
        progress.retain_new(&mut entries);
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
            let action = context.source.list_lane(&job).api.into();
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
    let context = by.context;
    let request = Request {
        lane: Some(context.source.list_lane(job)),
        by,
        bytes: PAGE_BYTES,
        on_sign_in: OnSignIn::Wait,
    };
    let attempt = || context.source.list_page(job, input, token.cloned());
    context.ask(&request, attempt).await
}

/// A fetch is as urgent as the most urgent of its subscribers.
struct OfSubscribers<'a> {
    context: &'a Arc<EngineContext>,
    fetch: &'a SharedFetch,
    /// Of the list that it asks pages of; none where it reads a single thing.
    progress: Option<&'a ListProgress>,
}

/// Reads single parents of one list.
struct ParentsOf<'a> {
    context: &'a Arc<EngineContext>,
    fetch: &'a SharedFetch,
    job: ListJob,
}

impl ReadParents for ParentsOf<'_> {
    fn detail(&self, parent: &ResourceEntry) -> Option<DetailOp> {
        self.context.source.parent_detail(&self.job, parent)
    }

    fn read<'a>(
        &'a self,
        parent: &'a ResourceEntry,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, Unread>> {
        Box::pin(async move {
            let (context, fetch) = (self.context, self.fetch);
            let request = Request {
                lane: Some(context.source.detail_lane(&parent.key(), op)),
                by: &OfSubscribers {
                    context,
                    fetch,
                    progress: None,
                },
                bytes: ANSWER_BYTES,
                on_sign_in: OnSignIn::Wait,
            };
            let attempt = || context.source.resource_detail(parent, op);
            match context.ask(&request, attempt).await {
                Ok(answered) => Ok(answered.answer),
                Err(NoAnswer::OverLimit(message)) => Err(Unread::OverLimit(message)),
                Err(NoAnswer::Failed(error)) => Err(Unread::Refused(error)),
            }
        })
    }
}

impl Requester for OfSubscribers<'_> {
    fn asker(&self) -> Asker {
        self.fetch.asker(&self.context.panes)
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
        let of = self.context.sender.time_limits.get().list;
        self.progress.map(|progress| progress.time_left(of))
    }

    fn count_time(&self, took: Duration) {
        if let Some(progress) = self.progress {
            progress.count_time(took);
        }
    }
}
