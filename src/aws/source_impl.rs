//! The engine's questions, handed to [`AwsSource`].

use std::sync::Arc;

use compact_str::CompactString;
use serde_json::Value;

use super::AwsSource;
use crate::app::resource_explorer::source::{
    AccessFacts, AccountInfo, AccountList, Asked, BoxFuture, DetailOp, DetailPage, DetailReach,
    Lane, ListCalls, ListJob, ListParameter, Page, PageToken, RateOfApi, RegionInfo, RegionList,
    RequestSender, ResourceIndex, ResourceSource, Rows, SignInPrompt, SourceError, TimeLimits,
};
use crate::aws::access::regions;
use crate::aws::providers::details::of_listed;
use crate::aws::providers::{cloud_control, ec2, native, routing, row_facts, tagging};
use crate::aws::transport::rates::rate_of_api;
use crate::aws::transport::signed::{
    LIST_INDEXES, LIST_RESOURCES, SELECT_AGGREGATE_RESOURCE_CONFIG,
};
use crate::catalog::{self, partitions};
use crate::model::{
    AccountId, DetailDepth, Properties, Provider, QueryKey, Region, ResourceEntry, RowFacts, TypeId,
};

impl ResourceSource for AwsSource {
    fn accounts(&self) -> BoxFuture<'_, Result<AccountList, SourceError>> {
        self.accounts_one_by_one(&|_| ())
    }

    fn accounts_one_by_one<'a>(
        &'a self,
        on_account: &'a (dyn Fn(AccountInfo) + Send + Sync),
    ) -> BoxFuture<'a, Result<AccountList, SourceError>> {
        Box::pin(async move {
            let _one_at_a_time = self.discovering.lock().await;
            self.try_again();
            self.discover(on_account).await
        })
    }

    fn check_access(&self, account: AccountId) -> BoxFuture<'_, Result<(), SourceError>> {
        Box::pin(self.renew(account))
    }

    fn try_again(&self) {
        if let Ok(settings) = self.login_settings() {
            settings.helpers.ask_again();
        }
        self.renewals.forget();
    }

    fn rates(&self) -> RateOfApi {
        rate_of_api
    }

    fn home_region(&self, regions: &[RegionInfo]) -> Option<Region> {
        let has = |home: &Region| regions.iter().any(|info| info.region == *home);
        let partitions = regions
            .iter()
            .filter_map(|info| partitions::of_region(info.region));
        partitions.map(|partition| partition.home).find(has)
    }

    fn held_bytes(&self) -> u64 {
        self.parts.clients.held_bytes()
    }

    fn access_facts(&self, account: AccountId) -> Option<AccessFacts> {
        self.facts(account)
    }

    fn sign_in_name(&self, via: &str) -> Option<CompactString> {
        self.sign_in_of(via).map(|session| session.name)
    }

    fn sign_in<'a>(
        &'a self,
        name: &'a str,
        on_prompt: &'a (dyn Fn(SignInPrompt) + Send + Sync),
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(self.device_login(name, on_prompt))
    }

    fn regions(&self, account: AccountId) -> BoxFuture<'_, Result<RegionList, SourceError>> {
        Box::pin(async move {
            let session = self.session(account).await?;
            session.regions_or_assumed().await
        })
    }

    fn sure_regions(&self, account: AccountId) -> Vec<RegionInfo> {
        let Some(session) = self.known(account) else {
            return Vec::new();
        };
        let login = &session.access.login;
        // An emulator may have fewer regions.
        let is_aws =
            self.options().http_client.is_none() && login.endpoint_override("EC2").is_none();
        if is_aws {
            regions::sure(login.home)
        } else {
            regions::home_alone(login.home)
        }
    }

    fn indexes(
        &self,
        account: AccountId,
    ) -> BoxFuture<'_, Result<Vec<ResourceIndex>, SourceError>> {
        Box::pin(async move {
            let session = self.session(account).await?;
            session.indexes.of(&session.access).await
        })
    }

    fn index_lane(&self, account: AccountId) -> Option<Lane> {
        let region = self.known(account)?.access.login.home;
        let api = LIST_INDEXES.action;
        Some(Lane {
            account,
            region,
            api,
        })
    }

    fn provider_of(&self, ty: TypeId) -> Option<Provider> {
        if ty.is_tagged_sweep() {
            return Some(Provider::Tagging);
        }
        routing::first(ty)
    }

    fn is_global(&self, ty: TypeId) -> bool {
        catalog::types::get(ty).is_some_and(|info| info.is_global)
    }

    fn listable_types(&self) -> Vec<TypeId> {
        routing::listable_types()
    }

    fn asked(&self, ty: TypeId) -> Asked {
        match catalog::types::early_place(ty) {
            Some(place) => Asked::Early(place),
            None => Asked::Later(catalog::types::weight_of(ty)),
        }
    }

    fn login_region(&self, account: AccountId) -> Option<Region> {
        Some(self.known(account)?.access.login.home)
    }

    fn exists_in(&self, ty: TypeId, region: Region) -> bool {
        routing::first(ty) != Some(Provider::CloudControl)
            || cloud_control::available_in(ty, region)
    }

    fn is_taggable(&self, ty: TypeId) -> bool {
        catalog::types::get(ty).is_some_and(|info| info.is_taggable)
    }

    fn ambiguous_with(&self, ty: TypeId) -> Vec<TypeId> {
        catalog::arn::ambiguous_with(ty).to_vec()
    }

    fn listed_as(&self, ty: TypeId) -> Option<TypeId> {
        catalog::shared::listed_as(ty)
    }

    fn parents(&self, job: &ListJob) -> Vec<ListJob> {
        routing::parents(job)
    }

    fn calls(&self, job: &ListJob, parents: &[Rows]) -> ListCalls {
        match job.provider {
            Provider::CloudControl => cloud_control::calls(&job.key, parents),
            Provider::Native => match catalog::native::of(job.key.resource_type) {
                Some(op) => native::calls(op, job.key.region, parents),
                None => ListCalls::one(),
            },
            _ => ListCalls::one(),
        }
    }

    fn parent_detail(&self, job: &ListJob, parent: &ResourceEntry) -> Option<DetailOp> {
        routing::parent_detail(job, parent)
    }

    fn needs_documents(&self, ty: TypeId) -> bool {
        cloud_control::needs_documents(ty, routing::first(ty)) || native::needs_documents(ty)
    }

    fn refused_before(&self, job: &ListJob) -> Option<SourceError> {
        self.known(job.key.account)?.refusals.of(job)
    }

    fn forget_refusals(&self, keys: &mut dyn Iterator<Item = QueryKey>) {
        for key in keys {
            if let Some(session) = self.known(key.account) {
                session.refusals.forget(&key);
            }
        }
    }

    fn forget_all_refusals(&self) {
        for session in self.all_sessions() {
            session.refusals.clear();
        }
    }

    fn next_provider(&self, job: &ListJob, error: &SourceError) -> Option<Provider> {
        let next = routing::after(job, error)?;
        if let Some(session) = self.known(job.key.account) {
            session.refusals.remember(job, error);
        }
        Some(next)
    }

    fn send_through(&self, sender: Arc<dyn RequestSender>) {
        self.parts.pacer.set(sender);
    }

    fn set_time_limits(&self, limits: TimeLimits) {
        self.time_limits.set(limits);
    }

    fn list_lane(&self, job: &ListJob) -> Lane {
        let ty = job.key.resource_type;
        let action = match job.provider {
            Provider::Ec2 => ec2::list_call(ty).map(|call| call.action),
            Provider::Native => catalog::native::of(ty).map(|op| op.action),
            Provider::CloudControl => Some(cloud_control::LIST_ACTION),
            Provider::Tagging => None,
            Provider::ResourceExplorer => Some(LIST_RESOURCES.action),
            Provider::Config => Some(SELECT_AGGREGATE_RESOURCE_CONFIG.action),
        };
        Lane {
            account: job.key.account,
            region: job.key.region,
            api: action.unwrap_or(tagging::ACTION),
        }
    }

    fn list_page<'a>(
        &'a self,
        job: &'a ListJob,
        input: &'a [ListParameter],
        token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<Page, SourceError>> {
        Box::pin(self.page(job, input, token))
    }

    fn detail_ops(&self, ty: TypeId, depth: &DetailDepth) -> Vec<DetailOp> {
        let wanted = |operation: &str| match depth {
            DetailDepth::None | DetailDepth::Bulk => false,
            DetailDepth::Chosen(names) => {
                let whole = operation.split(':').next().unwrap_or(operation);
                names.contains(operation) || names.contains(whole)
            }
            DetailDepth::All => true,
        };
        let bulk = ec2::bulk_calls(ty).filter(|_| *depth != DetailDepth::None);
        let bulk = bulk.map(|call| DetailOp {
            operation: call.operation,
            reach: DetailReach::Bulk,
        });
        let single = ec2::attribute_calls(ty).filter(|call| wanted(call.operation));
        let single = single.map(|call| DetailOp {
            operation: call.operation,
            reach: DetailReach::PerResource,
        });
        let by_table = routing::detail_ops(ty).filter(|op| match op.reach {
            DetailReach::PerResource => wanted(op.operation),
            DetailReach::Bulk | DetailReach::Batch(_) => *depth != DetailDepth::None,
        });
        bulk.chain(by_table).chain(single).collect()
    }

    fn has_detail(&self, entry: &ResourceEntry, op: DetailOp) -> bool {
        // A resource that AWS owns is the same in every account: its details are not worth a call for each.
        let is_of_aws = entry.managed
            && entry
                .arn()
                .is_some_and(|arn| catalog::managed::belongs_to_aws(&arn));
        if is_of_aws {
            return false;
        }
        // Tags that the list gave need not be asked for again.
        let is_told =
            !entry.tags.is_empty() && native::tells_tags(entry.resource_type, op.operation);
        !is_told && self.asks_details_of(entry.provider, op)
    }

    fn asks_details_of(&self, provider: Provider, op: DetailOp) -> bool {
        match provider {
            Provider::Ec2 | Provider::Native => op != cloud_control::GET_RESOURCE,
            Provider::CloudControl => op == cloud_control::GET_RESOURCE,
            Provider::Tagging | Provider::ResourceExplorer | Provider::Config => false,
        }
    }

    fn facts_in(&self, entry: &ResourceEntry, op: DetailOp, answer: &Properties) -> RowFacts {
        row_facts::facts_in(entry.resource_type, op.operation, answer)
    }

    fn batch_details<'a>(
        &'a self,
        entries: Vec<&'a ResourceEntry>,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Vec<Option<Properties>>, SourceError>> {
        Box::pin(async move {
            let is_one = entries.len() == 1;
            let answers = self.native_details(entries, op).await;
            answers.map_err(|error| if is_one { of_listed(error) } else { error })
        })
    }

    fn detail_lane(&self, key: &QueryKey, op: DetailOp) -> Lane {
        let bulk = ec2::bulk_calls(key.resource_type).map(|call| (call.operation, call.action));
        let single = ec2::attribute_calls(key.resource_type);
        let mut all = bulk.chain(single.map(|call| (call.operation, call.action)));
        let found = all.find(|(operation, _)| *operation == op.operation);
        let by_table = || {
            let mut calls = native::detail_calls(key.resource_type);
            let named = calls.find(|detail| detail.operation == op.operation);
            named.map(|detail| detail.action)
        };
        let action = match op {
            cloud_control::GET_RESOURCE => Some(cloud_control::READ_ACTION),
            _ => found.map(|(_, action)| action).or_else(by_table),
        };
        Lane {
            account: key.account,
            region: key.region,
            api: action.unwrap_or(op.operation),
        }
    }

    fn bulk_details<'a>(
        &'a self,
        key: &'a QueryKey,
        op: DetailOp,
        token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<DetailPage, SourceError>> {
        Box::pin(self.bulk_page(key, op, token))
    }

    fn resource_detail<'a>(
        &'a self,
        entry: &'a ResourceEntry,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, SourceError>> {
        Box::pin(async move { self.attribute(entry, op).await.map_err(of_listed) })
    }

    fn reload<'a>(&'a self, entry: &'a ResourceEntry) -> BoxFuture<'a, Result<Value, SourceError>> {
        Box::pin(self.reload_one(entry))
    }

    fn is_sandbox(&self) -> bool {
        self.options().sandbox
    }
}
