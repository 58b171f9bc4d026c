use std::sync::Arc;

use super::*;
use crate::app::resource_explorer::source::{Gaps, SourceError};
use crate::model::Provider;

fn entry(region: &str, outcome: Outcome, error: Option<SourceError>) -> LedgerEntry {
    let key = QueryKey {
        account: "001234567890".parse().unwrap(),
        region: region.parse().unwrap(),
        resource_type: "AWS::EC2::Volume".parse().unwrap(),
    };
    LedgerEntry {
        provider: Some(Provider::Ec2),
        error: error.map(Arc::new),
        ..LedgerEntry::new(key, outcome)
    }
}

fn denied() -> SourceError {
    SourceError::Denied {
        action: "ec2:DescribeVolumes".into(),
        code: "UnauthorizedOperation".into(),
        principal: None,
    }
}

#[test]
fn a_retried_key_replaces_its_line_and_the_counts_follow() {
    let mut ledger = Ledger::default();
    ledger.record(entry("eu-west-1", Outcome::Denied, Some(denied())));
    assert_eq!(
        (ledger.len(), ledger.failures(), ledger.incomplete()),
        (1, 1, 1)
    );
    let incomplete = |ledger: &Ledger| ledger.lines().incomplete().count();
    assert_eq!(incomplete(&ledger), 1);
    ledger.record(entry("eu-west-1", Outcome::Complete, None));
    assert_eq!(incomplete(&ledger), 0);
    assert_eq!(
        (ledger.len(), ledger.failures(), ledger.incomplete()),
        (1, 0, 0)
    );
}

#[test]
fn failures_of_one_cause_are_one_group_with_the_missing_action() {
    let mut ledger = Ledger::default();
    for region in ["eu-west-1", "us-east-1"] {
        ledger.record(entry(region, Outcome::Denied, Some(denied())));
    }
    ledger.record(entry("eu-north-1", Outcome::Cancelled, None));
    let groups = failure_groups(ledger.lines());
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0].keys.len(), 2);
    assert!(groups[0].cause.contains("ec2:DescribeVolumes"));
    assert_eq!(ledger.retryable_keys().len(), 3);
}

#[test]
fn the_revision_changes_with_every_line_and_when_all_are_forgotten() {
    let mut ledger = Ledger::default();
    let mut seen = vec![ledger.revision()];
    ledger.record(entry("eu-west-1", Outcome::Denied, Some(denied())));
    seen.push(ledger.revision());
    ledger.record(entry("eu-west-1", Outcome::Complete, None));
    seen.push(ledger.revision());
    assert_eq!(ledger.clear().iter().count(), 1);
    assert!(ledger.is_empty());
    seen.push(ledger.revision());
    assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
    for (at, outcome) in Outcome::ALL.into_iter().enumerate() {
        assert_eq!(outcome as usize, at);
    }
}

#[test]
fn a_list_that_broke_is_a_failure_and_one_that_does_not_exist_is_none() {
    let unexpected = SourceError::BadAnswer {
        action: "quicksight:ListThemes".into(),
        reason: "no ThemeSummaryList in it".into(),
    };
    let absent = SourceError::Unsupported {
        reason: "no such list".into(),
    };
    let by_tags = |region: &str, left: SourceError| LedgerEntry {
        left_to_tags: Some(Arc::new(left)),
        gaps: None,
        ..entry(region, Outcome::Partial, None)
    };
    let mut ledger = Ledger::default();
    ledger.record(by_tags("eu-west-1", unexpected));
    ledger.record(by_tags("us-east-1", absent));
    assert_eq!((ledger.failures(), ledger.incomplete()), (1, 2));
    let broken = ledger.iter().next().unwrap();
    assert_eq!(
        broken.why().unwrap(),
        "by tags only, because: unexpected answer from quicksight:ListThemes: \
         no ThemeSummaryList in it"
    );
    let groups = failure_groups(ledger.lines());
    assert_eq!(groups.len(), 1);
    assert_eq!(
        (groups[0].outcome, groups[0].keys.len()),
        (Outcome::Partial, 1)
    );
    assert!(groups[0].cause.starts_with("unexpected answer"));
    assert_eq!(ledger.retryable_keys(), [broken.key]);
}

#[test]
fn both_reasons_are_told_where_tags_could_not_be_asked_for_either() {
    let absent = SourceError::Unsupported {
        reason: "no such list".into(),
    };
    let line = LedgerEntry {
        left_to_tags: Some(Arc::new(absent)),
        gaps: None,
        ..entry("eu-west-1", Outcome::Denied, Some(denied()))
    };
    let why = line.why().unwrap();
    assert!(
        why.starts_with("not allowed") && why.ends_with("no such list"),
        "{why}"
    );
}

#[test]
fn what_is_not_enabled_is_not_missing() {
    let mut ledger = Ledger::default();
    ledger.record(entry("me-south-1", Outcome::RegionNotEnabled, None));
    assert_eq!((ledger.failures(), ledger.incomplete()), (0, 0));
}

