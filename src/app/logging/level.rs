//! How much is logged, of what.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};

/// How important a line is, the least important first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Everything, frame by frame.
    Trace,
    /// What helps to find a mistake in the program.
    Debug,
    /// What happened.
    #[default]
    Info,
    /// What may need a look.
    Warn,
    /// What failed.
    Error,
}

impl LogLevel {
    /// All levels, the least important first.
    pub const ALL: [Self; 5] = [
        Self::Trace,
        Self::Debug,
        Self::Info,
        Self::Warn,
        Self::Error,
    ];

    /// As people type it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    fn filter(self) -> LevelFilter {
        match self {
            Self::Trace => LevelFilter::TRACE,
            Self::Debug => LevelFilter::DEBUG,
            Self::Info => LevelFilter::INFO,
            Self::Warn => LevelFilter::WARN,
            Self::Error => LevelFilter::ERROR,
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for LogLevel {
    type Err = BadLogFilter;

    fn from_str(text: &str) -> Result<Self, BadLogFilter> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| BadLogFilter(text.chars().take(64).collect()))
    }
}

/// Why a text is neither a level nor a filter.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "'{0}' is not a log level; use trace, debug, info, warn or error, \
     or a filter such as info,aws_smithy_runtime=debug"
)]
pub struct BadLogFilter(String);

/// Libraries below us, by the beginning of their names: worth a line when something is wrong.
const QUIET: [&str; 6] = ["aws_", "hyper", "h2", "rustls", "tower", "mio"];

/// A level for everything, and others for targets named one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    level: LogLevel,
    targets: Vec<(String, LogLevel)>,
}

impl LogFilter {
    /// The filter in force: the argument of `--log-level`, else the variable
    /// [`LEVEL_VARIABLE`](super::LEVEL_VARIABLE), else the setting. A variable that cannot be read is skipped
    /// with a sentence that says so; arguments are checked where they are parsed.
    pub fn choose(
        argument: Option<Self>,
        variable: Option<&str>,
        setting: LogLevel,
    ) -> (Self, Option<String>) {
        if let Some(filter) = argument {
            return (filter, None);
        }
        match variable.filter(|text| !text.trim().is_empty()) {
            None => (setting.into(), None),
            Some(text) => match text.parse() {
                Ok(filter) => (filter, None),
                Err(error) => {
                    let notice = format!("{}: {error}; using {setting}", super::LEVEL_VARIABLE);
                    (setting.into(), Some(notice))
                }
            },
        }
    }

    /// The level of everything that is not named.
    pub fn level(&self) -> LogLevel {
        self.level
    }

    pub(super) fn targets(&self) -> Targets {
        let quiet = self.level.max(LogLevel::Warn).filter();
        Targets::new()
            .with_default(self.level.filter())
            .with_targets(QUIET.map(|target| (target, quiet)))
            .with_targets(
                self.targets
                    .iter()
                    .map(|(target, level)| (target.clone(), level.filter())),
            )
    }
}

impl From<LogLevel> for LogFilter {
    fn from(level: LogLevel) -> Self {
        Self {
            level,
            targets: Vec::new(),
        }
    }
}

impl FromStr for LogFilter {
    type Err = BadLogFilter;

    fn from_str(text: &str) -> Result<Self, BadLogFilter> {
        let bad = || BadLogFilter(text.chars().take(64).collect());
        let mut filter = Self::default();
        for part in text.split(',').map(str::trim) {
            match part.split_once('=') {
                None => filter.level = part.parse().map_err(|_| bad())?,
                Some((target, level)) => {
                    let target = target.trim();
                    if target.is_empty() || target.contains(char::is_whitespace) {
                        return Err(bad());
                    }
                    let level = level.parse().map_err(|_| bad())?;
                    filter.targets.push((target.to_owned(), level));
                }
            }
        }
        Ok(filter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_in_any_case_and_ordered_by_importance() {
        assert_eq!("WARN".parse(), Ok(LogLevel::Warn));
        assert_eq!(" info ".parse(), Ok(LogLevel::Info));
        assert!(LogLevel::Error > LogLevel::Warn && LogLevel::Trace < LogLevel::Debug);
    }

    #[test]
    fn nonsense_says_what_is_allowed() {
        for bad in ["", "loud", "info,", "=debug", "a b=debug", "aws_=loud"] {
            let error = bad.parse::<LogFilter>().unwrap_err().to_string();
            assert!(error.contains("trace, debug, info"), "{error}");
        }
    }

    #[test]
    fn the_argument_wins_over_the_variable_and_the_variable_over_the_setting() {
        let argument = Some(LogFilter::from(LogLevel::Trace));
        let level = |choice: (LogFilter, Option<String>)| choice.0.level();
        assert_eq!(
            level(LogFilter::choose(argument, Some("error"), LogLevel::Warn)),
            LogLevel::Trace
        );
        assert_eq!(
            level(LogFilter::choose(None, Some("error"), LogLevel::Warn)),
            LogLevel::Error
        );
        assert_eq!(
            level(LogFilter::choose(None, Some(" "), LogLevel::Warn)),
            LogLevel::Warn
        );
    }

    #[test]
    fn a_variable_that_makes_no_sense_is_told_and_passed_over() {
        let (filter, notice) = LogFilter::choose(None, Some("loud"), LogLevel::Warn);
        assert_eq!(filter.level(), LogLevel::Warn);
        let notice = notice.unwrap();
        assert!(
            notice.contains("AWSDASH_LOG") && notice.contains("loud"),
            "{notice}"
        );
    }
}
