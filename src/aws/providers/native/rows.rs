//! From items of an answer to rows.

use std::borrow::Cow;

use compact_str::{CompactString, ToCompactString};
use serde_json::{Map, Value};

use super::asking::Asking;
use super::parents::value_of;
use crate::app::resource_explorer::source::{Gaps, ListParameter};
use crate::aws::providers::native::wire::Item;
use crate::aws::transport::errors::Failure;
use crate::aws::transport::partition::partition_of;
use crate::catalog::native::{self, ItemKind, NativeOp, Trust};
use crate::catalog::{arn, managed, shared, status, types};
use crate::model::tags::shared;
use crate::model::{
    AccountId, ArnText, Properties, Provider, QueryKey, Region, ResourceEntry, Tags, TypeId,
    is_number_or_version, name_in,
};

/// The rows of the items of one page, and how many items could not be read.
///
/// # Errors
/// When a derived list has items and none could be read as a row: the answer is not the list it was taken for.
pub(super) fn rows(
    asking: &Asking<'_>,
    input: &[ListParameter],
    items: Vec<Item<'_>>,
) -> Result<(Vec<ResourceEntry>, Gaps), Failure> {
    let mut entries = Vec::with_capacity(items.len());
    let mut gaps = Gaps::default();
    for item in items {
        match row(asking.op, asking.key, input, item) {
            Ok(Some(row)) => entries.push(row),
            Ok(None) => {}
            Err(reason) => {
                if gaps.is_empty() {
                    item.outline().log(asking.op.action, &reason);
                }
                gaps.add_item(asking.bad_answer(&reason).error);
            }
        }
    }
    match gaps.items {
        Some(odd) if entries.is_empty() && asking.op.trust == Trust::Derived => {
            Err(odd.first.into())
        }
        _ => Ok((entries, gaps)),
    }
}

/// The row of one item; `None` for what is listed under another type.
///
/// # Errors
/// What is missing: an item without an identifier is not what the row of the catalog promises.
fn row(
    op: &NativeOp,
    key: &QueryKey,
    input: &[ListParameter],
    item: Item<'_>,
) -> Result<Option<ResourceEntry>, String> {
    let of_parent = || op.is_one_of_parent().then(|| input.last())?;
    let own_id = match of_parent() {
        Some(parent) => Some(parent.value.as_str().into()),
        None => identifier(op, key.account, item),
    };
    let Some(own_id) = own_id else {
        return Err(format!("an item without {}", op.id_path));
    };
    let properties = item.properties();
    if !shared::is_of(key.resource_type, &properties) {
        return Ok(None);
    }
    let properties = with_input(properties, input);
    let (status, status_class) = status::of(key.resource_type, &properties);
    let region = home(key, item);
    let arn = arn_of(op, key, region, &own_id, item);
    let is_own_arn = arn.as_deref() == Some(own_id.as_str());
    let whole = composed(op, key.account, input, &own_id, item).filter(|_| !is_own_arn);
    let has_arn = own_id.starts_with("arn:");
    let own_name = match item.text(op.name_path) {
        // The name of a version includes the name of its resource.
        Some(name) if has_arn && is_part_of_version(&name, name_in(&own_id)) => {
            name_in(&own_id).to_owned().into()
        }
        Some(name) => name,
        // A list of bare ARNs gives names as well.
        None if has_arn => name_in(&own_id).to_owned().into(),
        None if whole.is_some() => own_id.to_string().into(),
        None => Default::default(),
    };
    let id = whole.unwrap_or(own_id);
    let mut row = ResourceEntry {
        account: key.account,
        region,
        resource_type: key.resource_type,
        provider: Provider::Native,
        status_class,
        managed: false,
        status: shared(&status),
        arn: arn.map_or(ArnText::NONE, |arn| ArnText::of(&arn, &id)),
        tags: tags_of(op, item).or_called(own_name.as_ref()),
        properties: Properties::from_json(&properties),
        id,
    };
    row.managed = managed::is_managed(&row, &properties);
    Ok(Some(row))
}

/// The tags in the item. A taggable item without tags may have some: many lists leave them out.
fn tags_of(op: &NativeOp, item: Item<'_>) -> Tags {
    match item.node().tags(op.tags_path) {
        Some(pairs) => Tags::from_pairs(pairs),
        None if can_have_tags(op) => Tags::unknown(),
        None => Tags::NONE,
    }
}

fn can_have_tags(op: &NativeOp) -> bool {
    let by_catalog = types::get(op.ty).is_some_and(|info| info.is_taggable);
    by_catalog || !op.tags_path.is_empty() || op.tags.is_some()
}

