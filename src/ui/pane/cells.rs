//! The texts of a row's columns, kept for the rows that were drawn last.
//!
//! Properties are kept packed; they are parsed only for visible rows, and once. A frame parses a bounded number
//! of bytes: other rows follow in the next frames, and large documents on another thread. Until then their
//! columns are empty.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use compact_str::CompactString;
use serde_json::{Map, Value};

use crate::app;
use crate::app::jobs::{Job, Progress, Task};
use crate::app::labels::is_numeric;
use crate::app::pane::details::is_large;
use crate::app::resource_explorer::filter::created;
use crate::app::resource_explorer::tree::{ColumnId, RowIndex, RowsEpoch};
use crate::catalog::columns::{self, ColumnKind};
use crate::model::{ResourceEntry, TypeId};
use crate::text::truncate;

/// Most columns that a tree shows of a type: those that matter. A table has all.
pub const MAX_COLUMNS: usize = 2;

/// Rows per half of the cache: more than a tall screen shows.
const HALF_ROWS: usize = 256;

/// Bytes of documents that a frame parses at most, beside the one that goes past them.
const FRAME_BYTES: usize = 128 << 10;

/// Most characters that are kept of a column: more than any column has room for.
const MOST_CHARS: usize = 256;

/// One column of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What the column is called.
    pub label: &'static str,
    /// What it says; empty when AWS said nothing.
    pub text: CompactString,
    /// Whether it is aligned to the right edge.
    pub numeric: Numeric,
    /// What becomes of it where its room is too narrow.
    pub narrow: Narrow,
}

/// What becomes of a text in a room that is too narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrow {
    /// Its beginning is of use.
    Cut,
    /// Part of an id or an address is of no use.
    LeftOut,
}

impl Narrow {
    fn of(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Ip | ColumnKind::Cidr | ColumnKind::Id(_) | ColumnKind::Arn => {
                Self::LeftOut
            }
            _ => Self::Cut,
        }
    }
}

/// What is read from the properties of one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowCells {
    /// The columns.
    pub cells: Box<[Cell]>,
    /// When the resource was made, in seconds since 1970; not read for a table.
    pub created: Option<i64>,
}

impl std::ops::Deref for RowCells {
    type Target = [Cell];

    fn deref(&self) -> &[Cell] {
        &self.cells
    }
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
#[derive(Default)]
pub struct CellCache {
    /// The columns of a table; `None` for the first ones of each type.
    columns: Option<Arc<[ColumnId]>>,
    epoch: RowsEpoch,
    recent: HashMap<RowIndex, Rc<RowCells>>,
    older: HashMap<RowIndex, Rc<RowCells>>,
    /// What this frame has parsed, in bytes.
    parsed: usize,
    /// Rows whose columns are empty because the frame's limit was reached.
    behind: usize,
    /// The large document to parse next.
    wanted: Option<(RowIndex, ResourceEntry)>,
    reading: Option<Reading>,
}

/// A large document in another thread.
struct Reading {
    row: RowIndex,
    epoch: RowsEpoch,
    cells: Job<RowCells>,
}

impl CellCache {
    /// What cells are of from now on: these columns, or the first ones of each row's type.
    pub(super) fn set_columns(&mut self, columns: Option<Arc<[ColumnId]>>) {
        if self.columns != columns {
            *self = Self {
                columns,
                ..Self::default()
            };
        }
    }

    /// The cells of a row. `epoch` says which rows the index counts in.
    pub fn get(&mut self, row: RowIndex, epoch: RowsEpoch, entry: &ResourceEntry) -> Rc<RowCells> {
        if self.epoch != epoch {
            (self.recent, self.older) = Default::default();
            self.epoch = epoch;
        }
        if let Some(cells) = self.recent.get(&row) {
            return Rc::clone(cells);
        }
        let Some(cells) = self.older.remove(&row).or_else(|| self.parse(row, entry)) else {
            self.behind += 1;
            return Rc::default();
        };
        // Evicted properties may come back; then they are parsed again.
        if entry.properties.is_evicted() {
            return cells;
        }
        self.keep(row, Rc::clone(&cells));
        cells
    }

