//! The answers of a scripted source.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use compact_str::CompactString;

use super::{Answer, Scripted, rate_of_api};
use crate::app::resource_explorer::source::{
    AccessFacts, AccountInfo, AccountList, BoxFuture, CallInput, DetailOp, DetailPage, DetailReach,
    Lane, ListCalls, ListJob, ListParameter, Page, PageToken, RateOfApi, RegionInfo, RegionList,
    ResourceIndex, ResourceSource, Rows, SignInPrompt, SourceError,
};
use crate::model::{
    AccountId, DetailDepth, Properties, Provider, QueryKey, Region, ResourceEntry, RowFacts, Tags,
    TypeId,
};

/// A request that is open, until it is dropped.
struct Open<'a>(&'a Scripted);

impl<'a> Open<'a> {
    fn new(source: &'a Scripted) -> Self {
        source.open.fetch_add(1, Ordering::SeqCst);
        Self(source)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let leaving = self.0.leaving_us.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_micros(leaving));
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

fn attribute() -> Properties {
    Properties::from_json(&serde_json::json!({"Attribute": true}))
}

impl Scripted {
    fn refused_detail(&self, entry: &ResourceEntry) -> Option<SourceError> {
        let mut refuse = self.refuse_details.lock().expect("details");
        refuse.as_mut()?(&entry.id)
    }
}

impl ResourceSource for Scripted {
    fn accounts(&self) -> BoxFuture<'_, Result<AccountList, SourceError>> {
        self.accounts_one_by_one(&|_| ())
    }

