//! Rows and sources for tests: a scripted source answers what the test scripted, nothing else.

mod answers;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex};

use compact_str::CompactString;
use tokio::sync::Semaphore;

use super::source::{AccountInfo, ListJob, Page, Rate, RegionInfo, ResourceIndex, SourceError};
pub(crate) use crate::model::testing::{ACCOUNT, entry, key};
use crate::model::{AccountId, Provider, QueryKey, Region, ResourceEntry, TypeId};

/// The answer of a [`Scripted`] source to one page request.
pub(crate) type Answer = Result<Page, SourceError>;

/// How fast tests may ask: some of AWS's rates, and one that holds nothing up.
pub(crate) fn rate_of_api(api: &str) -> Rate {
    let (per_second, burst) = match api.split(':').next().unwrap_or_default() {
        "ec2" => (8.0, 20.0),
        "iam" | "organizations" => (2.0, 4.0),
        "fast" => (100_000.0, 1_000.0),
        _ => (5.0, 10.0),
    };
    Rate { per_second, burst }
}

/// Why the details of a resource are refused, by its id.
pub(crate) type RefuseDetails = Box<dyn FnMut(&str) -> Option<SourceError> + Send>;

/// A source that answers what a test scripted, in order, and counts what it was asked.
pub(crate) struct Scripted {
    script: Mutex<HashMap<QueryKey, VecDeque<Answer>>>,
    /// Requests answered, by key.
    pub asked: Mutex<Vec<QueryKey>>,
    /// Detail operations asked, with the resource id for those that ask one by one.
    pub details_asked: Mutex<Vec<String>>,
    /// Pages wait for this, when set.
    pub gate: Mutex<Option<Arc<Semaphore>>>,
    /// Pages that are being waited for, until the request for them is dropped.
    pub open: AtomicUsize,
    /// How long dropping a request blocks its thread, in microseconds.
    pub leaving_us: AtomicU64,
    /// Bulk details wait for this, when set.
    pub details_gate: Mutex<Option<Arc<Semaphore>>>,
    /// Jobs done, by provider, in order.
    pub jobs: Mutex<Vec<ListJob>>,
    /// Rows of parents that came with a job.
    pub parents_seen: Mutex<Vec<String>>,
    /// The type whose documents the lists of its children are asked with.
    pub needs_documents: Option<TypeId>,
    /// Who lists parents for their children.
    pub parents_by: Provider,
    /// Parents do not tell what their children's list is asked with, unless they are read.
    pub parents_are_silent: bool,
    /// Why the credentials do not work, while they do not.
    pub signed_out: Mutex<Option<SourceError>>,
    /// The account whose credentials those are; all accounts' when there is none.
    pub signed_out_of: Option<AccountId>,
    /// As `signed_out`, but only for checks whether credentials work.
    pub signed_out_for_checks: Mutex<Option<SourceError>>,
    /// Why the details of a resource are refused, by its id; called for every request.
    pub refuse_details: Mutex<Option<RefuseDetails>>,
    /// How many resources one detail call answers for.
    batch: Option<u16>,
    /// Neither the call for several resources nor the one for it alone has this one.
    without_answer_for: Option<&'static str>,
    /// How often credentials were checked.
    pub access_checks: AtomicUsize,
    /// How many sign-ins were begun.
    pub sign_ins: AtomicUsize,
    /// Sign-ins wait for this semaphore.
    pub sign_in_gate: Semaphore,
    regions: Vec<RegionInfo>,
    /// Why regions are assumed, where they are.
    pub regions_denied: Option<SourceError>,
    /// Regions that need not be asked for.
    pub sure_regions: Vec<RegionInfo>,
    listable: Vec<TypeId>,
    /// Types beside those of IAM that have one list for all regions.
    pub global_types: Vec<TypeId>,
    after: HashMap<Provider, Provider>,
    children: HashMap<TypeId, TypeId>,
    not_offered: Option<(TypeId, Region)>,
    /// Listing this type panics.
    broken: Option<TypeId>,
    /// Planning panics.
    plan_is_broken: bool,
    indexes: Vec<ResourceIndex>,
    ambiguous: Vec<TypeId>,
    /// Accounts reached beside [`ACCOUNT`], in order.
    others: Vec<AccountId>,
    /// One of them, which is not listed before this semaphore has a permit.
    pub late: Option<(AccountId, Semaphore)>,
    /// An account whose regions are not returned before this semaphore has a permit.
    pub silent: Option<(AccountId, Semaphore)>,
}

impl Scripted {
    /// A source over [`ACCOUNT`] with these regions, listing VPCs and volumes.
    pub(crate) fn new(regions: &[&str]) -> Self {
        let info = |code: &&str| RegionInfo {
            region: code.parse().expect("a region"),
            enabled: true,
        };
        Self {
            script: Mutex::default(),
            asked: Mutex::default(),
            details_asked: Mutex::default(),
            gate: Mutex::default(),
            open: AtomicUsize::new(0),
            leaving_us: AtomicU64::new(0),
            details_gate: Mutex::default(),
            jobs: Mutex::default(),
            parents_seen: Mutex::default(),
            after: HashMap::new(),
            children: HashMap::new(),
            needs_documents: None,
            parents_by: Provider::Ec2,
            parents_are_silent: false,
            not_offered: None,
            broken: None,
            plan_is_broken: false,
            indexes: Vec::new(),
            ambiguous: Vec::new(),
            others: Vec::new(),
            late: None,
            silent: None,
            signed_out: Mutex::default(),
            signed_out_of: None,
            signed_out_for_checks: Mutex::default(),
            refuse_details: Mutex::default(),
            batch: None,
            without_answer_for: None,
            access_checks: AtomicUsize::new(0),
            sign_ins: AtomicUsize::new(0),
            sign_in_gate: Semaphore::new(0),
            regions: regions.iter().map(info).collect(),
            regions_denied: None,
            sure_regions: Vec::new(),
            global_types: Vec::new(),
            listable: ["AWS::EC2::VPC", "AWS::EC2::Volume"]
                .iter()
                .map(|ty| ty.parse().expect("a type"))
                .collect(),
        }
    }

