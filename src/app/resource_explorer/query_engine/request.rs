//! The only sender of requests: lists, details, and what the source asks on its own.
//!
//! A request waits for its lane's token, for a place under the cap and for memory, in this order, so that a
//! request that waits holds nothing that others could use. Its result is reported to the lane, success or
//! refusal, and transient errors are sent again. Knows nothing of what is asked.
//!
//! A request that helps to answer another goes out in the place of that one: it takes no second place under
//! the cap, and no memory of its own. Otherwise requests that hold all places could wait for help for ever.

mod answer_room;
mod list_time;
mod ongoing_request;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use answer_room::{AnswerRoom, Refused};
use list_time::in_time;
use ongoing_request::{Help, ONGOING, OngoingRequest};

use crate::app::resource_explorer::memory_budget::{MemoryBudget, Refusal, Reservation};
use crate::app::resource_explorer::scheduler::{Asker, Permit, Priority, Scheduler};
use crate::app::resource_explorer::source::body_meter::metered;
use crate::app::resource_explorer::source::{
    Attempt, BoxFuture, Lane, LimitsInForce, RequestSender, Retries, SourceError, TimeLeft,
};

/// Set aside for a page on its way: the answer as bytes, as JSON and as rows.
pub(super) const PAGE_BYTES: u64 = 4 * 1024 * 1024;

/// Set aside for an answer about one resource: as bytes, as JSON and packed.
pub(super) const ANSWER_BYTES: u64 = 64 * 1024;

/// On whose behalf a request is sent.
pub(super) trait Requester: Sync {
    /// Which query asks, and how urgently, at this moment.
    fn asker(&self) -> Asker;

    /// Returns when the request has become more urgent than it was when `asker` was asked.
    fn more_urgent(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    /// A request goes out.
    fn count_sent(&self) {}

    /// The request was throttled.
    fn count_throttled(&self) {}

    /// How long an attempt may take by the time limit of its list; `None` where nothing limits it but the
    /// limits of single answers.
    fn time_left(&self) -> Option<TimeLeft> {
        None
    }

    /// An attempt took so long, however it ended.
    fn count_time(&self, _took: Duration) {}
}

impl Requester for Asker {
    fn asker(&self) -> Asker {
        *self
    }
}

/// What a request does when its account's credentials stop working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnSignIn {
    /// It waits for the sign-in, where the engine waits for sign-ins.
    Wait,
    /// It fails: a person looks at it now.
    Fail,
}

/// How any request is sent, without what it asks.
pub(super) struct Request<'a> {
    /// Whose tokens it takes; none while its account is not known.
    pub lane: Option<Lane>,
    pub by: &'a dyn Requester,
    /// Set aside for the answer; more when the answer turns out larger.
    pub bytes: u64,
    pub on_sign_in: OnSignIn,
}

/// An answer, and the memory that is set aside for it.
pub(super) struct Answered<T> {
    pub answer: T,
    pub reservation: Reservation,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// The budget closed, with its message.
    OverLimit(String),
    Failed(SourceError),
}

/// What became of a request that was sent once.
enum Sent<T> {
    Answered(Answered<T>),
    /// Others' answers take the room: it is sent again when there is enough.
    Crowded {
        needed_bytes: u64,
    },
    Refused {
        error: SourceError,
        took: Duration,
        help: Help,
    },
}

/// Sends requests, paced and within the budget.
pub(super) struct Sender {
    scheduler: Scheduler,
    budget: &'static MemoryBudget,
    pub(super) time_limits: LimitsInForce,
}

impl Sender {
    pub(super) fn new(scheduler: Scheduler, budget: &'static MemoryBudget) -> Self {
        Self {
            scheduler,
            budget,
            time_limits: LimitsInForce::default(),
        }
    }

