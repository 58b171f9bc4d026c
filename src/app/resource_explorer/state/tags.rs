//! Tags, with every key and value stored once for the whole process, and every set of them too.
//!
//! A thousand resources tagged `Environment=prod` share two strings, and where all their tags are the same
//! they share the list. `Name` is kept apart: it is what tells resources from each other. The tables are the tag cache: [`clear_unused`] forgets what no resource
//! holds any more.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, Mutex};

use arcstr::ArcStr;
use rustc_hash::FxHashSet;

use super::row_name::RowName;
use crate::app::resource_explorer::heap;

/// A string shared by all who hold an equal one; one pointer wide.
pub type SharedStr = ArcStr;

/// What a row is called by.
const NAME: &str = "Name";

#[derive(Default)]
struct Tables {
    strings: HashSet<SharedStr>,
    sets: HashSet<Held>,
}

static TABLES: LazyLock<Mutex<Tables>> = LazyLock::new(Default::default);

/// What [`usage`] says, kept up to date by whoever changes the tables: reading it takes no lock.
static STRINGS: AtomicUsize = AtomicUsize::new(0);
static CONTENT_BYTES: AtomicUsize = AtomicUsize::new(0);
static TABLE_BYTES: AtomicUsize = AtomicUsize::new(0);

impl Tables {
    fn note_size(&self) {
        STRINGS.store(self.strings.len(), Relaxed);
        let tables = heap::of_set(&self.strings) + heap::of_set(&self.sets);
        TABLE_BYTES.store(tables, Relaxed);
    }

    fn tag(&mut self, key: &str, value: &str) -> Stored {
        Stored {
            key: shared_in(&mut self.strings, key),
            value: shared_in(&mut self.strings, value),
        }
    }

    /// The shared copy of a set in order; `None` for an empty one.
    fn set(&mut self, tags: Vec<Stored>) -> Option<Arc<Box<[Stored]>>> {
        if tags.is_empty() {
            return None;
        }
        if let Some(known) = self.sets.get(tags.as_slice()) {
            return Some(Arc::clone(&known.0));
        }
        let set = Arc::new(tags.into_boxed_slice());
        let held = Held(Arc::clone(&set));
        CONTENT_BYTES.fetch_add(held.bytes(), Relaxed);
        self.sets.insert(held);
        Some(set)
    }
}

/// The shared copy of `text`.
pub fn shared(text: &str) -> SharedStr {
    let mut tables = TABLES.lock().expect("string table poisoned");
    let text = shared_in(&mut tables.strings, text);
    tables.note_size();
    text
}

fn shared_in(strings: &mut HashSet<SharedStr>, text: &str) -> SharedStr {
    if text.is_empty() {
        return SharedStr::new();
    }
    if let Some(found) = strings.get(text) {
        return SharedStr::clone(found);
    }
    let stored = SharedStr::from(text);
    CONTENT_BYTES.fetch_add(heap_bytes_of(&stored), Relaxed);
    strings.insert(SharedStr::clone(&stored));
    stored
}

/// Forgets the strings and sets that nothing holds any more; returns the bytes given back.
pub fn clear_unused() -> usize {
    let mut tables = TABLES.lock().expect("string table poisoned");
    let mut freed_bytes = 0;
    // Sets first: they hold strings.
    tables.sets.retain(|set| {
        let used = Arc::strong_count(&set.0) > 1;
        freed_bytes += if used { 0 } else { set.bytes() };
        used
    });
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
    tables.note_size();
    freed_bytes + table_bytes.saturating_sub(TABLE_BYTES.load(Relaxed))
}

/// Where the strings are that `is_wanted`, among those that tags share. Each stays at its place as long as a
/// resource holds it.
pub fn places_of(is_wanted: impl Fn(&str) -> bool) -> FxHashSet<usize> {
    let tables = TABLES.lock().expect("string table poisoned");
    let wanted = tables.strings.iter().filter(|text| is_wanted(text));
    wanted.map(|text| text.as_ptr().addr()).collect()
}

/// Strings held and the bytes they take, the sets made of them and the tables included.
pub fn usage() -> (usize, usize) {
    let bytes = CONTENT_BYTES.load(Relaxed) + TABLE_BYTES.load(Relaxed);
    (STRINGS.load(Relaxed), bytes)
}

/// One tag, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Stored {
    key: SharedStr,
    value: SharedStr,
}

