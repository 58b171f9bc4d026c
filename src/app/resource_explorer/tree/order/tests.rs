use std::sync::Arc;

use super::*;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::testing::entry;
use crate::app::resource_explorer::tree::{PaneRows, TreeInput, build_tree};

/// The ids of the rows in the order that a tree without groups has them.
fn ids(input: &TreeInput) -> Vec<String> {
    let order = build_tree(input).order;
    let rows = order.iter().filter_map(|row| input.rows.get(*row));
    rows.map(|entry| entry.id.to_string()).collect()
}

fn sorted(entries: Vec<ResourceEntry>, by: BuiltinColumn) -> TreeInput {
    let mut rows = PaneRows::default();
    assert!(rows.push(Batch::new(entries)));
    TreeInput {
        rows: rows.clone(),
        sorting: Sorting::by(by),
        ..TreeInput::default()
    }
}

#[test]
fn accounts_stand_by_what_they_are_called_and_two_of_one_name_stay_apart() {
    let of = |account: &str, id: &str| ResourceEntry {
        account: account.parse().unwrap(),
        ..entry("eu-west-1", "AWS::EC2::Volume", id, "")
    };
    let mut input = sorted(
        vec![
            of("111111111111", "a"),
            of("333333333333", "b"),
            of("222222222222", "c"),
            of("444444444444", "d"),
            of("333333333333", "e"),
        ],
        BuiltinColumn::Account,
    );
    assert_eq!(ids(&input), ["a", "c", "b", "e", "d"], "by number");
    let named = [
        ("111111111111", "prod"),
        ("333333333333", "Dev"),
        ("444444444444", "dev"),
    ];
    let named = named.map(|(id, name)| (id.parse().unwrap(), name.to_owned()));
    input.account_names = Arc::new(named.into_iter().collect());
    assert_eq!(ids(&input), ["c", "b", "e", "d", "a"]);
    input.sorting = Sorting::by_last(BuiltinColumn::Account);
    assert_eq!(ids(&input), ["a", "d", "b", "e", "c"]);
}

#[test]
fn types_stand_by_what_they_are_called() {
    let mut input = sorted(
        vec![
            entry("eu-west-1", "AWS::EC2::Volume", "volume", ""),
            entry("eu-west-1", "AWS::EC2::VPC", "vpc", ""),
        ],
        BuiltinColumn::Type,
    );
    assert_eq!(ids(&input), ["volume", "vpc"], "by their full names");
    input.type_label = Some(|ty| if ty.kind() == "VPC" { "Cloud" } else { "Disk" }.into());
    assert_eq!(ids(&input), ["vpc", "volume"]);
}

#[test]
fn rows_of_one_status_stand_by_name() {
    let of = |status: &str, name: &str| ResourceEntry {
        status: status.into(),
        ..entry("eu-west-1", "AWS::EC2::Volume", name, name)
    };
    let input = sorted(
        vec![
            of("in-use", "a-long-name-2"),
            of("", "zeta"),
            of("in-use", "A-long-name-1"),
            of("available", "web"),
        ],
        BuiltinColumn::Status,
    );
    let wanted = ["web", "A-long-name-1", "a-long-name-2", "zeta"];
    assert_eq!(ids(&input), wanted);
}
