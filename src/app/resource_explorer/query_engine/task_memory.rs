//! The memory of tasks that wait: how many of one kind there are, and what each takes.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What the runtime adds to a task of ours.
const TASK_HEAD_BYTES: usize = 256;

/// Tasks of one kind: how many there are, and what each takes.
#[derive(Default)]
pub(super) struct Tasks {
    alive: AtomicUsize,
    each_bytes: AtomicUsize,
}

/// Counts as a task while it lives.
pub(super) struct TaskAlive<'a>(&'a Tasks);

impl Tasks {
    /// Counts the task that holds the answer.
    pub(super) fn enter(&self) -> TaskAlive<'_> {
        self.alive.fetch_add(1, Relaxed);
        TaskAlive(self)
    }

    /// Notes how large such a task is; hands it back.
    pub(super) fn measured<F: Future>(&self, task: F) -> F {
        self.each_bytes.store(size_of::<F>(), Relaxed);
        task
    }

    /// Bytes of those that live.
    pub(super) fn bytes(&self) -> usize {
        self.alive.load(Relaxed) * (self.each_bytes.load(Relaxed) + TASK_HEAD_BYTES)
    }
}

impl Drop for TaskAlive<'_> {
    fn drop(&mut self) {
        self.0.alive.fetch_sub(1, Relaxed);
    }
}
