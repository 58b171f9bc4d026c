//! Answers that came with success and are none, or did not come in time.

use std::fmt;
use std::time::Duration;

use super::outline::Outline;
use crate::app::resource_explorer::source::TimeLimit;

/// Why a body is not the answer to its request. Travels through the SDK as the cause of an error.
#[derive(Clone, Debug)]
pub(in crate::aws) struct AnswerFault {
    /// What is wrong with it.
    pub reason: String,
    /// What it looks like, for the log.
    pub outline: Outline,
}

impl fmt::Display for AnswerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for AnswerFault {}

/// An answer that did not begin or end in time. Travels through the SDK as the cause of an error.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct SlowAnswer {
    /// Which limit passed.
    pub limit: TimeLimit,
    /// How long that is.
    pub after: Duration,
}

impl fmt::Display for SlowAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, secs) = (self.limit.name(), self.after.as_secs_f32());
        write!(f, "no answer within {secs} s (time limit {name})")
    }
}

impl std::error::Error for SlowAnswer {}
