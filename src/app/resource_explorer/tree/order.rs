//! The order of the rows in a group.

mod key_reader;
mod key_value;
mod keys;
mod natural_order;
mod value_table;

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use super::{BuiltinColumn, ColumnId, RowIndex, Rows, Sorting};
use keys::KeyColumn;
use natural_order::prefix as folded_prefix;

use crate::app::resource_explorer::workers::{work_through, workers};
use crate::model::ResourceEntry;

pub(in crate::app::resource_explorer) use key_reader::{KeyReader, RowKey, property_key};
pub use keys::ColumnKeys;
pub(super) use keys::KeysRead;

/// One column that rows are compared by.
struct Criterion<'a> {
    by: Compared<'a>,
    descending: bool,
}

enum Compared<'a> {
    /// The name.
    Name,
    /// The id.
    Id,
    /// Where the value of the row stands among all.
    Ranks(&'a KeyColumn),
}

/// How rows are sorted.
pub(super) struct Order<'a>(Vec<Criterion<'a>>);

/// A row and its number.
#[derive(Clone, Copy)]
struct Numbered<'a> {
    entry: &'a ResourceEntry,
    index: RowIndex,
}

impl<'a> Order<'a> {
    /// The order of `sorting` by keys that were read before.
    pub(super) fn of(sorting: &Sorting, keys: &'a ColumnKeys) -> Self {
        let criteria = sorting.columns().iter().filter_map(|sorted| {
            let by = match &sorted.by {
                ColumnId::Builtin(BuiltinColumn::Name) => Compared::Name,
                ColumnId::Builtin(BuiltinColumn::Id) => Compared::Id,
                column => Compared::Ranks(keys.of(column)?),
            };
            Some(Criterion {
                by,
                descending: sorted.descending,
            })
        });
        Self(criteria.collect())
    }

    fn compare(&self, left: Numbered<'_>, right: Numbered<'_>) -> Ordering {
        let mut criteria = self
            .0
            .iter()
            .map(|criterion| criterion.compare(left, right));
        let order = criteria.find(|order| order.is_ne());
        order.unwrap_or_else(|| compare_names(left.entry, right.entry))
    }

    /// What decides the place of a row nearly always: ranks of 32 bits, up to the first text that rows are compared
    /// by, and the beginning of that; else the beginning of the name.
    fn prefix(&self, row: Numbered<'_>) -> u128 {
        let (mut prefix, mut bits) = (0, u128::BITS);
        let beginning = |text| folded_prefix(text);
        for Criterion { by, descending } in &self.0 {
            let text = match by {
                Compared::Ranks(_) if bits == 0 => return prefix,
                Compared::Ranks(keys) => {
                    bits -= u32::BITS;
                    prefix |= u128::from(keys.rank(row.index, *descending)) << bits;
                    continue;
                }
                Compared::Name => row.entry.display_name(),
                Compared::Id => &row.entry.id,
            };
            let text = beginning(text);
            let text = if *descending { !text } else { text };
            return prefix | text.checked_shr(u128::BITS - bits).unwrap_or_default();
        }
        let name = beginning(row.entry.display_name());
        prefix | name.checked_shr(u128::BITS - bits).unwrap_or_default()
    }
}

impl Criterion<'_> {
    fn compare(&self, left: Numbered<'_>, right: Numbered<'_>) -> Ordering {
        let order = match &self.by {
            Compared::Name => compare_folded(left.entry.display_name(), right.entry.display_name()),
            Compared::Id => compare_folded(&left.entry.id, &right.entry.id),
            Compared::Ranks(keys) => {
                // Rows without a value are last in both directions.
                let rank = |row: Numbered<'_>| keys.rank(row.index, self.descending);
                return rank(left).cmp(&rank(right));
            }
        };
        if self.descending {
            order.reverse()
        } else {
            order
        }
    }
}

/// A row with what decides its place nearly always.
struct Keyed<'a> {
    prefix: u128,
    row: Numbered<'a>,
}

impl Keyed<'_> {
    fn compare(&self, other: &Self, order: &Order<'_>) -> Ordering {
        let prefix = self.prefix.cmp(&other.prefix);
        prefix.then_with(|| order.compare(self.row, other.row))
    }
}

