//! What a row has in a column.

use std::borrow::Cow;
use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::key_value::KeyValue;
use crate::app::resource_explorer::property_path::{AtEnd, Found, PropertyPath, visit};
use crate::app::resource_explorer::row_fact_store::FactsView;
use crate::app::resource_explorer::tree::input::{ColumnSource, Measure, ValueKind};
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, TagValue, TreeInput};
use crate::model::{ResourceEntry, TagKey, TypeId};

/// What a row has in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app::resource_explorer) enum RowKey {
    Value(KeyValue),
    /// It has none.
    Missing,
    /// Nothing says whether it has one: its tags are not known, or its properties were given up.
    Unknown,
}

/// Reads one column of many rows.
pub(in crate::app::resource_explorer) struct KeyReader<'a> {
    column: &'a ColumnId,
    input: &'a TreeInput,
    /// Where types have a column of the catalog.
    sources: FxHashMap<TypeId, Option<ColumnSource>>,
}

impl<'a> KeyReader<'a> {
    pub(in crate::app::resource_explorer) fn new(
        column: &'a ColumnId,
        input: &'a TreeInput,
    ) -> Self {
        Self {
            column,
            input,
            sources: FxHashMap::default(),
        }
    }

    /// What details have told, if the column shows any of it. A lock: for some thousand rows at a time.
    pub(in crate::app::resource_explorer) fn facts(&self) -> Option<FactsView<'a>> {
        let told = self.column.is_told_by_details();
        told.then(|| self.input.told.view())
    }

    pub(super) fn read(&mut self, entry: &ResourceEntry, facts: Option<&FactsView<'_>>) -> RowKey {
        if !self.column.reads_properties() {
            return self.read_in(entry, facts, "").0;
        }
        let properties = &entry.properties;
        properties.with_text(|text| self.read_in(entry, facts, text).0)
    }

    /// Whether it looks into the properties of rows.
    pub(in crate::app::resource_explorer) fn reads_properties(&self) -> bool {
        self.column.reads_properties()
    }

    /// As [`Self::read`], of a row whose properties are unpacked already, and what a number says.
    pub(in crate::app::resource_explorer) fn read_in(
        &mut self,
        entry: &ResourceEntry,
        facts: Option<&FactsView<'_>>,
        properties: &str,
    ) -> (RowKey, Measure) {
        let completed = facts.map(|facts| facts.complete(entry));
        let entry = completed.as_deref().unwrap_or(entry);
        let key = match self.column {
            ColumnId::Builtin(column) => self.builtin(*column, entry),
            ColumnId::Tag(key) => tag(entry, key),
            ColumnId::Property(path) => return property_in(properties, path, ValueKind::Plain),
            ColumnId::Catalog(label) => {
                let find = self.input.catalog_columns;
                let source = self.sources.entry(entry.resource_type);
                let source = source.or_insert_with(|| find?(entry.resource_type, label));
                match source {
                    Some(source) => return property_key(properties, source),
                    None => RowKey::Missing,
                }
            }
            ColumnId::Other(_) => RowKey::Missing,
        };
        (key, Measure::default())
    }

    fn builtin(&self, column: BuiltinColumn, entry: &ResourceEntry) -> RowKey {
        let text: Cow<'_, str> = match column {
            BuiltinColumn::Name => entry.display_name().into(),
            BuiltinColumn::Id => entry.id.as_str().into(),
            BuiltinColumn::Region => entry.region.as_str().into(),
            BuiltinColumn::Status => entry.status.as_str().into(),
            BuiltinColumn::Type => match self.input.type_label {
                Some(label) => format!("{}\0{}", label(entry.resource_type), entry.resource_type),
                None => entry.resource_type.to_string(),
            }
            .into(),
            BuiltinColumn::Account => {
                let name = self.input.account_names.get(&entry.account);
                let name = name.filter(|name| !name.is_empty());
                let number = entry.account.digits();
                match name {
                    // Two accounts of one name stay apart.
                    Some(name) => format!("{name}\0{number}").into(),
                    None => number.to_string().into(),
                }
            }
        };
        if text.is_empty() {
            RowKey::Missing
        } else {
            RowKey::Value(KeyValue::text(&text))
        }
    }
}

fn tag(entry: &ResourceEntry, key: &TagKey) -> RowKey {
    match TagValue::of(entry, key) {
        TagValue::Value(value) => {
            let found = KeyValue::of(Found::Text(&value), ValueKind::Plain);
            RowKey::Value(found.unwrap_or_else(|| KeyValue::text(&value)))
        }
        TagValue::Missing => RowKey::Missing,
        TagValue::Unknown => RowKey::Unknown,
    }
}

/// What properties have where a column of the catalog says, and what a number says.
pub(in crate::app::resource_explorer) fn property_key(
    properties: &str,
    source: &ColumnSource,
) -> (RowKey, Measure) {
    let (key, measure) = property_in(properties, &source.path, source.kind);
    let measure = match source.kind {
        ValueKind::Number { .. } => source.measure,
        _ => measure,
    };
    (key, measure)
}

fn property_in(properties: &str, path: &PropertyPath, kind: ValueKind) -> (RowKey, Measure) {
    let at_end = match kind {
        ValueKind::Count => AtEnd::Count,
        ValueKind::Plain | ValueKind::Number { .. } | ValueKind::Date | ValueKind::Flag => {
            AtEnd::Values
        }
    };
    let mut read = ReadProperty {
        kind,
        key: None,
        measure: Measure::default(),
        count: 0,
    };
    visit(properties, path, at_end, |found| read.take_in(found));
    let key = match read.key {
        Some(value) => RowKey::Value(value),
        // An empty text stands for properties that are not known.
        None if properties.is_empty() => RowKey::Unknown,
        None => RowKey::Missing,
    };
    (key, read.measure)
}

/// What a path has led to so far.
struct ReadProperty {
    kind: ValueKind,
    key: Option<KeyValue>,
    measure: Measure,
    count: usize,
}

impl ReadProperty {
    /// Takes the first value in, the number of all elements, or a yes among several.
    fn take_in(&mut self, found: Found<'_>) -> ControlFlow<()> {
        if let Found::Count(count) = found {
            self.count += count;
            self.key = Some(KeyValue::number(self.count as f64));
            return ControlFlow::Continue(());
        }
        let value = KeyValue::of(found, self.kind);
        if matches!(value, Some(KeyValue::Number(_))) {
            self.measure = KeyValue::measure_of(found, self.kind);
        }
        self.key = self.key.take().max(value);
        match self.key {
            Some(_) if self.kind != ValueKind::Flag => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}
