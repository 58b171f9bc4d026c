//! The fetch itself: provider after provider, page after page.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::calls::{AfterRefusal, Calls};
use super::parents::{Parents, parents_of};
use crate::app::resource_explorer::batches::account_for;
use crate::app::resource_explorer::memory_budget::{Refusal, Reservation};
use crate::app::resource_explorer::query_engine::auth::paused_accounts::{MOST_VAIN_RESUMES, park};
use crate::app::resource_explorer::query_engine::dedup::merge::split_by_key;
use crate::app::resource_explorer::query_engine::listing::shared_fetch::{
    Flight, FlightEnd, Shared,
};
use crate::app::resource_explorer::source::{ListJob, ListParameter, Page, PageToken, SourceError};
use crate::model::Provider;

/// Set aside for a page on its way: the answer as bytes, as JSON and as rows.
pub(crate) const PAGE_BYTES: u64 = 4 * 1024 * 1024;

/// How often a page is asked for again after "slower", before its list is given up.
const THROTTLE_ATTEMPTS: u32 = 8;

/// How often a page is asked for again after a broken connection or an internal error.
const FAULT_ATTEMPTS: u32 = 3;

/// Fetches a list from whoever gives it: a provider that refuses at its first page is followed by the
/// next. [`Provider::Tagging`] at the end of a job that is no sweep: only a sweep is left.
#[tracing::instrument(skip_all, fields(account = %job.key.account, region = %job.key.region, ty = %job.key.resource_type))]
pub(crate) async fn fetch(
    shared: &Arc<Shared>,
    flight: &Flight,
    mut job: ListJob,
) -> (FlightEnd, Provider) {
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

/// Fetches a list from one provider, under all of its parents where it has any.
async fn fetch_from(shared: &Arc<Shared>, flight: &Flight, job: ListJob) -> FlightEnd {
    let mut parents = match parents_of(shared, &job, flight.asker).await {
        Ok(parents) => parents,
        Err(message) => return FlightEnd::OverLimit(message),
    };
    let mut calls = Calls::new(&shared.flights.call_bytes);
    loop {
        match parents.next().await {
            Ok(Some(rows)) => calls.add(shared.source.calls(&job, &rows)),
            Ok(None) => break,
            Err(message) => return FlightEnd::OverLimit(message),
        }
        while let Some(input) = calls.next() {
            let error = match fetch_call(shared, flight, job, &input, &mut calls).await {
                FlightEnd::Complete => continue,
                FlightEnd::OverLimit(message) => return FlightEnd::OverLimit(message),
                FlightEnd::Failed(error) => error,
            };
            match calls.refused(&input, error.clone()) {
                AfterRefusal::NextCall => {}
                AfterRefusal::GiveUp => {
                    calls.give_up();
                    return end_of(flight, &mut calls, &mut parents);
                }
                AfterRefusal::EndList => {
                    if !flight.pages().batches.is_empty() {
                        flight.lacks(calls.gaps_so_far());
                    }
                    return FlightEnd::Failed(error);
                }
            }
        }
    }
    end_of(flight, &mut calls, &mut parents)
}

/// A list whose calls have all ended. What was listed under those parents that answered stays.
fn end_of(flight: &Flight, calls: &mut Calls, parents: &mut Parents) -> FlightEnd {
    match calls.end(parents) {
        Ok(gaps) => {
            flight.lacks(gaps);
            FlightEnd::Complete
        }
        Err(error) => FlightEnd::Failed(error),
    }
}

/// Fetches one call of a list page by page. A reservation is taken before every page is asked for.
async fn fetch_call(
    shared: &Arc<Shared>,
    flight: &Flight,
    job: ListJob,
    input: &[ListParameter],
    calls: &mut Calls,
) -> FlightEnd {
    let mut token: Option<PageToken> = None;
    let mut vain_resumes = 0;
    loop {
        // A source that answers at once would go on to its end in one go: what is cancelled must notice.
        tokio::task::yield_now().await;
        let (page, mut reservation) = match ask(shared, flight, &job, input, token.clone()).await {
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
        let Page {
            entries,
            next,
            gaps,
            below,
        } = page;
        calls.answered();
        calls.add_inputs(below);
        flight.lacks(gaps);
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
pub(crate) async fn room_for(shared: &Shared, bytes: u64) -> Result<Reservation, String> {
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
    input: &[ListParameter],
    token: Option<PageToken>,
) -> Result<(Page, Reservation), NoPage> {
    let lane = shared.source.list_lane(job);
    let (mut throttles, mut faults) = (0, 0);
    loop {
        let turn = shared.turn(lane, flight.asker).await;
        let reservation = room_for(shared, PAGE_BYTES)
            .await
            .map_err(NoPage::OverLimit)?;
        flight.requests.fetch_add(1, Ordering::Relaxed);
        let answer = shared.source.list_page(job, input, token.clone()).await;
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
