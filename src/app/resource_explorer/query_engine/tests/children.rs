//! A parent that fails costs its own children, and the ledger names it.

use super::*;
use crate::app::resource_explorer::source::{CallInput, ListParameter};

fn refused(code: &str) -> SourceError {
    SourceError::Service {
        action: "s3:ListBuckets".into(),
        code: code.into(),
        message: "no".into(),
        request_id: None,
    }
}

fn child(id: &str) -> ResourceEntry {
    entry("eu-west-1", BUCKET, id, "")
}

fn page_of(id: &str, next: Option<&str>) -> Page {
    Page {
        entries: vec![child(id)],
        next: next.map(Into::into),
        ..Page::default()
    }
}

/// Buckets under volumes; the volumes are these.
fn under(volumes_there: &[&str]) -> Scripted {
    let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
    source.say_pages(key("eu-west-1", VOLUME), vec![volumes(volumes_there)]);
    source
}

/// The children that came, and the line of their list.
async fn children_of(source: Scripted) -> (Vec<String>, LedgerEntry, Arc<Scripted>) {
    let mut harness = Harness::new(source);
    let received = harness.query(scope(&[BUCKET])).await;
    let ids = received.ids().into_iter().map(Into::into).collect();
    let line = received.ledger[&key("eu-west-1", BUCKET)].clone();
    (ids, line, harness.source)
}

fn gap(line: &LedgerEntry) -> String {
    line.gaps.as_ref().expect("a gap").to_string()
}

#[test]
fn a_parent_that_is_refused_costs_its_own_children_alone() {
    run(async || {
        let source = under(&["vol-1", "vol-2", "vol-3"]);
        let children = key("eu-west-1", BUCKET);
        source.say(children, Ok(page_of("b-1", None)));
        source.say(children, Err(refused("ValidationException")));
        source.say(children, Ok(page_of("b-3", None)));
        let (ids, line, source) = children_of(source).await;
        assert_eq!(ids, ["b-1", "b-3"]);
        assert_eq!(line.outcome, Outcome::Partial);
        let told = gap(&line);
        assert!(
            told.contains("Parent=vol-2") && told.contains("ValidationException"),
            "{told}"
        );
        assert_eq!(source.times_asked(&children), 3);
    });
}

#[test]
fn rows_of_a_parent_stay_when_its_second_page_is_refused() {
    run(async || {
        let source = under(&["vol-1", "vol-2"]);
        let children = key("eu-west-1", BUCKET);
        source.say(children, Ok(page_of("b-1", Some("more"))));
        source.say(children, Err(refused("InvalidParameterException")));
        source.say(children, Ok(page_of("b-2", None)));
        let (ids, line, _) = children_of(source).await;
        assert_eq!(ids, ["b-1", "b-2"]);
        assert_eq!(line.outcome, Outcome::Partial);
        assert!(gap(&line).contains("InvalidParameterException"));
    });
}

#[test]
fn a_list_that_no_parent_answers_has_failed() {
    run(async || {
        let source = under(&["vol-1", "vol-2"]);
        let children = key("eu-west-1", BUCKET);
        source.say(children, Err(refused("First")));
        source.say(children, Err(refused("Second")));
        let (ids, line, _) = children_of(source).await;
        assert!(ids.is_empty());
        assert_eq!(line.outcome, Outcome::Failed);
        assert_eq!(line.error, Some(Arc::new(refused("First"))));
    });
}

#[test]
fn parents_that_are_all_refused_are_not_all_asked() {
    run(async || {
        let names: Vec<String> = (0..50).map(|number| format!("vol-{number}")).collect();
        let source = under(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let children = key("eu-west-1", BUCKET);
        (0..50).for_each(|_| source.say(children, Err(refused("AccessDenied"))));
        let (_, line, source) = children_of(source).await;
        assert_eq!(line.outcome, Outcome::Failed);
        assert_eq!(source.times_asked(&children), 20);
    });
}

#[test]
fn a_parent_that_comes_twice_is_asked_once() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
        let twice = vec![volumes(&["vol-1"]), volumes(&["vol-1", "vol-2"])];
        source.say_pages(key("eu-west-1", VOLUME), twice);
        let children = key("eu-west-1", BUCKET);
        source.say(children, Ok(page_of("b-1", None)));
        source.say(children, Ok(page_of("b-2", None)));
        let (ids, line, source) = children_of(source).await;
        assert_eq!(ids, ["b-1", "b-2"]);
        assert_eq!(line.outcome, Outcome::Complete);
        assert_eq!(source.times_asked(&children), 2);
    });
}

