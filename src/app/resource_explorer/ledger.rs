//! What is known about every query key: complete, partial, denied, unsupported, ...
//!
//! Zero rows, not asked, not available and denied are four different things. The ledger keeps them
//! apart, so that nobody takes an unanswered question for an empty account.

use std::collections::BTreeMap;
use std::time::Duration;

use compact_str::{CompactString, format_compact};

use super::source::SourceError;
use super::state::{AccountId, Provider, QueryKey};

/// How a query key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Every row there is.
    Complete,
    /// Some rows; there may be more.
    Partial,
    /// The caller may not list this.
    Denied,
    /// The service or operation does not exist there.
    Unsupported,
    /// The account has not enabled the region.
    RegionNotEnabled,
    /// AWS does not offer the type in the region; nobody was asked.
    NotOffered,
    /// Nobody was asked, for a reason that the line gives.
    NotAsked,
    /// Given up after being told to slow down too often.
    Throttled,
    /// No valid credentials for the account.
    SignIn,
    /// Stopped by the person, or by a newer query.
    Cancelled,
    /// Anything else that went wrong.
    Failed,
    /// Stopped by the memory budget.
    MemoryLimit,
}

impl Outcome {
    /// Every way there is, in the order of the variants.
    pub const ALL: [Self; 12] = [
        Self::Complete,
        Self::Partial,
        Self::Denied,
        Self::Unsupported,
        Self::RegionNotEnabled,
        Self::NotOffered,
        Self::NotAsked,
        Self::Throttled,
        Self::SignIn,
        Self::Cancelled,
        Self::Failed,
        Self::MemoryLimit,
    ];

    /// As reports spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Denied => "denied",
            Self::Unsupported => "unsupported",
            Self::RegionNotEnabled => "region_not_enabled",
            Self::NotOffered => "not_offered",
            Self::NotAsked => "not_asked",
            Self::Throttled => "throttled",
            Self::SignIn => "sign_in",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::MemoryLimit => "memory_limit",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Denied => "denied",
            Self::Unsupported => "not available here",
            Self::RegionNotEnabled => "region not enabled",
            Self::NotOffered => "not offered in the region",
            Self::NotAsked => "not asked",
            Self::Throttled => "throttled",
            Self::SignIn => "sign-in needed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::MemoryLimit => "stopped by the memory limit",
        }
    }

    /// Whether rows may exist that are not shown. What does not exist in a place is not missing.
    pub fn is_incomplete(self) -> bool {
        !matches!(
            self,
            Self::Complete | Self::RegionNotEnabled | Self::NotOffered
        )
    }

    /// Whether a person should look: something was refused or broke.
    pub fn is_failure(self) -> bool {
        matches!(
            self,
            Self::Denied | Self::Throttled | Self::SignIn | Self::Failed | Self::MemoryLimit
        )
    }

    /// Whether asking again can help.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Partial
                | Self::Throttled
                | Self::SignIn
                | Self::Cancelled
                | Self::Failed
                | Self::MemoryLimit
                | Self::Denied
        )
    }
}

impl From<&SourceError> for Outcome {
    fn from(error: &SourceError) -> Self {
        match error {
            SourceError::Denied { .. } => Self::Denied,
            SourceError::Throttled { .. } => Self::Throttled,
            SourceError::SignIn { .. } => Self::SignIn,
            SourceError::Unsupported { .. } => Self::Unsupported,
            SourceError::RegionNotEnabled(_) => Self::RegionNotEnabled,
            SourceError::NotAsked(_) => Self::NotAsked,
            SourceError::Network { .. }
            | SourceError::BadAnswer { .. }
            | SourceError::Service { .. }
            | SourceError::Config(_)
            | SourceError::Internal(_) => Self::Failed,
        }
    }
}

/// One line of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Which question.
    pub key: QueryKey,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows it gave.
    pub rows: u64,
    /// Who answered; `None` when nobody was asked.
    pub provider: Option<Provider>,
    /// Why it is not complete, when something went wrong.
    pub error: Option<SourceError>,
    /// How old the answer is, when it came from the cache.
    pub cached_age: Option<Duration>,
}

