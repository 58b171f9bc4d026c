//! Pacing of requests: a token of a lane, then a place under the cap, then leave to go.
//!
//! A wait that is dropped leaves its queue and gives back what it received.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::oneshot;

use super::asker::{Asker, Priority};
use super::lanes::{LaneState, Lanes};
use super::queue::FairQueue;
use crate::app::resource_explorer::source::{Lane, RateOfApi};
use crate::model::AccountId;

/// What requests wait for: tokens of lanes, and places under the cap.
#[derive(Debug)]
pub(super) struct Pacing {
    lanes: Mutex<Lanes>,
    cap: Mutex<InFlightCap>,
}

/// Leave to send one request; given back on drop.
#[derive(Debug)]
pub struct Permit {
    pacing: Arc<Pacing>,
    lane: Option<Lane>,
    /// Whether dropping it frees a place under the cap.
    counts: bool,
}

/// Of so many places under the cap one is kept for [`Priority::Access`].
const PLACES_PER_KEPT: usize = 8;

/// The cap on requests in flight.
#[derive(Debug)]
struct InFlightCap {
    free: usize,
    /// How many of these only [`Priority::Access`] may take.
    kept: usize,
    waiting: FairQueue<oneshot::Sender<Permit>>,
}

impl InFlightCap {
    fn new(max_in_flight: u16) -> Self {
        let most = usize::from(max_in_flight.max(1));
        let kept = most / PLACES_PER_KEPT;
        // Below a cap of eight the place that is kept is one more.
        let more = usize::from(kept == 0);
        Self {
            free: most + more,
            kept: kept + more,
            waiting: FairQueue::default(),
        }
    }

    fn has_place_for(&self, priority: Priority) -> bool {
        match priority {
            Priority::Access => self.free > 0,
            _ => self.free > self.kept,
        }
    }

    /// Frees a place and gives it to the next waiter that may have it, if there is one.
    fn next_in(&mut self) -> Option<oneshot::Sender<Permit>> {
        self.free += 1;
        let next = if self.has_place_for(Priority::Listing) {
            self.waiting.pop()
        } else {
            self.waiting.pop_from(&[Priority::Access])
        };
        if next.is_some() {
            self.free -= 1;
        }
        next
    }
}

/// What a request waits for in a queue, received once.
struct Awaited<T> {
    receiver: oneshot::Receiver<T>,
    is_received: bool,
}

impl<T> Awaited<T> {
    fn new(receiver: oneshot::Receiver<T>) -> Self {
        Self {
            receiver,
            is_received: false,
        }
    }

    /// Waits; `None` when nothing will be given.
    async fn receive(&mut self) -> Option<T> {
        let given = (&mut self.receiver).await.ok();
        self.is_received = true;
        given
    }

    /// Waits no more; returns what was given and not received. The queue is locked: nothing is given afterwards.
    fn give_up(&mut self) -> Option<T> {
        self.receiver.close();
        self.receiver.try_recv().ok()
    }
}

/// A wait for a token. Dropping it leaves the queue and gives back a token that it received.
pub(super) struct TokenWait {
    pacing: Arc<Pacing>,
    lane: Lane,
    token: Awaited<()>,
}

impl Drop for TokenWait {
    fn drop(&mut self) {
        if self.token.is_received {
            return;
        }
        let mut lanes = self.pacing.lanes();
        let given = self.token.give_up();
        lanes.with(self.lane, |state, _| match given {
            Some(()) => state.bucket.give_back(),
            None => state.waiting.leave(),
        });
    }
}

/// A wait for a place under the cap. Dropping it leaves the queue.
struct PlaceWait {
    pacing: Arc<Pacing>,
    place: Awaited<Permit>,
}

impl Drop for PlaceWait {
    fn drop(&mut self) {
        if self.place.is_received {
            return;
        }
        let mut cap = self.pacing.cap();
        let given = self.place.give_up();
        if given.is_none() {
            cap.waiting.leave();
        }
        // Dropping a place that was given takes the cap's lock.
        drop(cap);
        drop(given);
    }
}

