//! What can be asked about resources that were listed.

use compact_str::format_compact;
use serde_json::Value;

use super::ec2::{self, Ask};
use super::native;
use super::pages::{ec2_answer, list_call, next_token, not_listed};
use crate::app::resource_explorer::source::{
    DetailOp, DetailPage, ListJob, PageToken, SourceError,
};
use crate::aws::AwsSource;
use crate::aws::providers::cloud_control;
use crate::aws::transport::errors::means_gone;
use crate::catalog;
use crate::model::{Properties, Provider, QueryKey, Region, ResourceEntry, TypeId};

impl AwsSource {
    pub(in crate::aws) async fn bulk_page(
        &self,
        key: &QueryKey,
        op: DetailOp,
        token: Option<PageToken>,
    ) -> Result<DetailPage, SourceError> {
        let mut calls = ec2::bulk_calls(key.resource_type);
        let Some(call) = calls.find(|call| call.operation == op.operation) else {
            return Err(no_detail(op, key.resource_type));
        };
        let session = self.session(key.account).await?;
        let access = &session.access;
        let clients = session.clients.of(key.region);
        let ask = Ask {
            token: token.as_ref().map(ToString::to_string),
            ids: None,
        };
        let endpoint = access.login.endpoint_name("EC2", "ec2", key.region);
        let asked = access
            .login
            .call_context(call.action, key.region, &endpoint);
        match (call.page)(clients.ec2().clone(), ask).await {
            Ok(answer) => {
                let page = call
                    .details(answer)
                    .map_err(|reason| asked.bad_answer(&reason))?;
                if page.next.is_some() && page.next == token {
                    return Err(asked.bad_answer("the same page again and again"));
                }
                Ok(page)
            }
            Err(error) => Err(session
                .resolve_doubt(asked.explain(error), key.region)
                .await),
        }
    }

    pub(in crate::aws) async fn attribute(
        &self,
        entry: &ResourceEntry,
        op: DetailOp,
    ) -> Result<Properties, SourceError> {
        if op == cloud_control::GET_RESOURCE {
            let session = self.session(entry.account).await?;
            let detail_answer = cloud_control::read(&session, entry).await;
            return match detail_answer {
                Ok(properties) => Ok(properties),
                Err(failure) => Err(session.resolve_doubt(failure, entry.region).await),
            };
        }
        if entry.provider == Provider::Native {
            let detail_answer = self.native_details(vec![entry], op).await?;
            return detail_answer.into_iter().next().flatten().ok_or_else(|| {
                SourceError::BadAnswer {
                    action: op.operation.into(),
                    reason: format_compact!("{} is not in it; it may be gone", entry.id),
                }
            });
        }
        let mut calls = ec2::attribute_calls(entry.resource_type);
        let Some(call) = calls.find(|call| call.operation == op.operation) else {
            return Err(no_detail(op, entry.resource_type));
        };
        let session = self.session(entry.account).await?;
        let access = &session.access;
        let clients = session.clients.of(entry.region);
        match (call.ask)(clients.ec2().clone(), entry.id.to_string()).await {
            Ok(answer) => Ok(Properties::from_json(&call.detail(answer))),
            Err(error) => {
                let endpoint = access.login.endpoint_name("EC2", "ec2", entry.region);
                let asked = access
                    .login
                    .call_context(call.action, entry.region, &endpoint);
                Err(session
                    .resolve_doubt(asked.explain(error), entry.region)
                    .await)
            }
        }
    }

    /// The details that a service has of some of its resources, all of one key.
    pub(in crate::aws) async fn native_details(
        &self,
        entries: Vec<&ResourceEntry>,
        op: DetailOp,
    ) -> Result<Vec<Option<Properties>>, SourceError> {
        let Some(first) = entries.first() else {
            return Ok(Vec::new());
        };
        let key = list_key(first);
        let mut calls = native::detail_calls(key.resource_type);
        let Some(detail) = calls.find(|detail| detail.operation == op.operation) else {
            return Err(no_detail(op, key.resource_type));
        };
        let session = self.session(key.account).await?;
        let detail_answer = native::details(&session.access, &key, detail, &entries).await;
        match detail_answer {
            Ok(detail_answer) => Ok(detail_answer),
            Err(failure) => Err(session.resolve_doubt(failure, first.region).await),
        }
    }

