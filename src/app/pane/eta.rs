//! How long a query will still take, said only when it can be known.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::text::durations;

/// The span over which the present pace is measured.
const WINDOW: Duration = Duration::from_secs(10);

/// No estimate before this: the first answers come faster than the rest.
const FROM: Duration = Duration::from_secs(5);

/// Shorter times are not shown.
const LEAST: Duration = Duration::from_secs(10);

/// An estimate is raised by half at most, and not again before this: a slow moment is no slow query.
const RAISED_EVERY: Duration = Duration::from_secs(2);

/// The numbers of lists done, with their times.
#[derive(Debug, Default)]
pub struct Eta {
    started: Option<Instant>,
    samples: VecDeque<(Instant, u32)>,
    left: Option<Duration>,
    raised: Option<Instant>,
}

impl Eta {
    /// Takes in how many of `total` lists have ended. `longest_queue` is how long the slowest API's
    /// queue takes: however fast the others are, the query takes no less.
    pub fn update(&mut self, now: Instant, done: u32, total: u32, longest_queue: Duration) {
        let started = *self.started.get_or_insert(now);
        self.samples.push_back((now, done));
        while self.samples.len() > 2
            && self
                .samples
                .get(1)
                .is_some_and(|(at, _)| now.saturating_duration_since(*at) >= WINDOW)
        {
            self.samples.pop_front();
        }
        let known = now.saturating_duration_since(started) >= FROM && done < total;
        let left = known
            .then(|| self.at_this_pace(total - done))
            .flatten()
            .map(|left| left.max(longest_queue))
            .filter(|left| *left >= LEAST);
        self.left = left.map(|left| self.not_raised_at_once(now, left));
    }

    /// As long as is left, and not much more than was said just before.
    fn not_raised_at_once(&mut self, now: Instant, left: Duration) -> Duration {
        let Some(said) = self.left.filter(|said| *said < left) else {
            return left;
        };
        let may_be_raised = self
            .raised
            .is_none_or(|raised| now.saturating_duration_since(raised) >= RAISED_EVERY);
        if !may_be_raised {
            return said;
        }
        self.raised = Some(now);
        left.min(said.mul_f64(1.5))
    }

    fn at_this_pace(&self, remaining: u32) -> Option<Duration> {
        let ((first, before), (last, done)) = (self.samples.front()?, self.samples.back()?);
        let ended = done.checked_sub(*before).filter(|ended| *ended > 0)?;
        let took = last.saturating_duration_since(*first);
        Some(took.mul_f64(f64::from(remaining) / f64::from(ended)))
    }

    /// `about 40 s left`, `about 2 min left`; nothing when it is not known or not worth saying.
    pub fn text(&self) -> Option<String> {
        Some(format!("about {} left", durations::estimate(self.left?)))
    }

    /// A query begins or ends.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: u64, per_second: u32, total: u32, queue: u64) -> Option<String> {
        let start = Instant::now();
        let mut eta = Eta::default();
        for second in 0..=seconds {
            let now = start + Duration::from_secs(second);
            eta.update(
                now,
                second as u32 * per_second,
                total,
                Duration::from_secs(queue),
            );
        }
        eta.text()
    }

    #[test]
    fn nothing_is_said_too_early_or_when_nothing_moves_or_when_it_is_nearly_done() {
        assert_eq!(after(3, 10, 1_000, 0), None);
        assert_eq!(after(20, 0, 1_000, 0), None);
        assert_eq!(after(20, 10, 210, 0), None);
        assert_eq!(after(20, 10, 200, 0), None);
    }

    #[test]
    fn it_goes_by_the_present_pace_and_the_longest_queue() {
        assert_eq!(after(20, 10, 600, 0).unwrap(), "about 40 s left");
        assert_eq!(after(20, 10, 1_400, 0).unwrap(), "about 2 min left");
        assert_eq!(after(20, 10, 600, 300).unwrap(), "about 5 min left");
        assert_eq!(after(20, 1, 18_020, 0).unwrap(), "about 5.0 h left");
    }

    #[test]
    fn what_is_left_is_raised_by_half_at_most_and_not_in_every_frame() {
        let start = Instant::now();
        let mut eta = Eta::default();
        let mut said = Vec::new();
        for tenth in 0..200_u32 {
            let now = start + Duration::from_millis(100) * tenth;
            // After ten seconds nearly everything stands still.
            let done = 10 * tenth.min(100) + tenth / 20;
            eta.update(now, done, 3_000, Duration::ZERO);
            said.extend(eta.left.map(|left| (now, left)));
        }
        for pair in said.windows(2) {
            assert!(pair[1].1 <= pair[0].1.mul_f64(1.5), "{pair:?}");
        }
        let raised = said.windows(2).filter(|pair| pair[1].1 > pair[0].1);
        let raised: Vec<Instant> = raised.map(|pair| pair[1].0).collect();
        assert!(raised.len() > 2, "{raised:?}");
        assert!(
            raised
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= RAISED_EVERY),
            "{raised:?}"
        );
    }

    #[test]
    fn a_pace_that_changes_is_followed_within_the_window() {
        let start = Instant::now();
        let mut eta = Eta::default();
        let mut done = 0;
        for second in 0..60 {
            done += if second < 30 { 100 } else { 1 };
            let now = start + Duration::from_secs(second);
            eta.update(now, done, done + 100, Duration::ZERO);
        }
        assert_eq!(eta.text().unwrap(), "about 2 min left");
    }
}
