//! The world as a source: it answers late, in pieces, or not at all, as its dice say.

use std::sync::atomic::Ordering;

use compact_str::{CompactString, format_compact};

use super::world::{
    ACCOUNTS, CHILD, FIRST, NEW_THERE, PLAIN, REGIONS, SECOND, TYPES, World, is, of, sign_in,
};
use crate::app::resource_explorer::source::{
    AccessFacts, AccountInfo, AccountList, BoxFuture, CallInput, DetailOp, DetailPage, DetailReach,
    Lane, ListCalls, ListJob, ListParameter, Page, PageToken, RateOfApi, RegionInfo, RegionList,
    ResourceIndex, ResourceSource, Rows, SignInPrompt, SourceError,
};
use crate::app::resource_explorer::testing::rate_of_api;
use crate::model::{
    AccountId, DetailDepth, Properties, Provider, QueryKey, Region, ResourceEntry, TypeId,
};

/// No request waits for a quota here.
const API: &str = "fast:test";

/// The one operation of phase 2.
const DESCRIBE: DetailOp = DetailOp {
    operation: "DescribeOne",
    reach: DetailReach::PerResource,
};

fn lane(account: AccountId, region: Region) -> Lane {
    Lane {
        account,
        region,
        api: API,
    }
}

impl World {
    async fn one_page(
        &self,
        job: &ListJob,
        input: &[ListParameter],
        token: Option<PageToken>,
    ) -> Result<Page, SourceError> {
        self.rest(40).await;
        self.may_refuse(job.key.account)?;
        let all = self.answer(job, input);
        let from: usize = token.map_or(0, |token| token.parse().expect("a token of ours"));
        let to = all.len().min(from + 1 + self.roll(3) as usize);
        let mut page = Page {
            entries: all[from..to].to_vec(),
            next: (to < all.len()).then(|| format_compact!("{to}")),
            ..Page::default()
        };
        if !page.entries.is_empty() && self.roll(300) < self.faults.load(Ordering::Relaxed) {
            page.entries.pop();
            page.gaps.add_item(bad_answer());
        }
        Ok(page)
    }

    /// Fails, now and then.
    fn may_refuse(&self, account: AccountId) -> Result<(), SourceError> {
        if self.expired().contains_key(&account) {
            return Err(sign_in());
        }
        if self.roll(100) >= self.faults.load(Ordering::Relaxed) {
            return Ok(());
        }
        let action = CompactString::from("test:List");
        Err(match self.roll(4) {
            0 => SourceError::Denied {
                action,
                code: "AccessDenied".into(),
                principal: None,
            },
            1 => bad_answer(),
            2 => {
                let times = 1 + self.roll(2);
                self.expired().insert(account, times);
                sign_in()
            }
            _ => SourceError::Service {
                action,
                code: "Odd".into(),
                message: "no".into(),
                request_id: None,
            },
        })
    }
}

fn bad_answer() -> SourceError {
    SourceError::BadAnswer {
        action: "test:List".into(),
        reason: "cut".into(),
    }
}

