use serde_json::json;

use super::*;
use crate::app::resource_explorer::testing::entry;
use crate::model::{Properties, TypeId};

fn of_kind(kind: &str) -> RowBytes {
    let ty: TypeId = kind.parse().unwrap();
    store().usage().types.get(&ty).copied().unwrap_or_default()
}

fn batch(kind: &str, ids: &[&str]) -> Batch {
    let row = |id: &&str| {
        let mut row = entry("eu-west-1", kind, id, "");
        row.properties = Properties::from_json(&json!({"Text": "x".repeat(40)}));
        row
    };
    Batch::new(ids.iter().map(row).collect())
}

#[test]
fn a_batch_counts_once_while_it_is_held_and_without_what_it_has_given_up() {
    const KIND: &str = "AWS::Tests::Accounted";
    let batch = batch(KIND, &["id-1"]);
    let held = of_kind(KIND);
    assert_eq!(held.rows, 1);
    assert!(held.property_bytes > 0 && held.row_bytes >= size_of::<ResourceEntry>() as u64);
    let other = batch.clone();
    assert_eq!(of_kind(KIND), held, "another handle");
    drop(batch);
    assert_eq!(of_kind(KIND), held, "another holds it");
    other[0].properties.evict();
    other.recount();
    assert_eq!((of_kind(KIND).rows, of_kind(KIND).property_bytes), (1, 0));
    drop(other);
    assert_eq!(of_kind(KIND), RowBytes::default());
}

#[test]
fn a_batch_is_known_by_its_id_and_not_by_its_place_or_its_rows() {
    const KIND: &str = "AWS::Tests::Named";
    let ids: Vec<BatchId> = (0..100).map(|_| batch(KIND, &["id-1"]).id()).collect();
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), ids.len(), "an id was given twice");
    let (one, other) = (batch(KIND, &["id-1"]), batch(KIND, &["id-1"]));
    assert!(one == one.clone() && one != other);
}

/// What the store has called it with, of the batches of one type.
struct RecordedEvents {
    ty: TypeId,
    calls: Mutex<Vec<(&'static str, u64)>>,
}

impl RecordedEvents {
    fn push(&self, what: &'static str, batch: &BatchFacts) {
        if batch.key.is_some_and(|key| key.resource_type == self.ty) {
            self.calls.lock().unwrap().push((what, batch.bytes.rows));
        }
    }
}

impl BatchSubscriber for RecordedEvents {
    fn added(&self, batch: &BatchFacts) {
        self.push("added", batch);
    }

    fn recounted(&self, batch: &BatchFacts, before: RowBytes) {
        assert!(before.property_bytes > batch.bytes.property_bytes);
        self.push("recounted", batch);
    }

    fn removed(&self, batch: &BatchFacts) {
        self.push("removed", batch);
    }
}

#[test]
fn a_subscriber_is_told_of_batches_that_are_there_come_and_go() {
    const KIND: &str = "AWS::Tests::Followed";
    let there = batch(KIND, &["id-1"]);
    let recorded = Arc::new(RecordedEvents {
        ty: KIND.parse().unwrap(),
        calls: Mutex::default(),
    });
    store().subscribe(&(Arc::clone(&recorded) as Arc<dyn BatchSubscriber>));
    let come = batch(KIND, &["id-2", "id-3"]);
    come[1].properties.evict();
    come.recount();
    drop(there.clone());
    drop(there);
    drop(come);
    let calls = recorded.calls.lock().unwrap().clone();
    let expected = [
        ("added", 1),
        ("added", 2),
        ("recounted", 2),
        ("removed", 1),
        ("removed", 2),
    ];
    assert_eq!(calls, expected);
}

#[test]
fn what_only_a_cache_holds_is_told_apart_from_what_a_pane_shows() {
    // Other tests make and drop batches meanwhile: only this one is looked at.
    let shown = batch("AWS::Tests::Cached", &["id-1"]);
    let is_only_cached = || store().lock()[&shown.id()].is_only_cached();
    let listed = [shown.clone()];
    store().enter_cache(&listed);
    assert!(!is_only_cached(), "shown as well");
    let id = shown.id();
    let [kept] = listed;
    drop(shown);
    assert!(store().lock()[&id].is_only_cached());
    store().leave_cache(std::slice::from_ref(&kept));
    assert!(!store().lock()[&id].is_only_cached());
}

#[test]
fn batches_are_added_up_once_for_all_lines_of_a_report() {
    // A store of its own: other tests make batches meanwhile.
    let own = BatchStore {
        records: Mutex::default(),
        subscribers: Subscribers::default(),
        added_up: Mutex::default(),
    };
    let holders = [
        batch("AWS::Tests::Added", &["a"]),
        batch("AWS::Tests::Added", &["b"]),
    ];
    let leases = holders.each_ref().map(Batch::lease);
    own.add(holders[0].id(), leases[0], holders[0].rows());
    own.add_up();
    own.add(holders[1].id(), leases[1], holders[1].rows());
    assert_eq!(own.held().rows, 1, "looked at again for a line");
    own.add_up();
    assert_eq!(own.held().rows, 2);
}
