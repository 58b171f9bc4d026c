//! Accounts that answer late, or never, and those that do not wait for them.

use super::*;
use crate::app::resource_explorer::source::{IndexReach, ListJob, RegionInfo, ResourceIndex};
use crate::app::resource_explorer::testing::ACCOUNT;
use crate::model::AccountId;

const SLOW: &str = "009999999999";

fn of(digits: &str, region: &str) -> QueryKey {
    QueryKey {
        account: digits.parse().unwrap(),
        ..key(region, VOLUME)
    }
}

/// Rows of one account, as they come.
async fn first_rows(harness: &mut Harness) -> (AccountId, Vec<String>) {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(5), harness.inbox.recv()).await;
        let progress = next.expect("no rows come").expect("the engine is gone");
        if let ProgressEvent::Rows(batch) = progress.event {
            let ids = batch.iter().map(|row| row.id.to_string());
            return (batch[0].account, ids.collect());
        }
    }
}

fn one_volume(source: &Scripted, digits: &str) {
    let mut row = entry("eu-west-1", VOLUME, &format!("vol-{digits}"), "");
    row.account = digits.parse().unwrap();
    source.say_pages(of(digits, "eu-west-1"), vec![vec![row]]);
}

#[tokio::test]
async fn an_account_that_never_answers_holds_no_other_up() {
    let source = Scripted::new(&["eu-west-1"]).late_account(SLOW);
    one_volume(&source, ACCOUNT);
    one_volume(&source, SLOW);
    let mut harness = Harness::new(source);
    let started = std::time::Instant::now();
    let generation = harness
        .engine
        .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
    let (account, rows) = first_rows(&mut harness).await;
    assert_eq!(
        (&*account.digits(), rows),
        (ACCOUNT, vec![format!("vol-{ACCOUNT}")])
    );
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert!(harness.engine.is_running(), "one account is still to come");
    let known = harness.engine.directory();
    assert_eq!(known.accounts.len(), 1, "shown before all have answered");

    // The account is in the list later.
    tokio::time::sleep(Duration::from_millis(50)).await;
    harness.source.late.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    assert_eq!(received.ids(), [format!("vol-{SLOW}")]);
    assert_eq!(received.finished, Some(FinishReason::Done));
    assert_eq!(
        (received.counts.phase1_done, received.counts.phase1_total),
        (2, 2)
    );
}

#[tokio::test]
async fn an_account_that_does_not_tell_its_regions_holds_no_other_up() {
    let source = Scripted::new(&["eu-west-1"]).silent_account(SLOW);
    one_volume(&source, ACCOUNT);
    let mut harness = Harness::new(source);
    let generation = harness
        .engine
        .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
    assert_eq!(first_rows(&mut harness).await.0.to_string(), ACCOUNT);
    harness.source.silent.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    assert_eq!(
        received.ledger[&of(SLOW, "eu-west-1")].outcome,
        Outcome::Complete
    );
}

#[tokio::test]
async fn details_do_not_wait_for_an_account_that_never_answers() {
    let source = Scripted::new(&["eu-west-1"]).late_account(SLOW);
    one_volume(&source, ACCOUNT);
    let mut harness = Harness::new(source);
    let wanted = QueryScope {
        details: DetailDepth::Bulk,
        ..scope(&[VOLUME])
    };
    let generation = harness.engine.start(PANE, wanted, Freshness::UseCache);
    first_rows(&mut harness).await;
    while harness.source.details_asked.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    harness.source.late.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    let PhaseCounts {
        phase2_done,
        phase2_total,
        ..
    } = received.counts;
    assert_eq!((phase2_done, phase2_total), (2, 2));
}

#[tokio::test]
async fn a_query_of_slow_accounts_is_cancelled_at_once() {
    let mut harness = Harness::new(Scripted::new(&["eu-west-1"]).late_account(SLOW));
    let generation = harness
        .engine
        .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
    tokio::time::sleep(Duration::from_millis(50)).await;
    harness.engine.cancel(PANE);
    assert_eq!(
        harness.receive(generation).await.finished,
        Some(FinishReason::Cancelled)
    );
    assert!(!harness.engine.is_running());
}

#[tokio::test]
async fn a_retry_in_one_account_waits_for_no_other() {
    let harness = Harness::new(Scripted::new(&["eu-west-1"]).late_account(SLOW));
    let mut harness = harness;
    let again = of(ACCOUNT, "eu-west-1");
    let shown = std::iter::empty();
    let generation = harness
        .engine
        .retry(PANE, scope(&[VOLUME]), vec![again], shown);
    let received = harness.receive(generation).await;
    assert_eq!(received.finished, Some(FinishReason::Done));
    assert_eq!(received.ledger.keys().copied().collect::<Vec<_>>(), [again]);
}