    fn accounts_one_by_one<'a>(
        &'a self,
        on_account: &'a (dyn Fn(AccountInfo) + Send + Sync),
    ) -> BoxFuture<'a, Result<AccountList, SourceError>> {
        Box::pin(async move {
            let late = self.late.as_ref();
            for info in self.infos() {
                if late.is_none_or(|(account, _)| info.id != *account) {
                    on_account(info);
                }
            }
            if let Some((_, answers)) = late {
                answers.acquire().await.expect("never closed").forget();
            }
            Ok(AccountList {
                accounts: self.infos(),
                broken: Vec::new(),
            })
        })
    }

    fn check_access(&self, account: AccountId) -> BoxFuture<'_, Result<(), SourceError>> {
        self.access_checks.fetch_add(1, Ordering::SeqCst);
        let for_checks = self.signed_out_for_checks.lock().expect("signed out");
        let error = self.refusal(account).or_else(|| for_checks.clone());
        drop(for_checks);
        Box::pin(async { error.map_or(Ok(()), Err) })
    }

    fn rates(&self) -> RateOfApi {
        rate_of_api
    }

    fn home_region(&self, regions: &[RegionInfo]) -> Option<Region> {
        let mut codes = regions.iter().map(|info| info.region);
        codes.find(|region| region.as_str() == "us-east-1")
    }

    fn access_facts(&self, _account: AccountId) -> Option<AccessFacts> {
        None
    }

    fn sign_in_name(&self, via: &str) -> Option<CompactString> {
        Some(via.into())
    }

    fn sign_in<'a>(
        &'a self,
        _name: &'a str,
        on_prompt: &'a (dyn Fn(SignInPrompt) + Send + Sync),
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(async move {
            self.sign_ins.fetch_add(1, Ordering::SeqCst);
            on_prompt(SignInPrompt {
                url: "https://127.0.0.1/device".into(),
                code: "ABCD-EFGH".into(),
                ends: SystemTime::now() + Duration::from_mins(10),
            });
            let confirmed = self.sign_in_gate.acquire().await;
            confirmed.expect("never closed").forget();
            *self.signed_out.lock().expect("signed out") = None;
            Ok(())
        })
    }

    fn regions(&self, account: AccountId) -> BoxFuture<'_, Result<RegionList, SourceError>> {
        Box::pin(async move {
            if let Some((_, tells)) = self
                .silent
                .as_ref()
                .filter(|(silent, _)| *silent == account)
            {
                tells.acquire().await.expect("never closed").forget();
            }
            Ok(RegionList {
                regions: self.regions.clone(),
                assumed: self.regions_denied.clone(),
            })
        })
    }

    fn sure_regions(&self, _account: AccountId) -> Vec<RegionInfo> {
        self.sure_regions.clone()
    }

    fn indexes(
        &self,
        account: AccountId,
    ) -> BoxFuture<'_, Result<Vec<ResourceIndex>, SourceError>> {
        let of_account = |index: &&ResourceIndex| index.job.key.account == account;
        let indexes = self.indexes.iter().filter(of_account);
        let indexes = indexes.cloned().collect();
        Box::pin(async { Ok(indexes) })
    }

    fn index_lane(&self, account: AccountId) -> Option<Lane> {
        Some(Lane {
            account,
            region: Region::global(),
            api: "test:Indexes",
        })
    }

    fn provider_of(&self, ty: TypeId) -> Option<Provider> {
        self.listable.contains(&ty).then_some(Provider::Ec2)
    }

    fn is_global(&self, ty: TypeId) -> bool {
        ty.service() == "IAM" || self.global_types.contains(&ty)
    }

    fn listable_types(&self) -> Vec<TypeId> {
        self.listable.clone()
    }

    fn list_lane(&self, job: &ListJob) -> Lane {
        Lane {
            account: job.key.account,
            region: job.key.region,
            api: "test:List",
        }
    }

    fn exists_in(&self, ty: TypeId, region: Region) -> bool {
        assert!(!self.plan_is_broken, "a mistake in the plan");
        self.not_offered != Some((ty, region))
    }

    fn ambiguous_with(&self, ty: TypeId) -> Vec<TypeId> {
        let all = self.ambiguous.iter().copied();
        let others = all.filter(|other| *other != ty && self.ambiguous.contains(&ty));
        others.collect()
    }

    fn parents(&self, job: &ListJob) -> Vec<ListJob> {
        let parent = self.children.get(&job.key.resource_type);
        let parent = parent.map(|ty| ListJob {
            key: QueryKey {
                resource_type: *ty,
                ..job.key
            },
            provider: self.parents_by,
        });
        parent.into_iter().collect()
    }

    fn calls(&self, job: &ListJob, parents: &[Rows]) -> ListCalls {
        if !self.children.contains_key(&job.key.resource_type) {
            return ListCalls::one();
        }
        let rows = parents.iter().flat_map(|rows| rows.iter());
        let inputs = rows.map(|row| -> CallInput {
            Box::new([ListParameter {
                name: "Parent",
                value: row.id.clone(),
            }])
        });
        ListCalls {
            inputs: inputs.collect(),
            ..ListCalls::default()
        }
    }

    fn parent_detail(&self, _job: &ListJob, _parent: &ResourceEntry) -> Option<DetailOp> {
        self.parents_are_silent.then_some(DetailOp {
            operation: "DescribeAttribute",
            reach: DetailReach::PerResource,
        })
    }

    fn needs_documents(&self, ty: TypeId) -> bool {
        self.needs_documents == Some(ty)
    }

    fn next_provider(&self, job: &ListJob, error: &SourceError) -> Option<Provider> {
        let next = self.after.get(&job.provider).copied();
        next.filter(|_| {
            matches!(
                error,
                SourceError::Unsupported { .. }
                    | SourceError::BadAnswer { .. }
                    | SourceError::Service { .. }
                    | SourceError::Fault { .. }
            )
        })
    }

    fn list_page<'a>(
        &'a self,
        job: &'a ListJob,
        input: &'a [ListParameter],
        _token: Option<PageToken>,
    ) -> BoxFuture<'a, Answer> {
        assert!(self.broken != Some(job.key.resource_type), "a mistake");
        let ids = input.iter().map(|part| part.value.to_string());
        self.parents_seen.lock().expect("parents").extend(ids);
        self.jobs.lock().expect("jobs").push(*job);
        Box::pin(async {
            let _open = Open::new(self);
            let gate = self.gate.lock().expect("gate").clone();
            if let Some(gate) = gate {
                gate.acquire().await.expect("gate").forget();
            }
            if let Some(error) = self.refusal(job.key.account) {
                return Err(error);
            }
            self.asked.lock().expect("asked").push(job.key);
            let answer = self
                .script
                .lock()
                .expect("script")
                .get_mut(&job.key)
                .and_then(VecDeque::pop_front);
            answer.unwrap_or_else(|| Ok(Page::default()))
        })
    }

    fn detail_ops(&self, _ty: TypeId, depth: &DetailDepth) -> Vec<DetailOp> {
        let bulk = DetailOp {
            operation: "DescribeStatus",
            reach: DetailReach::Bulk,
        };
        let each = DetailOp {
            operation: "DescribeAttribute",
            reach: match self.batch {
                Some(size) => DetailReach::Batch(size),
                None => DetailReach::PerResource,
            },
        };
        match depth {
            DetailDepth::None => Vec::new(),
            DetailDepth::Bulk | DetailDepth::Chosen(_) => vec![bulk],
            DetailDepth::All => vec![bulk, each],
        }
    }

    fn detail_lane(&self, key: &QueryKey, op: DetailOp) -> Lane {
        Lane {
            account: key.account,
            region: key.region,
            api: match op.operation {
                "DescribeStatus" => "fast:DescribeStatus",
                _ => "fast:DescribeAttribute",
            },
        }
    }

    fn bulk_details<'a>(
        &'a self,
        key: &'a QueryKey,
        op: DetailOp,
        _token: Option<PageToken>,
    ) -> BoxFuture<'a, Result<DetailPage, SourceError>> {
        self.details_asked
            .lock()
            .expect("asked")
            .push(format!("{} {}", op.operation, key.region));
        let answers = vec![(
            "vol-1".into(),
            Properties::from_json(&serde_json::json!({"Status": "ok"})),
        )];
        Box::pin(async {
            let gate = self.details_gate.lock().expect("gate").clone();
            if let Some(gate) = gate {
                gate.acquire().await.expect("gate").forget();
            }
            Ok(DetailPage {
                answers,
                ..DetailPage::default()
            })
        })
    }

    fn facts_in(&self, _entry: &ResourceEntry, op: DetailOp, _answer: &Properties) -> RowFacts {
        let is_told = op.operation == "DescribeAttribute";
        RowFacts {
            tags: is_told.then(|| Tags::from_pairs([("Owner", "me")])),
            status: None,
        }
    }

    fn resource_detail<'a>(
        &'a self,
        entry: &'a ResourceEntry,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, SourceError>> {
        self.details_asked
            .lock()
            .expect("asked")
            .push(format!("{} {}", op.operation, entry.id));
        let refused = self.refused_detail(entry);
        Box::pin(async { refused.map_or_else(|| Ok(attribute()), Err) })
    }

    fn batch_details<'a>(
        &'a self,
        entries: Vec<&'a ResourceEntry>,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Vec<Option<Properties>>, SourceError>> {
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        self.details_asked.lock().expect("asked").push(format!(
            "{} {}",
            op.operation,
            ids.join(" ")
        ));
        let refused = entries.iter().find_map(|entry| self.refused_detail(entry));
        let told = entries.iter().map(|entry| {
            let is_told = self.without_answer_for != Some(entry.id.as_str());
            is_told.then(attribute)
        });
        let told = told.collect();
        Box::pin(async { refused.map_or(Ok(told), Err) })
    }

    fn reload<'a>(
        &'a self,
        entry: &'a ResourceEntry,
    ) -> BoxFuture<'a, Result<serde_json::Value, SourceError>> {
        Box::pin(async { Ok(serde_json::json!({"Reloaded": entry.id.as_str()})) })
    }
}
