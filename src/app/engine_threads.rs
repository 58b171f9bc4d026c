//! The threads that requests run on, and what they keep of freed memory.
//!
//! The allocator gives each thread pages of its own. Blocks that another thread frees in them are collected only
//! when their own thread allocates again; a thread that waits for work keeps them for as long as it waits.

use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};

use super::memory_profiling::{ask_for_freed_memory, give_back_if_asked};
use super::resource_explorer::memory_budget::MemoryBudget;

/// Longest that a thread that was woken waits for all others to be woken as well.
const STAY: Duration = Duration::from_millis(5);

/// How long the caller waits for threads that are at work. These give back when they next wait.
const WAIT: Duration = Duration::from_millis(50);

/// Threads for requests: before they wait, they give back freed memory if that was asked for.
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
    let meeting = Arc::new(Meeting::of(threads.metrics().num_workers()));
    for _ in 0..threads.metrics().num_workers() {
        let (stays, meeting) = (stays.clone(), Arc::clone(&meeting));
        threads.spawn(async move {
            give_back_if_asked();
            // A thread that ended early would take the next thread's wake-up.
            meeting.wait_for_all();
            drop(stays);
        });
    }
    drop(stays);
    // Nothing is ever sent: this returns when all senders are dropped.
    let _ = gone.recv_timeout(WAIT);
    MemoryBudget::get().return_to_system();
}

/// Threads that wait for each other.
struct Meeting {
    missing: Mutex<usize>,
    complete: Condvar,
}

impl Meeting {
    fn of(threads: usize) -> Self {
        Self {
            missing: Mutex::new(threads),
            complete: Condvar::new(),
        }
    }

    /// Returns when all have come, or after [`STAY`].
    fn wait_for_all(&self) {
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        *missing = missing.saturating_sub(1);
        self.complete.notify_all();
        // Whether all have come or the time is up, the thread goes on.
        let _ = self
            .complete
            .wait_timeout_while(missing, STAY, |missing| *missing > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::memory_profiling::asked_and_given;

    /// Whether three threads have given back what was asked for, once they wait.
    fn all_gave_back(runtime: &tokio::runtime::Runtime) -> bool {
        // Once all of them wait.
        std::thread::sleep(Duration::from_millis(50));
        let (before, _) = asked_and_given();
        return_to_system(runtime.handle());
        let meeting = Arc::new(Meeting::of(3));
        let gave_back_at = Arc::new(Mutex::new(Vec::new()));
        for _ in 0..3 {
            let (gave_back_at, meeting) = (Arc::clone(&gave_back_at), Arc::clone(&meeting));
            runtime.spawn(async move {
                gave_back_at.lock().unwrap().push(asked_and_given().1);
                meeting.wait_for_all();
            });
        }
        std::thread::sleep(Duration::from_millis(50));
        let gave_back_at = gave_back_at.lock().unwrap();
        gave_back_at.len() == 3 && gave_back_at.iter().all(|at| *at > before)
    }

    #[test]
    fn threads_that_wait_are_asked_as_well() {
        let runtime = builder().worker_threads(3).build().unwrap();
        MemoryBudget::initialize();
        // A machine that is busy may wake one of them too late; not every time.
        assert!((0..20).any(|_| all_gave_back(&runtime)));
    }
}