impl LedgerEntry {
    /// Whether a person should look: refused, broken, or broken off half-way. Rows that only the
    /// tagging service could show are partial by nature; that is not a failure.
    pub fn is_failure(&self) -> bool {
        self.outcome.is_failure() || (self.outcome == Outcome::Partial && self.error.is_some())
    }

    /// Whether asking again can give more than was given.
    pub fn is_retryable(&self) -> bool {
        self.outcome.is_retryable() && (self.error.is_some() || self.outcome != Outcome::Partial)
    }

    /// Whether it can be asked again while its query still runs: what waits for a sign-in goes on by
    /// itself, and what sweeps answer comes with them.
    pub fn can_join_query(&self) -> bool {
        let is_list =
            !self.key.resource_type.is_of_many() && self.provider.is_none_or(|by| !by.is_sweep());
        self.is_retryable() && is_list && self.outcome != Outcome::SignIn
    }
}

/// Query keys that failed for the same reason.
#[derive(Clone, Debug)]
pub struct FailureGroup {
    /// How they ended.
    pub outcome: Outcome,
    /// One sentence: what happened.
    pub cause: CompactString,
    /// Which questions, in order.
    pub keys: Vec<QueryKey>,
}

/// Every query key of a query and how it ended.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<QueryKey, LedgerEntry>,
    failures: usize,
    incomplete: usize,
    cached: usize,
    retryable: usize,
    joinable: usize,
    revision: u64,
}

impl Ledger {
    /// Adds or replaces the line of one key.
    pub fn record(&mut self, entry: LedgerEntry) {
        self.revision += 1;
        self.count(&entry, 1);
        if let Some(old) = self.entries.insert(entry.key, entry) {
            self.count(&old, -1);
        }
    }

    fn count(&mut self, entry: &LedgerEntry, by: isize) {
        let add = |counter: &mut usize, applies: bool| {
            if applies {
                *counter = counter.wrapping_add_signed(by);
            }
        };
        add(&mut self.failures, entry.is_failure());
        add(&mut self.incomplete, entry.outcome.is_incomplete());
        add(&mut self.cached, entry.cached_age.is_some());
        add(&mut self.retryable, entry.is_retryable());
        add(&mut self.joinable, entry.can_join_query());
    }

    /// Forgets the lines that say an account waits for its credentials: they do not any more.
    pub fn forget_waiting(&mut self, account: AccountId) {
        let waits =
            |entry: &LedgerEntry| entry.key.account == account && entry.outcome == Outcome::SignIn;
        let keys: Vec<QueryKey> = self
            .iter()
            .filter(|entry| waits(entry))
            .map(|entry| entry.key)
            .collect();
        self.revision += 1;
        for key in keys {
            if let Some(old) = self.entries.remove(&key) {
                self.count(&old, -1);
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self {
            revision: self.revision + 1,
            ..Self::default()
        };
    }

    /// Changes whenever a line does; views key what they make of the ledger by it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The lines in key order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &LedgerEntry> {
        self.entries.values()
    }

    /// The lines from one key on, in key order.
    pub fn from(&self, first: QueryKey) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.range(first..).map(|(_, entry)| entry)
    }

    /// The line of one key.
    pub fn get(&self, key: &QueryKey) -> Option<&LedgerEntry> {
        self.entries.get(key)
    }

    /// How many keys have ended.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no key has ended yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys that were refused or broke.
    pub fn failures(&self) -> usize {
        self.failures
    }

    /// Keys that may have more rows than are shown.
    pub fn incomplete(&self) -> usize {
        self.incomplete
    }

    /// Keys answered from the cache.
    pub fn cached(&self) -> usize {
        self.cached
    }

    /// How many keys can be asked again.
    pub fn retryable(&self) -> usize {
        self.retryable
    }

    /// How many of them can be asked again while their query still runs.
    pub fn joinable(&self) -> usize {
        self.joinable
    }

    /// Keys that can be asked again and were not answered in full because something went wrong.
    pub fn retryable_keys(&self) -> Vec<QueryKey> {
        let retryable = self.iter().filter(|entry| entry.is_retryable());
        retryable.map(|entry| entry.key).collect()
    }

