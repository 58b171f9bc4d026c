//! What the loaded lines take, for the memory panel.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use super::buffer::LineBuffer;
use super::limits::Waker;
use crate::app::resource_explorer::memory_budget::{MemoryHolder, RebuildCost};

/// The newest lines, which are kept when memory is scarce: some screens full.
const KEPT_LINES: usize = 1000;

/// The lines as the memory panel knows them. They are freed by the thread that shows them, when it next drains.
pub(super) struct HeldLines {
    bytes: AtomicUsize,
    /// Bytes that can be given back: of lines before the first visible one.
    spare_bytes: AtomicUsize,
    is_asked: AtomicBool,
    waker: Waker,
}

impl HeldLines {
    pub(super) fn new(waker: &Waker) -> Arc<Self> {
        Arc::new(Self {
            bytes: AtomicUsize::new(0),
            spare_bytes: AtomicUsize::new(0),
            is_asked: AtomicBool::new(false),
            waker: Arc::clone(waker),
        })
    }

    /// Frees what was asked for, except lines from number `looked_at` on, and notes what is left.
    pub(super) fn keep_account(&self, buffer: &mut LineBuffer, looked_at: i64) {
        if self.is_asked.swap(false, Relaxed) {
            buffer.drop_before(looked_at, KEPT_LINES);
        }
        self.bytes.store(buffer.held_bytes(), Relaxed);
        let spare = buffer.bytes_before(looked_at, KEPT_LINES);
        self.spare_bytes.store(spare, Relaxed);
    }
}

impl MemoryHolder for HeldLines {
    fn name(&self) -> &'static str {
        "Log lines"
    }

    fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed) as u64
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Read
    }

    /// What will be given back in the next frame.
    fn reclaim(&self) -> u64 {
        let spare = self.spare_bytes.swap(0, Relaxed);
        if spare > 0 {
            self.is_asked.store(true, Relaxed);
            (self.waker)();
        }
        spare as u64
    }
}
