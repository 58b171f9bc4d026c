//! The smart scope: indexes and sweeps first.

use super::*;
use crate::app::resource_explorer::source::{IndexReach, ListJob, ResourceIndex};

const SQS: &str = "AWS::SQS::Queue";
const OTHER: &str = "009999999999";

/// An index of the organization in us-east-1, over these regions, that holds volumes.
fn index(regions: &[&str]) -> ResourceIndex {
    ResourceIndex {
        job: ListJob {
            key: index_key(),
            provider: Provider::ResourceExplorer,
        },
        reach: IndexReach::Organization,
        regions: regions.iter().map(|code| code.parse().unwrap()).collect(),
        types: [VOLUME.parse().unwrap()].into_iter().collect(),
    }
}

fn index_key() -> QueryKey {
    key("us-east-1", TypeId::explorer_index().as_str())
}

/// A row as an index gives it.
fn indexed(region: &str, ty: &str, id: &str) -> ResourceEntry {
    let mut row = entry(region, ty, id, "");
    row.provider = Provider::ResourceExplorer;
    row
}

fn why(line: &LedgerEntry) -> String {
    line.error.as_ref().unwrap().to_string()
}

#[test]
fn a_smart_scope_asks_only_where_the_sweep_gives_reason_to() {
    run(async || {
        let source = Scripted::new(&["eu-west-1", "us-east-1"]);
        let swept = tagged("eu-west-1", VOLUME, "vol-1");
        source.say_pages(sweep_key("eu-west-1"), vec![vec![swept]]);
        source.say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        let mut harness = Harness::new(source);
        let asked = smart(&[VOLUME, VPC]);
        let received = harness.query(asked).await;
        assert_eq!(
            received.ids(),
            ["vol-1", "vol-2"],
            "the whole list, untagged ones included"
        );
        let outcome = |region, ty| received.ledger[&key(region, ty)].outcome;
        assert_eq!(outcome("eu-west-1", VOLUME), Outcome::Complete);
        let not_asked = [
            ("eu-west-1", VPC, "sees none of the type in the account"),
            ("us-east-1", VOLUME, "sees nothing in us-east-1"),
            ("us-east-1", VPC, "sees nothing in us-east-1"),
        ];
        for (region, ty, reason) in not_asked {
            let line = &received.ledger[&key(region, ty)];
            assert_eq!(line.outcome, Outcome::NotAsked);
            let why = line.error.as_ref().unwrap().to_string();
            assert!(why.contains(reason), "{why}");
            assert_eq!(harness.source.times_asked(&line.key), 0);
            assert!(line.outcome.is_incomplete(), "there may be untagged ones");
        }
        assert_eq!(received.counts.phase1_done, received.counts.phase1_total);
    });
}

#[test]
fn where_the_sweep_fails_a_smart_scope_asks_for_everything() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]);
        source.say(sweep_key("eu-west-1"), Err(denied("tag:GetResources")));
        source.say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1"])]);
        let mut harness = Harness::new(source);
        let asked = smart(&[VOLUME]);
        let received = harness.query(asked).await;
        assert_eq!(received.ids(), ["vol-1"]);
        assert_eq!(
            received.ledger[&key("eu-west-1", VOLUME)].outcome,
            Outcome::Complete
        );
    });
}

#[test]
fn an_index_of_the_organization_answers_first_and_for_all_accounts() {
    run(async || {
        let regions = ["eu-west-1", "us-east-1"];
        let source = Scripted::new(&regions).index(index(&regions));
        let mut stranger = indexed("us-east-1", VOLUME, "vol-9");
        stranger.account = OTHER.parse().unwrap();
        let seen = vec![
            indexed("eu-west-1", VOLUME, "vol-1"),
            indexed("eu-west-1", SQS, "jobs"),
            stranger,
        ];
        source.say_pages(index_key(), vec![seen]);
        source.say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        // Where the index has rows, the sweep may see more; here it sees the same queue.
        let swept = vec![
            tagged("eu-west-1", SQS, "jobs"),
            tagged("eu-west-1", SQS, "mail"),
        ];
        source.say_pages(sweep_key("eu-west-1"), vec![swept]);
        let mut harness = Harness::new(source);
        let asked = smart(&[VOLUME, VPC]);
        let received = harness.query(asked).await;
        assert_eq!(received.ids(), ["jobs", "mail", "vol-1", "vol-2", "vol-9"]);
        let line = |region, ty| &received.ledger[&key(region, ty)];
        assert_eq!(received.ledger[&index_key()].rows, 3);
        for (region, ty) in [("us-east-1", VOLUME), ("us-east-1", VPC)] {
            assert_eq!(line(region, ty).outcome, Outcome::NotAsked);
            let why = why(line(region, ty));
            assert!(
                why.ends_with("us-east-1 shows nothing in us-east-1"),
                "{why}"
            );
            assert_eq!(harness.source.times_asked(&key(region, ty)), 0);
        }
        assert_eq!(harness.source.times_asked(&sweep_key("us-east-1")), 0);
        let theirs = QueryKey {
            account: OTHER.parse().unwrap(),
            ..key("us-east-1", VOLUME)
        };
        let theirs = &received.ledger[&theirs];
        assert_eq!(
            (theirs.outcome, theirs.rows, theirs.provider),
            (Outcome::Partial, 1, Some(Provider::ResourceExplorer)),
            "what only an index saw is not known to be all"
        );
        assert_eq!(received.counts.phase1_done, received.counts.phase1_total);
    });
}

