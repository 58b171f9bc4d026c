//! How fast requests go out, and in which order: a token bucket per account, region and API, and a cap for the
//! whole program.
//!
//! Every lane (the key of a bucket) starts at the rate its service is known to allow, slows down when it is
//! throttled and recovers slowly. Lanes are independent: one throttled API never slows another. Where several
//! wait, in a lane or for the cap, details of the opened row go first; queries take turns, and within a query
//! its accounts, so that a small query never waits for a large one.

mod bucket;
mod meter;
mod queue;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::source::{Lane, RateOfApi};
use crate::model::AccountId;
use crate::model::heap;

pub use bucket::Bucket;
use meter::Pulse;
use queue::FairQueue;

/// Lanes that have been idle for this long have full buckets: forgetting them loses nothing.
const FORGET_AFTER: Duration = Duration::from_mins(2);

/// Lanes are looked over for idle ones whenever this many are known, and twice that, and so on.
const SWEEP_FROM_LANES: usize = 4096;

/// Of so many places under the cap one is kept for [`Priority::Access`].
const PLACES_PER_KEPT: usize = 8;

/// How urgent a request is; the first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The identity of an account, and its credentials. Other requests wait for these while they hold their
    /// places, so some places are kept for them; they themselves wait for no other request.
    Access,
    /// Details of the row that a person has opened.
    Looking,
    /// Phase 1.
    Listing,
    /// Phase 2 of all other rows.
    Enriching,
    /// All requests of a pane that is hidden behind another one.
    Hidden,
}

impl Priority {
    /// From the most urgent on.
    pub const ALL: [Self; 5] = [
        Self::Access,
        Self::Looking,
        Self::Listing,
        Self::Enriching,
        Self::Hidden,
    ];
}

/// On whose behalf a request is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Which query; queries take turns.
    pub query: u64,
    /// How urgent.
    pub priority: Priority,
}

/// What a lane is doing.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneUse {
    /// Which.
    pub lane: Lane,
    /// Requests per second over the last ten seconds.
    pub per_second: f64,
    /// Requests that wait for a token.
    pub waiting: usize,
    /// Requests without an answer yet.
    pub in_flight: u32,
    /// Requests since the lane was first used.
    pub sent: u64,
    /// How often it was throttled.
    pub throttled: u64,
    /// Present speed as a share of the full one.
    pub share: f64,
    /// Requests per second that its present speed allows.
    pub speed: f64,
}

/// Leave to send one request; given back on drop.
#[derive(Debug)]
pub struct Permit {
    shared: Arc<Shared>,
    lane: Option<Lane>,
    /// Whether dropping it frees a place under the cap.
    counts: bool,
}

/// Paces every request of the program. Clones share everything.
#[derive(Clone, Debug)]
pub struct Scheduler {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    lanes: Mutex<Lanes>,
    gate: Mutex<Gate>,
}

#[derive(Debug)]
struct Lanes {
    known: HashMap<Lane, LaneState>,
    sweep_at: usize,
    rate_of_api: RateOfApi,
}

#[derive(Debug)]
struct LaneState {
    bucket: Bucket,
    waiting: FairQueue<oneshot::Sender<()>>,
    /// Whether a task hands out its tokens.
    is_pumped: bool,
    pulse: Pulse,
}

/// The cap on requests in flight.
#[derive(Debug)]
struct Gate {
    free: usize,
    /// How many of these only [`Priority::Access`] may take.
    kept: usize,
    waiting: FairQueue<oneshot::Sender<Permit>>,
}

impl Gate {
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

/// A wait for a token. Dropping it leaves the queue and gives back a token that it received.
struct TokenWait {
    shared: Arc<Shared>,
    lane: Lane,
    token: oneshot::Receiver<()>,
    came: bool,
}

impl Drop for TokenWait {
    fn drop(&mut self) {
        if self.came {
            return;
        }
        let mut lanes = self.shared.lanes();
        self.token.close();
        let given = self.token.try_recv();
        lanes.with(self.lane, |state, _| match given {
            Ok(()) => state.bucket.give_back(),
            Err(_) => state.waiting.leave(),
        });
    }
}

/// A wait for a place under the cap. Dropping it leaves the queue.
struct PlaceWait {
    shared: Arc<Shared>,
    place: oneshot::Receiver<Permit>,
    came: bool,
}

impl Drop for PlaceWait {
    fn drop(&mut self) {
        if self.came {
            return;
        }
        let mut gate = self.shared.gate();
        self.place.close();
        let given = self.place.try_recv();
        if given.is_err() {
            gate.waiting.leave();
        }
        // Dropping a place that was received takes the gate's lock.
        drop(gate);
        drop(given);
    }
}

impl Scheduler {
    /// At most `max_in_flight` requests at once, for the whole program; lanes begin at the rates of their APIs.
    pub fn new(max_in_flight: u16, rate_of_api: RateOfApi) -> Self {
        Self {
            shared: Arc::new(Shared {
                lanes: Mutex::new(Lanes {
                    known: HashMap::new(),
                    sweep_at: SWEEP_FROM_LANES,
                    rate_of_api,
                }),
                gate: Mutex::new(Gate::new(max_in_flight)),
            }),
        }
    }

