//! Accounts that answer late, or never, and those that do not wait for them.

use super::*;
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
async fn first_rows(stage: &mut Stage) -> (AccountId, Vec<String>) {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(5), stage.inbox.recv()).await;
        let progress = next.expect("no rows come").expect("the engine is gone");
        if let (ProgressEvent::Rows(key), rows) = (progress.event, progress.resources) {
            let ids = rows.iter().map(|row| row.id.to_string());
            return (key.account, ids.collect());
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
    let mut stage = Stage::new(source);
    let started = std::time::Instant::now();
    let generation = stage
        .engine
        .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
    let (account, rows) = first_rows(&mut stage).await;
    assert_eq!(
        (account.as_str(), rows),
        (ACCOUNT, vec![format!("vol-{ACCOUNT}")])
    );
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert!(stage.engine.is_running(), "one account is still to come");
    let known = stage.engine.directory();
    assert_eq!(known.accounts.len(), 1, "shown before all have answered");

    // It is there after all.
    tokio::time::sleep(Duration::from_millis(50)).await;
    stage.source.late.as_ref().unwrap().1.add_permits(1);
    let heard = stage.hear(generation).await;
    assert_eq!(heard.ids(), [format!("vol-{SLOW}")]);
    assert_eq!(heard.finished, Some(FinishReason::Done));
    assert_eq!(
        (heard.counts.phase1_done, heard.counts.phase1_total),
        (2, 2)
    );
}

#[tokio::test]
async fn an_account_that_does_not_tell_its_regions_holds_no_other_up() {
    let source = Scripted::new(&["eu-west-1"]).silent_account(SLOW);
    one_volume(&source, ACCOUNT);
    let mut stage = Stage::new(source);
    let generation = stage
        .engine
        .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
    assert_eq!(first_rows(&mut stage).await.0.as_str(), ACCOUNT);
    stage.source.silent.as_ref().unwrap().1.add_permits(1);
    let heard = stage.hear(generation).await;
    assert_eq!(
        heard.ledger[&of(SLOW, "eu-west-1")].outcome,
        Outcome::Complete
    );
}

#[tokio::test]
async fn details_do_not_wait_for_an_account_that_never_answers() {
    let source = Scripted::new(&["eu-west-1"]).late_account(SLOW);
    one_volume(&source, ACCOUNT);
    let mut stage = Stage::new(source);
    let wanted = QueryScope {
        details: DetailDepth::Bulk,
        ..scope(&[VOLUME])
    };
    let generation = stage.engine.start(PANE, wanted, Freshness::UseCache);
    first_rows(&mut stage).await;
    while stage.source.details_asked.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stage.source.late.as_ref().unwrap().1.add_permits(1);
    let heard = stage.hear(generation).await;
    let PhaseCounts {
        phase2_done,
        phase2_total,
        ..
    } = heard.counts;
    assert_eq!((phase2_done, phase2_total), (2, 2));
}

#[tokio::test]
async fn a_query_of_slow_accounts_is_cancelled_at_once() {
    let mut stage = Stage::new(Scripted::new(&["eu-west-1"]).late_account(SLOW));
    let generation = stage
        .engine
        .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
    tokio::time::sleep(Duration::from_millis(50)).await;
    stage.engine.cancel(PANE);
    assert_eq!(
        stage.hear(generation).await.finished,
        Some(FinishReason::Cancelled)
    );
    assert!(!stage.engine.is_running());
}

#[tokio::test]
async fn a_retry_in_one_account_waits_for_no_other() {
    let stage = Stage::new(Scripted::new(&["eu-west-1"]).late_account(SLOW));
    let mut stage = stage;
    let again = of(ACCOUNT, "eu-west-1");
    let shown = std::iter::empty();
    let generation = stage
        .engine
        .retry(PANE, scope(&[VOLUME]), vec![again], shown);
    let heard = stage.hear(generation).await;
    assert_eq!(heard.finished, Some(FinishReason::Done));
    assert_eq!(heard.ledger.keys().copied().collect::<Vec<_>>(), [again]);
}

#[tokio::test]
async fn a_smart_query_waits_for_all_and_then_asks_all() {
    let source = Scripted::new(&["eu-west-1"]).late_account(SLOW);
    let mut stage = Stage::new(source);
    let smart = QueryScope {
        smart: true,
        ..scope(&[VOLUME])
    };
    let generation = stage.engine.start(PANE, smart, Freshness::UseCache);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(stage.source.jobs.lock().unwrap().is_empty());
    stage.source.late.as_ref().unwrap().1.add_permits(1);
    let heard = stage.hear(generation).await;
    let accounts: BTreeSet<_> = heard.ledger.keys().map(|key| key.account).collect();
    assert_eq!(accounts.len(), 2);
}