#[test]
fn an_index_that_breaks_off_is_forgotten_and_each_place_is_asked_itself() {
    for shows_ahead in [false, true] {
        run(async || {
            let source = Scripted::new(&["eu-west-1"]).index(index(&["eu-west-1"]));
            let page = Page {
                entries: vec![indexed("eu-west-1", SQS, "jobs")],
                next: Some("more".into()),
                ..Page::default()
            };
            source.say(index_key(), Ok(page));
            source.say(index_key(), Err(denied("resource-explorer-2:Search")));
            let swept = vec![tagged("eu-west-1", SQS, "jobs")];
            source.say_pages(sweep_key("eu-west-1"), vec![swept]);
            let mut harness = Harness::new(source);
            if shows_ahead {
                harness.engine = harness.engine.showing_ahead();
            }
            let asked = smart(&[VOLUME]);
            let received = harness.query(asked).await;
            assert_eq!(received.ids(), ["jobs"], "once, and from the sweep");
            assert_eq!(received.rows[0][0].provider, Provider::Tagging);
            assert_eq!(received.taken_back, usize::from(shows_ahead));
            let line = &received.ledger[&index_key()];
            assert_eq!(line.outcome, Outcome::NotAsked, "nothing is missing for it");
            assert!(why(line).contains("each account is asked itself: not allowed"));
        });
    }
}

#[test]
fn rows_of_the_sweep_are_shown_at_once_and_give_way_to_the_list() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]);
        let swept = ["vol-1", "vol-9"].map(|id| tagged("eu-west-1", VOLUME, id));
        source.say_pages(sweep_key("eu-west-1"), vec![swept.to_vec()]);
        source.say_pages(
            key("eu-west-1", VOLUME),
            vec![
                volumes(&["vol-1"]),
                volumes(&["vol-2"]),
                volumes(&["vol-3"]),
            ],
        );
        let gate = Arc::new(Semaphore::new(1));
        *source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        let mut harness = Harness::new(source);
        harness.engine = harness.engine.showing_ahead();
        let generation = harness
            .engine
            .start(PANE, smart(&[VOLUME]), Freshness::UseCache);
        // The list is still held back, and the rows are there.
        let ahead = loop {
            let told = tokio::time::timeout(Duration::from_secs(5), harness.inbox.recv()).await;
            let told = told.unwrap().unwrap();
            if let ProgressEvent::Rows(batch) = told.event {
                break batch;
            }
        };
        assert_eq!(ahead.len(), 2);
        gate.add_permits(10);
        let mut received = harness.receive(generation).await;
        assert_eq!(received.taken_back, 1);
        let ids: BTreeMap<&str, Provider> = received
            .rows
            .iter()
            .flat_map(|batch| batch.iter())
            .map(|row| (row.id.as_str(), row.provider))
            .collect();
        let expected = [
            ("vol-1", Provider::Ec2),
            ("vol-2", Provider::Ec2),
            ("vol-3", Provider::Ec2),
            ("vol-9", Provider::Tagging),
        ];
        assert_eq!(ids, expected.into_iter().collect());
        assert_eq!(
            received.rows.iter().map(|batch| batch.len()).sum::<usize>(),
            4
        );
        received.rows.clear();
    });
}

#[test]
fn a_query_that_is_stopped_shows_each_row_once() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]);
        let swept = ["vol-1", "vol-8", "vol-9"].map(|id| tagged("eu-west-1", VOLUME, id));
        source.say_pages(sweep_key("eu-west-1"), vec![swept.to_vec()]);
        source.say_pages(
            key("eu-west-1", VOLUME),
            vec![volumes(&["vol-1"]), volumes(&["vol-2"])],
        );
        let gate = Arc::new(Semaphore::new(2));
        *source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        let mut harness = Harness::new(source);
        harness.engine = harness.engine.showing_ahead();
        let generation = harness
            .engine
            .start(PANE, smart(&[VOLUME]), Freshness::UseCache);
        while harness.source.times_asked(&key("eu-west-1", VOLUME)) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert_eq!(received.finished, Some(FinishReason::Cancelled));
        assert_eq!(received.ids(), ["vol-1", "vol-8", "vol-9"]);
    });
}
