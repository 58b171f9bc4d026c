//! Failed query keys, grouped by cause.

use std::collections::HashMap;

use compact_str::{CompactString, format_compact};

use super::{LedgerEntry, Lines, Outcome};
use crate::app::resource_explorer::source::SourceError;
use crate::model::QueryKey;

/// Query keys that failed for the same reason.
#[derive(Clone, Debug)]
pub struct FailureGroup {
    /// How they ended.
    pub outcome: Outcome,
    /// One sentence: what happened.
    pub cause: CompactString,
    /// Which questions, in order.
    pub keys: Vec<QueryKey>,
}

impl FailureGroup {
    /// Whether both have the same reason.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.outcome, &self.cause) == (other.outcome, &other.cause)
    }
}

/// What went wrong, grouped by cause, largest group first.
pub fn failure_groups(lines: &Lines) -> Vec<FailureGroup> {
    // A hundred thousand keys often have one cause: it is written out once and not for each.
    let mut groups: HashMap<(Outcome, Cause<'_>), Vec<QueryKey>> = HashMap::new();
    for entry in lines.iter() {
        let Some(cause) = Cause::of(entry) else {
            continue;
        };
        groups
            .entry((entry.outcome, cause))
            .or_default()
            .push(entry.key);
    }
    let mut groups: Vec<FailureGroup> = groups
        .into_iter()
        .map(|((outcome, cause), keys)| FailureGroup {
            outcome,
            cause: cause.text(outcome),
            keys,
        })
        .collect();
    groups.sort_by(|a, b| {
        b.keys
            .len()
            .cmp(&a.keys.len())
            .then_with(|| a.outcome.cmp(&b.outcome))
            .then_with(|| a.cause.cmp(&b.cause))
    });
    groups
}

/// What keys with the same trouble share.
#[derive(PartialEq, Eq, Hash)]
enum Cause<'a> {
    /// Action and code.
    Denied(&'a str, &'a str),
    /// Action, code and message.
    Service(&'a str, &'a str, &'a str),
    /// Any other error.
    Other(CompactString),
    /// Nothing but how it ended.
    Outcome,
}

impl<'a> Cause<'a> {
    /// `None` when there was no trouble.
    fn of(entry: &'a LedgerEntry) -> Option<Self> {
        if entry.outcome == Outcome::Partial && !entry.is_failure() {
            return None;
        }
        let error = entry.errors().next();
        match (error, entry.outcome) {
            (_, Outcome::NotOffered) | (None, Outcome::Complete | Outcome::Partial) => None,
            (Some(SourceError::Denied { action, code, .. }), _) => Some(Self::Denied(action, code)),
            (
                Some(
                    SourceError::Service {
                        action,
                        code,
                        message,
                        ..
                    }
                    | SourceError::Fault {
                        action,
                        code,
                        message,
                        ..
                    },
                ),
                _,
            ) => Some(Self::Service(action, code, message)),
            (Some(error), _) => Some(Self::Other(format_compact!("{error}"))),
            (None, _) => Some(Self::Outcome),
        }
    }

    /// As a sentence.
    fn text(self, outcome: Outcome) -> CompactString {
        match self {
            Self::Denied(action, code) => format_compact!("not allowed: {action} ({code})"),
            Self::Service(action, code, message) => {
                format_compact!("{action} failed: {code}: {message}")
            }
            Self::Other(text) => text,
            Self::Outcome => outcome.label().into(),
        }
    }
}
