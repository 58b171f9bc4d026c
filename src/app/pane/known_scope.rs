//! What follows from a pane's scope and is drawn in every frame: made when the scope is set, as two sets of two
//! hundred types are too much to compare for each pane and frame.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::app::labels::scope_text;
use crate::model::QueryScope;

/// Another one whenever a pane's scope is set; no two panes share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeEpoch(u64);

/// A scope that was set, in words.
#[derive(Debug)]
pub(super) struct KnownScope {
    epoch: ScopeEpoch,
    text: String,
}

impl KnownScope {
    pub(super) fn of(scope: &QueryScope) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self {
            epoch: ScopeEpoch(LAST.fetch_add(1, Ordering::Relaxed)),
            text: scope_text(scope),
        }
    }

    pub(super) fn epoch(&self) -> ScopeEpoch {
        self.epoch
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}
