//! One writer for four formats. A row is a JSON object; fields it lacks are empty.

use std::io::{self, Write};

use serde_json::Value;

use super::table::Table;
use super::{Format, Reader, Shape};
use crate::text::sanitize::{escaped, escaped_json};

/// First characters by which a spreadsheet takes a cell for a formula (CWE-1236).
const FORMULA_STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes rows to `out`. Rows are buffered until [`Sheet::flush`] or [`Sheet::finish`].
pub(crate) struct Sheet<W: Write> {
    shape: Shape,
    body: Body,
    reader: Reader,
    out: W,
}

enum Body {
    Table(Table),
    Json(Array),
    Ndjson,
    Csv(Header),
}

#[derive(PartialEq)]
enum Array {
    NotOpened,
    Empty,
    HasRows,
}

#[derive(PartialEq)]
enum Header {
    Due,
    Written,
}

impl<W: Write> Sheet<W> {
    /// A sheet of `shape` for `reader`; tables are cut at the width of its terminal.
    pub(crate) fn new(format: Format, shape: Shape, reader: Reader, out: W) -> Self {
        let body = match format {
            Format::Table => Body::Table(Table::new(shape.columns, reader.columns())),
            Format::Json => Body::Json(Array::NotOpened),
            Format::Ndjson => Body::Ndjson,
            Format::Csv => Body::Csv(Header::Due),
        };
        Self {
            shape,
            body,
            reader,
            out,
        }
    }

    /// Whether rows need the fields that no column shows.
    pub(crate) fn needs_all_fields(&self) -> bool {
        !matches!(self.body, Body::Table(_))
    }

    /// Writes one row.
    pub(crate) fn row(&mut self, row: &Value) -> io::Result<()> {
        match &mut self.body {
            Body::Table(table) => {
                table.push(row);
                Ok(())
            }
            Body::Json(array) => {
                self.out.write_all(match array {
                    Array::NotOpened => b"[\n",
                    Array::Empty => b"\n",
                    Array::HasRows => b",\n",
                })?;
                *array = Array::HasRows;
                write_json(&mut self.out, self.reader, row)
            }
            Body::Ndjson => {
                write_json(&mut self.out, self.reader, row)?;
                self.out.write_all(b"\n")
            }
            Body::Csv(header) => {
                write_header(header, self.shape.fields, &mut self.out)?;
                let reader = self.reader;
                let fields = self.shape.fields.iter();
                write_csv(
                    &mut self.out,
                    fields.map(|field| csv_text(&row[*field], reader)),
                )
            }
        }
    }

    /// Lets the reader see every row so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match &mut self.body {
            Body::Table(table) => table.write_pending(&mut self.out)?,
            // Shows the reader that the answer has begun.
            Body::Json(array) if *array == Array::NotOpened => {
                self.out.write_all(b"[")?;
                *array = Array::Empty;
            }
            Body::Json(_) | Body::Ndjson => {}
            Body::Csv(header) => write_header(header, self.shape.fields, &mut self.out)?,
        }
        self.out.flush()
    }

    /// Ends the sheet: what was written is whole, however many rows it has.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        match &mut self.body {
            Body::Table(table) => {
                table.write_pending(&mut self.out)?;
                table.write_header_if_due(&mut self.out)?;
            }
            Body::Json(Array::NotOpened) => self.out.write_all(b"[]\n")?,
            Body::Json(Array::Empty) => self.out.write_all(b"]\n")?,
            Body::Json(Array::HasRows) => self.out.write_all(b"\n]\n")?,
            Body::Ndjson | Body::Csv(_) => {}
        }
        if let Body::Json(array) = &mut self.body {
            // Closed; what follows is only flushed.
            *array = Array::HasRows;
            return self.out.flush();
        }
        self.flush()
    }
}

fn write_header(header: &mut Header, fields: &[&str], out: &mut impl Write) -> io::Result<()> {
    if *header == Header::Due {
        *header = Header::Written;
        write_csv(out, fields.iter().map(|field| (*field).to_owned()))?;
    }
    Ok(())
}

/// One object. On a terminal control characters are written as JSON escapes.
fn write_json(out: &mut impl Write, reader: Reader, row: &Value) -> io::Result<()> {
    match reader {
        Reader::Program => Ok(serde_json::to_writer(out, row)?),
        Reader::Terminal { .. } => out.write_all(escaped_json(&row.to_string()).as_bytes()),
    }
}

