//! Tags, with every key and value stored once for the whole process, and every set of them too.
//!
//! A thousand resources tagged `Environment=prod` share two strings, and where all their tags are the same they
//! share the list. `Name` is kept apart, as it differs from resource to resource. The tables are the tag cache:
//! [`clear_unused`] forgets what no resource holds any more.
//!
//! Tags that could not be read are [`Tags::unknown`], which is not the same as none. They share one empty list,
//! so that a row takes no more room to say so.

mod tables;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::SharedStr;
use super::row_name::RowName;
use tables::{Set, Stored};

pub use tables::{clear_unused, usage};

/// The key of the tag that names a row.
const NAME: &str = "Name";

/// The list of tags that are not known. The tables have no empty list, so this one is known by its address.
static UNKNOWN: LazyLock<Set> = LazyLock::new(|| Set::from_header_and_iter((), std::iter::empty()));

/// The shared copy of `text`.
pub fn shared(text: &str) -> SharedStr {
    let mut tables = tables::lock();
    let text = tables.string(text);
    tables.note_size();
    text
}

/// The addresses of the strings that `is_wanted`, among those that tags share. Each stays where it is as long as
/// a resource holds it.
pub fn places_of(is_wanted: impl Fn(&str) -> bool) -> FxHashSet<usize> {
    let tables = tables::lock();
    let wanted = tables.strings().filter(|text| is_wanted(text));
    wanted.map(|text| text.as_ptr().addr()).collect()
}

/// The keys of all tags that resources have or had, in order without case. `Name`, which most resources have, is
/// among them.
pub fn keys() -> Vec<String> {
    let tables = tables::lock();
    let mut keys: Vec<String> = tables.keys().map(ToString::to_string).collect();
    drop(tables);
    if !keys.iter().any(|key| key == NAME) {
        keys.push(NAME.to_owned());
    }
    keys.sort_by_cached_key(|key| (key.to_lowercase(), key.clone()));
    keys
}

/// One tag, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag<'a> {
    /// Key as AWS returned it.
    pub key: &'a str,
    /// Value as AWS returned it; may be empty.
    pub value: &'a str,
}

/// The tags of one resource, sorted by key, and its name, which nearly always comes from one of them. Tags that
/// are not known read as none; code that must not take them for none asks [`Tags::are_known`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    /// All but the tag that names the resource; `None` for no tags, [`UNKNOWN`] for tags that are not known.
    set: Option<Set>,
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

    /// Tags that no answer has had so far, and no name.
    pub fn unknown() -> Self {
        Self {
            set: Some(Set::clone(&UNKNOWN)),
            name: RowName::NONE,
        }
    }

    /// Whether an answer had them. Where not, a missing tag says nothing.
    pub fn are_known(&self) -> bool {
        let set = self.set.as_ref();
        set.is_none_or(|set| set.as_ptr() != UNKNOWN.as_ptr())
    }

    /// From pairs in any order. Later pairs replace earlier ones of the same key. The value of `Name` is the
    /// resource's name.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut tables = tables::lock();
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
            // The value is no name, but the tag is kept.
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

    /// These tags with the name that the resource has elsewhere, unless a tag names it.
    pub fn or_called(mut self, own: &str) -> Self {
        if !self.name.is_tag() {
            self.name = RowName::new(own, false);
        }
        self
    }

    /// These tags with another name than the tag `Name`.
    pub fn called(mut self, own: &str) -> Self {
        if self.name.is_tag() && self.name.as_str() != own {
            let mut tables = tables::lock();
            let mut tags = self.stored().to_vec();
            let at = tags.partition_point(|tag| tag.key.as_str() < NAME);
            tags.insert(at, tables.tag(NAME, self.name.as_str()));
            self.set = tables.set(tags);
            tables.note_size();
            self.name = RowName::NONE;
        }
        self.or_called(own)
    }

    /// The resource's name; empty when it has none.
    pub fn row_name(&self) -> &str {
        self.name.as_str()
    }

    /// Whether the name comes from the tag `Name`.
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

    /// All tags but the one that names the resource, in key order.
    pub fn shared_set(&self) -> impl Iterator<Item = Tag<'_>> {
        self.stored().iter().map(borrow)
    }

    /// The tag that names the resource.
    pub fn name_tag(&self) -> Option<Tag<'_>> {
        self.named().map(|value| Tag { key: NAME, value })
    }

    /// The address of [`Tags::shared_set`]: equal for equal sets, as long as one of them is held.
    pub fn set_address(&self) -> usize {
        let set = self.set.as_ref();
        set.map_or(0, |set| set.as_ptr().addr())
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

    /// The value of the tag that names the resource.
    fn named(&self) -> Option<&str> {
        self.name.is_tag().then(|| self.name.as_str())
    }

    fn stored(&self) -> &[Stored] {
        self.set.as_ref().map_or(&[], |set| &set.slice)
    }
}

fn borrow(tag: &Stored) -> Tag<'_> {
    Tag {
        key: &tag.key,
        value: &tag.value,
    }
}

#[cfg(test)]
mod tests {
    use arcstr::ArcStr;

    use super::*;

    #[test]
    fn equal_strings_and_equal_sets_are_stored_once() {
        let pairs = [("tags-test-env", "prod"), ("tags-test-team", "core")];
        let (a, b) = (Tags::from_pairs(pairs), Tags::from_pairs(pairs));
        assert_eq!(a.set_address(), b.set_address());
        let other = Tags::from_pairs([("tags-test-env", "prod")]);
        let value = |tags: &Tags| tags.stored()[0].value.clone();
        assert!(ArcStr::ptr_eq(&value(&b), &value(&other)));
    }

    #[test]
    fn keys_are_those_of_tags_in_use() {
        let has = |key: &str| keys().iter().any(|known| known == key);
        let tags = Tags::from_pairs([("tags-test-key", "1"), ("Name", "web")]);
        assert!(has("tags-test-key") && has("Name"));
        clear_unused();
        assert!(has("tags-test-key"), "in use");
        drop(tags);
        clear_unused();
        assert!(!has("tags-test-key") && has("Name"));
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
    fn tags_that_are_not_known_are_not_none_and_take_no_room() {
        let unknown = Tags::unknown();
        assert!(!unknown.are_known() && Tags::NONE.are_known());
        assert_ne!(unknown, Tags::NONE);
        assert_ne!(unknown.set_address(), Tags::NONE.set_address());
        assert_eq!((unknown.len(), unknown.get("Name")), (0, None));
        let called = unknown.clone().or_called("own");
        assert!(!called.are_known(), "a name of its own is no tag");
        assert_eq!(called.row_name(), "own");
        assert_eq!(called.set_address(), Tags::unknown().set_address());
        assert!(Tags::from_pairs([("a", "1")]).are_known());
        assert!(Tags::from_pairs([("", ""); 0]).are_known());
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
}
