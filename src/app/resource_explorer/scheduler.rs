//! How fast to ask: a token bucket per account, region and API, and a cap for the whole program.
//!
//! Every lane starts at the rate its service is known to bear, halves when it is told to slow down
//! and recovers slowly. Lanes are independent: one throttled API never slows another. Time is a
//! parameter of [`Bucket`], so that its arithmetic is tested without a clock.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::source::Lane;

/// Lanes that have been idle for this long have full buckets: forgetting them loses nothing.
const FORGET_AFTER: Duration = Duration::from_secs(120);

/// Lanes are looked over for idle ones whenever this many are known, and twice that, and so on.
const SWEEP_FROM_LANES: usize = 4096;

/// What a service bears per account, region and API.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Requests per second, for as long as it takes.
    pub per_second: f64,
    /// Requests that may go out at once after a rest.
    pub burst: f64,
}

impl Rate {
    /// The default rate of an API such as `ec2:DescribeInstances`. Sources: EC2's documented buckets
    /// (100, +20/s; unpaged calls 50, +10/s) with room left for the person's other tools; the other
    /// figures are what the services were seen to bear.
    pub fn of_api(api: &str) -> Self {
        let (per_second, burst) = match api.split(':').next().unwrap_or_default() {
            "ec2" => (8.0, 20.0),
            "tag" => (4.0, 8.0),
            "cloudcontrol" => (10.0, 10.0),
            "organizations" | "iam" | "route53" => (2.0, 4.0),
            _ => (5.0, 10.0),
        };
        Self { per_second, burst }
    }
}

/// One token bucket that learns.
#[derive(Clone, Debug)]
pub struct Bucket {
    rate: Rate,
    /// Present speed, as a share of `rate`: 1.0 until throttled.
    share: f64,
    tokens: f64,
    refilled: Instant,
    blocked_until: Option<Instant>,
    last_throttle: Option<Instant>,
}

impl Bucket {
    /// A full bucket.
    pub fn new(rate: Rate, now: Instant) -> Self {
        Self {
            rate,
            share: 1.0,
            tokens: rate.burst,
            refilled: now,
            blocked_until: None,
            last_throttle: None,
        }
    }

    /// Takes a token; returns how long to wait before using it.
    pub fn take(&mut self, now: Instant) -> Duration {
        self.refill(now);
        self.tokens -= 1.0;
        let by_rate = if self.tokens >= 0.0 {
            0.0
        } else {
            -self.tokens / (self.rate.per_second * self.share)
        };
        let by_block = self
            .blocked_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        Duration::from_secs_f64(by_rate).max(by_block)
    }

    /// Puts back a token that was not used.
    pub fn put_back(&mut self) {
        self.tokens = (self.tokens + 1.0).min(self.rate.burst);
    }

    /// The service said "slower": half the speed, and a rest.
    pub fn throttled(&mut self, now: Instant, retry_after: Option<Duration>) {
        self.refill(now);
        // Requests that were on their way together are refused together: that is one lesson, not many.
        let fresh = self
            .last_throttle
            .is_none_or(|last| now.saturating_duration_since(last) > Duration::from_millis(500));
        if fresh {
            self.share = (self.share / 2.0).max(1.0 / 64.0);
            self.last_throttle = Some(now);
        }
        self.tokens = self.tokens.min(0.0);
        let rest = retry_after
            .unwrap_or_else(|| Duration::from_secs_f64(0.25 / self.share))
            .min(Duration::from_secs(60));
        self.blocked_until = Some(
            self.blocked_until
                .map_or(now + rest, |until| until.max(now + rest)),
        );
    }

    /// The service answered: a little faster again.
    pub fn answered(&mut self) {
        self.share = (self.share + 0.02).min(1.0);
    }

    /// Present speed as a share of the full one.
    pub fn share(&self) -> f64 {
        self.share
    }

    fn refill(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.refilled).as_secs_f64();
        self.refilled = now;
        self.tokens =
            (self.tokens + elapsed * self.rate.per_second * self.share).min(self.rate.burst);
    }

    fn is_forgettable(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.refilled) > FORGET_AFTER
    }
}

