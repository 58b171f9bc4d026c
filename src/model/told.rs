//! What details told of a row beyond what its list did.

use super::{ResourceEntry, SharedStr, StatusClass, Tags};

/// Facts of one resource that its list left out and phase 2 found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Its tags.
    pub tags: Option<Tags>,
    /// Its status and what that means.
    pub status: Option<(SharedStr, StatusClass)>,
}

impl Told {
    /// Whether details can add anything to a row: tags or a status that it lacks.
    pub fn is_wanted(entry: &ResourceEntry) -> bool {
        !entry.tags.are_known() || entry.tags.is_empty() || entry.status.is_empty()
    }

    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        let Self { tags, status } = self;
        tags.is_none() && status.is_none()
    }

    /// Adds what a later answer tells.
    pub fn extend(&mut self, later: Self) {
        let Self { tags, status } = later;
        self.tags = tags.or_else(|| self.tags.take());
        self.status = status.or_else(|| self.status.take());
    }

    /// The row with these facts in it. What its list told of it stays, but for "no tags": the list of a service
    /// knows less of them than the call that is made for them.
    pub fn applied(&self, entry: &ResourceEntry) -> ResourceEntry {
        let mut row = entry.clone();
        if let Some(tags) = self.tags.as_ref().filter(|_| entry.tags.is_empty()) {
            row.tags = tags.clone().or_called(entry.name());
        }
        if let Some((status, class)) = self.status.as_ref().filter(|_| entry.status.is_empty()) {
            row.status = status.clone();
            row.status_class = *class;
        }
        row
    }

    /// Bytes on the heap that belong to these facts alone.
    pub fn heap_bytes(&self) -> usize {
        self.tags.as_ref().map_or(0, Tags::heap_bytes)
    }
}
