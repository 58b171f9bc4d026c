//! Opening the log window on a file of one gigabyte. Target: at most 5 ms and 1 MB.
//!
//! `cargo bench --bench log_open`

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use awsdash::app::log_tail::LogTail;
use awsdash::app::memory_profiling::{CountingAllocator, counted_bytes};
use criterion::{Criterion, criterion_group, criterion_main};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Large enough that reading it would show.
const FILE_BYTES: u64 = 1 << 30;

/// A log of one gigabyte: a hole, then two megabytes of real lines.
fn large_log(file: &mut File) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(FILE_BYTES - (2 << 20)))?;
    let line = "2026-11-23T12:00:00.000+00:00  INFO awsdash::app: phase 1 complete rows=314\n";
    let lines = line.repeat((2 << 20) / line.len() + 1);
    file.write_all(&lines.as_bytes()[..2 << 20])
}

/// Opens the log and waits until its last lines are there to be drawn.
fn open_to_first_lines(path: &std::path::Path) -> LogTail {
    let mut tail = LogTail::open(path, Arc::new(|| {}));
    let started = Instant::now();
    while tail.is_empty() && started.elapsed() < Duration::from_secs(10) {
        tail.drain(Duration::from_millis(4));
        std::thread::yield_now();
    }
    assert!(!tail.is_empty(), "no line arrived");
    tail
}

fn log_open(criterion: &mut Criterion) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    large_log(file.as_file_mut()).expect("room for a sparse file");
    let before = counted_bytes();
    let tail = open_to_first_lines(file.path());
    println!(
        "log window on {} bytes: {} bytes read, {} lines held, {} bytes held (counted by the allocator: {})",
        FILE_BYTES,
        tail.bytes_read(),
        tail.loaded_lines(),
        tail.held_bytes(),
        counted_bytes().saturating_sub(before)
    );
    drop(tail);
    criterion.bench_function("log_open_1gb", |bencher| {
        bencher.iter_with_large_drop(|| LogTail::open(file.path(), Arc::new(|| {})));
    });
    criterion.bench_function("log_open_1gb_to_first_lines", |bencher| {
        bencher.iter_with_large_drop(|| open_to_first_lines(file.path()));
    });
}

criterion_group!(benches, log_open);
criterion_main!(benches);
