//! ARNs, stored without the part that neighbours share.

use std::borrow::Cow;

use super::shared_str::{SharedStr, heap_bytes_of};
use super::tags::shared;

/// First character of a stored text that the row's id completes. No ARN begins with it.
const GOES_ON: char = '\u{1}';

/// The ARN of a row, in one word. Most end with the id of their row, and share the rest with all rows of
/// their account, region and type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArnText(SharedStr);

/// What an [`ArnText`] stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArnParts<'a> {
    /// The row has no ARN, or it is not known.
    None,
    /// What comes before the row's id. Rows with the same prefix share one copy, at one address.
    Prefix(&'a str),
    /// All of it.
    Whole(&'a str),
}

impl ArnText {
    /// No ARN, or none that is known.
    pub const NONE: Self = Self(SharedStr::new());

    /// The ARN of a row with this id. What comes before the id is stored once for all rows that have it.
    pub fn of(arn: &str, id: &str) -> Self {
        let prefix = arn.strip_suffix(id).filter(|_| !id.is_empty());
        match prefix.filter(|prefix| prefix.ends_with(['/', ':'])) {
            Some(prefix) => Self(shared(&format!("{GOES_ON}{prefix}"))),
            // A text that begins like a stored prefix is no ARN.
            None if arn.starts_with(GOES_ON) => Self::NONE,
            None => Self(arn.into()),
        }
    }

    /// What is stored.
    pub fn parts(&self) -> ArnParts<'_> {
        match self.0.strip_prefix(GOES_ON) {
            Some(prefix) => ArnParts::Prefix(prefix),
            None if self.0.is_empty() => ArnParts::None,
            None => ArnParts::Whole(&self.0),
        }
    }

    /// The whole ARN of the row with this id.
    pub fn with_id(&self, id: &str) -> Option<Cow<'_, str>> {
        match self.parts() {
            ArnParts::None => None,
            ArnParts::Prefix(prefix) => Some(format!("{prefix}{id}").into()),
            ArnParts::Whole(arn) => Some(arn.into()),
        }
    }

    /// Bytes on the heap that belong to this row alone.
    pub fn heap_bytes(&self) -> usize {
        match self.parts() {
            ArnParts::Whole(_) => heap_bytes_of(&self.0),
            ArnParts::None | ArnParts::Prefix(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_before_the_id_is_stored_once() {
        let a = ArnText::of("arn:aws:ec2:eu-west-1:1:volume/vol-1", "vol-1");
        let b = ArnText::of("arn:aws:ec2:eu-west-1:1:volume/vol-2", "vol-2");
        assert_eq!(
            a.parts(),
            ArnParts::Prefix("arn:aws:ec2:eu-west-1:1:volume/")
        );
        assert!(SharedStr::ptr_eq(&a.0, &b.0));
        assert_eq!(
            b.with_id("vol-2").unwrap(),
            "arn:aws:ec2:eu-west-1:1:volume/vol-2"
        );
        assert_eq!(
            (a.heap_bytes(), size_of::<ArnText>()),
            (0, size_of::<usize>())
        );
    }

    #[test]
    fn other_arns_are_stored_whole_and_what_is_none_is_none() {
        for (arn, id) in [
            ("arn:aws:s3:::logs", "other"),
            ("arn:aws:s3:::my-logs", "logs"),
            ("arn:aws:sns:eu-west-1:1:x", ""),
        ] {
            let text = ArnText::of(arn, id);
            assert_eq!(text.parts(), ArnParts::Whole(arn));
            assert_eq!(text.with_id("what the row's id is").unwrap(), arn);
            assert!(text.heap_bytes() > arn.len());
        }
        for none in ["", "\u{1}arn:aws:s3:::"] {
            assert_eq!(ArnText::of(none, "x"), ArnText::NONE);
        }
        assert_eq!(ArnText::NONE.with_id("x"), None);
    }
}
