//! What drawing code may read: borrowed, consistent for one frame.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use compact_str::CompactString;

use super::account_marks::AccountMarks;
use super::actions::keymap::KeyMap;
use super::bookmarks::Bookmarks;
use super::jobs::JobLine;
use super::memory_report::MemoryReport;
use super::notifications::Notifications;
use super::pane::Pane;
use super::requests::ApiUse;
use super::resource_explorer::cache::CacheStats;
use super::resource_explorer::memory_budget::BudgetSnapshot;
use super::resource_explorer::progress::PaneId;
use super::resource_explorer::query_engine::{PausedAccounts, SignIns};
use super::resource_explorer::source::{AccessFacts, AccountInfo, BrokenAccess, RegionInfo};
use super::settings::Settings;
use crate::model::{AccountId, TypeId};

/// Accounts and regions that the credentials reach.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Accounts in the order to show them.
    pub accounts: Vec<AccountInfo>,
    /// How accounts are told apart.
    pub marks: AccountMarks,
    /// Counts up whenever the accounts change.
    pub accounts_revision: u64,
    /// Regions of each account that has answered.
    pub regions: BTreeMap<AccountId, Vec<RegionInfo>>,
    /// Profiles and roles that lead to no account.
    pub broken: Vec<BrokenAccess>,
    /// What is known of the credentials of each account.
    pub facts: BTreeMap<AccountId, AccessFacts>,
    /// Accounts whose lists wait for a sign-in, each with the reason.
    pub paused: PausedAccounts,
    /// The names of sign-ins, by the profile or role that they renew, for those a person can renew from here.
    pub sign_in_names: BTreeMap<CompactString, CompactString>,
    /// The state of every sign-in, by name.
    pub sign_ins: SignIns,
    /// Whether accounts are still being asked for.
    pub loading: bool,
    /// Why no account can be listed at all.
    pub error: Option<String>,
    /// Types with a list call of their own; the others are seen by the tagging sweep only.
    pub listable: Arc<BTreeSet<TypeId>>,
}

/// One sample of the memory panel's curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MemorySample {
    /// Since the program started.
    pub at: Duration,
    /// Resident set in bytes; 0 when it cannot be read.
    pub rss_bytes: u64,
    /// Counted by the allocator in bytes; 0 when it is not installed.
    pub counted_bytes: u64,
    /// The limit in force, in bytes.
    pub limit_bytes: u64,
    /// Bytes that a purge gave back just before.
    pub purged_bytes: u64,
}

/// What the first screen lists when there are no credentials: lines of "what: where: found or not".
#[derive(Clone, Debug, Default)]
pub struct ConnectReport {
    /// What was looked for, where, and what was found.
    pub sources_checked: Vec<(String, String)>,
}

/// Everything a frame may show.
pub struct AppView<'a> {
    /// The panes, by id.
    pub panes: &'a BTreeMap<PaneId, Pane>,
    /// The pane that keyboard commands go to.
    pub focused: Option<PaneId>,
    /// Accounts and regions.
    pub directory: &'a Directory,
    /// Memory readings of this moment.
    pub budget: BudgetSnapshot,
    /// The holders of memory, and the bytes of rows by type and account.
    pub memory: &'a MemoryReport,
    /// Memory over time, oldest first.
    pub memory_history: &'a VecDeque<MemorySample>,
    /// The shared cache.
    pub cache: CacheStats,
    /// Saved scopes.
    pub bookmarks: &'a Bookmarks,
    /// Settings in force.
    pub settings: &'a Settings,
    /// The keys of every action.
    pub keymap: &'a KeyMap,
    /// How many closed panes can be opened again.
    pub closed_panes: usize,
    /// Work under way on other threads.
    pub jobs: Vec<JobLine>,
    /// What the program has to tell.
    pub notifications: &'a Notifications,
    /// What was looked for to connect.
    pub connect: &'a ConnectReport,
    /// The sandbox's description, when it is running.
    pub sandbox: Option<&'a str>,
    /// Where the log file is; `None` without a writable data directory.
    pub log_path: Option<&'a std::path::Path>,
    /// How fast which API is asked, the busiest first.
    pub requests: &'a [ApiUse],
    /// The time that ages are told at.
    pub now: SystemTime,
    /// How many queries run in all panes.
    pub running: usize,
}