    /// What went wrong, grouped by cause, largest group first.
    pub fn failure_groups(&self) -> Vec<FailureGroup> {
        let mut groups: BTreeMap<(Outcome, CompactString), Vec<QueryKey>> = BTreeMap::new();
        for entry in self.iter() {
            let Some(cause) = cause_of(entry) else {
                continue;
            };
            groups
                .entry((entry.outcome, cause))
                .or_default()
                .push(entry.key);
        }
        let mut groups: Vec<FailureGroup> = groups
            .into_iter()
            .map(|((outcome, cause), keys)| FailureGroup {
                outcome,
                cause,
                keys,
            })
            .collect();
        groups.sort_by(|a, b| {
            b.keys
                .len()
                .cmp(&a.keys.len())
                .then_with(|| a.cause.cmp(&b.cause))
        });
        groups
    }
}

/// The sentence that keys with the same trouble share; `None` when there was no trouble.
fn cause_of(entry: &LedgerEntry) -> Option<CompactString> {
    match (&entry.error, entry.outcome) {
        (_, Outcome::NotOffered) | (None, Outcome::Complete | Outcome::Partial) => None,
        (Some(SourceError::Denied { action, code, .. }), _) => {
            Some(format_compact!("not allowed: {action} ({code})"))
        }
        (
            Some(SourceError::Service {
                action,
                code,
                message,
                ..
            }),
            _,
        ) => Some(format_compact!("{action} failed: {code}: {message}")),
        (Some(error), _) => Some(format_compact!("{error}")),
        (None, outcome) => Some(outcome.label().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(region: &str, outcome: Outcome, error: Option<SourceError>) -> LedgerEntry {
        let key = QueryKey {
            account: "001234567890".parse().unwrap(),
            region: region.parse().unwrap(),
            resource_type: "AWS::EC2::Volume".parse().unwrap(),
        };
        LedgerEntry {
            key,
            outcome,
            rows: 0,
            provider: Some(Provider::Ec2),
            error,
            cached_age: None,
        }
    }

    fn denied() -> SourceError {
        SourceError::Denied {
            action: "ec2:DescribeVolumes".into(),
            code: "UnauthorizedOperation".into(),
            principal: None,
        }
    }

    #[test]
    fn a_retried_key_replaces_its_line_and_the_counts_follow() {
        let mut ledger = Ledger::default();
        ledger.record(entry("eu-west-1", Outcome::Denied, Some(denied())));
        assert_eq!(
            (ledger.len(), ledger.failures(), ledger.incomplete()),
            (1, 1, 1)
        );
        ledger.record(entry("eu-west-1", Outcome::Complete, None));
        assert_eq!(
            (ledger.len(), ledger.failures(), ledger.incomplete()),
            (1, 0, 0)
        );
    }

    #[test]
    fn failures_of_one_cause_are_one_group_with_the_missing_action() {
        let mut ledger = Ledger::default();
        for region in ["eu-west-1", "us-east-1"] {
            ledger.record(entry(region, Outcome::Denied, Some(denied())));
        }
        ledger.record(entry("eu-north-1", Outcome::Cancelled, None));
        let groups = ledger.failure_groups();
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].keys.len(), 2);
        assert!(groups[0].cause.contains("ec2:DescribeVolumes"));
        assert_eq!(ledger.retryable_keys().len(), 3);
    }

    #[test]
    fn the_revision_changes_with_every_line_and_when_all_are_forgotten() {
        let mut ledger = Ledger::default();
        let mut seen = vec![ledger.revision()];
        ledger.record(entry("eu-west-1", Outcome::Denied, Some(denied())));
        seen.push(ledger.revision());
        ledger.record(entry("eu-west-1", Outcome::Complete, None));
        seen.push(ledger.revision());
        ledger.clear();
        seen.push(ledger.revision());
        assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
        for (at, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome as usize, at);
        }
    }

    #[test]
    fn what_is_not_enabled_is_not_missing() {
        let mut ledger = Ledger::default();
        ledger.record(entry("me-south-1", Outcome::RegionNotEnabled, None));
        assert_eq!((ledger.failures(), ledger.incomplete()), (0, 0));
    }
}
