//! Tags and status of a row that its list left out and details found.

use super::{ResourceEntry, SharedStr, StatusClass, Tags};

/// Facts of one resource that its list left out and phase 2 found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFacts {
    /// Its tags.
    pub tags: Option<Tags>,
    /// Its status and what that means.
    pub status: Option<(SharedStr, StatusClass)>,
}

impl RowFacts {
    /// Whether details can add anything to a row: tags or a status that it lacks.
    pub fn is_wanted(entry: &ResourceEntry) -> bool {
        !entry.tags.are_known() || entry.tags.is_empty() || entry.status.is_empty()
    }

    /// Whether there are no facts.
    pub fn is_empty(&self) -> bool {
        let Self { tags, status } = self;
        tags.is_none() && status.is_none()
    }

    /// Adds the facts of a later answer.
    pub fn extend(&mut self, later: Self) {
        let Self { tags, status } = later;
        self.tags = tags.or_else(|| self.tags.take());
        self.status = status.or_else(|| self.status.take());
    }

    /// The row with these facts in it. Facts from its list stay, except for "no tags": a service's list is less
    /// complete than the call made for tags.
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
