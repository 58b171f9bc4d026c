//! The lines of a ledger, place by place, so that a person's view of one place costs that place
//! and not the ledger, and another thread can go through all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{LedgerEntry, Tally};
use crate::model::heap;
use crate::model::{AccountId, QueryKey, Region};

/// An account and a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Whose resources.
    pub account: AccountId,
    /// Where.
    pub region: Region,
}

impl From<&QueryKey> for Place {
    fn from(key: &QueryKey) -> Self {
        Self {
            account: key.account,
            region: key.region,
        }
    }
}

/// The lines of a ledger in key order. A clone shares them, and what is recorded after it is not in
/// it.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    places: BTreeMap<Place, PlaceLines>,
    /// Of the lists of all places.
    list_bytes: usize,
}

#[derive(Clone, Debug, Default)]
struct PlaceLines {
    /// In the order of types.
    lines: Arc<Vec<LedgerEntry>>,
    tally: Tally,
}

impl Lines {
    /// Adds or replaces the line of one key; returns the line before it.
    pub(super) fn insert(&mut self, entry: LedgerEntry) -> Option<LedgerEntry> {
        let PlaceLines { lines, tally } = self.places.entry(Place::from(&entry.key)).or_default();
        tally.add(&entry);
        // A copy of a shared list has no room to spare.
        let before = heap::of_list(lines);
        let lines = Arc::make_mut(lines);
        let old = match position(lines, &entry.key) {
            Ok(at) => Some(std::mem::replace(&mut lines[at], entry)),
            Err(at) => {
                make_room(lines);
                lines.insert(at, entry);
                None
            }
        };
        if let Some(old) = &old {
            tally.take(old);
        }
        self.list_bytes = self.list_bytes - before + heap::of_list(lines);
        old
    }

    /// Forgets the line of one key, and returns it.
    pub(super) fn remove(&mut self, key: &QueryKey) -> Option<LedgerEntry> {
        let place = Place::from(key);
        let PlaceLines { lines, tally } = self.places.get_mut(&place)?;
        let at = position(lines, key).ok()?;
        let before = heap::of_list(lines);
        let lines = Arc::make_mut(lines);
        let old = lines.remove(at);
        tally.take(&old);
        let after = if lines.is_empty() {
            0
        } else {
            heap::of_list(lines)
        };
        self.list_bytes = self.list_bytes - before + after;
        if after == 0 {
            self.places.remove(&place);
        }
        Some(old)
    }

    /// Bytes on the heap, those of errors left out.
    pub(super) fn heap_bytes(&self) -> usize {
        // Beside the list, a shared one has its two counts and where the list is.
        let shared = size_of::<Vec<LedgerEntry>>() + 2 * size_of::<usize>();
        heap::of_sorted_map(&self.places) + self.places.len() * shared + self.list_bytes
    }

    /// All lines in key order.
    pub fn iter(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.places.values().flat_map(|place| place.lines.iter())
    }

    /// The lines that may have more rows than are shown, in key order. Places where all ended well cost next
    /// to nothing.
    pub fn incomplete(&self) -> impl Iterator<Item = &LedgerEntry> {
        let places = self.places.values();
        let some_lack = places.filter(|of| of.tally.incomplete() > 0);
        let lines = some_lack.flat_map(|of| of.lines.iter());
        lines.filter(|line| line.outcome.is_incomplete())
    }

    /// Places that have lines, in order, and how many of each kind.
    pub fn places(&self) -> impl ExactSizeIterator<Item = (Place, &Tally)> {
        self.places.iter().map(|(place, of)| (*place, &of.tally))
    }

    /// The lines of a place, in the order of types.
    pub fn of_place(&self, place: Place) -> &[LedgerEntry] {
        self.places.get(&place).map_or(&[], |of| &of.lines)
    }

    /// The line of one key.
    pub fn get(&self, key: &QueryKey) -> Option<&LedgerEntry> {
        let lines = self.of_place(Place::from(key));
        position(lines, key).ok().map(|at| &lines[at])
    }
}

fn position(lines: &[LedgerEntry], key: &QueryKey) -> Result<usize, usize> {
    lines.binary_search_by(|line| line.key.resource_type.cmp(&key.resource_type))
}

/// Grows by half: places are many, and doubling would leave a quarter of all room empty.
fn make_room(lines: &mut Vec<LedgerEntry>) {
    if lines.len() == lines.capacity() {
        lines.reserve_exact(lines.len() / 2 + 1);
    }
}
