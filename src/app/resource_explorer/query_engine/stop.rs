//! Stopping a query: once, for one reason.

use std::sync::OnceLock;

use tokio_util::sync::{CancellationToken, WaitForCancellationFuture};

/// Why a query was stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StopReason {
    Cancelled,
    Superseded,
    MemoryLimit(String),
}

/// Stops a query, once, for one reason.
#[derive(Default)]
pub(super) struct Stop {
    token: CancellationToken,
    reason: OnceLock<StopReason>,
}

impl Stop {
    pub(super) fn stop(&self, reason: StopReason) {
        // The first reason is the one that counts.
        let _ = self.reason.set(reason);
        self.token.cancel();
    }

    /// Returns once the query is stopped.
    pub(super) fn stopped(&self) -> WaitForCancellationFuture<'_> {
        self.token.cancelled()
    }

    /// Why it was stopped.
    pub(super) fn reason(&self) -> StopReason {
        let reason = self.reason.get().cloned();
        reason.unwrap_or(StopReason::Cancelled)
    }
}
