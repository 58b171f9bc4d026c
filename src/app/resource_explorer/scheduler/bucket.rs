//! One token bucket that learns. Time is a parameter, so that its arithmetic is tested without a clock.

use std::time::{Duration, Instant};

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
            // Tagging bears about fifteen; sweeps and the tags of listed rows share them.
            "tag" | "cloudcontrol" => (10.0, 10.0),
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

    /// Takes a token if there is one.
    ///
    /// # Errors
    /// How long it takes until there may be one.
    pub fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.refill(now);
        let rest = self
            .blocked_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        if !rest.is_zero() {
            return Err(rest);
        }
        // Refilling adds up small fractions; a token that lacks a millionth is one.
        if self.tokens >= 1.0 - 1e-6 {
            self.tokens -= 1.0;
            return Ok(());
        }
        Err(Duration::from_secs_f64((1.0 - self.tokens) / self.speed()))
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
        self.tokens = self.tokens.min(1.0);
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

    /// Requests per second at the present speed.
    pub fn speed(&self) -> f64 {
        self.rate.per_second * self.share
    }

    /// When it was last asked for anything.
    pub(super) fn last_used(&self) -> Instant {
        self.refilled
    }

    fn refill(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.refilled).as_secs_f64();
        self.refilled = now;
        self.tokens = (self.tokens + elapsed * self.speed()).min(self.rate.burst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        per_second: 10.0,
        burst: 5.0,
    };

    #[test]
    fn a_burst_goes_out_at_once_and_then_the_rate_holds() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        assert_eq!((0..8).filter(|_| bucket.take(start).is_ok()).count(), 5);
        let wait = bucket.take(start).unwrap_err();
        assert_eq!(wait.as_millis(), 100);
        assert_eq!(bucket.take(start + wait), Ok(()));
        assert!(bucket.take(start + wait).is_err());
        let mut sent = 0;
        for tick in 0..1000 {
            let now = start + Duration::from_secs(10) + Duration::from_millis(tick * 10);
            sent += usize::from(bucket.take(now).is_ok());
        }
        assert!(
            (104..=106).contains(&sent),
            "5 at once, then 10 s of 10: {sent}"
        );
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
        assert_eq!(bucket.take(start), Err(Duration::from_secs(7)));
        bucket.throttled(start, Some(Duration::from_hours(24)));
        assert!(bucket.take(start).unwrap_err() <= Duration::from_secs(60));
    }
}
