//! What the engine asks of the outside, page by page.
//!
//! The engine plans, paces, shares and counts; a [`ResourceSource`] answers one request at a time and says when
//! it cannot. Nothing here names AWS's SDK: the sandbox, moto and AWS itself are all reached through this trait.

mod access;
pub mod body_meter;
mod call_input;
mod error;
mod gaps;
mod rate;
mod sending;
mod time_limits;

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use compact_str::CompactString;

use crate::model::{
    AccountId, DetailDepth, Properties, Provider, QueryKey, Region, ResourceEntry, RowFacts,
    Selection, TypeId,
};

pub use access::{
    AccessFacts, AccountInfo, AccountList, BrokenAccess, RegionInfo, RegionList, SignInPrompt,
};
pub use call_input::{CallInput, ListCalls, ListParameter, heap_bytes_of, name_of};
pub use error::SourceError;
pub use gaps::{Gaps, Shortfall};
pub use rate::{Rate, RateOfApi};
pub use sending::{Attempt, RequestSender, Retries};
pub use time_limits::{LimitsInForce, TIME_LIMIT_RANGE, TimeLeft, TimeLimit, TimeLimits};

/// A boxed future, so that the trait can be used as `Arc<dyn ResourceSource>`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One list that phase 1 has to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListJob {
    /// Account, region and type; the type is [`TypeId::tagged`] for a sweep.
    pub key: QueryKey,
    /// The provider that is asked.
    pub provider: Provider,
}

/// One of AWS's own indexes: it answers for many places at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceIndex {
    /// The account, region and provider to ask; the type is the index's own, its rows are of many types.
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
    /// Those of many accounts; its rows say which.
    Organization,
    /// Those of the account it belongs to, in several regions.
    Account,
    /// Those of its account and region.
    Region,
}

/// When a type is asked, compared with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Before all others, at this place: people look at it first.
    Early(u16),
    /// After those, at this place.
    Later(u16),
}

/// Rows of one query key, shared by all that show them.
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
    /// What it lacks although it came.
    pub gaps: Gaps,
    /// Further calls of the same list: for resources below these rows.
    pub below: Vec<CallInput>,
}

/// One phase 2 operation on a list of resources of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DetailOp {
    /// As [`crate::model::DetailSection::operation`] spells it.
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
    /// Answers that name no resource or cannot be read.
    pub gaps: Gaps,
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

