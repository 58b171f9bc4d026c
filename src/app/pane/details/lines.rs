//! A text as lines that can be looked up by number.

use std::borrow::Cow;

use serde_json::Value;

/// The lines of a document in one string: dropping it costs the same for any number of lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    text: String,
    ends: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: String) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let mut ends: Vec<usize> = breaks.map(|(at, _)| at).collect();
        ends.push(text.len());
        Self { text, ends }
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Line `at`.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let start = at
            .checked_sub(1)
            .map_or(Some(0), |before| Some(self.ends.get(before)? + 1))?;
        self.text.get(start..*self.ends.get(at)?)
    }
}

/// A JSON object, line by line, whose last field comes later and may change.
#[derive(Clone, Debug, Default)]
pub struct JsonLines {
    /// An object with at least one field.
    listed: Lines,
    /// An object with the last field alone.
    details: Option<Lines>,
}

impl JsonLines {
    pub(super) fn of(listed: &Value) -> Self {
        Self {
            listed: Lines::of(serde_json::to_string_pretty(listed).unwrap_or_default()),
            details: None,
        }
    }

    pub(super) fn set_details(&mut self, details: Option<Lines>) {
        self.details = details;
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        let details = self.details.as_ref();
        // The braces between the two are left out.
        self.listed.len() + details.map_or(0, |details| details.len().saturating_sub(2))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Line `at`.
    pub fn get(&self, at: usize) -> Option<Cow<'_, str>> {
        let Some(details) = &self.details else {
            return self.listed.get(at).map(Cow::Borrowed);
        };
        let last_field = self.listed.len().saturating_sub(2);
        match at.checked_sub(last_field) {
            None => self.listed.get(at).map(Cow::Borrowed),
            Some(0) => Some(format!("{},", self.listed.get(at)?).into()),
            Some(after) => details.get(after).map(Cow::Borrowed),
        }
    }
}
