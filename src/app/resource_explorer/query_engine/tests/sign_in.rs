//! Accounts whose credentials stop working while a query runs.

use std::sync::atomic::Ordering;

use super::*;
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::testing::ACCOUNT;

pub(super) fn expired() -> SourceError {
    SourceError::SignIn {
        via: "test".into(),
        reason: "the credentials have expired".into(),
    }
}

pub(super) fn waiting(harness: Harness, check_every: Duration) -> Harness {
    Harness {
        engine: harness.engine.waiting_for_sign_in(check_every),
        ..harness
    }
}

/// The next message that `wanted` picks something from.
pub(super) async fn until<T>(
    harness: &mut Harness,
    wanted: impl Fn(ProgressEvent) -> Option<T>,
) -> T {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(10), harness.inbox.recv()).await;
        let progress = next.expect("nothing is said").expect("the engine is gone");
        if let Some(found) = wanted(progress.event) {
            return found;
        }
    }
}

fn paused(event: ProgressEvent) -> Option<SourceError> {
    match event {
        ProgressEvent::AccountPaused { error, .. } => Some(error),
        _ => None,
    }
}

#[test]
fn lists_of_an_expired_account_wait_with_a_reason_and_go_on_where_they_stopped() {
    run(async || {
        let harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let mut harness = waiting(harness, Duration::from_millis(20));
        let key = key("eu-west-1", VOLUME);
        harness.source.say(
            key,
            Ok(Page {
                entries: volumes(&["vol-1"]),
                next: Some("2".into()),
                ..Page::default()
            }),
        );
        harness.source.say(key, Err(expired()));
        harness.source.say(
            key,
            Ok(Page {
                entries: volumes(&["vol-2"]),
                next: None,
                ..Page::default()
            }),
        );
        *harness.source.signed_out.lock().unwrap() = Some(expired());
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let line = until(&mut harness, |event| match event {
            ProgressEvent::Outcome(entry) => Some(entry),
            ProgressEvent::Outcomes(lines) => lines.into_iter().next(),
            _ => None,
        });
        let line = line.await;
        assert_eq!((line.key, line.outcome), (key, Outcome::SignIn));
        assert_eq!(line.error, Some(Arc::new(expired())));
        assert_eq!(until(&mut harness, paused).await, expired());
        assert_eq!(harness.engine.paused_accounts().len(), 1);
        assert!(harness.engine.is_running(), "the query gave up");

        *harness.source.signed_out.lock().unwrap() = None;
        let received = harness.receive(generation).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2"], "each row once");
        assert_eq!(received.ledger[&key].outcome, Outcome::Complete);
        assert!(harness.engine.paused_accounts().is_empty());
    });
}