impl TokenWait {
    /// Returns with the token.
    pub(super) async fn received(mut self) {
        // Its tokens are handed out as long as a request waits.
        let _ = self.token.receive().await;
    }
}

impl Pacing {
    pub(super) fn new(max_in_flight: u16, rate_of_api: RateOfApi) -> Arc<Self> {
        Arc::new(Self {
            lanes: Mutex::new(Lanes::new(rate_of_api)),
            cap: Mutex::new(InFlightCap::new(max_in_flight)),
        })
    }

    /// A query's pane was hidden or shown again: its waiting requests go last, or among the others.
    pub(super) fn set_hidden(&self, query: u64, is_out: bool) {
        self.lanes().set_hidden(query, is_out);
        self.cap().waiting.set_hidden(query, is_out);
    }

    /// A token at once, or what to wait for.
    pub(super) fn join_lane(self: &Arc<Self>, lane: Lane, asker: Asker) -> Option<TokenWait> {
        let mut lanes = self.lanes();
        let (token, needs_token_task) = lanes.with(lane, |state, now| {
            if state.waiting.len() == 0 && state.bucket.take(now).is_ok() {
                return (None, false);
            }
            let (go, token) = oneshot::channel();
            state.waiting.push(asker, lane.account, go);
            let needs_token_task = !std::mem::replace(&mut state.has_token_task, true);
            (Some(token), needs_token_task)
        });
        drop(lanes);
        if needs_token_task {
            let pacing = Arc::clone(self);
            tokio::spawn(async move { pacing.hand_out_tokens(lane).await });
        }
        Some(TokenWait {
            pacing: Arc::clone(self),
            lane,
            token: Awaited::new(token?),
        })
    }

    pub(super) fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn cap(&self) -> MutexGuard<'_, InFlightCap> {
        self.cap
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Hands out a lane's tokens as they come, until no request waits any more.
    async fn hand_out_tokens(&self, lane: Lane) {
        loop {
            let wait = self.lanes().with(lane, LaneState::hand_out);
            match wait {
                None => return,
                Some(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    /// Waits for a place under the cap.
    pub(super) async fn place(
        self: &Arc<Self>,
        account: Option<AccountId>,
        asker: Asker,
    ) -> Permit {
        let place = {
            let mut cap = self.cap();
            if cap.has_place_for(asker.priority) {
                cap.free -= 1;
                None
            } else {
                let (go, place) = oneshot::channel();
                cap.waiting.push(asker, account, go);
                Some(place)
            }
        };
        let Some(place) = place else {
            return Permit::new(self);
        };
        let mut wait = PlaceWait {
            pacing: Arc::clone(self),
            place: Awaited::new(place),
        };
        let given = wait.place.receive().await;
        // The sender is dropped unused only with the scheduler itself.
        given.unwrap_or_else(|| Permit::new(self))
    }

    /// Gives the place of a request that has ended to the next waiter.
    fn release(self: &Arc<Self>) {
        let mut cap = self.cap();
        if let Some(next) = cap.next_in() {
            // Its receiver is there: a waiter that gives up does so while it holds the cap.
            if let Err(mut unused) = next.send(Permit::new(self)) {
                unused.counts = false;
                cap.free += 1;
            }
        }
    }
}

impl Permit {
    fn new(pacing: &Arc<Pacing>) -> Self {
        Self {
            pacing: Arc::clone(pacing),
            lane: None,
            counts: true,
        }
    }

    /// For a request that goes out in the place of another, and takes none under the cap.
    pub(super) fn within_another(pacing: &Arc<Pacing>) -> Self {
        let mut permit = Self::new(pacing);
        permit.counts = false;
        permit
    }

    /// Its request goes out now.
    pub(super) fn send_on(&mut self, lane: Lane) {
        self.lane = Some(lane);
        self.pacing.lanes().with(lane, |state, now| {
            state.meter.sent(now);
            state.meter.in_flight += 1;
        });
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(lane) = self.lane {
            self.pacing.lanes().with(lane, |state, _| {
                state.meter.in_flight = state.meter.in_flight.saturating_sub(1);
            });
        }
        if self.counts {
            self.pacing.release();
        }
    }
}
