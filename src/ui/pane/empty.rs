//! Why a pane shows no rows. Different nothings must not look alike.

use crate::app::pane::{Pane, QueryState};
use crate::model::QueryScope;
use crate::ui::pane::facts::count_text;

/// What to say in place of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptyState {
    /// The short of it.
    pub title: String,
    /// What it means, or what to do.
    pub text: String,
    /// What a button offers.
    pub offer: Option<Offer>,
}

/// What a button in an empty pane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Run the scope.
    Run,
    /// Open the scope picker.
    EditScope,
    /// Empty the filter.
    ClearFilter,
    /// Show what AWS itself put into the accounts.
    ShowManaged,
    /// Show what failed.
    ShowFailures,
}

impl Offer {
    /// As the button says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Run => "Run query",
            Self::EditScope => "Pick a scope",
            Self::ClearFilter => "Clear the filter",
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
    let state = |title: &str, text: String, offer| {
        Some(EmptyState {
            title: title.to_owned(),
            text,
            offer,
        })
    };
    let rows = pane.rows.len();
    if rows > 0 && pane.tree_is_pending() {
        return state(
            "Sorting",
            format!("{} rows are being grouped.", count_text(rows)),
            None,
        );
    }
    if rows > 0 {
        return Some(all_out_of_sight(pane));
    }
    match pane.state {
        QueryState::Idle if pane.spec.scope.is_empty() => {
            let missing = missing_part(&pane.spec.scope).unwrap_or("Nothing is selected");
            state(
                "Nothing to ask for",
                format!("{missing}. Pick a scope and run."),
                Some(Offer::EditScope),
            )
        }
        QueryState::Idle => state(
            "Nothing asked yet",
            "Pick a scope and run.".into(),
            Some(Offer::Run),
        ),
        QueryState::Running => {
            let counts = &pane.counts;
            state(
                "Asking AWS",
                format!(
                    "{} of {} lists have ended.",
                    counts.phase1_done, counts.phase1_total
                ),
                None,
            )
        }
        QueryState::Cancelled => state(
            "Cancelled",
            "The query was stopped before the first row.".into(),
            Some(Offer::Run),
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
fn all_out_of_sight(pane: &Pane) -> EmptyState {
    let rows = count_text(pane.rows.len());
    let managed = pane.tree.hidden as usize;
    let so_far = if pane.is_running() { " so far" } else { "" };
    if managed == 0 {
        return EmptyState {
            title: "Nothing matches".to_owned(),
            text: format!("The filter hides all {rows} rows{so_far}."),
            offer: Some(Offer::ClearFilter),
        };
    }
    let is_filtered = !pane.spec.filter.trim().is_empty();
    let what = if is_filtered {
        "What matches"
    } else {
        "What was found"
    };
    let managed = count_text(managed);
    let text =
        format!("{what} is AWS's own ({managed} of {rows} rows) and hidden until asked for.");
    EmptyState {
        title: format!("Only AWS-managed resources{so_far}"),
        text,
        offer: Some(Offer::ShowManaged),
    }
}

fn done_without_rows(pane: &Pane) -> EmptyState {
    let (asked, incomplete, failed) = (
        pane.ledger.len(),
        pane.ledger.incomplete(),
        pane.ledger.failures(),
    );
    let text = if asked == 0 {
        "No account or region of the scope could be asked.".to_owned()
    } else if failed == asked {
        first_cause(pane).unwrap_or_else(|| "Every list failed.".to_owned())
    } else if failed > 0 {
        format!(
            "{} of {asked} lists complete, {failed} failed.",
            asked - incomplete
        )
    } else {
        format!("{} of {asked} lists complete.", asked - incomplete)
    };
    let title = if asked > 0 && failed == asked {
        "Every list failed"
    } else {
        "Nothing found"
    };
    let offer = if failed > 0 || !pane.broken.is_empty() {
        Some(Offer::ShowFailures)
    } else {
        Some(Offer::EditScope)
    };
    EmptyState {
        title: title.to_owned(),
        text,
        offer,
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
mod tests {
    use super::*;
    use crate::app::resource_explorer::ledger::Outcome;
    use crate::app::resource_explorer::progress::{FinishReason, Generation, ProgressEvent};
    use crate::model::{ResourceEntry, Selection};
    use crate::ui::fixtures::{World, denied, volume};

    fn done(outcomes: &[Outcome]) -> EmptyState {
        let mut world = World::new();
        world.pane().begin(Generation(1));
        for (region, outcome) in ["eu-west-1", "us-east-1", "me-south-1"]
            .iter()
            .zip(outcomes)
        {
            world.outcome(region, *outcome, outcome.is_failure().then(denied));
        }
        world.event(ProgressEvent::Finished(FinishReason::Done));
        // Failed questions have a group of their own in the tree; here only the words matter.
        world.pane().visible = Default::default();
        why_empty(world.pane()).unwrap()
    }

    #[test]
    fn nothing_asked_nothing_found_and_everything_refused_say_different_things() {
        let mut world = World::new();
        assert_eq!(
            why_empty(world.pane()).unwrap().text,
            "Pick a scope and run."
        );
        assert_eq!(
            done(&[Outcome::Complete, Outcome::Complete]).text,
            "2 of 2 lists complete."
        );
        let refused = done(&[Outcome::Denied, Outcome::Denied]);
        assert_eq!(refused.title, "Every list failed");
        assert!(
            refused.text.contains("ec2:DescribeVolumes"),
            "{}",
            refused.text
        );
        assert_eq!(refused.offer, Some(Offer::ShowFailures));
        assert_eq!(
            done(&[Outcome::Complete, Outcome::Denied]).text,
            "1 of 2 lists complete, 1 failed."
        );
    }

    #[test]
    fn a_filter_that_hides_everything_offers_to_go() {
        let mut world = World::with_rows(3, 2);
        world.pane().set_filter("no-such-thing-anywhere".into());
        world.settle();
        let empty = why_empty(world.pane()).unwrap();
        assert_eq!(empty.text, "The filter hides all 5 rows.");
        assert_eq!(empty.offer, Some(Offer::ClearFilter));
    }

    #[test]
    fn rows_that_aws_manages_are_not_said_to_be_filtered() {
        let mut world = World::new();
        let managed = |n| ResourceEntry {
            managed: true,
            ..volume(n)
        };
        world.add_rows((0..3).map(managed).collect());
        world.settle();
        let empty = why_empty(world.pane()).unwrap();
        assert!(empty.title.starts_with("Only AWS-managed resources"));
        assert!(empty.text.contains("(3 of 3 rows)"), "{}", empty.text);
        assert_eq!(empty.offer, Some(Offer::ShowManaged));

        let first = format!("id:{}", volume(0).id);
        world.pane().set_filter(first);
        world.settle();
        let text = why_empty(world.pane()).unwrap().text;
        assert!(
            text.contains("matches is AWS's own (1 of 3 rows)"),
            "{text}"
        );

        world.pane().set_filter("no-such-thing-anywhere".into());
        world.settle();
        let empty = why_empty(world.pane()).unwrap();
        assert_eq!(empty.offer, Some(Offer::ClearFilter));

        world.pane().set_filter(String::new());
        world.pane().set_show_managed(true);
        world.settle();
        assert_eq!(why_empty(world.pane()), None);
    }

    #[test]
    fn an_empty_scope_says_which_part_is_missing() {
        let mut world = World::new();
        world.pane().spec.scope.regions = Selection::Only(Default::default());
        assert!(
            why_empty(world.pane())
                .unwrap()
                .text
                .starts_with("No region is selected")
        );
    }
}
