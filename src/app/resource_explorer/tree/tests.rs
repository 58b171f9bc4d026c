mod failures;
mod naive;
mod sorting;
mod tags;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry, Outcome};
use crate::app::resource_explorer::testing::{entry, key};
use crate::model::ResourceEntry;
use failures::denied;
use naive::{Dice, naive_lines, random_rows, shown_lines};
use sorting::COLUMNS;

const VOLUME: &str = "AWS::EC2::Volume";
const VPC: &str = "AWS::EC2::VPC";

fn input(rows: &Rows, group_by: &[GroupBy]) -> TreeInput {
    TreeInput {
        rows: rows.clone(),
        group_by: group_by.to_vec(),
        ..Default::default()
    }
}

fn input_of(entries: Vec<ResourceEntry>, levels: &[&str]) -> TreeInput {
    let mut rows = PaneRows::default();
    assert!(rows.push(Batch::new(entries)));
    TreeInput {
        rows: rows.clone(),
        group_by: levels.iter().map(|level| level.parse().unwrap()).collect(),
        ..TreeInput::default()
    }
}

/// What each group is called and how many rows it has, in order.
fn groups(tree: &Tree) -> Vec<(String, u32)> {
    let said = |value: &TagValue| match value {
        TagValue::Value(value) => value.clone(),
        TagValue::Missing => "-".to_owned(),
        TagValue::Unknown => "?".to_owned(),
    };
    let name = |key: &GroupKey| match key {
        GroupKey::Tag(tag) => said(&tag.value),
        GroupKey::Value(group) => said(&group.value),
        GroupKey::Region(region) => region.as_str().to_owned(),
        GroupKey::Service(service) => (*service).to_owned(),
        GroupKey::Unit(unit) => format!("unit {unit}"),
        other => format!("{other:?}"),
    };
    let groups = tree.groups.iter();
    groups
        .map(|group| (name(&group.key), group.count()))
        .collect()
}

fn named(groups: &[(String, u32)]) -> Vec<(&str, u32)> {
    groups
        .iter()
        .map(|(name, count)| (&**name, *count))
        .collect()
}

#[test]
fn visible_rows_equal_the_naive_way_for_every_grouping_and_after_every_click() {
    let by_tag = ["tag:Team".parse().unwrap(), GroupBy::Region];
    let groupings: [&[GroupBy]; 6] = [
        &[],
        &by_tag,
        &[GroupBy::Type],
        &[GroupBy::Region, GroupBy::Type],
        &[GroupBy::Account, GroupBy::Region, GroupBy::Type],
        &[GroupBy::Type, GroupBy::Account, GroupBy::Region],
    ];
    for (seed, group_by) in groupings.into_iter().enumerate() {
        let rows = random_rows(seed as u64 + 1, 300);
        let tree = Arc::new(build_tree(&input(&rows, group_by)));
        let mut open = OpenGroups::default();
        let mut visible = VisibleRows::of(&tree, &open);
        let mut dice = Dice(seed as u64);
        for _ in 0..40 {
            assert_eq!(
                shown_lines(&tree, &visible, &rows),
                naive_lines(&rows, group_by, &open),
                "{group_by:?}"
            );
            let Some(clicked) =
                (!tree.groups.is_empty()).then(|| dice.roll(visible.len() as u64) as usize)
            else {
                break;
            };
            let Some(VisibleRow::Group(group)) = visible.get(clicked) else {
                continue;
            };
            open.toggle(tree.groups[group as usize].id);
            visible = VisibleRows::of(&tree, &open);
        }
    }
}

