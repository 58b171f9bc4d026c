//! The engine's questions, handed to [`AwsSource`].

use compact_str::CompactString;
use serde_json::Value;

use super::{AwsSource, ec2, native, tagging};
use crate::app::resource_explorer::source::{
    AccessFacts, AccountList, BoxFuture, DetailOp, DetailPage, DetailReach, Lane, ListJob, Page,
    PageToken, RegionInfo, ResourceSource, SignInPrompt, SourceError,
};
use crate::app::resource_explorer::state::{
    AccountId, DetailDepth, Properties, Provider, QueryKey, ResourceEntry, TypeId,
};
use crate::catalog;

impl ResourceSource for AwsSource {
    fn accounts(&self) -> BoxFuture<'_, Result<AccountList, SourceError>> {
        Box::pin(async {
            let _one_at_a_time = self.discovering.lock().await;
            self.discover().await
        })
    }

    fn check_access(&self, account: AccountId) -> BoxFuture<'_, Result<(), SourceError>> {
        Box::pin(self.renew(account))
    }

    fn access_facts(&self, account: AccountId) -> Option<AccessFacts> {
        self.facts(account)
    }

    fn sign_in_name(&self, via: &str) -> Option<CompactString> {
        self.session_of(via).map(|session| session.name)
    }

    fn sign_in<'a>(
        &'a self,
        name: &'a str,
        tell: &'a (dyn Fn(SignInPrompt) + Send + Sync),
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(self.device_login(name, tell))
    }

    fn regions(&self, account: AccountId) -> BoxFuture<'_, Result<Vec<RegionInfo>, SourceError>> {
        Box::pin(async move {
            let access = self.access(account).await?;
            self.regions_of(&access).await
        })
    }

    fn provider_of(&self, ty: TypeId) -> Option<Provider> {
        if ty.is_tagged_sweep() {
            return Some(Provider::Tagging);
        }
        ec2::list_call(ty)
            .map(|_| Provider::Ec2)
            .or_else(|| native::list_call(ty).map(|_| Provider::Native))
    }

    fn is_global(&self, ty: TypeId) -> bool {
        catalog::types::get(ty).is_some_and(|info| info.is_global)
    }

    fn listable_types(&self) -> Vec<TypeId> {
        let ec2 = ec2::listable_types().into_iter();
        ec2.chain(native::listable_types()).collect()
    }

    fn list_lane(&self, job: &ListJob) -> Lane {
        let ty = job.key.resource_type;
        let action = ec2::list_call(ty)
            .map(|call| call.action)
            .or_else(|| native::list_call(ty).map(|op| op.action));
        Lane {
            account: job.key.account,
            region: job.key.region,
            api: action.unwrap_or(tagging::ACTION),
        }
    }

    fn list_page<'a>(
        &'a self,
        job: &'a ListJob,
        token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<Page, SourceError>> {
        Box::pin(self.page(job, token))
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
        bulk.chain(single).collect()
    }

    fn detail_lane(&self, key: &QueryKey, op: DetailOp) -> Lane {
        let bulk = ec2::bulk_calls(key.resource_type).map(|call| (call.operation, call.action));
        let single = ec2::attribute_calls(key.resource_type);
        let mut all = bulk.chain(single.map(|call| (call.operation, call.action)));
        let found = all.find(|(operation, _)| *operation == op.operation);
        Lane {
            account: key.account,
            region: key.region,
            api: found.map_or(op.operation, |(_, action)| action),
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
        Box::pin(self.attribute(entry, op))
    }

    fn reload<'a>(&'a self, entry: &'a ResourceEntry) -> BoxFuture<'a, Result<Value, SourceError>> {
        Box::pin(self.reload_one(entry))
    }

    fn is_sandbox(&self) -> bool {
        self.options().sandbox
    }
}
