//! Putting rows and ledgers on the clipboard: at once when they are few, by another thread when they are many.

use std::sync::Arc;

use super::AwsDash;
use super::background_work::{Copied, Copying};
use crate::app::jobs::{Job, Progress, Task};
use crate::app::pane::ledger_text::LedgerText;
use crate::app::pane::table_text::CopiedRows;
use crate::app::pane::{CopyField, SelectedText, row_json};
use crate::app::resource_explorer::memory_budget::{MemoryBudget, Refusal};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::{ColumnId, RowIndex};
use crate::model::Properties;
use crate::text::numbers::{counted, grouped};

/// Up to this many rows or lists are looked through between two frames.
const INLINE_LINES: usize = 10_000;

/// Documents of more than this many bytes of text are written out by another thread.
const INLINE_BYTES: usize = 64 << 10;

/// What a copied line of a row takes, about.
const LINE_BYTES: u64 = 96;

/// What a line about a list takes, about: most have no error.
const LEDGER_LINE_BYTES: u64 = 128;

/// What a copied cell takes, about.
const CELL_BYTES: u64 = 24;

/// Reading one document takes as long as so many other lines.
const DOCUMENT_LINES: usize = 64;

const COPYING: Task = Task::new("copying", "Writing a text for the clipboard").cancellable();

/// How long a text will be, and what it takes to find out.
#[derive(Clone, Copy)]
struct Size {
    to_look_at: usize,
    lines: usize,
    line_bytes: u64,
}

impl AwsDash {
    /// Puts a text on the clipboard; `what` names it in the confirmation.
    pub(super) fn copy(&mut self, ctx: &egui::Context, what: &str, text: String) {
        ctx.copy_text(text);
        self.notify_success(format!("{what} copied."));
    }

    /// Puts a line for each selected row on the clipboard.
    pub(super) fn copy_selected(&mut self, ctx: &egui::Context, pane: PaneId, field: CopyField) {
        let Some(pane) = self.panes.get(&pane) else {
            return;
        };
        if pane.selected_count() == 0 {
            return;
        }
        let selected = pane.selected_rows();
        let size = Size {
            to_look_at: selected.to_look_at(),
            lines: pane.selected_count(),
            line_bytes: LINE_BYTES,
        };
        self.copy_lines(ctx, size, move || {
            let copied = selected.text(field);
            let said = said(&copied, field);
            (copied.text, said)
        });
    }

    /// Puts rows of a table on the clipboard, in these columns or in those of the table.
    pub(super) fn copy_table(
        &mut self,
        ctx: &egui::Context,
        pane: PaneId,
        rows: CopiedRows,
        columns: Vec<ColumnId>,
    ) {
        let Some(pane) = self.panes.get(&pane) else {
            return;
        };
        let columns = if columns.is_empty() {
            pane.table_columns()
        } else {
            columns
        };
        let lines = match rows {
            CopiedRows::Selected => pane.selected_count(),
            CopiedRows::All => pane.tree.row_count(),
        };
        if lines == 0 {
            return;
        }
        // Documents take much longer to read than the rest of a row.
        let reads_properties = columns.iter().any(ColumnId::reads_properties);
        let effort = if reads_properties { DOCUMENT_LINES } else { 1 };
        let line_bytes = CELL_BYTES * columns.len() as u64;
        let text = pane.table_text(rows, columns);
        let size = Size {
            to_look_at: text
                .to_look_at()
                .saturating_add(lines.saturating_mul(effort)),
            lines,
            line_bytes,
        };
        self.copy_lines(ctx, size, move || {
            let (text, lines) = text.write();
            (text, format!("{} copied.", counted(lines, "row")))
        });
    }

    /// Puts how the lists of a pane ended on the clipboard.
    pub(super) fn copy_ledger(&mut self, ctx: &egui::Context, pane: PaneId, text: LedgerText) {
        let Some(pane) = self.panes.get(&pane) else {
            return;
        };
        let count = pane.ledger.len();
        let size = Size {
            to_look_at: count,
            lines: count,
            line_bytes: LEDGER_LINE_BYTES,
        };
        let lines = pane.ledger.lines().clone();
        self.copy_lines(ctx, size, move || match text.write(&lines) {
            Some(written) => (written, format!("{} copied.", text.name())),
            None => (
                String::new(),
                format!("Nothing copied: {}.", text.why_empty()),
            ),
        });
    }

