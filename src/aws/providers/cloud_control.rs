//! Cloud Control: one list and one read for most types that CloudFormation knows.
//!
//! What a type's list needs is in the catalog; here are the two calls, the rows and the reasons for which there
//! are none.

mod arn;
mod children;
mod failures;
mod listing;
mod rows;
#[cfg(test)]
mod tests;

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use crate::app::resource_explorer::source::{DetailOp, DetailReach, Page, SourceError};
use crate::aws::access::login::Login;
use crate::aws::session::AccountSession;
use crate::aws::transport::errors::{CallContext, CallError, Failure, OutlineKeeper};
use crate::aws::transport::partition::partition;
use crate::catalog::types::{self, TypeInfo};
use crate::model::{Properties, QueryKey, Region, ResourceEntry, TypeId};
pub(in crate::aws) use children::{calls, children, is_silent, needs_documents, parent_types};
use failures::{Attempt, explain};
pub(in crate::aws) use listing::{Listing, can_list};
use rows::RowMaker;

/// Lane of the list call. To IAM the action is CloudFormation's; the quota is Cloud Control's own.
pub(in crate::aws) const LIST_ACTION: &str = "cloudcontrol:ListResources";
/// Lane of the read call.
pub(in crate::aws) const READ_ACTION: &str = "cloudcontrol:GetResource";

/// IAM's name of the list call: to IAM, Cloud Control is a part of CloudFormation.
pub(in crate::aws) const LIST_PERMISSION: &str = "cloudformation:ListResources";
/// As [`LIST_PERMISSION`], to read one.
pub(in crate::aws) const READ_PERMISSION: &str = "cloudformation:GetResource";

/// The read call as a detail of one resource.
pub(in crate::aws) const GET_RESOURCE: DetailOp = DetailOp {
    operation: "GetResource",
    reach: DetailReach::PerResource,
};

/// The most that the service gives.
const PAGE_SIZE: i32 = 100;

/// Whether a type exists in a region. Global types exist in [`Region::global`] alone.
pub(in crate::aws) fn available_in(ty: TypeId, region: Region) -> bool {
    types::get(ty).is_some_and(|info| match (info.is_global, region.is_global()) {
        (true, is_nowhere) => is_nowhere,
        (false, is_nowhere) => !is_nowhere && info.exists_in(region),
    })
}

/// Whether one resource of a type can be read.
pub(in crate::aws) fn can_read(ty: TypeId) -> bool {
    let reads = types::get(ty).is_some_and(|info| info.cloud_control.reads);
    reads && !listing::is_revealing(ty)
}

/// The region to call for a type: the table has the home of global types in the partition `aws`; in others it is
/// the login's home region.
fn call_region(info: &TypeInfo, region: Region, login: &Login) -> Region {
    if !region.is_global() {
        return region;
    }
    let home = info.home_region;
    home.filter(|home| partition(*home) == partition(login.home))
        .unwrap_or(login.home)
}

/// Where a type is asked for.
struct CallTarget {
    region: Region,
    endpoint: CompactString,
}

impl CallTarget {
    fn of(session: &AccountSession, info: &TypeInfo, region: Region) -> Self {
        let login = &session.access.login;
        let region = call_region(info, region, login);
        Self {
            region,
            endpoint: login.endpoint_name("CloudControl", "cloudcontrolapi", region),
        }
    }
}

/// One of the two calls on its way: what it asks, and what is kept to tell of a strange answer.
struct Call<'a> {
    asked: CallContext<'a>,
    outline: OutlineKeeper,
}

impl<'a> Call<'a> {
    fn new(session: &'a AccountSession, target: &'a CallTarget, permission: &'a str) -> Self {
        let login = &session.access.login;
        Self {
            asked: login.call_context(permission, target.region, &target.endpoint),
            outline: OutlineKeeper::default(),
        }
    }

    /// What came is not what the API promises.
    fn unexpected(&self, reason: &str) -> SourceError {
        self.outline.bad_answer(&self.asked, reason)
    }
}

