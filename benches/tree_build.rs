//! Building the tree over a pane's rows, and opening a group.
//!
//! `cargo bench --bench tree_build`

mod support;

use std::hint::black_box;
use std::sync::Arc;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::resource_explorer::tree::{
    GroupBy, Open, OpenGroups, TreeInput, VisibleRows, build_tree,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use support::{With, pages, report_allocations};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn input(count: usize) -> TreeInput {
    TreeInput {
        rows: pages(count, With::NoProperties).clone(),
        group_by: GroupBy::BUILTIN.to_vec(),
        ..Default::default()
    }
}

fn tree_build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tree");
    group.sample_size(10);
    for count in [1_000usize, 10_000, 100_000, 1_000_000] {
        let input = input(count);
        report_allocations(&format!("build_tree, {count} resources"), || {
            drop(black_box(build_tree(&input)));
        });
        group.bench_with_input(
            BenchmarkId::new("build", count),
            &input,
            |bencher, input| bencher.iter(|| build_tree(input)),
        );
        let tree = Arc::new(build_tree(&input));
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
