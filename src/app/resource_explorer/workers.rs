//! Work over many rows, spread over the processors.

use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// More threads than this would mostly wait for memory, and a laptop has other things to do.
const MOST_WORKERS: usize = 8;

/// How many threads work at a time.
pub(super) fn workers() -> usize {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    processors.min(MOST_WORKERS)
}

/// Works through all items, in order, several at a time: on this thread and on as many others as there
/// are processors. Each of them works with its own `worker`. Returns when all items are done.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that uses all processors"
)]
pub(super) fn work_through<T, W>(
    items: impl Iterator<Item = T> + Send,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, T) + Sync,
) {
    let items = Mutex::new(items);
    // A function, so that the lock is not held while the item is worked on.
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        let mut worker = worker();
        while let Some(item) = next() {
            work(&mut worker, item);
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers() {
            // Without a thread to help, this one does it all.
            let _ = thread::Builder::new()
                .name("worker".into())
                .spawn_scoped(scope, run);
        }
        run();
    });
}

/// As [`work_through`], for work that has a result: those of all items, in the order of the items.
pub(super) fn collect_through<T, W, R: Send>(
    items: impl Iterator<Item = T> + Send,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, T) -> R + Sync,
) -> Vec<R> {
    let done: Mutex<Vec<(usize, R)>> = Mutex::default();
    work_through(items.enumerate(), worker, |worker, (at, item)| {
        let one = work(worker, item);
        let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
        done.push((at, one));
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    // In order, so that nothing depends on which thread was first.
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    use super::*;

    #[test]
    fn every_item_is_worked_on_once() {
        let (sum, workers) = (AtomicU64::new(0), AtomicU64::new(0));
        work_through(
            1..=10_000u64,
            || workers.fetch_add(1, Relaxed),
            |_, item| _ = sum.fetch_add(item, Relaxed),
        );
        assert_eq!(sum.into_inner(), 50_005_000);
        assert!(workers.into_inner() >= 1);
    }

    #[test]
    fn results_come_in_the_order_of_their_items() {
        let doubled = collect_through(0..10_000u32, || (), |(), item| item * 2);
        assert_eq!(
            doubled,
            (0..10_000).map(|item| item * 2).collect::<Vec<_>>()
        );
    }
}
