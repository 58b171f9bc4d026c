//! One token bucket that learns. Time is a parameter, so that its arithmetic is tested without a clock.

use std::time::Duration;

use tokio::time::Instant;

use crate::app::resource_explorer::source::Rate;

/// The share of its speed that a lane keeps when it is throttled.
const KEPT: f64 = 0.7;

/// The slowest a lane goes, as a share of its rate.
const SLOWEST: f64 = 1.0 / 64.0;

/// How fast a lane recovers: the scale of CUBIC's curve, as a share of the rate per cubed second. A lane that
/// was throttled once is back at full speed after three seconds; one whose service allows a fifth of its rate is
/// throttled at about every fifth request.
const RECOVERY: f64 = 0.01;

/// Requests that were under way together are refused together: refusals within this time count as one.
const COUNTED_ONCE_WITHIN: Duration = Duration::from_millis(500);

/// The longest rest that a service is given, also when it asks for more.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// One token bucket that learns.
#[derive(Clone, Debug)]
pub struct Bucket {
    rate: Rate,
    /// Present speed, as a share of `rate`: 1.0 until throttled.
    share: f64,
    tokens: f64,
    refilled: Instant,
    blocked_until: Option<Instant>,
    slowed: Option<Slowed>,
}

/// When a lane was throttled last.
#[derive(Clone, Copy, Debug)]
struct Slowed {
    at: Instant,
    /// Its speed before that, as a share of its rate.
    from: f64,
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
            slowed: None,
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

    /// A token was taken and not used.
    pub(super) fn give_back(&mut self) {
        self.tokens = (self.tokens + 1.0).min(self.rate.burst);
    }

    /// The service said "slower": less speed, and a rest.
    pub fn throttled(&mut self, now: Instant, retry_after: Option<Duration>) {
        self.refill(now);
        let is_new_lesson = self
            .slowed
            .is_none_or(|last| now.saturating_duration_since(last.at) > COUNTED_ONCE_WITHIN);
        if is_new_lesson {
            self.slowed = Some(Slowed {
                at: now,
                from: self.share,
            });
            self.share = (self.share * KEPT).max(SLOWEST);
        }
        self.tokens = self.tokens.min(1.0);
        let rest = retry_after
            .unwrap_or_else(|| Duration::from_secs_f64(0.25 / self.share))
            .min(LONGEST_REST);
        self.blocked_until = Some(
            self.blocked_until
                .map_or(now + rest, |until| until.max(now + rest)),
        );
    }

    /// The service answered: the speed grows along CUBIC's curve, quickly back to near where it was refused,
    /// slowly past that, then quickly again.
    pub fn answered(&mut self, now: Instant) {
        let Some(Slowed { at, from }) = self.slowed else {
            return;
        };
        let since = now.saturating_duration_since(at).as_secs_f64();
        let until_level = (from * (1.0 - KEPT) / RECOVERY).cbrt();
        let share = RECOVERY * (since - until_level).powi(3) + from;
        self.refill(now);
        // Answers of before the refusal do not slow it further.
        self.share = share.clamp(self.share, 1.0);
        if self.share >= 1.0 {
            self.slowed = None;
        }
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
    fn a_throttle_slows_down_and_answers_bring_the_speed_back() {
        let start = Instant::now();
        let after = |seconds: f64| start + Duration::from_secs_f64(seconds);
        let mut bucket = Bucket::new(RATE, start);
        bucket.throttled(start, None);
        assert_eq!(bucket.share(), KEPT);
        bucket.throttled(after(0.01), None);
        assert_eq!(bucket.share(), KEPT, "refusals of one burst are one lesson");
        bucket.answered(after(0.02));
        assert!((0.7..0.71).contains(&bucket.share()));
        bucket.throttled(after(1.0), None);
        assert!((0.48..0.6).contains(&bucket.share()));
        bucket.answered(after(2.0));
        assert!((0.6..0.8).contains(&bucket.share()), "{}", bucket.share());
        bucket.answered(after(9.0));
        assert_eq!(bucket.share(), 1.0);
    }

    /// As of the tags of buckets.
    const SLOW: Rate = Rate {
        per_second: 5.0,
        burst: 10.0,
    };

    /// Sends `calls` requests one by one as their tokens come, every `refused`-th of them refused and sent
    /// again; how long it takes.
    fn time_of(calls: u32, refused: Option<u32>) -> Duration {
        let start = Instant::now();
        let mut now = start;
        let mut bucket = Bucket::new(SLOW, start);
        let (mut sent, mut answered) = (0, 0);
        while answered < calls {
            if let Err(wait) = bucket.take(now) {
                now += wait;
                continue;
            }
            sent += 1;
            if refused.is_some_and(|nth| sent % nth == 0) {
                bucket.throttled(now, None);
            } else {
                answered += 1;
                bucket.answered(now);
            }
        }
        now.duration_since(start)
    }

    #[test]
    fn two_thousand_calls_of_which_two_percent_are_throttled_take_little_longer() {
        let ratio = time_of(2000, Some(50)).as_secs_f64() / time_of(2000, None).as_secs_f64();
        assert!(ratio < 1.3, "{ratio}");
    }

    #[test]
    fn a_lane_that_was_slowed_to_the_utmost_recovers_within_seconds() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        for second in 0..60 {
            bucket.throttled(start + Duration::from_secs(second), None);
        }
        assert_eq!(bucket.share(), SLOWEST);
        bucket.answered(start + Duration::from_secs(66));
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
