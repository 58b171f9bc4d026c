//! Types listed by their service's own call, from one row of the catalog each.

mod asking;
mod cursor;
mod detail;
mod parents;
mod request;
mod rows;
mod shape;
mod tags;
mod wire;

use crate::app::resource_explorer::source::{Page, SourceError};
use crate::aws::access::discovery::Access;
use crate::aws::session::AccountSession;
use crate::aws::transport::errors::Failure;
use crate::catalog::native::{self, Detail, ItemKind, NativeOp, Trust};
use crate::catalog::{shared, types};
use crate::model::{Properties, QueryKey, ResourceEntry, TypeId};

use asking::Asking;
use cursor::Cursor;
pub(in crate::aws) use parents::Parents;
pub(in crate::aws) use tags::add_tags;

/// Whether what the type names is listed under another type's name already.
pub(in crate::aws) fn is_second_name(ty: TypeId) -> bool {
    shared::listed_as(ty).is_some()
}

/// How a type is listed, as far as that is proven; `None` for what is listed otherwise or under another
/// type's name.
pub(in crate::aws) fn list_call(ty: TypeId) -> Option<&'static NativeOp> {
    call(ty).filter(|op| op.trust == Trust::Proven)
}

/// A list that was derived from the service's model: its first answer decides whether it is one. Items
/// that the model gives no identifier cannot be told apart, and no answer could show otherwise.
pub(in crate::aws) fn derived_call(ty: TypeId) -> Option<&'static NativeOp> {
    call(ty).filter(|op| op.trust == Trust::Derived && !op.id_path.is_empty())
}

/// How a type is listed, proven or not.
pub(in crate::aws) fn call(ty: TypeId) -> Option<&'static NativeOp> {
    // Some rows list what is no resource: events, metrics, requests.
    let is_resource = types::get(ty).is_some();
    native::of(ty).filter(|_| !is_second_name(ty) && is_resource)
}

/// Every call that listing a type may take: its own first, then its parents'.
pub(in crate::aws) fn calls_of(ty: TypeId) -> Vec<&'static NativeOp> {
    let mut calls: Vec<&'static NativeOp> = native::of(ty).into_iter().collect();
    let mut at = 0;
    while let Some(op) = calls.get(at) {
        for parent in parents::types_above(op) {
            if !calls.iter().any(|known| known.ty == parent) {
                calls.extend(native::of(parent));
            }
        }
        at += 1;
    }
    calls
}

/// Every call that tells more about resources of a type, that for their tags last.
pub(in crate::aws) fn detail_calls(ty: TypeId) -> impl Iterator<Item = &'static Detail> {
    native::of(ty).into_iter().flat_map(NativeOp::details)
}

/// Whether an operation tells a resource's tags and nothing else.
pub(in crate::aws) fn tells_tags(ty: TypeId, operation: &str) -> bool {
    detail_calls(ty).any(|detail| detail.tells_tags && detail.operation == operation)
}

/// What the type's detail call tells of these resources of one account, region and type, in their order.
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

/// One page of a list. The children of a type with parents come parent by parent.
pub(in crate::aws) async fn page(
    session: &AccountSession,
    key: &QueryKey,
    op: &'static NativeOp,
    token: Option<&str>,
) -> Result<Page, Failure> {
    let asking = Asking::new(&session.access, key, op);
    let Some(at) = Cursor::read(token) else {
        return Err(asking.bad_answer("a page token that is not ours"));
    };
    let contexts = session.parents.contexts(&asking, token.is_none()).await?;
    let Some(context) = contexts.get(at.context) else {
        return Ok(Page::default());
    };
    let context = match &at.under {
        None => context,
        Some(item) => &context.under(item),
    };
    let answered = match asking.one_page(context, &at.tokens).await {
        Ok(answered) => answered,
        // A parent that is gone by now has no children, a choice that does not exist there no rows, and
        // what is not set up is not there.
        Err(failure) if may_be_nothing(op) && is_nothing_there(&failure.error) => {
            let next = at.after(contexts.len(), Vec::new());
            return Ok(Page {
                entries: Vec::new(),
                next: next.map(|cursor| cursor.write()),
                ..Page::default()
            });
        }
        Err(failure) => return Err(failure),
    };
    let (entries, gaps) = rows::rows(&asking, context, answered.items(&asking)?)?;
    let above = entries.iter().filter(|_| op.recurses);
    let below: Vec<String> = above.map(|row| row.id.to_string()).collect();
    if at.under.as_ref().is_some_and(|item| below.contains(item)) {
        return Err(answered.unexpected(&asking, "something that stands under itself"));
    }
    let next = match answered.next(op) {
        Some(tokens) if tokens == at.tokens => {
            return Err(asking.bad_answer("the same page again and again"));
        }
        Some(tokens) => Some(at.page_after(tokens, below)),
        None => at.after(contexts.len(), below),
    };
    Ok(Page {
        entries,
        next: next.map(|cursor| cursor.write()),
        gaps,
    })
}

fn may_be_nothing(op: &NativeOp) -> bool {
    !op.needs_parent.is_empty() || op.item_kind == ItemKind::Single
}

fn is_nothing_there(error: &SourceError) -> bool {
    const CODES: [&str; 6] = [
        "NotFound",
        "NoSuch",
        "DoesNotExist",
        "Validation",
        "InvalidParameter",
        "InvalidInput",
    ];
    match error {
        SourceError::Service { code, .. } => CODES.iter().any(|part| code.contains(part)),
        _ => false,
    }
}

#[cfg(test)]
mod detail_tests;
#[cfg(test)]
mod tests;
