//! The name of a row. The names of a batch are one text, of which each row has a part.
//!
//! A name of its own would cost a row an allocation, two counts and the rounding of its size, and a search would
//! jump through memory. In one text with those of its neighbours it costs its letters, and a search reads them
//! in order.

use arcstr::ArcStr;

use super::shared_str::{SharedStr, heap_bytes_of};

/// Names past this many bytes of a batch keep a text of their own: positions and lengths have fewer bits than a
/// word.
const MOST_BYTES: usize = 1 << 30;

/// Set in [`RowName::len`] when the name is the value of the tag called `Name`.
const IS_TAG: u32 = 1 << 31;

/// A part of a shared text, and whether the name comes from a tag. Two words.
#[derive(Clone, Debug, Default)]
pub(super) struct RowName {
    text: SharedStr,
    start: u32,
    len: u32,
}

impl RowName {
    pub(super) const NONE: Self = Self {
        text: ArcStr::new(),
        start: 0,
        len: 0,
    };

    /// A name with a text of its own; `is_tag` when it is the value of the tag `Name`. A name of a thousand
    /// million letters is cut.
    pub(super) fn new(name: &str, is_tag: bool) -> Self {
        let name = &name[..name.floor_char_boundary(MOST_BYTES)];
        Self {
            text: SharedStr::from(name),
            start: 0,
            len: name.len() as u32 | if is_tag { IS_TAG } else { 0 },
        }
    }

    pub(super) fn as_str(&self) -> &str {
        let start = self.start as usize;
        &self.text[start..start + self.bytes()]
    }

    /// Whether it is the value of the tag `Name`.
    pub(super) fn is_tag(&self) -> bool {
        self.len & IS_TAG != 0
    }

    fn bytes(&self) -> usize {
        (self.len & !IS_TAG) as usize
    }

    /// Bytes on the heap: its part of the text.
    pub(super) fn heap_bytes(&self) -> usize {
        match self.bytes() {
            0 => 0,
            own if own == self.text.len() => heap_bytes_of(&self.text),
            part => part,
        }
    }
}

impl PartialEq for RowName {
    fn eq(&self, other: &Self) -> bool {
        self.is_tag() == other.is_tag() && self.as_str() == other.as_str()
    }
}

impl Eq for RowName {}

/// Puts the names of rows that are kept together into one text.
pub(super) fn pack_names<'a>(names: impl Iterator<Item = &'a mut RowName>) {
    let mut names: Vec<&mut RowName> = names.filter(|name| name.bytes() > 0).collect();
    let mut total = 0;
    let fitting = names.iter().take_while(|name| {
        total += name.bytes();
        total <= MOST_BYTES
    });
    let fitting = fitting.count();
    names.truncate(fitting);
    let text: String = names.iter().map(|name| name.as_str()).collect();
    let text = SharedStr::from(text);
    let mut start = 0;
    for name in names {
        name.text = SharedStr::clone(&text);
        name.start = start;
        start += name.bytes() as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::entry;
    use crate::model::{ResourceEntry, Tags};

    fn pack(rows: &mut [ResourceEntry]) {
        pack_names(rows.iter_mut().map(|row| row.tags.row_name_mut()));
    }

    fn called(name: &str) -> ResourceEntry {
        entry("eu-west-1", "AWS::EC2::Volume", "vol-1", name)
    }

    #[test]
    fn names_of_a_batch_are_parts_of_one_text() {
        let names = ["web", "", "größe", "x", ""];
        let mut rows = names.map(called);
        rows[3].tags = Tags::from_pairs([("Name", "x"), ("Team", "core")]);
        pack(&mut rows);
        assert_eq!(rows.each_ref().map(ResourceEntry::name), names);
        assert_eq!(rows[3].tags.get("Name"), Some("x"));
        assert_eq!(rows[0].tags.get("Name"), None);
        let texts = rows.each_mut().map(|row| row.tags.row_name_mut().clone());
        assert!(ArcStr::ptr_eq(&texts[0].text, &texts[3].text));
        let bytes: usize = texts.iter().map(RowName::heap_bytes).sum();
        assert_eq!(bytes, "webgrößex".len());
    }

    #[test]
    fn a_name_takes_two_words_and_an_empty_one_no_heap() {
        assert_eq!(size_of::<RowName>(), 2 * size_of::<usize>());
        assert_eq!(RowName::new("", false).heap_bytes(), 0);
        pack(&mut []);
        let mut alone = [called("")];
        pack(&mut alone);
        assert_eq!(alone[0].name(), "");
    }

    #[test]
    fn names_are_equal_by_what_they_say_wherever_they_stand() {
        let mut rows = [called("a"), called("b")];
        let own = RowName::new("b", false);
        pack(&mut rows);
        assert_eq!(*rows[1].tags.row_name_mut(), own);
        assert_ne!(own, RowName::new("b", true), "a tag says so");
    }
}
