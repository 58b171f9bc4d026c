//! What the engine asks of the outside, page by page.
//!
//! The engine plans, paces, shares and counts; a [`ResourceSource`] answers one request at a time and
//! says honestly when it cannot. Nothing here names AWS's SDK: the sandbox, moto and AWS itself all
//! stand behind this trait.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use compact_str::CompactString;
use thiserror::Error;

use super::heap;
use super::state::{
    AccountId, DetailDepth, Properties, Provider, QueryKey, Region, ResourceEntry, Selection,
    TypeId,
};

/// A boxed future, so that the trait can stand behind an `Arc<dyn ...>`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An account that the configured credentials reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    /// As STS or Organizations told it.
    pub id: AccountId,
    /// Account name, alias or profile name; empty if none is known.
    pub name: CompactString,
    /// The alias in its sign-in address; empty if it has none or none is known.
    pub alias: CompactString,
    /// The organizational units it stands in, `Workloads/Prod`; empty where that is not known.
    pub unit: CompactString,
    /// How it is reached: profile name, role ARN.
    pub via: CompactString,
}

/// A way in that leads nowhere: a profile or role that could not be turned into an account.
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
    /// The user or role session, as STS told it.
    pub identity: CompactString,
    /// Where the credentials come from: `profile prod`, `role Audit from profile prod`.
    pub source: CompactString,
    /// When they expire; `None` when they do not, or when nobody says.
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

/// A region as one account sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionInfo {
    /// Which.
    pub region: Region,
    /// Whether the account has it enabled (`OptInStatus` of `DescribeRegions`).
    pub enabled: bool,
}

/// One list that phase 1 has to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListJob {
    /// Account, region and type; the type is [`TypeId::tagged`] for a sweep.
    pub key: QueryKey,
    /// Who answers.
    pub provider: Provider,
}

/// One of AWS's own indexes: it answers for many places at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceIndex {
    /// Who is asked where; the type is the index's own, its rows are of many types.
    pub job: ListJob,
    /// Whose resources it holds.
    pub reach: IndexReach,
    /// Regions whose resources it holds.
    pub regions: Selection<Region>,
    /// Types that it is known to hold, beside those that it shows.
    pub types: BTreeSet<TypeId>,
}

/// Whose resources an index holds. The widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexReach {
    /// Those of many accounts; which, its rows tell.
    Organization,
    /// Those of the account it belongs to, in several regions.
    Account,
    /// Those of its account and region.
    Region,
}

/// Rows of one query key, shared with whoever shows them.
pub type Rows = Arc<Vec<ResourceEntry>>;

/// Where a list goes on: opaque to the engine.
pub type PageToken = CompactString;

/// One page of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// Rows, in the order AWS returned them.
    pub entries: Vec<ResourceEntry>,
    /// Where to go on; `None` after the last page.
    pub next: Option<PageToken>,
}

/// One phase 2 operation on a list of resources of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DetailOp {
    /// As [`super::state::DetailSection::operation`] spells it.
    pub operation: &'static str,
    /// One answer for many resources, or one call each.
    pub reach: DetailReach,
}

/// How many resources one call of a [`DetailOp`] answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DetailReach {
    /// The call pages over the whole account and region.
    Bulk,
    /// One call for up to so many resources of one list.
    Batch(u16),
    /// One call per resource.
    PerResource,
}

/// One page of a bulk detail call.
#[derive(Debug, Default)]
pub struct DetailPage {
    /// Resource id and what was said of it.
    pub answers: Vec<(CompactString, Properties)>,
    /// Where to go on; `None` after the last page.
    pub next: Option<PageToken>,
}

/// What a request costs, for the scheduler: requests of one lane share a token bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    /// Whose quota.
    pub account: AccountId,
    /// Where; quotas are per region.
    pub region: Region,
    /// The API action, such as `ec2:DescribeInstances`.
    pub api: &'static str,
}

/// Paces what a source asks on its own to answer one request that was paced already: the parents of a list, the
/// tags of its rows, where a bucket is.
pub trait Pacer: Send + Sync {
    /// Waits until the lane bears another request. It goes out in the place of the one that it helps to
    /// answer, so the cap on requests in flight does not count it.
    fn turn_within(&self, lane: Lane) -> BoxFuture<'_, ()>;

    /// The service said "slower".
    fn throttled(&self, lane: Lane, retry_after: Option<Duration>);
}

