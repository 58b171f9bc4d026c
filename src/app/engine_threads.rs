//! The threads that requests run on, and what they keep of freed memory.
//!
//! The allocator gives each thread pages of its own. Blocks that another thread frees in them stay where
//! they are until their thread comes by: one that waits for work would keep them for as long as it waits.

use std::sync::mpsc::channel;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};

use super::memory_profiling::{ask_for_freed_memory, give_back_if_asked};
use super::resource_explorer::memory_budget::MemoryBudget;

/// How long a thread stays with what woke it, so that the next one to be woken is another.
const STAY: Duration = Duration::from_millis(1);

/// Longest that anybody waits for threads that are at work. They give back when they come to rest.
const WAIT: Duration = Duration::from_millis(50);

/// Threads for requests: they give back freed memory before they wait, if somebody has asked for it.
pub fn builder() -> Builder {
    let mut builder = Builder::new_multi_thread();
    builder
        .enable_all()
        // A page takes milliseconds to read. By default timers and signals are looked at once in 61
        // of them: a cancel would come a second late.
        .event_interval(1)
        .thread_name("engine")
        .on_thread_park(give_back_if_asked);
    builder
}

/// Gives freed memory back to the system, also what waiting threads keep, and takes a fresh reading. Takes
/// milliseconds: not for the thread that draws, nor for one of `threads`.
pub fn return_to_system(threads: &Handle) {
    ask_for_freed_memory();
    let (stays, gone) = channel::<()>();
    for _ in 0..threads.metrics().num_workers() {
        let stays = stays.clone();
        threads.spawn(async move {
            give_back_if_asked();
            std::thread::sleep(STAY);
            drop(stays);
        });
    }
    drop(stays);
    // Nothing is ever sent: this ends when all have gone.
    let _ = gone.recv_timeout(WAIT);
    MemoryBudget::get().return_to_system();
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::app::memory_profiling::asked_and_given;

    #[test]
    fn threads_that_wait_are_asked_as_well() {
        let runtime = builder().worker_threads(3).build().unwrap();
        MemoryBudget::initialize();
        // Once all of them have come to rest.
        std::thread::sleep(Duration::from_millis(50));
        let (before, _) = asked_and_given();
        return_to_system(runtime.handle());
        let gave_back_at = Arc::new(Mutex::new(Vec::new()));
        for _ in 0..3 {
            let gave_back_at = Arc::clone(&gave_back_at);
            runtime.spawn(async move {
                gave_back_at.lock().unwrap().push(asked_and_given().1);
                std::thread::sleep(Duration::from_millis(200));
            });
        }
        std::thread::sleep(Duration::from_millis(100));
        let gave_back_at = gave_back_at.lock().unwrap();
        assert_eq!(gave_back_at.len(), 3);
        assert!(
            gave_back_at.iter().all(|at| *at > before),
            "{gave_back_at:?}, asked after {before}"
        );
    }
}
