//! What rows are sorted by: for each column the value of every row, as the place of that value among all that the
//! column has. Four bytes for each row, and every value once. Kept from one tree to the next: rows that arrive are
//! read, those that were read before are not.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::key_reader::{KeyReader, RowKey};
use super::value_table::ValueTable;
use crate::app::resource_explorer::tree::{
    BuiltinColumn, ColumnId, RowIndex, Rows, RowsEpoch, TreeInput,
};
use crate::app::resource_explorer::workers::collect_through;
use crate::model::{AccountId, RowFacts};

/// Rows that one thread reads at a time.
const CHUNK_ROWS: u32 = 2048;

/// Rows that are read before it is looked whether they are still wanted.
const PART_ROWS: u32 = 64 * CHUNK_ROWS;

/// Columns that are kept, those of the order before among them: a person goes back and forth between two.
const MOST_KEPT: usize = 4;

/// The place of rows that have no value in a column.
const MISSING: u32 = u32::MAX - 1;

/// The place of rows of which it is not known what they have.
const UNKNOWN: u32 = u32::MAX;

/// How reading the keys of new rows ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app::resource_explorer::tree) enum KeysRead {
    /// Rows that were in order still are.
    All,
    /// Values of rows that were in order are others now, or were read again.
    Changed,
    /// `stop` was set; the next call goes on.
    Stopped,
}

/// The keys of the columns that rows are or were sorted by.
#[derive(Default)]
pub struct ColumnKeys {
    rows_epoch: RowsEpoch,
    account_names: Arc<HashMap<AccountId, String>>,
    /// The one that was wanted last at the end.
    columns: Vec<KeyColumn>,
}

impl ColumnKeys {
    /// Reads what is not read yet of the columns that `input` is sorted by.
    pub(in crate::app::resource_explorer::tree) fn read(
        &mut self,
        input: &TreeInput,
        stop: &AtomicBool,
    ) -> KeysRead {
        if self.rows_epoch != input.rows_epoch {
            *self = Self {
                rows_epoch: input.rows_epoch,
                ..Self::default()
            };
        }
        if !Arc::ptr_eq(&self.account_names, &input.account_names) {
            self.account_names = Arc::clone(&input.account_names);
            let account = ColumnId::Builtin(BuiltinColumn::Account);
            self.columns.retain(|kept| kept.column != account);
        }
        let mut all = KeysRead::All;
        for sorted in input.sorting.columns() {
            if is_own_text(&sorted.by) {
                continue;
            }
            let at = self
                .columns
                .iter()
                .position(|kept| kept.column == sorted.by);
            let mut keys = match at {
                Some(at) => self.columns.remove(at),
                None => {
                    all = KeysRead::Changed;
                    KeyColumn::of(&sorted.by)
                }
            };
            let read = keys.read(input, stop);
            self.columns.push(keys);
            match read {
                KeysRead::All => {}
                KeysRead::Changed => all = KeysRead::Changed,
                KeysRead::Stopped => return KeysRead::Stopped,
            }
        }
        let surplus = self.columns.len().saturating_sub(MOST_KEPT);
        self.columns.drain(..surplus);
        all
    }

    /// The keys of a column; `None` for those that need none.
    pub(super) fn of(&self, column: &ColumnId) -> Option<&KeyColumn> {
        self.columns.iter().find(|kept| kept.column == *column)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.columns.iter().map(KeyColumn::heap_bytes).sum()
    }
}

/// Whether rows are compared by a text that they have themselves.
fn is_own_text(column: &ColumnId) -> bool {
    matches!(
        column,
        ColumnId::Builtin(BuiltinColumn::Name | BuiltinColumn::Id) | ColumnId::Other(_)
    )
}

/// The keys of one column.
pub(super) struct KeyColumn {
    column: ColumnId,
    /// By the number of the row.
    places: Vec<u32>,
    /// Every value that a row has or had.
    values: ValueTable,
    /// By place: where the value stands in the order of all.
    ranks: Vec<u32>,
    /// The revision of the facts of details when rows were read.
    facts_revision: u64,
}

impl KeyColumn {
    fn of(column: &ColumnId) -> Self {
        Self {
            column: column.clone(),
            places: Vec::new(),
            values: ValueTable::default(),
            ranks: Vec::new(),
            facts_revision: 0,
        }
    }

    /// Where a row stands: rows with less come first.
    pub(super) fn rank(&self, RowIndex(row): RowIndex, descending: bool) -> u32 {
        let place = self.places.get(row as usize).copied().unwrap_or(MISSING);
        match self.ranks.get(place as usize) {
            None => place,
            Some(&rank) if descending => self.ranks.len() as u32 - 1 - rank,
            Some(&rank) => rank,
        }
    }