#[test]
fn without_being_told_to_wait_a_list_ends_as_sign_in_needed() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        *harness.source.signed_out.lock().unwrap() = Some(expired());
        let received = harness.query(scope(&[VOLUME])).await;
        let line = &received.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!(line.outcome, Outcome::SignIn);
        assert_eq!(harness.source.access_checks.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn a_query_that_waits_is_cancelled_at_once() {
    run(async || {
        let harness = Harness::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        let mut harness = waiting(harness, Duration::from_hours(1));
        *harness.source.signed_out.lock().unwrap() = Some(expired());
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        until(&mut harness, paused).await;
        let asked = std::time::Instant::now();
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert!(
            asked.elapsed() < Duration::from_millis(500),
            "{:?}",
            asked.elapsed()
        );
        let outcomes: Vec<Outcome> = received.ledger.values().map(|line| line.outcome).collect();
        assert_eq!(outcomes, [Outcome::Cancelled; 2]);
        // Tasks that were dropped end when they are next polled.
        while harness.engine.context.fetches.running_fetches() > 0 {
            assert!(
                asked.elapsed() < Duration::from_millis(500),
                "a fetch goes on"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn whether_an_account_works_is_asked_slowly_and_when_somebody_wants_to_know() {
    run(async || {
        let harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let mut harness = waiting(harness, Duration::from_hours(1));
        *harness.source.signed_out.lock().unwrap() = Some(expired());
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        until(&mut harness, paused).await;
        let checks = || harness.source.access_checks.load(Ordering::SeqCst);
        while checks() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(
            checks(),
            1,
            "one question when it is paused, the next in an hour"
        );
        *harness.source.signed_out.lock().unwrap() = None;
        harness.engine.check_paused_accounts();
        let received = harness.receive(generation).await;
        let line = &received.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!(line.outcome, Outcome::Complete);
    });
}

#[test]
fn a_service_that_refuses_good_credentials_does_not_go_on_for_ever() {
    run(async || {
        let harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let mut harness = waiting(harness, Duration::from_millis(1));
        let key = key("eu-west-1", VOLUME);
        for _ in 0..10 {
            harness.source.say(key, Err(expired()));
        }
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.ledger[&key].outcome, Outcome::SignIn);
        assert_eq!(harness.source.times_asked(&key), 4);
    });
}

#[test]
fn one_sign_in_for_all_who_want_it_and_the_lists_go_on_after_it() {
    run(async || {
        let harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let mut harness = waiting(harness, Duration::from_hours(1));
        *harness.source.signed_out.lock().unwrap() = Some(expired());
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        until(&mut harness, paused).await;
        let mut revisions = vec![harness.engine.access_revision()];
        for _ in 0..3 {
            harness.engine.sign_in("test".into());
        }
        let prompted = |ins: &SignIns| matches!(ins.get("test"), Some(SignInState::Prompt(_)));
        while !prompted(&harness.engine.sign_ins()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(harness.source.sign_ins.load(Ordering::SeqCst), 1);
        revisions.push(harness.engine.access_revision());
        assert_eq!(revisions.last(), Some(&harness.engine.access_revision()));
        harness.source.sign_in_gate.add_permits(1);
        let received = harness.receive(generation).await;
        let line = &received.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!(line.outcome, Outcome::Complete);
        assert!(harness.engine.sign_ins().is_empty());
        revisions.push(harness.engine.access_revision());

        harness.engine.sign_in("test".into());
        harness.engine.cancel_sign_in("test");
        assert!(harness.engine.sign_ins().is_empty(), "given up at once");
        revisions.push(harness.engine.access_revision());
        assert!(
            revisions.is_sorted_by(|one, next| one < next),
            "{revisions:?}"
        );
    });
}

#[test]
fn accounts_of_one_sign_in_are_asked_for_by_one_of_them_and_go_on_together() {
    run(async || {
        let digits = |n: usize| format!("{n:012}");
        let source = (1..=40).fold(Scripted::new(&["eu-west-1"]), |source, n| {
            source.account(&digits(n))
        });
        let mut harness = waiting(Harness::new(source), Duration::from_hours(1));
        *harness.source.signed_out.lock().unwrap() = Some(expired());
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        while harness.engine.paused_accounts().len() < 41 {
            harness.inbox.recv().await.expect("the engine is gone");
        }
        let source = Arc::clone(&harness.source);
        let checks = || source.access_checks.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(checks(), 1, "one question for all of them");
        harness.engine.check_paused_accounts();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(checks(), 2, "and one more");
        *harness.source.signed_out.lock().unwrap() = None;
        harness.engine.check_paused_accounts();
        let received = harness.receive(generation).await;
        assert_eq!(checks(), 2 + 41, "each, once one of them works");
        assert_eq!(received.ledger.len(), 41);
        let is_complete = |line: &LedgerEntry| line.outcome == Outcome::Complete;
        assert!(received.ledger.values().all(is_complete));
        assert!(harness.engine.paused_accounts().is_empty());
    });
}

#[test]
fn one_account_that_stays_refused_holds_up_none_of_the_same_sign_in() {
    run(async || {
        const OTHER: &str = "009999999999";
        let mut source = Scripted::new(&["eu-west-1"]).account(OTHER);
        // The first to be asked for both.
        source.signed_out_of = ACCOUNT.parse().ok();
        let other = QueryKey {
            account: OTHER.parse().unwrap(),
            ..key("eu-west-1", VOLUME)
        };
        source.say(other, Err(expired()));
        *source.signed_out.lock().unwrap() = Some(expired());
        let mut harness = waiting(Harness::new(source), Duration::from_millis(5));
        let generation = harness
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let done = until(&mut harness, |event| match event {
            ProgressEvent::Outcome(line) if line.outcome == Outcome::Complete => Some(line.key),
            _ => None,
        });
        assert_eq!(done.await, other);
        // Its list may not have been refused yet when the other's is complete.
        let is_paused = async || {
            while harness.engine.paused_accounts().is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let paused = tokio::time::timeout(Duration::from_secs(10), is_paused());
        assert!(paused.await.is_ok(), "the account that is refused");
        assert_eq!(harness.engine.paused_accounts().len(), 1);
        *harness.source.signed_out.lock().unwrap() = None;
        let received = harness.receive(generation).await;
        assert_eq!(received.finished, Some(FinishReason::Done));
    });
}
