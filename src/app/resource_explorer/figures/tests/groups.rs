//! What groups say of their rows.

use super::*;
use crate::app::resource_explorer::filter::created;
use crate::app::resource_explorer::memory_budget::MemoryHolder as _;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::app::resource_explorer::tree::{Group, GroupBy, GroupKey};
use crate::model::{RowFacts, StatusClass};

fn grouped_by(mut input: FiguresInput, levels: &[GroupBy]) -> FiguresInput {
    input.input.group_by = levels.to_vec();
    input.tree = Arc::new(build_tree(&input.input));
    input
}

fn figures(input: &FiguresInput, measures: &RowMeasures) -> GroupFigures {
    group_figures(input, measures, &AtomicBool::new(false)).unwrap()
}

fn none_yet() -> RowMeasures {
    RowMeasures::new("measures".into())
}

fn of_type(group: &Group, kind: &str) -> bool {
    matches!(&group.key, GroupKey::Type(ty) if ty.kind() == kind)
}

/// The obvious way: row by row.
fn check(input: &FiguresInput, figures: &GroupFigures, group: &Group) {
    let rows = &input.tree.order[group.rows.start as usize..group.rows.end as usize];
    let entries: Vec<&ResourceEntry> = { rows.iter() }
        .filter_map(|row| input.input.rows.get(*row))
        .collect();
    let mut statuses: BTreeMap<String, u32> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.status.is_empty()) {
        *statuses.entry(entry.status.to_string()).or_default() += 1;
    }
    let text = |entry: &&ResourceEntry| entry.properties.with_text(created);
    let figure = figures.get(group.id).unwrap();
    assert_eq!(figure.rows as usize, entries.len());
    let counted = figure.statuses.iter();
    let counted: BTreeMap<String, u32> = counted
        .map(|count| (count.status.to_string(), count.rows))
        .collect();
    assert_eq!(counted, statuses);
    assert_eq!(figure.newest, entries.iter().filter_map(text).max());
}

#[test]
fn groups_of_one_type_say_what_their_rows_come_to_and_rows_are_read_once() {
    let input = grouped_by(input(70_000), &[GroupBy::Type, GroupBy::Region]);
    let measures = none_yet();
    let told = figures(&input, &measures);
    for group in &input.tree.groups {
        check(&input, &told, group);
    }
    let volumes = { input.tree.groups.iter() }.find(|group| of_type(group, "Volume"));
    let volumes = told.get(volumes.unwrap().id).unwrap();
    let told_size = |n: &usize| n.is_multiple_of(2) && n % 11 > 1;
    let sizes = (0..70_000).filter(told_size).map(|n| n % 64).sum::<usize>();
    assert_eq!(volumes.bytes, Some(sizes as f64 * 1024.0));
    assert!(volumes.size_unknown > 0);

    // Another arrangement asks nothing of the rows: their properties are gone, and the figures are the same.
    for (_, row) in input.input.rows.iter() {
        row.properties.evict();
    }
    let again = grouped_by(input, &[GroupBy::Region, GroupBy::Type]);
    let bytes: f64 = { again.tree.groups.iter() }
        .filter(|group| of_type(group, "Volume"))
        .filter_map(|group| figures(&again, &measures).get(group.id)?.bytes)
        .sum();
    assert_eq!(bytes, sizes as f64 * 1024.0);
}

#[test]
fn groups_of_several_types_tell_only_what_wants_attention() {
    let mut rows: Vec<ResourceEntry> = (0..60).map(volume).collect();
    rows[7].status = "error".into();
    rows[7].status_class = StatusClass::Error;
    let input = grouped_by(input_of(rows), &[GroupBy::Account]);
    let told = figures(&input, &none_yet());
    let figure = told.get(input.tree.groups[0].id).unwrap();
    let statuses: Vec<(&str, u32)> = { figure.statuses.iter() }
        .map(|count| (count.status.as_str(), count.rows))
        .collect();
    assert_eq!(statuses, [("error", 1)]);
    assert_eq!((figure.bytes, figure.newest), (None, None));
}

#[test]
fn what_details_tell_of_a_status_counts_and_memory_can_be_given_back() {
    let mut row = volume(2);
    row.status = Default::default();
    let mut input = input_of(vec![row.clone()]);
    let facts = Arc::new(RowFactStore::default());
    input.input.told = Arc::clone(&facts);
    let input = grouped_by(input, &[GroupBy::Type]);
    let (measures, group) = (none_yet(), input.tree.groups[0].id);
    assert_eq!(figures(&input, &measures).get(group).unwrap().statuses, []);
    let status = Some(("ACTIVE".into(), StatusClass::Ok));
    facts.add(
        row.resource_type,
        (&row).into(),
        RowFacts { tags: None, status },
    );
    let told = figures(&input, &measures);
    assert_eq!(told.get(group).unwrap().statuses[0].status, "ACTIVE");
    assert!(measures.bytes() > 0 && measures.reclaim() > 0);
    assert_eq!(measures.bytes(), 0);
    assert_eq!(figures(&input, &measures).get(group), told.get(group));
}
