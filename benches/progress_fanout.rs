//! Handing finished pages to a pane: shared batches, beside a clone of all results per callback.
//!
//! `cargo bench --bench progress_fanout`. The second way is the one this program exists to avoid;
//! it is implemented here only, to be measured: after each of 50 query keys the vector of all results
//! so far is cloned, once into the message and once more into the state of the window.

mod support;

use std::hint::black_box;
use std::time::Instant;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::app::resource_explorer::batch_store::Batch;
use awsdash::app::resource_explorer::tree::PaneRows;
use awsdash::model::ResourceEntry;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use support::{With, properties, report_allocations, result, row};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Query keys that the rows are spread over.
const KEYS: usize = 50;

/// A row as programs keep it that do not share: owned strings, parsed JSON.
#[derive(Clone)]
#[expect(dead_code, reason = "cloned whole; that is the point")]
struct OwnedEntry {
    account: String,
    region: String,
    resource_type: String,
    id: String,
    name: String,
    arn: String,
    status: String,
    tags: Vec<(String, String)>,
    properties: serde_json::Value,
}

fn owned(number: usize, entry: &ResourceEntry) -> OwnedEntry {
    OwnedEntry {
        account: entry.account.to_string(),
        region: entry.region.to_string(),
        resource_type: entry.resource_type.to_string(),
        id: entry.id.to_string(),
        name: entry.name().to_owned(),
        arn: entry.arn().unwrap_or_default().into_owned(),
        status: entry.status.to_string(),
        tags: entry
            .tags
            .iter()
            .map(|tag| (tag.key.to_string(), tag.value.to_string()))
            .collect(),
        properties: properties(number, &entry.id),
    }
}

/// Ours: a batch per key, shared by message, cache and pane.
fn share(batches: &[Batch]) -> PaneRows {
    let mut pane = PaneRows::default();
    for batch in batches {
        let message = batch.clone();
        let cached = batch.clone();
        assert!(pane.push(message));
        black_box(cached);
    }
    pane
}

/// Theirs: everything so far, cloned for the message and again for the state.
fn clone_per_callback(keys: &[Vec<OwnedEntry>]) -> Vec<OwnedEntry> {
    let mut all: Vec<OwnedEntry> = Vec::new();
    let mut state = Vec::new();
    for key in keys {
        all.extend(key.iter().cloned());
        let message = all.clone();
        state = message.clone();
        black_box(message);
    }
    state
}

fn fan_out(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("progress_fanout");
    group.sample_size(10);
    for count in [7_753usize, 100_000] {
        let all: Vec<ResourceEntry> = (0..count)
            .map(|number| row(number, With::Properties))
            .collect();
        let size = count.div_ceil(KEYS);
        let batches: Vec<Batch> = all
            .chunks(size)
            .map(|part| Batch::new(part.to_vec()))
            .collect();
        report_allocations(&format!("shared batches, {count} resources"), || {
            drop(black_box(share(&batches)));
        });
        group.bench_with_input(
            BenchmarkId::new("shared_batches", count),
            &batches,
            |bencher, batches| bencher.iter(|| share(batches)),
        );
        let keys: Vec<Vec<OwnedEntry>> = all
            .chunks(size)
            .enumerate()
            .map(|(key, part)| {
                part.iter()
                    .enumerate()
                    .map(|(at, entry)| owned(key * size + at, entry))
                    .collect()
            })
            .collect();
        let started = Instant::now();
        report_allocations(&format!("clone per callback, {count} resources"), || {
            drop(black_box(clone_per_callback(&keys)));
        });
        // Half a minute a pass at 100,000: one pass has to do.
        if count > 10_000 {
            let seconds = started.elapsed().as_secs_f64();
            result(
                &format!("clone per callback, {count} resources: one pass"),
                seconds,
                "s",
            );
            continue;
        }
        group.bench_with_input(
            BenchmarkId::new("clone_per_callback", count),
            &keys,
            |bencher, keys| bencher.iter(|| clone_per_callback(keys)),
        );
    }
    group.finish();
}

criterion_group!(benches, fan_out);
criterion_main!(benches);
