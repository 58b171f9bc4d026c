//! Columns in a table: where the catalog has their values, and which a table shows.

use std::collections::BTreeSet;

use compact_str::CompactString;
use serde_json::Value;

use crate::app::resource_explorer::property_path::PropertyPath;
use crate::app::resource_explorer::tree::{
    BuiltinColumn, ColumnId, ColumnSource, Measure, ValueKind,
};
use crate::catalog::columns::{self, Column, ColumnKind};
use crate::model::TypeId;
use crate::text::bytes::{GIB, MIB};

/// The column of a type that has this heading.
pub fn of_type(ty: TypeId, label: &str) -> Option<&'static Column> {
    let mut columns = columns::of(ty).iter();
    columns.find(|column| column.label == label)
}

/// Where rows of a type have the column of this heading, and how its values compare.
pub fn column_source(ty: TypeId, label: &str) -> Option<ColumnSource> {
    let column = of_type(ty, label)?;
    source_of(column)
}

/// Where rows of a type have the size of the resource: in the first of its columns that is a size.
pub fn size_source(ty: TypeId) -> Option<ColumnSource> {
    let is_size = |column: &&Column| measure_of(column.kind) == Measure::Bytes;
    let listed = columns::of(ty).iter().filter(|column| !column.phase2);
    source_of({ listed }.find(is_size)?)
}

fn source_of(column: &Column) -> Option<ColumnSource> {
    Some(ColumnSource {
        path: PropertyPath::parse(&column.path.to_string())?,
        kind: value_kind(column.kind),
        measure: measure_of(column.kind),
    })
}

fn measure_of(kind: ColumnKind) -> Measure {
    match kind {
        ColumnKind::Bytes | ColumnKind::Gib | ColumnKind::Mib => Measure::Bytes,
        ColumnKind::Percent => Measure::Percent,
        ColumnKind::Seconds => Measure::Seconds,
        ColumnKind::Date => Measure::Moment,
        ColumnKind::Bool => Measure::Flag,
        _ => Measure::Number,
    }
}

fn value_kind(kind: ColumnKind) -> ValueKind {
    let scale = match kind {
        ColumnKind::Number | ColumnKind::Bytes | ColumnKind::Percent | ColumnKind::Seconds => 1.0,
        ColumnKind::Gib => GIB as f64,
        ColumnKind::Mib => MIB as f64,
        ColumnKind::Date => return ValueKind::Date,
        ColumnKind::Bool => return ValueKind::Flag,
        ColumnKind::List => return ValueKind::Count,
        ColumnKind::Text
        | ColumnKind::Ip
        | ColumnKind::Cidr
        | ColumnKind::Id(_)
        | ColumnKind::Arn => return ValueKind::Plain,
    };
    ValueKind::Number { scale }
}

/// Most columns of the catalog that a table shows by itself.
const MOST_OF_CATALOG: usize = 6;

/// Most values of a list that one cell shows.
const MOST_SHOWN: usize = 32;

/// The columns that a table of rows of these types shows by itself: of several types those that all of them have.
pub fn usual(types: &[TypeId]) -> Vec<ColumnId> {
    let builtin = |column| ColumnId::Builtin(column);
    let mut usual = vec![ColumnId::NAME, builtin(BuiltinColumn::Status)];
    if types.len() != 1 {
        usual.push(builtin(BuiltinColumn::Type));
    }
    usual.extend([BuiltinColumn::Account, BuiltinColumn::Region].map(builtin));
    let (first, others) = match types.split_first() {
        Some((first, others)) => (columns::table_columns(*first).collect(), others),
        None => (Vec::new(), types),
    };
    let is_common = |column: &&Column| {
        let mut others = others.iter();
        others.all(|ty| columns::table_columns(*ty).any(|other| other.label == column.label))
    };
    let common = first.into_iter().filter(is_common).take(MOST_OF_CATALOG);
    usual.extend(common.map(|column| ColumnId::Catalog(column.label.into())));
    usual.push(builtin(BuiltinColumn::Id));
    usual
}

/// What a column of these types has in it; `None` where the catalog does not say.
pub fn kind_of(column: &ColumnId, types: &[TypeId]) -> Option<ColumnKind> {
    let ColumnId::Catalog(label) = column else {
        return None;
    };
    let of_type = |ty: &TypeId| of_type(*ty, label);
    types.iter().find_map(of_type).map(|column| column.kind)
}

/// Whether what is in a column is aligned to the right edge.
pub fn is_number(kind: ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Number
            | ColumnKind::Bytes
            | ColumnKind::Gib
            | ColumnKind::Mib
            | ColumnKind::Percent
            | ColumnKind::Seconds
            | ColumnKind::List
    )
}

