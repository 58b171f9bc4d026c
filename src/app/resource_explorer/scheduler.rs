//! How fast requests go out, and in which order: a token bucket per account, region and API, and a cap for the
//! whole program.
//!
//! Every lane (the key of a bucket) starts at the rate its service is known to allow, slows down when it is
//! throttled and recovers slowly. Lanes are independent: one throttled API never slows another. Where several
//! wait, in a lane or for the cap, details of the opened row go first; queries take turns, and within a query
//! its accounts, so that a small query never waits for a large one.

mod asker;
mod bucket;
mod lanes;
mod meter;
mod pacing;
mod queue;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::source::{Lane, RateOfApi};

pub use asker::{Asker, Priority};
pub use bucket::Bucket;
pub use lanes::LaneUse;
use pacing::Pacing;
pub use pacing::Permit;

/// Paces every request of the program. Clones share everything.
#[derive(Clone, Debug)]
pub struct Scheduler {
    pacing: Arc<Pacing>,
}

impl Scheduler {
    /// At most `max_in_flight` requests at once, for the whole program; lanes begin at the rates of their APIs.
    pub fn new(max_in_flight: u16, rate_of_api: RateOfApi) -> Self {
        Self {
            pacing: Pacing::new(max_in_flight, rate_of_api),
        }
    }

    /// Bytes of the table of lanes, and about what waits in them.
    pub fn heap_bytes(&self) -> usize {
        self.pacing.lanes().heap_bytes()
    }

    /// Waits for a turn. Dropping the future gives the turn back.
    pub async fn turn(&self, lane: Lane, asker: Asker) -> Permit {
        self.token(lane, asker).await;
        // Only now: a request that waits for its lane must not hold a place that another could use.
        let mut permit = self.pacing.place(Some(lane.account), asker).await;
        permit.send_on(lane);
        permit
    }

    /// Waits for a place under the cap, for a request that no lane paces.
    pub async fn place(&self, asker: Asker) -> Permit {
        self.pacing.place(None, asker).await
    }

    /// Waits for a turn of a request that goes out in the place of the one that it helps to answer, so that
    /// it takes none under the cap.
    pub async fn turn_within(&self, lane: Lane, asker: Asker) -> Permit {
        self.token(lane, asker).await;
        let mut permit = Permit::within_another(&self.pacing);
        permit.send_on(lane);
        permit
    }

    async fn token(&self, lane: Lane, asker: Asker) {
        if let Some(wait) = self.pacing.join_lane(lane, asker) {
            wait.received().await;
        }
    }

    /// A query's pane was hidden or shown again: its waiting requests go last, or among the others.
    pub fn set_hidden(&self, query: u64, is_out: bool) {
        self.pacing.set_hidden(query, is_out);
    }

    /// The service said "slower".
    pub fn throttled(&self, lane: Lane, retry_after: Option<Duration>) {
        self.pacing.lanes().with(lane, |state, now| {
            state.bucket.throttled(now, retry_after);
            state.meter.throttled += 1;
        });
    }

    /// The service answered.
    pub fn answered(&self, lane: Lane) {
        self.pacing
            .lanes()
            .with(lane, |state, now| state.bucket.answered(now));
    }

    /// Present speed of a lane as a share of its full one.
    pub fn share(&self, lane: Lane) -> f64 {
        self.pacing
            .lanes()
            .with(lane, |state, _| state.bucket.share())
    }

    /// How long the longest queue takes at its lane's present speed.
    pub fn longest_queue(&self) -> Duration {
        self.pacing.lanes().longest_queue()
    }

    /// What every lane is doing that was used within the last two minutes, in no order. Linear in the
    /// lanes: for a view, a few times a second.
    pub fn lanes(&self) -> Vec<LaneUse> {
        self.pacing.lanes().in_use(Instant::now())
    }
}

#[cfg(test)]
mod tests;