    /// Sends a request until it is answered or given up.
    pub(super) async fn send<T, F>(
        &self,
        request: &Request<'_>,
        attempt: &impl Fn() -> F,
    ) -> Result<Answered<T>, NoAnswer>
    where
        F: Future<Output = Result<T, SourceError>>,
    {
        let mut retries = Retries::default();
        let mut bytes = request.bytes;
        loop {
            // A source that answers at once would keep its thread: what is cancelled must notice.
            tokio::task::yield_now().await;
            let (error, took, help) = match self.send_once(request, attempt, bytes).await? {
                Sent::Answered(answered) => return Ok(answered),
                Sent::Crowded { needed_bytes } => {
                    bytes = needed_bytes;
                    continue;
                }
                Sent::Refused { error, took, help } => (error, took, help),
            };
            if matches!(error, SourceError::Throttled { .. }) {
                request.by.count_throttled();
            }
            match retries.rest_after(&error, took) {
                // The helping request was retried already: repeating this one would repeat all its retries.
                Some(_) if help == Help::GaveUp => return Err(NoAnswer::Failed(error)),
                Some(rest) => tokio::time::sleep(rest).await,
                None => return Err(NoAnswer::Failed(error)),
            }
        }
    }

    /// Sends a request once, with room for so many bytes. Holds neither turn nor memory when it was refused.
    async fn send_once<T, F>(
        &self,
        request: &Request<'_>,
        attempt: &impl Fn() -> F,
        bytes: u64,
    ) -> Result<Sent<T>, NoAnswer>
    where
        F: Future<Output = Result<T, SourceError>>,
    {
        let (turn, asker) = self.turn(request).await;
        let reservation = if bytes == request.bytes {
            self.room(bytes).await
        } else {
            self.room_for_large(bytes).await
        };
        let reservation = reservation.map_err(NoAnswer::OverLimit)?;
        request.by.count_sent();
        let room = Arc::new(AnswerRoom::new(reservation));
        let ongoing = OngoingRequest::new(asker);
        let sent = Instant::now();
        let answer = ongoing.run(metered(Arc::clone(&room) as _, attempt()));
        let action = request.lane.map_or("", |lane| lane.api);
        let answer = in_time(request.by.time_left(), action, &ongoing, answer).await;
        let took = sent.elapsed();
        request
            .by
            .count_time(took.saturating_sub(ongoing.helped_for()));
        drop(turn);
        let reservation = match room.close() {
            Ok(reservation) => reservation,
            Err(Refused::Crowded { needed_bytes }) => return Ok(Sent::Crowded { needed_bytes }),
            Err(Refused::OverLimit(message)) => return Err(NoAnswer::OverLimit(message)),
        };
        self.report(request.lane, answer.as_ref().err());
        match answer {
            Ok(answer) => Ok(Sent::Answered(Answered {
                answer,
                reservation,
            })),
            Err(SourceError::MemoryLimit(message)) => Err(NoAnswer::OverLimit(message.into())),
            Err(error) => {
                let help = ongoing.help_at_end();
                Ok(Sent::Refused { error, took, help })
            }
        }
    }

    /// Waits for a turn; from the start, when the request becomes more urgent meanwhile.
    async fn turn(&self, request: &Request<'_>) -> (Permit, Asker) {
        loop {
            let raised = request.by.more_urgent();
            let asker = request.by.asker();
            let turn = async {
                match request.lane {
                    Some(lane) => self.scheduler.turn(lane, asker).await,
                    None => self.scheduler.place(asker).await,
                }
            };
            tokio::select! {
                biased;
                turn = turn => return (turn, asker),
                () = raised => {}
            }
        }
    }

