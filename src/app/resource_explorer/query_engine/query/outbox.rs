//! Messages of a query that have not been sent to its pane yet, in the order in which they were posted.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::app::resource_explorer::progress::ProgressEvent;
use crate::model::ResourceEntry;
use crate::model::heap;

/// A message for the pane.
#[derive(Debug)]
pub(super) struct Message {
    pub event: ProgressEvent,
    /// The rows of a page; empty for other events.
    pub resources: Arc<Vec<ResourceEntry>>,
}

/// Messages that have not been sent. Each task waits until its own are, so there are never more than the running
/// tasks have posted.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Message>,
    posted: u64,
}

impl Outbox {
    pub(super) fn post(&mut self, message: Message) {
        self.waiting.push_back(message);
        self.posted += 1;
    }

    /// How many messages were posted so far.
    pub(super) fn posted(&self) -> u64 {
        self.posted
    }

    /// Whether any of the first `posted` messages has not been sent.
    pub(super) fn holds_any_of(&self, posted: u64) -> bool {
        self.posted - (self.waiting.len() as u64) < posted
    }

    /// Takes the oldest message.
    pub(super) fn take_first(&mut self) -> Option<Message> {
        let first = self.waiting.pop_front();
        if self.waiting.is_empty() {
            // A stopped query posts many at once, and few afterwards.
            self.waiting.shrink_to(8);
        }
        first
    }

    /// The receiver is gone: drops all messages.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Bytes on the heap, without the rows.
    pub(super) fn heap_bytes(&self) -> usize {
        heap::of_queue(&self.waiting)
    }
}