#[test]
fn children_of_a_list_that_is_not_whole_are_not_whole_either() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
        let parents = key("eu-west-1", VOLUME);
        let first = Page {
            entries: volumes(&["vol-1"]),
            next: Some("more".into()),
            ..Page::default()
        };
        source.say(parents, Ok(first));
        source.say(parents, Err(refused("InvalidNextToken")));
        source.say(key("eu-west-1", BUCKET), Ok(page_of("b-1", None)));
        let (ids, line, _) = children_of(source).await;
        assert_eq!(ids, ["b-1"]);
        assert_eq!(line.outcome, Outcome::Partial);
        let told = gap(&line);
        assert!(
            told.contains(VOLUME) && told.contains("InvalidNextToken"),
            "{told}"
        );
    });
}

#[test]
fn a_parent_that_could_not_be_read_is_missed_by_its_children() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).child(BUCKET, VOLUME);
        let mut page = Page {
            entries: volumes(&["vol-1"]),
            ..Page::default()
        };
        page.gaps.add_item(refused("no identifier"));
        source.say(key("eu-west-1", VOLUME), Ok(page));
        source.say(key("eu-west-1", BUCKET), Ok(page_of("b-1", None)));
        let (ids, line, _) = children_of(source).await;
        assert_eq!(ids, ["b-1"]);
        assert_eq!(line.outcome, Outcome::Partial);
        assert!(gap(&line).contains(VOLUME));
    });
}

#[test]
fn what_stands_below_rows_of_the_same_list_is_asked_for_once() {
    run(async || {
        let source = under(&["vol-1"]);
        let children = key("eu-west-1", BUCKET);
        let below = |name: &str| -> CallInput {
            Box::new([ListParameter {
                name: "Parent",
                value: name.into(),
            }])
        };
        let first = Page {
            below: vec![below("b-1"), below("vol-1")],
            ..page_of("b-1", None)
        };
        source.say(children, Ok(first));
        source.say(children, Ok(page_of("b-2", None)));
        let (ids, line, source) = children_of(source).await;
        assert_eq!(ids, ["b-1", "b-2"]);
        assert_eq!(line.outcome, Outcome::Complete);
        assert_eq!(*source.parents_seen.lock().unwrap(), ["vol-1", "b-1"]);
    });
}

#[test]
fn parents_without_tags_are_asked_once_for_all_of_their_children() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"])
            .child(BUCKET, VOLUME)
            .child(VPC, VOLUME);
        let parents = key("eu-west-1", VOLUME);
        let mut page = Page {
            entries: volumes(&["vol-1"]),
            ..Page::default()
        };
        page.gaps.tags = Some(refused("AccessDenied"));
        source.say(parents, Ok(page));
        source.say_pages(
            key("eu-west-1", VPC),
            vec![vec![entry("eu-west-1", VPC, "v-1", "")]],
        );
        let mut harness = Harness::new(source);
        for child in [BUCKET, VPC] {
            let received = harness.query(scope(&[child])).await;
            let line = &received.ledger[&key("eu-west-1", child)];
            assert_eq!(line.outcome, Outcome::Complete, "{child}");
        }
        assert_eq!(harness.source.times_asked(&parents), 1);
    });
}

#[test]
fn parents_whose_documents_were_given_up_are_listed_again_for_their_children() {
    run(async || {
        let mut source = under(&["vol-1"]);
        source.needs_documents = Some(VOLUME.parse().unwrap());
        let (parents, children) = (key("eu-west-1", VOLUME), key("eu-west-1", BUCKET));
        source.say_pages(parents, vec![volumes(&["vol-1"])]);
        let mut harness = Harness::new(source);
        let received = harness.query(scope(&[VOLUME])).await;
        let rows = received.rows.iter().flat_map(|batch| batch.iter());
        rows.for_each(|row| {
            row.properties
                .restore("", &serde_json::json!({"VolumeId": "vol-1"}));
            row.properties.evict();
        });
        let received = harness.query(scope(&[BUCKET])).await;
        assert_eq!(received.ledger[&children].outcome, Outcome::Complete);
        assert_eq!(harness.source.times_asked(&parents), 2);
    });
}

