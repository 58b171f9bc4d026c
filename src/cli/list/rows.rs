//! Rows of `list`: which fields they have, and when they are printed.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::pane::{ROW_FIELDS, row_json};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::filter::{Filter, Verdict};
use crate::app::resource_explorer::query_engine::QueryEngine;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::cli::args::ListArgs;
use crate::cli::list::row_filter::RowFilter;
use crate::cli::output::{Column, Printer, Shape, format_of, printer};
use crate::model::{DetailDepth, ResourceEntry, TypeId};

const COLUMNS: &[Column] = &[
    Column::new("ACCOUNT", "account_id", 12, 12),
    Column::new("REGION", "region", 9, 16),
    Column::new("TYPE", "resource_type", 18, 48),
    Column::new("ID", "resource_id", 12, 64),
    Column::new("NAME", "display_name", 12, 48),
    Column::new("STATUS", "status", 9, 20),
];

/// Prints rows as they come, or, when details were asked for, once these are there.
pub(super) struct RowPrinter {
    printer: Printer,
    filter: Option<RowFilter>,
    hide_managed: bool,
    pending: Option<PendingRows>,
    /// Types whose properties are needed after they were printed: their children are listed with them.
    parents: BTreeSet<TypeId>,
    /// Tags and statuses that were told of rows beyond what their lists tell.
    facts: Arc<RowFactStore>,
    counts: RowCounts,
}

/// Numbers of rows by what the filter decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowCounts {
    /// Printed, or to be printed.
    pub shown: u64,
    /// Neither: the filter looks at tags that are not known.
    pub undecided: u64,
    /// Those whose tags are not known, with any filter.
    pub without_tags: u64,
}

/// Rows that wait for their details.
type PendingRows = Vec<Batch>;

impl RowPrinter {
    /// For the format, filter and depth that were asked for. `parents` are the types whose properties
    /// others are listed with.
    pub(super) fn new(
        args: &ListArgs,
        parents: BTreeSet<TypeId>,
        facts: Arc<RowFactStore>,
    ) -> Self {
        let format = format_of(args.output);
        let with_details = args.details != DetailDepth::None;
        // Details add tags and statuses, which tables and filters show as well.
        let pending = with_details.then(PendingRows::default);
        let fields = if with_details {
            ROW_FIELDS
        } else {
            &ROW_FIELDS[..ROW_FIELDS.len() - 1]
        };
        let shape = Shape {
            columns: COLUMNS,
            fields,
        };
        Self {
            printer: printer(format, shape),
            filter: args.filter.clone().map(RowFilter::new),
            hide_managed: args.hide_managed,
            pending,
            parents,
            facts,
            counts: RowCounts::default(),
        }
    }

    /// Accounts have the names that `engine` knows of them.
    pub(super) fn with_names_of(mut self, engine: &QueryEngine) -> Self {
        self.filter = self
            .filter
            .map(|filter| filter.with_names_of(engine.clone()));
        self
    }

    /// Numbers of rows so far, by what the filter decided.
    pub(super) fn counts(&self) -> RowCounts {
        self.counts
    }

    /// Whether there is a filter.
    pub(super) fn is_filtered(&self) -> bool {
        self.filter.is_some() || self.hide_managed
    }

    /// Prints a page, or holds it.
    pub(super) fn page(&mut self, batch: Batch) -> io::Result<()> {
        if let Some(pending) = &mut self.pending {
            pending.push(batch);
            return Ok(());
        }
        let waiting = match &mut self.filter {
            Some(filter) => filter.release(batch),
            None => vec![batch],
        };
        for batch in waiting {
            self.print_page(&batch)?;
        }
        Ok(())
    }

    fn print_page(&mut self, batch: &Batch) -> io::Result<()> {
        if self.print(batch, None)? > 0 {
            self.printer.flush()?;
        }
        self.release(batch);
        Ok(())
    }

    /// Printed rows are not read again: their properties are dropped, their identity is kept.
    fn release(&self, batch: &Batch) {
        let printed = batch.iter();
        printed
            .filter(|entry| !self.parents.contains(&entry.resource_type))
            .for_each(|entry| _ = entry.properties.evict());
        batch.recount();
    }

    /// Prints the pending rows with the details that `engine` has of them, and ends the sheet.
    pub(super) fn finish(&mut self, engine: &QueryEngine) -> io::Result<()> {
        let waiting = self.filter.as_mut().map(RowFilter::release_all);
        for batch in waiting.unwrap_or_default() {
            self.print_page(&batch)?;
        }
        for batch in self.pending.take().unwrap_or_default() {
            self.print(&batch, Some(engine))?;
        }
        self.printer.finish()
    }