    fn read(&mut self, input: &TreeInput, stop: &AtomicBool) -> KeysRead {
        let revision = input.told.revision();
        let told = self.column.is_told_by_details() && self.facts_revision != revision;
        let changed = told && self.read_told(input);
        self.facts_revision = revision;
        let RowIndex(end) = input.rows.next_index();
        while (self.places.len() as u32) < end {
            if stop.load(Relaxed) {
                input.reading.set(end, end);
                return KeysRead::Stopped;
            }
            let start = self.places.len() as u32;
            input.reading.set(start, end);
            self.read_part(input, start, end.min(start + PART_ROWS));
        }
        input.reading.set(end, end);
        self.rank_values();
        if changed {
            KeysRead::Changed
        } else {
            KeysRead::All
        }
    }

    /// Reads those rows again that details can have told more about.
    fn read_told(&mut self, input: &TreeInput) -> bool {
        let column = self.column.clone();
        let mut reader = KeyReader::new(&column, input);
        let mut changed = false;
        for (start, entries) in input.rows.slices(0..self.places.len() as u32) {
            let facts = reader.facts();
            for (at, entry) in (start as usize..).zip(entries) {
                if RowFacts::is_wanted(entry) {
                    let place = self.place(reader.read(entry, facts.as_ref()));
                    changed |= std::mem::replace(&mut self.places[at], place) != place;
                }
            }
        }
        changed
    }

    fn read_part(&mut self, input: &TreeInput, start: u32, end: u32) {
        let chunks = (start..end).step_by(CHUNK_ROWS as usize);
        let column = &self.column;
        let work = |reader: &mut KeyReader<'_>, start: u32| {
            ReadChunk::of(reader, &input.rows, start, end.min(start + CHUNK_ROWS))
        };
        let read: Vec<ReadChunk> = if end - start <= CHUNK_ROWS {
            let mut reader = KeyReader::new(column, input);
            chunks.map(|start| work(&mut reader, start)).collect()
        } else {
            collect_through(chunks, || KeyReader::new(column, input), work)
        };
        self.places.reserve_exact((end - start) as usize);
        for chunk in read {
            let values = chunk.values.into_values();
            let places: Vec<u32> = values
                .map(|value| self.place(RowKey::Value(value)))
                .collect();
            let here = |place: u32| places.get(place as usize).copied().unwrap_or(place);
            self.places.extend(chunk.places.into_iter().map(here));
        }
    }

    fn place(&mut self, key: RowKey) -> u32 {
        match key {
            RowKey::Value(value) => self.values.place(value),
            RowKey::Missing => MISSING,
            RowKey::Unknown => UNKNOWN,
        }
    }

    /// Puts values that are new into the order of those that have a rank.
    fn rank_values(&mut self) {
        let known = self.ranks.len();
        if known == self.values.len() {
            return;
        }
        let mut before = vec![0_u32; known];
        for (place, &rank) in (0..).zip(&self.ranks) {
            before[rank as usize] = place;
        }
        let values = self.values.values();
        let new = (known..values.len()).map(|place| (values[place].prefix(), place as u32));
        let mut new: Vec<(u128, u32)> = new.collect();
        let compare = |a: u32, b: u32| values[a as usize].compare(&values[b as usize]);
        new.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(a.1, b.1)));
        let mut ranks = vec![0_u32; values.len()];
        let (mut before, mut new) = (before.into_iter().peekable(), new.into_iter().peekable());
        for rank in 0..values.len() as u32 {
            let next = match (before.peek(), new.peek()) {
                (Some(&one), Some(&(_, other))) if compare(one, other).is_lt() => before.next(),
                (_, Some(_)) => new.next().map(|(_, place)| place),
                (_, None) => before.next(),
            };
            if let Some(place) = next {
                ranks[place as usize] = rank;
            }
        }
        self.ranks = ranks;
    }

    fn heap_bytes(&self) -> usize {
        let lists = self.places.capacity() + self.ranks.capacity();
        lists * size_of::<u32>() + self.values.heap_bytes()
    }
}

/// What one thread has read: places among its own values.
struct ReadChunk {
    places: Vec<u32>,
    values: ValueTable,
}

impl ReadChunk {
    fn of(reader: &mut KeyReader<'_>, rows: &Rows, start: u32, end: u32) -> Self {
        let mut places = vec![MISSING; (end - start) as usize];
        let mut values = ValueTable::default();
        let facts = reader.facts();
        for (first, entries) in rows.slices(start..end) {
            let slots = &mut places[(first - start) as usize..];
            for (slot, entry) in slots.iter_mut().zip(entries) {
                *slot = match reader.read(entry, facts.as_ref()) {
                    RowKey::Value(value) => values.place(value),
                    RowKey::Missing => MISSING,
                    RowKey::Unknown => UNKNOWN,
                };
            }
        }
        Self { places, values }
    }
}
