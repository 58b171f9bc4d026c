//! One resource is one row.

use super::*;
use crate::app::resource_explorer::testing::ACCOUNT;
use crate::model::ArnText;

#[test]
fn a_resource_that_ec2_and_tagging_both_saw_is_one_row() {
    run(async || {
        let mut harness = Harness::new(Scripted::new(&["eu-west-1"]));
        harness
            .source
            .say_pages(key("eu-west-1", VOLUME), vec![volumes(&["vol-1", "vol-2"])]);
        let swept = vec![
            tagged("eu-west-1", VOLUME, "vol-1"),
            tagged("eu-west-1", VOLUME, "vol-9"),
        ];
        harness
            .source
            .say_pages(sweep_key("eu-west-1"), vec![swept]);
        let generation = harness.engine.start(
            PANE,
            scope(&[VOLUME, TypeId::tagged().as_str()]),
            Freshness::UseCache,
        );
        let received = harness.receive(generation).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2", "vol-9"]);
    });
}

#[test]
fn a_bucket_that_answers_in_every_region_is_one_row_in_its_own() {
    run(async || {
        let regions = ["eu-west-1", "us-east-1"];
        let mut harness = Harness::new(Scripted::new(&regions));
        let bucket = || {
            let mut row = tagged("us-east-1", BUCKET, "logs");
            row.arn = ArnText::of("arn:aws:s3:::logs", &row.id);
            row
        };
        for region in regions {
            harness
                .source
                .say_pages(sweep_key(region), vec![vec![bucket()]]);
        }
        let received = harness.query(scope(&[BUCKET])).await;
        assert_eq!(received.ids(), ["logs"]);
        let entry = &received.ledger[&key("us-east-1", BUCKET)];
        assert_eq!(
            (entry.outcome, entry.rows, entry.provider),
            (Outcome::Partial, 1, Some(Provider::Tagging))
        );
        assert_eq!(received.ledger[&key("eu-west-1", BUCKET)].rows, 0);
    });
}

/// Clusters of three services have ARNs of one form: a sweep takes them all for the first.
const CLUSTER: &str = "AWS::RDS::DBCluster";
const GRAPH: &str = "AWS::Neptune::DBCluster";

/// A cluster as the list of its service has it: sweeps know the same ARN under another type.
fn cluster(ty: &str, id: &str) -> ResourceEntry {
    let mut row = entry("eu-west-1", ty, id, "");
    row.arn = ArnText::of(&format!("arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:{id}"), id);
    row
}

/// A cluster as a sweep has it.
fn swept_cluster(id: &str) -> ResourceEntry {
    ResourceEntry {
        provider: Provider::Tagging,
        ..cluster(CLUSTER, id)
    }
}

fn clusters() -> Scripted {
    let source = Scripted::new(&["eu-west-1"]).ambiguous(CLUSTER, GRAPH);
    let swept = ["sql", "graph", "gone"].map(swept_cluster).to_vec();
    source.say_pages(sweep_key("eu-west-1"), vec![swept]);
    let of = |ty: &str, id: &str| vec![vec![cluster(ty, id)]];
    source.say_pages(key("eu-west-1", CLUSTER), of(CLUSTER, "sql"));
    source.say_pages(key("eu-west-1", GRAPH), of(GRAPH, "graph"));
    source
}

fn types_and_ids(received: &Received) -> Vec<(&'static str, &str)> {
    let rows = received.rows.iter().flat_map(|batch| batch.iter());
    let mut rows: Vec<_> = rows
        .map(|row| (row.resource_type.as_str(), row.id.as_str()))
        .collect();
    rows.sort_unstable();
    rows
}

#[test]
fn a_resource_is_one_row_of_the_type_whose_list_has_it_whatever_its_arn_says() {
    run(async || {
        let mut harness = Harness::new(clusters());
        let all = [CLUSTER, GRAPH, TypeId::tagged().as_str()];
        let received = harness.query(scope(&all)).await;
        assert_eq!(
            types_and_ids(&received),
            [(GRAPH, "graph"), (CLUSTER, "gone"), (CLUSTER, "sql")]
        );
        assert_eq!(received.ledger[&key("eu-west-1", GRAPH)].rows, 1);
    });
}

