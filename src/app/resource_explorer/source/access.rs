//! Accounts, their regions, and what a person has to do to sign in.

use std::time::SystemTime;

use compact_str::CompactString;

use super::SourceError;
use crate::model::{AccountId, Region};

/// An account that the configured credentials reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    /// As STS or Organizations gave it.
    pub id: AccountId,
    /// Account name, alias or profile name; empty if none is known.
    pub name: CompactString,
    /// The alias in its sign-in address; empty if it has none or none is known.
    pub alias: CompactString,
    /// The organizational units it is in, `Workloads/Prod`; empty where that is not known.
    pub unit: CompactString,
    /// How it is reached: profile name, role ARN.
    pub via: CompactString,
}

/// A profile or role that leads to no account.
#[derive(Clone, Debug)]
pub struct BrokenAccess {
    /// Profile name or role.
    pub via: CompactString,
    /// What went wrong.
    pub error: SourceError,
}

/// What the credentials can see.
#[derive(Clone, Debug, Default)]
pub struct AccountList {
    /// Accounts, sorted by name then number, each once.
    pub accounts: Vec<AccountInfo>,
    /// Ways in that failed.
    pub broken: Vec<BrokenAccess>,
}

/// What is known of the credentials that reach an account. Never the credentials themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessFacts {
    /// The user or role session, as STS gave it.
    pub identity: CompactString,
    /// Where the credentials come from: `profile prod`, `role Audit from profile prod`.
    pub source: CompactString,
    /// When they expire; `None` when they do not, or when that is not known.
    pub expires: Option<SystemTime>,
}

/// What a person has to do to sign in: open an address in a browser and confirm a code there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPrompt {
    /// Where to go; the code is in it already, where the service offers that.
    pub url: CompactString,
    /// The code to compare or to type in. It opens nothing by itself.
    pub code: CompactString,
    /// When the service will not wait any longer.
    pub ends: SystemTime,
}

/// The regions of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionList {
    /// Sorted by code.
    pub regions: Vec<RegionInfo>,
    /// Why the account's own list is not known. The regions are those that AWS is known to have then, and
    /// whether the account has them is not known.
    pub assumed: Option<SourceError>,
}

impl From<Vec<RegionInfo>> for RegionList {
    fn from(regions: Vec<RegionInfo>) -> Self {
        Self {
            regions,
            assumed: None,
        }
    }
}

/// A region as one account sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionInfo {
    /// Which.
    pub region: Region,
    /// Whether the account has it enabled (`OptInStatus` of `DescribeRegions`).
    pub enabled: bool,
}
