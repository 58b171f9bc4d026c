//! The read-only promise, kept twice.
//!
//! The first wall is an interceptor on every client: it refuses an operation that is not in
//! [`READ_OPERATIONS`] before the request is even written. The second wall sits below all clients,
//! ours and those inside the SDK's credential chain: it reads the finished request and refuses what
//! does not name an operation of the list. Both refuse what they do not understand.

mod interceptor;
mod operations;
#[cfg(test)]
mod tests;
mod wall;

use thiserror::Error;

pub(in crate::aws) use interceptor::ReadOnlyGuard;
pub use operations::{READ_OPERATIONS, ReadOperation};
pub(in crate::aws) use wall::behind_wall;

/// Something that is not a known read operation was about to be sent.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("awsdash only reads: {what} is not one of its read operations; nothing was sent")]
pub struct Refusal {
    /// The operation or request that was refused.
    pub what: String,
}

impl Refusal {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}