/// Why a request has no answer. One variant per different reaction.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SourceError {
    /// The caller may not do this. Never retried.
    #[error("not allowed: {action} ({code})")]
    Denied {
        /// IAM action, `ec2:DescribeInstances`.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// Who was refused, when AWS said.
        principal: Option<CompactString>,
    },
    /// Too fast. Retried later, slower.
    #[error("throttled: {action} ({code})")]
    Throttled {
        /// IAM action.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// How long the service asks us to wait.
        retry_after: Option<Duration>,
    },
    /// The credentials are missing, expired or not accepted.
    #[error("{via}: {reason}")]
    SignIn {
        /// Profile or role.
        via: CompactString,
        /// What is wrong and what to do about it, one sentence.
        reason: CompactString,
    },
    /// The service or operation does not exist here.
    #[error("not available here: {reason}")]
    Unsupported {
        /// What was not available.
        reason: CompactString,
    },
    /// The account has not enabled the region.
    #[error("region {0} is not enabled in this account")]
    RegionNotEnabled(Region),
    /// No answer: name resolution, connection, time-out, TLS.
    #[error("no connection to {endpoint}: {reason}")]
    Network {
        /// Where to.
        endpoint: CompactString,
        /// What happened.
        reason: CompactString,
    },
    /// An answer that is not what the API promises: HTML, cut short, wrong shape.
    #[error("unexpected answer from {action}: {reason}")]
    BadAnswer {
        /// IAM action.
        action: CompactString,
        /// What was wrong with it.
        reason: CompactString,
    },
    /// The service refused or failed for a reason of its own.
    #[error("{action} failed: {code}: {message}")]
    Service {
        /// IAM action.
        action: CompactString,
        /// AWS's error code.
        code: CompactString,
        /// AWS's message, shortened.
        message: CompactString,
        /// AWS's request id, for support.
        request_id: Option<CompactString>,
    },
    /// The configuration cannot be used.
    #[error("{0}")]
    Config(CompactString),
    /// There is nothing of the type here: what there is of it belongs to another account, or to none.
    #[error("{0}")]
    Elsewhere(CompactString),
    /// Nobody was asked, for this reason.
    #[error("{0}")]
    NotAsked(CompactString),
    /// A mistake of this program.
    #[error("internal error in awsdash while {0}; the log says more")]
    Internal(&'static str),
}

impl SourceError {
    /// Bytes of its texts on the heap.
    pub fn heap_bytes(&self) -> usize {
        let texts: [Option<&CompactString>; 4] = match self {
            Self::Denied {
                action,
                code,
                principal,
            } => [Some(action), Some(code), principal.as_ref(), None],
            Self::Throttled { action, code, .. } => [Some(action), Some(code), None, None],
            Self::SignIn {
                via: first,
                reason: second,
            }
            | Self::Network {
                endpoint: first,
                reason: second,
            }
            | Self::BadAnswer {
                action: first,
                reason: second,
            } => [Some(first), Some(second), None, None],
            Self::Service {
                action,
                code,
                message,
                request_id,
            } => [Some(action), Some(code), Some(message), request_id.as_ref()],
            Self::Unsupported { reason: text }
            | Self::Config(text)
            | Self::Elsewhere(text)
            | Self::NotAsked(text) => [Some(text), None, None, None],
            Self::RegionNotEnabled(_) | Self::Internal(_) => [None; 4],
        };
        texts.into_iter().flatten().map(heap::of_text).sum()
    }

    /// Whether asking again may help without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Network { .. } => true,
            Self::Service { code, .. } => {
                matches!(
                    code.as_str(),
                    "InternalError" | "InternalFailure" | "ServiceUnavailable" | "Unavailable"
                )
            }
            Self::Denied { .. }
            | Self::SignIn { .. }
            | Self::Unsupported { .. }
            | Self::RegionNotEnabled(_)
            | Self::BadAnswer { .. }
            | Self::Config(_)
            | Self::Elsewhere(_)
            | Self::NotAsked(_)
            | Self::Internal(_) => false,
        }
    }
}

