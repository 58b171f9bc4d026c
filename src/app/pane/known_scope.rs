//! A scope with what follows from it and is drawn in every frame: made when the scope is set, as two sets of two
//! hundred types are too much to compare for each pane and frame. Nothing changes the scope alone.

use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::app::labels::scope_text;
use crate::model::QueryScope;

/// Another one whenever a pane's scope is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeEpoch(u64);

/// A scope that was set, in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "QueryScope", into = "QueryScope")]
pub struct KnownScope {
    scope: QueryScope,
    epoch: ScopeEpoch,
    text: String,
}

impl KnownScope {
    /// The scope, to be asked for or to be made another one.
    pub fn to_scope(&self) -> QueryScope {
        self.scope.clone()
    }

    pub(super) fn epoch(&self) -> ScopeEpoch {
        self.epoch
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl Deref for KnownScope {
    type Target = QueryScope;

    fn deref(&self) -> &QueryScope {
        &self.scope
    }
}

impl From<QueryScope> for KnownScope {
    fn from(scope: QueryScope) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self {
            epoch: ScopeEpoch(LAST.fetch_add(1, Ordering::Relaxed)),
            text: scope_text(&scope),
            scope,
        }
    }
}

impl From<KnownScope> for QueryScope {
    fn from(known: KnownScope) -> Self {
        known.scope
    }
}

impl Default for KnownScope {
    fn default() -> Self {
        QueryScope::default().into()
    }
}

impl PartialEq for KnownScope {
    fn eq(&self, other: &Self) -> bool {
        self.scope == other.scope
    }
}
