//! What things cost, counted and not timed: bytes, allocations, calls. A change that makes rows larger or
//! copies where it shared fails here, on any machine and however busy it is.
//!
//! In a program of its own, whose allocator counts; one test at a time, because it counts for all.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use awsdash::app::memory_profiling::{CountingAllocator, allocated_total, counted_bytes};
use awsdash::app::resource_explorer::batch_store::{Batch, BatchId};
use awsdash::app::resource_explorer::filter::Filter;
use awsdash::app::resource_explorer::memory_budget::MemoryBudget;
use awsdash::app::resource_explorer::query_engine::details::store::DetailStore;
use awsdash::app::resource_explorer::tree::{
    GroupBy, Open, OpenGroups, PaneRows, Rows, TreeBuilder, TreeInput, VisibleRows,
};
use awsdash::catalog::ec2::read_items;
use awsdash::model::{Fingerprint, Properties, pack_rows};
use serde_json::json;

#[path = "../benches/support/mod.rs"]
mod support;

use support::{With, pages, properties, row};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const MANY: usize = 50_000;

/// Fewer, because writing and packing JSON takes its time in a debug build.
const ENRICHED: usize = 7_753;

fn one_at_a_time() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes that are held after `make` beyond those before it, for each of `count`.
fn measured<T>(count: usize, make: impl FnOnce() -> T) -> (usize, T) {
    let before = counted_bytes();
    let made = make();
    ((counted_bytes() - before) as usize / count, made)
}

fn input(rows: &Rows, filter: Option<&str>) -> TreeInput {
    TreeInput {
        rows: rows.clone(),
        group_by: GroupBy::BUILTIN.to_vec(),
        filter: filter.map(|text| Arc::new(Filter::parse(text).unwrap())),
        ..Default::default()
    }
}

fn build(
    builder: &mut TreeBuilder,
    input: &TreeInput,
) -> awsdash::app::resource_explorer::tree::Tree {
    let tree = builder.build(input, &AtomicBool::new(false), |_| ());
    tree.expect("it is not stopped")
}

#[test]
fn a_listed_row_takes_at_most_160_bytes_with_its_place_in_an_open_tree() {
    let _alone = one_at_a_time();
    let (row_bytes, rows) = measured(MANY, || pages(MANY, With::NoProperties));
    let (tree_bytes, kept) = measured(MANY, || {
        let mut builder = TreeBuilder::default();
        let tree = build(&mut builder, &input(&rows, Some("payments")));
        let all = Arc::new(build(&mut builder, &input(&rows, None)));
        let mut open = OpenGroups::default();
        open.set_all(Open::Expanded);
        (builder, tree, VisibleRows::of(&all, &open), all)
    });
    assert_eq!(kept.2.len(), MANY + kept.3.groups.len());
    let bytes = row_bytes + tree_bytes;
    assert!(bytes <= 160, "{row_bytes} + {tree_bytes} bytes");
    // A count that has lost the rows would pass as well.
    assert!(row_bytes >= 100, "{row_bytes} bytes");
}

#[test]
fn an_enriched_row_takes_at_most_380_bytes() {
    let _alone = one_at_a_time();
    let of_row = |number: usize| {
        let id = row(number, With::NoProperties).id;
        properties(number, &id).to_string().len()
    };
    let json_bytes = (0..1000).map(of_row).sum::<usize>() / 1000;
    assert!((860..=920).contains(&json_bytes), "{json_bytes}");
    let (bytes, kept) = measured(ENRICHED, || {
        let rows = pages(ENRICHED, With::Properties);
        let store = DetailStore::default();
        for (number, (_, entry)) in rows.iter().enumerate() {
            let operation = "DescribeInstanceStatus";
            let answer = json!({"InstanceId": entry.id.as_str(), "Events": [], "Number": number,
                "InstanceStatus": {"Status": "ok"}, "SystemStatus": {"Status": "ok"}});
            let answer = Properties::from_json(&answer);
            let resource = Fingerprint::from(entry);
            store.put(entry.resource_type, resource, operation, Ok(answer));
        }
        let tree = build(&mut TreeBuilder::default(), &input(&rows, None));
        (rows, store, tree)
    });
    assert!(bytes <= 380, "{bytes} bytes");
    let (rows, store, _) = kept;
    let (_, last) = rows.iter().last().unwrap();
    let told = store.of(last).sections.remove(0).answer.unwrap().to_json();
    assert_eq!(told["Number"], ENRICHED - 1, "nothing was lost on the way");
}

