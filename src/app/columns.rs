//! Columns in a table: where the catalog has their values, and which a table shows.

use crate::app::resource_explorer::property_path::PropertyPath;
use crate::app::resource_explorer::tree::{ColumnSource, ValueKind};
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
    Some(ColumnSource {
        path: PropertyPath::parse(&column.path.to_string())?,
        kind: value_kind(column.kind),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_different_units_compare() {
        let source = |ty: &str, label| column_source(ty.parse().unwrap(), label);
        let size = source("AWS::EC2::Volume", "Size").unwrap();
        assert_eq!(size.path.to_string(), "Size");
        assert_eq!(size.kind, ValueKind::Number { scale: GIB as f64 });
        assert_eq!(source("AWS::EC2::Volume", "No such heading"), None);
    }
}
