//! What the log window shows: the end of a file that others write, line by line.
//!
//! [`LogTail::open`] costs the same for a file of any size: a thread reads the last 64 KiB and follows from
//! there; older lines come in chunks, on demand. The window calls [`LogTail::drain`] once a frame, which takes
//! over what has arrived and never waits for a disk. Knows nothing of egui.

mod assembler;
mod buffer;
mod chunk;
mod filter;
mod follower;
mod held;
mod inbox;
mod limits;
mod line;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use filter::LineFilter;
pub use inbox::{OlderLines, TailState};
pub use limits::{
    MAX_LINE_BYTES, OLDER_CHUNK_BYTES, POLL_INTERVAL, TAIL_CHUNK_BYTES, TailLimits, Waker,
};
pub use line::LogLine;

use super::resource_explorer::memory_budget::MemoryHolder;
use buffer::LineBuffer;
use held::HeldLines;
use inbox::{Arrivals, Inbox};

/// Lines that are filtered between two looks at the clock.
const FILTER_BATCH: usize = 512;

/// Whether the view stays at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Follow {
    /// New lines scroll into view.
    #[default]
    Following,
    /// The view stays where it is; new lines are counted.
    Paused,
}

/// What [`LogTail::drain`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    /// New lines at the end.
    pub new_lines: usize,
    /// Lines put before the first one.
    pub older_lines: usize,
    /// Whether lines wait for the filter: ask for another frame.
    pub unfinished: bool,
}

/// The lines of one log file, as far as they are loaded.
pub struct LogTail {
    path: PathBuf,
    inbox: Arc<Inbox>,
    buffer: LineBuffer,
    follow: Follow,
    /// Matching lines that arrived since the view was paused.
    new_since_pause: usize,
    follower: Option<JoinHandle<()>>,
    held: Arc<HeldLines>,
    /// The first visible line: neither it nor any after it is given back.
    looked_at: i64,
}

impl LogTail {
    /// Starts to follow the file at `path`, whether it is there yet or not. Returns at once; the
    /// first lines arrive with a call of `waker`.
    pub fn open(path: &Path, waker: Waker) -> Self {
        Self::open_with(path, waker, TailLimits::default())
    }

    /// [`LogTail::open`] with limits of one's own.
    pub fn open_with(path: &Path, waker: Waker, limits: TailLimits) -> Self {
        let held = HeldLines::new(&waker);
        let inbox = Arc::new(Inbox::new(waker, limits));
        let follower = follower::spawn(path, &inbox);
        Self {
            path: path.into(),
            inbox,
            buffer: LineBuffer::new(limits),
            follow: Follow::default(),
            new_since_pause: 0,
            follower,
            held,
            looked_at: i64::MAX,
        }
    }

    /// The holder that gives lines back when memory is scarce.
    pub fn holder(&self) -> Arc<dyn MemoryHolder> {
        Arc::clone(&self.held) as _
    }

    /// Sets the first visible line. Neither it nor any after it is given back.
    pub fn looks_at(&mut self, ordinal: i64) {
        self.looked_at = ordinal;
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes over what has arrived and filters it, for `budget` at most. Call it once a frame.
    pub fn drain(&mut self, budget: Duration) -> Drained {
        let deadline = Instant::now() + budget;
        let Arrivals {
            start,
            lost_lines,
            lines,
            older,
        } = self.inbox.take();
        let mut drained = Drained {
            new_lines: lines.len(),
            ..Drained::default()
        };
        if let Some(start) = start {
            self.buffer.begin_at(start);
        }
        // Before new lines are added: these continue what was there until now.
        if let Some(older) = older {
            drained.older_lines = self.buffer.prepend(older);
        }
        let shown_before = self.buffer.matching_end();
        self.buffer.append(lost_lines, lines);
        while self.buffer.filter_some(FILTER_BATCH) {
            if Instant::now() >= deadline {
                drained.unfinished = true;
                break;
            }
        }
        if self.follow == Follow::Paused {
            self.new_since_pause += self.buffer.matching_from(shown_before);
        }
        self.held.keep_account(&mut self.buffer, self.looked_at);
        drained
    }

    /// Lines that pass the filter.
    pub fn len(&self) -> usize {
        self.buffer.matching_len()
    }

    /// Whether no line passes the filter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The line at `index` among those that pass the filter, the oldest first.
    pub fn line(&self, index: usize) -> Option<&LogLine> {
        self.buffer.matching(index)
    }

    /// The index of line `ordinal`, or else the next one, among those that pass the filter: keeps a view in
    /// place while lines come and go around it.
    pub fn index_of(&self, ordinal: i64) -> usize {
        self.buffer.matching_index_of(ordinal)
    }

    /// All lines that are loaded, filtered or not.
    pub fn loaded_lines(&self) -> usize {
        self.buffer.len()
    }

    /// Lines that were loaded and had to go again.
    pub fn dropped_lines(&self) -> u64 {
        self.buffer.dropped_lines()
    }

    /// Bytes of memory that the loaded lines take.
    pub fn held_bytes(&self) -> usize {
        self.buffer.held_bytes()
    }

    /// The last line so far, while it has no line break yet.
    pub fn unfinished_line(&self) -> Option<String> {
        self.inbox.unfinished()
    }

    /// What shows: lines at or above a level, with a text in them.
    pub fn filter(&self) -> &LineFilter {
        self.buffer.filter()
    }

    /// Shows other lines. The newest ones come first; [`LogTail::drain`] goes through the rest.
    pub fn set_filter(&mut self, filter: LineFilter) {
        self.buffer.set_filter(filter);
    }

    /// Whether the view stays at the end.
    pub fn follow(&self) -> Follow {
        self.follow
    }

    /// Follows the end, or stays.
    pub fn set_follow(&mut self, follow: Follow) {
        if self.follow != follow {
            self.new_since_pause = 0;
        }
        self.follow = follow;
    }

    /// Lines that arrived since the view was paused and pass the filter.
    pub fn new_since_pause(&self) -> usize {
        self.new_since_pause
    }

    /// Whether the file is there and can be read.
    pub fn state(&self) -> TailState {
        self.inbox.state()
    }

    /// What there is before the first loaded line.
    pub fn older(&self) -> OlderLines {
        if self.buffer.is_full() {
            return OlderLines::Full;
        }
        match self.buffer.front() {
            Some(front) => self.inbox.older_than(front),
            None => OlderLines::None,
        }
    }

    /// Asks for the lines before the first loaded one. They arrive with a call of the waker; until
    /// then further calls do nothing.
    pub fn load_older(&mut self) {
        if self.older() == OlderLines::More
            && let Some(front) = self.buffer.front()
        {
            self.inbox.ask_for_older(front);
        }
    }

    /// Drops the oldest lines until at most `limit_bytes` are held; returns the bytes given back.
    /// For when memory is scarce: what is dropped can be loaded again.
    pub fn shrink_to(&mut self, limit_bytes: usize) -> usize {
        self.buffer.shrink_to(limit_bytes)
    }

    /// Bytes read from the file so far.
    pub fn bytes_read(&self) -> u64 {
        self.inbox.bytes_read()
    }
}

impl Drop for LogTail {
    fn drop(&mut self) {
        self.inbox.stop();
        // The follower only ever waits for the inbox, which has just told it to stop; it is not joined, because
        // it may be inside a read of a slow disk.
        drop(self.follower.take());
    }
}
