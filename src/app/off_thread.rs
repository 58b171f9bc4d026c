//! Work that may take longer than a frame: done on a thread of its own, polled between frames.

use std::sync::mpsc::{Receiver, TryRecvError, channel};

use thiserror::Error;

/// Work on another thread. Dropping it does not stop the work; its result is dropped.
pub struct OffThread<T> {
    /// `None` when no thread could be started.
    result: Option<Receiver<T>>,
}

/// How far the work is.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress<T> {
    /// Not done yet.
    Pending,
    /// Done; returned once.
    Done(T),
    /// It will never be done.
    Failed(Failure),
}

/// Why work on another thread has no result.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// The system has no thread for it.
    #[error("could not start a background thread; close other programs and try again")]
    NoThread,
    /// The work panicked, or its result was taken before.
    #[error("it failed unexpectedly; the log says how")]
    Panicked,
}

impl<T: Send + 'static> OffThread<T> {
    /// Does the work on this thread: it is done when this returns.
    pub fn ready(work: impl FnOnce() -> T) -> Self {
        let (sender, result) = channel();
        // The receiver is in this function.
        let _ = sender.send(work());
        Self {
            result: Some(result),
        }
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
        let result = match spawned {
            Ok(_) => Some(result),
            Err(error) => {
                tracing::warn!(%error, name, "could not start a background thread");
                None
            }
        };
        Self { result }
    }

    /// Whether it is done.
    pub fn progress(&self) -> Progress<T> {
        let Some(result) = &self.result else {
            return Progress::Failed(Failure::NoThread);
        };
        match result.try_recv() {
            Ok(result) => Progress::Done(result),
            Err(TryRecvError::Empty) => Progress::Pending,
            Err(TryRecvError::Disconnected) => Progress::Failed(Failure::Panicked),
        }
    }
}

/// Drops something large on another thread: freeing a million blocks takes longer than a frame.
pub fn drop_in_background(value: impl Send + 'static) {
    let thread = std::thread::Builder::new().name("background-drop".into());
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
                Progress::Pending => {
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
        assert_eq!(until_ended(&work), Progress::Failed(Failure::Panicked));
    }

    #[test]
    fn work_that_panics_is_told_from_work_without_a_thread() {
        let work = OffThread::<()>::start("test", || (), || panic!("as it should in this test"));
        assert_eq!(until_ended(&work), Progress::Failed(Failure::Panicked));
        let work = OffThread::<()> { result: None };
        assert_eq!(work.progress(), Progress::Failed(Failure::NoThread));
    }

    #[test]
    fn little_work_is_done_here_and_at_once() {
        let here = std::thread::current().id();
        let work = OffThread::ready(|| std::thread::current().id() == here);
        assert_eq!(work.progress(), Progress::Done(true));
        let again = work.progress();
        assert_eq!(again, Progress::Failed(Failure::Panicked), "told once");
    }

    #[test]
    fn what_is_dropped_in_background_is_dropped() {
        let held = Arc::new(());
        drop_in_background(Arc::clone(&held));
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
