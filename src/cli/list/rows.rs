//! Rows of `list`: which fields they have, and when they are printed.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::pane::row_json;
use crate::app::resource_explorer::filter::Filter;
use crate::cli::args::ListArgs;
use crate::cli::output::{Column, Format, Printer, Shape, format_of, printer};
use crate::model::{DetailDepth, Details, ResourceEntry, TypeId};

const COLUMNS: &[Column] = &[
    Column::new("ACCOUNT", "account_id", 12, 12),
    Column::new("REGION", "region", 9, 16),
    Column::new("TYPE", "resource_type", 18, 48),
    Column::new("ID", "resource_id", 12, 64),
    Column::new("NAME", "display_name", 12, 48),
    Column::new("STATUS", "status", 9, 20),
];

const FIELDS: &[&str] = &[
    "account_id",
    "region",
    "resource_type",
    "resource_id",
    "display_name",
    "arn",
    "status",
    "tags",
    "properties",
];

const FIELDS_WITH_DETAILS: &[&str] = &[
    "account_id",
    "region",
    "resource_type",
    "resource_id",
    "display_name",
    "arn",
    "status",
    "tags",
    "properties",
    "details",
];

/// Prints rows as they come, or, when details were asked for, once these are there.
pub struct Rows {
    printer: Printer,
    filter: Option<Filter>,
    hide_managed: bool,
    held: Option<Held>,
    /// Types whose properties are needed after they were printed: children are listed with them.
    parents: BTreeSet<TypeId>,
    /// Rows that were printed or will be.
    shown: u64,
}

/// Rows that wait for their details.
type Held = Vec<Arc<Vec<ResourceEntry>>>;

/// What phase 2 knows of a row.
pub type DetailsOf<'a> = &'a dyn Fn(&ResourceEntry) -> Details;

impl Rows {
    /// For the format, filter and depth that were asked for. `parents` are the types whose properties
    /// others are listed with.
    pub fn new(args: &ListArgs, parents: BTreeSet<TypeId>) -> Self {
        let format = format_of(args.output);
        let with_details = args.details != DetailDepth::None;
        // A table has no column for details: its rows need not wait.
        let held = (with_details && format != Format::Table).then(Held::default);
        let fields = if with_details {
            FIELDS_WITH_DETAILS
        } else {
            FIELDS
        };
        let shape = Shape {
            columns: COLUMNS,
            fields,
        };
        Self {
            printer: printer(format, shape),
            filter: args.filter.clone(),
            hide_managed: args.hide_managed,
            held,
            parents,
            shown: 0,
        }
    }

    /// Rows that match the filter.
    pub fn shown(&self) -> u64 {
        self.shown
    }

    /// Whether there is a filter.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_some() || self.hide_managed
    }

    /// Prints a page, or holds it.
    pub fn page(&mut self, batch: Arc<Vec<ResourceEntry>>) -> io::Result<()> {
        let matching = matching(self.filter.as_ref(), self.hide_managed, &batch).count();
        self.shown += matching as u64;
        if matching > 0 {
            if let Some(held) = &mut self.held {
                held.push(batch);
                return Ok(());
            }
            self.print(&batch, None)?;
            self.printer.flush()?;
        }
        if self.held.is_none() {
            self.let_go(&batch);
        }
        Ok(())
    }

    /// What was printed is not looked at again: of its rows only what tells them apart is kept.
    fn let_go(&self, batch: &[ResourceEntry]) {
        let printed = batch.iter();
        printed
            .filter(|entry| !self.parents.contains(&entry.resource_type))
            .for_each(|entry| _ = entry.properties.evict());
    }

    /// Prints what waits, with its details, and ends the sheet.
    pub fn finish(&mut self, details_of: DetailsOf<'_>) -> io::Result<()> {
        for batch in self.held.take().unwrap_or_default() {
            self.print(&batch, Some(details_of))?;
        }
        self.printer.finish()
    }

    fn print(
        &mut self,
        batch: &[ResourceEntry],
        details_of: Option<DetailsOf<'_>>,
    ) -> io::Result<()> {
        for entry in matching(self.filter.as_ref(), self.hide_managed, batch) {
            let row = if self.printer.needs_all_fields() {
                row_json(entry, details_of.map(|of| of(entry)).as_ref())
            } else {
                table_row(entry)
            };
            self.printer.row(&row)?;
        }
        Ok(())
    }
}

fn matching<'a>(
    filter: Option<&'a Filter>,
    hide_managed: bool,
    batch: &'a [ResourceEntry],
) -> impl Iterator<Item = &'a ResourceEntry> {
    batch
        .iter()
        .filter(move |entry| !(hide_managed && entry.managed))
        .filter(move |entry| filter.is_none_or(|filter| filter.matches(entry)))
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
    use crate::model::Properties;

    #[test]
    fn a_row_has_exactly_the_fields_that_are_promised() {
        let row = entry("eu-west-1", "AWS::EC2::Volume", "vol-1", "data");
        let names =
            |row: &Value| -> Vec<String> { row.as_object().unwrap().keys().cloned().collect() };
        assert_eq!(names(&row_json(&row, None)), FIELDS);
        let details = Details::default();
        assert_eq!(names(&row_json(&row, Some(&details))), FIELDS_WITH_DETAILS);
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
        let batch = Arc::new(batch);
        Rows::new(&args, parents).page(Arc::clone(&batch)).unwrap();
        assert!(batch[0].properties.is_evicted());
        assert_eq!(batch[1].properties.to_json(), json!({"State": "available"}));
    }

    #[test]
    fn every_column_shows_a_field() {
        let row = table_row(&entry("eu-west-1", "AWS::EC2::Volume", "vol-1", ""));
        assert_eq!(row.as_object().unwrap().len(), COLUMNS.len());
        assert_eq!(row["display_name"], "");
    }
}