/// The headings that the catalog has for these types, each once.
pub fn offered(types: &[TypeId]) -> Vec<ColumnId> {
    let mut offered: Vec<ColumnId> = Vec::new();
    for column in types.iter().flat_map(|ty| columns::of(*ty)) {
        let column = ColumnId::Catalog(column.label.into());
        if !offered.contains(&column) {
            offered.push(column);
        }
    }
    offered
}

/// What a row of type `ty` with these properties has in a column of the catalog or of the properties.
pub fn text(column: &ColumnId, ty: TypeId, properties: &Value) -> CompactString {
    match column {
        ColumnId::Catalog(label) => {
            let column = of_type(ty, label);
            column.map_or_else(CompactString::default, |column| column.text(properties))
        }
        ColumnId::Property(path) => {
            let (mut text, mut shown) = (CompactString::default(), 0);
            let steps: Vec<&str> = path.steps().collect();
            write_values(properties, &steps, &mut text, &mut shown);
            text
        }
        ColumnId::Builtin(_) | ColumnId::Tag(_) | ColumnId::Other(_) => CompactString::default(),
    }
}

fn write_values(value: &Value, steps: &[&str], text: &mut CompactString, shown: &mut usize) {
    match (value, steps) {
        (Value::Null, _) => {}
        (Value::Array(elements), _) => {
            for element in elements {
                write_values(element, steps, text, shown);
            }
        }
        (value, [step, rest @ ..]) => {
            if let Some(member) = value.get(step) {
                write_values(member, rest, text, shown);
            }
        }
        (_, []) if *shown == MOST_SHOWN => text.push('…'),
        (_, []) if *shown > MOST_SHOWN => {}
        (value, []) => {
            text.push_str(if *shown == 0 { "" } else { ", " });
            match value {
                Value::String(value) => text.push_str(value),
                Value::Bool(flag) => text.push_str(if *flag { "yes" } else { "no" }),
                other => text.push_str(&other.to_string()),
            }
        }
    }
    if steps.is_empty() && !value.is_null() && !value.is_array() {
        *shown += 1;
    }
}

/// Every path to a value in these documents, in order.
pub fn paths_in<'a>(documents: impl Iterator<Item = &'a Value>) -> BTreeSet<PropertyPath> {
    let mut paths = BTreeSet::new();
    for document in documents {
        add_paths(document, &mut String::new(), &mut paths);
    }
    paths
}

fn add_paths(value: &Value, path: &mut String, paths: &mut BTreeSet<PropertyPath>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| !name.contains('.')) {
                let end = path.len();
                path.push_str(if end == 0 { "" } else { "." });
                path.push_str(name);
                add_paths(member, path, paths);
                path.truncate(end);
            }
        }
        Value::Array(elements) => {
            for element in elements.iter().take(MOST_SHOWN) {
                add_paths(element, path, paths);
            }
        }
        Value::Null => {}
        _ => paths.extend(PropertyPath::parse(path)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sizes_of_different_units_compare() {
        let source = |ty: &str, label| column_source(ty.parse().unwrap(), label);
        let size = source("AWS::EC2::Volume", "Size").unwrap();
        assert_eq!(size.path.to_string(), "Size");
        assert_eq!(size.kind, ValueKind::Number { scale: GIB as f64 });
        assert_eq!(source("AWS::EC2::Volume", "No such heading"), None);
    }

    #[test]
    fn several_types_have_the_columns_that_all_of_them_have() {
        let ty = |name: &str| name.parse::<TypeId>().unwrap();
        let labels = |types: &[TypeId]| -> Vec<String> {
            usual(types).iter().map(ColumnId::label).collect()
        };
        let instances = labels(&[ty("AWS::EC2::Instance")]);
        assert!(instances.contains(&"Instance type".into()) && !instances.contains(&"Type".into()));
        let both = labels(&[ty("AWS::EC2::Volume"), ty("AWS::EC2::Snapshot")]);
        assert!(
            both.contains(&"Encrypted".into()) && both.contains(&"Type".into()),
            "{both:?}"
        );
        assert!(!both.contains(&"IOPS".into()), "{both:?}");
        assert_eq!(both.last().map(String::as_str), Some("ID"));
        assert_eq!(labels(&[]).len(), 6);
    }

    #[test]
    fn properties_are_found_and_written_through_lists() {
        let document = json!({"A": {"B": [{"C": 1}, {"C": "x"}]}, "F": true, "N": null, "a.b": 1});
        let paths: Vec<_> = paths_in([&document].into_iter())
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(paths, ["A.B.C", "F"]);
        let ty = "AWS::EC2::VPC".parse().unwrap();
        let of = |path: &str| text(&format!("property:{path}").parse().unwrap(), ty, &document);
        assert_eq!(
            (of("A.B.C").as_str(), of("F").as_str(), of("N").as_str()),
            ("1, x", "yes", "")
        );
        let many = json!({"A": (0..100).collect::<Vec<_>>()});
        let shown = text(&"property:A".parse().unwrap(), ty, &many);
        assert!(shown.ends_with("31…"), "{shown}");
    }
}
