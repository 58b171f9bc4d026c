//! One line of the ledger.

use std::sync::Arc;
use std::time::Duration;

use compact_str::{CompactString, format_compact};

use super::Outcome;
use crate::app::resource_explorer::source::{Gaps, SourceError};
use crate::model::{Provider, QueryKey};

/// One line of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Which question.
    pub key: QueryKey,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows it gave.
    pub rows: u64,
    /// Which provider answered; `None` when none was asked.
    pub provider: Option<Provider>,
    /// Why it is not complete, when something went wrong.
    pub error: Option<Arc<SourceError>>,
    /// Why only tagged rows are known: the error of the provider that lists the type.
    pub left_to_tags: Option<Arc<SourceError>>,
    /// What the list lacks although its answers came; `None` when nothing.
    pub gaps: Option<Arc<Gaps>>,
    /// How old the answer is, when it came from the cache.
    pub cached_age: Option<Duration>,
}

impl LedgerEntry {
    /// A line without rows, provider and error: the outcome says all.
    pub fn new(key: QueryKey, outcome: Outcome) -> Self {
        Self {
            key,
            outcome,
            rows: 0,
            provider: None,
            error: None,
            left_to_tags: None,
            gaps: None,
            cached_age: None,
        }
    }

    /// The line with another number of rows. A list that broke is partial when others show some of its rows.
    #[must_use]
    pub fn with_rows(mut self, rows: u64) -> Self {
        self.rows = rows;
        if let Some(error) = self.error.as_deref() {
            let broke = Outcome::from(error);
            if self.outcome == Outcome::Partial && rows == 0 {
                self.outcome = broke;
            } else if self.outcome == broke && broke.is_failure() && rows > 0 {
                self.outcome = Outcome::Partial;
            }
        }
        self
    }

    /// Whether tags of its rows are not known.
    pub fn lacks_tags(&self) -> bool {
        self.gaps.as_ref().is_some_and(|gaps| gaps.tags.is_some())
    }

    /// The line once details or sweeps have the tags that its list lacked.
    #[must_use]
    pub fn with_tags(self) -> Self {
        let gaps = self.gaps.as_deref().map(|gaps| Gaps {
            tags: None,
            ..gaps.clone()
        });
        Self {
            gaps: gaps.filter(|gaps| !gaps.is_empty()).map(Arc::new),
            ..self
        }
    }

    /// Whether a person should look: refused, broken, or broken off half-way. Rows that only the
    /// tagging service could show are partial by nature; that is not a failure.
    ///
    /// A list that broke stays broken when tags show some of its rows. A list that does not exist in a
    /// place is not a failure.
    pub fn is_failure(&self) -> bool {
        let broke = |left: &SourceError| Outcome::from(left).is_failure();
        let left = self.left_to_tags.as_deref();
        self.outcome.is_failure()
            || self.gaps.is_some()
            || (self.outcome == Outcome::Partial
                && (self.error.is_some() || left.is_some_and(broke)))
    }

    /// Whether asking again can give more than was given.
    pub fn is_retryable(&self) -> bool {
        self.gaps.is_some()
            || (self.outcome.is_retryable()
                && (self.is_failure() || self.outcome != Outcome::Partial))
    }

    /// Whether it can be asked again while its query still runs: what waits for a sign-in goes on by
    /// itself, and what sweeps answer comes with them.
    pub fn can_join_query(&self) -> bool {
        let is_list =
            !self.key.resource_type.is_of_many() && self.provider.is_none_or(|by| !by.is_sweep());
        self.is_retryable() && is_list && self.outcome != Outcome::SignIn
    }

    /// How it ended, as people read it.
    pub fn label(&self) -> &'static str {
        let lacks_tags = self.gaps.as_deref().is_some_and(|gaps| gaps.tags.is_some());
        match self.outcome {
            Outcome::Complete if lacks_tags => "complete, without tags",
            outcome => outcome.label(),
        }
    }

    /// The IAM action that was missing, when the list, or a part of it, was refused for want of one.
    pub fn denied_action(&self) -> Option<&str> {
        let gaps = self.gaps.iter().flat_map(|gaps| gaps.reasons());
        let mut errors = self.error.as_deref().into_iter().chain(gaps);
        errors.find_map(|error| match error {
            SourceError::Denied { action, .. } => Some(action.as_str()),
            _ => None,
        })
    }

    /// Errors that it has, those of a list before it was left to tags among them.
    pub fn errors(&self) -> impl Iterator<Item = &SourceError> {
        let left = self.left_to_tags.as_deref();
        let gaps = self.gaps.iter().flat_map(|gaps| gaps.reasons());
        self.error.as_deref().into_iter().chain(left).chain(gaps)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        // Shared ones have two counts beside them.
        let place = size_of::<SourceError>() + 2 * size_of::<usize>();
        let bytes_of = |error: &SourceError| place + error.heap_bytes();
        self.errors().map(bytes_of).sum()
    }

    /// Why it is not complete, in a sentence; `None` when there is nothing to say.
    pub fn why(&self) -> Option<CompactString> {
        let list = match (&self.error, &self.left_to_tags) {
            (None, None) => None,
            (Some(error), None) => Some(format_compact!("{error}")),
            (None, Some(left)) => Some(format_compact!("by tags only, because: {left}")),
            (Some(error), Some(left)) => Some(format_compact!(
                "{error}; asked for by tags, because: {left}"
            )),
        };
        match (list, &self.gaps) {
            (list, None) => list,
            (None, Some(gaps)) => Some(format_compact!("{gaps}")),
            (Some(list), Some(gaps)) => Some(format_compact!("{list}; {gaps}")),
        }
    }
}
