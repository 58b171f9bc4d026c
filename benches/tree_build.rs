//! Building the tree over a pane's rows, and opening a group.
//!
//! `cargo bench --bench tree_build`

mod support;

use std::hint::black_box;
use std::sync::Arc;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::resource_explorer::tree::{
    GroupBy, Open, OpenGroups, Rows, TreeInput, VisibleRows, build_tree,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use support::{report_allocations, rows};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn input(count: usize) -> TreeInput {
    let mut shared = Rows::default();
    for page in rows(count).chunks(1000) {
        assert!(shared.push(Arc::new(page.to_vec())));
    }
    TreeInput {
        rows: shared,
        group_by: GroupBy::ALL.to_vec(),
        ..Default::default()
    }
}

fn tree_build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tree");
    group.sample_size(10);
    for count in [7_753usize, 100_000, 1_000_000] {
        let input = input(count);
        report_allocations(&format!("build_tree, {count} resources"), || {
            drop(black_box(build_tree(&input)));
        });
        group.bench_with_input(
            BenchmarkId::new("build", count),
            &input,
            |bencher, input| bencher.iter(|| build_tree(input)),
        );
        let tree = build_tree(&input);
        let mut open = OpenGroups::default();
        open.set_all(Open::Expanded);
        group.bench_with_input(
            BenchmarkId::new("visible_all_open", count),
            &tree,
            |bencher, tree| bencher.iter(|| VisibleRows::of(tree, &open)),
        );
    }
    group.finish();
}

criterion_group!(benches, tree_build);
criterion_main!(benches);
