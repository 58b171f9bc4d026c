//! Figures, compared with the slow and obvious way.

mod groups;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::*;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::property_path::PropertyPath;
use crate::app::resource_explorer::testing::entry;
use crate::app::resource_explorer::tree::{
    ColumnId, ColumnSource, Measure, PaneRows, ValueKind, build_tree,
};
use crate::model::{Properties, ResourceEntry, Tags, TypeId};

const DAY: i64 = 86_400;

/// 2026-12-01.
const NOW: i64 = 1_796_083_200;

fn volume(n: usize) -> ResourceEntry {
    let ty = ["AWS::EC2::Volume", "AWS::EC2::Snapshot"][n % 2];
    let region = ["eu-west-1", "us-east-1", "us-east-2"][n % 3];
    let mut row = entry(region, ty, &format!("vol-{n}"), &format!("name {}", n % 7));
    row.status = ["in-use", "available", ""][n % 3].into();
    row.tags = match n % 4 {
        0 => Tags::unknown(),
        1 => Tags::NONE,
        _ => Tags::from_pairs([("Team", ["search", "ads"][n % 2])]),
    };
    let created = jiff::Timestamp::from_second(NOW - (n as i64 % 500) * DAY).unwrap();
    row.properties = match n % 11 {
        0 => Properties::default(),
        1 => Properties::from_json(&json!({"Encrypted": true, "CreateTime": created.to_string()})),
        _ => Properties::from_json(&json!({
            "Size": n % 64, "Encrypted": n.is_multiple_of(5), "CreateTime": created.to_string(),
            "Zones": ["a", "b"], "Mixed": if n.is_multiple_of(2) { json!(n) } else { json!("x") },
        })),
    };
    row
}

fn size_of(ty: TypeId) -> Option<ColumnSource> {
    (ty.kind() == "Volume").then(|| ColumnSource {
        path: PropertyPath::parse("Size").unwrap(),
        kind: ValueKind::Number { scale: 1024.0 },
        measure: Measure::Bytes,
    })
}

fn catalog(ty: TypeId, label: &str) -> Option<ColumnSource> {
    (label == "Size").then(|| size_of(ty))?
}

fn input_of(rows: Vec<ResourceEntry>) -> FiguresInput {
    let mut pane_rows = PaneRows::default();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(1000).collect();
        assert!(pane_rows.push(Batch::new(batch)));
    }
    let input = TreeInput {
        rows: pane_rows.clone(),
        catalog_columns: Some(catalog),
        sizes: Some(size_of),
        ..TreeInput::default()
    };
    let tree = Arc::new(build_tree(&input));
    FiguresInput { input, tree }
}

fn input(count: usize) -> FiguresInput {
    input_of((0..count).map(volume).collect())
}

fn totals(input: &FiguresInput, columns: &[&str]) -> Vec<ColumnTotals> {
    let columns: Vec<ColumnId> = columns.iter().map(|name| name.parse().unwrap()).collect();
    column_totals(input, &columns, &AtomicBool::new(false)).unwrap()
}

fn summary(input: &FiguresInput, by: &[&str], weight: Weight) -> Summary {
    let by: Vec<Dimension> = by.iter().map(|name| name.parse().unwrap()).collect();
    summarize(input, &by, weight, NOW, &AtomicBool::new(false)).unwrap()
}

#[test]
fn totals_are_those_of_all_rows_however_many_threads_read_them() {
    for count in [0, 10, 5_000, 70_000] {
        let input = input(count);
        let columns = [
            "type",
            "column:Size",
            "property:Encrypted",
            "property:CreateTime",
        ];
        let [ty, size, encrypted, created] = &totals(&input, &columns)[..] else {
            panic!("four columns")
        };
        let kinds = count.min(2) as u32;
        assert_eq!((ty.count, ty.distinct), (count as u32, kinds));
        assert_eq!(ty.numbers, None);
        let told = |n: &usize| n.is_multiple_of(2) && n % 11 > 1;
        let sizes: Vec<usize> = (0..count).filter(told).map(|n| n % 64).collect();
        assert_eq!(size.count as usize, sizes.len());
        let unknown = (0..count)
            .filter(|n| n.is_multiple_of(2) && n.is_multiple_of(11))
            .count();
        assert_eq!(size.unknown as usize, unknown);
        if count == 0 {
            assert_eq!(*size, ColumnTotals::default());
            continue;
        }
        let numbers = size.numbers.unwrap();
        assert_eq!(numbers.measure, Measure::Bytes);
        assert_eq!(numbers.sum, sizes.iter().sum::<usize>() as f64 * 1024.0);
        assert_eq!(numbers.most, *sizes.iter().max().unwrap() as f64 * 1024.0);
        assert_eq!(
            size.distinct as usize,
            sizes.iter().collect::<BTreeSet<_>>().len()
        );
        assert_eq!(encrypted.numbers.unwrap().measure, Measure::Flag);
        let created = created.numbers.unwrap();
        assert_eq!(created.measure, Measure::Moment);
        // Row 0 tells nothing.
        let newest = if count > 500 { NOW } else { NOW - DAY };
        assert_eq!(created.most as i64, newest);
    }
}