impl ResourceSource for World {
    fn accounts(&self) -> BoxFuture<'_, Result<AccountList, SourceError>> {
        self.accounts_one_by_one(&|_| ())
    }

    fn accounts_one_by_one<'a>(
        &'a self,
        tell: &'a (dyn Fn(AccountInfo) + Send + Sync),
    ) -> BoxFuture<'a, Result<AccountList, SourceError>> {
        Box::pin(async move {
            let mut accounts = Vec::new();
            for digits in ACCOUNTS {
                self.rest(30).await;
                let info = AccountInfo {
                    id: of(digits),
                    name: "test".into(),
                    alias: CompactString::default(),
                    unit: CompactString::default(),
                    via: "test".into(),
                };
                tell(info.clone());
                accounts.push(info);
            }
            Ok(AccountList {
                accounts,
                broken: Vec::new(),
            })
        })
    }

    fn rates(&self) -> RateOfApi {
        rate_of_api
    }

    fn home_region(&self, regions: &[RegionInfo]) -> Option<Region> {
        let mut codes = regions.iter().map(|info| info.region);
        codes.find(|region| region.as_str() == "us-east-1")
    }

    fn check_access(&self, account: AccountId) -> BoxFuture<'_, Result<(), SourceError>> {
        let mut expired = self.expired();
        let works = match expired.get_mut(&account) {
            Some(0) | None => true,
            Some(times) => {
                *times -= 1;
                false
            }
        };
        if works {
            expired.remove(&account);
        }
        Box::pin(async move { if works { Ok(()) } else { Err(sign_in()) } })
    }

    fn access_facts(&self, _account: AccountId) -> Option<AccessFacts> {
        None
    }

    fn sign_in_name(&self, _via: &str) -> Option<CompactString> {
        None
    }

    fn sign_in<'a>(
        &'a self,
        _name: &'a str,
        _tell: &'a (dyn Fn(SignInPrompt) + Send + Sync),
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(async { Err(sign_in()) })
    }

    fn regions(&self, _account: AccountId) -> BoxFuture<'_, Result<RegionList, SourceError>> {
        Box::pin(async move {
            self.rest(30).await;
            let info = |code: &str| RegionInfo {
                region: of(code),
                enabled: true,
            };
            Ok(REGIONS.map(info).to_vec().into())
        })
    }

    fn indexes(
        &self,
        account: AccountId,
    ) -> BoxFuture<'_, Result<Vec<ResourceIndex>, SourceError>> {
        let own = self
            .index
            .iter()
            .filter(|index| index.job.key.account == account);
        let own = own.cloned().collect();
        Box::pin(async { Ok(own) })
    }

    fn index_lane(&self, account: AccountId) -> Option<Lane> {
        Some(lane(account, Region::global()))
    }

    fn provider_of(&self, ty: TypeId) -> Option<Provider> {
        let is_listed = TYPES.iter().any(|listed| is(ty, listed)) && self.has_list(ty);
        is_listed.then_some(Provider::Ec2)
    }

    fn is_global(&self, ty: TypeId) -> bool {
        self.is_listed_globally(ty)
    }

    fn listable_types(&self) -> Vec<TypeId> {
        let listed = TYPES.iter().map(|ty| of(ty));
        listed.filter(|ty| self.has_list(*ty)).collect()
    }

    fn list_lane(&self, job: &ListJob) -> Lane {
        lane(job.key.account, job.key.region)
    }

    fn exists_in(&self, ty: TypeId, region: Region) -> bool {
        !is(ty, NEW_THERE) || region != of(REGIONS[0])
    }

    fn ambiguous_with(&self, ty: TypeId) -> Vec<TypeId> {
        match ty.as_str() {
            FIRST => vec![of(SECOND)],
            SECOND => vec![of(FIRST)],
            _ => Vec::new(),
        }
    }

    fn parents(&self, job: &ListJob) -> Vec<ListJob> {
        let parent = ListJob {
            key: QueryKey {
                resource_type: of(PLAIN),
                ..job.key
            },
            provider: Provider::Ec2,
        };
        if is(job.key.resource_type, CHILD) {
            vec![parent]
        } else {
            Vec::new()
        }
    }

    fn calls(&self, job: &ListJob, parents: &[Rows]) -> ListCalls {
        if !is(job.key.resource_type, CHILD) {
            return ListCalls::one();
        }
        let rows = parents.iter().flat_map(|rows| rows.iter());
        let inputs = rows.map(|row| -> CallInput {
            let (name, value) = ("Parent", row.id.clone());
            Box::new([ListParameter { name, value }])
        });
        ListCalls {
            inputs: inputs.collect(),
            ..ListCalls::default()
        }
    }

    fn next_provider(&self, job: &ListJob, error: &SourceError) -> Option<Provider> {
        let is_refused = matches!(error, SourceError::Denied { .. });
        match job.provider {
            _ if !self.has_chain || !is_refused => None,
            Provider::Ec2 => Some(Provider::CloudControl),
            Provider::CloudControl => Some(Provider::Tagging),
            _ => None,
        }
    }

    fn list_page<'a>(
        &'a self,
        job: &'a ListJob,
        input: &'a [ListParameter],
        token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<Page, SourceError>> {
        Box::pin(self.one_page(job, input, token))
    }

    fn detail_ops(&self, ty: TypeId, depth: &DetailDepth) -> Vec<DetailOp> {
        let is_asked = is(ty, PLAIN) && *depth != DetailDepth::None;
        is_asked.then_some(DESCRIBE).into_iter().collect()
    }

    fn detail_lane(&self, key: &QueryKey, _op: DetailOp) -> Lane {
        lane(key.account, key.region)
    }

    fn bulk_details<'a>(
        &'a self,
        _key: &'a QueryKey,
        _op: DetailOp,
        _token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<DetailPage, SourceError>> {
        Box::pin(async { Ok(DetailPage::default()) })
    }

    fn resource_detail<'a>(
        &'a self,
        entry: &'a ResourceEntry,
        _op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, SourceError>> {
        Box::pin(async {
            self.rest(20).await;
            self.may_refuse(entry.account)?;
            Ok(Properties::default())
        })
    }

    fn reload<'a>(
        &'a self,
        _entry: &'a ResourceEntry,
    ) -> BoxFuture<'a, Result<serde_json::Value, SourceError>> {
        Box::pin(async { Ok(serde_json::Value::Null) })
    }
}