/// Answers the engine's requests.
pub trait ResourceSource: Send + Sync + 'static {
    /// The accounts that the configured credentials reach. Asked at start and on refresh.
    fn accounts(&self) -> BoxFuture<'_, Result<AccountList, SourceError>>;

    /// As [`ResourceSource::accounts`], telling of each account as soon as it is reached. An account may be told
    /// again under another name; the list at the end has the final one.
    fn accounts_one_by_one<'a>(
        &'a self,
        _tell: &'a (dyn Fn(AccountInfo) + Send + Sync),
    ) -> BoxFuture<'a, Result<AccountList, SourceError>> {
        self.accounts()
    }

    /// Whether the account's credentials work now. They are read again from where they come from: a person may
    /// have signed in since. Fails with [`SourceError::SignIn`] while they do not.
    fn check_access(&self, account: AccountId) -> BoxFuture<'_, Result<(), SourceError>>;

    /// A person wants to know now: what failed before and starts a program of theirs may be tried again, once.
    fn try_again(&self) {}

    /// What is known of the credentials of an account, without asking.
    fn access_facts(&self, account: AccountId) -> Option<AccessFacts>;

    /// Sets the sender of requests that the source makes on its own. Called once, before anything is asked.
    fn send_through(&self, _sender: Arc<dyn RequestSender>) {}

    /// How long answers may take from now on.
    fn set_time_limits(&self, _limits: TimeLimits) {}

    /// How fast each of its APIs may be asked.
    fn rates(&self) -> RateOfApi;

    /// Of the regions of an account, the one where its sweep shows what has no region.
    fn home_region(&self, regions: &[RegionInfo]) -> Option<Region>;

    /// About how many bytes clients and their connections take.
    fn held_bytes(&self) -> u64 {
        0
    }

    /// The name of the sign-in that renews a credential source, if a person can make it from here. Credential
    /// sources that share a name share the sign-in.
    fn sign_in_name(&self, via: &str) -> Option<CompactString>;

    /// Signs a person in. `on_prompt` is called once, with what the person has to do; the answer comes when
    /// it was done, refused, or not done in time.
    fn sign_in<'a>(
        &'a self,
        name: &'a str,
        on_prompt: &'a (dyn Fn(SignInPrompt) + Send + Sync),
    ) -> BoxFuture<'a, Result<(), SourceError>>;

    /// The regions of one account. Where it may not list them, those that are known without it.
    fn regions(&self, account: AccountId) -> BoxFuture<'_, Result<RegionList, SourceError>>;

    /// Regions that the account is sure to have, without asking. They can be listed in while its own list has
    /// not come.
    fn sure_regions(&self, _account: AccountId) -> Vec<RegionInfo> {
        Vec::new()
    }

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

    /// The provider that lists `ty`; `None` when only the tagging sweep can see it.
    fn provider_of(&self, ty: TypeId) -> Option<Provider>;

    /// Whether `ty` is listed once per account instead of once per region.
    fn is_global(&self, ty: TypeId) -> bool;

    /// Every type that has a list call of its own.
    fn listable_types(&self) -> Vec<TypeId>;

    /// When a type is asked.
    fn asked(&self, _ty: TypeId) -> Asked {
        Asked::Later(0)
    }

    /// The region that the credentials of an account name as their own, where that is known without asking.
    fn login_region(&self, _account: AccountId) -> Option<Region> {
        None
    }

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

    /// Types whose ARNs have the same form: a sweep may take a resource of theirs for this one, and only their
    /// lists can tell.
    fn ambiguous_with(&self, _ty: TypeId) -> Vec<TypeId> {
        Vec::new()
    }

    /// The type under whose name the resources of this one are listed, where that is another.
    fn listed_as(&self, _ty: TypeId) -> Option<TypeId> {
        None
    }

    /// The lists whose resources have to be known before the job can be done: it lists their children.
    fn parents(&self, _job: &ListJob) -> Vec<ListJob> {
        Vec::new()
    }

    /// The calls that a job takes: one, or one for each of these parents and for each choice that the service
    /// wants made. `parents` are rows of the lists that [`ResourceSource::parents`] names.
    fn calls(&self, _job: &ListJob, _parents: &[Rows]) -> ListCalls {
        ListCalls::one()
    }

    /// The operation that tells of a parent what its row does not tell and the job is asked with. `None` where
    /// the row tells it, and where nothing would.
    fn parent_detail(&self, _job: &ListJob, _parent: &ResourceEntry) -> Option<DetailOp> {
        None
    }

    /// Whether the documents of a type hold what the lists of its children are asked with. Rows of all other
    /// types have that in their identifiers, so their documents can be given up at any time.
    fn needs_documents(&self, _ty: TypeId) -> bool {
        false
    }

    /// Why a job need not be tried: it was refused before, in a way that lasts.
    fn refused_before(&self, _job: &ListJob) -> Option<SourceError> {
        None
    }

    /// Forgets what it was refused of these lists, because a person wants them asked for again.
    fn forget_refusals(&self, _keys: &mut dyn Iterator<Item = QueryKey>) {}

    /// Forgets everything that it was refused.
    fn forget_all_refusals(&self) {}

    /// The provider to ask when the first page of a job failed like this; `None` when the error is final.
    /// [`Provider::Tagging`] when only the sweep is left.
    fn next_provider(&self, _job: &ListJob, _error: &SourceError) -> Option<Provider> {
        None
    }

    /// One page of one call of a list. `input` is one of [`ResourceSource::calls`]; `token` is what the page
    /// before gave.
    fn list_page<'a>(
        &'a self,
        job: &'a ListJob,
        input: &'a [ListParameter],
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

    /// Whether rows that this provider has listed are asked for an operation of [`ResourceSource::detail_ops`].
    fn asks_details_of(&self, _provider: Provider, _op: DetailOp) -> bool {
        true
    }

    /// Whether an operation of [`ResourceSource::detail_ops`] has anything to say about this row.
    fn has_detail(&self, _entry: &ResourceEntry, _op: DetailOp) -> bool {
        true
    }

    /// What an answer of [`ResourceSource::detail_ops`] says of the row itself.
    fn facts_in(&self, _entry: &ResourceEntry, _op: DetailOp, _answer: &Properties) -> RowFacts {
        RowFacts::default()
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