    /// Bytes of the table of lanes, and about what waits in them.
    pub fn heap_bytes(&self) -> usize {
        /// A place in the queue, with its channel.
        const WAITING_BYTES: usize = 160;
        let lanes = self.shared.lanes();
        let waiting: usize = lanes.known.values().map(|lane| lane.waiting.len()).sum();
        heap::of_map(&lanes.known) + waiting * WAITING_BYTES
    }

    /// Waits for a turn. Dropping the future gives the turn back.
    pub async fn turn(&self, lane: Lane, asker: Asker) -> Permit {
        self.token(lane, asker).await;
        // Only now: a request that waits for its lane must not hold a place that another could use.
        let mut permit = self.shared.pass(Some(lane.account), asker).await;
        permit.send_on(lane);
        permit
    }

    /// Waits for a place under the cap, for a request that no lane paces.
    pub async fn place(&self, asker: Asker) -> Permit {
        self.shared.pass(None, asker).await
    }

    /// Waits for a turn of a request that goes out in the place of the one that it helps to answer, so that
    /// it takes none under the cap.
    pub async fn turn_within(&self, lane: Lane, asker: Asker) -> Permit {
        self.token(lane, asker).await;
        let mut permit = Permit::new(&self.shared);
        permit.counts = false;
        permit.send_on(lane);
        permit
    }

    async fn token(&self, lane: Lane, asker: Asker) {
        if let Some(mut wait) = self.join_lane(lane, asker) {
            // The pump lives as long as a request waits.
            let _ = (&mut wait.token).await;
            wait.came = true;
        }
    }

    /// A token at once, or what to wait for.
    fn join_lane(&self, lane: Lane, asker: Asker) -> Option<TokenWait> {
        let mut lanes = self.shared.lanes();
        let (token, needs_pump) = lanes.with(lane, |state, now| {
            if state.waiting.len() == 0 && state.bucket.take(now).is_ok() {
                return (None, false);
            }
            let (go, token) = oneshot::channel();
            state.waiting.push(asker, lane.account, go);
            let needs_pump = !std::mem::replace(&mut state.is_pumped, true);
            (Some(token), needs_pump)
        });
        drop(lanes);
        if needs_pump {
            let shared = Arc::clone(&self.shared);
            tokio::spawn(async move { shared.pump(lane).await });
        }
        Some(TokenWait {
            shared: Arc::clone(&self.shared),
            lane,
            token: token?,
            came: false,
        })
    }

    /// A query's pane was hidden or shown again: its waiting requests go last, or among the others.
    pub fn set_hidden(&self, query: u64, is_out: bool) {
        let mut lanes = self.shared.lanes();
        let waiting = lanes.known.values_mut().map(|lane| &mut lane.waiting);
        waiting.for_each(|waiting| waiting.set_hidden(query, is_out));
        drop(lanes);
        let mut gate = self.shared.gate();
        gate.waiting.set_hidden(query, is_out);
    }

    /// The service said "slower".
    pub fn throttled(&self, lane: Lane, retry_after: Option<Duration>) {
        self.shared.lanes().with(lane, |state, now| {
            state.bucket.throttled(now, retry_after);
            state.pulse.throttled += 1;
        });
    }

    /// The service answered.
    pub fn answered(&self, lane: Lane) {
        self.shared
            .lanes()
            .with(lane, |state, now| state.bucket.answered(now));
    }

    /// Present speed of a lane as a share of its full one.
    pub fn share(&self, lane: Lane) -> f64 {
        self.shared
            .lanes()
            .with(lane, |state, _| state.bucket.share())
    }

    /// How long the longest queue takes at its lane's present speed.
    pub fn longest_queue(&self) -> Duration {
        let lanes = self.shared.lanes();
        let of_lane = |state: &LaneState| state.waiting.len() as f64 / state.bucket.speed();
        let longest = lanes.known.values().map(of_lane).fold(0.0, f64::max);
        Duration::from_secs_f64(longest.min(1e9))
    }

