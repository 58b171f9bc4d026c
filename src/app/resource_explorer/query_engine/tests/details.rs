//! Phase 2: a refusal costs the resource it is about, and is reported.

use std::sync::atomic::Ordering;

use super::sign_in::{expired, until, waiting};
use super::*;
use crate::app::resource_explorer::query_engine::details::DetailsFailure;
use crate::app::resource_explorer::source::Gaps;

/// The scope of volumes with all their details.
fn not_described() -> SourceError {
    denied("ec2:DescribeVolumeAttribute")
}

/// A source with so many volumes, of which those are refused that `refuse` says.
fn source(
    volumes: usize,
    refuse: impl FnMut(&str) -> Option<SourceError> + Send + 'static,
) -> Scripted {
    let source = Scripted::new(&["eu-west-1"]);
    let ids: Vec<String> = (0..volumes).map(|at| format!("vol-{at}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    source.say_pages(key("eu-west-1", VOLUME), vec![super::volumes(&ids)]);
    *source.refuse_details.lock().unwrap() = Some(Box::new(refuse));
    source
}

/// Runs the query; returns how many resources got details of their own, the failures, and the number of
/// requests.
async fn run_query(harness: &mut Harness) -> (usize, Vec<DetailsFailure>, usize) {
    let received = harness.query(with_details(&[VOLUME])).await;
    assert_eq!(received.finished, Some(FinishReason::Done));
    let asked = harness.source.details_asked.lock().unwrap();
    let asked = asked
        .iter()
        .filter(|asked| asked.starts_with("DescribeAttribute"));
    (received.attributes, received.failures, asked.count())
}

#[test]
fn a_refusal_costs_the_resource_it_is_about_and_names_it() {
    run(async || {
        let refuse = |id: &str| (id == "vol-5").then(not_described);
        let mut harness = Harness::new(source(40, refuse));
        let (told, failures, _) = run_query(&mut harness).await;
        assert_eq!(told, 39);
        let [failure] = failures.as_slice() else {
            panic!("{failures:?}")
        };
        assert_eq!(failure.key, key("eu-west-1", VOLUME));
        assert_eq!(failure.resources, ["vol-5"]);
        assert_eq!((failure.count, failure.not_asked), (1, 0));
        let row = entry("eu-west-1", VOLUME, "vol-5", "");
        let details = harness.engine.details_of(&row);
        let attribute = details.sections.iter();
        let mut attribute = attribute.filter(|told| told.operation == "DescribeAttribute");
        let why = attribute.next().unwrap().answer.as_ref().unwrap_err();
        assert!(why.contains("not allowed"), "{why}");
    });
}

#[test]
fn when_nobody_is_answered_a_few_are_asked_and_the_rest_is_accounted_for() {
    run(async || {
        let mut harness = Harness::new(source(2_000, |_| Some(not_described())));
        let (told, failures, asked) = run_query(&mut harness).await;
        assert_eq!(told, 0);
        assert!(asked < 100, "{asked} requests");
        let accounted: usize = failures.iter().map(|one| one.count + one.not_asked).sum();
        assert_eq!(accounted, 2_000);
    });
}

#[test]
fn a_batch_is_split_until_what_is_refused_stands_alone() {
    run(async || {
        let refuse = |id: &str| ["vol-3", "vol-17"].contains(&id).then(not_described);
        let mut harness = Harness::new(source(40, refuse).in_batches(10));
        let (told, failures, _) = run_query(&mut harness).await;
        assert_eq!(told, 38);
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0].count, 2);
    });
}

#[test]
fn what_an_answer_for_several_does_not_have_is_asked_alone_and_then_said() {
    run(async || {
        let mut harness = Harness::new(
            source(10, |_| None)
                .in_batches(10)
                .without_answer_for("vol-4"),
        );
        let (told, failures, asked) = run_query(&mut harness).await;
        assert_eq!((told, asked), (9, 2));
        assert_eq!(failures[0].resources, ["vol-4"]);
    });
}

#[test]
fn a_resource_that_is_gone_is_told_on_its_row_and_fails_nothing() {
    run(async || {
        let refuse = |id: &str| {
            let gone = || SourceError::Gone {
                action: "ec2:DescribeVolumeAttribute".into(),
                code: "InvalidVolume.NotFound".into(),
            };
            (id == "vol-1").then(gone)
        };
        let mut harness = Harness::new(source(3, refuse));
        let (told, failures, _) = run_query(&mut harness).await;
        assert_eq!((told, failures), (2, Vec::new()));
        let row = entry("eu-west-1", VOLUME, "vol-1", "");
        let told = harness.engine.details_of(&row).sections;
        let why = told.iter().find_map(|one| one.answer.as_ref().err());
        assert!(why.unwrap().contains("gone since it was listed"));
    });
}

