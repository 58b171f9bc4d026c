//! Columns by their names, which do not change: what rows are sorted by and what a table shows.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::app::resource_explorer::property_path::PropertyPath;
use crate::model::TagKey;

/// Longest name of a column that is kept, in characters.
const MAX_CHARS: usize = 600;

/// A column. Settings and bookmarks spell it `name`, `column:Instance type`, `property:State.Name` or `tag:Team`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnId {
    /// What every row has.
    Builtin(BuiltinColumn),
    /// The column that the types of the rows have under this heading; types that have none leave it empty.
    Catalog(Box<str>),
    /// What stands at this place of the properties.
    Property(PropertyPath),
    /// The value of this tag.
    Tag(TagKey),
    /// What another version of the program calls a column. It is kept, and not shown.
    Other(Box<str>),
}

/// A column that every row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltinColumn {
    /// The name, else the id.
    Name,
    /// The id.
    Id,
    /// The status as AWS spells it.
    Status,
    /// What the type is called.
    Type,
    /// The region code.
    Region,
    /// What the account is called, else its number.
    Account,
}

impl BuiltinColumn {
    /// All there are, in the order a menu has them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Id,
        Self::Status,
        Self::Type,
        Self::Region,
        Self::Account,
    ];

    /// As files spell it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Id => "id",
            Self::Status => "status",
            Self::Type => "type",
            Self::Region => "region",
            Self::Account => "account",
        }
    }

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Id => "ID",
            Self::Status => "Status",
            Self::Type => "Type",
            Self::Region => "Region",
            Self::Account => "Account",
        }
    }
}

impl From<BuiltinColumn> for ColumnId {
    fn from(column: BuiltinColumn) -> Self {
        Self::Builtin(column)
    }
}

impl ColumnId {
    /// The name.
    pub const NAME: Self = Self::Builtin(BuiltinColumn::Name);

    /// The heading.
    pub fn label(&self) -> String {
        match self {
            Self::Builtin(column) => column.label().to_owned(),
            Self::Catalog(label) => label.to_string(),
            Self::Property(path) => path.to_string(),
            Self::Tag(key) => format!("Tag {key}"),
            Self::Other(name) => name.to_string(),
        }
    }

    /// Whether its values are in the properties, which takes longer to read than all the rest of a row.
    pub fn reads_properties(&self) -> bool {
        matches!(self, Self::Catalog(_) | Self::Property(_))
    }

    /// Whether details may add to what the list has said of it.
    pub fn is_told_by_details(&self) -> bool {
        matches!(self, Self::Tag(_) | Self::Builtin(BuiltinColumn::Status))
    }
}

impl fmt::Display for ColumnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Builtin(column) => f.write_str(column.as_str()),
            Self::Catalog(label) => write!(f, "column:{label}"),
            Self::Property(path) => write!(f, "property:{path}"),
            Self::Tag(key) => write!(f, "tag:{key}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

impl FromStr for ColumnId {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        let mut builtin = BuiltinColumn::ALL.into_iter();
        if let Some(column) = builtin.find(|column| column.as_str() == name) {
            return Ok(Self::Builtin(column));
        }
        let known = match name.split_once(':') {
            Some(("column", label)) if !label.is_empty() => Some(Self::Catalog(label.into())),
            Some(("property", path)) => PropertyPath::parse(path).map(Self::Property),
            Some(("tag", key)) => TagKey::new(key).map(Self::Tag),
            _ => None,
        };
        Ok(known.unwrap_or_else(|| {
            let kept: String = name.chars().take(MAX_CHARS).collect();
            Self::Other(kept.into())
        }))
    }
}

impl Serialize for ColumnId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ColumnId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let Ok(column) = name.parse();
        Ok(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_read_as_it_is_written_and_one_of_another_version_is_kept() {
        let names = [
            "name",
            "account",
            "column:Instance type",
            "property:State.Name",
            "tag:Team",
            "tag:a:b",
            "cost:month",
            "property:",
            "column:",
            "",
        ];
        for name in names {
            let column: ColumnId = name.parse().unwrap();
            let written = serde_json::to_string(&column).unwrap();
            assert_eq!(written, serde_json::to_string(name).unwrap());
            assert_eq!(serde_json::from_str::<ColumnId>(&written).unwrap(), column);
        }
        let other = |name: &str| matches!(name.parse(), Ok(ColumnId::Other(_)));
        assert!(other("cost:month") && other("property:") && other("Name"));
    }
}