#[test]
fn a_smart_query_asks_every_type_that_may_have_what_the_sweep_saw() {
    run(async || {
        let mut harness = Harness::new(clusters());
        let scope = smart(&[CLUSTER, GRAPH]);
        let received = harness.query(scope).await;
        assert_eq!(
            types_and_ids(&received),
            [(GRAPH, "graph"), (CLUSTER, "gone"), (CLUSTER, "sql")]
        );
    });
}

#[test]
fn what_may_be_of_a_type_that_nobody_asked_for_is_not_shown_as_another() {
    run(async || {
        let mut harness = Harness::new(clusters());
        // A bucket is seen by sweeps alone: that is why there is one.
        let received = harness.query(scope(&[CLUSTER, BUCKET])).await;
        assert_eq!(types_and_ids(&received), [(CLUSTER, "sql")]);
    });
}

#[test]
fn a_tagged_resource_is_shown_when_the_list_that_may_have_it_is_refused() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]).ambiguous(CLUSTER, GRAPH);
        source.say_pages(sweep_key("eu-west-1"), vec![vec![swept_cluster("graph")]]);
        let denied = denied("rds:DescribeDBClusters");
        source.say(key("eu-west-1", CLUSTER), Err(denied.clone()));
        source.say(key("eu-west-1", GRAPH), Err(denied));
        let mut harness = Harness::new(source);
        let all = [CLUSTER, GRAPH, TypeId::tagged().as_str()];
        let received = harness.query(scope(&all)).await;
        assert_eq!(types_and_ids(&received), [(CLUSTER, "graph")]);
    });
}

#[test]
fn what_a_sweep_sees_where_the_catalog_says_not_offered_is_shown_and_told() {
    run(async || {
        let source = Scripted::new(&["eu-west-1", "us-east-1"]).without(VOLUME, "eu-west-1");
        let seen = tagged("eu-west-1", VOLUME, "vol-new");
        source.say_pages(sweep_key("eu-west-1"), vec![vec![seen]]);
        let mut harness = Harness::new(source);
        let all = scope(&[VOLUME, TypeId::tagged().as_str()]);
        let received = harness.query(all).await;
        assert_eq!(received.ids(), ["vol-new"]);
        let line = &received.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!((line.outcome, line.rows), (Outcome::Partial, 1));
        let why = line.why().unwrap();
        assert!(
            why.contains("the catalog is older than AWS's offer"),
            "{why}"
        );
    });
}

#[test]
fn what_a_sweep_has_seen_is_shown_when_the_query_is_stopped_before_the_list() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]);
        let seen = tagged("eu-west-1", VOLUME, "vol-1");
        source.say_pages(sweep_key("eu-west-1"), vec![vec![seen]]);
        for page in 0..1_000 {
            let next = Some(format!("{page}").into());
            let empty = Page {
                next,
                ..Page::default()
            };
            source.say(key("eu-west-1", VOLUME), Ok(empty));
        }
        let gate = Arc::new(Semaphore::new(0));
        *source.gate.lock().unwrap() = Some(Arc::clone(&gate));
        let mut harness = Harness::new(source);
        let all = scope(&[VOLUME, TypeId::tagged().as_str()]);
        let generation = harness.engine.start(PANE, all, Freshness::UseCache);
        while harness.source.times_asked(&sweep_key("eu-west-1")) == 0 {
            gate.add_permits(1);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        harness.engine.cancel(PANE);
        let received = harness.receive(generation).await;
        assert_eq!(received.ids(), ["vol-1"]);
        let line = &received.ledger[&key("eu-west-1", VOLUME)];
        assert_eq!((line.outcome, line.rows), (Outcome::Cancelled, 1));
    });
}

#[test]
fn a_row_without_an_arn_is_the_one_that_a_sweep_has_with_it() {
    run(async || {
        let source = Scripted::new(&["eu-west-1"]);
        let mut bare = volumes(&["vol-1"]);
        bare[0].arn = ArnText::NONE;
        source.say_pages(key("eu-west-1", VOLUME), vec![bare]);
        let seen = ["vol-1", "vol-2"].map(|id| tagged("eu-west-1", VOLUME, id));
        source.say_pages(sweep_key("eu-west-1"), vec![seen.to_vec()]);
        let mut harness = Harness::new(source);
        let all = scope(&[VOLUME, TypeId::tagged().as_str()]);
        let received = harness.query(all).await;
        assert_eq!(received.ids(), ["vol-1", "vol-2"]);
    });
}
