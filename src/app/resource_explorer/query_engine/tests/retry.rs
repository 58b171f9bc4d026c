//! Lists that are asked again: by a query of their own, or in the one that runs.

use super::sign_in::{expired, until, waiting};
use super::*;
use crate::app::resource_explorer::source::SourceError;

fn refused() -> SourceError {
    SourceError::Denied {
        action: "ec2:DescribeVpcs".into(),
        code: "AccessDenied".into(),
        principal: None,
    }
}

/// The end of a list.
fn ended(event: ProgressEvent) -> Option<LedgerEntry> {
    match event {
        ProgressEvent::Outcome(entry) => Some(entry),
        _ => None,
    }
}

#[test]
fn a_retry_asks_only_its_keys() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        let first = stage
            .engine
            .start(PANE, scope(&[VOLUME, VPC]), Freshness::UseCache);
        stage.hear(first).await;
        stage.source.asked.lock().unwrap().clear();
        let again = key("us-east-1", VOLUME);
        let retried = stage.engine.retry(PANE, scope(&[VOLUME, VPC]), vec![again]);
        let Retried::Begun { generation, .. } = retried else {
            panic!("{retried:?}")
        };
        let heard = stage.hear(generation).await;
        assert_eq!(*stage.source.asked.lock().unwrap(), [again]);
        assert_eq!(heard.ledger.len(), 1);
    });
}

const OTHER: &str = "009999999999";

/// One account with a list that is refused, and another whose credentials have expired.
fn one_refused_one_expired() -> (Stage, QueryKey, QueryKey) {
    let mut source = Scripted::new(&["eu-west-1"]).account(OTHER);
    let failed = key("eu-west-1", VPC);
    let held = QueryKey {
        account: OTHER.parse().unwrap(),
        ..failed
    };
    source.signed_out_of = Some(held.account);
    *source.signed_out.lock().unwrap() = Some(expired());
    source.say(failed, Err(refused()));
    (Stage::new(source), failed, held)
}

/// Waits until one list was refused and the other waits.
async fn until_both_are_told(stage: &mut Stage) {
    let mut told = BTreeSet::new();
    while told.len() < 2 {
        told.insert(until(stage, ended).await.outcome);
    }
    assert!(told.contains(&Outcome::Denied) && told.contains(&Outcome::SignIn));
}

#[test]
fn a_failure_is_asked_again_beside_an_account_that_waits_for_a_sign_in() {
    run(async || {
        let (stage, failed, held) = one_refused_one_expired();
        let mut stage = waiting(stage, Duration::from_millis(20));
        let asked = scope(&[VPC]);
        let generation = stage.engine.start(PANE, asked.clone(), Freshness::UseCache);
        until_both_are_told(&mut stage).await;

        // The one that waits does not end for it; asked for again, it goes on waiting.
        let row = entry("eu-west-1", VPC, "vpc-1", "");
        stage.source.say_pages(failed, vec![vec![row]]);
        let retried = stage.engine.retry(PANE, asked, vec![held, failed]);
        let joined = Retried::Joined {
            generation,
            keys: Arc::new(RetriedKeys::new(vec![failed], &*stage.source)),
        };
        assert_eq!(retried, joined);
        let again = until(&mut stage, |event| {
            ended(event).filter(|line| line.key == failed)
        });
        let again = again.await;
        assert_eq!((again.outcome, again.rows), (Outcome::Complete, 1));
        assert!(stage.engine.is_running(), "what waits was dropped");
        assert_eq!(stage.engine.parked_accounts().len(), 1);

        *stage.source.signed_out.lock().unwrap() = None;
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ledger[&held].outcome, Outcome::Complete);
        assert_eq!(stage.source.times_asked(&failed), 2);
        assert_eq!(
            (heard.counts.phase1_done, heard.counts.phase1_total),
            (3, 3)
        );
    });
}

#[test]
fn what_joins_while_details_are_fetched_is_listed_and_gets_its_own() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let (good, failed) = (key("eu-west-1", VOLUME), key("eu-west-1", VPC));
        stage.source.say_pages(good, vec![volumes(&["vol-1"])]);
        stage.source.say(failed, Err(refused()));
        let row = entry("eu-west-1", VPC, "vpc-1", "");
        stage.source.say_pages(failed, vec![vec![row]]);
        let asked = QueryScope {
            details: DetailDepth::Bulk,
            ..scope(&[VOLUME, VPC])
        };
        let gate = Arc::new(Semaphore::new(0));
        *stage.source.details_gate.lock().unwrap() = Some(Arc::clone(&gate));
        let generation = stage.engine.start(PANE, asked.clone(), Freshness::UseCache);
        let complete = |event| matches!(event, ProgressEvent::Phase1Complete).then_some(());
        until(&mut stage, complete).await;
        let retried = stage.engine.retry(PANE, asked, vec![failed]);
        assert!(matches!(retried, Retried::Joined { .. }), "{retried:?}");
        let again = until(&mut stage, |event| {
            ended(event).filter(|line| line.key == failed)
        });
        assert_eq!(again.await.outcome, Outcome::Complete);
        gate.add_permits(100);
        let heard = stage.hear(generation).await;
        assert_eq!(heard.finished, Some(FinishReason::Done));
        let asked = stage.source.details_asked.lock().unwrap().len();
        assert_eq!(asked, 2, "details of both");
        let PhaseCounts {
            phase2_done,
            phase2_total,
            ..
        } = heard.counts;
        assert_eq!(phase2_done, phase2_total);
    });
}

#[test]
fn a_retry_that_joined_is_accounted_for_when_the_query_is_cancelled() {
    run(async || {
        let (stage, failed, _) = one_refused_one_expired();
        let mut stage = waiting(stage, Duration::from_hours(1));
        let asked = scope(&[VPC]);
        let generation = stage.engine.start(PANE, asked.clone(), Freshness::UseCache);
        until_both_are_told(&mut stage).await;
        *stage.source.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
        let retried = stage.engine.retry(PANE, asked.clone(), vec![failed]);
        assert!(matches!(retried, Retried::Joined { .. }), "{retried:?}");
        stage.engine.cancel(PANE);
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ledger[&failed].outcome, Outcome::Cancelled);
        let retried = stage.engine.retry(PANE, asked, vec![failed]);
        assert!(
            matches!(retried, Retried::Begun { .. }),
            "the query is over"
        );
    });
}

#[test]
fn another_scope_does_not_join() {
    run(async || {
        let mut source = Scripted::new(&["eu-west-1"]);
        source.gate = Mutex::new(Some(Arc::new(Semaphore::new(0))));
        let stage = Stage::new(source);
        stage
            .engine
            .start(PANE, scope(&[VOLUME, VPC]), Freshness::UseCache);
        let again = key("eu-west-1", VPC);
        let retried = stage.engine.retry(PANE, scope(&[VPC]), vec![again]);
        assert!(matches!(retried, Retried::Begun { .. }), "{retried:?}");
    });
}
