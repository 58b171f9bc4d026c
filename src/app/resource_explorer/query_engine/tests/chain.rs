//! One provider after the other, children after their parents, and what is not asked at all.

use super::*;
use crate::app::resource_explorer::source::ListJob;

fn unsupported() -> SourceError {
    SourceError::Unsupported {
        reason: "no such list".into(),
    }
}

fn providers_asked(source: &Scripted) -> Vec<Provider> {
    let jobs = source.jobs.lock().unwrap();
    jobs.iter().map(|job| job.provider).collect()
}

#[test]
fn the_next_provider_is_asked_where_one_refuses() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).then(Provider::Ec2, Provider::CloudControl);
        let key = key("eu-west-1", VOLUME);
        source.say(key, Err(unsupported()));
        source.say_pages(key, vec![volumes(&["vol-1"]), volumes(&["vol-2"])]);
        let mut harness = Harness::new(source);
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2"]);
        let line = &received.ledger[&key];
        assert_eq!(line.outcome, Outcome::Complete);
        assert_eq!(line.provider, Some(Provider::CloudControl));
        assert_eq!(
            providers_asked(&harness.source),
            [
                Provider::Ec2,
                Provider::CloudControl,
                Provider::CloudControl
            ]
        );
    });
}

#[test]
fn why_only_tags_are_left_stays_with_the_key() {
    run(async || {
        let unexpected = SourceError::BadAnswer {
            action: "ec2:DescribeVolumes".into(),
            reason: "no Volumes in it".into(),
        };
        let broken = SourceError::Service {
            action: "ec2:DescribeVolumes".into(),
            code: "ValidationError".into(),
            message: "something is missing".into(),
            request_id: None,
        };
        for (reason, is_failure) in [(unexpected, true), (broken, true), (unsupported(), false)] {
            let source = Scripted::new(&["eu-west-1"]).then(Provider::Ec2, Provider::Tagging);
            let key = key("eu-west-1", VOLUME);
            source.say(key, Err(reason.clone()));
            let seen = tagged("eu-west-1", VOLUME, "vol-1");
            source.say_pages(sweep_key("eu-west-1"), vec![vec![seen]]);
            let mut harness = Harness::new(source);
            let received = harness.query(scope(&[VOLUME])).await;
            assert_eq!(received.ids(), ["vol-1"]);
            let line = &received.ledger[&key];
            assert_eq!((line.outcome, line.rows), (Outcome::Partial, 1));
            assert_eq!(line.provider, Some(Provider::Tagging));
            assert_eq!(line.error, None);
            assert_eq!(
                line.why().unwrap(),
                format!("by tags only, because: {reason}")
            );
            assert_eq!(line.is_failure(), is_failure, "{reason}");
        }
    });
}

#[test]
fn a_refusal_half_way_is_told_and_asks_nobody_else() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).then(Provider::Ec2, Provider::CloudControl);
        let key = key("eu-west-1", VOLUME);
        let first = Page {
            entries: volumes(&["vol-1"]),
            next: Some("more".into()),
            ..Page::default()
        };
        source.say(key, Ok(first));
        source.say(key, Err(unsupported()));
        let mut harness = Harness::new(source);
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.ids(), ["vol-1"]);
        assert_eq!(received.ledger[&key].outcome, Outcome::Partial);
        assert_eq!(providers_asked(&harness.source), [Provider::Ec2; 2]);
    });
}

#[test]
fn where_nobody_lists_a_type_a_sweep_shows_what_is_tagged() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).then(Provider::Ec2, Provider::Tagging);
        let key = key("eu-west-1", VOLUME);
        source.say(key, Err(unsupported()));
        let seen = tagged("eu-west-1", VOLUME, "vol-9");
        source.say_pages(sweep_key("eu-west-1"), vec![vec![seen]]);
        let mut harness = Harness::new(source);
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.ids(), ["vol-9"]);
        let line = &received.ledger[&key];
        assert_eq!(line.outcome, Outcome::Partial, "there may be untagged ones");
        assert_eq!(line.provider, Some(Provider::Tagging));
        assert_eq!(line.rows, 1);
        assert_eq!(received.finished, Some(FinishReason::Done));
    });
}

#[test]
fn children_are_listed_with_the_rows_of_their_parents() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
        let parents = key("eu-west-1", VOLUME);
        source.say_pages(parents, vec![volumes(&["vol-1"]), volumes(&["vol-2"])]);
        let mut harness = Harness::new(source);
        let both = scope(&[VOLUME, BUCKET]);
        let received = harness.query(both).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2"]);
        let seen = harness.source.parents_seen.lock().unwrap().clone();
        assert_eq!(seen, ["vol-1", "vol-2"]);
        assert_eq!(
            harness.source.times_asked(&parents),
            2,
            "parents are asked once"
        );
    });
}

