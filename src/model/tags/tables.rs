//! The tables of what tags share, and what they take.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use arcstr::ArcStr;
use triomphe::ThinArc;

use crate::model::heap;
use crate::model::shared_str::{SharedStr, heap_bytes_of};

#[derive(Default)]
pub(super) struct Tables {
    strings: HashSet<SharedStr>,
    sets: HashSet<StoredSet>,
    /// Every key of a set: few, however many sets there are.
    keys: HashSet<SharedStr>,
}

/// All tags of a resource but one, in key order.
pub(super) type Set = ThinArc<(), Stored>;

static TABLES: LazyLock<Mutex<Tables>> = LazyLock::new(Default::default);

/// What [`usage`] says. Every change of the tables updates them, so that reading them takes no lock.
static STRINGS: AtomicUsize = AtomicUsize::new(0);
static CONTENT_BYTES: AtomicUsize = AtomicUsize::new(0);
static TABLE_BYTES: AtomicUsize = AtomicUsize::new(0);

/// The tables. Locked for a moment only: every row that is made passes here.
pub(super) fn lock() -> MutexGuard<'static, Tables> {
    // Texts are only ever added and taken out one at a time: a thread that ended here left the tables whole.
    TABLES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Strings stored and the bytes they take, the sets made of them and the tables included.
pub fn usage() -> (usize, usize) {
    let bytes = CONTENT_BYTES.load(Relaxed) + TABLE_BYTES.load(Relaxed);
    (STRINGS.load(Relaxed), bytes)
}

/// Forgets the strings and sets that nothing holds any more; returns the bytes given back.
pub fn clear_unused() -> usize {
    let mut tables = lock();
    let mut freed_bytes = 0;
    // Sets first: they hold strings.
    tables.sets.retain(|set| {
        let used = ThinArc::strong_count(&set.0) > 1;
        freed_bytes += if used { 0 } else { set.bytes() };
        used
    });
    // A key in use is held by the two tables, and by a set.
    tables
        .keys
        .retain(|key| ArcStr::strong_count(key).is_none_or(|count| count > 2));
    tables.strings.retain(|text| {
        // A static string has no count and takes no memory.
        let used = ArcStr::strong_count(text).is_none_or(|count| count > 1);
        freed_bytes += if used { 0 } else { heap_bytes_of(text) };
        used
    });
    CONTENT_BYTES.fetch_sub(freed_bytes, Relaxed);
    let table_bytes = TABLE_BYTES.load(Relaxed);
    tables.sets.shrink_to_fit();
    tables.strings.shrink_to_fit();
    tables.keys.shrink_to_fit();
    tables.note_size();
    freed_bytes + table_bytes.saturating_sub(TABLE_BYTES.load(Relaxed))
}

impl Tables {
    pub(super) fn note_size(&self) {
        STRINGS.store(self.strings.len(), Relaxed);
        let tables =
            heap::of_set(&self.strings) + heap::of_set(&self.sets) + heap::of_set(&self.keys);
        TABLE_BYTES.store(tables, Relaxed);
    }

    pub(super) fn tag(&mut self, key: &str, value: &str) -> Stored {
        Stored {
            key: self.string(key),
            value: self.string(value),
        }
    }

    /// The shared copy of a string.
    pub(super) fn string(&mut self, text: &str) -> SharedStr {
        if text.is_empty() {
            return SharedStr::new();
        }
        if let Some(found) = self.strings.get(text) {
            return SharedStr::clone(found);
        }
        let stored = SharedStr::from(text);
        CONTENT_BYTES.fetch_add(heap_bytes_of(&stored), Relaxed);
        self.strings.insert(SharedStr::clone(&stored));
        stored
    }

    /// All strings.
    pub(super) fn strings(&self) -> impl Iterator<Item = &SharedStr> {
        self.strings.iter()
    }

    /// Every key of a set, each once.
    pub(super) fn keys(&self) -> impl Iterator<Item = &SharedStr> {
        self.keys.iter()
    }

    /// The shared copy of a set in order; `None` for an empty one.
    pub(super) fn set(&mut self, tags: Vec<Stored>) -> Option<Set> {
        if tags.is_empty() {
            return None;
        }
        if let Some(known) = self.sets.get(tags.as_slice()) {
            return Some(Set::clone(&known.0));
        }
        let set = Set::from_header_and_iter((), tags.into_iter());
        for tag in &set.slice {
            if !self.keys.contains(&tag.key) {
                self.keys.insert(SharedStr::clone(&tag.key));
            }
        }
        let stored = StoredSet(Set::clone(&set));
        CONTENT_BYTES.fetch_add(stored.bytes(), Relaxed);
        self.sets.insert(stored);
        Some(set)
    }
}

/// One tag, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Stored {
    pub key: SharedStr,
    pub value: SharedStr,
}

/// A set in the table, found by what is in it.
struct StoredSet(Set);

impl StoredSet {
    fn bytes(&self) -> usize {
        let counts = 2 * size_of::<usize>();
        counts + size_of_val(&self.0.slice)
    }
}

impl Borrow<[Stored]> for StoredSet {
    fn borrow(&self) -> &[Stored] {
        &self.0.slice
    }
}

impl Hash for StoredSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.slice.hash(state);
    }
}

impl PartialEq for StoredSet {
    fn eq(&self, other: &Self) -> bool {
        self.0.slice == other.0.slice
    }
}

impl Eq for StoredSet {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tags;

    #[test]
    fn usage_is_the_sum_of_what_the_tables_hold() {
        let kept = Tags::from_pairs([("tags-test-sum", "x"), ("tags-test-sum-2", "y")]);
        drop(Tags::from_pairs([("tags-test-sum", "gone")]));
        clear_unused();
        // Locked, so that no other test changes them meanwhile.
        let tables = lock();
        let strings: usize = tables.strings.iter().map(heap_bytes_of).sum();
        let sets: usize = tables.sets.iter().map(StoredSet::bytes).sum();
        let slots =
            heap::of_set(&tables.strings) + heap::of_set(&tables.sets) + heap::of_set(&tables.keys);
        assert_eq!(
            usage(),
            (tables.strings.len(), strings + sets + slots),
            "incremental and added up"
        );
        drop(tables);
        assert_eq!(kept.len(), 2);
    }

    #[test]
    fn strings_without_holder_are_given_back() {
        let kept = Tags::from_pairs([("tags-test-kept", "x")]);
        drop(Tags::from_pairs([("tags-test-dropped", "x")]));
        clear_unused();
        let tables = lock();
        assert!(tables.strings.contains("tags-test-kept"));
        assert!(!tables.strings.contains("tags-test-dropped"));
        drop(tables);
        assert_eq!(kept.len(), 1);
    }
}