    /// Counts the rows of a page and prints those that match; returns how many.
    fn print(&mut self, batch: &[ResourceEntry], engine: Option<&QueryEngine>) -> io::Result<u64> {
        let before = self.counts.shown;
        let facts = Arc::clone(&self.facts);
        for entry in batch {
            // Not one look for all rows: writing may block, and with it all that add facts.
            let completed = facts.complete(entry);
            let entry = &*completed;
            self.counts.without_tags += u64::from(!entry.tags.are_known());
            let filter = self.filter.as_ref().map(RowFilter::ready);
            match verdict(filter, self.hide_managed, entry) {
                Verdict::Fails => continue,
                Verdict::Unknown => {
                    self.counts.undecided += 1;
                    continue;
                }
                Verdict::Passes => self.counts.shown += 1,
            }
            let row = if self.printer.needs_all_fields() {
                let details = engine.map(|engine| engine.details_of(entry));
                row_json(entry, details.as_ref())
            } else {
                table_row(entry)
            };
            self.printer.row(&row)?;
        }
        Ok(self.counts.shown - before)
    }
}

fn verdict(filter: Option<&Filter>, hide_managed: bool, entry: &ResourceEntry) -> Verdict {
    if hide_managed && entry.managed {
        return Verdict::Fails;
    }
    filter.map_or(Verdict::Passes, |filter| filter.verdict(entry))
}

/// What the columns show. A name that is only the id again is left out.
fn table_row(entry: &ResourceEntry) -> Value {
    json!({
        "account_id": entry.account,
        "region": entry.region,
        "resource_type": entry.resource_type,
        "resource_id": entry.id.as_str(),
        "display_name": entry.name(),
        "status": entry.status.as_str(),
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::app::resource_explorer::testing::entry;
    use crate::cli::args::{Cli, Command};
    use crate::model::{Details, Properties, Tags};

    #[test]
    fn a_row_has_exactly_the_fields_that_are_promised() {
        let row = entry("eu-west-1", "AWS::EC2::Volume", "vol-1", "data");
        let names =
            |row: &Value| -> Vec<String> { row.as_object().unwrap().keys().cloned().collect() };
        assert_eq!(names(&row_json(&row, None)), ROW_FIELDS[..9]);
        let details = Details::default();
        assert_eq!(names(&row_json(&row, Some(&details))), ROW_FIELDS);
    }

    #[test]
    fn what_was_printed_is_let_go_of_unless_children_are_listed_with_it() {
        let line = ["awsdash", "list", "--output", "ndjson"];
        let Ok(Some(Command::List(args))) = Cli::try_parse_from(line).map(|cli| cli.command) else {
            panic!("the line is well formed")
        };
        let batch: Vec<ResourceEntry> = ["AWS::EC2::Volume", "AWS::EC2::VPC"]
            .map(|ty| {
                let mut row = entry("eu-west-1", ty, "x-1", "");
                row.properties = Properties::from_json(&json!({"State": "available"}));
                row
            })
            .into();
        let parents = BTreeSet::from([batch[1].resource_type]);
        let batch = Batch::new(batch);
        RowPrinter::new(&args, parents, Arc::default())
            .page(batch.clone())
            .unwrap();
        assert!(batch[0].properties.is_evicted());
        assert_eq!(batch[1].properties.to_json(), json!({"State": "available"}));
    }

    #[test]
    fn tags_that_are_not_known_are_null_and_no_filter_for_tags_decides_on_their_row() {
        let line = [
            "awsdash",
            "list",
            "--output",
            "ndjson",
            "--filter",
            "!tag:Owner",
        ];
        let Ok(Some(Command::List(args))) = Cli::try_parse_from(line).map(|cli| cli.command) else {
            panic!("the line is well formed")
        };
        let row = |tags: Tags| {
            let mut row = entry("eu-west-1", "AWS::SQS::Queue", "q", "");
            row.tags = tags;
            row
        };
        let owned = Tags::from_pairs([("Owner", "me")]);
        let batch = [row(Tags::unknown()), row(Tags::NONE), row(owned)];
        let texts = batch
            .each_ref()
            .map(|row| row_json(row, None)["tags"].to_string());
        assert_eq!(texts, ["null", "{}", r#"{"Owner":"me"}"#]);
        let mut rows = RowPrinter::new(&args, BTreeSet::new(), Arc::default());
        rows.page(Batch::new(batch.into())).unwrap();
        let counts = RowCounts {
            shown: 1,
            undecided: 1,
            without_tags: 1,
        };
        assert_eq!(rows.counts(), counts);
    }

    #[test]
    fn every_column_shows_a_field() {
        let row = table_row(&entry("eu-west-1", "AWS::EC2::Volume", "vol-1", ""));
        assert_eq!(row.as_object().unwrap().len(), COLUMNS.len());
        assert_eq!(row["display_name"], "");
    }
}
