//! What a query asks for: accounts × regions × types, and how deep.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{AccountId, Region, TypeId};
use crate::text::numbers::grouped;

/// All of something, or the ones named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection<T: Ord> {
    /// All that exist when the query runs.
    All,
    /// These.
    Only(BTreeSet<T>),
}

impl<T: Ord> Selection<T> {
    /// Whether `item` is selected.
    pub fn contains(&self, item: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(set) => set.contains(item),
        }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Only(set) if set.is_empty())
    }
}

impl<T: Ord> FromIterator<T> for Selection<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Only(items.into_iter().collect())
    }
}

/// How much phase 2 fetches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetailDepth {
    /// Nothing.
    None,
    /// Calls that answer for many resources at once.
    #[default]
    Bulk,
    /// Bulk calls and the operations named here, as [`super::DetailSection::operation`] spells them.
    Chosen(BTreeSet<String>),
    /// Everything there is to ask.
    All,
}

/// Why a text is not a detail depth.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a detail depth; use none, bulk, all, or operation names separated by commas")]
pub struct BadDepth(String);

impl FromStr for DetailDepth {
    type Err = BadDepth;

    fn from_str(text: &str) -> Result<Self, BadDepth> {
        match text {
            "none" => Ok(Self::None),
            "bulk" => Ok(Self::Bulk),
            "all" => Ok(Self::All),
            names => {
                let names: BTreeSet<String> = names
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .map(String::from)
                    .collect();
                let plausible = names
                    .iter()
                    .all(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
                if names.is_empty() || !plausible {
                    return Err(BadDepth(text.into()));
                }
                Ok(Self::Chosen(names))
            }
        }
    }
}

/// What a query asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryScope {
    /// Whose resources.
    pub accounts: Selection<AccountId>,
    /// Where. Global types are asked for with any selection of regions.
    pub regions: Selection<Region>,
    /// Which types. [`TypeId::tagged`] stands for every tagged resource of any type.
    pub types: Selection<TypeId>,
    /// How much phase 2 fetches.
    #[serde(default)]
    pub details: DetailDepth,
    /// Whether the tagging sweep is asked first, and then only the types that it has seen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub smart: bool,
}

impl QueryScope {
    /// Whether the scope can name no query key at all.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() || self.regions.is_empty() || self.types.is_empty()
    }
}

impl Default for QueryScope {
    fn default() -> Self {
        Self {
            accounts: Selection::All,
            regions: Selection::All,
            types: Selection::All,
            details: DetailDepth::default(),
            smart: false,
        }
    }
}

impl fmt::Display for QueryScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn count<T: Ord>(
            selection: &Selection<T>,
            [one, many]: [&str; 2],
            text_of: impl Fn(&T) -> String,
        ) -> String {
            match selection {
                Selection::All => format!("all {many}"),
                Selection::Only(set) => match set.first() {
                    Some(only) if set.len() == 1 => text_of(only),
                    Some(_) => format!("{} {many}", grouped(set.len())),
                    None => format!("no {one}"),
                },
            }
        }
        write!(
            f,
            "{}, {}, {}",
            count(&self.accounts, ["account", "accounts"], |id| id.grouped()),
            count(&self.regions, ["region", "regions"], ToString::to_string),
            count(&self.types, ["type", "types"], ToString::to_string)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_parse_and_nonsense_says_what_is_allowed() {
        assert_eq!("bulk".parse(), Ok(DetailDepth::Bulk));
        let chosen: DetailDepth = "DescribeVpcAttribute, DescribeImageAttribute"
            .parse()
            .unwrap();
        assert!(matches!(chosen, DetailDepth::Chosen(names) if names.len() == 2));
        let error = "deep".parse::<DetailDepth>().unwrap_err().to_string();
        assert!(error.contains("none, bulk, all"), "{error}");
    }

    #[test]
    fn scopes_survive_their_file_format() {
        let scope = QueryScope {
            accounts: ["001234567890".parse().unwrap()].into_iter().collect(),
            types: ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect(),
            ..Default::default()
        };
        let text = serde_json::to_string(&scope).unwrap();
        assert_eq!(serde_json::from_str::<QueryScope>(&text).unwrap(), scope);
        assert_eq!(
            scope.to_string(),
            "0012-3456-7890, all regions, AWS::EC2::VPC"
        );
    }
}