/// A set in the table, found by what is in it.
struct Held(Arc<Box<[Stored]>>);

impl Held {
    fn bytes(&self) -> usize {
        let list = self.0.len() * size_of::<Stored>() + size_of::<Box<[Stored]>>();
        list + 2 * size_of::<usize>()
    }
}

impl Borrow<[Stored]> for Held {
    fn borrow(&self) -> &[Stored] {
        &self.0
    }
}

impl Hash for Held {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self.0).hash(state);
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Held {}

/// One tag, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag<'a> {
    /// Key as AWS returned it.
    pub key: &'a str,
    /// Value as AWS returned it; may be empty.
    pub value: &'a str,
}

/// The tags of one resource, sorted by key, and what it is called: nearly always by one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    /// All but the one that the resource is called by; none is `None`.
    set: Option<Arc<Box<[Stored]>>>,
    name: RowName,
}

impl Default for Tags {
    fn default() -> Self {
        Self::NONE
    }
}

impl Tags {
    /// No tags and no name.
    pub const NONE: Self = Self {
        set: None,
        name: RowName::NONE,
    };

    /// From pairs in any order. Later pairs win over earlier ones of the same key. The resource is called by
    /// the value of `Name`.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut tables = TABLES.lock().expect("string table poisoned");
        let mut name = RowName::NONE;
        let mut tags: Vec<Stored> = Vec::new();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            if key == NAME {
                name = RowName::new(value, true);
            } else {
                tags.push(tables.tag(key, value));
            }
        }
        if name.is_tag() && name.as_str().is_empty() {
            // Nothing that a resource could be called by, and yet a tag.
            name = RowName::NONE;
            tags.push(tables.tag(NAME, ""));
        }
        tags.reverse();
        tags.sort_by(|a, b| a.key.cmp(&b.key));
        tags.dedup_by(|later, earlier| later.key == earlier.key);
        let set = tables.set(tags);
        tables.note_size();
        Self { set, name }
    }

    /// These tags of a resource that has a name elsewhere: it is called by that where no tag names it.
    pub fn or_called(mut self, own: &str) -> Self {
        if !self.name.is_tag() {
            self.name = RowName::new(own, false);
        }
        self
    }

    /// These tags of a resource that is called by another name than `Name`.
    pub fn called(mut self, own: &str) -> Self {
        if self.name.is_tag() && self.name.as_str() != own {
            let mut tables = TABLES.lock().expect("string table poisoned");
            let mut tags = self.stored().to_vec();
            let at = tags.partition_point(|tag| tag.key.as_str() < NAME);
            tags.insert(at, tables.tag(NAME, self.name.as_str()));
            self.set = tables.set(tags);
            tables.note_size();
            self.name = RowName::NONE;
        }
        self.or_called(own)
    }

    /// What the resource is called; empty when it has no name.
    pub fn row_name(&self) -> &str {
        self.name.as_str()
    }

    /// Whether the resource is called by the tag called `Name`.
    pub fn is_named_by_tag(&self) -> bool {
        self.name.is_tag()
    }

    pub(super) fn row_name_mut(&mut self) -> &mut RowName {
        &mut self.name
    }

    /// The tags in key order.
    pub fn iter(&self) -> impl Iterator<Item = Tag<'_>> {
        let set = self.stored();
        let before = set.partition_point(|tag| tag.key.as_str() < NAME);
        let name = self.name_tag();
        let (before, after) = set.split_at(before);
        let before = before.iter().map(borrow);
        before.chain(name).chain(after.iter().map(borrow))
    }

    /// All but the one that the resource is called by, in key order.
    pub fn shared_set(&self) -> impl Iterator<Item = Tag<'_>> {
        self.stored().iter().map(borrow)
    }

    /// The tag that the resource is called by.
    pub fn name_tag(&self) -> Option<Tag<'_>> {
        self.named().map(|value| Tag { key: NAME, value })
    }

    /// Where [`Tags::shared_set`] is stored: equal for equal sets, as long as one of them is held.
    pub fn set_address(&self) -> usize {
        let set = self.set.as_ref();
        set.map_or(0, |set| Arc::as_ptr(set).addr())
    }

    /// The value of `key`, compared exactly as AWS does.
    pub fn get(&self, key: &str) -> Option<&str> {
        let named = self.named().filter(|_| key == NAME);
        let in_set = || {
            let set = self.stored();
            let at = set.binary_search_by(|tag| (*tag.key).cmp(key)).ok()?;
            Some(set[at].value.as_str())
        };
        named.or_else(in_set)
    }

    /// How many tags.
    pub fn len(&self) -> usize {
        self.stored().len() + usize::from(self.name.is_tag())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the name; the rest is shared and counted by [`usage`].
    pub fn heap_bytes(&self) -> usize {
        self.name.heap_bytes()
    }

    /// The value of the tag that the resource is called by.
    fn named(&self) -> Option<&str> {
        self.name.is_tag().then(|| self.name.as_str())
    }

    fn stored(&self) -> &[Stored] {
        self.set.as_deref().map_or(&[], |set| set)
    }
}

