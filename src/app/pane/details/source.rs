//! What the details side is computed from, taken from a pane: cheap to take, and enough for another thread.

use crate::app::pane::Pane;
use crate::app::resource_explorer::progress::RowSource;
use crate::app::resource_explorer::tree::{RowIndex, RowsEpoch};
use crate::model::{DetailSection, Properties, ResourceEntry};

/// Texts longer than this are read by another thread, in bytes.
const LARGE_TEXT: usize = 64 << 10;

/// Which document, in which state: another stamp, another reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Which row.
    pub row: RowIndex,
    /// Which rows it counts in.
    pub epoch: RowsEpoch,
    /// Whether its properties were given up to free memory.
    pub evicted: bool,
    /// Changes with what phase 2 and other lists say of the row.
    details: Details,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Details {
    sections: usize,
    bytes: usize,
    evicted: usize,
    sources: usize,
}

impl Stamp {
    /// Of the row that a pane points at.
    pub fn of(pane: &Pane) -> Option<Self> {
        let (row, entry) = (pane.cursor?, pane.selected_entry()?);
        let sections = pane.details_of(entry);
        let sections = sections.map_or(&[][..], |details| &details.sections);
        let answers = sections.iter().filter_map(|one| one.answer.as_ref().ok());
        let mut details = Details {
            sections: sections.len(),
            bytes: 0,
            evicted: 0,
            sources: pane.sources_of(entry).len(),
        };
        for answer in answers {
            details.bytes += answer.heap_bytes();
            details.evicted += usize::from(answer.is_evicted());
        }
        Some(Self {
            row,
            epoch: pane.rows_epoch(),
            evicted: entry.properties.is_evicted(),
            details,
        })
    }

    /// Whether both are of one row with the same properties.
    pub fn same_row(&self, other: &Self) -> bool {
        (self.row, self.epoch, self.evicted) == (other.row, other.epoch, other.evicted)
    }
}

/// One row and everything that is known about it.
pub struct Source {
    /// Which.
    pub stamp: Stamp,
    /// The row.
    pub entry: ResourceEntry,
    /// What phase 2 found.
    pub sections: Vec<DetailSection>,
    /// Which lists have it.
    pub sources: Vec<RowSource>,
}

impl Source {
    /// The row that a pane points at.
    pub fn of(pane: &Pane) -> Option<Self> {
        let entry = pane.selected_entry()?;
        let details = pane.details_of(entry);
        Some(Self {
            stamp: Stamp::of(pane)?,
            entry: pane.complete(entry).into_owned(),
            sections: details.map_or_else(Vec::new, |details| details.sections.clone()),
            sources: pane.sources_of(entry).to_vec(),
        })
    }

    /// Whether reading it may take longer than a frame.
    pub fn is_large(&self) -> bool {
        let answers = self
            .sections
            .iter()
            .filter_map(|one| one.answer.as_ref().ok());
        answers.chain([&self.entry.properties]).any(is_large)
    }
}

/// Whether reading a document may take longer than a frame.
pub fn is_large(document: &Properties) -> bool {
    document.text_bytes_at_most() > LARGE_TEXT
}
