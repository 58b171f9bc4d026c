//! The order of the rows in a group.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{RowIndex, Rows};
use crate::app::resource_explorer::state::ResourceEntry;

/// What rows are sorted by. Equal ones stand by name, then by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The name, else the id.
    #[default]
    Name,
    /// The id.
    Id,
    /// The status as AWS spells it.
    Status,
    /// The type's name.
    Type,
    /// The region code.
    Region,
    /// The account number.
    Account,
}

impl SortBy {
    /// All there are, in the order a menu has them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Id,
        Self::Status,
        Self::Type,
        Self::Region,
        Self::Account,
    ];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "By name",
            Self::Id => "By ID",
            Self::Status => "By status",
            Self::Type => "By type",
            Self::Region => "By region",
            Self::Account => "By account",
        }
    }

    fn text(self, entry: &ResourceEntry) -> &str {
        match self {
            Self::Name => entry.display_name(),
            Self::Id => &entry.id,
            Self::Status => &entry.status,
            Self::Type => entry.resource_type.as_str(),
            Self::Region => entry.region.as_str(),
            Self::Account => entry.account.as_str(),
        }
    }
}

/// How rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sorting {
    /// By what.
    pub by: SortBy,
    /// Whether the last comes first.
    pub descending: bool,
}

impl Sorting {
    fn compare(self, left: &ResourceEntry, right: &ResourceEntry) -> Ordering {
        let by = compare_folded(self.by.text(left), self.by.text(right));
        let by = if self.descending { by.reverse() } else { by };
        by.then_with(|| compare_folded(left.display_name(), right.display_name()))
            .then_with(|| left.id.cmp(&right.id))
    }

    fn prefix(self, entry: &ResourceEntry) -> u128 {
        let prefix = folded_prefix(self.by.text(entry));
        if self.descending { !prefix } else { prefix }
    }
}

/// A row with what decides its place nearly always: the first sixteen folded bytes of its text.
struct Keyed<'a> {
    prefix: u128,
    entry: &'a ResourceEntry,
    index: RowIndex,
}

/// Sorts rows that may be in any order.
pub(super) fn sort(indices: &mut [RowIndex], rows: &Rows, sorting: Sorting) {
    let mut keyed: Vec<Keyed<'_>> = indices
        .iter()
        .filter_map(|&index| {
            let entry = rows.get(index)?;
            Some(Keyed {
                prefix: sorting.prefix(entry),
                entry,
                index,
            })
        })
        .collect();
    keyed.sort_unstable_by(|a, b| {
        a.prefix
            .cmp(&b.prefix)
            .then_with(|| sorting.compare(a.entry, b.entry))
    });
    for (slot, keyed) in indices.iter_mut().zip(keyed) {
        *slot = keyed.index;
    }
}

/// When the new rows are fewer than one in this many, each is put into its place; else all are sorted.
const FEW: usize = 8;

/// Sorted rows, and new ones in any order, as one list in order.
pub(super) fn sort_into(
    sorted: &mut Vec<RowIndex>,
    mut new: Vec<RowIndex>,
    rows: &Rows,
    sorting: Sorting,
) {
    if sorted.len() < new.len() * FEW {
        sorted.append(&mut new);
        sorted.shrink_to_fit();
        sort(sorted, rows, sorting);
        return;
    }
    sort(&mut new, rows, sorting);
    let mut merged = Vec::with_capacity(sorted.len() + new.len());
    let mut rest = sorted.as_slice();
    for index in new {
        let Some(entry) = rows.get(index) else {
            continue;
        };
        let comes_before = |before: &RowIndex| {
            let before = rows.get(*before);
            before.is_some_and(|before| sorting.compare(before, entry) != Ordering::Greater)
        };
        let (before, after) = rest.split_at(rest.partition_point(comes_before));
        merged.extend_from_slice(before);
        merged.push(index);
        rest = after;
    }
    merged.extend_from_slice(rest);
    *sorted = merged;
}

fn compare_folded(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        let folded = |byte: u8| byte.to_ascii_lowercase();
        a.bytes().map(folded).cmp(b.bytes().map(folded))
    } else {
        a.chars()
            .flat_map(char::to_lowercase)
            .cmp(b.chars().flat_map(char::to_lowercase))
    }
}

/// The first sixteen bytes of the folded text, so that integers compare as the texts do.
fn folded_prefix(text: &str) -> u128 {
    let mut bytes = [0u8; 16];
    let mut filled = 0;
    for c in text.chars().flat_map(char::to_lowercase) {
        let mut utf8 = [0u8; 4];
        let encoded = c.encode_utf8(&mut utf8).as_bytes();
        let taken = encoded.len().min(bytes.len() - filled);
        bytes[filled..filled + taken].copy_from_slice(&encoded[..taken]);
        filled += taken;
        if filled == bytes.len() {
            break;
        }
    }
    u128::from_be_bytes(bytes)
}