#[test]
fn lists_that_wait_for_a_sign_in_are_forgotten_by_account() {
    let mut ledger = Ledger::default();
    ledger.record(entry("eu-west-1", Outcome::SignIn, None));
    ledger.record(entry("us-east-1", Outcome::Denied, Some(denied())));
    let account = ledger.iter().next().unwrap().key.account;
    assert_eq!(ledger.waiting(account).count(), 1);
    assert_eq!(ledger.waiting("999988887777".parse().unwrap()).count(), 0);
    let waiting: Vec<_> = ledger.waiting(account).collect();
    ledger.forget_waiting(&waiting);
    let left: Vec<Outcome> = ledger.iter().map(|line| line.outcome).collect();
    assert_eq!((left, ledger.len()), (vec![Outcome::Denied], 1));
}

#[test]
fn what_is_counted_by_place_and_type_agrees_with_a_look_at_every_line() {
    let types = ["AWS::EC2::Volume", "AWS::EC2::Instance", "AWS::S3::Bucket"];
    let mut ledger = Ledger::default();
    for n in 0..600_usize {
        let region = ["eu-west-1", "us-east-1", "me-south-1"][n * 5 % 3];
        let outcome = Outcome::ALL[(n * 7 + n / 11) % Outcome::ALL.len()];
        let error = (outcome == Outcome::Denied).then(denied);
        let mut line = entry(region, outcome, error);
        line.key.account = format!("{:012}", n * 3 % 7).parse().unwrap();
        line.key.resource_type = types[n / 13 % 3].parse().unwrap();
        line.cached_age = (n % 3 == 1).then(|| std::time::Duration::from_secs(1));
        ledger.record(line);
    }
    let others = "000000000003".parse().unwrap();
    let waiting: Vec<_> = ledger.waiting(others).collect();
    ledger.forget_waiting(&waiting);
    let counted = |which: &dyn Fn(&LedgerEntry) -> bool| {
        let mut tally = Tally::default();
        let lines = ledger.iter().filter(|line| which(line));
        lines.for_each(|line| tally.add(line));
        tally
    };
    assert_eq!(*ledger.tally(), counted(&|_| true));
    let incomplete = ledger.iter().filter(|line| line.outcome.is_incomplete());
    let incomplete: Vec<QueryKey> = incomplete.map(|line| line.key).collect();
    assert!(
        ledger
            .lines()
            .incomplete()
            .map(|line| line.key)
            .eq(incomplete)
    );
    assert_eq!(ledger.types().count(), 3);
    for (ty, tally) in ledger.types() {
        assert_eq!(*tally, counted(&|line| line.key.resource_type == ty));
    }
    assert_eq!(ledger.lines().places().count(), 7 * 3);
    for (place, tally) in ledger.lines().places() {
        assert_eq!(*tally, counted(&|line| Place::from(&line.key) == place));
        assert_eq!(ledger.lines().of_place(place).len(), tally.lines());
    }
    let keys: Vec<QueryKey> = ledger.iter().map(|line| line.key).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "in order, each once");
    assert!(keys.iter().all(|key| ledger.get(key).unwrap().key == *key));
}

#[test]
fn what_another_thread_goes_through_stays_as_it_was() {
    let mut ledger = Ledger::default();
    ledger.record(entry("eu-west-1", Outcome::Denied, Some(denied())));
    ledger.record(entry("us-east-1", Outcome::Complete, None));
    let before = ledger.lines().clone();
    ledger.record(entry("eu-west-1", Outcome::Complete, None));
    ledger.record(entry("me-south-1", Outcome::Complete, None));
    let outcomes = |lines: &Lines| lines.iter().map(|line| line.outcome).collect::<Vec<_>>();
    assert_eq!(outcomes(&before), [Outcome::Denied, Outcome::Complete]);
    assert_eq!(outcomes(ledger.lines()), [Outcome::Complete; 3]);
    let place = |lines: &Lines| {
        lines
            .of_place(Place::from(&ledger.iter().last().unwrap().key))
            .as_ptr()
    };
    assert_eq!(place(&before), place(ledger.lines()), "shared, not copied");
}

#[test]
fn a_list_without_tags_is_complete_says_so_and_names_the_action() {
    let line = LedgerEntry {
        gaps: Some(Arc::new(Gaps {
            tags: Some(SourceError::Denied {
                action: "tag:GetResources".into(),
                code: "AccessDeniedException".into(),
                principal: None,
            }),
            ..Gaps::default()
        })),
        ..entry("eu-west-1", Outcome::Complete, None)
    };
    assert_eq!(line.outcome.as_str(), "complete");
    assert_eq!(line.label(), "complete, without tags");
    assert_eq!(line.denied_action(), Some("tag:GetResources"));
    assert!(
        line.why()
            .unwrap()
            .starts_with("without tags: not allowed: tag:GetResources")
    );
    let whole = entry("eu-west-1", Outcome::Complete, None);
    assert_eq!((whole.label(), whole.denied_action()), ("complete", None));
}
