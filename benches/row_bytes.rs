//! What a row takes in all, and what it takes where rows are kept as parsed JSON and owned strings.
//!
//! `cargo bench --bench row_bytes`. Counted by the allocator, exact: no time is measured here.

mod support;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use awsdash::app::memory_profiling::{CountingAllocator, counted_bytes};
use awsdash::app::resource_explorer::query_engine::details::store::DetailStore;
use awsdash::app::resource_explorer::tree::{
    GroupBy, Open, OpenGroups, Rows, TreeBuilder, TreeInput, VisibleRows,
};
use awsdash::model::{Fingerprint, Properties, ResourceEntry, tags};
use serde_json::{Value, json};
use support::{With, pages, properties, result, row};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const COUNTS: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// The case that the program is measured by: as many resources with their properties and details.
const ENRICHED: usize = 7_753;

const STATUS: &str = "DescribeInstanceStatus";

fn main() {
    for count in COUNTS {
        listed(count);
    }
    for count in [ENRICHED, 100_000] {
        enriched(count);
    }
    parsed(ENRICHED);
}

/// Bytes that are held after `make` beyond those before it, for each of `count`.
fn measured<T>(count: usize, make: impl FnOnce() -> T) -> (f64, T) {
    let before = counted_bytes();
    let made = make();
    let bytes = counted_bytes() - before;
    (bytes as f64 / count as f64, made)
}

/// Rows in a pane: the entries, their strings and tags, the tree with all groups open, and what the next
/// tree and a search are made of.
fn listed(count: usize) {
    let (rows_bytes, rows) = measured(count, || pages(count, With::NoProperties));
    let (tree_bytes, tree) = measured(count, || tree(&rows));
    result(
        &format!("listed rows, {count}: rows"),
        rows_bytes,
        "bytes/row",
    );
    result(
        &format!("listed rows, {count}: tree"),
        tree_bytes,
        "bytes/row",
    );
    result(
        &format!("listed rows, {count}: all told"),
        rows_bytes + tree_bytes,
        "bytes/row",
    );
    drop((rows, tree));
    tags::clear_unused();
}

fn tree(rows: &Rows) -> impl Sized + use<> {
    let input = TreeInput {
        rows: rows.clone(),
        group_by: GroupBy::BUILTIN.to_vec(),
        ..Default::default()
    };
    let mut builder = TreeBuilder::default();
    let tree = builder.build(&input, &AtomicBool::new(false), |_| ());
    let tree = Arc::new(tree.expect("nobody stops it"));
    let mut open = OpenGroups::default();
    open.set_all(Open::Expanded);
    let visible = VisibleRows::of(&tree, &open);
    (builder, tree, visible)
}

/// The same with properties, and with an answer of phase 2 for each row.
fn enriched(count: usize) {
    let json_bytes: usize = (0..count).map(|number| text(number).len()).sum();
    let (rows_bytes, rows) = measured(count, || pages(count, With::Properties));
    let (tree_bytes, tree) = measured(count, || tree(&rows));
    let (detail_bytes, details) = measured(count, || {
        let store = DetailStore::default();
        for (_, entry) in rows.iter() {
            put_status(&store, entry);
        }
        store
    });
    let all = rows_bytes + tree_bytes + detail_bytes;
    let name = format!("enriched rows, {count}");
    let average = json_bytes as f64 / count as f64;
    result(&format!("{name}: properties as JSON"), average, "bytes/row");
    result(&format!("{name}: rows"), rows_bytes, "bytes/row");
    result(&format!("{name}: details"), detail_bytes, "bytes/row");
    result(&format!("{name}: all told"), all, "bytes/row");
    drop((rows, tree, details));
    tags::clear_unused();
}

fn text(number: usize) -> String {
    let id = row(number, With::NoProperties).id;
    properties(number, &id).to_string()
}

/// As EC2 returns the status of an instance.
fn put_status(store: &DetailStore, entry: &ResourceEntry) {
    let passed = json!({"Status": "ok", "Details": [{"Name": "reachability", "Status": "passed"}]});
    let answer = json!({
        "AvailabilityZone": "eu-west-1a", "InstanceId": entry.id.as_str(),
        "InstanceState": {"Code": 16, "Name": "running"},
        "InstanceStatus": passed, "SystemStatus": passed, "AttachedEbsStatus": passed,
    });
    store.put(
        entry.resource_type,
        Fingerprint::from(entry),
        STATUS,
        Ok(Properties::from_json(&answer)),
    );
}

/// A row as it is kept without any of this: strings of its own, and properties as a tree of values.
fn parsed(count: usize) {
    #[expect(dead_code, reason = "kept; that is the point")]
    struct Parsed {
        texts: [String; 7],
        tags: Vec<(String, String)>,
        properties: Value,
    }
    let (bytes, kept) = measured(count, || {
        let keep = |number| {
            let entry = row(number, With::NoProperties);
            let tags = entry.tags.iter();
            Parsed {
                texts: [
                    entry.account.to_string(),
                    entry.region.to_string(),
                    entry.resource_type.to_string(),
                    entry.id.to_string(),
                    entry.name().to_owned(),
                    entry.arn().unwrap_or_default().into_owned(),
                    entry.status.to_string(),
                ],
                tags: tags
                    .map(|tag| (tag.key.to_owned(), tag.value.to_owned()))
                    .collect(),
                properties: properties(number, &entry.id),
            }
        };
        (0..count).map(keep).collect::<Vec<_>>()
    });
    let name = format!("as strings and parsed JSON, {count}: all told");
    result(&name, bytes, "bytes/row");
    drop(black_box(kept));
}
