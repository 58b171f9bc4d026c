//! Pages of lists, from whichever provider is asked.

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::ec2::{self, Ask, ListCall, RowMaker};
use super::{native, tagging};
use crate::app::resource_explorer::source::{ListJob, Page, PageToken, Rows, SourceError};
use crate::aws::AwsSource;
use crate::aws::access::discovery::Access;
use crate::aws::access::organization_role::is_of_organization;
use crate::aws::providers::cloud_control;
use crate::aws::transport::errors::{Doubt, Failure};
use crate::catalog;
use crate::model::{Provider, QueryKey, Region, ResourceEntry, TypeId};

impl AwsSource {
    pub(in crate::aws) async fn page(
        &self,
        job: &ListJob,
        parents: &[Rows],
        token: Option<PageToken>,
    ) -> Result<Page, SourceError> {
        let ListJob { key, provider } = *job;
        let access = self.access(key.account).await?;
        let region = key.region;
        let standing = if is_of_organization(key.resource_type) {
            Some(self.may_list_organization(&access).await)
        } else {
            None
        };
        let standing = match standing.transpose() {
            Ok(standing) => standing,
            Err(failure) => return Err(self.settle(failure, &access, region).await),
        };
        let page = match provider {
            Provider::Tagging => {
                let clients = self.clients.of(key.account, region, &access.login);
                tagging::page(&access, &clients, &self.buckets, region, token.as_deref()).await
            }
            Provider::ResourceExplorer | Provider::Config => {
                self.indexes.page(&access, job, token).await
            }
            Provider::Ec2 => {
                let call = list_call(key.resource_type)?;
                self.ec2_page(&access, &key, call, token).await
            }
            Provider::Native => {
                let op = native::call(key.resource_type);
                let op = op.ok_or_else(|| not_listed(key.resource_type))?;
                let page = native::page(&access, &self.parents, &key, op, token.as_deref()).await;
                match page {
                    Ok(mut page) if op.tags_path.is_empty() => {
                        self.place_buckets(&access, &mut page.entries).await;
                        native::add_tags(&access, &self.clients, &self.pace, &mut page.entries)
                            .await;
                        Ok(page)
                    }
                    page => page,
                }
            }
            Provider::CloudControl => {
                let caller = self.caller(&access);
                cloud_control::children(caller, &self.children, &key, parents, token.as_deref())
                    .await
            }
        };
        match page {
            Ok(page) => Ok(page),
            Err(failure) => {
                let failure = match standing {
                    Some(standing) => standing.explain(failure),
                    None => failure,
                };
                if provider == Provider::CloudControl && failure.doubt == Doubt::NoSuchService {
                    self.refusals
                        .no_cloud_control(key.account, region, &failure.error);
                }
                Err(self.settle(failure, &access, region).await)
            }
        }
    }

    /// Not everybody's list of buckets says where they are.
    async fn place_buckets(&self, access: &Access, entries: &mut [ResourceEntry]) {
        for entry in entries {
            let is_bucket = entry.resource_type.as_str() == "AWS::S3::Bucket";
            if is_bucket && entry.region.is_global() {
                let home = self.buckets.region_of(access, &entry.id).await;
                entry.region = home.unwrap_or(entry.region);
            }
        }
    }

    pub(in crate::aws) fn caller<'a>(&'a self, access: &'a Access) -> cloud_control::Caller<'a> {
        cloud_control::Caller {
            access,
            clients: &self.clients,
            buckets: &self.buckets,
        }
    }

    async fn ec2_page(
        &self,
        access: &Access,
        key: &QueryKey,
        call: &ListCall,
        token: Option<PageToken>,
    ) -> Result<Page, Failure> {
        let ask = Ask {
            token: token.as_ref().map(ToString::to_string),
            ids: None,
        };
        let answer = self.ec2_answer(access, key.region, call, ask).await?;
        let endpoint = access.login.endpoint_name("EC2", "ec2", key.region);
        let asked = access.login.asked(call.action, key.region, &endpoint);
        let next = answer["NextToken"].as_str().filter(|next| !next.is_empty());
        let next = next.map(CompactString::from);
        if next.is_some() && next == token {
            return Err(asked.bad_answer("the same page again and again").into());
        }
        let Some(maker) = RowMaker::new(key, call.operation) else {
            return Err(not_listed(key.resource_type).into());
        };
        let mut items = catalog::ec2::list_items(answer, call.operation);
        items.retain(|item| !is_of_aws(item));
        let rows = items.iter().map(|item| {
            let row = maker.row(item);
            row.map_err(|reason| asked.bad_answer_in(&reason, item.to_string().as_bytes()))
        });
        let entries = rows.collect::<Result<Vec<ResourceEntry>, _>>()?;
        Ok(Page {
            entries,
            next,
            ..Page::default()
        })
    }

    pub(in crate::aws) async fn ec2_answer(
        &self,
        access: &Access,
        region: Region,
        call: &ListCall,
        ask: Ask,
    ) -> Result<Value, Failure> {
        let clients = self.clients.of(access.account, region, &access.login);
        let answer = (call.page)(clients.ec2().clone(), ask).await;
        answer.map_err(|error| {
            let endpoint = access.login.endpoint_name("EC2", "ec2", region);
            access
                .login
                .asked(call.action, region, &endpoint)
                .explain(error)
        })
    }
}

/// Prefix lists of AWS itself come with one's own. They are no more the account's than public images.
fn is_of_aws(item: &Value) -> bool {
    item["OwnerId"].as_str() == Some("AWS")
}

pub(in crate::aws) fn list_call(ty: TypeId) -> Result<&'static ListCall, SourceError> {
    ec2::list_call(ty).ok_or_else(|| not_listed(ty))
}

pub(in crate::aws) fn not_listed(ty: TypeId) -> SourceError {
    SourceError::Unsupported {
        reason: format_compact!(
            "{ty} has no list call; the tagging sweep shows it if it is tagged"
        ),
    }
}
