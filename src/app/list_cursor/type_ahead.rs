//! Going to a line by typing the beginning of its name.

use std::time::{Duration, Instant};

use super::ListLines;

/// Letters that come later than this after the one before begin a new name.
const PAUSE: Duration = Duration::from_secs(1);

/// Most lines whose names are looked at for one letter: more would take longer than a frame.
const MOST_LINES: usize = 50_000;

/// Longest beginning of a name that is kept, in bytes.
const MOST_BYTES: usize = 256;

/// What was typed of a name so far.
#[derive(Clone, Debug, Default)]
pub struct TypeAhead {
    text: String,
    last: Option<Instant>,
}

impl TypeAhead {
    /// The line that `text`, typed after what came before, leads to. A letter alone, typed again, leads to the
    /// next line that begins with it; a longer beginning stays on a line that has it.
    pub(super) fn find<L: ListLines>(
        &mut self,
        lines: &L,
        from: Option<usize>,
        text: &str,
        now: Instant,
    ) -> Option<usize> {
        let goes_on = self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) < PAUSE);
        if !goes_on || self.text.len() > MOST_BYTES {
            self.text.clear();
        }
        let begins = self.text.is_empty();
        // A sign that is a key of a list or of the window begins no name.
        if begins && !text.chars().next().is_some_and(char::is_alphanumeric) {
            return None;
        }
        self.last = Some(now);
        let folded = text.to_lowercase();
        let again = self.text == folded;
        if !again {
            self.text.push_str(&folded);
        }
        let start = match from {
            Some(from) if begins || again => from + 1,
            Some(from) => from,
            None => 0,
        };
        let count = lines.len();
        (0..count.min(MOST_LINES))
            .map(|by| (start + by) % count)
            .find(|&at| lines.name(at).to_lowercase().starts_with(&self.text))
    }
}
