//! Lists that are asked again: by a query of their own, or within the one that runs.

use super::sign_in::{expired, until, waiting};
use super::*;
use crate::app::resource_explorer::source::SourceError;

fn refused() -> SourceError {
    denied("ec2:DescribeVpcs")
}

#[derive(Debug, PartialEq, Eq)]
enum Retried {
    Joined(Generation),
    Begun(Generation),
}

fn retry(harness: &Harness, scope: QueryScope, keys: Vec<QueryKey>, shown: &[Batch]) -> Retried {
    match harness.engine.retry_within(PANE, &keys) {
        Some(generation) => Retried::Joined(generation),
        None => Retried::Begun(harness.engine.retry(PANE, scope, keys, shown.iter())),
    }
}

/// The end of a list.
fn ended(event: ProgressEvent) -> Option<LedgerEntry> {
    match event {
        ProgressEvent::Outcome(entry) => Some(entry),
        ProgressEvent::Outcomes(lines) => lines.into_iter().next(),
        _ => None,
    }
}

#[test]
fn a_retry_asks_only_its_keys() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1", "us-east-1"]));
        harness.query(scope(&[VOLUME, VPC])).await;
        harness.source.asked.lock().unwrap().clear();
        let again = key("us-east-1", VOLUME);
        let retried = retry(&harness, scope(&[VOLUME, VPC]), vec![again], &[]);
        let Retried::Begun(generation) = retried else {
            panic!("{retried:?}")
        };
        let received = harness.receive(generation).await;
        assert_eq!(*harness.source.asked.lock().unwrap(), [again]);
        assert_eq!(received.ledger.len(), 1);
    });
}

#[test]
fn a_key_that_a_retry_has_not_planned_yet_is_asked_once_though_it_joins() {
    run(async || {
        let source = Scripted::new(&["eu-west-1", "us-east-1"]);
        let again = key("eu-west-1", VOLUME);
        source.say_pages(again, vec![volumes(&["vol-1"]), volumes(&["vol-2"])]);
        let mut harness = Harness::new(source);
        let asked = scope(&[VOLUME, VPC]);
        let generation = harness
            .engine
            .retry(PANE, asked.clone(), vec![again], [].iter());
        // Nothing is planned: no task has run since.
        let joined = retry(&harness, asked, vec![again], &[]);
        assert_eq!(joined, Retried::Joined(generation));
        let received = harness.receive(generation).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2"]);
    });
}

const OTHER: &str = "009999999999";

/// One account with a list that is refused, and another whose credentials have expired.
fn one_refused_one_expired() -> (Harness, QueryKey, QueryKey) {
    let mut source = Scripted::new(&["eu-west-1"]).account(OTHER);
    let failed = key("eu-west-1", VPC);
    let held = QueryKey {
        account: OTHER.parse().unwrap(),
        ..failed
    };
    source.signed_out_of = Some(held.account);
    *source.signed_out.lock().unwrap() = Some(expired());
    source.say(failed, Err(refused()));
    (Harness::new(source), failed, held)
}

/// Waits until one list was refused and the other waits.
async fn until_both_are_told(harness: &mut Harness) {
    let mut told = BTreeSet::new();
    while told.len() < 2 {
        told.insert(until(harness, ended).await.outcome);
    }
    assert!(told.contains(&Outcome::Denied) && told.contains(&Outcome::SignIn));
}

#[test]
fn a_failure_is_asked_again_beside_an_account_that_waits_for_a_sign_in() {
    run(async || {
        let (harness, failed, held) = one_refused_one_expired();
        let mut harness = waiting(harness, Duration::from_millis(20));
        let asked = scope(&[VPC]);
        let generation = harness
            .engine
            .start(PANE, asked.clone(), Freshness::UseCache);
        until_both_are_told(&mut harness).await;

        // The list that waits is not ended; asked for again, it goes on waiting.
        let row = entry("eu-west-1", VPC, "vpc-1", "");
        harness.source.say_pages(failed, vec![vec![row]]);
        let retried = retry(&harness, asked, vec![held, failed], &[]);
        assert_eq!(retried, Retried::Joined(generation));
        let again = until(&mut harness, |event| {
            ended(event).filter(|line| line.key == failed)
        });
        let again = again.await;
        assert_eq!((again.outcome, again.rows), (Outcome::Complete, 1));
        assert!(harness.engine.is_running(), "what waits was dropped");
        assert_eq!(harness.engine.paused_accounts().len(), 1);

        *harness.source.signed_out.lock().unwrap() = None;
        let received = harness.receive(generation).await;
        assert_eq!(received.ledger[&held].outcome, Outcome::Complete);
        assert_eq!(harness.source.times_asked(&failed), 2);
        assert_eq!(
            (received.counts.phase1_done, received.counts.phase1_total),
            (3, 3)
        );
    });
}