#[test]
fn a_line_is_found_by_what_it_shows_and_not_where_its_group_is_closed() {
    for (seed, levels) in [(11, 0), (12, 1), (13, 3)] {
        let rows = random_rows(seed, 300);
        let tree = Arc::new(build_tree(&input(&rows, &GroupBy::BUILTIN[..levels])));
        let mut open = OpenGroups::default();
        open.set_all(Open::Expanded);
        // Every third group is closed.
        let some = tree.groups.iter().step_by(3);
        some.for_each(|group| open.toggle(group.id));
        let visible = VisibleRows::of(&tree, &open);
        let mut around: Vec<usize> = Vec::new();
        let mut found = 0;
        for at in 0..visible.len() {
            match visible.get(at).unwrap() {
                VisibleRow::Group(group) => {
                    assert_eq!(visible.position_of_group(group), Some(at));
                    around.truncate(tree.groups[group as usize].depth.into());
                    assert_eq!(visible.line_around(at), around.last().copied());
                    around.push(at);
                }
                VisibleRow::Resource(row) => {
                    assert_eq!(visible.position_of_row(row), Some(at));
                    assert_eq!(visible.line_around(at), around.last().copied());
                    found += 1;
                }
            }
        }
        let row_at = |at| match visible.get(at)? {
            VisibleRow::Resource(row) => Some(row),
            VisibleRow::Group(_) => None,
        };
        for range in [0..visible.len(), 0..0, 5..6, 17..180, 250..9999] {
            let one_by_one: Vec<_> = range.clone().filter_map(row_at).collect();
            assert_eq!(visible.rows(range).collect::<Vec<_>>(), one_by_one);
        }
        let lines = tree.order.iter();
        let hidden = lines.filter(|row| visible.position_of_row(**row).is_none());
        assert_eq!(found + hidden.count(), 300, "{levels} levels");
        assert_eq!(visible.get(visible.len()), None);
    }
}

#[test]
fn counts_of_groups_are_the_rows_below_them() {
    let rows = random_rows(7, 500);
    let tree = build_tree(&input(&rows, &[GroupBy::Region, GroupBy::Type]));
    let mut expected: BTreeMap<String, u32> = BTreeMap::new();
    for (_, entry) in rows.iter() {
        *expected.entry(entry.region.to_string()).or_default() += 1;
    }
    let outer: BTreeMap<String, u32> = tree
        .groups
        .iter()
        .filter(|group| group.depth == 0)
        .map(|group| match &group.key {
            GroupKey::Region(region) => (region.to_string(), group.count()),
            other => panic!("{other:?} is not a region"),
        })
        .collect();
    assert_eq!(outer, expected);
    assert_eq!(tree.row_count(), 500);
}

#[test]
fn names_sort_without_case_in_any_script() {
    let mut rows = PaneRows::default();
    let names = [
        "beta",
        "Alpha",
        "ÄPFEL",
        "alpha",
        "äpfel",
        "Beta-longer-than-eight",
        "beta-longer-than-seven",
    ];
    let batch = names
        .iter()
        .enumerate()
        .map(|(at, name)| entry("eu-west-1", VPC, &format!("vpc-{at}"), name));
    assert!(rows.push(Batch::new(batch.collect())));
    let tree = build_tree(&input(&rows, &[GroupBy::Type]));
    let sorted: Vec<&str> = tree
        .order
        .iter()
        .map(|row| rows.get(*row).unwrap().name())
        .collect();
    assert_eq!(
        sorted,
        [
            "Alpha",
            "alpha",
            "beta",
            "Beta-longer-than-eight",
            "beta-longer-than-seven",
            "ÄPFEL",
            "äpfel"
        ]
    );
}

#[test]
fn a_filter_leaves_only_what_it_matches() {
    let rows = random_rows(3, 200);
    let filter = Arc::new(Filter::parse("type:vpc name:web").unwrap());
    let expected = rows
        .iter()
        .filter(|(_, entry)| filter.matches(entry))
        .count();
    let tree = build_tree(&TreeInput {
        filter: Some(filter),
        ..input(&rows, &[GroupBy::Type])
    });
    assert_eq!(tree.row_count(), expected);
    assert_eq!(tree.groups.len(), 1);
}

#[test]
fn a_groups_id_is_its_path_and_not_its_place() {
    let few = build_tree(&input(
        &random_rows(1, 20),
        &[GroupBy::Region, GroupBy::Type],
    ));
    let many = build_tree(&input(
        &random_rows(2, 400),
        &[GroupBy::Region, GroupBy::Type],
    ));
    for group in &few.groups {
        let same = many
            .groups
            .iter()
            .find(|other| other.id == group.id)
            .expect("the same path exists");
        assert_eq!((&same.key, same.depth), (&group.key, group.depth));
    }
}

