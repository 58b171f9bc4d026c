//! Why a pane shows no rows. Different nothings must not look alike.

use super::next_step::next_steps;
use crate::app::pane::{Pane, QueryState};
use crate::model::QueryScope;
use crate::text::numbers::{counted, grouped};

/// What to say in place of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyState {
    /// The short of it.
    pub title: String,
    /// What it means, or what to do.
    pub text: String,
    /// What a button does.
    pub action: Option<EmptyAction>,
    /// What further buttons do.
    pub others: Vec<EmptyAction>,
}

/// What a button in an empty pane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyAction {
    /// Run the scope.
    Run,
    /// Open the scope picker.
    EditScope,
    /// Empty the filter.
    ClearFilter,
    /// Look for the words of the filter in properties as well.
    SearchProperties,
    /// Ask AWS for what the filter names, beside this pane.
    LookUp,
    /// Show what AWS itself put into the accounts.
    ShowManaged,
    /// Show what failed.
    ShowFailures,
}

impl EmptyAction {
    /// As the button says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Run => "Run query",
            Self::EditScope => "Edit scope",
            Self::ClearFilter => "Clear the filter",
            Self::SearchProperties => "Search properties too (Enter)",
            Self::LookUp => "Look it up in AWS",
            Self::ShowManaged => "Show them",
            Self::ShowFailures => "Show failures",
        }
    }
}

/// Why there is nothing to see; `None` while there is something.
pub fn why_empty(pane: &Pane) -> Option<EmptyState> {
    if !pane.visible.is_empty() {
        return None;
    }
    let state = |title: &str, text: String, action| {
        Some(EmptyState {
            title: title.to_owned(),
            text,
            action,
            others: Vec::new(),
        })
    };
    let rows = pane.rows.len();
    if rows > 0 && pane.tree_is_pending() {
        return state(
            "Sorting",
            format!("{} being grouped.", counted(rows, "row")),
            None,
        );
    }
    if rows > 0 {
        return Some(all_hidden(pane));
    }
    match pane.state {
        QueryState::Idle if pane.spec.scope.is_empty() => {
            let missing = missing_part(&pane.spec.scope).unwrap_or("Nothing is selected");
            state(
                "Scope is empty",
                format!("{missing}. Edit the scope, then run the query."),
                Some(EmptyAction::EditScope),
            )
        }
        QueryState::Idle => state(
            "No query yet",
            "Edit the scope, then run the query.".into(),
            Some(EmptyAction::Run),
        ),
        QueryState::Running => {
            let counts = &pane.counts;
            state(
                "Querying AWS",
                format!(
                    "{} of {} done.",
                    grouped(counts.phase1_done),
                    counted(counts.phase1_total, "query key")
                ),
                None,
            )
        }
        QueryState::Cancelled => state(
            "Cancelled",
            "The query was stopped before the first row.".into(),
            Some(EmptyAction::Run),
        ),
        QueryState::MemoryLimit => state(
            "Stopped by the memory limit",
            "The query was stopped before the first row.".into(),
            None,
        ),
        QueryState::Done => Some(done_without_rows(pane)),
    }
}

/// There are rows, but the filter hides all, or all but hidden AWS-managed ones.
fn all_hidden(pane: &Pane) -> EmptyState {
    let rows = counted(pane.rows.len(), "row");
    let managed = pane.tree.hidden as usize;
    let so_far = if pane.is_running() { " so far" } else { "" };
    let (title, text, action, others) = if let Some(error) = &pane.filter_error {
        let title = "Invalid filter".to_owned();
        (title, format!("{error}."), EmptyAction::ClearFilter, vec![])
    } else if managed == 0 {
        let (text, mut actions) = next_steps(pane, format!("The filter hides all {rows}{so_far}."));
        let first = actions.remove(0);
        ("Nothing matches".to_owned(), text, first, actions)
    } else {
        let is_filtered = !pane.spec.filter.trim().is_empty();
        let what = if is_filtered {
            "What matches"
        } else {
            "What was found"
        };
        let managed = grouped(managed);
        let text = format!("{what} is AWS-managed ({managed} of {rows}) and hidden.");
        let title = format!("Only AWS-managed resources{so_far}");
        (title, text, EmptyAction::ShowManaged, vec![])
    };
    EmptyState {
        title,
        text,
        action: Some(action),
        others,
    }
}

fn done_without_rows(pane: &Pane) -> EmptyState {
    let (asked, incomplete, failed) = (
        pane.ledger.len(),
        pane.ledger.incomplete(),
        pane.ledger.failures(),
    );
    let complete = grouped(asked - incomplete);
    let text = if asked == 0 {
        "No account or region of the scope could be queried.".to_owned()
    } else if failed == asked {
        first_cause(pane).unwrap_or_else(|| "Every query key failed.".to_owned())
    } else if failed > 0 {
        format!(
            "{complete} of {} complete, {} failed.",
            counted(asked, "query key"),
            grouped(failed)
        )
    } else {
        format!("{complete} of {} complete.", counted(asked, "query key"))
    };
    let title = if asked > 0 && failed == asked {
        "Every query key failed"
    } else {
        "Nothing found"
    };
    let action = if failed > 0 || !pane.broken.is_empty() {
        Some(EmptyAction::ShowFailures)
    } else {
        Some(EmptyAction::EditScope)
    };
    EmptyState {
        title: title.to_owned(),
        text,
        action,
        others: Vec::new(),
    }
}

/// The first reason found; cheap, because it stops there.
fn first_cause(pane: &Pane) -> Option<String> {
    let error = pane.ledger.iter().find_map(|entry| entry.error.as_ref())?;
    Some(format!("{error}."))
}

/// Which part of a scope is missing, as a sentence without its full stop.
pub fn missing_part(scope: &QueryScope) -> Option<&'static str> {
    if scope.accounts.is_empty() {
        Some("No account is selected")
    } else if scope.regions.is_empty() {
        Some("No region is selected")
    } else if scope.types.is_empty() {
        Some("No type is selected")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
