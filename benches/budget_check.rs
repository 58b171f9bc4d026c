//! What the memory gate costs. Target: at most 100 ns.
//!
//! `cargo bench --bench budget_check`

use std::hint::black_box;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::resource_explorer::memory_budget::MemoryBudget;
use criterion::{Criterion, criterion_group, criterion_main};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn budget_check(criterion: &mut Criterion) {
    let budget = MemoryBudget::initialize();
    criterion.bench_function("check_usage", |bencher| {
        bencher.iter(|| black_box(budget.check_usage()).is_ok());
    });
    criterion.bench_function("reserve_and_release", |bencher| {
        bencher.iter(|| drop(black_box(budget.reserve(black_box(4096)))));
    });
}

criterion_group!(benches, budget_check);
criterion_main!(benches);