#[test]
fn the_group_of_a_position_holds_it() {
    let tree = build_tree(&input(
        &random_rows(5, 100),
        &[GroupBy::Region, GroupBy::Type],
    ));
    for at in 0..100 {
        let group = &tree.groups[tree.group_of_position(at).unwrap() as usize];
        assert!(group.rows.contains(&at) && tree.is_innermost(group));
    }
}

#[test]
fn what_aws_manages_is_counted_and_left_out_until_it_is_asked_for() {
    let managed = |id: &str| ResourceEntry {
        managed: true,
        ..entry("eu-west-1", VPC, id, id)
    };
    let mut rows = PaneRows::default();
    let _ = rows.push(Batch::new(vec![
        managed("alias/aws/ebs"),
        entry("eu-west-1", VPC, "own", "own"),
        managed("alias/aws/s3"),
    ]));
    let mut input = input(&rows, &[GroupBy::Type]);
    input.hide_managed = true;
    let tree = build_tree(&input);
    assert_eq!((tree.row_count(), tree.hidden), (1, 2));
    let group = &tree.groups[0];
    assert_eq!(
        group.rows.end - group.rows.start,
        1,
        "counts are of what is shown"
    );

    let s3 = Filter::parse("managed:true s3").unwrap();
    assert!(s3.asks_for_managed() && !Filter::parse("s3").unwrap().asks_for_managed());
    input.hide_managed = false;
    input.filter = Some(Arc::new(s3));
    let tree = build_tree(&input);
    assert_eq!((tree.row_count(), tree.hidden), (1, 0));
}

/// What a tree shows: its groups with their counts, and its rows in order.
fn seen(tree: &Tree) -> (Vec<Group>, Vec<RowIndex>, u32) {
    (tree.groups.clone(), tree.order.clone(), tree.hidden)
}

#[test]
fn a_tree_that_grew_is_the_tree_built_at_once() {
    let never = AtomicBool::new(false);
    for seed in 1..=6 {
        let mut dice = Dice(seed);
        let all = random_rows(seed, 300);
        let mut builder = TreeBuilder::default();
        let mut now = TreeInput {
            hide_managed: dice.roll(2) == 0,
            ..input(&Rows::default(), &[GroupBy::Region, GroupBy::Type])
        };
        let mut rows = PaneRows::default();
        for (at, batch) in all.batches().enumerate() {
            let mut batch = batch.to_vec();
            batch[0].managed = dice.roll(3) == 0;
            assert!(rows.push(Batch::new(batch)));
            if dice.roll(4) == 0 {
                let taken: Vec<_> = rows.batches().map(Batch::id).collect();
                let which = dice.roll(taken.len() as u64) as usize;
                rows.take_back(&taken[which..=which]);
            }
            now.rows = rows.clone();
            match dice.roll(12) {
                0 => now.filter = Some(Arc::new(Filter::parse("web|api").unwrap())),
                1 => now.filter = None,
                2 => now.group_by = GroupBy::BUILTIN[..dice.roll(4) as usize].to_vec(),
                3 => {
                    let mut column = || SortColumn {
                        by: COLUMNS[dice.roll(COLUMNS.len() as u64) as usize]
                            .parse()
                            .unwrap(),
                        descending: dice.roll(2) == 0,
                    };
                    now.sorting = Sorting::new([column(), column()]);
                }
                4 => {
                    now.lists = denied("me-south-1");
                }
                _ => {}
            }
            let grown = builder.build(&now, &never, |_| ()).unwrap();
            assert_eq!(
                seen(&grown),
                seen(&build_tree(&now)),
                "seed {seed}, batch {at}"
            );
        }
    }
}

#[test]
fn a_stopped_build_goes_on_and_loses_nothing() {
    let rows = random_rows(9, 30_000);
    let input = TreeInput {
        filter: Some(Arc::new(Filter::parse("web").unwrap())),
        ..input(&rows, &[GroupBy::Type])
    };
    let mut builder = TreeBuilder::default();
    let stopped = AtomicBool::new(true);
    assert!(builder.build(&input, &stopped, |_| ()).is_none());
    let tree = builder.build(&input, &AtomicBool::new(false), |_| ());
    assert_eq!(seen(&tree.unwrap()), seen(&build_tree(&input)));
}
