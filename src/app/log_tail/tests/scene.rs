//! A tail whose follower is driven by the test.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::app::log_tail::buffer::LineBuffer;
use crate::app::log_tail::follower::Follower;
use crate::app::log_tail::held::HeldLines;
use crate::app::log_tail::inbox::{Inbox, Order};
use crate::app::log_tail::{Drained, Follow, LogTail, TailLimits, Waker};

/// Longer than any wait in these tests.
pub(super) const PLENTY: Duration = Duration::from_secs(5);

/// A tail whose follower runs when the test says.
pub(super) struct Scene {
    _dir: TempDir,
    pub(super) path: PathBuf,
    pub(super) tail: LogTail,
    pub(super) follower: Follower,
    pub(super) woken: Arc<AtomicUsize>,
}

impl Scene {
    pub(super) fn new(content: Option<&str>) -> Self {
        Self::with_limits(content, TailLimits::default())
    }

    pub(super) fn with_limits(content: Option<&str>, limits: TailLimits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("awsdash.log");
        if let Some(content) = content {
            fs::write(&path, content).unwrap();
        }
        let woken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&woken);
        let waker: Waker = Arc::new(move || {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let held = HeldLines::new(&waker);
        let inbox = Arc::new(Inbox::new(waker, limits));
        let mut scene = Self {
            follower: Follower::new(&path, &inbox),
            tail: LogTail {
                path: path.clone(),
                inbox,
                buffer: LineBuffer::new(limits),
                follow: Follow::default(),
                new_since_pause: 0,
                follower: None,
                held,
                looked_at: i64::MAX,
            },
            path,
            _dir: dir,
            woken,
        };
        scene.poll();
        scene
    }

    pub(super) fn poll(&mut self) -> Drained {
        self.follower.poll();
        self.tail.drain(PLENTY)
    }

    /// Loads older lines; returns how many came.
    pub(super) fn load_older(&mut self) -> usize {
        self.tail.load_older();
        match self.tail.inbox.next_order(Duration::ZERO) {
            Order::Older(before) => self.follower.load_older(before),
            other => panic!("{other:?}"),
        }
        self.tail.drain(PLENTY).older_lines
    }

    pub(super) fn append(&self, text: &str) {
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    pub(super) fn texts(&self) -> Vec<&str> {
        (0..self.tail.len())
            .map(|index| &*self.tail.line(index).unwrap().text)
            .collect()
    }
}