/// Answers the engine's requests.
pub trait ResourceSource: Send + Sync + 'static {
    /// The accounts that the configured credentials reach. Asked at start and on refresh.
    fn accounts(&self) -> BoxFuture<'_, Result<AccountList, SourceError>>;

    /// As [`ResourceSource::accounts`], telling of each account as soon as it is reached. What is told
    /// early may be told again, under another name, and stands in the list at the end.
    fn accounts_one_by_one<'a>(
        &'a self,
        _tell: &'a (dyn Fn(AccountInfo) + Send + Sync),
    ) -> BoxFuture<'a, Result<AccountList, SourceError>> {
        self.accounts()
    }

    /// Whether the account's credentials work now. They are read anew from where they come from: a
    /// person may have signed in since. Fails with [`SourceError::SignIn`] while they do not.
    fn check_access(&self, account: AccountId) -> BoxFuture<'_, Result<(), SourceError>>;

    /// What is known of the credentials of an account, without asking.
    fn access_facts(&self, account: AccountId) -> Option<AccessFacts>;

    /// Who paces what the source asks on its own. Called once, before anything is asked.
    fn pace_by(&self, _pacer: Arc<dyn Pacer>) {}

    /// Bytes that are held to be able to ask: clients and what belongs to them, about.
    fn held_bytes(&self) -> u64 {
        0
    }

    /// The name of the sign-in that renews a way in, if a person can make it from here. Ways in that
    /// share a name share the sign-in.
    fn sign_in_name(&self, via: &str) -> Option<CompactString>;

    /// Signs a person in. `tell` is called once, with what the person has to do; the answer comes when
    /// it was done, refused, or not done in time.
    fn sign_in<'a>(
        &'a self,
        name: &'a str,
        tell: &'a (dyn Fn(SignInPrompt) + Send + Sync),
    ) -> BoxFuture<'a, Result<(), SourceError>>;

    /// The regions of one account.
    fn regions(&self, account: AccountId) -> BoxFuture<'_, Result<Vec<RegionInfo>, SourceError>>;

    /// AWS's own indexes that belong to an account. None that cannot be used is among them.
    fn indexes(
        &self,
        _account: AccountId,
    ) -> BoxFuture<'_, Result<Vec<ResourceIndex>, SourceError>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The lane of asking which indexes an account has; `None` when there are none to ask for.
    fn index_lane(&self, _account: AccountId) -> Option<Lane> {
        None
    }

    /// Who lists `ty`, or `None` when only the tagging sweep can see it.
    fn provider_of(&self, ty: TypeId) -> Option<Provider>;

    /// Whether `ty` is listed once per account instead of once per region.
    fn is_global(&self, ty: TypeId) -> bool;

    /// Every type that has a list call of its own.
    fn listable_types(&self) -> Vec<TypeId>;

    /// The lane of a list request.
    fn list_lane(&self, job: &ListJob) -> Lane;

    /// Whether `ty` is offered in `region` at all; what is not offered is not asked for.
    fn exists_in(&self, _ty: TypeId, _region: Region) -> bool {
        true
    }

    /// Whether resources of the type can have tags, so that a sweep may see them.
    fn is_taggable(&self, _ty: TypeId) -> bool {
        true
    }

    /// Other types that may list what a sweep takes for this one: only the resource itself tells which of
    /// them it is, and its list knows.
    fn alike(&self, _ty: TypeId) -> Vec<TypeId> {
        Vec::new()
    }

    /// The type under whose name the resources of this one are listed, where that is another.
    fn listed_as(&self, _ty: TypeId) -> Option<TypeId> {
        None
    }

    /// Types whose resources have to be known before the job can be done: it lists their children.
    fn parent_types(&self, _job: &ListJob) -> Vec<TypeId> {
        Vec::new()
    }

    /// Every type that [`ResourceSource::parent_types`] may name.
    fn all_parent_types(&self) -> BTreeSet<TypeId> {
        BTreeSet::new()
    }

    /// Why a job need not be tried: it was refused before, in a way that lasts.
    fn refused_before(&self, _job: &ListJob) -> Option<SourceError> {
        None
    }

    /// Who is asked when the first page of a job ended like this; `None` when the error stands.
    /// [`Provider::Tagging`] when only the sweep is left.
    fn next_provider(&self, _job: &ListJob, _error: &SourceError) -> Option<Provider> {
        None
    }

    /// One page of a list. `parents` are the rows of [`ResourceSource::parent_types`]; `token` is what
    /// the page before gave.
    fn list_page<'a>(
        &'a self,
        job: &'a ListJob,
        parents: &'a [Rows],
        token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<Page, SourceError>>;

    /// The phase 2 operations for a type at a depth, bulk ones first.
    fn detail_ops(&self, ty: TypeId, depth: &DetailDepth) -> Vec<DetailOp>;

    /// The lane of a detail request.
    fn detail_lane(&self, key: &QueryKey, op: DetailOp) -> Lane;

    /// One page of a bulk operation over an account and region.
    fn bulk_details<'a>(
        &'a self,
        key: &'a QueryKey,
        op: DetailOp,
        token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<DetailPage, SourceError>>;

    /// One operation on one resource.
    fn resource_detail<'a>(
        &'a self,
        entry: &'a ResourceEntry,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, SourceError>>;

    /// Whether an operation of [`ResourceSource::detail_ops`] has anything to say about this row.
    fn has_detail(&self, _entry: &ResourceEntry, _op: DetailOp) -> bool {
        true
    }

    /// One operation on a few resources of one key, at most as many as [`DetailReach::Batch`] says. In
    /// their order; nothing for those that the answer does not have.
    fn batch_details<'a>(
        &'a self,
        entries: Vec<&'a ResourceEntry>,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Vec<Option<Properties>>, SourceError>> {
        Box::pin(async move {
            let mut told = Vec::with_capacity(entries.len());
            for entry in entries {
                told.push(Some(self.resource_detail(entry, op).await?));
            }
            Ok(told)
        })
    }

    /// The properties of one resource as its list call gives them, for a row whose properties were
    /// evicted.
    fn reload<'a>(
        &'a self,
        entry: &'a ResourceEntry,
    ) -> BoxFuture<'a, Result<serde_json::Value, SourceError>>;

    /// Whether these rows come from the built-in simulated AWS. The window says so at all times.
    fn is_sandbox(&self) -> bool {
        false
    }
}
