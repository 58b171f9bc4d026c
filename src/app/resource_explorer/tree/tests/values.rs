//! Groups by what rows and accounts have.

use std::collections::HashMap;

use serde_json::json;

use super::*;
use crate::app::resource_explorer::property_path::PropertyPath;
use crate::model::{Properties, Tags, TypeId};

/// Where the types of these tests have their VPC and zone.
fn catalog(ty: TypeId, label: &str) -> Option<ColumnSource> {
    let path = match (ty.kind(), label) {
        ("Instance" | "Subnet", "VPC") => "VpcId",
        ("Function", "VPC") => "VpcConfig.VpcId",
        ("Instance", "Zone") => "Placement.Zone",
        _ => return None,
    };
    Some(ColumnSource {
        path: PropertyPath::parse(path)?,
        kind: ValueKind::Plain,
        measure: Measure::Number,
    })
}

fn row(ty: &str, id: &str, properties: &serde_json::Value) -> ResourceEntry {
    ResourceEntry {
        properties: Properties::from_json(properties),
        ..entry("eu-west-1", ty, id, "")
    }
}

fn input_of(entries: Vec<ResourceEntry>, levels: &[&str]) -> TreeInput {
    TreeInput {
        catalog_columns: Some(catalog),
        ..super::input_of(entries, levels)
    }
}

fn some_rows() -> Vec<ResourceEntry> {
    let mut unread = row("AWS::EC2::Instance", "i-3", &json!({"VpcId": "vpc-1"}));
    unread.properties.evict();
    unread.status = "running".into();
    let mut stacked = row("AWS::SQS::Queue", "q", &json!({}));
    stacked.tags = Tags::from_pairs([("aws:cloudformation:stack-name", "shop")]);
    vec![
        row(
            "AWS::EC2::Instance",
            "i-1",
            &json!({"VpcId": "vpc-2", "Placement": {"Zone": "a"}}),
        ),
        row(
            "AWS::EC2::Instance",
            "i-2",
            &json!({"Placement": {"Zone": "b"}}),
        ),
        unread,
        row(
            "AWS::Lambda::Function",
            "f",
            &json!({"VpcConfig": {"VpcId": "vpc-1"}}),
        ),
        row("AWS::EC2::VPC", "vpc-1", &json!({})),
        stacked,
    ]
}

#[test]
fn rows_are_grouped_by_what_their_properties_tags_and_status_say() {
    let of = |levels: &[&str]| groups(&build_tree(&input_of(some_rows(), levels)));
    assert_eq!(
        named(&of(&["vpc"])),
        [("vpc-1", 2), ("vpc-2", 1), ("-", 2), ("?", 1)]
    );
    assert_eq!(
        named(&of(&["zone"])),
        [("a", 1), ("b", 1), ("-", 3), ("?", 1)]
    );
    let stacks = of(&["stack"]);
    assert_eq!(stacks[0], ("shop".to_owned(), 1));
    assert_eq!(stacks.iter().map(|(_, count)| count).sum::<u32>(), 6);
    let statuses = of(&["status"]);
    assert_eq!(statuses.iter().map(|(_, count)| count).sum::<u32>(), 6);
    assert!(
        statuses.contains(&("running".to_owned(), 1)),
        "{statuses:?}"
    );
    let by_two = of(&["service", "vpc"]);
    let expected = [
        ("EC2", 4),
        ("vpc-1", 1),
        ("vpc-2", 1),
        ("-", 1),
        ("?", 1),
        ("Lambda", 1),
        ("vpc-1", 1),
        ("SQS", 1),
        ("-", 1),
    ];
    assert_eq!(named(&by_two), expected);
}

#[test]
fn groups_of_rows_that_are_not_known_make_the_others_of_their_level_at_least_so_many() {
    let tree = build_tree(&input_of(some_rows(), &["vpc"]));
    assert!(tree.groups.iter().all(|group| tree.may_lack_rows(group)));
    let tree = build_tree(&input_of(some_rows(), &["service"]));
    assert!(!tree.groups.iter().any(|group| tree.may_lack_rows(group)));
}

#[test]
fn accounts_are_grouped_by_their_organizational_units() {
    let mut input = input_of(some_rows(), &["unit"]);
    assert_eq!(named(&groups(&build_tree(&input))), [("unit ", 6)]);
    let account = some_rows()[0].account;
    input.account_units = Arc::new(HashMap::from([(account, "Workloads/Prod".into())]));
    assert_eq!(
        named(&groups(&build_tree(&input))),
        [("unit Workloads/Prod", 6)]
    );
}

#[test]
fn every_level_is_read_as_it_is_written() {
    for level in GroupBy::OFFERED {
        assert_eq!(level.to_string().parse(), Ok(level));
    }
    assert!("zones".parse::<GroupBy>().is_err());
}