#[tokio::test]
async fn a_smart_query_waits_a_moment_for_accounts_that_an_index_of_one_may_answer_for() {
    let source = Scripted::new(&["eu-west-1"]).late_account(SLOW);
    let mut harness = Harness::new(source);
    let smart = smart(&[VOLUME]);
    let generation = harness.engine.start(PANE, smart, Freshness::UseCache);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(harness.source.jobs.lock().unwrap().is_empty());
    harness.source.late.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    let accounts: BTreeSet<_> = received.ledger.keys().map(|key| key.account).collect();
    assert_eq!(accounts.len(), 2);
}

/// What tags show of the account that answers at once, and its list.
fn tagged_volume(source: &Scripted) {
    let row = tagged("eu-west-1", VOLUME, &format!("vol-{ACCOUNT}"));
    source.say_pages(sweep_key("eu-west-1"), vec![vec![row]]);
    one_volume(source, ACCOUNT);
}

#[tokio::test]
async fn an_account_that_never_answers_holds_no_other_up_in_a_smart_query() {
    let source = Scripted::new(&["eu-west-1"]).late_account(SLOW);
    tagged_volume(&source);
    let mut harness = Harness::new(source);
    let started = std::time::Instant::now();
    let generation = harness
        .engine
        .start(PANE, smart(&[VOLUME]), Freshness::UseCache);
    let (account, rows) = first_rows(&mut harness).await;
    assert_eq!(
        (&*account.digits(), rows),
        (ACCOUNT, vec![format!("vol-{ACCOUNT}")])
    );
    let waited = started.elapsed();
    assert!(waited < Duration::from_millis(1500), "{waited:?}");
    assert!(harness.engine.is_running(), "one account is still to come");

    harness.source.late.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    assert_eq!(received.finished, Some(FinishReason::Done));
    let line = &received.ledger[&of(SLOW, "eu-west-1")];
    assert_eq!(line.outcome, Outcome::NotAsked, "its sweep sees nothing");
    assert_eq!(received.counts.phase1_done, received.counts.phase1_total);
    let asked = |key| harness.source.times_asked(&key);
    assert_eq!(asked(of(ACCOUNT, "eu-west-1")), 1);
    assert_eq!(asked(of(SLOW, "eu-west-1").sweep()), 1);
}

#[tokio::test]
async fn an_index_of_an_account_that_comes_late_tells_nothing_twice() {
    let index = QueryKey {
        resource_type: TypeId::explorer_index(),
        ..of(SLOW, "us-east-1")
    };
    let reach = ResourceIndex {
        job: ListJob {
            key: index,
            provider: Provider::ResourceExplorer,
        },
        reach: IndexReach::Organization,
        regions: ["eu-west-1".parse().unwrap()].into_iter().collect(),
        types: [VOLUME.parse().unwrap()].into_iter().collect(),
    };
    let source = Scripted::new(&["eu-west-1"])
        .late_account(SLOW)
        .index(reach);
    tagged_volume(&source);
    let told = [(ACCOUNT, ACCOUNT), (ACCOUNT, "beyond"), (SLOW, SLOW)].map(|(digits, id)| {
        let mut row = entry("eu-west-1", VOLUME, &format!("vol-{id}"), "");
        row.provider = Provider::ResourceExplorer;
        row.account = digits.parse().unwrap();
        row
    });
    source.say_pages(index, vec![told.to_vec()]);
    one_volume(&source, SLOW);
    let mut harness = Harness::new(source);
    let generation = harness
        .engine
        .start(PANE, smart(&[VOLUME]), Freshness::UseCache);
    let (_, first) = first_rows(&mut harness).await;
    assert_eq!(first, [format!("vol-{ACCOUNT}")]);
    harness.source.late.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    assert_eq!(received.ids(), [format!("vol-{SLOW}")]);
    assert_eq!(received.ledger[&index].rows, 1);
}

fn denied_regions() -> SourceError {
    SourceError::Denied {
        action: "ec2:DescribeRegions".into(),
        code: "UnauthorizedOperation".into(),
        principal: None,
    }
}

