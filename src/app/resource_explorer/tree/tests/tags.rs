//! Groups by tags.

use super::*;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::model::{Fingerprint, RowFacts, Tags};

fn tagged(region: &str, id: &str, tags: Tags) -> ResourceEntry {
    ResourceEntry {
        tags,
        ..entry(region, VOLUME, id, "")
    }
}

fn team(value: &str) -> Tags {
    Tags::from_pairs([("Team", value)])
}

#[test]
fn rows_stand_by_the_value_of_a_tag_and_those_without_come_last() {
    let rows = vec![
        tagged("eu-west-1", "a", Tags::unknown()),
        tagged("eu-west-1", "b", team("web")),
        tagged("us-east-1", "c", Tags::NONE),
        tagged("us-east-1", "d", team("Core")),
        tagged("eu-west-1", "e", team("web")),
        tagged("eu-west-1", "f", team("")),
    ];
    let tree = build_tree(&input_of(rows.clone(), &["tag:Team"]));
    let wanted = [("", 1), ("Core", 1), ("web", 2), ("-", 1), ("?", 1)];
    assert_eq!(named(&groups(&tree)), wanted);
    assert!(tree.groups.iter().all(|group| tree.may_lack_rows(group)));
    let tree = build_tree(&input_of(rows, &["region", "tag:Team"]));
    let wanted = [
        ("eu-west-1", 4),
        ("", 1),
        ("web", 2),
        ("?", 1),
        ("us-east-1", 2),
        ("Core", 1),
        ("-", 1),
    ];
    assert_eq!(named(&groups(&tree)), wanted);
    let region = &tree.groups[0];
    assert!(
        !tree.may_lack_rows(region),
        "all rows of a region are in it"
    );
}

#[test]
fn the_tag_that_names_rows_is_a_level_like_others() {
    let name = |value| Tags::from_pairs([("Name", value), ("Team", "web")]);
    let rows = vec![
        tagged("eu-west-1", "a", name("one")),
        tagged("eu-west-1", "b", name("two")),
        tagged("eu-west-1", "c", team("web")),
    ];
    let tree = build_tree(&input_of(rows, &["tag:Name"]));
    assert_eq!(named(&groups(&tree)), [("one", 1), ("two", 1), ("-", 1)]);
}

#[test]
fn a_failed_list_counts_in_every_group_that_may_have_its_rows() {
    let rows = vec![
        tagged("eu-west-1", "a", team("web")),
        tagged("eu-west-1", "b", team("core")),
    ];
    let mut ledger = Ledger::default();
    for region in ["eu-west-1", "us-east-1"] {
        ledger.record(LedgerEntry::new(
            key(region, "AWS::EC2::VPC"),
            Outcome::Denied,
        ));
    }
    let lists = ledger.lines().clone();
    let tree = build_tree(&TreeInput {
        lists: lists.clone(),
        ..input_of(rows.clone(), &["tag:Team", "region"])
    });
    let counts: Vec<_> = tree.groups.iter().map(|group| group.failed).collect();
    assert_eq!(counts, [2, 1, 2, 1], "team, its region, team, its region");
    let tree = build_tree(&TreeInput {
        lists,
        ..input_of(rows, &["region", "tag:Team"])
    });
    let counts: Vec<_> = groups(&tree).into_iter().map(|(name, _)| name).collect();
    assert_eq!(counts, ["eu-west-1", "core", "web", "us-east-1"]);
    let failed: Vec<_> = tree.groups.iter().map(|group| group.failed).collect();
    assert_eq!(failed, [1, 1, 1, 1]);
}

#[test]
fn a_tag_that_details_tell_moves_the_row_to_its_group() {
    let row = tagged("eu-west-1", "a", Tags::unknown());
    let told = Arc::new(RowFactStore::default());
    let input = TreeInput {
        told: Arc::clone(&told),
        ..input_of(vec![row.clone()], &["tag:Team"])
    };
    let mut builder = TreeBuilder::default();
    let mut build = || {
        builder
            .build(&input, &AtomicBool::new(false), |_| ())
            .unwrap()
    };
    assert_eq!(named(&groups(&build())), [("?", 1)]);
    let facts = RowFacts {
        tags: Some(team("web")),
        ..RowFacts::default()
    };
    told.add(row.resource_type, Fingerprint::from(&row), facts);
    assert_eq!(named(&groups(&build())), [("web", 1)]);
}
