//! One thing to select, and the rows that a list of them shows.

use compact_str::CompactString;

/// Whether something can be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Available,
    /// It cannot; why in two words.
    Unavailable(&'static str),
}

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct CheckItem<T> {
    /// The thing.
    pub value: T,
    /// What it is called.
    pub text: String,
    /// Secondary text beside it.
    pub beside: String,
    /// A mark at the right edge; empty for none.
    pub note: &'static str,
    /// The group it belongs to; empty for none.
    pub group: CompactString,
    /// Whether it can be selected.
    pub availability: Availability,
    pub(super) folded: String,
}

impl<T> CheckItem<T> {
    /// An item that is found by its text, by `beside` and by `also`.
    pub fn new(value: T, text: String, beside: String, also: &str) -> Self {
        let folded = format!("{text} {beside} {also}").to_lowercase();
        Self {
            value,
            text,
            beside,
            note: "",
            group: CompactString::default(),
            availability: Availability::Available,
            folded,
        }
    }

    /// With a mark at the right edge.
    pub fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// Under a group.
    pub fn group(self, group: impl Into<CompactString>) -> Self {
        let group = group.into();
        Self { group, ..self }
    }

    /// With an availability.
    pub fn availability(self, availability: Availability) -> Self {
        Self {
            availability,
            ..self
        }
    }
}

/// One visible line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckRow {
    /// The head of a group; the items `from..to` of the column belong to it.
    Group {
        /// First item.
        from: u32,
        /// One past the last.
        to: u32,
    },
    /// An item, by its index.
    Item(u32),
}

/// How much of a group is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// All of it.
    All,
    /// Some of it.
    Some,
    /// None of it.
    None,
}
