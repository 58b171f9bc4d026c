//! The lanes: the bucket of each, what waits for its tokens, and how fast it has been going.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::bucket::Bucket;
use super::meter::LaneMeter;
use super::queue::FairQueue;
use crate::app::resource_explorer::source::{Lane, RateOfApi};
use crate::model::heap;

/// Lanes that have been idle for this long have full buckets: forgetting them loses nothing.
const FORGET_AFTER: Duration = Duration::from_mins(2);

/// Lanes are looked over for idle ones whenever this many are known, and twice that, and so on.
const SWEEP_FROM_LANES: usize = 4096;

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

#[derive(Debug)]
pub(super) struct Lanes {
    known: HashMap<Lane, LaneState>,
    sweep_at: usize,
    rate_of_api: RateOfApi,
}

#[derive(Debug)]
pub(super) struct LaneState {
    pub(super) bucket: Bucket,
    pub(super) waiting: FairQueue<oneshot::Sender<()>>,
    /// Whether a task hands out its tokens.
    pub(super) has_token_task: bool,
    pub(super) meter: LaneMeter,
}

impl Lanes {
    pub(super) fn new(rate_of_api: RateOfApi) -> Self {
        Self {
            known: HashMap::new(),
            sweep_at: SWEEP_FROM_LANES,
            rate_of_api,
        }
    }

    /// Does something with a lane, which is there from now on.
    pub(super) fn with<T>(
        &mut self,
        lane: Lane,
        act: impl FnOnce(&mut LaneState, Instant) -> T,
    ) -> T {
        let now = Instant::now();
        if self.known.len() >= self.sweep_at {
            self.known.retain(|_, state| !state.is_forgettable(now));
            self.sweep_at = (self.known.len() * 2).max(SWEEP_FROM_LANES);
        }
        let rate = self.rate_of_api;
        let state = self.known.entry(lane).or_insert_with(|| LaneState {
            bucket: Bucket::new(rate(lane.api), now),
            waiting: FairQueue::default(),
            has_token_task: false,
            meter: LaneMeter::new(now),
        });
        act(state, now)
    }

    /// A query's pane was hidden or shown again.
    pub(super) fn set_hidden(&mut self, query: u64, is_out: bool) {
        let waiting = self.known.values_mut().map(|lane| &mut lane.waiting);
        waiting.for_each(|waiting| waiting.set_hidden(query, is_out));
    }

    /// How long the longest queue takes at its lane's present speed.
    pub(super) fn longest_queue(&self) -> Duration {
        let of_lane = |state: &LaneState| state.waiting.len() as f64 / state.bucket.speed();
        let longest = self.known.values().map(of_lane).fold(0.0, f64::max);
        Duration::from_secs_f64(longest.min(1e9))
    }

    /// What every lane is doing that was used within the last two minutes, in no order.
    pub(super) fn in_use(&mut self, now: Instant) -> Vec<LaneUse> {
        let used = self.known.iter_mut();
        used.filter(|(_, state)| !state.is_forgettable(now))
            .map(|(lane, state)| LaneUse {
                lane: *lane,
                per_second: state.meter.per_second(now),
                waiting: state.waiting.len(),
                in_flight: state.meter.in_flight,
                sent: state.meter.sent,
                throttled: state.meter.throttled,
                share: state.bucket.share(),
                speed: state.bucket.speed(),
            })
            .collect()
    }

    /// Bytes of the table of lanes, and about what waits in them.
    pub(super) fn heap_bytes(&self) -> usize {
        /// A place in the queue, with its channel.
        const WAITING_BYTES: usize = 160;
        let waiting: usize = self.known.values().map(|lane| lane.waiting.len()).sum();
        heap::of_map(&self.known) + waiting * WAITING_BYTES
    }
}

impl LaneState {
    /// Lets as many go as there are tokens; how long until the next, or `None` when no request waits.
    pub(super) fn hand_out(&mut self, now: Instant) -> Option<Duration> {
        loop {
            if self.waiting.len() == 0 {
                self.has_token_task = false;
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
        idle > FORGET_AFTER && self.waiting.len() == 0 && self.meter.in_flight == 0
    }
}
