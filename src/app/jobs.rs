//! Work that takes longer than a frame: done on a thread of its own, polled between frames, and told to a person
//! when it takes long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use thiserror::Error;

/// Work that is done sooner is not told.
pub const TOLD_AFTER: Duration = Duration::from_millis(300);

/// One piece of work; never used twice in a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(u64);

/// Whether a person may give work up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelling {
    /// Its result is dropped then.
    Allowed,
    /// It has to be done.
    Refused,
}

/// What kind of work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// The name of its thread.
    pub thread: &'static str,
    /// What is being done, as the window says it.
    pub title: &'static str,
    /// Whether a person may give it up.
    pub cancelling: Cancelling,
}

impl Task {
    /// Work that has to be done.
    pub const fn new(thread: &'static str, title: &'static str) -> Self {
        Self {
            thread,
            title,
            cancelling: Cancelling::Refused,
        }
    }

    /// Work that a person may give up.
    #[must_use]
    pub const fn cancellable(mut self) -> Self {
        self.cancelling = Cancelling::Allowed;
        self
    }
}

/// Work under way, as the window lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobLine {
    /// Which one.
    pub id: JobId,
    /// What kind of work it is.
    pub task: Task,
    /// How long it has taken so far.
    pub elapsed: Duration,
}

/// Work on another thread. Dropping it asks the work to stop and drops its result.
pub struct Job<T> {
    id: JobId,
    task: Task,
    started: Instant,
    stop: Arc<AtomicBool>,
    /// `None` when no thread could be started.
    updates: Option<Receiver<T>>,
}

/// How far the work is.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress<T> {
    /// Not done yet.
    Pending,
    /// Done, or a part of it; returned once.
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

/// The work's end of a [`Job`].
pub struct Worker<T> {
    sender: Sender<T>,
    wake: Box<dyn Fn() + Send>,
    stop: Arc<AtomicBool>,
}

impl<T> Worker<T> {
    /// Sends a part of the result, or all of it, and wakes who waits. It is dropped when none does.
    pub fn send(&self, update: T) {
        if self.sender.send(update).is_ok() {
            (self.wake)();
        }
    }

    /// Set when the result is no longer wanted.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.stop();
    }
}

impl<T: Send + 'static> Job<T> {
    /// Does the work on this thread: it is done when this returns.
    pub fn ready(task: Task, work: impl FnOnce() -> T) -> Self {
        let (sender, updates) = channel();
        // The receiver is in this function.
        let _ = sender.send(work());
        Self::of(task, Arc::default(), Some(updates))
    }

    /// Starts `work` on another thread; `wake` is called when it is done.
    pub fn start(
        task: Task,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Self {
        Self::start_in_parts(task, wake, move |worker| worker.send(work()))
    }

    /// As [`Self::start`], for work that sends its result in parts and looks whether it is still wanted.
    pub fn start_in_parts(
        task: Task,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce(&Worker<T>) + Send + 'static,
    ) -> Self {
        let (sender, updates) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let worker = Worker {
            sender,
            wake: Box::new(wake),
            stop: Arc::clone(&stop),
        };
        let thread = std::thread::Builder::new().name(task.thread.into());
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that jobs start in"
        )]
        let started = thread.spawn(move || work(&worker));
        let updates = match started {
            Ok(_) => Some(updates),
            Err(error) => {
                tracing::warn!(%error, thread = task.thread, "could not start a background thread");
                None
            }
        };
        Self::of(task, stop, updates)
    }

    fn of(task: Task, stop: Arc<AtomicBool>, updates: Option<Receiver<T>>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            id: JobId(NEXT.fetch_add(1, Relaxed)),
            task,
            started: Instant::now(),
            stop,
            updates,
        }
    }

    /// Whether the system had a thread for it. Takes nothing of the result.
    pub fn has_thread(&self) -> bool {
        self.updates.is_some()
    }

    /// Whether it is done. What is returned as done is not returned again.
    pub fn progress(&self) -> Progress<T> {
        let Some(updates) = &self.updates else {
            return Progress::Failed(Failure::NoThread);
        };
        match updates.try_recv() {
            Ok(update) => Progress::Done(update),
            Err(TryRecvError::Empty) => Progress::Pending,
            Err(TryRecvError::Disconnected) => Progress::Failed(Failure::Panicked),
        }
    }

    /// As [`Self::progress`], and waits as long as this. Not between frames.
    pub fn wait(&self, time: Duration) -> Progress<T> {
        let Some(updates) = &self.updates else {
            return Progress::Failed(Failure::NoThread);
        };
        match updates.recv_timeout(time) {
            Ok(update) => Progress::Done(update),
            Err(RecvTimeoutError::Timeout) => Progress::Pending,
            Err(RecvTimeoutError::Disconnected) => Progress::Failed(Failure::Panicked),
        }
    }
}

