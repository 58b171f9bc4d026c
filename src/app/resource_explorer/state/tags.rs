//! Tags, with every key and value stored once for the whole process.
//!
//! A thousand resources tagged `Environment=prod` share two strings. The table of strings is the
//! tag cache: [`clear_unused`] forgets what no resource holds any more.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex};

/// A string shared by all who hold an equal one.
pub type SharedStr = Arc<str>;

static STRINGS: LazyLock<Mutex<HashSet<SharedStr>>> = LazyLock::new(Default::default);

/// The shared copy of `text`.
pub fn shared(text: &str) -> SharedStr {
    let mut strings = STRINGS.lock().expect("string table poisoned");
    if let Some(found) = strings.get(text) {
        return Arc::clone(found);
    }
    let stored: SharedStr = text.into();
    strings.insert(Arc::clone(&stored));
    stored
}

/// Forgets the strings that nothing holds any more; returns the bytes given back.
pub fn clear_unused() -> usize {
    let mut strings = STRINGS.lock().expect("string table poisoned");
    let mut freed_bytes = 0;
    strings.retain(|text| {
        let used = Arc::strong_count(text) > 1;
        if !used {
            freed_bytes += bytes_of(text);
        }
        used
    });
    strings.shrink_to_fit();
    freed_bytes
}

/// Strings held and the bytes they take.
pub fn usage() -> (usize, usize) {
    let strings = STRINGS.lock().expect("string table poisoned");
    (strings.len(), strings.iter().map(bytes_of).sum())
}

/// Text, reference counts, and the slot in the table.
fn bytes_of(text: &SharedStr) -> usize {
    text.len() + 2 * size_of::<usize>() + size_of::<SharedStr>()
}

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Key as AWS returned it.
    pub key: SharedStr,
    /// Value as AWS returned it; may be empty.
    pub value: SharedStr,
}

/// The tags of one resource, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(Option<Arc<[Tag]>>);

impl Tags {
    /// No tags.
    pub const NONE: Self = Self(None);

    /// From pairs in any order. Later pairs win over earlier ones of the same key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut tags: Vec<Tag> = pairs
            .into_iter()
            .map(|(key, value)| Tag {
                key: shared(key.as_ref()),
                value: shared(value.as_ref()),
            })
            .collect();
        if tags.is_empty() {
            return Self::NONE;
        }
        tags.reverse();
        tags.sort_by(|a, b| a.key.cmp(&b.key));
        tags.dedup_by(|later, earlier| later.key == earlier.key);
        Self(Some(tags.into()))
    }

    /// The tags in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Tag> {
        self.0.as_deref().unwrap_or_default().iter()
    }

    /// The value of `key`, compared exactly as AWS does.
    pub fn get(&self, key: &str) -> Option<&str> {
        let tags = self.0.as_deref()?;
        let at = tags.binary_search_by(|tag| (*tag.key).cmp(key)).ok()?;
        Some(&tags[at].value)
    }

    /// How many tags.
    pub fn len(&self) -> usize {
        self.iter().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the list itself; the strings are shared and counted by [`usage`].
    pub fn heap_bytes(&self) -> usize {
        self.len() * size_of::<Tag>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_are_stored_once() {
        let a = Tags::from_pairs([("tags-test-env", "prod")]);
        let b = Tags::from_pairs([("tags-test-env", "prod")]);
        let (a, b) = (a.iter().next().unwrap(), b.iter().next().unwrap());
        assert!(Arc::ptr_eq(&a.key, &b.key) && Arc::ptr_eq(&a.value, &b.value));
    }

    #[test]
    fn tags_are_found_by_exact_key_and_the_last_value_wins() {
        let tags = Tags::from_pairs([("b", "1"), ("Name", "web"), ("b", "2")]);
        assert_eq!(tags.get("Name"), Some("web"));
        assert_eq!(tags.get("name"), None);
        assert_eq!(tags.get("b"), Some("2"));
        assert_eq!(tags.len(), 2);
    }

    #[test]
    fn strings_nobody_holds_are_given_back() {
        let kept = Tags::from_pairs([("tags-test-kept", "x")]);
        drop(Tags::from_pairs([("tags-test-dropped", "x")]));
        clear_unused();
        let strings = STRINGS.lock().unwrap();
        assert!(strings.contains("tags-test-kept"));
        assert!(!strings.contains("tags-test-dropped"));
        drop(strings);
        assert_eq!(kept.len(), 1);
    }
}
