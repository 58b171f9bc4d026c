//! Banners of a pane: what happened to its query that the person should know, with buttons for what to do.

use std::collections::BTreeMap;

use super::Pane;
use crate::app::labels::broken_text;
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::FinishReason;
use crate::app::resource_explorer::query_engine::details::DetailsFailure;
use crate::app::resource_explorer::source::BrokenAccess;
use crate::model::{AccountId, QueryKey};

/// What a banner offers to do, as a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerAction {
    /// Free what is cached.
    ClearCache,
    /// Close this pane.
    ClosePane,
    /// Edit the scope, to ask for less.
    NarrowScope,
    /// Allow more memory.
    RaiseLimit,
    /// Ask what a stopped query has not asked.
    Continue,
    /// See how to connect.
    Connect,
    /// See the accounts, and sign in.
    Accounts,
}

impl BannerAction {
    /// As the button says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::ClearCache => "Clear cache",
            Self::ClosePane => "Close pane",
            Self::NarrowScope => "Narrow scope",
            Self::RaiseLimit => "Raise limit",
            Self::Continue => "Continue",
            Self::Connect => "How to connect",
            Self::Accounts => "Accounts",
        }
    }
}

/// What a banner is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerKind {
    /// The memory limit stopped the query.
    MemoryLimit,
    /// The account's lists wait for a sign-in.
    Paused(AccountId),
    /// Calls of phase 2 failed.
    DetailsIncomplete,
    /// The query was stopped before its end.
    Unfinished,
    /// The account's regions could not be read; the default ones were asked.
    RegionsAssumed(AccountId),
    /// The query could not be planned, or a part of it.
    PlanFailed,
    /// The query waits, for instance for memory.
    Waiting,
    /// The pane holds as many rows as it can.
    RowsFull,
    /// Profiles or roles lead to no account.
    BrokenAccess,
}

impl BannerKind {
    /// Whether a person may put such a banner away: what stays true for the whole query may not.
    pub fn can_be_dismissed(self) -> bool {
        self != Self::BrokenAccess
    }
}

/// One banner of a pane. Counts up; not used again while the pane is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BannerId(u32);

/// One message, with its buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// Which of the pane; given when it is shown.
    pub id: BannerId,
    /// What it is about.
    pub kind: BannerKind,
    /// How bad it is; decides colour and icon.
    pub outcome: Outcome,
    /// What happened, where, and what to do: one sentence or two.
    pub text: String,
    /// Buttons.
    pub actions: Vec<BannerAction>,
}

impl Banner {
    /// A banner that is not shown yet.
    pub fn new(kind: BannerKind, outcome: Outcome, text: impl Into<String>) -> Self {
        Self {
            id: BannerId::default(),
            kind,
            outcome,
            text: text.into(),
            actions: Vec::new(),
        }
    }

    /// The query waits, for instance for memory.
    pub(super) fn waiting(text: String) -> Self {
        Self::new(BannerKind::Waiting, Outcome::Throttled, text)
            .offering([BannerAction::ClearCache, BannerAction::NarrowScope])
    }

    /// The memory limit stopped the query.
    pub(super) fn memory_limit(text: String) -> Self {
        Self::new(BannerKind::MemoryLimit, Outcome::MemoryLimit, text).offering([
            BannerAction::ClearCache,
            BannerAction::ClosePane,
            BannerAction::NarrowScope,
            BannerAction::RaiseLimit,
        ])
    }

    /// Profiles and roles that lead to no account, however many they are; `None` when all do.
    fn failed_access(broken: &[BrokenAccess]) -> Option<Self> {
        let first = broken_text(broken.first()?);
        let text = match broken.len() {
            1 => format!("One profile or role could not be used. {first}"),
            many => format!("{many} profiles or roles could not be used. {first}"),
        };
        let banner = Self::new(BannerKind::BrokenAccess, Outcome::SignIn, text);
        Some(banner.offering([BannerAction::Connect]))
    }

    /// With these buttons.
    #[must_use]
    pub fn offering(self, actions: impl Into<Vec<BannerAction>>) -> Self {
        Self {
            actions: actions.into(),
            ..self
        }
    }
}

impl Pane {
    /// Shows a banner as the most urgent one, unless one of the kind and with the same text is shown.
    pub fn show_banner(&mut self, banner: Banner) {
        self.insert_banner(self.banners.len(), banner);
    }

    /// Shows a banner before all that are more urgent.
    pub(super) fn show_banner_first(&mut self, banner: Banner) {
        self.insert_banner(0, banner);
    }

    fn insert_banner(&mut self, at: usize, banner: Banner) {
        let is_shown = |shown: &Banner| shown.kind == banner.kind && shown.text == banner.text;
        if !self.banners.iter().any(is_shown) {
            let id = self.next_banner_id();
            self.banners.insert(at, Banner { id, ..banner });
        }
    }

    fn next_banner_id(&mut self) -> BannerId {
        self.last_banner.0 += 1;
        self.last_banner
    }

    /// Hides one banner.
    pub(super) fn dismiss_banner(&mut self, id: BannerId) {
        self.banners.retain(|banner| banner.id != id);
    }

    /// Hides what is told of the kinds.
    pub(super) fn hide_banners(&mut self, is_over: impl Fn(BannerKind) -> bool) {
        self.banners.retain(|banner| !is_over(banner.kind));
    }