/// One page of a type. `model` holds what [`Listing::UnderParents`] asks for.
///
/// An answer that is not what the API promises is an error, never a shorter list.
pub(in crate::aws) async fn page(
    session: &AccountSession,
    key: &QueryKey,
    model: Option<&Value>,
    token: Option<&str>,
) -> Result<Page, Failure> {
    let ty = key.resource_type;
    let info = ready_to_list(key, model)?;
    let target = CallTarget::of(session, info, key.region);
    let call = Call::new(session, &target, LIST_PERMISSION);
    let clients = session.clients.of(target.region);
    let request = clients
        .cloud_control()
        .list_resources()
        .type_name(ty.as_str())
        .max_results(PAGE_SIZE)
        .set_resource_model(model.map(Value::to_string))
        .set_next_token(token.map(str::to_owned));
    let answer = request
        .customize()
        .interceptor(call.outline.clone())
        .send()
        .await
        .map_err(|error| explain(&call.asked, key, Attempt::List, CallError::new(error)))?;
    check_type(ty, answer.type_name()).map_err(|reason| call.unexpected(&reason))?;
    let Some(items) = &answer.resource_descriptions else {
        return Err(call.unexpected("no ResourceDescriptions in it").into());
    };
    let next = answer.next_token().filter(|next| !next.is_empty());
    if next.is_some() && next == token {
        return Err(call
            .asked
            .bad_answer("the same page again and again")
            .into());
    }
    let maker = RowMaker::new(key, info, target.region);
    let mut page = Page {
        next: next.map(CompactString::from),
        ..Page::default()
    };
    for item in items {
        match maker.row(item.identifier(), item.properties()) {
            Ok(row) => page.entries.push(row),
            Err(reason) => page.gaps.add_item(call.asked.bad_answer(reason)),
        }
    }
    if let Some(odd) = &page.gaps.items {
        call.outline.log(&call.asked, &odd.first.to_string());
    }
    // Every region lists all buckets, and each bucket has one of its own.
    let Page { entries, gaps, .. } = &mut page;
    session.buckets.place(&session.access, entries, gaps).await;
    Ok(page)
}

/// The type's facts, if it can be asked for with this key and model.
fn ready_to_list(key: &QueryKey, model: Option<&Value>) -> Result<&'static TypeInfo, SourceError> {
    let (ty, region) = (key.resource_type, key.region);
    let unsupported = |reason: CompactString| SourceError::Unsupported { reason };
    let (Some(listing), Some(info)) = (can_list(ty), types::get(ty)) else {
        return Err(unsupported(format_compact!(
            "Cloud Control does not list {ty}"
        )));
    };
    if !available_in(ty, region) {
        return Err(unsupported(format_compact!("{region} has no {ty}")));
    }
    if let Listing::UnderParents(inputs) = listing {
        let given = |property: &str| model.is_some_and(|model| !model[property].is_null());
        if let Some(missing) = inputs.iter().find(|input| !given(input.property)) {
            return Err(unsupported(format_compact!(
                "{ty} can only be listed with {}",
                missing.property
            )));
        }
    }
    Ok(info)
}

/// The properties of one resource, from [`GET_RESOURCE`].
pub(in crate::aws) async fn read(
    session: &AccountSession,
    entry: &ResourceEntry,
) -> Result<Properties, Failure> {
    let ty = entry.resource_type;
    let Some(info) = types::get(ty).filter(|_| can_read(ty)) else {
        let reason = format_compact!("Cloud Control does not read {ty}");
        return Err(SourceError::Unsupported { reason }.into());
    };
    let target = CallTarget::of(session, info, entry.region);
    let call = Call::new(session, &target, READ_PERMISSION);
    let clients = session.clients.of(target.region);
    let request = clients
        .cloud_control()
        .get_resource()
        .type_name(ty.as_str())
        .identifier(entry.id.as_str());
    let answer = request
        .customize()
        .interceptor(call.outline.clone())
        .send()
        .await
        .map_err(|error| {
            explain(
                &call.asked,
                &entry.key(),
                Attempt::Read,
                CallError::new(error),
            )
        })?;
    check_type(ty, answer.type_name()).map_err(|reason| call.unexpected(&reason))?;
    let given = answer.resource_description().and_then(|it| it.properties());
    let Some(given) = given else {
        return Err(call.unexpected("a resource without Properties").into());
    };
    let value = rows::parsed(given).map_err(|reason| call.unexpected(reason))?;
    Ok(Properties::from_json(&value))
}

/// An answer about another type, or about none, is an error.
fn check_type(ty: TypeId, given: Option<&str>) -> Result<(), String> {
    match given {
        Some(given) if given == ty.as_str() => Ok(()),
        Some(_) => Err(format!("another TypeName than {ty}")),
        None => Err("no TypeName in it".to_owned()),
    }
}
