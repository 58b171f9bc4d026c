mod banners;

use std::sync::Arc;

use super::*;
use crate::app::fixtures::{budget_snapshot, settle};
use crate::app::resource_explorer::batch_store::{Batch, store};
use crate::app::resource_explorer::progress::{
    DetailUpdate, FinishReason, ProgressEvent, QueryProgress,
};
use crate::app::resource_explorer::query_engine::details::DetailsFailure;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::testing::{entry, key};
use crate::app::resource_explorer::tree::{GroupBy, Open};
use crate::model::{DetailSection, Properties, RowFacts, Tags, TypeId};

const VOLUME: &str = "AWS::EC2::Volume";

fn grouped_by(group_by: Vec<GroupBy>) -> PaneSpec {
    PaneSpec {
        group_by,
        ..PaneSpec::default()
    }
}

fn pane() -> Pane {
    let mut pane = Pane::new(PaneId(1), grouped_by(vec![GroupBy::Region]));
    pane.begin(Generation(1));
    pane
}

fn message(generation: u64, event: ProgressEvent) -> QueryProgress {
    QueryProgress {
        pane: PaneId(1),
        generation: Generation(generation),
        resources: match &event {
            ProgressEvent::Rows(batch) => Arc::clone(batch.rows()),
            _ => Arc::default(),
        },
        event,
        counts: Some(PhaseCounts {
            phase1_done: 50,
            phase1_total: 50,
            phase2_done: 45,
            phase2_total: 50,
            ..Default::default()
        }),
        reservation: None,
    }
}

fn batch(ids: &[&str]) -> Batch {
    let row = |id: &&str| entry("eu-west-1", VOLUME, id, id);
    Batch::new(ids.iter().map(row).collect())
}

fn rows(generation: u64, ids: &[&str]) -> QueryProgress {
    message(generation, ProgressEvent::Rows(batch(ids)))
}

#[test]
fn the_status_bar_reads_as_promised() {
    let mut pane = pane();
    pane.apply(message(1, ProgressEvent::Started));
    let budget = budget_snapshot();
    assert_eq!(
        pane.status_text(&budget).to_string(),
        "Phase 1: 50/50 | Phase 2: 45/50 | Memory: 892 MB / 13107 MB (6%)"
    );
}

#[test]
fn a_late_page_of_a_superseded_query_is_dropped() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    pane.begin(Generation(2));
    pane.apply(rows(1, &["vol-late"]));
    assert_eq!(
        pane.rows.len(),
        1,
        "rows of before stay until the new query has some"
    );
    pane.apply(rows(2, &["vol-2", "vol-3"]));
    assert_eq!(pane.rows.len(), 2);
    assert!(
        pane.rows
            .iter()
            .all(|(_, row)| row.id != "vol-late" && row.id != "vol-1")
    );
}

#[test]
fn the_selected_row_stays_selected_across_a_refresh() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1", "vol-2"]));
    pane.cursor = Some(RowIndex(1));
    pane.begin(Generation(2));
    pane.apply(rows(2, &["vol-0", "vol-2"]));
    assert_eq!(pane.selected_entry().unwrap().id, "vol-2");
}

#[test]
fn a_query_without_rows_clears_what_the_query_before_it_showed() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    pane.begin(Generation(2));
    pane.apply(message(2, ProgressEvent::Finished(FinishReason::Done)));
    settle(&mut pane);
    assert_eq!((pane.rows.len(), pane.visible.len()), (0, 0));
    assert_eq!(pane.state, QueryState::Done);
}

#[test]
fn details_live_beside_the_rows_and_can_be_dropped() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    let batch = pane.rows.batches().next().unwrap().clone();
    let resource = Fingerprint::from(&batch[0]);
    pane.cursor = Some(RowIndex(0));
    let section = DetailSection {
        operation: "DescribeVolumeStatus",
        answer: Ok(Properties::from_json(&serde_json::json!({"Status": "ok"}))),
    };
    pane.apply(message(
        1,
        ProgressEvent::Details(vec![DetailUpdate { resource, section }]),
    ));
    assert_eq!(
        pane.rows.batches().next(),
        Some(&batch),
        "enrichment rewrote a batch"
    );
    assert_eq!(pane.details_of(&batch[0]).unwrap().sections.len(), 1);
    pane.drop_details();
    assert!(pane.details_of(&batch[0]).is_none());
    assert_eq!(pane.rows.len(), 1);
}

#[test]
fn a_filter_for_tags_counts_rows_it_cannot_decide_on_until_details_tell_them() {
    let mut pane = pane();
    let facts = Arc::new(RowFactStore::default());
    pane.set_row_facts(&facts);
    let mut listed = batch(&["vol-1", "vol-2"]).to_vec();
    listed[0].tags = Tags::unknown();
    let (row, resource) = (listed[0].clone(), Fingerprint::from(&listed[0]));
    pane.apply(message(1, ProgressEvent::Rows(Batch::new(listed))));
    pane.apply(message(1, ProgressEvent::Finished(FinishReason::Done)));
    for (filter, found) in [("tag:Owner", 0), ("!tag:Owner", 1)] {
        pane.set_filter(filter.into());
        settle(&mut pane);
        assert_eq!(pane.shown_rows(), (found, true), "{filter}");
        assert_eq!(pane.tree.undecided, 1);
    }
    let told = RowFacts {
        tags: Some(Tags::from_pairs([("Owner", "me")])),
        status: None,
    };
    facts.add(row.resource_type, resource, told);
    let section = DetailSection {
        operation: "ListTags",
        answer: Ok(Properties::default()),
    };
    let update = DetailUpdate { resource, section };
    pane.apply(message(1, ProgressEvent::Details(vec![update])));
    pane.set_filter("tag:Owner=me".into());
    settle(&mut pane);
    assert_eq!(pane.shown_rows(), (1, false));
    assert_eq!(pane.tree.undecided, 0);
    assert_eq!(pane.complete(&row).tags.get("Owner"), Some("me"));
}

