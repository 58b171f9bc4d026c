//! Columns for people. Widths grow with the rows so far: no row waits for the last one.

use std::io::{self, Write};

use serde_json::Value;

use crate::text::sanitize::escaped;
use crate::text::truncate::{columns_of, to_columns};

/// Between two columns.
const GAP: usize = 2;

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    title: &'static str,
    field: &'static str,
    least: usize,
    most: usize,
}

impl Column {
    /// A column that shows `field` of each row, between `least` and `most` columns wide.
    pub(crate) const fn new(
        title: &'static str,
        field: &'static str,
        least: usize,
        most: usize,
    ) -> Self {
        Self {
            title,
            field,
            least,
            most,
        }
    }
}

/// Rows to be written, and the widths of the columns so far.
pub(super) struct Table {
    columns: &'static [Column],
    /// Wanted by what has come so far.
    widths: Vec<usize>,
    /// Width of the terminal; without one nothing is cut.
    room: Option<usize>,
    pending: Vec<Vec<String>>,
    titled: Titled,
}

#[derive(PartialEq)]
enum Titled {
    Not,
    Yes,
}

impl Table {
    pub(super) fn new(columns: &'static [Column], room: Option<usize>) -> Self {
        let least = |column: &Column| column.least.max(columns_of(column.title));
        Self {
            columns,
            widths: columns.iter().map(least).collect(),
            room,
            pending: Vec::new(),
            titled: Titled::Not,
        }
    }

    /// Adds a row; it is written with the next ones.
    pub(super) fn push(&mut self, row: &Value) {
        let cells = self.columns.iter().map(|column| cell(&row[column.field]));
        self.pending.push(cells.collect());
    }

    /// Writes the rows that were added.
    pub(super) fn write_pending(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        for (at, column) in self.columns.iter().enumerate() {
            let widest = self
                .pending
                .iter()
                .map(|cells| columns_of(&cells[at]))
                .max();
            let wanted = widest.unwrap_or(0).min(column.most);
            self.widths[at] = self.widths[at].max(wanted);
        }
        self.write_header_if_due(out)?;
        let widths = self.widths_in_room();
        for cells in std::mem::take(&mut self.pending) {
            self.write_line(cells.iter().map(String::as_str), &widths, out)?;
        }
        Ok(())
    }

    /// Writes the titles, once.
    pub(super) fn write_header_if_due(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.titled == Titled::Yes {
            return Ok(());
        }
        self.titled = Titled::Yes;
        let titles = self.columns.iter().map(|column| column.title);
        self.write_line(titles, &self.widths_in_room(), out)
    }

    fn write_line<'a>(
        &self,
        cells: impl Iterator<Item = &'a str>,
        widths: &[usize],
        out: &mut impl Write,
    ) -> io::Result<()> {
        let mut line = String::new();
        for (cell, &width) in cells.zip(widths) {
            let text = match self.room {
                Some(_) => to_columns(cell, width),
                None => cell.into(),
            };
            line.push_str(&text);
            let filled = columns_of(&text).max(width) - columns_of(&text) + GAP;
            line.extend(std::iter::repeat_n(' ', filled));
        }
        let line = line.trim_end();
        let line = match self.room {
            Some(room) => to_columns(line, room),
            None => line.into(),
        };
        writeln!(out, "{line}")
    }

    /// The widths, narrowed where that loses least until a line fits the terminal.
    fn widths_in_room(&self) -> Vec<usize> {
        let mut widths = self.widths.clone();
        let Some(room) = self.room else { return widths };
        let total =
            |widths: &[usize]| widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        while total(&widths) > room {
            let spare = |at: &usize| widths[*at].saturating_sub(self.columns[*at].least);
            let Some(at) = (0..widths.len())
                .max_by_key(spare)
                .filter(|at| spare(at) > 0)
            else {
                break;
            };
            widths[at] -= 1;
        }
        widths
    }
}

/// A value as people read it.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => escaped(text).into_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(cell).collect();
            items.join(", ")
        }
        other => escaped(&other.to_string()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COLUMNS: &[Column] = &[
        Column::new("ID", "id", 4, 24),
        Column::new("NAME", "name", 6, 30),
        Column::new("STATUS", "status", 6, 10),
    ];

    fn lines(room: Option<usize>, pages: &[&[Value]]) -> Vec<String> {
        let mut table = Table::new(COLUMNS, room);
        let mut out = Vec::new();
        for page in pages {
            page.iter().for_each(|row| table.push(row));
            table.write_pending(&mut out).unwrap();
        }
        let text = String::from_utf8(out).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn row(id: &str, name: &str) -> Value {
        json!({"id": id, "name": name, "status": "ok"})
    }

    #[test]
    fn columns_line_up_within_a_page() {
        let lines = lines(None, &[&[row("i-1", "東京"), row("i-0123456789", "web")]]);
        assert_eq!(lines[0], "ID            NAME    STATUS");
        assert_eq!(lines[1], "i-1           東京    ok");
        assert_eq!(lines[2], "i-0123456789  web     ok");
    }

    #[test]
    fn later_pages_may_need_wider_columns() {
        let lines = lines(
            None,
            &[&[row("i-1", "a")], &[row("i-0123456789", "a-long-name")]],
        );
        assert_eq!(lines[1], "i-1   a       ok");
        assert_eq!(lines[2], "i-0123456789  a-long-name  ok");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let long = row("vol-0123456789abcdef0", "a name that goes on and on and on");
        for room in 5..80 {
            for line in lines(
                Some(room),
                &[&[long.clone(), row("i-1", "東京東京東京東京")]],
            ) {
                assert!(columns_of(&line) <= room, "{room}: {line}");
            }
        }
    }

    #[test]
    fn values_from_outside_cannot_move_the_cursor() {
        let lines = lines(None, &[&[row("i-1", "\u{1b}[2Jgone\n")]]);
        assert!(lines[1].contains("\\u{1b}[2Jgone\\n"), "{lines:?}");
        assert_eq!(lines.len(), 2);
    }
}
