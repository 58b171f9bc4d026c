//! Pages of lists, from whichever provider is asked.

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use super::ec2::{self, Answer, Ask, ListCall, RowMaker};
use super::native::ListPage;
use super::row_tags::complete_tags;
use super::{native, tagging};
use crate::app::resource_explorer::source::{ListJob, ListParameter, Page, PageToken, SourceError};
use crate::aws::AwsSource;
use crate::aws::access::organization_role::{is_of_organization, role_of};
use crate::aws::providers::cloud_control;
use crate::aws::session::AccountSession;
use crate::aws::transport::errors::{Doubt, Failure};
use crate::catalog;
use crate::model::{Provider, QueryKey, Region, TypeId};

impl AwsSource {
    pub(in crate::aws) async fn page(
        &self,
        job: &ListJob,
        input: &[ListParameter],
        token: Option<PageToken>,
    ) -> Result<Page, SourceError> {
        let session = self.session(job.key.account).await?;
        if is_of_organization(job.key.resource_type) {
            return self.organization_page(&session, job, input, token).await;
        }
        let page = provider_page(&session, job, input, token).await;
        checked(&session, job, page).await
    }

    /// A page of what is an organization's, unless its management account is reached and lists the same.
    async fn organization_page(
        &self,
        session: &AccountSession,
        job: &ListJob,
        input: &[ListParameter],
        token: Option<PageToken>,
    ) -> Result<Page, SourceError> {
        let is_reached = |account| self.known(account).is_some();
        let role = role_of(&session.access, &session.organization_role).await?;
        if let Some(elsewhere) = role.elsewhere(is_reached) {
            return Err(elsewhere);
        }
        let page = provider_page(session, job, input, token).await;
        let page = page.map_err(|failure| role.explain(failure));
        let page = checked(session, job, page).await?;
        let role = role.or_told_by(&page.entries);
        role.elsewhere(is_reached).map_or(Ok(page), Err)
    }
}

/// One page of a list, with the tags of its rows.
async fn provider_page(
    session: &AccountSession,
    job: &ListJob,
    input: &[ListParameter],
    token: Option<PageToken>,
) -> Result<Page, Failure> {
    let ListJob { key, provider } = *job;
    let list_page = match token {
        None => ListPage::First,
        Some(_) => ListPage::Later,
    };
    let mut page = match provider {
        Provider::Tagging => tagging::page(session, key.region, token.as_deref()).await?,
        Provider::ResourceExplorer | Provider::Config => {
            session.indexes.page(&session.access, job, token).await?
        }
        Provider::Ec2 => {
            let call = list_call(key.resource_type)?;
            ec2_page(session, &key, call, token).await?
        }
        Provider::Native => {
            let op = catalog::native::of(key.resource_type);
            let op = op.ok_or_else(|| not_listed(key.resource_type))?;
            let mut page = native::page(session, &key, op, input, token.as_deref()).await?;
            let Page { entries, gaps, .. } = &mut page;
            // Some answers name buckets without their regions.
            session.buckets.place(&session.access, entries, gaps).await;
            page
        }
        Provider::CloudControl => {
            cloud_control::children(session, &key, input, token.as_deref()).await?
        }
    };
    if !provider.is_sweep() {
        complete_tags(session, list_page, &mut page).await;
    }
    Ok(page)
}

/// The page, or its failure as the account's session sees it.
async fn checked(
    session: &AccountSession,
    job: &ListJob,
    page: Result<Page, Failure>,
) -> Result<Page, SourceError> {
    let ListJob { key, provider } = *job;
    match page {
        Ok(page) => Ok(page),
        Err(failure) => {
            if provider == Provider::CloudControl && failure.doubt == Doubt::NoSuchService {
                session
                    .refusals
                    .no_cloud_control(key.region, &failure.error);
            }
            Err(session.resolve_doubt(failure, key.region).await)
        }
    }
}

async fn ec2_page(
    session: &AccountSession,
    key: &QueryKey,
    call: &ListCall,
    token: Option<PageToken>,
) -> Result<Page, Failure> {
    let ask = Ask {
        token: token.as_ref().map(ToString::to_string),
        ids: None,
    };
    let Some(maker) = RowMaker::new(key, call.operation) else {
        return Err(not_listed(key.resource_type).into());
    };
    let answer = ec2_answer(session, key.region, call, ask).await?;
    let login = &session.access.login;
    let endpoint = login.endpoint_name("EC2", "ec2", key.region);
    let asked = login.call_context(call.action, key.region, &endpoint);
    let mut page = Page::default();
    let read = answer.read_items(&mut |item| {
        if is_of_aws(&item) {
            return;
        }
        match maker.row(&item) {
            Ok(row) => page.entries.push(row),
            Err(reason) => page.gaps.add_item(asked.bad_answer_in(&reason, &item)),
        }
    });
    let rest = read.map_err(|error| asked.explain(error))?;
    page.next = next_token(&rest).map(CompactString::from);
    if page.next.is_some() && page.next == token {
        return Err(asked.bad_answer("the same page again and again").into());
    }
    Ok(page)
}

/// Where a list of EC2 goes on.
pub(in crate::aws) fn next_token(answer: &Value) -> Option<&str> {
    let next = answer["NextToken"].as_str();
    next.filter(|next| !next.is_empty())
}

pub(in crate::aws) async fn ec2_answer(
    session: &AccountSession,
    region: Region,
    call: &ListCall,
    ask: Ask,
) -> Result<Answer, Failure> {
    let clients = session.clients.of(region);
    let answer = (call.page)(clients.ec2().clone(), ask).await;
    answer.map_err(|error| {
        let login = &session.access.login;
        let endpoint = login.endpoint_name("EC2", "ec2", region);
        login
            .call_context(call.action, region, &endpoint)
            .explain(error)
    })
}

/// AWS's own prefix lists come with the account's. They belong to it no more than public images do.
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
