//! Searching and regrouping rows, as a pane does between two key presses.
//!
//! `cargo bench --bench search`

mod support;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::resource_explorer::batch_store::Batch;
use awsdash::app::resource_explorer::figures::{
    Dimension, FiguresInput, Weight, column_totals, summarize,
};
use awsdash::app::resource_explorer::filter::Filter;
use awsdash::app::resource_explorer::tree::{
    BuiltinColumn, ColumnId, GroupBy, Sorting, Tree, TreeBuilder, TreeInput,
};
use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use support::{With, pages, report_allocations, result, row};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What a person may type: in no row, in one, in a tenth of them, and in all.
const FILTERS: [(&str, &str); 11] = [
    ("nowhere", "no-such-thing"),
    ("one", "\"-777777\""),
    ("name", "ledger"),
    ("tag", "tag:Team=payments"),
    ("everywhere", "terraform"),
    ("identifier", "10.0.32.6"),
    ("identifier_of_a_third", "t3.large"),
    ("account_or_type", "(account:0012 or type:volume) !dev"),
    ("property", "InstanceType=t3.*"),
    ("property_and_name", "LaunchTime>2026-11-01 ledger"),
    ("two_terms", "search region:us-east-1"),
];

fn input(count: usize) -> TreeInput {
    TreeInput {
        rows: pages(count, With::Properties).clone(),
        group_by: GroupBy::BUILTIN.to_vec(),
        ..Default::default()
    }
}

fn build(builder: &mut TreeBuilder, input: &TreeInput) -> Tree {
    let tree = builder.build(input, &AtomicBool::new(false), |_| ());
    tree.expect("nobody stops it")
}

fn search(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    group.sample_size(10);
    for count in [1_000usize, 10_000, 100_000, 1_000_000] {
        let whole = input(count);
        for (name, text) in FILTERS {
            let filtered = TreeInput {
                filter: Some(Arc::new(Filter::parse(text).expect("a filter"))),
                ..whole.clone()
            };
            // The rows are in order already, as they are when a person types.
            let mut builder = TreeBuilder::default();
            build(&mut builder, &whole);
            if count == 1_000_000 {
                let started = Instant::now();
                black_box(build(&mut builder, &filtered));
                let took = started.elapsed().as_secs_f64() * 1e3;
                result(
                    &format!("search {name}, {count} resources, the first time"),
                    took,
                    "ms",
                );
                builder.forget_search();
            }
            report_allocations(&format!("search {name}, {count} resources"), || {
                drop(black_box(build(&mut builder, &filtered)));
            });
            builder.forget_search();
            let id = BenchmarkId::new(name, count);
            group.bench_function(id, |bencher| {
                bencher.iter(|| {
                    // Without the filter in between, it would remember what it found.
                    black_box(build(&mut builder, &filtered));
                    builder.forget_search();
                });
            });
        }
    }
    group.finish();
}

/// A page of a thousand rows that arrives in a pane that has many.
fn grow(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("page_into_tree");
    group.sample_size(10);
    for count in [1_000usize, 10_000, 100_000, 1_000_000] {
        let whole = input(count);
        let page = (0..1000).map(|number| row(number, With::Properties));
        let mut rows = pages(count, With::Properties);
        assert!(rows.push(Batch::new(page.collect())));
        let grown = TreeInput {
            rows: rows.clone(),
            ..whole.clone()
        };
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter_batched(
                || {
                    let mut builder = TreeBuilder::default();
                    build(&mut builder, &whole);
                    builder
                },
                |mut builder| {
                    let tree = build(&mut builder, &grown);
                    (builder, tree)
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn arrange(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("arrange");
    group.sample_size(10);
    for count in [1_000usize, 10_000, 100_000, 1_000_000] {
        let whole = input(count);
        let builtin = [
            (
                "regroup",
                GroupBy::BUILTIN[1..].to_vec(),
                BuiltinColumn::Name,
            ),
            ("one_group", Vec::new(), BuiltinColumn::Name),
            ("sort_by_id", GroupBy::BUILTIN.to_vec(), BuiltinColumn::Id),
            (
                "sort_by_status",
                GroupBy::BUILTIN.to_vec(),
                BuiltinColumn::Status,
            ),
        ];
        let builtin = builtin.map(|(name, group_by, by)| (name, group_by, ColumnId::from(by)));
        // One of few values, and one that every row has another of.
        let columns = [
            "tag:Team",
            "property:InstanceType",
            "property:PrivateIpAddress",
        ];
        let columns = columns.map(|column| {
            let Ok(by) = column.parse();
            (column, Vec::new(), by)
        });
        for (name, group_by, by) in builtin.into_iter().chain(columns) {
            let other = TreeInput {
                group_by,
                sorting: Sorting::by(by),
                ..whole.clone()
            };
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| build(&mut TreeBuilder::default(), &other));
            });
        }
    }
    group.finish();
}

/// What a table and a summary say of all rows.
fn figures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("figures");
    group.sample_size(10);
    let go_on = AtomicBool::new(false);
    for count in [1_000usize, 10_000, 100_000, 1_000_000] {
        let input = input(count);
        let tree = Arc::new(build(&mut TreeBuilder::default(), &input));
        let rows = FiguresInput { input, tree };
        let tables = [
            ("totals_of_rows", &["name", "status", "region"][..]),
            (
                "totals_of_properties",
                &["property:InstanceType", "property:LaunchTime"][..],
            ),
        ];
        for (name, columns) in tables {
            let columns = columns.iter().map(|column| {
                let Ok(column) = column.parse::<ColumnId>();
                column
            });
            let columns: Vec<ColumnId> = columns.collect();
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| black_box(column_totals(&rows, &columns, &go_on)));
            });
        }
        let summaries = [
            ("summary_by_type_and_region", ["type", "region"]),
            ("summary_by_tag_and_account", ["tag:Team", "account"]),
            ("summary_by_age_and_type", ["age", "type"]),
        ];
        for (name, by) in summaries {
            let by: Vec<Dimension> = by
                .map(|dimension| dimension.parse().expect("a dimension"))
                .into();
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher
                    .iter(|| black_box(summarize(&rows, &by, Weight::Rows, 1_796_083_200, &go_on)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, search, grow, arrange, figures);
criterion_main!(benches);
