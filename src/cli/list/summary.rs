//! How a run ended: sentences for people, an exit code for scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::app::resource_explorer::ledger::{
    FailureGroup, Ledger, LedgerEntry, Outcome, failure_groups,
};
use crate::app::resource_explorer::source::SourceError;
use crate::cli::exit::Exit;
use crate::model::QueryKey;
use crate::text::numbers::{counted, grouped, plural};

/// Causes that are spelled out; the ledger file has all of them.
const MAX_CAUSES: usize = 8;

/// IAM actions named per outcome.
const MAX_ACTIONS: usize = 3;

/// Why a run ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoppedBy {
    /// Ctrl-C, or the system asked the program to end.
    Interrupt,
    /// The terminal was closed, or the connection to it ended.
    HangUp,
    /// `--timeout`.
    Timeout,
    /// The reader of the rows has closed the pipe.
    Reader,
}

/// Something that is missing besides lists: a profile or role that failed, details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    /// Profile or role, when it is about one.
    pub via: Option<String>,
    /// Whose details are missing, when it is about details.
    pub key: Option<QueryKey>,
    /// In the ledger's words.
    pub outcome: Outcome,
    /// What happened.
    pub sentence: String,
}

impl Missing {
    /// By what went wrong.
    pub(super) fn of_error(error: &SourceError, sentence: String) -> Self {
        Self {
            via: None,
            key: None,
            outcome: Outcome::from(error),
            sentence,
        }
    }
}

/// A run that has ended.
pub(super) struct Run<'a> {
    /// Rows that were listed.
    pub total_rows: u64,
    /// Rows that match the filter; `None` without one.
    pub shown_rows: Option<u64>,
    /// Rows that the filter cannot decide on: their tags are not known.
    pub undecided_rows: u64,
    /// All rows whose tags are not known.
    pub rows_without_tags: u64,
    /// From start to end.
    pub took: Duration,
    /// How every query key ended.
    pub ledger: &'a Ledger,
    /// What belongs to no query key.
    pub broken: &'a [Missing],
    /// Whether the memory limit stopped it.
    pub over_memory: bool,
    /// What stopped it before its end, if anything did.
    pub stopped_by: Option<StoppedBy>,
}

