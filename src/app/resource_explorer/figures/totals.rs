//! What each column has in all rows together.

use std::hash::BuildHasher as _;
use std::sync::atomic::AtomicBool;

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::{FiguresInput, fold_rows};
use crate::app::resource_explorer::tree::{ColumnId, KeyReader, Measure, RowIndex, RowKey};

/// Up to this many different values of a column are told apart.
pub const MOST_DISTINCT: u32 = 100_000;

/// What one column has in all rows together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnTotals {
    /// Rows that have a value.
    pub count: u32,
    /// Rows of which it is not known whether they have one.
    pub unknown: u32,
    /// How many different values there are, at most [`MOST_DISTINCT`].
    pub distinct: u32,
    /// What the values come to, where all of them are numbers of one kind.
    pub numbers: Option<Numbers>,
}

/// What numbers come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// What they say.
    pub measure: Measure,
    /// All together.
    pub sum: f64,
    /// The smallest, or the oldest.
    pub least: f64,
    /// The largest, or the newest.
    pub most: f64,
}

impl Numbers {
    fn one(measure: Measure, number: f64) -> Self {
        Self {
            measure,
            sum: number,
            least: number,
            most: number,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            measure: self.measure,
            sum: self.sum + other.sum,
            least: self.least.min(other.least),
            most: self.most.max(other.most),
        }
    }
}

/// What columns have in the rows that are shown, in the order of the columns; `None` when `stop` was set before the
/// end.
pub fn column_totals(
    input: &FiguresInput,
    columns: &[ColumnId],
    stop: &AtomicBool,
) -> Option<Vec<ColumnTotals>> {
    let mut sums: Vec<Sum> = columns.iter().map(|_| Sum::default()).collect();
    let readers = || {
        let of = |column| KeyReader::new(column, &input.input);
        columns.iter().map(of).collect::<Vec<_>>()
    };
    let read =
        |readers: &mut Vec<KeyReader<'_>>, rows: &[RowIndex]| read_chunk(readers, input, rows);
    fold_rows(&input.tree, stop, readers, read, |chunk| {
        for (sum, more) in sums.iter_mut().zip(chunk) {
            sum.add_all(more);
        }
    })?;
    Some(sums.into_iter().map(Sum::totals).collect())
}

fn read_chunk(readers: &mut [KeyReader<'_>], input: &FiguresInput, rows: &[RowIndex]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = readers.iter().map(|_| Sum::default()).collect();
    let facts: Vec<_> = readers.iter().map(KeyReader::facts).collect();
    let reads_properties = readers.iter().any(KeyReader::reads_properties);
    let mut walker = input.input.rows.walker();
    for entry in rows.iter().filter_map(|row| walker.get(*row)) {
        let mut read = |text: &str| {
            for ((reader, sum), facts) in readers.iter_mut().zip(&mut sums).zip(&facts) {
                let (key, measure) = reader.read_in(entry, facts.as_ref(), text);
                sum.add(&key, measure);
            }
        };
        if reads_properties {
            entry.properties.with_text(read);
        } else {
            read("");
        }
    }
    sums
}

/// A column of the rows that were read so far.
#[derive(Default)]
struct Sum {
    count: u32,
    unknown: u32,
    /// By their hashes.
    distinct: FxHashSet<u64>,
    numbers: Option<Numbers>,
    /// Values that are no numbers, or numbers of another kind.
    others: u32,
}

impl Sum {
    fn add(&mut self, key: &RowKey, measure: Measure) {
        let value = match key {
            RowKey::Value(value) => value,
            RowKey::Missing => return,
            RowKey::Unknown => {
                self.unknown += 1;
                return;
            }
        };
        self.count += 1;
        self.add_distinct(FxBuildHasher.hash_one(value));
        match value.as_number() {
            Some(number) => self.add_numbers(Numbers::one(measure, number)),
            None => self.others += 1,
        }
    }

    fn add_distinct(&mut self, hash: u64) {
        if self.distinct.len() < MOST_DISTINCT as usize {
            self.distinct.insert(hash);
        }
    }

    fn add_numbers(&mut self, numbers: Numbers) {
        match self.numbers {
            None => self.numbers = Some(numbers),
            Some(before) if before.measure == numbers.measure => {
                self.numbers = Some(before.and(numbers));
            }
            Some(_) => self.others += 1,
        }
    }

    fn add_all(&mut self, other: Self) {
        self.count += other.count;
        self.unknown += other.unknown;
        self.others += other.others;
        other
            .distinct
            .into_iter()
            .for_each(|hash| self.add_distinct(hash));
        if let Some(numbers) = other.numbers {
            self.add_numbers(numbers);
        }
    }

    fn totals(self) -> ColumnTotals {
        ColumnTotals {
            count: self.count,
            unknown: self.unknown,
            distinct: self.distinct.len() as u32,
            numbers: self.numbers.filter(|_| self.others == 0),
        }
    }
}
