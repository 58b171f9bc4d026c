//! What rows take.

use std::mem::size_of;

use crate::model::ResourceEntry;

/// Bytes of one batch, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowBytes {
    /// How many rows.
    pub rows: u64,
    /// The rows themselves, with their ids, names and ARNs.
    pub row_bytes: u64,
    /// Their properties.
    pub property_bytes: u64,
}

impl RowBytes {
    pub(super) fn of(rows: &Vec<ResourceEntry>) -> Self {
        let properties = |entry: &ResourceEntry| entry.properties.heap_bytes() as u64;
        let property_bytes: u64 = rows.iter().map(properties).sum();
        let all: u64 = rows.iter().map(|entry| entry.total_bytes() as u64).sum();
        let spare = (rows.capacity() - rows.len()) * size_of::<ResourceEntry>();
        // The counts of the two shared parts, the list's own place, the id.
        let shell = 4 * size_of::<usize>() + size_of::<Vec<ResourceEntry>>() + size_of::<u64>();
        Self {
            rows: rows.len() as u64,
            row_bytes: all - property_bytes + (spare + shell) as u64,
            property_bytes,
        }
    }

    /// Rows and properties.
    pub fn bytes(&self) -> u64 {
        self.row_bytes + self.property_bytes
    }

    pub(super) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.row_bytes += other.row_bytes;
        self.property_bytes += other.property_bytes;
    }

    pub(super) fn take_away(&mut self, other: Self) {
        self.rows -= other.rows;
        self.row_bytes -= other.row_bytes;
        self.property_bytes -= other.property_bytes;
    }
}