    /// What every lane is doing that was used within the last two minutes, in no order. Linear in the
    /// lanes: for a view, a few times a second.
    pub fn lanes(&self) -> Vec<LaneUse> {
        let now = Instant::now();
        let mut lanes = self.shared.lanes();
        let used = lanes.known.iter_mut();
        used.filter(|(_, state)| !state.is_forgettable(now))
            .map(|(lane, state)| LaneUse {
                lane: *lane,
                per_second: state.pulse.per_second(now),
                waiting: state.waiting.len(),
                in_flight: state.pulse.in_flight,
                sent: state.pulse.sent,
                throttled: state.pulse.throttled,
                share: state.bucket.share(),
                speed: state.bucket.speed(),
            })
            .collect()
    }
}

impl Shared {
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Hands out a lane's tokens as they come, until no request waits any more.
    async fn pump(&self, lane: Lane) {
        loop {
            let wait = self.lanes().with(lane, LaneState::hand_out);
            match wait {
                None => return,
                Some(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    /// Waits for a place under the cap.
    async fn pass(self: &Arc<Self>, account: Option<AccountId>, asker: Asker) -> Permit {
        let place = {
            let mut gate = self.gate();
            if gate.has_place_for(asker.priority) {
                gate.free -= 1;
                None
            } else {
                let (go, place) = oneshot::channel();
                gate.waiting.push(asker, account, go);
                Some(place)
            }
        };
        let Some(place) = place else {
            return Permit::new(self);
        };
        let mut wait = PlaceWait {
            shared: Arc::clone(self),
            place,
            came: false,
        };
        let given = (&mut wait.place).await;
        wait.came = true;
        // The sender is dropped unused only with the scheduler itself.
        given.unwrap_or_else(|_| Permit::new(self))
    }

    /// Gives the place of a request that has ended to the next waiter.
    fn release(self: &Arc<Self>) {
        let mut gate = self.gate();
        if let Some(next) = gate.next_in() {
            // Its receiver is there: a waiter that gives up does so while it holds the gate.
            if let Err(mut unused) = next.send(Permit::new(self)) {
                unused.counts = false;
                gate.free += 1;
            }
        }
    }
}

impl Permit {
    fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            lane: None,
            counts: true,
        }
    }

    /// Its request goes out now.
    fn send_on(&mut self, lane: Lane) {
        self.lane = Some(lane);
        self.shared.lanes().with(lane, |state, now| {
            state.pulse.sent(now);
            state.pulse.in_flight += 1;
        });
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(lane) = self.lane {
            self.shared.lanes().with(lane, |state, _| {
                state.pulse.in_flight = state.pulse.in_flight.saturating_sub(1);
            });
        }
        if self.counts {
            self.shared.release();
        }
    }
}

impl Lanes {
    fn with<T>(&mut self, lane: Lane, act: impl FnOnce(&mut LaneState, Instant) -> T) -> T {
        let now = Instant::now();
        if self.known.len() >= self.sweep_at {
            self.known.retain(|_, state| !state.is_forgettable(now));
            self.sweep_at = (self.known.len() * 2).max(SWEEP_FROM_LANES);
        }
        let rate = self.rate_of_api;
        let state = self.known.entry(lane).or_insert_with(|| LaneState {
            bucket: Bucket::new(rate(lane.api), now),
            waiting: FairQueue::default(),
            is_pumped: false,
            pulse: Pulse::new(now),
        });
        act(state, now)
    }
}

impl LaneState {
    /// Lets as many go as there are tokens; how long until the next, or `None` when no request waits.
    fn hand_out(&mut self, now: Instant) -> Option<Duration> {
        loop {
            if self.waiting.len() == 0 {
                self.is_pumped = false;
                return None;
            }
            match self.bucket.take(now) {
                Err(wait) => return Some(wait),
                Ok(()) => {
                    if let Some(next) = self.waiting.pop() {
                        // Its receiver is there: a waiter that gives up does so under the same lock.
                        let _ = next.send(());
                    }
                }
            }
        }
    }

    fn is_forgettable(&self, now: Instant) -> bool {
        let idle = now.saturating_duration_since(self.bucket.last_used());
        idle > FORGET_AFTER && self.waiting.len() == 0 && self.pulse.in_flight == 0
    }
}

#[cfg(test)]
mod tests;