    fn keep(&mut self, row: RowIndex, cells: Rc<RowCells>) {
        if self.recent.len() >= HALF_ROWS {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(row, cells);
    }

    /// The cells of a row, unless they have to wait.
    fn parse(&mut self, row: RowIndex, entry: &ResourceEntry) -> Option<Rc<RowCells>> {
        let has_columns = match &self.columns {
            Some(columns) => !columns.is_empty(),
            // The age at least.
            None => true,
        };
        if !has_columns || entry.properties.is_empty() {
            return Some(Rc::default());
        }
        if self.parsed > FRAME_BYTES {
            return None;
        }
        if is_large(&entry.properties) {
            self.wanted.get_or_insert_with(|| (row, entry.clone()));
            return None;
        }
        Some(cells_of(entry, self.columns.as_deref(), &mut self.parsed).into())
    }

    /// Takes in what another thread has read. To be called before the rows of a frame.
    pub fn begin_frame(&mut self) {
        (self.parsed, self.behind, self.wanted) = (0, 0, None);
        let Some(Reading { row, epoch, cells }) = &self.reading else {
            return;
        };
        let cells: Rc<RowCells> = match cells.progress() {
            Progress::Pending => return,
            Progress::Done(cells) => cells.into(),
            // Without a thread its columns stay empty.
            Progress::Failed(_) => Rc::default(),
        };
        let row = (*epoch == self.epoch).then_some(*row);
        self.reading = None;
        if let Some(row) = row {
            self.keep(row, cells);
        }
    }

    /// Has large documents read, one after the other; `wake` is called when one was. To be called after the
    /// rows of a frame. Returns whether another frame can go on with what is left.
    pub fn end_frame(&mut self, wake: impl Fn() + Send + 'static) -> bool {
        let large = usize::from(self.wanted.is_some() || self.reading.is_some());
        if self.reading.is_none()
            && let Some((row, entry)) = self.wanted.take()
        {
            let columns = self.columns.clone();
            let read = move || cells_of(&entry, columns.as_deref(), &mut 0);
            self.reading = Some(Reading {
                row,
                epoch: self.epoch,
                cells: Job::start(Task::new("cell-reader", "Reading columns"), wake, read),
            });
        }
        self.behind > large && self.parsed > FRAME_BYTES
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

/// Parses a row's properties; adds their length to `bytes`.
fn cells_of(entry: &ResourceEntry, wanted: Option<&[ColumnId]>, bytes: &mut usize) -> RowCells {
    let ty = entry.resource_type;
    let is_read = wanted.is_some() || columns::table_columns(ty).next().is_some();
    let mut made = None;
    let properties = entry.properties.with_text(|text| {
        *bytes += text.len();
        if wanted.is_none() {
            made = created(text);
        }
        let document = is_read.then(|| serde_json::from_str(text).ok());
        document
            .flatten()
            .unwrap_or_else(|| Value::Object(Map::new()))
    });
    let cell = |column| Cell {
        label: "",
        text: capped(app::columns::text(column, ty, &properties)),
        numeric: Numeric::No,
        narrow: Narrow::Cut,
    };
    let cells = match wanted {
        Some(wanted) => wanted.iter().map(cell).collect(),
        None => columns_of(ty, &properties),
    };
    RowCells {
        cells,
        created: made,
    }
}

fn columns_of(ty: TypeId, properties: &Value) -> Box<[Cell]> {
    columns::table_columns(ty)
        .take(MAX_COLUMNS)
        .map(|column| Cell {
            label: column.label,
            text: capped(column.text(properties)),
            numeric: if is_numeric(column) {
                Numeric::Yes
            } else {
                Numeric::No
            },
            narrow: Narrow::of(column.kind),
        })
        .collect()
}

fn capped(text: CompactString) -> CompactString {
    match truncate::to_chars(&text, MOST_CHARS) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cut) => cut.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::ui::fixtures;

    #[test]
    fn a_row_is_parsed_once_and_the_cache_stays_small() {
        let mut cache = CellCache::default();
        let entry = fixtures::instance(1);
        let first = cache.get(RowIndex(0), RowsEpoch::default(), &entry);
        assert_eq!(
            (first[0].label, first[0].text.as_str()),
            ("Instance type", "t3.large")
        );
        assert!(Rc::ptr_eq(
            &first,
            &cache.get(RowIndex(0), RowsEpoch::default(), &entry)
        ));
        for row in 0..10_000 {
            cache.begin_frame();
            cache.get(RowIndex(row), RowsEpoch::default(), &entry);
        }
        assert!(cache.len() <= 2 * HALF_ROWS, "{} rows held", cache.len());
    }

    #[test]
    fn indices_of_a_replaced_result_are_not_taken_for_new_ones() {
        let mut cache = CellCache::default();
        let before = cache.get(RowIndex(0), RowsEpoch::next(), &fixtures::instance(1));
        let after = cache.get(RowIndex(0), RowsEpoch::next(), &fixtures::volume(1));
        assert_ne!(before, after);
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn evicted_properties_are_read_again_when_they_are_back() {
        let mut cache = CellCache::default();
        let entry = fixtures::instance(1);
        let document = entry.properties.to_json();
        entry.properties.evict();
        assert_eq!(
            cache.get(RowIndex(0), RowsEpoch::default(), &entry)[0].text,
            ""
        );
        entry.properties.restore("", &document);
        assert_eq!(
            cache.get(RowIndex(0), RowsEpoch::default(), &entry)[0].text,
            "t3.large"
        );
    }

    #[test]
    fn a_frame_parses_so_much_and_the_next_ones_go_on() {
        let mut cache = CellCache::default();
        let entry = fixtures::laden("laden", 20 << 10);
        let mut frames = 0;
        loop {
            cache.begin_frame();
            let cells: Vec<usize> = (0..30)
                .map(|row| cache.get(RowIndex(row), RowsEpoch::default(), &entry).len())
                .collect();
            frames += 1;
            assert!(
                cache.parsed <= FRAME_BYTES + (64 << 10),
                "{} bytes",
                cache.parsed
            );
            if !cache.end_frame(|| ()) {
                assert!(cells.iter().all(|count| *count > 0), "{cells:?}");
                break;
            }
        }
        assert!((3..20).contains(&frames), "{frames} frames");
    }

    #[test]
    fn a_large_document_is_read_on_another_thread_without_a_wait() {
        let mut cache = CellCache::default();
        let (large, small) = (fixtures::laden("laden", 5 << 20), fixtures::instance(1));
        let started = Instant::now();
        loop {
            cache.begin_frame();
            let cells = cache.get(RowIndex(0), RowsEpoch::default(), &large);
            assert_eq!(
                cache.get(RowIndex(1), RowsEpoch::default(), &small)[0].text,
                "t3.large"
            );
            assert!(cache.parsed < 4096, "{} bytes in a frame", cache.parsed);
            assert!(
                !cache.end_frame(|| ()),
                "nothing to go on with in the next frame"
            );
            if let Some(first) = cells.first() {
                assert_eq!(first.text, "t3.large");
                break;
            }
            assert!(started.elapsed() < Duration::from_secs(60), "never read");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_column_of_a_megabyte_is_the_beginning_of_it() {
        assert_eq!(
            capped("x".repeat(1 << 20).into()).chars().count(),
            MOST_CHARS
        );
    }
}
