//! Which lines show.

use super::LogLine;
use crate::app::logging::LogLevel;

/// Lines at or above a level that contain a text, ignoring case. Lines that do not say their level pass at any:
/// they continue a line that does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineFilter {
    min_level: Option<LogLevel>,
    text: String,
    /// In lower case.
    needle: String,
}

impl LineFilter {
    /// Lines at or above `min_level` (`None` for all) with `text` in them.
    pub fn new(min_level: Option<LogLevel>, text: &str) -> Self {
        Self {
            min_level,
            text: text.into(),
            needle: text.to_lowercase(),
        }
    }

    /// The least important level that shows.
    pub fn min_level(&self) -> Option<LogLevel> {
        self.min_level
    }

    /// The text as typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether `line` shows.
    pub fn matches(&self, line: &LogLine) -> bool {
        let level_passes = match (self.min_level, line.level) {
            (Some(min), Some(level)) => level >= min,
            _ => true,
        };
        level_passes && self.is_in(&line.text)
    }

    fn is_in(&self, text: &str) -> bool {
        let needle = self.needle.as_bytes();
        let Some(&first) = needle.first() else {
            return true;
        };
        if !self.needle.is_ascii() {
            return text.to_lowercase().contains(&self.needle);
        }
        let upper = first.to_ascii_uppercase();
        text.as_bytes().windows(needle.len()).any(|window| {
            (window[0] == first || window[0] == upper) && window.eq_ignore_ascii_case(needle)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::log_tail::line::{Place, RawLine};

    fn line(text: &str) -> LogLine {
        let place = Place {
            generation: 0,
            offset: 0,
        };
        RawLine {
            text: text.into(),
            place,
        }
        .numbered(0)
    }

    #[test]
    fn text_is_found_in_any_case_also_beyond_ascii() {
        for (needle, text, expected) in [
            ("", "x", true),
            ("ec2", "calling EC2 now", true),
            ("EC2", "calling ec2", true),
            ("ec2", "ec", false),
            ("now", "ends with NOW", true),
            ("ÄRGER", "großer ärger", true),
            ("straße", "STRASSE", false),
        ] {
            let filter = LineFilter::new(None, needle);
            assert_eq!(filter.matches(&line(text)), expected, "{needle} in {text}");
        }
    }

    #[test]
    fn lines_below_the_level_do_not_show_and_lines_without_one_do() {
        let filter = LineFilter::new(Some(LogLevel::Warn), "");
        assert!(filter.matches(&line("t ERROR x")));
        assert!(filter.matches(&line("t WARN x")));
        assert!(!filter.matches(&line("t INFO x")));
        assert!(filter.matches(&line("    at src/main.rs")));
    }
}
