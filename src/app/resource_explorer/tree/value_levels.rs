//! Levels whose groups follow from what single rows have: their status, or a value in their properties or tags.

use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::{ColumnSource, TagValue, TreeInput};
use crate::app::resource_explorer::property_path::{AtEnd, Found, visit};
use crate::model::{ResourceEntry, TypeId};

/// The tag that CloudFormation gives to what a stack has made.
const STACK_TAG: &str = "aws:cloudformation:stack-name";

/// A level of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueLevel {
    /// The status as AWS spells it.
    Status,
    /// The VPC that a resource is in.
    Vpc,
    /// The availability zone that it is in.
    Zone,
    /// The stack that made it.
    Stack,
}

impl ValueLevel {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Status, Self::Vpc, Self::Zone, Self::Stack];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::Vpc => "VPC",
            Self::Zone => "Availability zone",
            Self::Stack => "Stack",
        }
    }

    /// As settings and bookmarks spell it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Vpc => "vpc",
            Self::Zone => "zone",
            Self::Stack => "stack",
        }
    }

    /// The filter term that rows of a value have in common, for a value that can stand in a filter as it is given.
    pub(crate) fn term(self, value: &str) -> String {
        match self {
            Self::Status => format!("status={value}"),
            Self::Vpc => format!("VPC={value}"),
            Self::Zone => format!("Zone={value}"),
            Self::Stack => format!("tag:\"{STACK_TAG}\"={value}"),
        }
    }

    /// The heading of the column that has the value in the properties.
    fn column(self) -> Option<&'static str> {
        match self {
            Self::Vpc => Some("VPC"),
            Self::Zone => Some("Zone"),
            Self::Status | Self::Stack => None,
        }
    }

    /// Whether its values are in properties, which takes longer to read than all the rest of a row.
    pub(super) fn reads_properties(self) -> bool {
        self.column().is_some()
    }
}

/// What the rows of a group have in common on a level of that kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueGroup {
    /// The level.
    pub level: ValueLevel,
    /// The value.
    pub value: TagValue,
}

/// Reads values of rows on one thread.
pub(super) struct ValueReader<'a> {
    input: &'a TreeInput,
    sources: FxHashMap<(TypeId, ValueLevel), Option<ColumnSource>>,
}

impl<'a> ValueReader<'a> {
    pub(super) fn new(input: &'a TreeInput) -> Self {
        Self {
            input,
            sources: FxHashMap::default(),
        }
    }

    /// What a row has on a level.
    pub(super) fn read(&mut self, level: ValueLevel, entry: &ResourceEntry) -> TagValue {
        match level {
            ValueLevel::Status if entry.status.is_empty() => TagValue::Missing,
            ValueLevel::Status => TagValue::Value(entry.status.to_string()),
            ValueLevel::Stack => match entry.tags.get(STACK_TAG) {
                Some(stack) => TagValue::Value(stack.to_owned()),
                None if entry.tags.are_known() => TagValue::Missing,
                None => TagValue::Unknown,
            },
            // A VPC is in itself.
            ValueLevel::Vpc if entry.resource_type.as_str() == "AWS::EC2::VPC" => {
                TagValue::Value(entry.id.to_string())
            }
            ValueLevel::Vpc | ValueLevel::Zone => self.in_properties(level, entry),
        }
    }

    fn in_properties(&mut self, level: ValueLevel, entry: &ResourceEntry) -> TagValue {
        let ty = entry.resource_type;
        let find = self.input.catalog_columns;
        let source = self.sources.entry((ty, level));
        let source = source.or_insert_with(|| find?(ty, level.column()?));
        let Some(source) = source else {
            return TagValue::Missing;
        };
        entry.properties.with_text(|properties| {
            let mut value = None;
            visit(properties, &source.path, AtEnd::Values, |found| {
                if let Found::Text(text) = found {
                    value = Some(TagValue::Value(text.to_owned()));
                }
                ControlFlow::Break(())
            });
            value.unwrap_or(if properties.is_empty() {
                TagValue::Unknown
            } else {
                TagValue::Missing
            })
        })
    }
}
