//! Work that may take longer than a frame: done on a thread of its own, polled between frames.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Work under way. Dropping it does not stop the work; its result is dropped.
pub struct OffThread<T> {
    result: Receiver<T>,
}

/// How far the work is.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress<T> {
    /// Not done yet.
    UnderWay,
    /// Done; returned once.
    Done(T),
    /// There is no thread for it, or the work panicked.
    Lost,
}

impl<T: Send + 'static> OffThread<T> {
    /// Does the work on this thread: it is done when this returns.
    pub fn here(work: impl FnOnce() -> T) -> Self {
        let (sender, result) = channel();
        // The receiver is in this function.
        let _ = sender.send(work());
        Self { result }
    }

    /// Starts `work` on a thread called `name`; `wake` is called when it is done.
    pub fn start(
        name: &str,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Self {
        let (sender, result) = channel();
        let thread = std::thread::Builder::new().name(name.into());
        let spawned = thread.spawn(move || {
            // The receiver is gone when the work was given up.
            if sender.send(work()).is_ok() {
                wake();
            }
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, name, "no thread for it");
        }
        Self { result }
    }

    /// Whether it is done.
    pub fn progress(&self) -> Progress<T> {
        match self.result.try_recv() {
            Ok(result) => Progress::Done(result),
            Err(TryRecvError::Empty) => Progress::UnderWay,
            Err(TryRecvError::Disconnected) => Progress::Lost,
        }
    }
}

/// Drops something large on another thread: freeing a million blocks takes longer than a frame.
pub fn let_go(value: impl Send + 'static) {
    let thread = std::thread::Builder::new().name("let-go".into());
    // If there is no thread, the closure was dropped here, and the value with it.
    let _ = thread.spawn(move || drop(value));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::{Duration, Instant};

    use super::*;

    fn until_ended<T: Send + 'static>(work: &OffThread<T>) -> Progress<T> {
        let started = Instant::now();
        loop {
            match work.progress() {
                Progress::UnderWay => {
                    assert!(started.elapsed() < Duration::from_secs(20), "it never ends");
                    std::thread::sleep(Duration::from_millis(1));
                }
                ended => return ended,
            }
        }
    }

    #[test]
    fn work_is_done_elsewhere_and_told_once_with_a_wake() {
        let woken = Arc::new(AtomicUsize::new(0));
        let here = std::thread::current().id();
        let wake = {
            let woken = Arc::clone(&woken);
            move || _ = woken.fetch_add(1, SeqCst)
        };
        let work = OffThread::start("test", wake, move || std::thread::current().id() != here);
        assert_eq!(until_ended(&work), Progress::Done(true));
        let started = Instant::now();
        while woken.load(SeqCst) == 0 && started.elapsed() < Duration::from_secs(20) {
            std::thread::yield_now();
        }
        assert_eq!(woken.load(SeqCst), 1);
        assert_eq!(until_ended(&work), Progress::Lost);
    }

    #[test]
    fn little_work_is_done_here_and_at_once() {
        let here = std::thread::current().id();
        let work = OffThread::here(|| std::thread::current().id() == here);
        assert_eq!(work.progress(), Progress::Done(true));
        assert_eq!(work.progress(), Progress::Lost, "told once");
    }

    #[test]
    fn what_is_let_go_is_dropped() {
        let held = Arc::new(());
        let_go(Arc::clone(&held));
        let started = Instant::now();
        while Arc::strong_count(&held) > 1 {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "it is still held"
            );
            std::thread::yield_now();
        }
    }
}