    /// Shows or updates the banner of failed details.
    pub(super) fn show_failed_details(&mut self) {
        let banner = self.failed_details.banner();
        banner.into_iter().for_each(|it| self.update_banner(it));
    }

    /// Shows or updates the banner of profiles and roles that lead to no account.
    pub(super) fn show_failed_access(&mut self) {
        let banner = Banner::failed_access(&self.broken);
        banner.into_iter().for_each(|it| self.update_banner(it));
    }

    /// Puts a banner in the place of the one of its kind.
    fn update_banner(&mut self, banner: Banner) {
        let mut shown = self.banners.iter_mut();
        match shown.find(|shown| shown.kind == banner.kind) {
            Some(shown) => {
                *shown = Banner {
                    id: shown.id,
                    ..banner
                }
            }
            None => self.show_banner_first(banner),
        }
    }
}

/// What a stopped query has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Not all that it would ask was known.
    Unplanned,
    /// Lists, and details of lists.
    Lists {
        /// The lists that have not ended.
        keys: Vec<QueryKey>,
        /// How many that have ended lack details.
        without_details: u32,
    },
}

impl Rest {
    /// What is left, and what that means; `None` when nothing is. The memory limit has a banner of its own, which
    /// says that lists were stopped.
    pub(super) fn banner(&self, reason: FinishReason, planned: u32) -> Option<Banner> {
        let is_cancelled = reason == FinishReason::Cancelled;
        let text = match self {
            Self::Unplanned if is_cancelled => {
                "Cancelled before all accounts and regions had answered: there may be more than is shown."
                    .to_owned()
            }
            Self::Unplanned => return None,
            Self::Lists {
                keys,
                without_details,
            } => {
                let left = keys.len();
                // Keys that only sweeps answer are no lists of their own.
                let all = left.max(planned as usize);
                let lists = (left > 0 && is_cancelled).then(|| {
                    format!(
                        "Cancelled: {left} of {all} query keys are not done, so there may be more than is shown."
                    )
                });
                let details = (*without_details > 0).then(|| match without_details {
                    1 => "The details of 1 query key were not fetched.".to_owned(),
                    many => format!("The details of {many} query keys were not fetched."),
                });
                let parts: Vec<String> = lists.into_iter().chain(details).collect();
                if parts.is_empty() {
                    return None;
                }
                parts.join(" ")
            }
        };
        let banner = Banner::new(BannerKind::Unfinished, Outcome::Cancelled, text);
        Some(banner.offering([BannerAction::Continue]))
    }
}

/// Calls of phase 2 that failed, gathered into one banner however many they are.
#[derive(Debug, Default)]
pub(super) struct FailedDetails(BTreeMap<String, FailedCalls>);

#[derive(Debug)]
struct FailedCalls {
    /// How often, by list.
    times: BTreeMap<QueryKey, usize>,
    first: DetailsFailure,
}

impl FailedDetails {
    pub(super) fn record(&mut self, failure: DetailsFailure) {
        let times = failure.count + failure.not_asked;
        let key = failure.key;
        let calls = self.0.entry(failure.operation.to_owned());
        let calls = calls.or_insert_with(|| FailedCalls {
            times: BTreeMap::new(),
            first: failure,
        });
        *calls.times.entry(key).or_default() += times;
    }

    /// Forgets calls of lists that are asked again with their details.
    pub(super) fn forget(&mut self, keys: &[QueryKey]) {
        for calls in self.0.values_mut() {
            keys.iter().for_each(|key| _ = calls.times.remove(key));
        }
        self.0.retain(|_, calls| !calls.times.is_empty());
    }

    /// What failed and how often; `None` when nothing did.
    fn banner(&self) -> Option<Banner> {
        const MOST_NAMED: usize = 3;
        let (_, calls) = self.0.first_key_value()?;
        let mut text = "Details are incomplete.".to_owned();
        for (operation, calls) in self.0.iter().take(MOST_NAMED) {
            let times = match calls.times.values().sum() {
                1usize => "once".to_owned(),
                times => format!("{times} times"),
            };
            text += &format!(" {operation} failed {times}: {}.", calls.first);
        }
        if self.0.len() > MOST_NAMED {
            text += &format!(" {} more operations failed.", self.0.len() - MOST_NAMED);
        }
        let outcome = Outcome::from(&calls.first.error);
        Some(Banner::new(BannerKind::DetailsIncomplete, outcome, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::source::SourceError;
    use crate::app::resource_explorer::testing::key;

    #[test]
    fn failed_details_are_one_banner_that_counts() {
        let mut failed = FailedDetails::default();
        assert_eq!(failed.banner(), None);
        for operation in ["DescribeB", "DescribeA", "DescribeB"] {
            failed.record(DetailsFailure {
                key: key("eu-west-1", "AWS::EC2::Volume"),
                operation,
                resources: vec!["vol-1".into()],
                count: 1,
                not_asked: 0,
                error: SourceError::Config("no".into()),
            });
        }
        let text = failed.banner().unwrap().text;
        assert!(
            text.contains("DescribeA failed once")
                && text.contains("DescribeB failed 2 times")
                && text.contains("AWS::EC2::Volume vol-1 in 001234567890 eu-west-1"),
            "{text}"
        );
    }
}
