//! How long answers and lists may take. A person can set these limits; see [`TimeLimits`].
//!
//! `first-byte` and `page` hold for every answer, whatever it is asked for. `list` holds for the pages of one
//! list together, as long as they bring hardly a row: a list of a hundred thousand rows may take its time.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde::{Serialize, Serializer};

/// Shortest and longest limit that is accepted.
pub const TIME_LIMIT_RANGE: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(100)..=Duration::from_hours(1);

/// How long answers and lists may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimits {
    /// From a request to the beginning of its answer.
    pub first_byte: Duration,
    /// From a request to the end of its answer.
    pub page: Duration,
    /// What the requests of one list may take from one page with rows to the next.
    pub list: Duration,
}

/// One of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeLimit {
    /// [`TimeLimits::first_byte`].
    FirstByte,
    /// [`TimeLimits::page`].
    Page,
    /// [`TimeLimits::list`].
    List,
}

/// What is left of the time of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLeft {
    /// From now on.
    pub left: Duration,
    /// From its last page with rows on.
    pub of: Duration,
}

/// A limit that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0}: time limits look like first-byte=20s,page=35s,list=50s; each is from 100 ms to one hour, and those \
     that are left out stay as they are by default"
)]
pub struct TimeLimitsError(String);

impl Default for TimeLimits {
    /// A request that is never answered is sent twice and ends within a minute.
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(20),
            page: Duration::from_secs(35),
            list: Duration::from_secs(50),
        }
    }
}

impl TimeLimits {
    /// One of them.
    pub fn get(&self, limit: TimeLimit) -> Duration {
        match limit {
            TimeLimit::FirstByte => self.first_byte,
            TimeLimit::Page => self.page,
            TimeLimit::List => self.list,
        }
    }

    /// Changes one of them; what is out of range becomes the nearest that is not.
    pub fn set(&mut self, limit: TimeLimit, length: Duration) {
        let length = length.clamp(*TIME_LIMIT_RANGE.start(), *TIME_LIMIT_RANGE.end());
        match limit {
            TimeLimit::FirstByte => self.first_byte = length,
            TimeLimit::Page => self.page = length,
            TimeLimit::List => self.list = length,
        }
    }
}

impl TimeLimit {
    /// All of them, in the order in which they pass.
    pub const ALL: [Self; 3] = [Self::FirstByte, Self::Page, Self::List];

    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstByte => "first-byte",
            Self::Page => "page",
            Self::List => "list",
        }
    }

    /// What did not happen in time, and what to do.
    pub(super) fn sentence(self, after: Duration) -> String {
        let what = match self {
            Self::FirstByte => "there was no answer within",
            Self::Page => "an answer had not ended after",
            Self::List => "its pages brought hardly a row for",
        };
        let (name, double) = (
            self.name(),
            humantime::format_duration(after * 2)
                .to_string()
                .replace(' ', ""),
        );
        format!(
            "{what} {}; time limit {name}, to be raised with --time-limit {name}={double} or in the settings",
            humantime::format_duration(after)
        )
    }
}

impl FromStr for TimeLimits {
    type Err = TimeLimitsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut limits = Self::default();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let wrong = || TimeLimitsError(part.trim().to_owned());
            let (name, length) = part.split_once('=').ok_or_else(wrong)?;
            let named = |limit: &TimeLimit| limit.name() == name.trim();
            let limit = TimeLimit::ALL.into_iter().find(named).ok_or_else(wrong)?;
            let length = humantime::parse_duration(length.trim()).map_err(|_| wrong())?;
            if !TIME_LIMIT_RANGE.contains(&length) {
                return Err(wrong());
            }
            limits.set(limit, length);
        }
        Ok(limits)
    }
}

impl fmt::Display for TimeLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, limit) in TimeLimit::ALL.into_iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let length = self.get(limit);
            // Without the spaces of `1h 30m`.
            let length = humantime::format_duration(length).to_string();
            write!(f, "{comma}{}={}", limit.name(), length.replace(' ', ""))?;
        }
        Ok(())
    }
}

impl Serialize for TimeLimits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Time limits that a person may change while requests are on their way. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct LimitsInForce(Arc<RwLock<TimeLimits>>);

impl LimitsInForce {
    /// Those of this moment.
    pub fn get(&self) -> TimeLimits {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on it is these.
    pub fn set(&self, limits: TimeLimits) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = limits;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_under_a_minute_by_default_and_a_request_that_hung_twice_as_well() {
        let TimeLimits {
            first_byte,
            page,
            list,
        } = TimeLimits::default();
        let minute = Duration::from_mins(1);
        assert!(first_byte < page && page < minute && list < minute);
        assert!(first_byte + page < minute);
    }

    #[test]
    fn limits_are_read_as_they_are_written() {
        let limits: TimeLimits = "page=2m, list = 1h".parse().unwrap();
        assert_eq!(limits.page, Duration::from_mins(2));
        assert_eq!(limits.first_byte, TimeLimits::default().first_byte);
        assert_eq!(limits.to_string(), "first-byte=20s,page=2m,list=1h");
        assert_eq!(limits.to_string().parse(), Ok(limits));
        let odd: TimeLimits = "list=90s".parse().unwrap();
        assert_eq!(odd.to_string().parse(), Ok(odd));
        assert_eq!("".parse(), Ok(TimeLimits::default()));
    }

    #[test]
    fn a_limit_that_makes_no_sense_is_named_with_the_way_to_write_it() {
        for text in ["page", "pages=3s", "page=soon", "list=2h", "first-byte=1ms"] {
            let error = text.parse::<TimeLimits>().unwrap_err().to_string();
            assert!(error.starts_with(text), "{error}");
            assert!(error.contains("first-byte=20s"), "{error}");
        }
    }

    #[test]
    fn a_limit_that_passed_says_which_and_how_to_raise_it() {
        let said = TimeLimit::List.sentence(Duration::from_secs(50));
        assert_eq!(
            said,
            "its pages brought hardly a row for 50s; time limit list, to be raised with \
             --time-limit list=1m40s or in the settings"
        );
    }
}