/// Bytes of a string that nobody else holds.
pub fn heap_bytes_of(text: &SharedStr) -> usize {
    text.len() + 2 * size_of::<usize>()
}

fn borrow(tag: &Stored) -> Tag<'_> {
    Tag {
        key: &tag.key,
        value: &tag.value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_and_equal_sets_are_stored_once() {
        let pairs = [("tags-test-env", "prod"), ("tags-test-team", "core")];
        let (a, b) = (Tags::from_pairs(pairs), Tags::from_pairs(pairs));
        assert!(Arc::ptr_eq(&a.set.unwrap(), &b.set.clone().unwrap()));
        let other = Tags::from_pairs([("tags-test-env", "prod")]);
        let value = |tags: &Tags| tags.stored()[0].value.clone();
        assert!(ArcStr::ptr_eq(&value(&b), &value(&other)));
    }

    #[test]
    fn tags_are_found_by_exact_key_and_the_last_value_wins() {
        let tags = Tags::from_pairs([("b", "1"), ("Name", "web"), ("b", "2"), ("A", "")]);
        assert_eq!(tags.get("Name"), Some("web"));
        assert_eq!(tags.get("name"), None);
        assert_eq!(tags.get("b"), Some("2"));
        assert_eq!((tags.len(), tags.row_name()), (3, "web"));
        let keys: Vec<&str> = tags.iter().map(|tag| tag.key).collect();
        assert_eq!(keys, ["A", "Name", "b"], "in order, the name among them");
    }

    #[test]
    fn a_row_is_called_by_its_tag_or_by_what_else_there_is() {
        let named = Tags::from_pairs([("Name", "web"), ("Z", "1"), ("A", "1")]);
        assert_eq!(named.clone().or_called("own"), named);
        let unnamed = Tags::NONE.or_called("own");
        assert_eq!((unnamed.row_name(), unnamed.len()), ("own", 0));
        assert!(named.is_named_by_tag() && !unnamed.is_named_by_tag());
        let other = named.clone().called("own");
        assert_eq!((other.row_name(), other.get("Name")), ("own", Some("web")));
        assert!(other.iter().eq(named.iter()) && other.len() == 3);
        assert_eq!(named.clone().called("web"), named);
        let empty = Tags::from_pairs([("Name", "")]);
        assert_eq!((empty.get("Name"), empty.len()), (Some(""), 1));
        assert_eq!(empty.or_called("own").row_name(), "own");
    }

    #[test]
    fn usage_is_the_sum_of_what_the_tables_hold() {
        let kept = Tags::from_pairs([("tags-test-sum", "x"), ("tags-test-sum-2", "y")]);
        drop(Tags::from_pairs([("tags-test-sum", "gone")]));
        clear_unused();
        // Held, so that no other test changes them meanwhile.
        let tables = TABLES.lock().unwrap();
        let strings: usize = tables.strings.iter().map(heap_bytes_of).sum();
        let sets: usize = tables.sets.iter().map(Held::bytes).sum();
        let slots = heap::of_set(&tables.strings) + heap::of_set(&tables.sets);
        assert_eq!(
            usage(),
            (tables.strings.len(), strings + sets + slots),
            "incremental and added up"
        );
        drop(tables);
        assert_eq!(kept.len(), 2);
    }

    #[test]
    fn strings_nobody_holds_are_given_back() {
        let kept = Tags::from_pairs([("tags-test-kept", "x")]);
        drop(Tags::from_pairs([("tags-test-dropped", "x")]));
        clear_unused();
        let tables = TABLES.lock().unwrap();
        assert!(tables.strings.contains("tags-test-kept"));
        assert!(!tables.strings.contains("tags-test-dropped"));
        drop(tables);
        assert_eq!(kept.len(), 1);
    }
}