#[test]
fn what_joins_while_details_are_fetched_is_listed_and_gets_its_own() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let (good, failed) = (key("eu-west-1", VOLUME), key("eu-west-1", VPC));
        harness.source.say_pages(good, vec![volumes(&["vol-1"])]);
        harness.source.say(failed, Err(refused()));
        let row = entry("eu-west-1", VPC, "vpc-1", "");
        harness.source.say_pages(failed, vec![vec![row]]);
        let asked = QueryScope {
            details: DetailDepth::Bulk,
            ..scope(&[VOLUME, VPC])
        };
        let gate = Arc::new(Semaphore::new(0));
        *harness.source.details_gate.lock().unwrap() = Some(Arc::clone(&gate));
        let generation = harness
            .engine
            .start(PANE, asked.clone(), Freshness::UseCache);
        let complete = |event| matches!(event, ProgressEvent::Phase1Complete).then_some(());
        until(&mut harness, complete).await;
        let retried = retry(&harness, asked, vec![failed], &[]);
        assert!(matches!(retried, Retried::Joined(_)), "{retried:?}");
        let again = until(&mut harness, |event| {
            ended(event).filter(|line| line.key == failed)
        });
        assert_eq!(again.await.outcome, Outcome::Complete);
        gate.add_permits(100);
        let received = harness.receive(generation).await;
        assert_eq!(received.finished, Some(FinishReason::Done));
        let asked = harness.source.details_asked.lock().unwrap().len();
        assert_eq!(asked, 2, "details of both");
        let PhaseCounts {
            phase2_done,
            phase2_total,
            ..
        } = received.counts;
        assert_eq!(phase2_done, phase2_total);
    });
}

#[test]
fn a_retry_that_joined_is_accounted_for_when_the_query_is_cancelled() {
    run(async || {
        let (harness, failed, _) = one_refused_one_expired();
        let mut harness = waiting(harness, Duration::from_hours(1));
        let asked = scope(&[VPC]);
        let generation = harness
            .engine
            .start(PANE, asked.clone(), Freshness::UseCache);
        until_both_are_told(&mut harness).await;
        *harness.source.gate.lock().unwrap() = Some(Arc::new(Semaphore::new(0)));
        let retried = retry(&harness, asked.clone(), vec![failed], &[]);
        assert!(matches!(retried, Retried::Joined(_)), "{retried:?}");
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert_eq!(received.ledger[&failed].outcome, Outcome::Cancelled);
        let retried = retry(&harness, asked, vec![failed], &[]);
        assert!(matches!(retried, Retried::Begun(_)), "the query is over");
    });
}

/// All messages of a retry that is a query of its own, with the rows shown before.
async fn receive_retry(
    harness: &mut Harness,
    scope: QueryScope,
    keys: Vec<QueryKey>,
    shown: Vec<Batch>,
) -> Received {
    let Retried::Begun(generation) = retry(harness, scope, keys, &shown) else {
        panic!("the query is over");
    };
    harness.receive_after(generation, shown).await
}

fn vpc(id: &str) -> ResourceEntry {
    entry("eu-west-1", VPC, id, "")
}

fn slow() -> SourceError {
    SourceError::Service {
        action: "ec2:DescribeVpcs".into(),
        code: "Odd".into(),
        message: "no".into(),
        request_id: None,
    }
}

#[test]
fn a_retry_that_is_refused_again_loses_nothing_that_tags_have_shown() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let (list, sweep) = (key("eu-west-1", VPC), sweep_key("eu-west-1"));
        let tagged = ["vpc-1", "vpc-2"].map(|id| tagged("eu-west-1", VPC, id));
        harness.source.say_pages(sweep, vec![tagged.to_vec()]);
        harness.source.say(list, Err(refused()));
        harness.source.say(list, Err(refused()));
        let asked = scope(&[VPC, TypeId::tagged().as_str()]);
        let first = harness.query(asked.clone()).await;
        assert_eq!(first.ids(), ["vpc-1", "vpc-2"]);

        let again = receive_retry(&mut harness, asked.clone(), vec![list], first.rows).await;
        assert_eq!(again.ids(), ["vpc-1", "vpc-2"], "they vanished");
        let line = &again.ledger[&list];
        assert_eq!((line.outcome, line.rows), (Outcome::Partial, 2));
        assert!(line.is_failure() && line.is_retryable());

        // Once it is allowed, each resource is one row, and those of the list come from the list.
        let pages = vec![vec![vpc("vpc-2")], vec![vpc("vpc-3"), vpc("vpc-4")]];
        harness.source.say_pages(list, pages);
        let allowed = receive_retry(&mut harness, asked, vec![list], again.rows).await;
        assert_eq!(allowed.ids(), ["vpc-1", "vpc-2", "vpc-3", "vpc-4"]);
        let line = &allowed.ledger[&list];
        assert_eq!((line.outcome, line.rows), (Outcome::Complete, 4));
    });
}

