//! What a pane says of a query that was stopped, paused or failed in part.

use super::*;
use crate::app::commands::{PaneCommand, PaneEffect};
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};

#[test]
fn a_query_stopped_by_the_budget_keeps_its_rows_and_offers_what_to_do() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    let text = "Memory limit exceeded: 12,500 MB / 13,107 MB (80% of system RAM)";
    pane.apply(message(1, ProgressEvent::MemoryLimit(text.into())));
    pane.apply(message(
        1,
        ProgressEvent::Finished(FinishReason::MemoryLimit),
    ));
    assert_eq!(pane.rows.len(), 1);
    assert_eq!(pane.state, QueryState::MemoryLimit);
    assert_eq!(pane.banners[0].text, text);
    assert_eq!(
        pane.banners[0].actions,
        [
            BannerAction::ClearCache,
            BannerAction::ClosePane,
            BannerAction::NarrowScope,
            BannerAction::RaiseLimit
        ]
    );
}

#[test]
fn a_cancelled_query_says_what_is_left_and_goes_on_with_exactly_that() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    let lines = [
        LedgerEntry::new(key("eu-west-1", VOLUME), Outcome::Complete),
        LedgerEntry::new(key("us-east-1", VOLUME), Outcome::Cancelled),
        LedgerEntry::new(key("eu-west-1", "AWS::EC2::VPC"), Outcome::Cancelled),
    ];
    pane.apply(message(1, ProgressEvent::Outcomes(lines.to_vec())));
    pane.apply(message(1, ProgressEvent::Finished(FinishReason::Cancelled)));
    let said = pane.banners.last().unwrap();
    assert!(said.text.contains("2 of 50 query keys"), "{}", said.text);
    assert_eq!(said.actions, [BannerAction::Continue]);
    let left = vec![key("eu-west-1", "AWS::EC2::VPC"), key("us-east-1", VOLUME)];
    let rest = Rest::Lists {
        keys: left,
        without_details: 0,
    };
    assert_eq!(pane.rest(), rest);
    settle(&mut pane);
    assert!(pane.shown_rows().1, "counts without a mark");
}

#[test]
fn a_query_that_was_cancelled_among_its_details_says_so_and_can_go_on() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    let line = LedgerEntry::new(key("eu-west-1", VOLUME), Outcome::Complete);
    pane.apply(message(1, ProgressEvent::Outcomes(vec![line])));
    pane.apply(message(1, ProgressEvent::DetailsLeft { lists: 1 }));
    pane.apply(message(1, ProgressEvent::Finished(FinishReason::Cancelled)));
    let said = pane.banners.last().unwrap();
    assert_eq!(said.text, "The details of 1 query key were not fetched.");
    assert_eq!(said.actions, [BannerAction::Continue]);
    let asked = pane.asked.clone();
    pane.set_scope(QueryScope {
        types: crate::model::Selection::All,
        ..pane.spec.scope.to_scope()
    });
    pane.begin_scope(Generation(2), asked.clone());
    assert_eq!(pane.asked, asked, "what was stopped goes on");
    assert!(pane.banners.is_empty());
}

#[test]
fn the_memory_limit_is_said_after_the_details_that_it_left() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    pane.apply(message(1, ProgressEvent::MemoryLimit("limit".into())));
    pane.apply(message(1, ProgressEvent::DetailsLeft { lists: 2 }));
    pane.apply(message(
        1,
        ProgressEvent::Finished(FinishReason::MemoryLimit),
    ));
    let said: Vec<&str> = pane.banners.iter().map(|said| &*said.text).collect();
    assert_eq!(
        said,
        ["The details of 2 query keys were not fetched.", "limit"]
    );
}

#[test]
fn a_retry_of_one_list_leaves_the_message_on_failed_details_of_others() {
    let mut pane = pane();
    let of = |region: &str| DetailsFailure {
        key: key(region, VOLUME),
        operation: "DescribeVolumeStatus",
        resources: vec!["vol-1".into()],
        count: 1,
        not_asked: 0,
        error: SourceError::Config("no".into()),
    };
    for region in ["eu-west-1", "us-east-1"] {
        pane.apply(message(1, ProgressEvent::DetailsFailed(of(region))));
    }
    pane.begin_retry(Generation(2), &[key("eu-west-1", VOLUME)]);
    let said = &pane.banners[0].text;
    assert!(said.contains("DescribeVolumeStatus failed once"), "{said}");
    pane.begin_retry(Generation(3), &[key("us-east-1", VOLUME)]);
    assert!(pane.banners.is_empty(), "{:?}", pane.banners);
}

#[test]
fn a_query_that_was_cancelled_before_its_plan_stood_lacks_unknown_lists() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    pane.apply(message(1, ProgressEvent::PlanUnfinished));
    pane.apply(message(1, ProgressEvent::Finished(FinishReason::Cancelled)));
    assert_eq!(pane.rest(), Rest::Unplanned);
    assert!(pane.lacks_lines() && pane.shown_rows().1);
    assert_eq!(
        pane.banners.last().unwrap().actions,
        [BannerAction::Continue]
    );
}

#[test]
fn the_end_of_one_pause_leaves_the_banner_of_an_account_that_its_text_names() {
    let mut pane = pane();
    let (first, second): (AccountId, AccountId) = (
        "111111111111".parse().unwrap(),
        "222222222222".parse().unwrap(),
    );
    let error = |role: &str| SourceError::SignIn {
        via: format!("arn:aws:iam::111111111111:role/{role}").into(),
        reason: "expired".into(),
    };
    for account in [first, second] {
        let error = error("audit");
        pane.apply(message(1, ProgressEvent::AccountPaused { account, error }));
    }
    let resumed = ProgressEvent::AccountResumed {
        account: first,
        keys: Vec::new(),
    };
    pane.apply(message(1, resumed));
    let kinds: Vec<_> = pane.banners.iter().map(|banner| banner.kind).collect();
    assert_eq!(kinds, [BannerKind::Paused(second)]);
}

#[test]
fn one_banner_is_dismissed_and_the_others_stay() {
    let mut pane = pane();
    for text in ["one", "two", "three"] {
        pane.apply(message(1, ProgressEvent::Waiting(text.into())));
    }
    let second = pane.banners[1].id;
    let effect = pane.apply_command(PaneCommand::DismissBanner(second));
    assert_eq!(effect, PaneEffect::None);
    let left: Vec<&str> = pane.banners.iter().map(|banner| &*banner.text).collect();
    assert_eq!(left, ["one", "three"]);
}