    /// Reads the list again until the resource comes: these lists take no ids.
    async fn native_again(&self, entry: &ResourceEntry) -> Result<Value, SourceError> {
        let ty = entry.resource_type;
        let op = native::call(ty).ok_or_else(|| not_listed(ty))?;
        let job = ListJob {
            key: list_key(entry),
            provider: Provider::Native,
        };
        let is_it = |other: &ResourceEntry| other.id == entry.id;
        match self.find_in_list(&job, &is_it).await? {
            Some(same) => Ok(same.properties.to_json()),
            None => Err(SourceError::BadAnswer {
                action: op.action.into(),
                reason: format_compact!("{} is not in it; it may be gone", entry.id),
            }),
        }
    }

    pub(in crate::aws) async fn reload_one(
        &self,
        entry: &ResourceEntry,
    ) -> Result<Value, SourceError> {
        match entry.provider {
            Provider::Ec2 => {}
            Provider::Native => return self.native_again(entry).await,
            Provider::CloudControl => {
                let detail_answer = self.attribute(entry, cloud_control::GET_RESOURCE).await?;
                return Ok(detail_answer.to_json());
            }
            // Rows of sweeps and indexes have no properties of their own.
            Provider::Tagging | Provider::ResourceExplorer | Provider::Config => {
                return Ok(Value::Object(Default::default()));
            }
        }
        let call = list_call(entry.resource_type)?;
        let session = self.session(entry.account).await?;
        let mut ask = call.ask_for(&entry.id);
        let id_member = catalog::ec2::cfn_id_member(entry.resource_type);
        // Where the operation takes no ids, its pages are searched.
        for _ in 0..RELOAD_MAX_PAGES {
            let asked = ec2_answer(&session, entry.region, call, ask.clone());
            let answer = match asked.await {
                Ok(answer) => answer,
                Err(failure) => return Err(session.resolve_doubt(failure, entry.region).await),
            };
            let mut same = None;
            let read = answer.read_items(&mut |item| {
                if catalog::ec2::item_id(&item, id_member).is_some_and(|id| id == entry.id) {
                    same = Some(item);
                }
            });
            let next = match read {
                Ok(rest) => next_token(&rest).map(str::to_owned),
                Err(error) => {
                    let login = &session.access.login;
                    let endpoint = login.endpoint_name("EC2", "ec2", entry.region);
                    let asked = login.call_context(call.action, entry.region, &endpoint);
                    let failure = asked.explain(error);
                    return Err(session.resolve_doubt(failure, entry.region).await);
                }
            };
            if let Some(same) = same {
                return Ok(same);
            }
            if next.is_none() || ask.ids.is_some() {
                break;
            }
            ask.token = next;
        }
        Err(SourceError::BadAnswer {
            action: call.action.into(),
            reason: format_compact!("{} is not in it; it may be gone", entry.id),
        })
    }
}

/// Explains an error about one resource that was listed: if it does not exist, it is gone since.
pub(in crate::aws) fn of_listed(error: SourceError) -> SourceError {
    match error {
        SourceError::Service { action, code, .. } if means_gone(&code) => {
            SourceError::Gone { action, code }
        }
        other => other,
    }
}

/// The key that a row's list has: buckets have regions of their own, their list has none.
fn list_key(entry: &ResourceEntry) -> QueryKey {
    let ty = entry.resource_type;
    let is_global = catalog::types::get(ty).is_some_and(|info| info.is_global);
    QueryKey {
        account: entry.account,
        region: if is_global {
            Region::global()
        } else {
            entry.region
        },
        resource_type: ty,
    }
}

/// How far a list is searched for one resource: 20,000 of them, mostly.
const RELOAD_MAX_PAGES: usize = 20;

fn no_detail(op: DetailOp, ty: TypeId) -> SourceError {
    SourceError::Unsupported {
        reason: format_compact!("{} says nothing about {ty}", op.operation),
    }
}
