//! One line on standard error that says how far the query has come, rewritten in place.

use std::io::{self, IsTerminal as _, Write as _};

use crate::app::resource_explorer::progress::PhaseCounts;
use crate::cli::output::is_watched;
use crate::text::numbers::{counted, grouped};
use crate::text::truncate;

/// Erases the line the cursor is on.
const ERASE_LINE: &str = "\r\u{1b}[K";

/// The line. Silent when standard error is no terminal.
pub(super) struct ProgressLine {
    /// Columns of the terminal; `None` when standard error is none.
    room: Option<usize>,
    drawn: String,
}

impl ProgressLine {
    /// On standard error, if that is a terminal.
    pub(super) fn new() -> Self {
        let stderr = io::stderr();
        let width = || {
            let (width, _) = terminal_size::terminal_size_of(&stderr)?;
            // The last column stays free, for some terminals wrap when it is written.
            Some(usize::from(width.0).saturating_sub(1))
        };
        Self {
            room: stderr.is_terminal().then(|| width().unwrap_or(79)),
            drawn: String::new(),
        }
    }

    /// Draws the line again if its text has changed.
    pub(super) fn draw(&mut self, counts: &PhaseCounts, rows: u64, failed: usize) {
        let Some(room) = self.room else { return };
        let text = truncate::to_columns(&progress_text(counts, rows, failed), room).into_owned();
        if text != self.drawn {
            // With standard error closed there is nowhere to draw.
            let _ = write!(io::stderr(), "{ERASE_LINE}{text}");
            self.drawn = text;
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if !self.drawn.is_empty() {
            let _ = write!(io::stderr(), "{ERASE_LINE}");
            self.drawn.clear();
        }
    }

    /// Takes the line away if rows are about to appear on the same screen.
    pub(super) fn make_way_for_rows(&mut self) {
        if is_watched() {
            self.clear();
        }
    }
}

fn progress_text(counts: &PhaseCounts, rows: u64, failed: usize) -> String {
    if counts.phase1_total == 0 {
        return "Looking for accounts and regions".to_owned();
    }
    let mut text = format!("Phase 1: {}/{}", counts.phase1_done, counts.phase1_total);
    if counts.phase2_total > 0 {
        text += &format!(" | Phase 2: {}/{}", counts.phase2_done, counts.phase2_total);
    }
    text += &format!(" | {}", counted(rows, "row"));
    if failed > 0 {
        text += &format!(" | {} failed", grouped(failed));
    }
    if counts.throttled > 0 {
        text += &format!(" | throttled {}", grouped(counts.throttled));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_there_is_to_say() {
        let mut counts = PhaseCounts::default();
        assert!(progress_text(&counts, 0, 0).starts_with("Looking"));
        (counts.phase1_done, counts.phase1_total) = (12, 50);
        assert_eq!(
            progress_text(&counts, 1204, 2),
            "Phase 1: 12/50 | 1,204 rows | 2 failed"
        );
        (counts.phase2_done, counts.phase2_total) = (0, 50);
        assert_eq!(
            progress_text(&counts, 0, 0),
            "Phase 1: 12/50 | Phase 2: 0/50 | 0 rows"
        );
        assert!(progress_text(&counts, 1, 0).ends_with(" | 1 row"));
    }
}