#[test]
fn handing_on_a_page_costs_the_same_however_many_rows_it_has() {
    let _alone = one_at_a_time();
    let cost = |rows: usize| {
        let page = Batch::new((0..rows).map(|n| row(n, With::Properties)).collect());
        let mut pane = PaneRows::default();
        let (before, _) = allocated_total();
        let (message, cached) = (page.clone(), page.clone());
        assert!(pane.push(message));
        drop(cached);
        allocated_total().0 - before
    };
    assert_eq!(cost(10), cost(2_000));
}

#[test]
fn asking_the_budget_allocates_nothing() {
    let _alone = one_at_a_time();
    let budget = MemoryBudget::initialize();
    assert_eq!(budget.check_usage(), Ok(()));
    let before = allocated_total();
    for _ in 0..1000 {
        assert!(budget.check_usage().is_ok());
        drop(budget.reserve(4096).unwrap());
    }
    // The sampler's thread reads beside it, a few times a second.
    let (_, calls) = allocated_total();
    assert!(calls - before.1 < 100, "{} allocations", calls - before.1);
}

#[test]
fn a_page_into_a_large_tree_and_a_search_copy_no_rows() {
    let _alone = one_at_a_time();
    let mut grown = pages(MANY, With::NoProperties);
    let mut builder = TreeBuilder::default();
    build(&mut builder, &input(&grown, None));
    let page = (0..1000).map(|n| row(n, With::NoProperties)).collect();
    assert!(grown.push(Batch::new(page)));
    let (before, calls_before) = allocated_total();
    let tree = build(&mut builder, &input(&grown, Some("ledger")));
    let (after, calls) = allocated_total();
    assert!(tree.row_count() > MANY / 5);
    // Four bytes a row for its place, as often as a list of them is made: no more than a few times.
    let per_row = (after - before) / MANY as u64;
    assert!(per_row <= 40, "{per_row} bytes a row");
    assert!(
        calls - calls_before < 5_000,
        "{} allocations",
        calls - calls_before
    );
}

#[test]
fn ten_retries_of_the_same_list_take_no_more_memory_than_one() {
    let _alone = one_at_a_time();
    let page = |_: usize| {
        let rows = (0..5_000).map(|n| row(n, With::Properties)).collect();
        Batch::new(pack_rows("AWS::EC2::Instance".parse().unwrap(), rows))
    };
    let mut pane = PaneRows::default();
    assert!(pane.push(page(0)));
    let mut builder = TreeBuilder::default();
    let mut retry = |number: usize| {
        let before: Vec<BatchId> = pane.batches().map(Batch::id).collect();
        pane.take_back(&before);
        assert!(pane.push(page(number)));
        let tree = build(&mut builder, &input(&pane, None));
        assert_eq!((tree.row_count(), pane.len()), (5_000, 5_000));
        drop(pane.free_taken_back(pane.taken_back().len()));
        counted_bytes()
    };
    let first = retry(1);
    let last = (2..11).map(&mut retry).last().unwrap();
    // What a batch leaves behind: its number, and its place.
    let growth = last.saturating_sub(first);
    assert!(growth < 20_000, "{growth} bytes of {first}");
}

/// A page of DescribeInstances with `count` reservations of an instance each.
fn page_of_instances(count: usize) -> String {
    let tags: String = (0..6)
        .map(|tag| format!("<item><key>key-{tag}</key><value>value-{tag}</value></item>"))
        .collect();
    let reservations = (0..count).map(|at| {
        format!(
            "<item><reservationId>r-{at:017x}</reservationId><ownerId>111122223333</ownerId><instancesSet><item>\
             <instanceId>i-{at:017x}</instanceId><instanceState><code>16</code><name>running</name></instanceState>\
             <placement><availabilityZone>eu-west-1a</availabilityZone></placement><tagSet>{tags}</tagSet>\
             </item></instancesSet></item>"
        )
    });
    let reservations: String = reservations.collect();
    format!(
        "<DescribeInstancesResponse><reservationSet>{reservations}</reservationSet></DescribeInstancesResponse>"
    )
}

#[test]
fn a_page_of_ec2_is_held_as_json_one_resource_at_a_time() {
    let _alone = one_at_a_time();
    let most = |count: usize| {
        let page = page_of_instances(count);
        let (before, mut most, mut items) = (counted_bytes(), 0, 0);
        let mut note = |_item: serde_json::Value| {
            items += 1;
            most = most.max(counted_bytes() - before);
        };
        read_items(page.as_bytes(), "DescribeInstances", &mut note).unwrap();
        assert_eq!(items, count);
        most
    };
    // The catalog is unpacked at its first use.
    most(1);
    let (one, many) = (most(1), most(1000));
    assert!(
        many < 2 * one + 4096,
        "{one} bytes for one, {many} for 1000"
    );
}