/// Whether a name is the number of a version, or what it is a version of: `1` and `nightly`, of `nightly:1`.
fn is_part_of_version(name: &str, whole: &str) -> bool {
    let number = whole
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix(':'));
    is_number_or_version(name) || number.is_some_and(is_number_or_version)
}

/// Adds the parameters of the call to an item's properties, under their own names: the cluster of a service, the
/// scope of a web ACL. An item that is a bare name has no other properties.
fn with_input(item: Value, input: &[ListParameter]) -> Value {
    let mut members = match item {
        Value::Object(members) => members,
        Value::Null | Value::String(_) => Map::new(),
        other => return other,
    };
    for part in input {
        if !members
            .keys()
            .any(|known| known.eq_ignore_ascii_case(part.name))
        {
            members.insert(part.name.to_owned(), part.value.as_str().into());
        }
    }
    Value::Object(members)
}

/// The identifier as other calls of the service want it.
pub(super) fn identifier(
    op: &NativeOp,
    account: AccountId,
    item: Item<'_>,
) -> Option<CompactString> {
    if op.id_path.is_empty() {
        // There is one per account and region, without a name of its own.
        return Some(account.to_compact_string());
    }
    let Some(id) = item.text(op.id_path) else {
        let only = op.item_kind == ItemKind::Single;
        return only.then(|| account.to_compact_string());
    };
    // Route 53 puts the kind before the id.
    let bare = id.rsplit_once('/').filter(|_| op.ty.service() == "Route53");
    Some(bare.map_or(id.as_ref(), |(_, bare)| bare).into())
}

/// Names that are unique only below their parent are joined with the parent's, as CloudFormation does. Where the
/// catalog says that a member may be absent (the set identifier of a DNS record), another takes its place or it
/// stays empty; any other member that is missing leaves the item's own identifier alone.
fn composed(
    op: &NativeOp,
    account: AccountId,
    input: &[ListParameter],
    own_id: &str,
    item: Item<'_>,
) -> Option<CompactString> {
    if !op.composed_id.contains('|') {
        return None;
    }
    let mut own_used = false;
    // Most services begin the names of members with a small letter, CloudFormation none.
    let text = |part: &str| item.text(part).or_else(|| item.text(&begun_small(part)));
    let parts = native::id_members(op.composed_id).map(|(part, instead)| {
        if let Some(value) = value_of(input, part) {
            return Some(value.to_owned());
        }
        if let Some(value) = text(part) {
            own_used |= value == own_id;
            return Some(value.into_owned());
        }
        if part.eq_ignore_ascii_case("AccountId") || part == "AwsAccountId" {
            return Some(account.to_string());
        }
        if let Some(instead) = instead {
            return Some(text(instead).map(Cow::into_owned).unwrap_or_default());
        }
        let is_free = !std::mem::replace(&mut own_used, true);
        is_free.then(|| own_id.to_owned())
    });
    // Less than all parts would be another identifier, which several resources may have.
    let parts: Vec<String> = parts.collect::<Option<_>>()?;
    let has_own = parts.iter().any(|part| part == own_id);
    has_own.then(|| parts.join("|").into())
}

fn begun_small(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// The ARN in the item, or the one that follows from the identifier.
fn arn_of(
    op: &NativeOp,
    key: &QueryKey,
    region: Region,
    id: &str,
    item: Item<'_>,
) -> Option<String> {
    let arn = item.text(op.arn_path).filter(|arn| arn.starts_with("arn:"));
    if let Some(arn) = arn {
        let other = arn::resolve(&arn).is_some_and(|facts| is_of_other(op, facts.resource_type));
        return (!other).then(|| arn.into_owned());
    }
    let place = (region != Region::global()).then_some(region);
    arn::arn_of(
        op.ty,
        partition_of(key.account, region),
        place,
        key.account,
        id,
    )
}

/// Whether an ARN of this type belongs to the resource's parent or partner, and not to the resource. Types of
/// several services that share an endpoint share their ARNs, and so do types that only the resource itself tells
/// apart.
fn is_of_other(op: &NativeOp, named: TypeId) -> bool {
    let is_same = named == op.ty
        || arn::ambiguous_with(op.ty).contains(&named)
        || shared::listed_as(named) == Some(op.ty);
    let asks_elsewhere =
        || native::of(named).is_some_and(|other| other.signing_name != op.signing_name);
    let is_known = !named.is_named_by_us();
    !is_same && is_known && (named.service() == op.ty.service() || asks_elsewhere())
}

/// Buckets are listed once for all regions; each item has its region.
fn home(key: &QueryKey, item: Item<'_>) -> Region {
    let own = item.text("BucketRegion");
    let own = own.and_then(|region| region.parse().ok());
    own.unwrap_or(key.region)
}
