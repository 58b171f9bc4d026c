//! One line of a log.

use crate::app::logging::LogLevel;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its number: 0 is the first line that was loaded, older ones are negative. Stays the same while the window
    /// is open, when lines around it are loaded or dropped.
    pub ordinal: i64,
    /// How important it says it is; `None` for lines that do not say.
    pub level: Option<LogLevel>,
    /// The line without its end.
    pub text: Box<str>,
    /// Where it begins.
    pub(super) place: Place,
}

/// A place in the file as it was between two rotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Counts rotations.
    pub(super) generation: u32,
    /// Bytes from the beginning.
    pub(super) offset: u64,
}

/// A line that has no number yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawLine {
    pub(super) text: Box<str>,
    pub(super) place: Place,
}

impl RawLine {
    pub(super) fn numbered(self, ordinal: i64) -> LogLine {
        LogLine {
            ordinal,
            level: level_of(&self.text),
            text: self.text,
            place: self.place,
        }
    }

    /// Bytes it takes once it is a line in a buffer.
    pub(super) fn held_bytes(&self) -> usize {
        held_bytes(&self.text)
    }
}

impl LogLine {
    pub(super) fn held_bytes(&self) -> usize {
        held_bytes(&self.text)
    }
}

fn held_bytes(text: &str) -> usize {
    // The line itself, its text, and its number among those that pass the filter.
    size_of::<LogLine>() + text.len() + size_of::<i64>()
}

/// The level is one of the first words: after the time in our own log, after date and time or in
/// brackets in others.
fn level_of(text: &str) -> Option<LogLevel> {
    let head = &text[..text.floor_char_boundary(80)];
    head.split_ascii_whitespace().take(4).find_map(|word| {
        match word.trim_matches(['[', ']', ':', '|']) {
            "TRACE" => Some(LogLevel::Trace),
            "DEBUG" => Some(LogLevel::Debug),
            "INFO" => Some(LogLevel::Info),
            "WARN" | "WARNING" => Some(LogLevel::Warn),
            "ERROR" => Some(LogLevel::Error),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_found_where_logs_have_it() {
        for (text, level) in [
            (
                "2026-01-02T03:04:05.678+01:00  INFO awsdash::app: ERROR in the text",
                Some(LogLevel::Info),
            ),
            ("2026-01-02 03:04:05 WARN x", Some(LogLevel::Warn)),
            ("[03:04] [ERROR]: x", Some(LogLevel::Error)),
            ("[14:23:45.123] [ThreadId(5)] [mem: 245.3MB] x", None),
            ("a line that goes on about an ERROR", None),
            ("", None),
        ] {
            assert_eq!(level_of(text), level, "{text}");
        }
    }
}