/// Leave to send one request; given back on drop.
#[derive(Debug)]
pub struct Permit(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

/// Paces every request of the program.
pub struct Scheduler {
    lanes: Mutex<HashMap<Lane, Bucket>>,
    sweep_at: AtomicU32,
    in_flight: Arc<Semaphore>,
}

impl Scheduler {
    /// At most `max_in_flight` requests at once, for the whole program.
    pub fn new(max_in_flight: u16) -> Self {
        Self {
            lanes: Mutex::default(),
            sweep_at: AtomicU32::new(SWEEP_FROM_LANES as u32),
            in_flight: Arc::new(Semaphore::new(usize::from(max_in_flight.max(1)))),
        }
    }

    /// Waits for a turn. Dropping the future gives the turn back.
    pub async fn turn(&self, lane: Lane) -> Permit {
        let wait = self.with_bucket(lane, |bucket| bucket.take(Instant::now()));
        if !wait.is_zero() {
            let unused = GiveBack {
                scheduler: self,
                lane: Some(lane),
            };
            tokio::time::sleep(wait).await;
            unused.keep();
        }
        // Only now: a request that waits for its lane must not hold a place that another could use.
        let permit = Arc::clone(&self.in_flight).acquire_owned().await;
        Permit(permit.expect("the semaphore is never closed"))
    }

    /// The service said "slower".
    pub fn throttled(&self, lane: Lane, retry_after: Option<Duration>) {
        self.with_bucket(lane, |bucket| bucket.throttled(Instant::now(), retry_after));
    }

    /// The service answered.
    pub fn answered(&self, lane: Lane) {
        self.with_bucket(lane, Bucket::answered);
    }

    /// Present speed of a lane as a share of its full one.
    pub fn share(&self, lane: Lane) -> f64 {
        self.with_bucket(lane, |bucket| bucket.share())
    }

    fn with_bucket<T>(&self, lane: Lane, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut lanes = self
            .lanes
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let now = Instant::now();
        if lanes.len() >= self.sweep_at.load(Ordering::Relaxed) as usize {
            lanes.retain(|_, bucket| !bucket.is_forgettable(now));
            let next = (lanes.len() * 2).max(SWEEP_FROM_LANES);
            self.sweep_at
                .store(u32::try_from(next).unwrap_or(u32::MAX), Ordering::Relaxed);
        }
        act(lanes
            .entry(lane)
            .or_insert_with(|| Bucket::new(Rate::of_api(lane.api), now)))
    }
}

/// Returns a token when the waiting request is dropped before its turn.
struct GiveBack<'a> {
    scheduler: &'a Scheduler,
    lane: Option<Lane>,
}

impl GiveBack<'_> {
    fn keep(mut self) {
        self.lane = None;
    }
}

impl Drop for GiveBack<'_> {
    fn drop(&mut self) {
        if let Some(lane) = self.lane {
            self.scheduler.with_bucket(lane, Bucket::put_back);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::key;

    const RATE: Rate = Rate {
        per_second: 10.0,
        burst: 5.0,
    };

    #[test]
    fn a_burst_goes_out_at_once_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        let waits: Vec<u128> = (0..8).map(|_| bucket.take(start).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 100, 200, 300]);
        assert_eq!(bucket.take(start + Duration::from_secs(10)), Duration::ZERO);
    }

    #[test]
    fn a_throttle_halves_the_speed_and_answers_bring_it_back_slowly() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        bucket.throttled(start, None);
        assert_eq!(bucket.share(), 0.5);
        bucket.throttled(start + Duration::from_millis(10), None);
        assert_eq!(bucket.share(), 0.5, "refusals of one burst are one lesson");
        bucket.throttled(start + Duration::from_secs(1), None);
        assert_eq!(bucket.share(), 0.25);
        for _ in 0..10 {
            bucket.answered();
        }
        assert!((0.4..0.5).contains(&bucket.share()));
        for _ in 0..100 {
            bucket.answered();
        }
        assert_eq!(bucket.share(), 1.0);
    }

    #[test]
    fn the_service_is_given_the_rest_it_asked_for_within_reason() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        bucket.throttled(start, Some(Duration::from_secs(7)));
        assert_eq!(bucket.take(start), Duration::from_secs(7));
        bucket.throttled(start, Some(Duration::from_secs(86_400)));
        assert!(bucket.take(start) <= Duration::from_secs(60));
    }

    #[test]
    fn one_throttled_lane_does_not_slow_another() {
        let scheduler = Scheduler::new(4);
        let lane = |region| Lane {
            account: key(region, "AWS::EC2::Volume").account,
            region: key(region, "AWS::EC2::Volume").region,
            api: "ec2:DescribeVolumes",
        };
        scheduler.throttled(lane("eu-west-1"), None);
        assert_eq!(scheduler.share(lane("eu-west-1")), 0.5);
        assert_eq!(scheduler.share(lane("us-east-1")), 1.0);
    }

    #[test]
    fn the_cap_holds_for_the_whole_program() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let scheduler = Scheduler::new(2);
            let lane = |api| Lane {
                account: key("eu-west-1", "AWS::EC2::VPC").account,
                region: key("eu-west-1", "AWS::EC2::VPC").region,
                api,
            };
            let first = scheduler.turn(lane("ec2:A")).await;
            let _second = scheduler.turn(lane("ec2:B")).await;
            let third =
                tokio::time::timeout(Duration::from_millis(20), scheduler.turn(lane("ec2:C")))
                    .await;
            assert!(third.is_err());
            drop(first);
            assert!(
                tokio::time::timeout(Duration::from_secs(5), scheduler.turn(lane("ec2:C")))
                    .await
                    .is_ok()
            );
        });
    }
}