#[test]
fn a_list_that_breaks_off_earlier_than_before_keeps_what_it_had() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let list = key("eu-west-1", VPC);
        let page = |ids: &[&str], next: Option<&str>| Page {
            entries: ids.iter().map(|id| vpc(id)).collect(),
            next: next.map(Into::into),
            ..Page::default()
        };
        harness
            .source
            .say(list, Ok(page(&["vpc-1", "vpc-2"], Some("2"))));
        harness.source.say(list, Ok(page(&["vpc-3"], Some("3"))));
        harness.source.say(list, Err(slow()));
        let asked = scope(&[VPC]);
        let first = harness.query(asked.clone()).await;
        assert_eq!(first.ids(), ["vpc-1", "vpc-2", "vpc-3"]);

        harness
            .source
            .say(list, Ok(page(&["vpc-2", "vpc-9"], Some("2"))));
        harness.source.say(list, Err(slow()));
        let again = receive_retry(&mut harness, asked.clone(), vec![list], first.rows).await;
        assert_eq!(again.ids(), ["vpc-1", "vpc-2", "vpc-3", "vpc-9"]);
        assert_eq!(again.ledger[&list].rows, 4);

        // Rows that a whole list does not have are gone.
        harness.source.say_pages(list, vec![vec![vpc("vpc-9")]]);
        let whole = receive_retry(&mut harness, asked, vec![list], again.rows).await;
        assert_eq!(whole.ids(), ["vpc-9"]);
    });
}

#[test]
fn a_sweep_that_is_asked_again_replaces_its_rows_only_when_it_has_ended() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let sweep = sweep_key("eu-west-1");
        let seen = |ids: &[&str]| {
            let rows = ids
                .iter()
                .map(|id| tagged("eu-west-1", "AWS::IoT::Thing", id));
            rows.collect::<Vec<_>>()
        };
        harness.source.say_pages(sweep, vec![seen(&["a", "b"])]);
        harness
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1"])]);
        let asked = scope(&[VOLUME, TypeId::tagged().as_str()]);
        let first = harness.query(asked.clone()).await;
        assert_eq!(first.ids(), ["a", "b", "vol-1"]);

        harness.source.say(sweep, Err(refused()));
        let refused = receive_retry(&mut harness, asked.clone(), vec![sweep], first.rows).await;
        assert_eq!(refused.ids(), ["a", "b", "vol-1"], "they vanished");

        // The sweep sees a volume that the list has, and one that it does not have.
        let mut page = seen(&["b", "c"]);
        page.extend(["vol-1", "vol-2"].map(|id| tagged("eu-west-1", VOLUME, id)));
        harness.source.say_pages(sweep, vec![page]);
        let again = receive_retry(&mut harness, asked, vec![sweep], refused.rows).await;
        assert_eq!(again.ids(), ["b", "c", "vol-1", "vol-2"]);
        let things = key("eu-west-1", "AWS::IoT::Thing");
        assert_eq!(again.ledger[&things].rows, 2);
    });
}

#[test]
fn one_retry_leaves_the_reasons_of_other_lines_alone() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        let (list, sweep) = (key("eu-west-1", VPC), sweep_key("eu-west-1"));
        harness.source.say(list, Err(refused()));
        let things = tagged("eu-west-1", "AWS::IoT::Thing", "a");
        let page = Page {
            entries: vec![things],
            next: Some("2".into()),
            ..Page::default()
        };
        harness.source.say(sweep, Ok(page));
        harness.source.say(sweep, Err(refused()));
        let asked = QueryScope {
            details: DetailDepth::Bulk,
            ..scope(&[VPC, VOLUME, TypeId::tagged().as_str()])
        };
        harness
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1"])]);
        let gate = Arc::new(Semaphore::new(0));
        *harness.source.details_gate.lock().unwrap() = Some(Arc::clone(&gate));
        let generation = harness
            .engine
            .start(PANE, asked.clone(), Freshness::UseCache);
        let complete = |event| matches!(event, ProgressEvent::Phase1Complete).then_some(());
        until(&mut harness, complete).await;
        let retried = retry(&harness, asked, vec![list], &[]);
        assert!(matches!(retried, Retried::Joined(_)), "{retried:?}");
        gate.add_permits(100);
        let received = harness.receive(generation).await;
        let again: Vec<_> = received.ledger.keys().copied().collect();
        assert_eq!(again, [list], "other lines were written again");
    });
}