    /// Marks a region as not enabled.
    pub(crate) fn disable(mut self, code: &str) -> Self {
        self.regions
            .iter_mut()
            .filter(|info| info.region.as_str() == code)
            .for_each(|info| info.enabled = false);
        self
    }

    /// Answers for so many resources by one detail call.
    pub(crate) fn in_batches(mut self, size: u16) -> Self {
        self.batch = Some(size);
        self
    }

    /// Answers for all resources but this one.
    pub(crate) fn without_answer_for(mut self, id: &'static str) -> Self {
        self.without_answer_for = Some(id);
        self
    }

    /// Sets the provider that is asked after another has refused.
    pub(crate) fn then(mut self, refused: Provider, next: Provider) -> Self {
        self.after.insert(refused, next);
        self
    }

    /// Lists this type too.
    pub(crate) fn listing(mut self, ty: &str) -> Self {
        self.listable.push(ty.parse().expect("a type"));
        self
    }

    /// Lists a type below another.
    pub(crate) fn child(mut self, ty: &str, parent: &str) -> Self {
        let of = |name: &str| name.parse().expect("a type");
        self.listable.push(of(ty));
        self.children.insert(of(ty), of(parent));
        self
    }

    /// Gives the account an index.
    pub(crate) fn index(mut self, index: ResourceIndex) -> Self {
        self.indexes.push(index);
        self
    }

    /// Makes two types whose ARNs have one form. Both are listed.
    pub(crate) fn ambiguous(mut self, one: &str, other: &str) -> Self {
        let of = |name: &str| name.parse().expect("a type");
        self.ambiguous = vec![of(one), of(other)];
        self.listable.extend(self.ambiguous.iter().copied());
        self.listable.sort_unstable();
        self.listable.dedup();
        self
    }

    /// Reaches another account as well.
    pub(crate) fn account(mut self, digits: &str) -> Self {
        self.others.push(digits.parse().expect("an account"));
        self
    }

    /// Reaches an account that does not answer until [`Scripted::late`] lets it.
    pub(crate) fn late_account(mut self, digits: &str) -> Self {
        let account = digits.parse().expect("an account");
        self.late = Some((account, Semaphore::new(0)));
        self.account(digits)
    }

    /// Reaches an account whose regions are not answered until [`Scripted::silent`] lets it.
    pub(crate) fn silent_account(mut self, digits: &str) -> Self {
        let account = digits.parse().expect("an account");
        self.silent = Some((account, Semaphore::new(0)));
        self.account(digits)
    }

    /// Why the credentials of an account do not work.
    fn refusal(&self, account: AccountId) -> Option<SourceError> {
        let is_meant = self.signed_out_of.is_none_or(|meant| meant == account);
        let error = self.signed_out.lock().expect("signed out").clone();
        error.filter(|_| is_meant)
    }

    fn infos(&self) -> Vec<AccountInfo> {
        let first = ACCOUNT.parse().expect("an account");
        let all = [first].into_iter().chain(self.others.iter().copied());
        all.map(|id| AccountInfo {
            id,
            name: "test".into(),
            alias: CompactString::default(),
            unit: CompactString::default(),
            via: "test".into(),
        })
        .collect()
    }

    /// Makes listing a type panic.
    pub(crate) fn broken(mut self, ty: &str) -> Self {
        self.broken = Some(ty.parse().expect("a type"));
        self
    }

    /// Makes planning panic.
    pub(crate) fn with_broken_plan(mut self) -> Self {
        self.plan_is_broken = true;
        self
    }

    /// Takes a type from a region.
    pub(crate) fn without(mut self, ty: &str, region: &str) -> Self {
        let region = region.parse().expect("a region");
        self.not_offered = Some((ty.parse().expect("a type"), region));
        self
    }

    /// Adds the next answer of a key.
    pub(crate) fn say(&self, key: QueryKey, answer: Answer) {
        self.script
            .lock()
            .expect("script")
            .entry(key)
            .or_default()
            .push_back(answer);
    }

    /// Adds the pages of a list, with tokens between them.
    pub(crate) fn say_pages(&self, key: QueryKey, pages: Vec<Vec<ResourceEntry>>) {
        let last = pages.len() - 1;
        for (at, entries) in pages.into_iter().enumerate() {
            let next = (at < last).then(|| format!("page-{}", at + 1).into());
            self.say(
                key,
                Ok(Page {
                    entries,
                    next,
                    ..Page::default()
                }),
            );
        }
    }

    /// How often a key was asked.
    pub(crate) fn times_asked(&self, key: &QueryKey) -> usize {
        self.asked
            .lock()
            .expect("asked")
            .iter()
            .filter(|asked| *asked == key)
            .count()
    }
}