#[test]
fn arrows_walk_over_rows_and_skip_groups() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-b", "vol-a"]));
    settle(&mut pane);
    pane.set_all_groups(Open::Expanded);
    pane.move_selection(1);
    assert_eq!(pane.selected_entry().unwrap().id, "vol-a");
    pane.move_selection(1);
    assert_eq!(pane.selected_entry().unwrap().id, "vol-b");
    pane.move_selection(1);
    assert_eq!(
        pane.selected_entry().unwrap().id,
        "vol-b",
        "there is nothing below"
    );
    pane.move_selection(-10);
    assert_eq!(
        pane.selected_entry().unwrap().id,
        "vol-a",
        "the group at the top is not a row"
    );
}

#[test]
fn a_retry_at_the_end_of_a_query_waits_for_its_last_words() {
    let mut pane = pane();
    let again = vec![key("eu-west-1", VOLUME)];
    pane.retry_at_end(again.clone());
    pane.apply(rows(1, &["vol-1"]));
    assert!(pane.take_retry().is_empty());
    pane.apply(message(1, ProgressEvent::Finished(FinishReason::Done)));
    assert_eq!(pane.take_retry(), again);
    assert!(pane.take_retry().is_empty());
}

#[test]
fn a_retry_after_a_query_without_a_page_is_not_held_against_rows_of_another() {
    let mut pane = pane();
    pane.apply(rows(1, &["vol-1"]));
    assert_eq!(pane.batches_of_query().count(), 1);
    pane.begin(Generation(2));
    pane.apply(message(2, ProgressEvent::Finished(FinishReason::Cancelled)));
    assert_eq!((pane.rows.len(), pane.batches_of_query().count()), (1, 0));
    pane.begin_retry(Generation(3), &[]);
    pane.apply(rows(3, &["vol-2"]));
    assert_eq!(pane.rows.len(), 1, "rows of two scopes in one pane");
}

#[test]
fn a_retry_of_a_small_part_leaves_the_view_of_the_others_in_place() {
    let mut pane = pane();
    let ids: Vec<String> = (0..40).map(|n| format!("vol-{n:02}")).collect();
    pane.apply(rows(1, &["vol-again"]));
    let row = |id: &String| entry("us-east-1", VOLUME, id, "");
    let others = Batch::new(ids.iter().map(row).collect());
    pane.apply(message(1, ProgressEvent::Rows(others)));
    settle(&mut pane);
    pane.select_only(Some(RowIndex(3)));
    let epoch = pane.rows_epoch;
    let before = pane.rows.batches().next().unwrap().id();
    pane.begin_retry(Generation(2), &[]);
    assert_eq!((pane.rows.len(), pane.rows_epoch), (41, epoch));
    let again = batch(&["vol-again", "vol-new"]);
    let replaced = ProgressEvent::Replaced {
        taken_back: vec![before],
        shown: vec![again],
    };
    pane.apply(message(2, replaced));
    assert!(
        !pane.visible.is_empty(),
        "the view before stays until the next"
    );
    assert_eq!(pane.selected_entry().unwrap().id, "vol-02");
    settle(&mut pane);
    assert_eq!((pane.rows.len(), pane.tree.row_count()), (42, 42));
}

/// Rows of a type in batches that are in use.
fn held_rows(ty: &str) -> u64 {
    let ty: TypeId = ty.parse().unwrap();
    let held = store().usage();
    held.types.get(&ty).map_or(0, |bytes| bytes.rows)
}

#[test]
fn ten_retries_of_the_same_list_hold_the_memory_of_one() {
    const KIND: &str = "AWS::Tests::Retried";
    let page = || {
        let row = |n: u32| entry("eu-west-1", KIND, &format!("id-{n}"), "");
        Batch::new((0..300).map(row).collect())
    };
    let mut pane = pane();
    pane.apply(message(1, ProgressEvent::Rows(page())));
    settle(&mut pane);
    for retry in 2..12 {
        pane.begin_retry(Generation(retry), &[]);
        let replaced = ProgressEvent::Replaced {
            taken_back: pane.rows.batches().map(Batch::id).collect(),
            shown: vec![page()],
        };
        pane.apply(message(retry, replaced));
        let before = pane.rows.get(pane.tree.order[0]).unwrap();
        assert_eq!(before.id, "id-0", "the tree before can still be drawn");
        settle(&mut pane);
        assert_eq!((pane.rows.len(), pane.tree.row_count()), (300, 300));
        assert_eq!(held_rows(KIND), 300, "after retry {retry}");
    }
    drop(pane);
    assert_eq!(held_rows(KIND), 0);
}
