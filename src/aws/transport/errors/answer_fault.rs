//! An answer that came with success and is not one.

use std::fmt;

use super::outline::Outline;

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
