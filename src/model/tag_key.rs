//! The key of a tag, as a person names it.

use std::fmt;

use super::SharedStr;
use super::tags::shared;

/// The longest key that AWS allows, in characters (Tagging API reference: 128).
const MAX_CHARS: usize = 128;

/// A tag key. Stored once however many hold it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagKey(SharedStr);

impl TagKey {
    /// The key; `None` when AWS has no such keys: it is empty or too long.
    pub fn new(key: &str) -> Option<Self> {
        let fits = !key.is_empty() && key.chars().count() <= MAX_CHARS;
        fits.then(|| Self(shared(key)))
    }

    /// As AWS spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