/// Fewer rows than this are sorted before other threads would have started.
const ALONE_ROWS: usize = 1 << 15;

/// Sorts rows that may be in any order; many on several threads.
pub(super) fn sort(indices: &mut [RowIndex], rows: &Rows, order: &Order<'_>) {
    let parts = if indices.len() < ALONE_ROWS {
        1
    } else {
        workers()
    };
    let part_rows = indices.len().div_ceil(parts).max(1);
    let sorted: Mutex<Vec<Vec<Keyed<'_>>>> = Mutex::default();
    let sort_part = |part: &[RowIndex]| {
        let keyed = sorted_part(part, rows, order);
        let mut sorted = sorted.lock().unwrap_or_else(PoisonError::into_inner);
        sorted.push(keyed);
    };
    if parts == 1 {
        sort_part(indices);
    } else {
        work_through(indices.chunks(part_rows), || (), |(), part| sort_part(part));
    }
    let mut sorted = sorted.into_inner().unwrap_or_else(PoisonError::into_inner);
    while sorted.len() > 1 {
        let mut pairs = sorted.into_iter();
        let mut merged = Vec::new();
        while let Some(left) = pairs.next() {
            merged.push(match pairs.next() {
                Some(right) => merge(left, right, order),
                None => left,
            });
        }
        sorted = merged;
    }
    for (slot, keyed) in indices.iter_mut().zip(sorted.into_iter().flatten()) {
        *slot = keyed.row.index;
    }
}

fn sorted_part<'a>(part: &[RowIndex], rows: &'a Rows, order: &Order<'_>) -> Vec<Keyed<'a>> {
    let mut walker = rows.walker();
    let mut key = |&index: &RowIndex| {
        let entry = walker.get(index)?;
        let row = Numbered { entry, index };
        let prefix = order.prefix(row);
        Some(Keyed { prefix, row })
    };
    let mut keyed: Vec<Keyed<'_>> = Vec::with_capacity(part.len());
    keyed.extend(part.iter().filter_map(&mut key));
    keyed.sort_unstable_by(|a, b| a.compare(b, order));
    keyed
}

/// Two sorted lists as one.
fn merge<'a>(left: Vec<Keyed<'a>>, right: Vec<Keyed<'a>>, order: &Order<'_>) -> Vec<Keyed<'a>> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let is_first = one.compare(other, order) != Ordering::Greater;
        merged.extend(if is_first { left.next() } else { right.next() });
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

/// When the new rows are fewer than one in this many, each is put into its place; else all are sorted.
const FEW: usize = 8;

/// Sorted rows, and new ones in any order, as one list in order.
pub(super) fn sort_into(
    sorted: &mut Vec<RowIndex>,
    mut new: Vec<RowIndex>,
    rows: &Rows,
    order: &Order<'_>,
) {
    if sorted.len() < new.len() * FEW {
        sorted.append(&mut new);
        sorted.shrink_to_fit();
        sort(sorted, rows, order);
        return;
    }
    sort(&mut new, rows, order);
    let mut merged = Vec::with_capacity(sorted.len() + new.len());
    let mut rest = sorted.as_slice();
    for index in new {
        let Some(entry) = rows.get(index) else {
            continue;
        };
        let row = Numbered { entry, index };
        let comes_before = |&index: &RowIndex| {
            let before = rows.get(index).map(|entry| Numbered { entry, index });
            before.is_some_and(|before| order.compare(before, row).is_le())
        };
        let (before, after) = rest.split_at(rest.partition_point(comes_before));
        merged.extend_from_slice(before);
        merged.push(index);
        rest = after;
    }
    merged.extend_from_slice(rest);
    *sorted = merged;
}

fn compare_names(a: &ResourceEntry, b: &ResourceEntry) -> Ordering {
    compare_folded(a.display_name(), b.display_name()).then_with(|| a.id.cmp(&b.id))
}

fn compare_folded(a: &str, b: &str) -> Ordering {
    natural_order::compare(a, b)
}

#[cfg(test)]
mod tests;
