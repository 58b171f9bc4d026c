//! Tags, with every key and value stored once for the whole process, and every set of them too.
//!
//! A thousand resources tagged `Environment=prod` share two strings, and where all their tags are the same
//! they share the list. `Name` is kept apart: it is what tells resources from each other, and a row that is
//! called by it shares its text. The tables are the tag cache: [`clear_unused`] forgets what no resource
//! holds any more.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, Mutex};

use arcstr::ArcStr;

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

/// The tags of one resource, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// All but the name; none is `None`.
    set: Option<Arc<Box<[Stored]>>>,
    name: Option<SharedStr>,
}

impl Tags {
    /// No tags.
    pub const NONE: Self = Self {
        set: None,
        name: None,
    };

    /// From pairs in any order. Later pairs win over earlier ones of the same key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut tables = TABLES.lock().expect("string table poisoned");
        let mut name = None;
        let mut tags: Vec<Stored> = Vec::new();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref());
            if key == NAME {
                name = Some(SharedStr::from(value));
            } else {
                tags.push(Stored {
                    key: shared_in(&mut tables.strings, key),
                    value: shared_in(&mut tables.strings, value),
                });
            }
        }
        tags.reverse();
        tags.sort_by(|a, b| a.key.cmp(&b.key));
        tags.dedup_by(|later, earlier| later.key == earlier.key);
        let set = (!tags.is_empty()).then(|| match tables.sets.get(tags.as_slice()) {
            Some(known) => Arc::clone(&known.0),
            None => {
                let set = Arc::new(tags.into_boxed_slice());
                let held = Held(Arc::clone(&set));
                CONTENT_BYTES.fetch_add(held.bytes(), Relaxed);
                tables.sets.insert(held);
                set
            }
        });
        tables.note_size();
        Self { set, name }
    }

    /// The tags in key order.
    pub fn iter(&self) -> impl Iterator<Item = Tag<'_>> {
        let set = self.stored();
        let before = set.partition_point(|tag| tag.key.as_str() < NAME);
        let name = self.name.iter().map(|value| Tag { key: NAME, value });
        let (before, after) = set.split_at(before);
        let before = before.iter().map(borrow);
        before.chain(name).chain(after.iter().map(borrow))
    }

    /// All but the name, in key order.
    pub fn without_name(&self) -> impl Iterator<Item = Tag<'_>> {
        self.stored().iter().map(borrow)
    }

    /// The tag called `Name`.
    pub fn name_tag(&self) -> Option<Tag<'_>> {
        let value = self.name.as_deref()?;
        Some(Tag { key: NAME, value })
    }

    /// Where [`Tags::without_name`] is stored: equal for equal sets, as long as one of them is held.
    pub fn set_address(&self) -> usize {
        let set = self.set.as_ref();
        set.map_or(0, |set| Arc::as_ptr(set).addr())
    }

    /// The value of `key`, compared exactly as AWS does.
    pub fn get(&self, key: &str) -> Option<&str> {
        if key == NAME {
            return self.name.as_deref();
        }
        let set = self.stored();
        let at = set.binary_search_by(|tag| (*tag.key).cmp(key)).ok()?;
        Some(&set[at].value)
    }

    /// What a row with these tags is called: the value of `Name`, shared, or else `other`.
    pub fn name_or(&self, other: &str) -> SharedStr {
        match &self.name {
            Some(name) if !name.is_empty() => SharedStr::clone(name),
            _ => SharedStr::from(other),
        }
    }

    /// How many tags.
    pub fn len(&self) -> usize {
        self.stored().len() + usize::from(self.name.is_some())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the name; the rest is shared and counted by [`usage`].
    pub fn heap_bytes(&self) -> usize {
        let name = self.name.as_ref().filter(|name| !name.is_empty());
        name.map_or(0, heap_bytes_of)
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
        assert_eq!((tags.len(), tags.name_or("").as_str()), (3, "web"));
        assert_eq!(Tags::NONE.name_or("i-1"), "i-1");
        let keys: Vec<&str> = tags.iter().map(|tag| tag.key).collect();
        assert_eq!(keys, ["A", "Name", "b"], "in order, the name among them");
        assert_eq!(Tags::from_pairs([("Name", "")]).len(), 1);
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
