//! Rows in the order of columns, compared with the slow and obvious way.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::*;
use super::naive::{natural_key, random_rows};
use super::{input, seen};
use crate::app::resource_explorer::property_path::PropertyPath;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::model::{ResourceEntry, RowFacts, StatusClass, Tags, TypeId};

pub(super) const COLUMNS: &[&str] = &[
    "name",
    "id",
    "status",
    "type",
    "region",
    "account",
    "property:Size",
    "column:Room",
    "tag:Team",
    "cost:month",
];

/// A column of every type but one.
fn catalog(ty: TypeId, label: &str) -> Option<ColumnSource> {
    (label == "Room" && ty.kind() != "VPC").then(|| ColumnSource {
        measure: Measure::default(),
        path: PropertyPath::parse("Size").unwrap(),
        kind: ValueKind::Number { scale: 8.0 },
    })
}

fn by(columns: &[(&str, bool)]) -> Sorting {
    Sorting::new(columns.iter().map(|(name, descending)| SortColumn {
        by: name.parse().unwrap(),
        descending: *descending,
    }))
}

/// A text that sorts as the value does; or a number for no value (1) and one that is not known (2).
fn naive_key(entry: &ResourceEntry, column: &str) -> Result<String, u8> {
    let size = || {
        let properties = entry.properties.to_json();
        match &properties["Size"] {
            serde_json::Value::Number(number) => Ok(format!("0 {:0>20}", number.to_string())),
            serde_json::Value::String(text) => Ok(format!("1 {}", natural_key(text))),
            _ if entry.properties.is_empty() => Err(2),
            _ => Err(1),
        }
    };
    let text = match column {
        "name" => entry.display_name().to_owned(),
        "id" => entry.id.to_string(),
        "status" if entry.status.is_empty() => return Err(1),
        "status" => entry.status.to_string(),
        "type" => entry.resource_type.to_string(),
        "region" => entry.region.to_string(),
        "account" => entry.account.digits().to_string(),
        "tag:Team" => match TagValue::of(entry, &crate::model::TagKey::new("Team").unwrap()) {
            TagValue::Value(value) => value,
            TagValue::Missing => return Err(1),
            TagValue::Unknown => return Err(2),
        },
        "column:Room" if entry.resource_type.kind() == "VPC" => return Err(1),
        "column:Room" => {
            // A text beside a unit that begins with a number counts as that number.
            let properties = entry.properties.to_json();
            return match &properties["Size"] {
                serde_json::Value::String(text) => {
                    let number = text.split(' ').next().unwrap_or_default();
                    Ok(format!("0 {number:0>20}"))
                }
                _ => size(),
            };
        }
        "property:Size" => return size(),
        _ => return Err(1),
    };
    Ok(natural_key(&text))
}

#[test]
fn rows_stand_in_the_order_that_was_asked_for() {
    let rows = random_rows(4, 300);
    for first in COLUMNS {
        for second in COLUMNS.iter().filter(|second| *second != first) {
            for (descending, second_descending) in [(false, true), (true, false)] {
                let columns = [(*first, descending), (*second, second_descending)];
                let tree = build_tree(&TreeInput {
                    sorting: by(&columns),
                    catalog_columns: Some(catalog),
                    ..input(&rows, &[])
                });
                let shown: Vec<_> = tree
                    .order
                    .iter()
                    .map(|row| rows.get(*row).unwrap())
                    .collect();
                let mut sorted = shown.clone();
                sorted.sort_by(|a, b| {
                    let by_columns = columns.iter().map(|(column, descending)| {
                        match (naive_key(a, column), naive_key(b, column)) {
                            (Ok(a), Ok(b)) if *descending => b.cmp(&a),
                            (a, b) => a.cmp(&b),
                        }
                    });
                    let name =
                        |row: &ResourceEntry| (natural_key(row.display_name()), row.id.clone());
                    let mut by_columns = by_columns.filter(|order| order.is_ne());
                    by_columns.next().unwrap_or_else(|| name(a).cmp(&name(b)))
                });
                let ids = |rows: &[&ResourceEntry]| -> Vec<_> {
                    rows.iter()
                        .map(|row| (row.id.clone(), row.display_name().to_owned()))
                        .collect()
                };
                let (shown, sorted) = (ids(&shown), ids(&sorted));
                let mut both = shown.iter().zip(&sorted);
                assert_eq!(both.find(|(a, b)| a != b), None, "{columns:?}");
                assert_eq!(shown.len(), 300);
            }
        }
    }
}

#[test]
fn what_details_tell_puts_rows_into_their_place() {
    let rows = random_rows(5, 200);
    let mut now = TreeInput {
        sorting: by(&[("tag:Team", false), ("status", false)]),
        ..input(&rows, &[GroupBy::Type])
    };
    let never = AtomicBool::new(false);
    let mut builder = TreeBuilder::default();
    let before = builder.build(&now, &never, |_| ()).unwrap();
    let told = Arc::new(RowFactStore::default());
    now.told = Arc::clone(&told);
    for (row, entry) in rows.iter().filter(|(RowIndex(row), _)| row % 3 == 0) {
        let facts = RowFacts {
            tags: Some(Tags::from_pairs([("Team", format!("t{}", row.0 % 7))])),
            status: Some(("busy".into(), StatusClass::Busy)),
        };
        told.add(entry.resource_type, entry.into(), facts);
    }
    let after = builder.build(&now, &never, |_| ()).unwrap();
    assert_ne!(seen(&before), seen(&after));
    assert_eq!(seen(&after), seen(&build_tree(&now)));
}

#[test]
fn keys_that_were_given_up_or_not_read_to_the_end_cost_time_and_nothing_else() {
    let rows = random_rows(6, 5_000);
    let now = TreeInput {
        sorting: by(&[("property:Size", true)]),
        ..input(&rows, &[GroupBy::Region])
    };
    let wanted = seen(&build_tree(&now));
    let (stopped, never) = (AtomicBool::new(true), AtomicBool::new(false));
    let mut builder = TreeBuilder::default();
    assert!(builder.build(&now, &stopped, |_| ()).is_none());
    assert_eq!(seen(&builder.build(&now, &never, |_| ()).unwrap()), wanted);
    let keys = builder.take_keys();
    assert!(
        (20_000..200_000).contains(&keys.heap_bytes()),
        "{}",
        keys.heap_bytes()
    );
    drop(keys);
    assert_eq!(seen(&builder.build(&now, &never, |_| ()).unwrap()), wanted);
}

#[test]
fn properties_that_were_given_up_since_stand_where_they_stood() {
    let rows = random_rows(7, 300);
    let now = TreeInput {
        sorting: by(&[("property:Size", false)]),
        ..input(&rows, &[])
    };
    let never = AtomicBool::new(false);
    let mut builder = TreeBuilder::default();
    let before = seen(&builder.build(&now, &never, |_| ()).unwrap());
    rows.iter()
        .for_each(|(_, entry)| _ = entry.properties.evict());
    assert_eq!(seen(&builder.build(&now, &never, |_| ()).unwrap()), before);
    let rebuilt = build_tree(&now);
    let first = rows.get(rebuilt.order[0]).unwrap();
    assert!(
        first.properties.is_empty() || first.properties.is_evicted(),
        "none is known"
    );
}
