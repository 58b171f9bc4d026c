//! Failures are reported, and the other lists go on.

use super::*;

#[test]
fn failures_are_told_apart_and_the_rest_goes_on() {
    run(async || {
        let mut harness = Harness::new(
            Scripted::new(&["eu-west-1", "us-east-1", "me-south-1"]).disable("me-south-1"),
        );
        let denied = SourceError::Denied {
            action: "ec2:DescribeVolumes".into(),
            code: "UnauthorizedOperation".into(),
            principal: None,
        };
        let cut = SourceError::BadAnswer {
            action: "ec2:DescribeVpcs".into(),
            reason: "cut short".into(),
        };
        harness.source.say(key("eu-west-1", VOLUME), Err(denied));
        let page = Page {
            entries: vec![entry("eu-west-1", VPC, "vpc-1", "")],
            next: Some("more".into()),
            ..Page::default()
        };
        harness.source.say(key("eu-west-1", VPC), Ok(page));
        harness.source.say(key("eu-west-1", VPC), Err(cut));
        let mut asked = scope(&[VOLUME, VPC]);
        asked.regions = ["eu-west-1", "us-east-1", "me-south-1", "xx-nowhere-1"]
            .iter()
            .map(|code| code.parse().unwrap())
            .collect();
        let received = harness.query(asked).await;
        let outcome = |region, ty| received.ledger[&key(region, ty)].outcome;
        assert_eq!(outcome("eu-west-1", VOLUME), Outcome::Denied);
        assert_eq!(outcome("eu-west-1", VPC), Outcome::Partial);
        assert_eq!(outcome("us-east-1", VOLUME), Outcome::Complete);
        assert_eq!(outcome("me-south-1", VOLUME), Outcome::RegionNotEnabled);
        assert_eq!(outcome("xx-nowhere-1", VPC), Outcome::Unsupported);
        assert_eq!(received.ids(), ["vpc-1"]);
        assert_eq!(
            harness.source.times_asked(&key("me-south-1", VOLUME)),
            0,
            "a region not enabled was called"
        );
        assert_eq!(
            harness.source.times_asked(&key("eu-west-1", VOLUME)),
            1,
            "a denial was retried"
        );
    });
}

#[test]
fn a_throttled_page_is_asked_again_and_nothing_is_lost() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        let throttled = SourceError::Throttled {
            action: "ec2:DescribeVolumes".into(),
            code: "RequestLimitExceeded".into(),
            retry_after: Some(Duration::from_millis(5)),
        };
        harness.source.say(key, Err(throttled));
        harness.source.say_pages(key, vec![volumes(&["vol-1"])]);
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(
            (received.ids(), received.counts.throttled),
            (vec!["vol-1"], 1)
        );
        assert_eq!(received.ledger[&key].outcome, Outcome::Complete);
    });
}

#[test]
fn a_list_that_repeats_its_token_is_ended_with_the_reason() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        for _ in 0..3 {
            harness.source.say(
                key,
                Ok(Page {
                    entries: volumes(&["vol-1"]),
                    next: Some("same".into()),
                    ..Page::default()
                }),
            );
        }
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.ledger[&key].outcome, Outcome::Partial);
        assert!(
            received.ledger[&key]
                .error
                .as_ref()
                .unwrap()
                .to_string()
                .contains("repeats its page token")
        );
    });
}

#[test]
fn a_list_that_goes_round_in_a_circle_is_partial_and_shows_no_row_twice() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let key = key("eu-west-1", VOLUME);
        for token in ["B", "A", "B", "A", "B"] {
            let page = Page {
                entries: volumes(&["vol-1", "vol-2"]),
                next: Some(token.into()),
                ..Page::default()
            };
            harness.source.say(key, Ok(page));
        }
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.ledger[&key].outcome, Outcome::Partial);
        assert_eq!(received.ids(), ["vol-1", "vol-2"]);
        assert_eq!(harness.source.times_asked(&key), 3);
    });
}

#[test]
fn an_account_nobody_reaches_is_said_and_nothing_is_asked() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let asked = QueryScope {
            accounts: Selection::Only(["999999999999".parse().unwrap()].into()),
            ..scope(&[VOLUME])
        };
        let generation = harness.engine.start(PANE, asked, Freshness::UseCache);
        assert_eq!(
            harness.receive(generation).await.finished,
            Some(FinishReason::NothingReached)
        );
        assert!(harness.source.asked.lock().unwrap().is_empty());
    });
}

#[test]
fn over_the_limit_every_pane_stops_with_the_message_and_keeps_its_rows() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let gate = Arc::new(Semaphore::new(0));
        *harness.source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        for ty in [VOLUME, VPC] {
            let page = |at: u32| vec![entry("eu-west-1", ty, &format!("row-{at}"), "")];
            harness
                .source
                .say_pages(key("eu-west-1", ty), (0..20).map(page).collect());
        }
        let first = harness
            .engine
            .start(PaneId(1), scope(&[VOLUME]), Freshness::UseCache);
        let second = harness
            .engine
            .start(PaneId(2), scope(&[VPC]), Freshness::UseCache);
        gate.add_permits(2);
        let mut finished = BTreeMap::new();
        let (mut rows, mut messages) = (0, Vec::new());
        while finished.len() < 2 {
            let progress = harness.inbox.recv().await.unwrap();
            rows += progress.resources.len();
            match progress.event {
                // Memory runs out after the first page.
                ProgressEvent::Rows(_) => {
                    harness.meter.0.store(900, Ordering::Relaxed);
                    gate.add_permits(1);
                }
                ProgressEvent::MemoryLimit(text) => messages.push(text),
                ProgressEvent::Finished(reason) => _ = finished.insert(progress.generation, reason),
                _ => {}
            }
        }
        assert!(rows > 0);
        assert_eq!(finished[&first], FinishReason::MemoryLimit);
        assert_eq!(finished[&second], FinishReason::MemoryLimit);
        assert_eq!(messages.len(), 2);
        for text in &messages {
            assert!(
                text.starts_with("Memory limit exceeded: 9")
                    && text.ends_with("/ 800 MB (80% of system RAM)"),
                "{text}"
            );
        }
        harness.meter.0.store(10, Ordering::Relaxed);
        gate.add_permits(100);
        let again = harness
            .engine
            .start(PaneId(1), scope(&[VPC]), Freshness::UseCache);
        assert_eq!(
            harness.receive(again).await.finished,
            Some(FinishReason::Done)
        );
    });
}
