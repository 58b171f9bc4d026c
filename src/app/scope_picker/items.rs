//! What the lists of the picker offer: accounts, regions and types that are known, and those that a scope names.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::check_item::{Availability, CheckItem};
use super::check_list::CheckList;
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::view::Directory;
use crate::catalog::types::{self, TypeInfo, label_of};
use crate::model::{AccountId, Region, TypeId};

pub(super) fn account_items(
    directory: &Directory,
    selected: impl Iterator<Item = AccountId>,
) -> Vec<CheckItem<AccountId>> {
    let mut known: Vec<&AccountInfo> = directory.accounts.iter().collect();
    let has_units = known.iter().any(|account| !account.unit.is_empty());
    if has_units {
        // Items of one group follow each other; the order within each stays.
        known.sort_by_key(|account| account.unit.to_lowercase());
    }
    let mut items: Vec<CheckItem<AccountId>> = known
        .into_iter()
        .map(|account| {
            let also = format!("{} {} {}", account.id, account.alias, account.unit);
            let (text, beside) = match account.name.as_str() {
                "" => (account.id.grouped(), String::new()),
                name => (name.to_owned(), account.id.grouped()),
            };
            let group = match account.unit.as_str() {
                "" if has_units => "Root",
                unit => unit,
            };
            CheckItem::new(account.id, text, beside, &also).group(group)
        })
        .collect();
    // What a bookmark names stays visible, so that it can be taken out.
    for id in selected.filter(|id| !directory.accounts.iter().any(|account| account.id == *id)) {
        items.push(
            CheckItem::new(id, id.grouped(), String::new(), &id.digits())
                .group(if has_units { "Not reached" } else { "" })
                .note("not reached"),
        );
    }
    items
}

/// Every region that a selected account knows; enabled when it is in at least one of them.
pub(super) fn region_items(
    directory: &Directory,
    accounts: &CheckList<AccountId>,
    selected: impl Iterator<Item = Region>,
) -> Vec<CheckItem<Region>> {
    let mut enabled: BTreeMap<Region, bool> = BTreeMap::new();
    let known = directory
        .regions
        .iter()
        .filter(|(account, _)| accounts.is_selected(**account));
    for info in known.flat_map(|(_, regions)| regions) {
        *enabled.entry(info.region).or_default() |= info.enabled;
    }
    let unknown: Vec<Region> = selected
        .filter(|region| !enabled.contains_key(region))
        .collect();
    let mut items: Vec<CheckItem<Region>> = enabled
        .into_iter()
        .map(|(region, enabled)| {
            let availability = if enabled {
                Availability::Available
            } else {
                Availability::Unavailable("not enabled")
            };
            CheckItem::new(region, region.to_string(), String::new(), "").availability(availability)
        })
        .collect();
    items.extend(
        unknown
            .into_iter()
            .map(|region| CheckItem::new(region, region.to_string(), String::new(), "")),
    );
    items
}

/// The types of the catalog, in the order of the picker.
static ALL_TYPES: LazyLock<Vec<&'static TypeInfo>> = LazyLock::new(|| {
    // Groups with many types of the first tier are what most people look for.
    let mut first_tier: BTreeMap<&str, usize> = BTreeMap::new();
    for info in types::all() {
        *first_tier.entry(info.group).or_default() += usize::from(info.tier == Some(1));
    }
    let mut infos: Vec<_> = types::all().iter().collect();
    infos.sort_by_cached_key(|info| {
        let weight = Reverse(first_tier.get(info.group).copied());
        (
            weight,
            info.group,
            info.tier.unwrap_or(u8::MAX),
            info.label().to_lowercase(),
        )
    });
    infos
});

fn type_item(ty: TypeId, group: &'static str, note: &'static str) -> CheckItem<TypeId> {
    CheckItem::new(ty, label_of(ty).into(), String::new(), ty.as_str())
        .group(group)
        .note(note)
}

/// Everything tagged first, then the catalog, then what a bookmark names and the catalog does not know.
pub(super) fn type_items(
    directory: &Directory,
    selected: impl Iterator<Item = TypeId>,
) -> Vec<CheckItem<TypeId>> {
    let sweep = CheckItem::new(
        TypeId::tagged(),
        label_of(TypeId::tagged()).into(),
        "one sweep per account and region".to_owned(),
        "tagging",
    );
    let unknown = selected.filter(|&ty| !ty.is_tagged_sweep() && types::get(ty).is_none());
    let unknown = unknown.map(|ty| type_item(ty, "Not in the catalog", ""));
    let known = ALL_TYPES.iter().map(|info| {
        let own_list = directory.listable.contains(&info.id);
        let note = if own_list { "" } else { "tagged only" };
        type_item(info.id, info.group, note)
    });
    std::iter::once(sweep).chain(known).chain(unknown).collect()
}
