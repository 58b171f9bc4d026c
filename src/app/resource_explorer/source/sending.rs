//! How requests go out, as far as a source has to know it.
//!
//! The engine sends what it asks for itself. Requests that a source makes on its own, to answer or to reach an
//! account, go out through [`RequestSender`]: the same lanes, the same cap, the same policy. Where there is no
//! engine, [`Retries`] alone says how often and when to ask again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::{BoxFuture, Lane, SourceError};

/// How often a request is sent again after "slower", before it is given up.
const MOST_THROTTLES: u32 = 8;

/// How often a request is sent again after a broken connection or a fault of the service.
const MOST_FAULTS: u32 = 4;

/// The longest first rest of a request that was throttled; its lane rests as well.
const THROTTLE_REST: Duration = Duration::from_millis(100);

/// The longest first rest of a request after a fault.
const FAULT_REST: Duration = Duration::from_millis(250);

/// The longest rest of all, also where the service asks for more.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// The longest rest where the service asks for none.
const LONGEST_OWN_REST: Duration = Duration::from_secs(10);

/// What a request may have taken in all when it is sent again after a fault.
const RETRY_WITHIN: Duration = Duration::from_secs(8);

/// One attempt at a request. The closure keeps the answer.
pub type Attempt<'a> = &'a (dyn Fn() -> BoxFuture<'a, Result<(), SourceError>> + Send + Sync);

/// Sends what a source asks on its own.
pub trait RequestSender: Send + Sync {
    /// Sends a request when it is its turn, again where that may help, and reports the result to the lane. A
    /// request that helps to answer another goes out in the place of that one. Without a lane only the cap
    /// holds: an account has lanes only once its identity is known.
    fn send<'a>(
        &'a self,
        lane: Option<Lane>,
        attempt: Attempt<'a>,
    ) -> BoxFuture<'a, Result<(), SourceError>>;
}

/// Counts the attempts at one request, and says when to try again.
#[derive(Debug, Default)]
pub struct Retries {
    throttles: u32,
    faults: u32,
    /// How long attempts took that ended with a fault.
    spent: Duration,
}

impl Retries {
    /// How long to rest before the next attempt after one that failed and `took` so long; `None` when it is
    /// given up. Rests are drawn by chance up to twice the one before, so that requests that failed together
    /// do not come back together.
    pub fn rest_after(&mut self, error: &SourceError, took: Duration) -> Option<Duration> {
        if !error.is_transient() {
            return None;
        }
        if !matches!(error, SourceError::Throttled { .. }) {
            self.spent += took;
            // One that hung may be sent once more: its connection may have been lost without a word.
            let within = match error {
                SourceError::TimeLimit { after, .. } => *after * 5 / 4,
                _ => RETRY_WITHIN,
            };
            if self.spent >= within {
                return None;
            }
        }
        let (count, most, first) = match error {
            SourceError::Throttled { .. } => (&mut self.throttles, MOST_THROTTLES, THROTTLE_REST),
            _ => (&mut self.faults, MOST_FAULTS, FAULT_REST),
        };
        if *count == most {
            return None;
        }
        let own = (first * (1 << *count))
            .min(LONGEST_OWN_REST)
            .mul_f64(chance());
        *count += 1;
        let asked_for = error.retry_after().unwrap_or_default();
        Some((asked_for + own).min(LONGEST_REST))
    }
}

/// From 0 to 1. Each `RandomState` of the standard library has keys of its own.
fn chance() -> f64 {
    let drawn = RandomState::new().hash_one(0_u8) >> 32;
    drawn as f64 / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::TimeLimit;
    use super::*;

    fn throttled(retry_after: Option<Duration>) -> SourceError {
        SourceError::Throttled {
            action: "kms:DescribeKey".into(),
            code: "ThrottlingException".into(),
            retry_after,
        }
    }

    #[test]
    fn a_request_is_given_up_after_some_attempts_and_rests_are_drawn_by_chance() {
        let mut retries = Retries::default();
        let rests: Vec<Duration> =
            std::iter::from_fn(|| retries.rest_after(&throttled(None), Duration::ZERO)).collect();
        assert_eq!(rests.len(), MOST_THROTTLES as usize);
        for (at, rest) in rests.iter().enumerate() {
            assert!(*rest <= (THROTTLE_REST * (1 << at)).min(LONGEST_OWN_REST));
        }
        let others: Vec<Duration> = {
            let mut retries = Retries::default();
            std::iter::from_fn(|| retries.rest_after(&throttled(None), Duration::ZERO)).collect()
        };
        assert_ne!(rests, others, "two requests come back together");
    }

    #[test]
    fn the_service_is_given_the_rest_it_asks_for() {
        let asked_for = Duration::from_secs(7);
        let rest = Retries::default().rest_after(&throttled(Some(asked_for)), Duration::ZERO);
        assert!(rest.is_some_and(|rest| rest >= asked_for));
        let day = Duration::from_hours(24);
        let rest = Retries::default().rest_after(&throttled(Some(day)), Duration::ZERO);
        assert_eq!(rest, Some(LONGEST_REST));
    }

    #[test]
    fn what_will_not_get_better_is_asked_once() {
        let denied = SourceError::Denied {
            action: "kms:DescribeKey".into(),
            code: "AccessDeniedException".into(),
            principal: None,
        };
        assert_eq!(Retries::default().rest_after(&denied, Duration::ZERO), None);
    }

    #[test]
    fn a_request_that_takes_long_to_fail_is_soon_given_up() {
        let lost = SourceError::Network {
            endpoint: "kms.eu-west-1.amazonaws.com".into(),
            reason: "no route".into(),
        };
        let mut retries = Retries::default();
        assert!(retries.rest_after(&lost, Duration::from_secs(5)).is_some());
        assert_eq!(retries.rest_after(&lost, Duration::from_secs(5)), None);
    }

    #[test]
    fn a_request_that_hung_is_sent_once_more_and_one_that_never_ended_is_not() {
        let after = Duration::from_secs(20);
        let passed = |limit| SourceError::TimeLimit {
            action: "kms:DescribeKey".into(),
            limit,
            after,
        };
        let mut retries = Retries::default();
        let hung = passed(TimeLimit::FirstByte);
        assert!(retries.rest_after(&hung, after).is_some());
        assert_eq!(retries.rest_after(&hung, after), None);
        for limit in [TimeLimit::Page, TimeLimit::List] {
            assert_eq!(Retries::default().rest_after(&passed(limit), after), None);
        }
    }
}
