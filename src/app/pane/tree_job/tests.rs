use super::*;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::ledger::{Ledger, LedgerEntry, Outcome};
use crate::app::resource_explorer::testing::{entry, key};
use crate::app::resource_explorer::tree::{ColumnId, GroupBy, PaneRows, Sorting};

fn input(count: usize) -> TreeInput {
    let row = |n| entry("eu-west-1", "AWS::EC2::Volume", &format!("vol-{n}"), "");
    let mut rows = PaneRows::default();
    assert!(rows.push(Batch::new((0..count).map(row).collect())));
    TreeInput {
        rows: rows.clone(),
        group_by: GroupBy::BUILTIN.to_vec(),
        ..Default::default()
    }
}

#[test]
fn what_is_kept_for_the_next_tree_can_be_given_back_while_none_is_built() {
    let mut job = TreeJob::new(PaneId(7));
    let input = input(1000);
    let build = |mut builder: Box<TreeBuilder>| {
        let tree = builder.build(&input, &AtomicBool::new(false), |_| ());
        (tree.unwrap(), builder)
    };
    let (first, builder) = build(Box::default());
    job.keep(builder, Instant::now());
    let held = job.kept.bytes();
    assert!(held >= 1000 * 4, "{held} bytes");
    // While a thread uses it, it cannot be given back.
    let in_use = job.take_builder();
    assert_eq!(job.kept.reclaim(), 0);
    job.keep(in_use, Instant::now());
    assert_eq!((job.kept.reclaim(), job.kept.bytes()), (held, 0));
    assert_eq!(job.kept.reclaim(), 0, "once");
    // The next tree is the same; it only takes longer.
    let (next, _) = build(job.take_builder());
    assert_eq!(next.order, first.order);
}

#[test]
fn sort_keys_are_a_holder_of_their_own_that_can_be_given_back() {
    let mut job = TreeJob::new(PaneId(9));
    let mut by_id = input(1000);
    by_id.sorting = Sorting::by("tag:Team".parse::<ColumnId>().unwrap());
    let build = |mut builder: Box<TreeBuilder>| {
        let tree = builder.build(&by_id, &AtomicBool::new(false), |_| ());
        (tree.unwrap().order, builder)
    };
    let (first, builder) = build(job.take_builder());
    job.keep(builder, Instant::now());
    assert!(job.keys.name().contains("sort keys"), "{}", job.keys.name());
    let held = job.keys.bytes();
    assert!(held >= 1000 * 4, "{held} bytes");
    assert_eq!((job.keys.reclaim(), job.keys.bytes()), (held, 0));
    assert_eq!(build(job.take_builder()).0, first);
}

#[test]
fn many_rows_many_incomplete_lists_and_documents_are_for_a_thread() {
    let lists = |count: usize, outcome| {
        let mut ledger = Ledger::default();
        ledger.extend((0..count).map(|number| {
            let mut line = LedgerEntry::new(key("eu-west-1", "AWS::EC2::Volume"), outcome);
            line.key.account = format!("{number:012}").parse().unwrap();
            line
        }));
        ledger.lines().clone()
    };
    let mut few = input(100);
    few.lists = lists(4_900, Outcome::Cancelled);
    assert!(!is_much(&few));
    few.lists = lists(5_100, Outcome::Cancelled);
    assert!(is_much(&few));
    few.lists = lists(5_100, Outcome::Complete);
    assert!(!is_much(&few));
    few.filter = Some(Arc::new(Filter::parse("properties:vol").unwrap()));
    assert!(is_much(&few));
    let mut by_size = input(100);
    by_size.sorting = Sorting::by("property:Size".parse::<ColumnId>().unwrap());
    assert!(is_much(&by_size));
    assert!(!is_much(&input(20_000)) && is_much(&input(20_001)));
}

#[test]
fn room_for_trees_is_set_aside_with_the_rows_and_given_back_with_the_pane() {
    let budget: &MemoryBudget = MemoryBudget::get();
    let mut job = TreeJob::new(PaneId(8));
    job.make_room_for(50_000_000);
    let much = 50_000_000 * ROOM_BYTES_PER_ROW;
    assert!(budget.snapshot().reserved_bytes >= much);
    drop(job);
    assert!(budget.snapshot().reserved_bytes < much);
}
