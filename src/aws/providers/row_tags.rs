//! Tags of rows whose list does not have them: asked of the tagging service, by ARN; those of users and roles of
//! IAM by a call of their own.
//!
//! Tags that could not be read stay unknown; where a call was made for them, the page says why it failed.

use std::collections::BTreeMap;

use compact_str::format_compact;

use super::native::{IDENTITY_TAGS_ACTION, IdentityTags, ListPage};
use super::tagging::{ARNS_AT_ONCE, TagAnswer, tags_of};
use crate::app::resource_explorer::source::{Page, SourceError};
use crate::aws::session::AccountSession;
use crate::aws::transport::partition::partition;
use crate::catalog::{partitions, types};
use crate::model::{Region, ResourceEntry, Tags, TypeId};

/// What the tagging service has no answer for, by AWS's own reference of `GetResources`: users and roles, and
/// everything of Auto Scaling.
pub(in crate::aws) fn is_outside_tagging(ty: TypeId) -> bool {
    matches!(ty.as_str(), "AWS::IAM::User" | "AWS::IAM::Role") || ty.service() == "AutoScaling"
}

/// Gives the rows of a page the tags that the list did not have, and the names that tags give.
pub(in crate::aws) async fn complete_tags(
    session: &AccountSession,
    list_page: ListPage,
    page: &mut Page,
) {
    complete_identities(session, list_page, page).await;
    let mut by_region: BTreeMap<Region, Vec<usize>> = BTreeMap::new();
    for (at, entry) in page.entries.iter().enumerate() {
        let is_asked = !entry.tags.are_known()
            && entry.arn().is_some()
            && !is_outside_tagging(entry.resource_type);
        if is_asked {
            let region = asked_in(session, entry);
            by_region.entry(region).or_default().push(at);
        }
    }
    for (region, rows) in by_region {
        for rows in rows.chunks(ARNS_AT_ONCE) {
            if !complete_some(session, page, region, rows).await {
                break;
            }
        }
    }
}

/// The region whose tagging service is asked: the row's own; for a row without one the home region.
fn asked_in(session: &AccountSession, entry: &ResourceEntry) -> Region {
    if !entry.region.is_global() {
        return entry.region;
    }
    let login = session.access.login.home;
    let partition = partition(login);
    let home = partitions::named(partition).map_or(login, |known| known.home);
    let own = types::get(entry.resource_type).and_then(|info| info.home_region);
    own.filter(|_| partition == "aws").unwrap_or(home)
}

/// One question about up to [`ARNS_AT_ONCE`] rows; whether it was answered in full.
async fn complete_some(
    session: &AccountSession,
    page: &mut Page,
    region: Region,
    rows: &[usize],
) -> bool {
    let arns = rows.iter().filter_map(|at| page.entries[*at].arn());
    let arns: Vec<String> = arns.map(Into::into).collect();
    let TagAnswer { tags, failed } = tags_of(session, region, arns).await;
    for at in rows {
        let entry = &mut page.entries[*at];
        let found = entry.arn().and_then(|arn| tags.get(arn.as_ref()).cloned());
        // An answer in full that leaves a resource out says that it has no tags.
        let found = found.or_else(|| failed.is_none().then_some(Tags::NONE));
        if let Some(found) = found {
            entry.tags = found.or_called(entry.name());
        }
    }
    let Some(failure) = failed else {
        return true;
    };
    not_known(session, page, failure.error);
    false
}

/// Users and roles: a list is of one type.
async fn complete_identities(session: &AccountSession, list_page: ListPage, page: &mut Page) {
    let is_asked =
        |row: &ResourceEntry| IdentityTags::has(row.resource_type) && !row.tags.are_known();
    let Some(first) = page.entries.iter().find(|row| is_asked(row)) else {
        return;
    };
    let (access, pacer, ty) = (&session.access, &session.pacer, first.resource_type);
    let found = session.identity_tags.of(access, pacer, ty, list_page);
    let found = match found.await {
        Ok(found) => found,
        Err(error) => return not_known(session, page, error),
    };
    let mut missing = None;
    for row in page.entries.iter_mut().filter(|row| is_asked(row)) {
        match row.arn().and_then(|arn| found.get(arn.as_ref()).cloned()) {
            Some(tags) => row.tags = tags.or_called(row.name()),
            None => missing = missing.or_else(|| Some(row.id.clone())),
        }
    }
    if let Some(id) = missing {
        let error = SourceError::BadAnswer {
            action: IDENTITY_TAGS_ACTION.into(),
            reason: format_compact!("{id} is not in it"),
        };
        not_known(session, page, error);
    }
}

fn not_known(session: &AccountSession, page: &mut Page, why: SourceError) {
    tracing::warn!(account = %session.access.account, error = %why,
        "tags of listed resources are not known");
    page.gaps.tags.get_or_insert(why);
}
