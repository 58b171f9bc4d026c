use std::sync::Arc;

use super::*;
use crate::app::resource_explorer::source::Gaps;
use crate::model::{Provider, QueryKey};

fn ledger(outcomes: &[(Outcome, Option<SourceError>)]) -> Ledger {
    let mut ledger = Ledger::default();
    for (at, (outcome, error)) in outcomes.iter().enumerate() {
        ledger.record(LedgerEntry {
            key: QueryKey {
                account: format!("{at:012}").parse().unwrap(),
                region: "eu-west-1".parse().unwrap(),
                resource_type: "AWS::EC2::Host".parse().unwrap(),
            },
            outcome: *outcome,
            rows: 0,
            provider: Some(Provider::Ec2),
            error: error.clone().map(Arc::new),
            left_to_tags: None,
            gaps: None,
            cached_age: None,
        });
    }
    ledger
}

fn denied() -> (Outcome, Option<SourceError>) {
    let error = SourceError::Denied {
        action: "ec2:DescribeHosts".into(),
        code: "UnauthorizedOperation".into(),
        principal: None,
    };
    (Outcome::Denied, Some(error))
}

fn unsupported() -> (Outcome, Option<SourceError>) {
    let reason = "no such call".into();
    (
        Outcome::Unsupported,
        Some(SourceError::Unsupported { reason }),
    )
}

fn run(ledger: &Ledger) -> Run<'_> {
    Run {
        total_rows: 2603,
        shown_rows: None,
        undecided_rows: 0,
        rows_without_tags: 0,
        took: Duration::from_millis(12_340),
        ledger,
        broken: &[],
        over_memory: false,
        stopped_by: None,
    }
}

#[test]
fn the_summary_counts_and_names_what_was_not_answered() {
    let mut outcomes = vec![(Outcome::Complete, None); 576];
    outcomes.extend([denied(), denied(), denied(), unsupported()]);
    let ledger = ledger(&outcomes);
    let run = run(&ledger);
    assert_eq!(
        run.sentences(),
        [
            "2,603 resources in 12.3 s. 4 of 580 query keys could not be answered: \
             3 denied (ec2:DescribeHosts), 1 unsupported.",
            "  not available here: no such call (1 query key)",
        ]
    );
    assert_eq!(run.exit(), Exit::Incomplete);
}

#[test]
fn a_list_with_gaps_is_not_said_to_come_from_tags() {
    let mut ledger = ledger(&[(Outcome::Partial, None)]);
    let mut line = ledger.iter().next().unwrap().clone();
    let mut gaps = Gaps::default();
    gaps.add_parent("cluster=main", SourceError::Config("refused".into()));
    line.gaps = Some(Arc::new(gaps));
    ledger.record(line);
    let run = run(&ledger);
    assert_eq!(
        run.sentences()[0],
        "2,603 resources in 12.3 s. 1 query key lacks some of what there is."
    );
    assert_eq!(run.exit(), Exit::Incomplete);
}

#[test]
fn a_complete_run_says_so_little() {
    let ledger = ledger(&[(Outcome::Complete, None)]);
    let mut run = run(&ledger);
    assert_eq!(run.sentences(), ["2,603 resources in 12.3 s."]);
    assert_eq!(run.exit(), Exit::Complete);
    run.shown_rows = Some(1);
    assert_eq!(
        run.sentences(),
        ["1 of 2,603 resources matches the filter, in 12.3 s."]
    );
}

#[test]
fn tags_that_are_not_known_are_said_with_the_action_that_was_missing() {
    let mut ledger = ledger(&[(Outcome::Complete, None)]);
    let first = ledger.iter().next().unwrap().clone();
    ledger.record(LedgerEntry {
        gaps: Some(Arc::new(Gaps {
            tags: Some(SourceError::Denied {
                action: "tag:GetResources".into(),
                code: "AccessDeniedException".into(),
                principal: None,
            }),
            ..Gaps::default()
        })),
        ..first
    });
    let mut run = run(&ledger);
    run.rows_without_tags = 40;
    assert_eq!(run.exit(), Exit::Incomplete);
    let [sentence, ..] = &run.sentences()[..] else {
        panic!("nothing is said")
    };
    assert_eq!(
        sentence,
        "2,603 resources in 12.3 s. Whether 40 resources are tagged is not known. \
         Tags of 1 query key could not be read (tag:GetResources)."
    );
    (run.shown_rows, run.undecided_rows) = (Some(12), 40);
    assert!(run.sentences()[0].starts_with("12+ of 2,603 resources match the filter"));
}

#[test]
fn a_filter_for_tags_that_nobody_told_makes_a_run_incomplete() {
    let ledger = ledger(&[(Outcome::Complete, None)]);
    let mut run = run(&ledger);
    run.rows_without_tags = 3;
    assert_eq!(run.exit(), Exit::Complete, "their tags were not asked for");
    (run.shown_rows, run.undecided_rows) = (Some(0), 3);
    assert_eq!(run.exit(), Exit::Incomplete);
    assert_eq!(
        run.sentences(),
        [
            "0+ of 2,603 resources match the filter, in 12.3 s. Whether 3 resources are tagged \
          is not known; the filter asks for 3 of them. Their lists do not say; --details=all may."
        ]
    );
}

#[test]
fn the_exit_code_says_the_strongest_thing() {
    let (complete, partial) = ((Outcome::Complete, None), (Outcome::Partial, None));
    let off = (Outcome::RegionNotEnabled, None);
    for (outcomes, exit) in [
        (vec![], Exit::Nothing),
        (vec![denied()], Exit::Nothing),
        (vec![off.clone()], Exit::Nothing),
        (vec![complete.clone(), off], Exit::Incomplete),
        (vec![partial], Exit::Incomplete),
        (vec![complete.clone(), denied()], Exit::Incomplete),
        (vec![complete.clone()], Exit::Complete),
    ] {
        let ledger = ledger(&outcomes);
        let mut run = run(&ledger);
        run.total_rows = 0;
        assert_eq!(run.exit(), exit, "{outcomes:?}");
    }
    let ledger = ledger(&[complete]);
    let mut run = run(&ledger);
    run.stopped_by = Some(StoppedBy::Timeout);
    assert_eq!(run.exit(), Exit::Incomplete);
    run.over_memory = true;
    assert_eq!(run.exit(), Exit::MemoryLimit);
    run.stopped_by = Some(StoppedBy::Interrupt);
    assert_eq!(run.exit(), Exit::Interrupted);
    run.stopped_by = Some(StoppedBy::HangUp);
    assert_eq!(run.exit(), Exit::HungUp);
}

#[test]
fn a_way_in_that_failed_makes_a_run_incomplete() {
    let ledger = ledger(&[(Outcome::Complete, None)]);
    let error = SourceError::Config("no such profile".into());
    let broken = [Missing::of_error(&error, error.to_string())];
    let mut run = run(&ledger);
    run.broken = &broken;
    assert_eq!(run.exit(), Exit::Incomplete);
}