    /// Waits while the machine is low on memory, or while others' answers take the room that is left; fails
    /// when the program is at its limit.
    async fn room(&self, bytes: u64) -> Result<Reservation, String> {
        if bytes == 0 {
            return Ok(self.budget.reserve_nothing());
        }
        loop {
            match self.budget.reserve(bytes) {
                Ok(reservation) => return Ok(reservation),
                Err(Refusal::OverLimit(message)) => return Err(message),
                Err(Refusal::Crowded) => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(Refusal::MachineLow(_)) => {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        }
    }

    /// Room for an answer that did not fit beside others, and whose end is not known: twice the bytes that had
    /// arrived, if there may be so many, so that it is not sent many times.
    async fn room_for_large(&self, bytes: u64) -> Result<Reservation, String> {
        match self.room(bytes.saturating_mul(2)).await {
            Err(_over_limit) => self.room(bytes).await,
            room => room,
        }
    }

    /// Reports a request's result to its lane. An error that is not about speed counts as an answer; one that
    /// did not reach the service, or broke the answer, says nothing of speed.
    fn report(&self, lane: Option<Lane>, error: Option<&SourceError>) {
        let Some(lane) = lane else { return };
        match error {
            Some(SourceError::Throttled { retry_after, .. }) => {
                self.scheduler.throttled(lane, *retry_after);
            }
            Some(
                SourceError::Network { .. }
                | SourceError::TimeLimit { .. }
                | SourceError::Fault { .. }
                | SourceError::SignIn { .. }
                | SourceError::Config(_)
                | SourceError::NotAsked(_)
                | SourceError::MemoryLimit(_)
                | SourceError::Internal(_),
            ) => {}
            Some(
                SourceError::Denied { .. }
                | SourceError::Unsupported { .. }
                | SourceError::RegionNotEnabled(_)
                | SourceError::BadAnswer { .. }
                | SourceError::Service { .. }
                | SourceError::Elsewhere(_)
                | SourceError::Gone { .. },
            )
            | None => self.scheduler.answered(lane),
        }
    }

    /// A request that helps to answer the one in `ongoing`.
    async fn send_within(
        &self,
        ongoing: &OngoingRequest,
        lane: Option<Lane>,
        attempt: Attempt<'_>,
    ) -> Result<(), SourceError> {
        let began = Instant::now();
        ongoing.help.begun.fetch_add(1, Ordering::Relaxed);
        let sent = self.send_helping(ongoing, lane, attempt).await;
        let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        ongoing.help.took_ms.fetch_add(took, Ordering::Relaxed);
        sent
    }

    async fn send_helping(
        &self,
        ongoing: &OngoingRequest,
        lane: Option<Lane>,
        attempt: Attempt<'_>,
    ) -> Result<(), SourceError> {
        let mut retries = Retries::default();
        loop {
            let turn = match lane {
                Some(lane) => Some(self.scheduler.turn_within(lane, ongoing.asker).await),
                None => None,
            };
            let sent = Instant::now();
            let answer = {
                // One place, one request at a time.
                let _only_one = ongoing.helping.lock().await;
                OngoingRequest::new(ongoing.asker).run(attempt()).await
            };
            drop(turn);
            self.report(lane, answer.as_ref().err());
            let Err(error) = answer else { return Ok(()) };
            match retries.rest_after(&error, sent.elapsed()) {
                Some(rest) => tokio::time::sleep(rest).await,
                None => {
                    if error.is_transient() {
                        ongoing.gave_up.store(true, Ordering::Relaxed);
                    }
                    return Err(error);
                }
            }
        }
    }
}

/// The asker of requests for accounts and regions: other requests may wait for these.
pub(super) const ACCESS: Asker = Asker {
    query: 0,
    priority: Priority::Access,
};

impl RequestSender for Sender {
    fn send<'a>(
        &'a self,
        lane: Option<Lane>,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(async move {
            if let Ok(ongoing) = ONGOING.try_with(OngoingRequest::clone) {
                return self.send_within(&ongoing, lane, attempt).await;
            }
            let request = Request {
                lane,
                by: &ACCESS,
                // It must not wait for the room of answers that wait for it.
                bytes: 0,
                on_sign_in: OnSignIn::Fail,
            };
            match Self::send(self, &request, &|| attempt()).await {
                Ok(_) => Ok(()),
                Err(NoAnswer::Failed(error)) => Err(error),
                Err(NoAnswer::OverLimit(message)) => Err(SourceError::MemoryLimit(message.into())),
            }
        })
    }
}

#[cfg(test)]
mod tests;
