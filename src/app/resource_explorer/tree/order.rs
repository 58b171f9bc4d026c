//! The order of the rows in a group.

mod natural_order;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use compact_str::CompactString;

use super::{RowIndex, Rows, SortBy, Sorting, TreeInput};
use natural_order::prefix as folded_prefix;

use crate::app::resource_explorer::workers::{work_through, workers};
use crate::model::{AccountId, ResourceEntry, TypeId};

/// What rows are sorted by, without making a text of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum SortKey<'a> {
    Text(&'a str),
    Account(AccountId),
}

impl SortKey<'_> {
    const EMPTY: Self = Self::Text("");
}

impl<'a> From<SortKey<'a>> for Cow<'a, str> {
    fn from(key: SortKey<'a>) -> Self {
        match key {
            SortKey::Text(text) => text.into(),
            SortKey::Account(account) => account.to_string().into(),
        }
    }
}

impl SortBy {
    fn key(self, entry: &ResourceEntry) -> SortKey<'_> {
        SortKey::Text(match self {
            Self::Name => entry.display_name(),
            Self::Id => &entry.id,
            Self::Status => &entry.status,
            Self::Type => entry.resource_type.as_str(),
            Self::Region => entry.region.as_str(),
            Self::Account => return SortKey::Account(entry.account),
        })
    }

    /// Whether many rows have the same text, so that numbering the texts pays.
    fn has_few_texts(self) -> bool {
        match self {
            Self::Name | Self::Id => false,
            Self::Status | Self::Type | Self::Region | Self::Account => true,
        }
    }
}

/// How rows are sorted, and what accounts and types are called meanwhile.
#[derive(Clone, Copy)]
pub(super) struct Order<'a> {
    sorting: Sorting,
    account_names: &'a HashMap<AccountId, String>,
    type_label: Option<fn(TypeId) -> CompactString>,
}

impl<'a> Order<'a> {
    pub(super) fn of(input: &'a TreeInput) -> Self {
        Self {
            sorting: input.sorting,
            account_names: &input.account_names,
            type_label: input.type_label,
        }
    }

    /// The text that a row is sorted by, as the window shows it.
    fn text<'e>(&'e self, entry: &'e ResourceEntry) -> Cow<'e, str> {
        match (self.sorting.by, self.type_label) {
            (SortBy::Account, _) => match self.account_names.get(&entry.account) {
                Some(name) if !name.is_empty() => name.as_str().into(),
                _ => entry.account.to_string().into(),
            },
            (SortBy::Type, Some(label)) => String::from(label(entry.resource_type)).into(),
            (by, _) => by.key(entry).into(),
        }
    }

    fn compare(&self, left: &ResourceEntry, right: &ResourceEntry) -> Ordering {
        let by = self.sorting.by;
        let order = if !by.has_few_texts() {
            compare_folded(&self.text(left), &self.text(right))
        } else if by.key(left) == by.key(right) {
            Ordering::Equal
        } else {
            // Two accounts of one name stay apart.
            compare_folded(&self.text(left), &self.text(right))
                .then_with(|| by.key(left).cmp(&by.key(right)))
        };
        let order = if self.sorting.descending {
            order.reverse()
        } else {
            order
        };
        order.then_with(|| compare_names(left, right))
    }

    /// What decides the place of a row nearly always. `last` is the text and rank of the row before.
    fn prefix<'e>(
        &self,
        entry: &'e ResourceEntry,
        ranks: &Ranks<'_>,
        last: &mut (SortKey<'e>, u32),
    ) -> u128 {
        let key = self.sorting.by.key(entry);
        if !self.sorting.by.has_few_texts() {
            let prefix = folded_prefix(&Cow::from(key));
            return if self.sorting.descending {
                !prefix
            } else {
                prefix
            };
        }
        if last.0 != key || key == SortKey::EMPTY {
            *last = (key, ranks.places.get(&key).copied().unwrap_or_default());
        }
        let rank = u128::from(last.1) << (u128::BITS - ranks.bits);
        rank | folded_prefix(entry.display_name()) >> ranks.bits
    }

    /// The place of every text that these rows have among all of them; empty when they are many.
    fn ranks<'e>(&self, entries: impl Iterator<Item = &'e ResourceEntry>) -> Ranks<'e> {
        let mut firsts: HashMap<SortKey<'_>, &ResourceEntry> = HashMap::new();
        if self.sorting.by.has_few_texts() {
            // Neighbours mostly have the same.
            let mut last = None;
            for entry in entries {
                let key = self.sorting.by.key(entry);
                if last != Some(key) {
                    firsts.entry(key).or_insert(entry);
                    last = Some(key);
                }
            }
        }
        let mut order: Vec<(SortKey<'_>, String)> = firsts
            .into_iter()
            .map(|(key, first)| (key, self.text(first).into_owned()))
            .collect();
        order.sort_unstable_by(|(a, shown_a), (b, shown_b)| {
            compare_folded(shown_a, shown_b).then_with(|| a.cmp(b))
        });
        if self.sorting.descending {
            order.reverse();
        }
        let bits = if order.len() <= 1 << 16 { 16 } else { 32 };
        let keys = order.into_iter().map(|(key, _)| key);
        Ranks {
            places: keys.zip(0..).collect(),
            bits,
        }
    }
}

/// Texts by their place in order.
struct Ranks<'a> {
    places: HashMap<SortKey<'a>, u32>,
    /// How many bits a place takes.
    bits: u32,
}

/// A row with what decides its place nearly always: the first sixteen folded bytes of its text, or the place
/// of that among few and the first fourteen of its name.
struct Keyed<'a> {
    prefix: u128,
    entry: &'a ResourceEntry,
    index: RowIndex,
}

impl Keyed<'_> {
    fn compare(&self, other: &Self, order: &Order<'_>) -> Ordering {
        self.prefix.cmp(&other.prefix).then_with(|| {
            if order.sorting.by.has_few_texts() {
                // The same prefix is the same text: only names are left to compare.
                compare_names(self.entry, other.entry)
            } else {
                order.compare(self.entry, other.entry)
            }
        })
    }
}

/// Fewer rows than this are sorted before other threads would have started.
const ALONE_ROWS: usize = 1 << 15;

/// Sorts rows that may be in any order; many on several threads.
pub(super) fn sort(indices: &mut [RowIndex], rows: &Rows, order: &Order<'_>) {
    let mut walker = rows.walker();
    let ranks = order.ranks(indices.iter().filter_map(|&index| walker.get(index)));
    let parts = if indices.len() < ALONE_ROWS {
        1
    } else {
        workers()
    };
    let part_rows = indices.len().div_ceil(parts).max(1);
    let sorted: Mutex<Vec<Vec<Keyed<'_>>>> = Mutex::default();
    let sort_part = |part: &[RowIndex]| {
        let keyed = sorted_part(part, rows, order, &ranks);
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
        *slot = keyed.index;
    }
}

fn sorted_part<'a>(
    part: &[RowIndex],
    rows: &'a Rows,
    order: &Order<'_>,
    ranks: &Ranks<'_>,
) -> Vec<Keyed<'a>> {
    let mut walker = rows.walker();
    let mut last = (SortKey::EMPTY, 0);
    let mut key = |&index: &RowIndex| {
        let entry = walker.get(index)?;
        let prefix = order.prefix(entry, ranks, &mut last);
        Some(Keyed {
            prefix,
            entry,
            index,
        })
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
        let comes_before = |before: &RowIndex| {
            let before = rows.get(*before);
            before.is_some_and(|before| order.compare(before, entry) != Ordering::Greater)
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
