//! How much of a log file is read and held, and how often.

use std::sync::Arc;
use std::time::Duration;

/// Wakes the window when something has arrived.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Bytes that are read at the end of the file to begin with.
pub const TAIL_CHUNK_BYTES: u64 = 64 * 1024;

/// Bytes that one call of [`LogTail::load_older`](super::LogTail::load_older) reads.
pub const OLDER_CHUNK_BYTES: u64 = 256 * 1024;

/// Longer lines are cut, and say so.
pub const MAX_LINE_BYTES: usize = 8 * 1024;

/// How often the follower looks for new lines.
pub const POLL_INTERVAL: Duration = Duration::from_millis(200);

/// How much a [`LogTail`](super::LogTail) may hold. Past either limit, the oldest lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TailLimits {
    /// Lines.
    pub max_lines: usize,
    /// Bytes of memory, everything counted.
    pub limit_bytes: usize,
}

impl Default for TailLimits {
    fn default() -> Self {
        Self {
            max_lines: 200_000,
            limit_bytes: 32 << 20,
        }
    }
}
