//! Work that goes on beside frames, and what is remembered of it from one frame to the next.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::access_watch::AccessWatch;
use crate::app::jobs::Job;
use crate::app::memory_report::{MemoryReport, OwnBytes};
use crate::app::notifications::NotificationId;
use crate::app::resource_explorer::memory_budget::{Reclaimed, Reservation};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::{ClearReport, Freshness};
use crate::model::QueryScope;

/// How often memory is sampled while something runs.
pub(super) const SAMPLE_EVERY: Duration = Duration::from_millis(500);

/// A query that starts once the memory of what it replaces was given back.
pub(super) struct AfterRelease {
    pub(super) pane: PaneId,
    pub(super) scope: QueryScope,
    pub(super) freshness: Freshness,
    pub(super) released: Job<()>,
}

/// What work between frames remembers from one frame to the next.
#[derive(Default)]
pub(super) struct BackgroundWork {
    pub(super) watch: MemoryWatch,
    /// Every purge under way; none takes the place of another.
    pub(super) purges: Vec<Job<Purged>>,
    pub(super) directory_checked: Option<Instant>,
    pub(super) access: AccessWatch,
    pub(super) requests_checked: Option<Instant>,
    pub(super) eta_checked: Option<Instant>,
    /// Messages taken in since the last count was read.
    pub(super) messages: u64,
    pub(super) after_release: Vec<AfterRelease>,
}

/// What a purge on another thread gave back.
pub(super) enum Purged {
    /// The person asked for it.
    Cleared(ClearedAll),
    /// The person gave up the details of a pane: so many bytes.
    Details(u64),
    /// Memory was short.
    Reclaimed(Reclaimed),
}

/// What Clear cache freed.
pub(super) struct ClearedAll {
    pub(super) report: ClearReport,
    /// Properties of shown rows, which load again when looked at.
    pub(super) shown_bytes: u64,
    pub(super) rss_before: u64,
    pub(super) rss_after: u64,
}

/// What is kept from one memory sample to the next.
#[derive(Default)]
pub(super) struct MemoryWatch {
    pub(super) sampled: Option<Instant>,
    pub(super) purged_bytes: u64,
    pub(super) report: Option<Job<MemoryReport>>,
    pub(super) own_bytes: Arc<OwnBytes>,
    pub(super) is_drawn: bool,
    /// What the program took when its first frame was drawn.
    pub(super) own_resident_bytes: Option<u64>,
    /// The message that the limit lets no query run, while it is so.
    pub(super) limit_too_low: Option<NotificationId>,
}

impl MemoryWatch {
    /// Memory held from now on belongs to what the person does, not to the program itself.
    pub(super) fn first_frame_is_drawn(&mut self) {
        self.is_drawn = true;
    }

    /// Something has changed: take the next memory sample in the next frame.
    pub(super) fn sample_soon(&mut self) {
        self.sampled = None;
    }

    /// A purge gave this much back.
    pub(super) fn gave_back(&mut self, bytes: u64) {
        self.purged_bytes += bytes;
    }
}

/// A text that another thread is writing. The next one replaces it.
pub(super) struct Copying {
    pub(super) text: Job<Copied>,
}

/// What goes to the clipboard, and what is said about it.
pub(super) struct Copied {
    pub(super) text: String,
    pub(super) said: String,
    pub(super) _room: Option<Reservation>,
}