#[test]
fn details_wait_for_a_sign_in_as_lists_do_and_go_on_after_it() {
    run(async || {
        let mut refusals = 1;
        let refuse = move |id: &str| {
            let first = id == "vol-1" && std::mem::take(&mut refusals) == 1;
            first.then(expired)
        };
        let source = source(3, refuse);
        *source.signed_out_for_checks.lock().unwrap() = Some(expired());
        let mut harness = waiting(Harness::new(source), Duration::from_millis(20));
        let generation = harness
            .engine
            .start(PANE, with_details(&[VOLUME]), Freshness::UseCache);
        let paused = until(&mut harness, |event| match event {
            ProgressEvent::AccountPaused { error, .. } => Some(error),
            _ => None,
        });
        assert_eq!(paused.await, expired());
        assert!(harness.engine.is_running());
        *harness.source.signed_out_for_checks.lock().unwrap() = None;
        let received = harness.receive(generation).await;
        let asked = harness.source.details_asked.lock().unwrap().clone();
        let of_first = asked.iter().filter(|one| one.ends_with("vol-1")).count();
        assert_eq!(of_first, 2, "asked again after the sign-in");
        assert_eq!(received.failures, Vec::new());
        assert!(harness.source.access_checks.load(Ordering::SeqCst) > 0);
    });
}

fn tags_denied() -> SourceError {
    denied("tag:GetResources")
}

/// A page of volumes whose tags the list could not tell.
fn without_tags(ids: &[&str]) -> Page {
    let mut entries = volumes(ids);
    entries
        .iter_mut()
        .for_each(|row| row.tags = Tags::unknown());
    Page {
        entries,
        gaps: Gaps {
            tags: Some(tags_denied()),
            ..Gaps::default()
        },
        ..Page::default()
    }
}

/// A source whose list of two volumes could not tell their tags.
fn untagged() -> Scripted {
    let source = Scripted::new(&["eu-west-1"]);
    let page = without_tags(&["vol-1", "vol-2"]);
    source.say(key("eu-west-1", VOLUME), Ok(page));
    source
}

#[test]
fn a_list_without_tags_lacks_nothing_once_details_have_told_all_of_them() {
    run(async || {
        let volumes = key("eu-west-1", VOLUME);
        let mut harness = Harness::new(untagged());
        let received = harness.query(with_details(&[VOLUME])).await;
        let line = &received.ledger[&volumes];
        assert_eq!((line.outcome, line.rows), (Outcome::Complete, 2));
        assert!(line.gaps.is_none() && !line.is_failure(), "{line:?}");
    });
}

#[test]
fn a_list_without_tags_still_lacks_them_when_one_detail_was_refused() {
    run(async || {
        let volumes = key("eu-west-1", VOLUME);
        let source = untagged();
        let refuse = |id: &str| (id == "vol-2").then(not_described);
        *source.refuse_details.lock().unwrap() = Some(Box::new(refuse));
        let mut harness = Harness::new(source);
        let received = harness.query(with_details(&[VOLUME])).await;
        let gaps = received.ledger[&volumes].gaps.clone();
        assert_eq!(gaps.unwrap().tags, Some(tags_denied()));
    });
}

/// What a smart query gives when the sweep has told the tags of these volumes, and the list of none of two.
async fn query_after_sweep(swept: &[&str]) -> (Harness, Received) {
    let source = untagged();
    let mut rows: Vec<ResourceEntry> = swept
        .iter()
        .map(|id| tagged("eu-west-1", VOLUME, id))
        .collect();
    rows.iter_mut()
        .for_each(|row| row.tags = Tags::from_pairs([("Owner", "sweep")]));
    source.say_pages(sweep_key("eu-west-1"), vec![rows]);
    let mut harness = Harness::new(source);
    let asked = smart(&[VOLUME]);
    let received = harness.query(asked).await;
    (harness, received)
}

#[test]
fn tags_that_a_sweep_told_stay_when_a_list_that_knows_none_has_the_row() {
    run(async || {
        let volumes = key("eu-west-1", VOLUME);
        let (harness, received) = query_after_sweep(&["vol-1", "vol-2"]).await;
        let facts = harness.engine.row_facts();
        let rows = received.rows.iter().flat_map(|batch| batch.iter());
        let owners: Vec<_> = rows
            .map(|row| facts.complete(row).tags.get("Owner").map(str::to_owned))
            .collect();
        assert_eq!(owners, vec![Some("sweep".to_owned()); 2]);
        assert!(received.ledger[&volumes].gaps.is_none());
        let (harness, received) = query_after_sweep(&["vol-1"]).await;
        let facts = harness.engine.row_facts();
        let rows = received.rows.iter().flat_map(|batch| batch.iter());
        let known = rows.filter(|row| facts.complete(row).tags.are_known());
        assert_eq!(known.count(), 1);
        let gaps = received.ledger[&volumes].gaps.clone();
        assert_eq!(gaps.unwrap().tags, Some(tags_denied()));
    });
}
