//! The texts of a row's columns, kept for the rows that were drawn last.
//!
//! Properties are at rest as bytes; parsing them is worth it only for rows in sight, and once.

use std::collections::HashMap;
use std::rc::Rc;

use compact_str::CompactString;

use super::facts;
use crate::app::resource_explorer::state::ResourceEntry;
use crate::app::resource_explorer::tree::RowIndex;
use crate::catalog::columns;

/// Most columns that a tree shows of a type.
pub const MAX_COLUMNS: usize = 5;

/// Rows per half of the cache: more than a tall screen shows.
const HALF_ROWS: usize = 256;

/// One column of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What the column is called.
    pub label: &'static str,
    /// What it says; empty when AWS said nothing.
    pub text: CompactString,
    /// Whether it stands at the right edge.
    pub numeric: Numeric,
}

/// Whether a text is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numeric {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// Texts of the rows drawn last, in two halves: the older one is dropped whole.
#[derive(Debug, Default)]
pub struct CellCache {
    epoch: u64,
    recent: HashMap<RowIndex, Rc<[Cell]>>,
    older: HashMap<RowIndex, Rc<[Cell]>>,
}

impl CellCache {
    /// The cells of a row. `epoch` says which rows the index counts in.
    pub fn get(&mut self, row: RowIndex, epoch: u64, entry: &ResourceEntry) -> Rc<[Cell]> {
        if self.epoch != epoch {
            (self.recent, self.older) = Default::default();
            self.epoch = epoch;
        }
        if let Some(cells) = self.recent.get(&row) {
            return Rc::clone(cells);
        }
        let cells = self.older.remove(&row).unwrap_or_else(|| cells_of(entry));
        // What was dropped for memory may come back; then it is read again.
        if entry.properties.is_evicted() {
            return cells;
        }
        if self.recent.len() >= HALF_ROWS {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(row, Rc::clone(&cells));
        cells
    }

    /// How many rows are held.
    pub fn len(&self) -> usize {
        self.recent.len() + self.older.len()
    }

    /// Whether none are held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn cells_of(entry: &ResourceEntry) -> Rc<[Cell]> {
    let mut table = columns::table_columns(entry.resource_type)
        .take(MAX_COLUMNS)
        .peekable();
    if table.peek().is_none() || entry.properties.is_empty() {
        return Rc::new([]);
    }
    let properties = entry.properties.to_json();
    table
        .map(|column| Cell {
            label: column.label,
            text: column.text(&properties),
            numeric: if facts::is_numeric(column) {
                Numeric::Yes
            } else {
                Numeric::No
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixtures;

    #[test]
    fn a_row_is_parsed_once_and_the_cache_stays_small() {
        let mut cache = CellCache::default();
        let entry = fixtures::instance(1);
        let first = cache.get(RowIndex(0), 1, &entry);
        assert_eq!(
            (first[0].label, first[0].text.as_str()),
            ("Instance type", "t3.large")
        );
        assert!(Rc::ptr_eq(&first, &cache.get(RowIndex(0), 1, &entry)));
        for row in 0..10_000 {
            cache.get(RowIndex(row), 1, &entry);
        }
        assert!(cache.len() <= 2 * HALF_ROWS, "{} rows held", cache.len());
    }

    #[test]
    fn indices_of_a_replaced_result_are_not_taken_for_new_ones() {
        let mut cache = CellCache::default();
        let before = cache.get(RowIndex(0), 1, &fixtures::instance(1));
        let after = cache.get(RowIndex(0), 2, &fixtures::volume(1));
        assert_ne!(before, after);
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn evicted_properties_are_read_again_when_they_are_back() {
        let mut cache = CellCache::default();
        let entry = fixtures::instance(1);
        let document = entry.properties.to_json();
        entry.properties.evict();
        assert_eq!(cache.get(RowIndex(0), 1, &entry)[0].text, "");
        entry.properties.restore("", &document);
        assert_eq!(cache.get(RowIndex(0), 1, &entry)[0].text, "t3.large");
    }
}