/// Two types under volumes, each with one resource.
fn two_types_under_volumes() -> Scripted {
    let source = Scripted::new(&["eu-west-1"])
        .child(BUCKET, VOLUME)
        .child(VPC, VOLUME);
    for _ in 0..2 {
        source.say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1"])]);
        source.say(key("eu-west-1", BUCKET), Ok(page_of("b-1", None)));
        source.say_pages(
            key("eu-west-1", VPC),
            vec![vec![entry("eu-west-1", VPC, "v-1", "")]],
        );
    }
    source
}

#[test]
fn parents_that_another_provider_lists_are_asked_once_for_all_of_their_children() {
    run(async || {
        let mut source = two_types_under_volumes();
        source.parents_by = Provider::Native;
        let mut harness = Harness::new(source);
        for child in [BUCKET, VPC] {
            let received = harness.query(scope(&[child])).await;
            let line = &received.ledger[&key("eu-west-1", child)];
            assert_eq!((line.outcome, line.rows), (Outcome::Complete, 1), "{child}");
        }
        let parents = key("eu-west-1", VOLUME);
        assert_eq!(harness.source.times_asked(&parents), 1);
        harness.query(scope(&[VOLUME])).await;
        let jobs = harness.source.jobs.lock().unwrap().clone();
        let of_parents = jobs.iter().filter(|job| job.key == parents);
        let providers: Vec<Provider> = of_parents.map(|job| job.provider).collect();
        assert_eq!(
            providers,
            [Provider::Native, Provider::Ec2],
            "rows are shown by the provider of their type alone"
        );
    });
}

#[test]
fn who_asks_anew_for_children_asks_anew_for_their_parents_and_once() {
    run(async || {
        let mut harness = Harness::new(two_types_under_volumes());
        let parents = key("eu-west-1", VOLUME);
        for (freshness, asked) in [(Freshness::UseCache, 1), (Freshness::Refresh, 2)] {
            let wanted = scope(&[BUCKET, VPC]);
            let generation = harness.engine.start(PANE, wanted, freshness);
            let received = harness.receive(generation).await;
            assert_eq!(received.ids(), ["b-1", "v-1"]);
            assert_eq!(harness.source.times_asked(&parents), asked);
        }
    });
}

#[test]
fn parents_that_tell_too_little_are_read_one_by_one() {
    run(async || {
        let mut source = under(&["vol-1", "vol-2", "vol-3"]);
        source.parents_are_silent = true;
        *source.refuse_details.lock().unwrap() = Some(Box::new(|id| match id {
            "vol-1" => Some(SourceError::Gone {
                action: "x:Read".into(),
                code: "NotFound".into(),
            }),
            "vol-2" => Some(refused("AccessDenied")),
            _ => None,
        }));
        source.say(key("eu-west-1", BUCKET), Ok(page_of("b-3", None)));
        let (ids, line, source) = children_of(source).await;
        assert_eq!(ids, ["b-3"]);
        assert_eq!(*source.parents_seen.lock().unwrap(), ["vol-3"]);
        assert_eq!(line.outcome, Outcome::Partial);
        let told = gap(&line);
        assert!(
            told.contains("vol-2") && told.contains("AccessDenied") && !told.contains("vol-1"),
            "{told}"
        );
    });
}

#[test]
fn parents_that_may_not_be_read_are_not_all_read() {
    run(async || {
        let names: Vec<String> = (0..50).map(|number| format!("vol-{number}")).collect();
        let mut source = under(&names.iter().map(String::as_str).collect::<Vec<_>>());
        source.parents_are_silent = true;
        let denied = |_: &str| Some(refused("AccessDenied"));
        *source.refuse_details.lock().unwrap() = Some(Box::new(denied));
        let (_, line, source) = children_of(source).await;
        assert_eq!(line.outcome, Outcome::Failed);
        assert_eq!(source.details_asked.lock().unwrap().len(), 20);
    });
}
