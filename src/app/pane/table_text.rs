//! Rows of a table as text: a line for each, tabs between the columns, as spreadsheets paste them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::{Pane, SelectedRows};
use crate::app::columns;
use crate::app::resource_explorer::row_fact_store::RowFactStore;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, TagValue};
use crate::catalog::types::label_of;
use crate::model::{AccountId, ResourceEntry, TypeId};

/// How many rows are looked at to find out which types there are.
const SAMPLE: usize = 512;

/// Which rows of a table are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopiedRows {
    /// Those that are selected.
    Selected,
    /// All that are shown.
    All,
}

/// Rows and columns as they are now, for another thread to write out.
pub struct TableText {
    rows: SelectedRows,
    columns: Vec<ColumnId>,
    told: Arc<RowFactStore>,
    account_names: Arc<HashMap<AccountId, String>>,
}

impl Pane {
    /// The types of the rows that are shown, found by looking at some.
    pub fn visible_types(&self) -> Vec<TypeId> {
        let order = &self.tree.order;
        let step = order.len().div_ceil(SAMPLE).max(1);
        let rows = order.iter().step_by(step);
        let types = rows.filter_map(|row| Some(self.rows.get(*row)?.resource_type));
        types.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The columns of the table.
    pub fn table_columns(&self) -> Vec<ColumnId> {
        if self.spec.columns.is_empty() {
            columns::usual(&self.visible_types())
        } else {
            self.spec.columns.clone()
        }
    }

    /// Rows of the table in these columns.
    pub fn table_text(&self, rows: CopiedRows, columns: Vec<ColumnId>) -> TableText {
        let mut selected = self.selected_rows();
        if rows == CopiedRows::All {
            selected.select_all();
        }
        TableText {
            rows: selected,
            columns,
            told: Arc::clone(&self.told),
            account_names: Arc::clone(&self.account_names),
        }
    }
}

impl TableText {
    /// Rows that have to be looked at.
    pub fn to_look_at(&self) -> usize {
        self.rows.to_look_at()
    }

    /// The text, with the headings first where there are several columns, and how many rows it has.
    pub fn write(&self) -> (String, usize) {
        let (mut text, mut lines) = (String::new(), 0);
        if self.columns.len() > 1 {
            self.write_line(&mut text, |column| column.label());
        }
        let reads_properties = self.columns.iter().any(ColumnId::reads_properties);
        for row in self.rows.iter() {
            let completed = self.told.complete(row);
            let row = &*completed;
            let properties = if reads_properties {
                row.properties.to_json()
            } else {
                Value::Null
            };
            self.write_line(&mut text, |column| self.cell(column, row, &properties));
            lines += 1;
        }
        (text, lines)
    }

    fn write_line(&self, text: &mut String, cell: impl Fn(&ColumnId) -> String) {
        if !text.is_empty() {
            text.push('\n');
        }
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            // One line and one column, also for a value that has several.
            text.push_str(&cell(column).replace(['\t', '\n', '\r'], " "));
        }
    }

    fn cell(&self, column: &ColumnId, row: &ResourceEntry, properties: &Value) -> String {
        match column {
            ColumnId::Builtin(BuiltinColumn::Name) => row.display_name().to_owned(),
            ColumnId::Builtin(BuiltinColumn::Id) => row.id.to_string(),
            ColumnId::Builtin(BuiltinColumn::Status) => row.status.to_string(),
            ColumnId::Builtin(BuiltinColumn::Region) => row.region.as_str().to_owned(),
            ColumnId::Builtin(BuiltinColumn::Type) => label_of(row.resource_type).into(),
            ColumnId::Builtin(BuiltinColumn::Account) => {
                let name = self.account_names.get(&row.account);
                let name = name.filter(|name| !name.is_empty());
                name.map_or_else(|| row.account.digits().to_string(), Clone::clone)
            }
            ColumnId::Tag(key) => match TagValue::of(row, key) {
                TagValue::Value(value) => value,
                TagValue::Missing | TagValue::Unknown => String::new(),
            },
            ColumnId::Catalog(_) | ColumnId::Property(_) => {
                columns::text(column, row.resource_type, properties).into()
            }
            ColumnId::Other(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::{PaneFixture, instance};
    use crate::app::pane::View;
    use crate::model::Tags;

    fn columns(names: &[&str]) -> Vec<ColumnId> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn selected_rows_are_lines_of_cells_and_one_column_has_no_heading() {
        let mut fixture = PaneFixture::with_rows(2, 1);
        let mut odd = instance(9);
        odd.tags = Tags::from_pairs([("Team", "a\tb\nc")]).or_called("odd");
        fixture.add_rows(vec![odd]);
        fixture.pane().set_view(View::Table);
        fixture.settle();
        let pane = fixture.pane();
        pane.select_all();
        let names = columns(&["name", "type", "column:Instance type", "tag:Team"]);
        let (text, lines) = pane.table_text(CopiedRows::Selected, names).write();
        assert_eq!(lines, 4);
        let mut text = text.lines();
        assert_eq!(text.next(), Some("Name\tType\tInstance type\tTag Team"));
        assert_eq!(text.next(), Some("odd\tEC2 Instance\tt3.large\ta b c"));
        pane.select_only(None);
        let (text, lines) = pane
            .table_text(CopiedRows::All, columns(&["status"]))
            .write();
        assert_eq!(lines, 4);
        assert!(
            !text.contains("Status") && text.contains("in-use"),
            "{text}"
        );
        let (text, lines) = pane
            .table_text(CopiedRows::Selected, columns(&["id"]))
            .write();
        assert_eq!((text.as_str(), lines), ("", 0));
        assert!(pane.table_columns().contains(&ColumnId::NAME));
        assert_eq!(pane.visible_types().len(), 2);
    }
}
