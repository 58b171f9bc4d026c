//! Levels of a tree, and what the rows of a group have in common.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::model::{AccountId, QueryKey, Region, ResourceEntry, StableHash, TagKey, TypeId};

/// A level of the tree. Settings and bookmarks spell it `account`, `region`, `type` or `tag:KEY`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// One group per account.
    Account,
    /// One group per region.
    Region,
    /// One group per resource type.
    Type,
    /// One group per value of a tag, one for rows without it, one for rows whose tags are not known.
    Tag(TagKey),
}

impl GroupBy {
    /// The levels that need no further word, in the usual order.
    pub const BUILTIN: [Self; 3] = [Self::Account, Self::Region, Self::Type];

    /// As the window spells it.
    pub fn label(&self) -> String {
        match self {
            Self::Account => "Account".to_owned(),
            Self::Region => "Region".to_owned(),
            Self::Type => "Type".to_owned(),
            Self::Tag(key) => format!("Tag {key}"),
        }
    }

    /// Levels by their names. A name of another version is left out.
    pub fn from_names(names: &[String]) -> Vec<Self> {
        names.iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// Whether the level's groups follow from tags; else they follow from the lists that rows are of.
    pub(super) fn is_of_tag(&self) -> bool {
        matches!(self, Self::Tag(_))
    }

    /// Whether tags decide in which group a row is.
    pub fn look_at_tags(levels: &[Self]) -> bool {
        levels.iter().any(Self::is_of_tag)
    }

    /// The group of a row.
    pub fn group_of(&self, entry: &ResourceEntry) -> GroupKey {
        match self {
            Self::Account => GroupKey::Account(entry.account),
            Self::Region => GroupKey::Region(entry.region),
            Self::Type => GroupKey::Type(entry.resource_type),
            Self::Tag(key) => GroupKey::Tag(Arc::new(TagGroup {
                key: key.clone(),
                value: TagValue::of(entry, key),
            })),
        }
    }

    /// The group of the rows of a list, when all of them are in one.
    pub(super) fn group_of_list(&self, list: &QueryKey) -> Option<GroupKey> {
        match self {
            Self::Account => Some(GroupKey::Account(list.account)),
            Self::Region => Some(GroupKey::Region(list.region)),
            Self::Type => Some(GroupKey::Type(list.resource_type)),
            Self::Tag(_) => None,
        }
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("account"),
            Self::Region => f.write_str("region"),
            Self::Type => f.write_str("type"),
            Self::Tag(key) => write!(f, "tag:{key}"),
        }
    }
}

/// A name that no level of the tree has.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is no level of the tree; use account, region, type or tag:KEY")]
pub struct NoSuchLevel(String);

impl FromStr for GroupBy {
    type Err = NoSuchLevel;

    fn from_str(name: &str) -> Result<Self, NoSuchLevel> {
        let no_such = || NoSuchLevel(name.chars().take(200).collect());
        match name {
            "account" => Ok(Self::Account),
            "region" => Ok(Self::Region),
            "type" => Ok(Self::Type),
            _ => {
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
    /// A tag.
    Tag(Arc<TagGroup>),
}

impl GroupKey {
    /// Whether it is that of rows whose tags are not known.
    pub(super) fn is_unknown_tag(&self) -> bool {
        matches!(self, Self::Tag(tag) if tag.value == TagValue::Unknown)
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
            GroupKey::Tag(tag) => {
                hash.text("tag").text(tag.key.as_str());
                match &tag.value {
                    TagValue::Value(value) => hash.text("value").text(value),
                    TagValue::Missing => hash.text("missing"),
                    TagValue::Unknown => hash.text("unknown"),
                }
            }
        };
        Self(hash.short().max(1))
    }
}
