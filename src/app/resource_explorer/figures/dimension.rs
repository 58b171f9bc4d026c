//! By what rows can be told apart in a summary, and what one of them is then.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::app::resource_explorer::filter::created;
use crate::app::resource_explorer::tree::TagValue;
use crate::model::{AccountId, Region, ResourceEntry, TagKey, TypeId};

/// By what rows are told apart. Settings and bookmarks spell it `type`, `age` or `tag:KEY`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The resource type.
    Type,
    /// The service that the type is of.
    Service,
    /// The account.
    Account,
    /// The region.
    Region,
    /// The status, as AWS spells it.
    Status,
    /// How long ago it was created.
    Age,
    /// The value of a tag.
    Tag(TagKey),
}

impl Dimension {
    /// Those that need no further word, in the order of a menu.
    pub const BUILTIN: [Self; 6] = [
        Self::Type,
        Self::Service,
        Self::Account,
        Self::Region,
        Self::Status,
        Self::Age,
    ];

    /// As the window spells it.
    pub fn label(&self) -> String {
        match self {
            Self::Type => "Type".to_owned(),
            Self::Service => "Service".to_owned(),
            Self::Account => "Account".to_owned(),
            Self::Region => "Region".to_owned(),
            Self::Status => "Status".to_owned(),
            Self::Age => "Age".to_owned(),
            Self::Tag(key) => format!("Tag {key}"),
        }
    }

    /// Whether it is read from the properties of rows.
    pub(super) fn reads_properties(&self) -> bool {
        matches!(self, Self::Age)
    }

    /// Whether details may add to what the list has said of it.
    pub(super) fn is_told_by_details(&self) -> bool {
        matches!(self, Self::Status | Self::Tag(_))
    }

    /// What a row is, at the moment `now` in seconds since 1970.
    pub(super) fn of(&self, entry: &ResourceEntry, properties: &str, now: i64) -> BarKey {
        match self {
            Self::Type => BarKey::Type(entry.resource_type),
            Self::Service => BarKey::Service(entry.resource_type.service()),
            Self::Account => BarKey::Account(entry.account),
            Self::Region => BarKey::Region(entry.region),
            Self::Status if entry.status.is_empty() => BarKey::Missing,
            Self::Status => BarKey::Status(entry.status.as_str().into()),
            Self::Age => match created(properties) {
                Some(moment) => BarKey::Age(AgeBand::of(now - moment)),
                None => BarKey::Unknown,
            },
            Self::Tag(key) => match TagValue::of(entry, key) {
                TagValue::Value(value) => BarKey::Tag(value.into()),
                TagValue::Missing => BarKey::Missing,
                TagValue::Unknown => BarKey::Unknown,
            },
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => write!(f, "tag:{key}"),
            other => f.write_str(&other.label().to_lowercase()),
        }
    }
}

/// A name by which no rows are told apart.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "rows are not told apart by '{0}'; use type, service, account, region, status, age or tag:KEY"
)]
pub struct NoSuchDimension(String);

impl FromStr for Dimension {
    type Err = NoSuchDimension;

    fn from_str(name: &str) -> Result<Self, NoSuchDimension> {
        let mut builtin = Self::BUILTIN.into_iter();
        if let Some(found) = builtin.find(|dimension| dimension.to_string() == name) {
            return Ok(found);
        }
        let key = name.strip_prefix("tag:").and_then(TagKey::new);
        let no_such = || NoSuchDimension(name.chars().take(200).collect());
        key.map(Self::Tag).ok_or_else(no_such)
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Dimension {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(D::Error::custom)
    }
}

/// What the rows of a bar have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BarKey {
    /// This type.
    Type(TypeId),
    /// This service, as `CloudFormation` spells it.
    Service(&'static str),
    /// This account.
    Account(AccountId),
    /// This region.
    Region(Region),
    /// This status.
    Status(CompactString),
    /// They were created in this stretch of time.
    Age(AgeBand),
    /// This value of the tag.
    Tag(CompactString),
    /// They have none.
    Missing,
    /// It is not known of them.
    Unknown,
}

impl BarKey {
    /// The order of bars that are equally long; it does not depend on when a name was first heard of.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let text = |key: &Self| match key {
            Self::Type(ty) => CompactString::from(ty.as_str()),
            Self::Service(service) => CompactString::from(*service),
            Self::Account(account) => CompactString::from(&*account.digits()),
            Self::Region(region) => CompactString::from(region.as_str()),
            Self::Status(text) | Self::Tag(text) => text.clone(),
            Self::Age(_) | Self::Missing | Self::Unknown => CompactString::default(),
        };
        let last = |key: &Self| matches!(key, Self::Missing | Self::Unknown);
        let order = last(self).cmp(&last(other));
        order.then_with(|| text(self).cmp(&text(other)))
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        match self {
            Self::Status(text) | Self::Tag(text) if text.is_heap_allocated() => text.capacity(),
            _ => 0,
        }
    }
}

/// How long ago something was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeBand {
    /// Less than a day.
    Day,
    /// A day and more, less than a week.
    Week,
    /// A week and more, less than thirty days.
    Month,
    /// Thirty days and more, less than ninety.
    Quarter,
    /// Ninety days and more, less than 365.
    Year,
    /// 365 days and more.
    Older,
}

impl AgeBand {
    /// All of them, the youngest first.
    pub const ALL: [Self; 6] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Older,
    ];

    /// From how many days on, and to how many.
    pub fn days(self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Day => (None, Some(1)),
            Self::Week => (Some(1), Some(7)),
            Self::Month => (Some(7), Some(30)),
            Self::Quarter => (Some(30), Some(90)),
            Self::Year => (Some(90), Some(365)),
            Self::Older => (Some(365), None),
        }
    }

    fn of(seconds: i64) -> Self {
        let is_within = |band: &Self| {
            let (_, to) = band.days();
            to.is_none_or(|days| seconds < i64::from(days) * 86_400)
        };
        Self::ALL.into_iter().find(is_within).unwrap_or(Self::Older)
    }
}