impl<T> Job<T> {
    /// Asks the work to stop; what it still sends is received.
    pub fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    /// As the window lists it.
    pub fn line(&self) -> JobLine {
        JobLine {
            id: self.id,
            task: self.task,
            elapsed: self.started.elapsed(),
        }
    }
}

/// Drops something large on another thread: freeing a million blocks takes longer than a frame.
pub fn drop_in_background(value: impl Send + 'static) {
    drop_and_then(value, || ());
}

/// As [`drop_in_background`], and calls `then` when it is gone.
pub fn drop_and_then(value: impl Send + 'static, then: impl FnOnce() + Send + 'static) {
    let task = Task::new("background-drop", "Freeing memory");
    // If there is no thread, the closure was dropped here, and the value with it.
    let _ = Job::<()>::start_in_parts(
        task,
        || (),
        move |_| {
            drop(value);
            then();
        },
    );
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use super::*;

    const TEST: Task = Task::new("test", "Testing");

    const PATIENCE: Duration = Duration::from_secs(20);

    #[test]
    fn work_is_done_elsewhere_and_told_once_with_a_wake() {
        let woken = Arc::new(AtomicUsize::new(0));
        let here = std::thread::current().id();
        let wake = {
            let woken = Arc::clone(&woken);
            move || _ = woken.fetch_add(1, SeqCst)
        };
        let work = Job::start(TEST, wake, move || std::thread::current().id() != here);
        assert_eq!(work.wait(PATIENCE), Progress::Done(true));
        assert_eq!(work.wait(PATIENCE), Progress::Failed(Failure::Panicked));
        assert_eq!(woken.load(SeqCst), 1);
    }

    #[test]
    fn work_that_panics_is_told_from_work_without_a_thread() {
        let work = Job::<()>::start(TEST, || (), || panic!("as it should in this test"));
        assert_eq!(work.wait(PATIENCE), Progress::Failed(Failure::Panicked));
        let work = Job::<()>::of(TEST, Arc::default(), None);
        assert_eq!(work.progress(), Progress::Failed(Failure::NoThread));
    }

    #[test]
    fn asking_for_the_thread_of_work_that_is_done_takes_nothing_of_its_result() {
        let (ended, end) = channel();
        let work = Job::start(TEST, move || _ = ended.send(()), || 7);
        end.recv_timeout(PATIENCE).unwrap();
        assert!(work.has_thread());
        assert_eq!(work.progress(), Progress::Done(7));
        assert!(!Job::<()>::of(TEST, Arc::default(), None).has_thread());
    }

    #[test]
    fn little_work_is_done_here_and_at_once() {
        let here = std::thread::current().id();
        let work = Job::ready(TEST, || std::thread::current().id() == here);
        assert_eq!(work.progress(), Progress::Done(true));
        let again = work.progress();
        assert_eq!(again, Progress::Failed(Failure::Panicked), "told once");
    }

    #[test]
    fn work_in_parts_is_told_part_by_part_and_hears_that_it_is_not_wanted() {
        let (ended, end) = channel();
        let work = Job::start_in_parts(
            TEST,
            || (),
            move |worker| {
                worker.send(1);
                worker.send(2);
                while !worker.stop().load(Relaxed) {
                    std::thread::yield_now();
                }
                ended.send(()).unwrap();
            },
        );
        assert_eq!(work.wait(PATIENCE), Progress::Done(1));
        assert_eq!(work.wait(PATIENCE), Progress::Done(2));
        assert_eq!(work.progress(), Progress::Pending);
        drop(work);
        end.recv_timeout(PATIENCE).unwrap();
    }

    #[test]
    fn what_is_dropped_in_background_is_dropped() {
        let held = Arc::new(());
        let (ended, end) = channel();
        drop_and_then(Arc::clone(&held), move || ended.send(()).unwrap());
        end.recv_timeout(PATIENCE).unwrap();
        assert_eq!(Arc::strong_count(&held), 1);
        drop_in_background(held);
    }
}
