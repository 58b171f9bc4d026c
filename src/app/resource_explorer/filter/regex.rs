//! Regular expressions of a filter: without regard to case, in time that grows with the text alone, and of a
//! limited size.

use regex::RegexBuilder;

use super::error::FilterErrorKind;

/// A regular expression may take this many bytes when it is ready.
const MOST_BYTES: usize = 1 << 20;

/// A regular expression, ready.
#[derive(Clone, Debug)]
pub(super) struct Regex(regex::Regex);

impl Regex {
    /// Makes it ready.
    pub(super) fn new(text: &str) -> Result<Self, FilterErrorKind> {
        let built = RegexBuilder::new(text)
            .case_insensitive(true)
            .size_limit(MOST_BYTES)
            .dfa_size_limit(MOST_BYTES)
            .nest_limit(64)
            .build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(most_bytes) => FilterErrorKind::RegexTooLarge {
                characters: text.chars().count(),
                most_bytes,
            },
            other => FilterErrorKind::BadRegex {
                reason: reason(&other.to_string()),
            },
        })
    }

    /// Whether it is somewhere in `text`.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The first place where it is.
    pub(super) fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        self.0.find(text).map(|found| found.range())
    }
}

/// The last line of an error of several lines says what is wrong.
fn reason(text: &str) -> String {
    let last = text.lines().last().unwrap_or(text);
    last.trim_start_matches("error: ").to_owned()
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Regex {}