impl Run<'_> {
    /// The exit code: the worst that happened decides.
    pub(super) fn exit(&self) -> Exit {
        if self.stopped_by == Some(StoppedBy::Interrupt) {
            Exit::Interrupted
        } else if self.stopped_by == Some(StoppedBy::HangUp) {
            Exit::HungUp
        } else if self.over_memory {
            Exit::MemoryLimit
        } else if self.is_nothing() {
            Exit::Nothing
        } else if self.is_whole() {
            Exit::Complete
        } else {
            Exit::Incomplete
        }
    }

    fn is_nothing(&self) -> bool {
        let answered = || self.ledger.iter().any(|entry| is_answered(entry.outcome));
        self.total_rows == 0 && !answered()
    }

    fn is_whole(&self) -> bool {
        // A type that AWS does not offer in a region is not missing there.
        let complete = |outcome| matches!(outcome, Outcome::Complete | Outcome::NotOffered);
        self.broken.is_empty()
            && self.stopped_by.is_none()
            && self.undecided_rows == 0
            && self
                .ledger
                .iter()
                .all(|entry| complete(entry.outcome) && entry.gaps.is_none())
    }

    /// What to say at the end, one line each.
    pub(super) fn sentences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.ledger.is_empty() {
            let parts = [
                Some(self.counted()),
                self.unanswered(),
                self.partial(),
                self.without_tags(),
            ];
            lines.push(parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
            lines.extend(self.causes());
        }
        match self.stopped_by {
            Some(StoppedBy::Interrupt) => lines.push("Interrupted.".to_owned()),
            Some(StoppedBy::HangUp) => lines.push("Ended: the terminal was closed.".to_owned()),
            Some(StoppedBy::Timeout) => {
                lines.push(
                    "Stopped by --timeout; a narrower scope or a longer time gets further."
                        .to_owned(),
                );
            }
            Some(StoppedBy::Reader) | None => {}
        }
        if self.exit() == Exit::Nothing && self.stopped_by.is_none() {
            lines.push(
                "Nothing could be listed; `awsdash doctor` says what works and what does not."
                    .to_owned(),
            );
        }
        lines
    }

    fn counted(&self) -> String {
        let seconds = self.took.as_secs_f64();
        let resources = format!(
            "{} {}",
            grouped(self.total_rows),
            plural(self.total_rows, "resource")
        );
        match self.shown_rows {
            None => format!("{resources} in {seconds:.1} s."),
            Some(shown) => {
                let verb = if shown == 1 { "matches" } else { "match" };
                let or_more = if self.undecided_rows > 0 { "+" } else { "" };
                format!(
                    "{}{or_more} of {resources} {verb} the filter, in {seconds:.1} s.",
                    grouped(shown)
                )
            }
        }
    }

    /// `Whether 40 resources are tagged is not known. Tags of 2 query keys could not be read
    /// (tag:GetResources).`
    fn without_tags(&self) -> Option<String> {
        let gaps = self.ledger.iter().filter_map(|entry| entry.gaps.as_deref());
        let reasons: Vec<&SourceError> = gaps.filter_map(|gaps| gaps.tags.as_ref()).collect();
        let rows = self.rows_without_tags;
        let mut parts = Vec::new();
        if rows > 0 {
            let verb = if rows == 1 { "is" } else { "are" };
            // Of the others it is properties that are not known.
            let asked = match self.undecided_rows.min(rows) {
                0 => String::new(),
                asked => format!("; the filter asks for {} of them", grouped(asked)),
            };
            let resources = plural(rows, "resource");
            parts.push(format!(
                "Whether {} {resources} {verb} tagged is not known{asked}.",
                grouped(rows)
            ));
        }
        let others = self.undecided_rows.saturating_sub(rows);
        if others > 0 {
            parts.push(format!(
                "The filter asks for properties that are not known of {} {}.",
                grouped(others),
                plural(others, "resource")
            ));
        }
        if !reasons.is_empty() {
            let actions: BTreeSet<&str> = reasons.iter().filter_map(|why| action_of(why)).collect();
            parts.push(format!(
                "Tags of {} could not be read{}.",
                keys(reasons.len() as u64),
                listed(&actions)
            ));
        } else if rows > 0 {
            parts.push("Their lists do not say; --details=all may.".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// `4 of 580 query keys could not be answered: 3 denied (ec2:DescribeHosts), 1 unsupported.`
    fn unanswered(&self) -> Option<String> {
        let mut groups: BTreeMap<Outcome, (u64, BTreeSet<&str>)> = BTreeMap::new();
        for entry in self
            .ledger
            .iter()
            .filter(|entry| !is_answered(entry.outcome) && entry.outcome != Outcome::NotOffered)
        {
            let (count, actions) = groups.entry(entry.outcome).or_default();
            *count += 1;
            actions.extend(entry.error.as_deref().and_then(action_of));
        }
        let total: u64 = groups.values().map(|(count, _)| count).sum();
        if total == 0 {
            return None;
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let parts: Vec<String> = groups
            .iter()
            .map(|(outcome, (count, actions))| {
                let name = outcome.as_str().replace('_', " ");
                format!("{} {name}{}", grouped(*count), listed(actions))
            })
            .collect();
        Some(format!(
            "{} of {} could not be answered: {}.",
            grouped(total),
            keys(self.ledger.len() as u64),
            parts.join(", ")
        ))
    }

    /// Keys with some rows: broken off, or known by their tags only.
    fn partial(&self) -> Option<String> {
        let partial = || {
            self.ledger
                .iter()
                .filter(|entry| entry.outcome == Outcome::Partial)
        };
        let broken_off = partial().filter(|entry| entry.error.is_some()).count() as u64;
        let lacks = |entry: &&LedgerEntry| entry.error.is_none() && entry.gaps.is_some();
        let lacking = partial().filter(lacks).count() as u64;
        let is_left =
            |entry: &&LedgerEntry| entry.error.is_none() && !lacks(entry) && entry.is_failure();
        let left = partial().filter(is_left).count() as u64;
        let tagged_only = partial().count() as u64 - broken_off - lacking - left;
        let mut parts = Vec::new();
        if broken_off > 0 {
            parts.push(format!("{} interrupted before the end.", keys(broken_off)));
        }
        if lacking > 0 {
            let verb = if lacking == 1 { "lacks" } else { "lack" };
            parts.push(format!("{} {verb} some of what there is.", keys(lacking)));
        }
        if left > 0 {
            let verb = if left == 1 { "shows" } else { "show" };
            parts.push(format!(
                "{} {verb} tagged resources only, because the list gave an unexpected answer.",
                keys(left)
            ));
        }
        if tagged_only > 0 {
            let verb = if tagged_only == 1 { "shows" } else { "show" };
            parts.push(format!(
                "{} {verb} tagged resources only.",
                keys(tagged_only)
            ));
        }
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// Causes of failures that the action's name does not say already.
    fn causes(&self) -> Vec<String> {
        let spoken = |group: &FailureGroup| {
            !matches!(
                group.outcome,
                Outcome::Denied | Outcome::Cancelled | Outcome::MemoryLimit
            )
        };
        let groups = failure_groups(self.ledger.lines()).into_iter();
        let groups: Vec<FailureGroup> = groups.filter(spoken).collect();
        let mut lines: Vec<String> = groups
            .iter()
            .take(MAX_CAUSES)
            .map(|group| format!("  {} ({})", group.cause, keys(group.keys.len() as u64)))
            .collect();
        if let Some(more) = groups
            .len()
            .checked_sub(MAX_CAUSES)
            .filter(|more| *more > 0)
        {
            lines.push(format!(
                "  and {more} more; --ledger FILE writes all of them"
            ));
        }
        lines
    }
}

/// Whether the question has an answer, though perhaps not all of it.
fn is_answered(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Complete | Outcome::Partial)
}

fn action_of(error: &SourceError) -> Option<&str> {
    match error {
        SourceError::Denied { action, .. } | SourceError::Throttled { action, .. } => Some(action),
        _ => None,
    }
}

/// ` (ec2:DescribeHosts, ec2:DescribeImages and 4 more)`
fn listed(actions: &BTreeSet<&str>) -> String {
    if actions.is_empty() {
        return String::new();
    }
    let named: Vec<&str> = actions.iter().take(MAX_ACTIONS).copied().collect();
    match actions.len() - named.len() {
        0 => format!(" ({})", named.join(", ")),
        more => format!(" ({} and {more} more)", named.join(", ")),
    }
}

pub(super) fn keys(count: u64) -> String {
    counted(count, "query key").into()
}

#[cfg(test)]
mod tests;
