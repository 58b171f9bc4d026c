//! One writer for four formats. A row is a JSON object; fields it lacks are empty.

use std::io::{self, Write};

use serde_json::Value;

use super::table::Table;
use super::{Format, Shape};

/// Writes rows to `out`. Rows are buffered until [`Sheet::flush`] or [`Sheet::finish`].
pub struct Sheet<W: Write> {
    shape: Shape,
    body: Body,
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
    /// A sheet of `shape`; tables are cut at `width` columns, if there is a width.
    pub fn new(format: Format, shape: Shape, width: Option<usize>, out: W) -> Self {
        let body = match format {
            Format::Table => Body::Table(Table::new(shape.columns, width)),
            Format::Json => Body::Json(Array::NotOpened),
            Format::Ndjson => Body::Ndjson,
            Format::Csv => Body::Csv(Header::Due),
        };
        Self { shape, body, out }
    }

    /// Whether rows need the fields that no column shows.
    pub fn needs_all_fields(&self) -> bool {
        !matches!(self.body, Body::Table(_))
    }

    /// Writes one row.
    pub fn row(&mut self, row: &Value) -> io::Result<()> {
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
                Ok(serde_json::to_writer(&mut self.out, row)?)
            }
            Body::Ndjson => {
                serde_json::to_writer(&mut self.out, row)?;
                self.out.write_all(b"\n")
            }
            Body::Csv(header) => {
                write_header(header, self.shape.fields, &mut self.out)?;
                let cells = self.shape.fields.iter().map(|field| csv_text(&row[*field]));
                write_csv(&mut self.out, cells)
            }
        }
    }

    /// Lets the reader see every row so far.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.body {
            Body::Table(table) => table.write_pending(&mut self.out)?,
            // So that a reader knows that the answer has begun.
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
    pub fn finish(&mut self) -> io::Result<()> {
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

/// One line as RFC 4180 has it, ended by a line feed alone.
fn write_csv(out: &mut impl Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        if cell.contains([',', '"', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// Values as they are; what has parts as JSON text.
fn csv_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
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
        let mut out = Vec::new();
        let mut sheet = Sheet::new(format, SHAPE, None, &mut out);
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
            let mut sheet = Sheet::new(Format::Json, SHAPE, None, &mut out);
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
    fn csv_and_table_without_rows_still_have_their_headers() {
        assert_eq!(printed(Format::Csv, &[]), "id,name,tags\n");
        assert_eq!(printed(Format::Table, &[]), "ID    NAME\n");
    }
}
