//! How fast each lane has been going, for the requests panel.

use std::time::Duration;

use tokio::time::Instant;

/// Over how long rates are taken, in seconds.
const WINDOW: u64 = 10;

/// Requests of the last seconds, and all refusals.
#[derive(Clone, Debug)]
pub(super) struct LaneMeter {
    started: Instant,
    seconds: [u16; WINDOW as usize],
    /// The second, since `started`, that was counted last.
    at: u64,
    pub(super) sent: u64,
    pub(super) throttled: u64,
    pub(super) in_flight: u32,
}

impl LaneMeter {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            started: now,
            seconds: [0; WINDOW as usize],
            at: 0,
            sent: 0,
            throttled: 0,
            in_flight: 0,
        }
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, now: Instant) {
        self.turn_to(now);
        let slot = &mut self.seconds[(self.at % WINDOW) as usize];
        *slot = slot.saturating_add(1);
        self.sent += 1;
    }

    /// Requests per second over the last ten seconds, or since the first request.
    pub(super) fn per_second(&mut self, now: Instant) -> f64 {
        self.turn_to(now);
        let sum: u32 = self.seconds.iter().map(|count| u32::from(*count)).sum();
        let seen = now.saturating_duration_since(self.started);
        let over = seen.clamp(Duration::from_secs(1), Duration::from_secs(WINDOW));
        f64::from(sum) / over.as_secs_f64()
    }

    fn turn_to(&mut self, now: Instant) {
        let second = now.saturating_duration_since(self.started).as_secs();
        let passed = (second - self.at.min(second)).min(WINDOW);
        for step in 1..=passed {
            self.seconds[((self.at + step) % WINDOW) as usize] = 0;
        }
        if passed == WINDOW {
            self.seconds = [0; WINDOW as usize];
        }
        self.at = second.max(self.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_ten_seconds() {
        let start = Instant::now();
        let mut meter = LaneMeter::new(start);
        for tick in 0..100 {
            meter.sent(start + Duration::from_millis(tick * 100));
        }
        assert!((meter.per_second(start + Duration::from_millis(9_950)) - 10.0).abs() < 0.2);
        assert!(meter.per_second(start + Duration::from_secs(15)) < 6.0);
        assert_eq!(meter.per_second(start + Duration::from_mins(2)), 0.0);
        assert_eq!(meter.sent, 100);
    }
}
