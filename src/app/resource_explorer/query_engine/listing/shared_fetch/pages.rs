//! What a fetch has by now.

use super::FetchEnd;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::source::Gaps;
use crate::model::Provider;

#[derive(Default)]
pub(super) struct Pages {
    pub(super) batches: Vec<Batch>,
    /// How many batches before those were released.
    pub(super) released: usize,
    pub(super) end: Option<(FetchEnd, Provider)>,
    pub(super) gaps: Gaps,
}

impl Pages {
    /// Whether any row has come.
    pub(super) fn has_rows(&self) -> bool {
        self.released > 0 || !self.batches.is_empty()
    }

    /// Every batch; `None` when some were released.
    pub(super) fn whole(&self) -> Option<Vec<Batch>> {
        (self.released == 0).then(|| self.batches.clone())
    }

    /// The batch at this place of all that have come.
    pub(super) fn get(&self, at: usize) -> Option<&Batch> {
        self.batches.get(at.checked_sub(self.released)?)
    }

    /// Drops the batches before this place.
    pub(super) fn release_before(&mut self, at: usize) {
        let read = at.saturating_sub(self.released).min(self.batches.len());
        self.batches.drain(..read);
        self.released += read;
    }
}

/// How long the rows of a fetch are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retention {
    /// To its end, for queries that join it, and then in the cache.
    ToTheEnd,
    /// Until its only subscriber has read them.
    UntilRead,
}