#[test]
fn what_is_no_number_everywhere_has_no_sum_and_lists_are_not_lost() {
    let input = input(3_000);
    let [mixed, zones, nothing, team] = &totals(
        &input,
        &[
            "property:Mixed",
            "property:Zones",
            "property:Nope",
            "tag:Team",
        ],
    )[..] else {
        panic!("four columns")
    };
    assert!(mixed.count > 0 && mixed.numbers.is_none());
    assert_eq!((zones.distinct, zones.numbers), (1, None));
    assert_eq!((nothing.count, nothing.distinct), (0, 0));
    assert_eq!((team.distinct, team.unknown), (2, 750));
}

#[test]
fn values_beyond_the_most_are_not_told_apart() {
    let rows = (0..MOST_DISTINCT as usize + 500).map(|n| {
        let mut row = entry("eu-west-1", "AWS::EC2::Volume", &format!("vol-{n}"), "");
        row.properties = Properties::from_json(&json!({"N": n}));
        row
    });
    let input = input_of(rows.collect());
    let id = &totals(&input, &["id"])[0];
    assert_eq!(id.count, MOST_DISTINCT + 500);
    assert_eq!(id.distinct, MOST_DISTINCT);
}

#[test]
fn bars_count_what_the_obvious_way_counts() {
    let input = input(70_000);
    let rows: Vec<&ResourceEntry> = input.input.rows.iter().map(|(_, row)| row).collect();
    let summary = summary(&input, &["type", "region"], Weight::Size);
    let mut wanted: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for row in &rows {
        *wanted
            .entry((row.resource_type.as_str(), row.region.as_str()))
            .or_default() += 1;
    }
    let mut seen = BTreeMap::new();
    for bar in &summary.bars {
        let BarKey::Type(ty) = bar.key else {
            panic!("{:?}", bar.key)
        };
        assert_eq!(
            bar.rows,
            bar.below.iter().map(|below| below.rows).sum::<u32>()
        );
        for below in &bar.below {
            let BarKey::Region(region) = below.key else {
                panic!("{:?}", below.key)
            };
            seen.insert((ty.as_str(), region.as_str()), below.rows);
        }
        assert!(
            bar.below
                .is_sorted_by(|one, other| one.bytes >= other.bytes)
        );
    }
    assert_eq!(seen, wanted);
    assert_eq!(summary.rows, 70_000);
    let told = (0..70_000_usize).filter(|n| n.is_multiple_of(2) && n % 11 > 1);
    assert_eq!(
        summary.bytes,
        told.map(|n| n % 64).sum::<usize>() as f64 * 1024.0
    );
    assert_eq!(
        summary.sized + summary.size_unknown,
        35_000,
        "snapshots have no size"
    );
    assert!(summary.heap_bytes() > 0);
}

#[test]
fn ages_stand_by_age_and_what_is_missing_is_told_from_what_is_not_known() {
    let input = input(5_000);
    let ages = summary(&input, &["age"], Weight::Rows);
    let keys: Vec<&BarKey> = ages.bars.iter().map(|bar| &bar.key).collect();
    let mut wanted: Vec<BarKey> = AgeBand::ALL.into_iter().map(BarKey::Age).collect();
    wanted.push(BarKey::Unknown);
    assert_eq!(keys, wanted.iter().collect::<Vec<_>>());
    let of_days = |from: i64, to: i64| {
        let told = (0..5_000_i64).filter(|n| n % 11 != 0);
        told.filter(|n| (from..to).contains(&(n % 500))).count() as u32
    };
    assert_eq!(ages.bars[1].rows, of_days(1, 7));
    assert_eq!(ages.bars[5].rows, of_days(365, 500));
    let teams = summary(&input, &["tag:Team", "status"], Weight::Rows);
    let rows_of = |key: &BarKey| teams.bars.iter().find(|bar| bar.key == *key).unwrap().rows;
    assert_eq!(rows_of(&BarKey::Unknown), 1_250);
    assert_eq!(rows_of(&BarKey::Missing), 1_250);
    assert_eq!(rows_of(&BarKey::Tag("ads".into())), 1_250);
    let statuses: BTreeSet<String> = teams.bars[0]
        .below
        .iter()
        .map(|bar| format!("{:?}", bar.key))
        .collect();
    assert!(statuses.contains("Missing"), "{statuses:?}");
}

#[test]
fn figures_that_are_not_wanted_any_more_are_given_up() {
    let (input, stop) = (input(100), AtomicBool::new(true));
    assert_eq!(column_totals(&input, &[ColumnId::NAME], &stop), None);
    assert_eq!(
        summarize(&input, &[Dimension::Type], Weight::Rows, NOW, &stop),
        None
    );
}

#[test]
fn a_dimension_is_read_as_it_is_written() {
    for name in [
        "type", "service", "account", "region", "status", "age", "tag:Team",
    ] {
        let dimension: Dimension = name.parse().unwrap();
        assert_eq!(dimension.to_string(), name);
    }
    for wrong in ["", "tag:", "vpc", "Type"] {
        assert!(wrong.parse::<Dimension>().is_err(), "{wrong}");
    }
}
