//! Types listed by their service's own call, from one row of the catalog each.

mod asking;
mod detail;
mod identity_tags;
mod parents;
mod request;
mod rows;
mod shape;
mod wire;

use crate::app::resource_explorer::source::{ListParameter, Page, PageToken, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::session::AccountSession;
use crate::aws::transport::errors::Failure;
use crate::catalog::absent::{self, Absent};
use crate::catalog::native::{self, Detail, ItemKind, NativeOp, Trust};
use crate::catalog::{shared, types};
use crate::model::{Properties, QueryKey, ResourceEntry, TypeId};

use asking::{Asking, Tokens};
pub(in crate::aws) use identity_tags::{IDENTITY_TAGS_ACTION, IdentityTags, ListPage};
pub(in crate::aws) use parents::{calls, is_offered, is_silent, needs_documents, parent_types};

/// Whether the type's resources are listed under another type's name already.
pub(in crate::aws) fn is_second_name(ty: TypeId) -> bool {
    shared::listed_as(ty).is_some()
}

/// How a type is listed, as far as that is proven; `None` for what is listed otherwise or under another
/// type's name.
pub(in crate::aws) fn list_call(ty: TypeId) -> Option<&'static NativeOp> {
    call(ty).filter(|op| op.trust == Trust::Proven)
}

/// A list that was derived from the service's model: its first answer decides whether it is one. Types whose
/// items have no identifier in the model are left out: their items could not be told apart.
pub(in crate::aws) fn derived_call(ty: TypeId) -> Option<&'static NativeOp> {
    call(ty).filter(|op| op.trust == Trust::Derived && !op.id_path.is_empty())
}

/// How a type is listed, proven or not.
pub(in crate::aws) fn call(ty: TypeId) -> Option<&'static NativeOp> {
    // Some rows list what is no resource: events, metrics, requests.
    let is_resource = types::get(ty).is_some();
    native::of(ty).filter(|_| !is_second_name(ty) && is_resource)
}

/// Every call with details of resources of a type, the one for their tags last.
pub(in crate::aws) fn detail_calls(ty: TypeId) -> impl Iterator<Item = &'static Detail> {
    native::of(ty).into_iter().flat_map(NativeOp::details)
}

/// Whether an operation returns a resource's tags and nothing else.
pub(in crate::aws) fn tells_tags(ty: TypeId, operation: &str) -> bool {
    detail_calls(ty).any(|detail| detail.tells_tags && detail.operation == operation)
}

/// The details of these resources of one account, region and type, in their order.
pub(in crate::aws) async fn details(
    access: &Access,
    key: &QueryKey,
    detail: &'static Detail,
    entries: &[&ResourceEntry],
) -> Result<Vec<Option<Properties>>, Failure> {
    let Some(op) = native::of(key.resource_type) else {
        return Ok(vec![None; entries.len()]);
    };
    let asking = Asking::new(access, key, op);
    detail::details(&asking, detail, entries).await
}

/// One page of one call of a list.
pub(in crate::aws) async fn page(
    session: &AccountSession,
    key: &QueryKey,
    op: &'static NativeOp,
    input: &[ListParameter],
    token: Option<&str>,
) -> Result<Page, Failure> {
    let asking = Asking::new(&session.access, key, op);
    let tokens = match token {
        None => Tokens::new(),
        Some(token) => serde_json::from_str(token)
            .map_err(|_| asking.bad_answer("a page token that is not ours"))?,
    };
    let answered = match asking.one_page(input, &tokens).await {
        Ok(answered) => answered,
        Err(failure) if tokens.is_empty() && is_nothing_there(op, &failure.error) => {
            return Ok(Page::default());
        }
        Err(failure) => return Err(failure),
    };
    let (mut entries, mut gaps) = rows::rows(&asking, input, answered.items(&asking)?)?;
    if op.item_kind == ItemKind::Single && !tokens.is_empty() {
        // Every page about a single thing repeats that thing.
        entries.clear();
    }
    let next = answered.next(op).unwrap_or_else(|reason| {
        gaps.add_item(answered.unexpected(&asking, &reason).error);
        None
    });
    if next.as_ref() == Some(&tokens) {
        return Err(asking.bad_answer("the same page again and again"));
    }
    let above = entries.iter().filter(|_| op.recurses);
    Ok(Page {
        below: above.map(|row| parents::below(input, &row.id)).collect(),
        next: next.map(|tokens| token_of(&tokens)),
        entries,
        gaps,
    })
}

/// The parameters that ask for the next page, as the engine hands them back.
fn token_of(tokens: &Tokens) -> PageToken {
    serde_json::json!(tokens).to_string().into()
}

/// Whether the first page was refused because the parent is gone by now, or because the single thing that the
/// operation describes is not set up.
fn is_nothing_there(op: &NativeOp, error: &SourceError) -> bool {
    let SourceError::Service { code, .. } = error else {
        return false;
    };
    match absent::of(op.service, op.operation, code) {
        Some(Absent::Parent) => !op.needs_parent.is_empty(),
        Some(Absent::ParentOf(ty)) => parents::stands_under(op.ty, ty),
        Some(Absent::Itself) => op.item_kind == ItemKind::Single,
        None => false,
    }
}

#[cfg(test)]
mod detail_tests;
#[cfg(test)]
mod tests;
