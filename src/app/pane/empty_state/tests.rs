use super::*;
use crate::app::fixtures::{PaneFixture, denied, volume};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::{FinishReason, Generation, ProgressEvent};
use crate::model::{QueryScope, ResourceEntry, Selection};

fn done(outcomes: &[Outcome]) -> EmptyState {
    let mut fixture = PaneFixture::new();
    fixture.pane().begin(Generation(1));
    for (region, outcome) in ["eu-west-1", "us-east-1", "me-south-1"]
        .iter()
        .zip(outcomes)
    {
        fixture.outcome(region, *outcome, outcome.is_failure().then(denied));
    }
    fixture.event(ProgressEvent::Finished(FinishReason::Done));
    // Failed questions have a group of their own in the tree; here only the words matter.
    fixture.pane().visible = Default::default();
    why_empty(fixture.pane()).unwrap()
}

#[test]
fn nothing_asked_nothing_found_and_everything_refused_say_different_things() {
    let mut fixture = PaneFixture::new();
    assert_eq!(
        why_empty(fixture.pane()).unwrap().text,
        "Edit the scope, then run the query."
    );
    assert_eq!(
        done(&[Outcome::Complete, Outcome::Complete]).text,
        "2 of 2 query keys complete."
    );
    let refused = done(&[Outcome::Denied, Outcome::Denied]);
    assert_eq!(refused.title, "Every query key failed");
    assert!(
        refused.text.contains("ec2:DescribeVolumes"),
        "{}",
        refused.text
    );
    assert_eq!(refused.action, Some(EmptyAction::ShowFailures));
    assert_eq!(
        done(&[Outcome::Complete, Outcome::Denied]).text,
        "1 of 2 query keys complete, 1 failed."
    );
}

#[test]
fn a_filter_that_hides_everything_offers_to_go() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    fixture.pane().set_filter("name:no-such-thing".into());
    fixture.settle();
    let empty = why_empty(fixture.pane()).unwrap();
    assert_eq!(empty.text, "The filter hides all 5 rows.");
    assert_eq!(empty.action, Some(EmptyAction::ClearFilter));
}

#[test]
fn rows_that_aws_manages_are_not_said_to_be_filtered() {
    let mut fixture = PaneFixture::new();
    let managed = |n| ResourceEntry {
        managed: true,
        ..volume(n)
    };
    fixture.add_rows((0..3).map(managed).collect());
    fixture.settle();
    let empty = why_empty(fixture.pane()).unwrap();
    assert!(empty.title.starts_with("Only AWS-managed resources"));
    assert!(empty.text.contains("(3 of 3 rows)"), "{}", empty.text);
    assert_eq!(empty.action, Some(EmptyAction::ShowManaged));

    let first = format!("id:{}", volume(0).id);
    fixture.pane().set_filter(first);
    fixture.settle();
    let text = why_empty(fixture.pane()).unwrap().text;
    assert!(
        text.contains("matches is AWS-managed (1 of 3 rows)"),
        "{text}"
    );

    fixture.pane().set_filter("name:no-such-thing".into());
    fixture.settle();
    let empty = why_empty(fixture.pane()).unwrap();
    assert_eq!(empty.action, Some(EmptyAction::ClearFilter));

    fixture.pane().set_filter(String::new());
    fixture.pane().set_show_managed(true);
    fixture.settle();
    assert_eq!(why_empty(fixture.pane()), None);
}

#[test]
fn an_empty_scope_says_which_part_is_missing() {
    let mut fixture = PaneFixture::new();
    let scope = QueryScope {
        regions: Selection::Only(Default::default()),
        ..fixture.pane().spec.scope.to_scope()
    };
    fixture.pane().set_scope(scope);
    assert!(
        why_empty(fixture.pane())
            .unwrap()
            .text
            .starts_with("No region is selected")
    );
}

#[test]
fn a_filter_that_cannot_be_read_is_said_once_and_hides_nothing_by_name() {
    let mut fixture = PaneFixture::with_rows(3, 2);
    // What was typed before the error, letter by letter, hides everything and stays in force.
    fixture.pane().set_filter("foo".into());
    fixture.settle();
    fixture.pane().set_filter("foo:".into());
    fixture.settle();
    let empty = why_empty(fixture.pane()).unwrap();
    assert_eq!(empty.title, "Invalid filter");
    assert!(
        empty.text.contains("unknown field 'foo' at column 1"),
        "{}",
        empty.text
    );
    assert!(!empty.text.contains("hides"), "{}", empty.text);
    assert_eq!(empty.action, Some(EmptyAction::ClearFilter));
}
