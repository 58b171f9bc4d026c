//! What a pane asked last, and when its answers came.

use std::time::Instant;

use super::known_scope::ScopeEpoch;
use crate::app::resource_explorer::ledger::LedgerEntry;

/// What was asked last, and the age of its answers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answer {
    /// The scope that was asked, while the pane has it.
    pub(super) scope: Option<ScopeEpoch>,
    /// When the oldest answer came from AWS.
    pub(super) oldest: Option<Instant>,
}

impl Answer {
    /// An answer came.
    pub(super) fn record(&mut self, entry: &LedgerEntry) {
        if entry.provider.is_none() && entry.cached_age.is_none() {
            return;
        }
        let now = Instant::now();
        let age = entry.cached_age.unwrap_or_default();
        let at = now.checked_sub(age).unwrap_or(now);
        self.oldest = Some(self.oldest.map_or(at, |oldest| oldest.min(at)));
    }
}