    /// Puts a text and what is said about it on the clipboard, when there is memory for it.
    fn copy_lines(
        &mut self,
        ctx: &egui::Context,
        size: Size,
        write: impl FnOnce() -> (String, String) + Send + 'static,
    ) {
        if size.to_look_at <= INLINE_LINES {
            let (text, said) = write();
            self.put(ctx, text, said);
            return;
        }
        match MemoryBudget::get().reserve(size.lines as u64 * size.line_bytes) {
            Ok(room) => self.copy_off_thread(move || {
                let (text, said) = write();
                Copied {
                    text,
                    said,
                    _room: Some(room),
                }
            }),
            Err(Refusal::OverLimit(text) | Refusal::MachineLow(text)) => {
                self.notify_error(format!("There is no memory for so long a text. {text}"));
            }
            Err(Refusal::Crowded) => {
                self.notify_error("There is no memory for so long a text just now.".to_owned());
            }
        }
    }

    /// Puts a row as JSON on the clipboard.
    pub(super) fn copy_row_json(&mut self, ctx: &egui::Context, pane: PaneId, row: RowIndex) {
        let Some(pane) = self.panes.get(&pane) else {
            return;
        };
        let Some(entry) = pane.rows.get(row) else {
            return;
        };
        let entry = pane.complete(entry).into_owned();
        let details = Some(self.engine.details_of(&entry));
        let details = details.filter(|details| !details.sections.is_empty());
        let answers = details.iter().flat_map(|details| details.answers());
        let documents = answers.chain([&entry.properties]);
        let bytes: usize = documents.map(Properties::text_bytes_at_most).sum();
        let write = move || {
            let json = row_json(&entry, details.as_ref());
            serde_json::to_string_pretty(&json).unwrap_or_default()
        };
        let said = "JSON copied.".to_owned();
        if bytes <= INLINE_BYTES {
            self.put(ctx, write(), said);
        } else {
            self.copy_off_thread(move || Copied {
                text: write(),
                said,
                _room: None,
            });
        }
    }

    fn copy_off_thread(&mut self, write: impl FnOnce() -> Copied + Send + 'static) {
        let wake = Arc::clone(&self.wake);
        let text = Job::start(COPYING, move || wake(), write);
        self.copying = Some(Copying { text });
    }

    /// Puts a text on the clipboard that another thread has made.
    pub(super) fn take_copied(&mut self, ctx: &egui::Context) {
        let Some(copying) = &self.copying else { return };
        match copying.text.progress() {
            Progress::Pending => {}
            Progress::Done(Copied { text, said, _room }) => {
                self.copying = None;
                self.put(ctx, text, said);
            }
            Progress::Failed(failure) => {
                self.copying = None;
                self.notify_error(format!("Nothing was copied: {failure}."));
            }
        }
    }

    fn put(&mut self, ctx: &egui::Context, text: String, said: String) {
        if !text.is_empty() {
            ctx.copy_text(text);
        }
        self.notify_success(said);
    }
}

/// `1,234 ARNs copied. 5 rows have none.`
fn said(copied: &SelectedText, field: CopyField) -> String {
    let (one, many) = match field {
        CopyField::Id => ("ID", "IDs"),
        CopyField::Arn | CopyField::ArnOrId => ("ARN", "ARNs"),
        CopyField::Name => ("name", "names"),
    };
    let mut text = match copied.lines {
        0 => "Nothing copied.".to_owned(),
        1 => format!("{one} copied."),
        lines => format!("{} {many} copied.", grouped(lines)),
    };
    match copied.without {
        0 => {}
        1 => text += " One row has none.",
        without => text += &format!(" {} rows have none.", grouped(without)),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_copied_and_what_was_left_out_is_said() {
        let of = |lines, without, field| {
            let copied = SelectedText {
                lines,
                without,
                ..Default::default()
            };
            said(&copied, field)
        };
        assert_eq!(of(1, 0, CopyField::Arn), "ARN copied.");
        assert_eq!(of(12_345, 0, CopyField::Id), "12,345 IDs copied.");
        assert_eq!(
            of(2, 1_000, CopyField::Arn),
            "2 ARNs copied. 1,000 rows have none."
        );
        assert_eq!(
            of(0, 1, CopyField::Arn),
            "Nothing copied. One row has none."
        );
    }
}