#[tokio::test]
async fn regions_that_may_not_be_told_are_assumed_and_that_is_said() {
    let mut source = Scripted::new(&["eu-west-1", "us-east-1"]).listing("AWS::IAM::Role");
    source.regions_denied = Some(denied_regions());
    one_volume(&source, ACCOUNT);
    let mut harness = Harness::new(source);
    let everywhere = scope(&[VOLUME]);
    let received = harness.query(everywhere).await;
    assert_eq!(received.ids(), [format!("vol-{ACCOUNT}")]);
    assert_eq!(received.ledger.len(), 2);
    let [said] = received.troubles.as_slice() else {
        panic!("{:?}", received.troubles);
    };
    assert!(said.contains("ec2:DescribeRegions") && said.contains("eu-west-1, us-east-1"));

    // No region is assumed where all are named, known or not, or where none is needed.
    let named = QueryScope {
        regions: ["eu-west-1", "eu-moon-1"]
            .map(|code| code.parse().unwrap())
            .into_iter()
            .collect(),
        ..scope(&[VOLUME])
    };
    let generation = harness.engine.start(PANE, named, Freshness::Refresh);
    let received = harness.receive(generation).await;
    assert!(received.troubles.is_empty(), "{:?}", received.troubles);
    let asked: Vec<_> = received
        .ledger
        .keys()
        .map(|key| key.region.as_str())
        .collect();
    assert_eq!(asked, ["eu-moon-1", "eu-west-1"]);
    let global = scope(&["AWS::IAM::Role"]);
    let generation = harness.engine.start(PANE, global, Freshness::Refresh);
    let received = harness.receive(generation).await;
    assert!(received.troubles.is_empty(), "{:?}", received.troubles);
}

#[tokio::test]
async fn an_account_slow_to_tell_its_regions_is_listed_where_it_is_sure_to_be() {
    let source = Scripted::new(&["eu-west-1", "us-east-1"]).listing("AWS::IAM::Role");
    let mut source = source.silent_account(ACCOUNT);
    let sure = RegionInfo {
        region: "eu-west-1".parse().unwrap(),
        enabled: true,
    };
    source.sure_regions = vec![sure];
    one_volume(&source, ACCOUNT);
    let mut harness = Harness::new(source);
    let started = std::time::Instant::now();
    let scope = scope(&[VOLUME, "AWS::IAM::Role"]);
    let generation = harness.engine.start(PANE, scope, Freshness::UseCache);
    first_rows(&mut harness).await;
    assert!(started.elapsed() < Duration::from_millis(1500));
    harness.source.silent.as_ref().unwrap().1.add_permits(1);
    let received = harness.receive(generation).await;
    let asked = |region: &str| harness.source.times_asked(&of(ACCOUNT, region));
    assert_eq!((asked("eu-west-1"), asked("us-east-1")), (1, 1));
    assert_eq!(
        (received.counts.phase1_done, received.counts.phase1_total),
        (3, 3),
        "no list twice, the global one neither"
    );
    assert!(received.troubles.is_empty(), "all is known in the end");
}

#[tokio::test]
async fn regions_that_are_named_are_listed_though_the_account_never_tells_its_own() {
    let source = Scripted::new(&["eu-west-1", "us-east-1"]).silent_account(ACCOUNT);
    one_volume(&source, ACCOUNT);
    let mut harness = Harness::new(source);
    let named = QueryScope {
        regions: ["eu-west-1".parse().unwrap()].into_iter().collect(),
        ..scope(&[VOLUME])
    };
    let received = harness.query(named).await;
    assert_eq!(received.ids(), [format!("vol-{ACCOUNT}")]);
    assert_eq!(received.finished, Some(FinishReason::Done));
    assert!(received.troubles.is_empty(), "{:?}", received.troubles);
}

#[tokio::test]
async fn a_region_filter_holds_for_rows_of_a_list_that_has_no_region() {
    let role = "AWS::IAM::Role";
    let source = Scripted::new(&["eu-west-1", "us-east-1"]).listing(role);
    let rows = ["eu-west-1", "us-east-1", "global"].map(|region| entry(region, role, region, ""));
    let list = QueryKey {
        region: "global".parse().unwrap(),
        ..key("eu-west-1", role)
    };
    source.say_pages(list, vec![rows.to_vec()]);
    let mut harness = Harness::new(source);
    let named = QueryScope {
        regions: ["eu-west-1".parse().unwrap()].into_iter().collect(),
        ..scope(&[role])
    };
    let received = harness.query(named).await;
    assert_eq!(received.ids(), ["eu-west-1", "global"]);
    assert_eq!(received.ledger[&list].rows, 2);
}