/// One line as RFC 4180 has it, ended by a line feed alone.
fn write_csv(out: &mut impl Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        // Some spreadsheets separate at semicolons and tabs too, unless there are quotes.
        if cell.contains([',', ';', '\t', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// Values as they are; objects and arrays as JSON text. Text that a spreadsheet would compute gets an apostrophe
/// in front, and on a terminal control characters are escaped.
fn csv_text(value: &Value, reader: Reader) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::String(text) if text.starts_with(FORMULA_STARTS) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match reader {
        Reader::Program => text,
        Reader::Terminal { .. } => escaped(&text).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::output::Column;

    const SHAPE: Shape = Shape {
        columns: &[
            Column::new("ID", "id", 4, 20),
            Column::new("NAME", "name", 4, 20),
        ],
        fields: &["id", "name", "tags"],
    };

    fn printed(format: Format, rows: &[Value]) -> String {
        printed_for(Reader::Program, format, rows)
    }

    fn printed_for(reader: Reader, format: Format, rows: &[Value]) -> String {
        let mut out = Vec::new();
        let mut sheet = Sheet::new(format, SHAPE, reader, &mut out);
        for row in rows {
            sheet.row(row).unwrap();
            sheet.flush().unwrap();
        }
        sheet.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    fn rows() -> [Value; 2] {
        [
            json!({"id": "i-1", "name": "a,\"b\"\nc", "tags": {"Team": "web"}}),
            json!({"id": "i-2", "name": null, "tags": {}}),
        ]
    }

    #[test]
    fn json_is_one_array_with_every_row_or_none() {
        let all: Vec<Value> = serde_json::from_str(&printed(Format::Json, &rows())).unwrap();
        assert_eq!(all, rows());
        let none: Vec<Value> = serde_json::from_str(&printed(Format::Json, &[])).unwrap();
        assert!(none.is_empty());
    }

    #[test]
    fn json_flushed_before_the_first_row_is_still_one_array() {
        for rows in [&rows()[..], &[]] {
            let mut out = Vec::new();
            let mut sheet = Sheet::new(Format::Json, SHAPE, Reader::Program, &mut out);
            sheet.flush().unwrap();
            rows.iter().for_each(|row| sheet.row(row).unwrap());
            sheet.finish().unwrap();
            let all: Vec<Value> = serde_json::from_slice(&out).unwrap();
            assert_eq!(all, rows);
        }
    }

    #[test]
    fn ndjson_is_one_object_per_line() {
        let text = printed(Format::Ndjson, &rows());
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines, rows());
    }

    #[test]
    fn csv_comes_back_as_it_went_out() {
        let text = printed(Format::Csv, &rows());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(
            reader.headers().unwrap(),
            &csv::StringRecord::from(SHAPE.fields.to_vec())
        );
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), 2);
        assert_eq!(&records[0][1], "a,\"b\"\nc");
        assert_eq!(&records[0][2], r#"{"Team":"web"}"#);
        assert_eq!(&records[1][1], "");
    }

    #[test]
    fn no_cell_of_csv_is_a_formula() {
        for start in FORMULA_STARTS {
            let name = format!("{start}1+1");
            let text = printed(Format::Csv, &[json!({"id": "i-1", "name": name})]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(record[1], format!("'{name}"));
        }
        let text = printed(Format::Csv, &[json!({"id": -1, "name": "a;=1+1"})]);
        assert_eq!(text.lines().nth(1), Some("-1,\"a;=1+1\","));
    }

    #[test]
    fn nothing_moves_the_cursor_of_a_terminal_and_programs_get_it_as_it_is() {
        let rows =
            [json!({"id": "i-1", "name": "\u{1b}]0;t\u{7}\u{9b}31m\u{7f}\u{202e}", "tags": {}})];
        let terminal = Reader::Terminal { columns: None };
        for format in [Format::Csv, Format::Json, Format::Ndjson, Format::Table] {
            let text = printed_for(terminal, format, &rows);
            let obeyed = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
            assert_eq!(text.chars().find(obeyed), None, "{format:?}: {text:?}");
        }
        for reader in [Reader::Program, terminal] {
            let line: Value =
                serde_json::from_str(&printed_for(reader, Format::Ndjson, &rows)).unwrap();
            assert_eq!(line, rows[0]);
        }
        assert!(printed(Format::Csv, &rows).contains("\u{1b}]0;t\u{7}"));
    }

    #[test]
    fn csv_and_table_without_rows_still_have_their_headers() {
        assert_eq!(printed(Format::Csv, &[]), "id,name,tags\n");
        assert_eq!(printed(Format::Table, &[]), "ID    NAME\n");
    }
}