#[test]
fn children_are_asked_for_as_their_parents_arrive() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
        let parents = key("eu-west-1", VOLUME);
        source.say_pages(parents, vec![volumes(&["vol-1"]), volumes(&["vol-2"])]);
        // One page is answered, and the others wait.
        let gate = Arc::new(Semaphore::new(1));
        *source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        let mut harness = Harness::new(source);
        let both = scope(&[VOLUME, BUCKET]);
        let generation = harness.engine.start(PANE, both, Freshness::UseCache);
        let is_of_child = |job: &ListJob| job.key.resource_type.as_str() == BUCKET;
        let child_is_asked = async {
            while !harness.source.jobs.lock().unwrap().iter().any(is_of_child) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(10), child_is_asked).await;
        assert!(waited.is_ok(), "it waits for the whole list of its parents");
        assert_eq!(harness.source.times_asked(&parents), 1);
        gate.add_permits(10);
        let received = harness.receive(generation).await;
        assert_eq!(received.finished, Some(FinishReason::Done));
        let seen = harness.source.parents_seen.lock().unwrap().clone();
        assert_eq!(seen, ["vol-1", "vol-2"], "each parent once");
    });
}

#[test]
fn children_of_parents_that_may_not_be_listed_are_denied_as_well() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
        let denied = SourceError::Denied {
            action: "ec2:DescribeVolumes".into(),
            code: "UnauthorizedOperation".into(),
            principal: None,
        };
        source.say(key("eu-west-1", VOLUME), Err(denied.clone()));
        let mut harness = Harness::new(source);
        let received = harness.query(scope(&[BUCKET])).await;
        let line = &received.ledger[&key("eu-west-1", BUCKET)];
        assert_eq!(line.outcome, Outcome::Denied);
        assert_eq!(
            line.error,
            Some(Arc::new(denied)),
            "the action that is missing is named"
        );
        assert_eq!(harness.source.times_asked(&line.key), 0);
    });
}

#[test]
fn what_a_region_does_not_offer_is_not_asked_and_not_missing() {
    run(async || {
        let source = Scripted::new(&["eu-west-1", "us-east-1"]).without(VOLUME, "eu-west-1");
        let mut harness = Harness::new(source);
        let received = harness.query(scope(&[VOLUME])).await;
        let (there, not_there) = (key("us-east-1", VOLUME), key("eu-west-1", VOLUME));
        assert_eq!(received.ledger[&there].outcome, Outcome::Complete);
        let line = &received.ledger[&not_there];
        assert_eq!(line.outcome, Outcome::NotOffered);
        assert!(!line.outcome.is_incomplete() && !line.is_failure());
        assert_eq!(harness.source.times_asked(&not_there), 0);
    });
}

#[test]
fn a_mistake_of_ours_ends_a_list_as_failed_and_the_others_go_on() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).broken(VPC);
        source.say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1"])]);
        let mut harness = Harness::new(source);
        let both = scope(&[VOLUME, VPC]);
        let received = harness.query(both).await;
        assert_eq!(received.ids(), ["vol-1"]);
        let line = &received.ledger[&key("eu-west-1", VPC)];
        assert_eq!(line.outcome, Outcome::Failed);
        assert!(
            line.error
                .as_ref()
                .unwrap()
                .to_string()
                .contains("internal error")
        );
        assert_eq!(received.finished, Some(FinishReason::Done));
    });
}

#[test]
fn a_mistake_of_ours_in_the_plan_ends_the_query_and_says_so() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]).with_broken_plan());
        let received = harness.query(scope(&[VOLUME])).await;
        assert_eq!(received.finished, Some(FinishReason::Done));
        assert!(
            received
                .troubles
                .iter()
                .any(|text| text.contains("internal error"))
        );
        assert!(!harness.engine.is_running());
    });
}

#[test]
fn a_row_that_is_looked_at_tells_which_lists_have_it() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]);
        source.say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        let swept = tagged("eu-west-1", VOLUME, "vol-1");
        source.say_pages(sweep_key("eu-west-1"), vec![vec![swept]]);
        let mut harness = Harness::new(source);
        let both = scope(&[VOLUME, TypeId::tagged().as_str()]);
        let generation = harness
            .engine
            .start(PANE, both.clone(), Freshness::UseCache);
        let received = harness.receive(generation).await;
        assert_eq!(
            received.ids(),
            ["vol-1", "vol-2"],
            "one resource is one row"
        );
        let batch = &received.rows[0];
        let mut seen_by = async |row| {
            harness
                .engine
                .fetch_details(PANE, generation, batch.clone(), row, &both);
            loop {
                let told = tokio::time::timeout(Duration::from_secs(5), harness.inbox.recv()).await;
                if let ProgressEvent::Seen { sources, .. } = told.unwrap().unwrap().event {
                    let by = sources.iter().map(|source| source.provider);
                    return by.collect::<Vec<_>>();
                }
            }
        };
        assert_eq!(seen_by(0).await, [Provider::Ec2, Provider::Tagging]);
        assert_eq!(seen_by(1).await, [Provider::Ec2]);
    });
}
