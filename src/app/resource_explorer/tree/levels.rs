//! Levels of a tree, and what the rows of a group have in common.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::TreeInput;
use super::value_levels::{ValueGroup, ValueLevel};
use crate::model::{AccountId, QueryKey, Region, ResourceEntry, StableHash, TagKey, TypeId};

/// A level of the tree. Settings and bookmarks spell it by a word, such as `account` or `vpc`, or `tag:KEY`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// One group per account.
    Account,
    /// One group per region.
    Region,
    /// One group per resource type.
    Type,
    /// One group per organizational unit.
    Unit,
    /// One group per service.
    Service,
    /// One group per value that rows have.
    Value(ValueLevel),
    /// One group per value of a tag, one for rows without it, one for rows whose tags are not known.
    Tag(TagKey),
}

impl GroupBy {
    /// The usual levels, in their order.
    pub const BUILTIN: [Self; 3] = [Self::Account, Self::Region, Self::Type];

    /// The levels that need no further word, in the order of a menu.
    pub const OFFERED: [Self; 9] = [
        Self::Account,
        Self::Unit,
        Self::Region,
        Self::Service,
        Self::Type,
        Self::Value(ValueLevel::Status),
        Self::Value(ValueLevel::Vpc),
        Self::Value(ValueLevel::Zone),
        Self::Value(ValueLevel::Stack),
    ];

    /// As the window spells it.
    pub fn label(&self) -> String {
        match self {
            Self::Account => "Account".to_owned(),
            Self::Region => "Region".to_owned(),
            Self::Type => "Type".to_owned(),
            Self::Unit => "Organizational unit".to_owned(),
            Self::Service => "Service".to_owned(),
            Self::Value(level) => level.label().to_owned(),
            Self::Tag(key) => format!("Tag {key}"),
        }
    }

    /// Levels by their names. A name of another version is left out.
    pub fn from_names(names: &[String]) -> Vec<Self> {
        names.iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// Whether the level's groups follow from single rows; else they follow from the lists that rows are of.
    pub(super) fn is_of_row(&self) -> bool {
        matches!(self, Self::Tag(_) | Self::Value(_))
    }

    /// Whether what single rows have decides in which group they are. Details may tell more of it.
    pub fn look_at_rows(levels: &[Self]) -> bool {
        levels.iter().any(Self::is_of_row)
    }

    /// Whether what decides is in properties, which takes longer to read than all the rest of a row.
    pub(crate) fn read_properties(levels: &[Self]) -> bool {
        let reads = |level: &Self| matches!(level, Self::Value(level) if level.reads_properties());
        levels.iter().any(reads)
    }

    /// Whether the group of a row follows from its list and its set of tags: its name is not part of that set.
    pub(super) fn follows_from_tags(&self) -> bool {
        match self {
            Self::Tag(key) => key.as_str() != "Name",
            Self::Value(level) => *level == ValueLevel::Stack,
            _ => true,
        }
    }

    /// The group of the rows of a list, when all of them are in one.
    pub(super) fn group_of_list(&self, list: &QueryKey, input: &TreeInput) -> Option<GroupKey> {
        match self {
            Self::Account => Some(GroupKey::Account(list.account)),
            Self::Region => Some(GroupKey::Region(list.region)),
            Self::Type => Some(GroupKey::Type(list.resource_type)),
            Self::Service => Some(GroupKey::Service(list.resource_type.service())),
            Self::Unit => {
                let unit = input.account_units.get(&list.account);
                Some(GroupKey::Unit(unit.cloned().unwrap_or_default()))
            }
            Self::Tag(_) | Self::Value(_) => None,
        }
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("account"),
            Self::Region => f.write_str("region"),
            Self::Type => f.write_str("type"),
            Self::Unit => f.write_str("unit"),
            Self::Service => f.write_str("service"),
            Self::Value(level) => f.write_str(level.as_str()),
            Self::Tag(key) => write!(f, "tag:{key}"),
        }
    }
}

/// A name that no level of the tree has.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "'{0}' is no level of the tree; use account, unit, region, service, type, status, vpc, zone, stack or tag:KEY"
)]
pub struct NoSuchLevel(String);

impl FromStr for GroupBy {
    type Err = NoSuchLevel;

    fn from_str(name: &str) -> Result<Self, NoSuchLevel> {
        let no_such = || NoSuchLevel(name.chars().take(200).collect());
        let mut offered = Self::OFFERED.into_iter();
        match offered.find(|level| level.to_string() == name) {
            Some(level) => Ok(level),
            None => {
                let key = name.strip_prefix("tag:").ok_or_else(no_such)?;
                TagKey::new(key).map(Self::Tag).ok_or_else(no_such)
            }
        }
    }
}

impl Serialize for GroupBy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GroupBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(D::Error::custom)
    }
}

/// What the rows of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupKey {
    /// An account.
    Account(AccountId),
    /// A region.
    Region(Region),
    /// A resource type.
    Type(TypeId),
    /// A service, as names of types spell it.
    Service(&'static str),
    /// An organizational unit; empty where it is not known.
    Unit(Arc<str>),
    /// A value that rows have.
    Value(Arc<ValueGroup>),
    /// A tag.
    Tag(Arc<TagGroup>),
}

impl GroupKey {
    /// Whether it is that of rows of which it is not known what they have.
    pub(super) fn is_unknown(&self) -> bool {
        match self {
            Self::Tag(tag) => tag.value == TagValue::Unknown,
            Self::Value(group) => group.value == TagValue::Unknown,
            _ => false,
        }
    }
}

/// A tag key, and what the rows of the group have for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TagGroup {
    /// The key.
    pub key: TagKey,
    /// The value.
    pub value: TagValue,
}

/// What a row has for a tag key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagValue {
    /// This value; may be empty.
    Value(String),
    /// The row's tags are known and this one is not among them.
    Missing,
    /// The row's tags are not known.
    Unknown,
}

impl TagValue {
    fn hash_into<'h>(&self, hash: &'h mut StableHash) -> &'h mut StableHash {
        match self {
            Self::Value(value) => hash.text("value").text(value),
            Self::Missing => hash.text("missing"),
            Self::Unknown => hash.text("unknown"),
        }
    }

    /// Of a row.
    pub fn of(entry: &ResourceEntry, key: &TagKey) -> Self {
        match entry.tags.get(key.as_str()) {
            Some(value) => Self::Value(value.to_owned()),
            None if entry.tags.are_known() => Self::Missing,
            None => Self::Unknown,
        }
    }
}

/// A group by its path from the root. The same path gives the same id in every tree, so that what
/// was open stays open across refresh, enrichment and restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u64);

impl NodeId {
    /// Above every group.
    pub const ROOT: Self = Self(0);

    /// The id of a group below this one.
    pub fn child(self, key: &GroupKey) -> Self {
        // By text, not by handle: ids outlive the process, in settings and snapshots.
        let mut hash = StableHash::of(self.0);
        match key {
            GroupKey::Account(account) => hash.text("account").text(&account.digits()),
            GroupKey::Region(region) => hash.text("region").text(region.as_str()),
            GroupKey::Type(ty) => hash.text("type").text(ty.as_str()),
            GroupKey::Service(service) => hash.text("service").text(service),
            GroupKey::Unit(unit) => hash.text("unit").text(unit),
            GroupKey::Value(group) => {
                hash.text("level").text(group.level.as_str());
                group.value.hash_into(&mut hash)
            }
            GroupKey::Tag(tag) => {
                hash.text("tag").text(tag.key.as_str());
                tag.value.hash_into(&mut hash)
            }
        };
        Self(hash.short().max(1))
    }
}
