//! Rows on standard output, in the format that was asked for, as they come.

mod sheet;
mod table;

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _};

use clap::ValueEnum;
use serde_json::Value;

use super::args::OutputArgs;
use super::exit::Exit;
use super::notes;

pub(super) use sheet::Sheet;
pub(super) use table::Column;

/// How rows are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    Table,
    /// One array.
    Json,
    /// One object per line.
    Ndjson,
    /// A header and one line per row; tags and properties as JSON text.
    Csv,
}

/// What kind of rows: columns of the table, fields of the other formats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// What people see.
    pub columns: &'static [Column],
    /// What programs read, in this order.
    pub fields: &'static [&'static str],
}

/// Where the output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A file or a pipe: text is written as it is.
    Program,
    /// A terminal, which must not obey what AWS returned.
    Terminal {
        /// How wide it is, if it says so.
        columns: Option<usize>,
    },
}

impl Reader {
    /// The width that lines are cut at.
    fn columns(self) -> Option<usize> {
        match self {
            Self::Program => None,
            Self::Terminal { columns } => columns,
        }
    }
}

/// A sheet on standard output.
pub(super) type Printer = Sheet<BufWriter<StdoutLock<'static>>>;

/// Whether standard output is a terminal.
pub(super) fn is_watched() -> bool {
    io::stdout().is_terminal()
}

/// The format asked for; tables for people, lines for programs.
pub(super) fn format_of(output: OutputArgs) -> Format {
    output.output.unwrap_or(if is_watched() {
        Format::Table
    } else {
        Format::Ndjson
    })
}

/// A sheet on standard output.
pub(super) fn printer(format: Format, shape: Shape) -> Printer {
    let reader = if is_watched() {
        let size = terminal_size::terminal_size_of(io::stdout());
        Reader::Terminal {
            columns: size.map(|(width, _)| width.0.into()),
        }
    } else {
        Reader::Program
    };
    let out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    Sheet::new(format, shape, reader, out)
}

/// Prints rows that are complete. A reader that closed the pipe is no error.
pub(super) fn print_all(
    output: OutputArgs,
    shape: Shape,
    rows: impl IntoIterator<Item = Value>,
) -> anyhow::Result<()> {
    let mut printer = printer(format_of(output), shape);
    let print = || -> io::Result<()> {
        for row in rows {
            printer.row(&row)?;
        }
        printer.finish()
    };
    forgive_closed_pipe(print())
}

/// Prints text that is complete.
pub(super) fn print_text(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    forgive_closed_pipe(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn forgive_closed_pipe(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(write_error(&error)),
        Ok(()) => Ok(()),
    }
}

/// Why rows were lost on their way out.
pub(super) fn write_error(error: &io::Error) -> anyhow::Error {
    anyhow::anyhow!("cannot write to standard output: {error}")
}

/// Nothing, something or everything, judged by what was found and what failed.
pub(super) fn exit_of(found: usize, failed: usize) -> Exit {
    match (found, failed) {
        (0, failed) => {
            if failed == 0 {
                notes::say("Nothing was found; `awsdash doctor` says what works and what does not");
            }
            Exit::Nothing
        }
        (_, 0) => Exit::Complete,
        _ => Exit::Incomplete,
    }
}
