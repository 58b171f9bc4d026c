//! One resource, small.

use std::borrow::Cow;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::arn_text::{ArnParts, ArnText};
use super::{AccountId, Properties, QueryKey, Region, SharedStr, Tags, TypeId};

/// The provider whose list has a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// The tagging service's sweep.
    Tagging,
    /// An aggregator of AWS Config.
    Config,
    /// An index of AWS Resource Explorer.
    #[serde(rename = "resourceexplorer")]
    ResourceExplorer,
    /// Cloud Control.
    CloudControl,
    /// The service's own list call.
    Native,
    /// EC2's own list call.
    Ec2,
}

impl Provider {
    /// All there are.
    pub const ALL: [Self; 6] = [
        Self::Tagging,
        Self::Config,
        Self::ResourceExplorer,
        Self::CloudControl,
        Self::Native,
        Self::Ec2,
    ];

    /// Whether its answers hold rows of many types, and not of one.
    pub fn is_sweep(self) -> bool {
        self == Self::Tagging || self.is_index()
    }

    /// Whether it is one of AWS's own indexes, whose rows may be of any account and region.
    pub fn is_index(self) -> bool {
        matches!(self, Self::Config | Self::ResourceExplorer)
    }

    /// As reports spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tagging => "tagging",
            Self::Config => "config",
            Self::ResourceExplorer => "resourceexplorer",
            Self::CloudControl => "cloudcontrol",
            Self::Native => "native",
            Self::Ec2 => "ec2",
        }
    }
}

/// What a status means, from `status.tsv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusClass {
    /// Working as meant.
    Ok,
    /// On its way from one state to another.
    Busy,
    /// Needs a look.
    Warn,
    /// Broken.
    Error,
    /// Stopped, unused or gone.
    Off,
    /// No status, or one the tables do not know.
    #[default]
    Unknown,
}

impl StatusClass {
    /// What a screen reader or a tooltip says for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ok => "working",
            Self::Busy => "changing",
            Self::Warn => "needs a look",
            Self::Error => "broken",
            Self::Off => "off",
            Self::Unknown => "no status",
        }
    }
}

/// One row. Immutable once its batch is published.
#[derive(Clone, Debug)]
pub struct ResourceEntry {
    /// The account number, as STS gave it.
    pub account: AccountId,
    /// The region it is in; [`Region::global`] for global types.
    pub region: Region,
    /// What it is.
    pub resource_type: TypeId,
    /// The provider whose list it is from.
    pub provider: Provider,
    /// What [`ResourceEntry::status`] means.
    pub status_class: StatusClass,
    /// Whether AWS put it there: `alias/aws/*`, default parameter groups, service-linked roles.
    pub managed: bool,
    /// The primary identifier, as CloudFormation defines it for the type.
    pub id: CompactString,
    /// The status as AWS spells it, shared by all rows that have it; empty when the type has none.
    pub status: SharedStr,
    /// The ARN; its beginning is shared with other rows.
    pub arn: ArnText,
    /// Tags that came with the listing, and the name: the `Name` tag, else the name property.
    pub tags: Tags,
    /// Everything the list call returned.
    pub properties: Properties,
}

impl ResourceEntry {
    /// What to call it: its name, else its id.
    pub fn display_name(&self) -> &str {
        if self.is_named() {
            self.name()
        } else {
            &self.id
        }
    }

    /// Whether it has a name that can be seen: EC2 takes a `Name` tag of nothing but spaces.
    pub fn is_named(&self) -> bool {
        !self.name().trim_start().is_empty()
    }

    /// The `Name` tag or the name property; empty when it has neither.
    pub fn name(&self) -> &str {
        self.tags.row_name()
    }

    /// The full ARN, if it has one.
    pub fn arn(&self) -> Option<Cow<'_, str>> {
        self.arn.with_id(&self.id)
    }

    /// The account that owns it, where that is not the account that shows it: a shared subnet, the trail of an
    /// organization. Known from the ARN, so that it takes no room of its own.
    pub fn owner(&self) -> Option<AccountId> {
        let arn = self.arn()?;
        let owner: AccountId = arn.split(':').nth(4)?.parse().ok()?;
        (owner != self.account).then_some(owner)
    }

    /// Whether its ARN names no region, as that of a bucket or a role: it is the same wherever it is seen.
    pub fn has_regionless_arn(&self) -> bool {
        let arn = self.arn();
        let region = arn.as_deref().and_then(|arn| arn.split(':').nth(3));
        region.is_some_and(str::is_empty)
    }

    /// The query key this row belongs to.
    pub fn key(&self) -> QueryKey {
        QueryKey {
            account: self.account,
            region: self.region,
            resource_type: self.resource_type,
        }
    }

    /// Bytes this row takes: its place in the batch and what it owns on the heap. Shared strings are counted
    /// once, in their table.
    pub fn total_bytes(&self) -> usize {
        let spilled = |text: &CompactString| {
            if text.is_heap_allocated() {
                text.capacity()
            } else {
                0
            }
        };
        size_of::<Self>()
            + spilled(&self.id)
            + self.arn.heap_bytes()
            + self.tags.heap_bytes()
            + self.properties.heap_bytes()
    }
}

/// The identity of a resource: the ARN, else account, region, type and id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceIdentity {
    /// It has an ARN.
    Arn(Box<str>),
    /// It has none.
    Keyed(QueryKey, CompactString),
}

impl ResourceIdentity {
    /// Whether it is the identity of a row; cheap for rows it is not of.
    pub fn is_of(&self, entry: &ResourceEntry) -> bool {
        let may_be = match self {
            // Every ARN that is not stored whole ends with the id.
            Self::Arn(arn) => {
                matches!(entry.arn.parts(), ArnParts::Whole(_)) || arn.ends_with(entry.id.as_str())
            }
            Self::Keyed(_, id) => *id == entry.id,
        };
        may_be && *self == Self::from(entry)
    }
}

impl From<&ResourceEntry> for ResourceIdentity {
    fn from(entry: &ResourceEntry) -> Self {
        match entry.arn() {
            Some(arn) => Self::Arn(arn.into()),
            None => Self::Keyed(entry.key(), entry.id.clone()),
        }
    }
}
