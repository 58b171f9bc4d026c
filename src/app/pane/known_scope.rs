//! What follows from a pane's scope and is drawn in every frame: made when the scope is set, as two sets of two
//! hundred types are too much to compare for each pane and frame.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Pane;
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

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl Pane {
    /// Changes whenever the scope of the next run does; views key what they make of it by this.
    pub fn scope_epoch(&self) -> ScopeEpoch {
        self.known_scope.epoch
    }

    /// Sets the scope of the next run, and nothing else.
    pub(super) fn put_scope(&mut self, scope: QueryScope) {
        self.known_scope = KnownScope::of(&scope);
        self.spec.scope = scope;
    }
}
