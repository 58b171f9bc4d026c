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

pub(super) fn waiting(stage: Stage, check_every: Duration) -> Stage {
    Stage {
        engine: stage.engine.waiting_for_sign_in(check_every),
        ..stage
    }
}

/// The next message that `wanted` picks something from.
pub(super) async fn until<T>(stage: &mut Stage, wanted: impl Fn(ProgressEvent) -> Option<T>) -> T {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(10), stage.inbox.recv()).await;
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
        let stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let mut stage = waiting(stage, Duration::from_millis(20));
        let key = key("eu-west-1", VOLUME);
        stage.source.say(
            key,
            Ok(Page {
                entries: volumes(&["vol-1"]),
                next: Some("2".into()),
                ..Page::default()
            }),
        );
        stage.source.say(key, Err(expired()));
        stage.source.say(
            key,
            Ok(Page {
                entries: volumes(&["vol-2"]),
                next: None,
                ..Page::default()
            }),
        );
        *stage.source.signed_out.lock().unwrap() = Some(expired());
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let line = until(&mut stage, |event| match event {
            ProgressEvent::Outcome(entry) => Some(entry),
            ProgressEvent::Outcomes(lines) => lines.into_iter().next(),
            _ => None,
        });
        let line = line.await;
        assert_eq!((line.key, line.outcome), (key, Outcome::SignIn));
        assert_eq!(line.error, Some(Arc::new(expired())));
        assert_eq!(until(&mut stage, paused).await, expired());
        assert_eq!(stage.engine.paused_accounts().len(), 1);
        assert!(stage.engine.is_running(), "the query gave up");

        *stage.source.signed_out.lock().unwrap() = None;
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ids(), ["vol-1", "vol-2"], "each row once");
        assert_eq!(heard.ledger[&key].outcome, Outcome::Complete);
        assert!(stage.engine.paused_accounts().is_empty());
    });
}

#[test]
fn without_being_told_to_wait_a_list_ends_as_sign_in_needed() {
    run(async || {
        let mut stage = Stage::new(Scripted::new(&["eu-west-1"]));
        *stage.source.signed_out.lock().unwrap() = Some(expired());
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let heard = stage.hear(generation).await;
        let line = &heard.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!(line.outcome, Outcome::SignIn);
        assert_eq!(stage.source.access_checks.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn a_query_that_waits_is_cancelled_at_once() {
    run(async || {
        let stage = Stage::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        let mut stage = waiting(stage, Duration::from_hours(1));
        *stage.source.signed_out.lock().unwrap() = Some(expired());
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        until(&mut stage, paused).await;
        let asked = std::time::Instant::now();
        stage.engine.cancel(PANE);
        let heard = stage.hear(generation).await;
        assert!(
            asked.elapsed() < Duration::from_millis(500),
            "{:?}",
            asked.elapsed()
        );
        let outcomes: Vec<Outcome> = heard.ledger.values().map(|line| line.outcome).collect();
        assert_eq!(outcomes, [Outcome::Cancelled; 2]);
        // Tasks that were dropped end when they are next polled.
        while stage.engine.context.fetches.running_fetches() > 0 {
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
        let stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let mut stage = waiting(stage, Duration::from_hours(1));
        *stage.source.signed_out.lock().unwrap() = Some(expired());
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        until(&mut stage, paused).await;
        let checks = || stage.source.access_checks.load(Ordering::SeqCst);
        while checks() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(
            checks(),
            1,
            "one question when it is paused, the next in an hour"
        );
        *stage.source.signed_out.lock().unwrap() = None;
        stage.engine.check_paused_accounts();
        let heard = stage.hear(generation).await;
        let line = &heard.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!(line.outcome, Outcome::Complete);
    });
}

#[test]
fn a_service_that_refuses_good_credentials_does_not_go_on_for_ever() {
    run(async || {
        let stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let mut stage = waiting(stage, Duration::from_millis(1));
        let key = key("eu-west-1", VOLUME);
        for _ in 0..10 {
            stage.source.say(key, Err(expired()));
        }
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let heard = stage.hear(generation).await;
        assert_eq!(heard.ledger[&key].outcome, Outcome::SignIn);
        assert_eq!(stage.source.times_asked(&key), 4);
    });
}

#[test]
fn one_sign_in_for_all_who_want_it_and_the_lists_go_on_after_it() {
    run(async || {
        let stage = Stage::new(Scripted::new(&["eu-west-1"]));
        let mut stage = waiting(stage, Duration::from_hours(1));
        *stage.source.signed_out.lock().unwrap() = Some(expired());
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        until(&mut stage, paused).await;
        for _ in 0..3 {
            stage.engine.sign_in("test".into());
        }
        let prompted = |ins: &SignIns| matches!(ins.get("test"), Some(SignInState::Prompt(_)));
        while !prompted(&stage.engine.sign_ins()) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(stage.source.sign_ins.load(Ordering::SeqCst), 1);
        stage.source.sign_in_gate.add_permits(1);
        let heard = stage.hear(generation).await;
        let line = &heard.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!(line.outcome, Outcome::Complete);
        assert!(stage.engine.sign_ins().is_empty());

        stage.engine.sign_in("test".into());
        stage.engine.cancel_sign_in("test");
        assert!(stage.engine.sign_ins().is_empty(), "given up at once");
    });
}

#[test]
fn accounts_of_one_sign_in_are_asked_for_by_one_of_them_and_go_on_together() {
    run(async || {
        let digits = |n: usize| format!("{n:012}");
        let source = (1..=40).fold(Scripted::new(&["eu-west-1"]), |source, n| {
            source.account(&digits(n))
        });
        let mut stage = waiting(Stage::new(source), Duration::from_hours(1));
        *stage.source.signed_out.lock().unwrap() = Some(expired());
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        while stage.engine.paused_accounts().len() < 41 {
            stage.inbox.recv().await.expect("the engine is gone");
        }
        let source = Arc::clone(&stage.source);
        let checks = || source.access_checks.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(checks(), 1, "one question for all of them");
        stage.engine.check_paused_accounts();
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(checks(), 2, "and one more");
        *stage.source.signed_out.lock().unwrap() = None;
        stage.engine.check_paused_accounts();
        let heard = stage.hear(generation).await;
        assert_eq!(checks(), 2 + 41, "each, once one of them works");
        assert_eq!(heard.ledger.len(), 41);
        let is_complete = |line: &LedgerEntry| line.outcome == Outcome::Complete;
        assert!(heard.ledger.values().all(is_complete));
        assert!(stage.engine.paused_accounts().is_empty());
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
        let mut stage = waiting(Stage::new(source), Duration::from_millis(5));
        let generation = stage
            .engine
            .start(PANE, scope(&[VOLUME]), Freshness::UseCache);
        let done = until(&mut stage, |event| match event {
            ProgressEvent::Outcome(line) if line.outcome == Outcome::Complete => Some(line.key),
            _ => None,
        });
        assert_eq!(done.await, other);
        assert_eq!(stage.engine.paused_accounts().len(), 1);
        *stage.source.signed_out.lock().unwrap() = None;
        let heard = stage.hear(generation).await;
        assert_eq!(heard.finished, Some(FinishReason::Done));
    });
}
