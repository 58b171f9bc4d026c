//! A scope as chips: what each says and what closing it leaves.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Pane, ScopeEpoch};
use crate::app::labels::{AccountNames, has_default_types, scope_text};
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::view::Directory;
use crate::catalog::types::label_of;
use crate::model::{AccountId, QueryScope, Region, Selection, TypeId};
use crate::text::numbers::grouped;

/// Up to this many chosen things of a kind have a chip each.
const EACH: usize = 3;

/// One of the three parts of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopePart {
    /// Whose resources.
    Accounts,
    /// Where.
    Regions,
    /// Which kinds.
    Types,
}

/// What closing a chip takes out of the scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// This account.
    Account(AccountId),
    /// This region.
    Region(Region),
    /// This type.
    Type(TypeId),
    /// Everything of a part. What is left asks for nothing until something is picked: taking away
    /// must never widen a query.
    Whole(ScopePart),
}

/// One chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeChip {
    /// Which part it belongs to.
    pub part: ScopePart,
    /// What it says.
    pub text: String,
    /// The full text.
    pub hover: String,
    /// What its closing cross is called.
    pub close_label: String,
    /// What closing it does; `None` for "all", which is narrowed in the picker.
    pub removal: Option<Removal>,
    /// The account, for its dot.
    pub account: Option<AccountId>,
    /// Nothing of this part is selected.
    pub is_missing: bool,
}

/// How much room the chips may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipDetail {
    /// A chip for each of a few.
    Each,
    /// One chip per part.
    Counts,
    /// One chip for the whole scope.
    One,
}

/// The chips of one pane, made when its scope or the accounts changed.
#[derive(Debug, Default)]
pub struct ScopeChips {
    names: AccountNames,
    made: Option<MadeChips>,
}

#[derive(Debug)]
struct MadeChips {
    scope: ScopeEpoch,
    /// The revision of the accounts, and how many there are.
    accounts: (u64, usize),
    each: Arc<[ScopeChip]>,
    counts: Arc<[ScopeChip]>,
    one: Arc<[ScopeChip]>,
}

impl ScopeChips {
    /// The chips of a pane's scope, accounts first.
    pub fn of(
        &mut self,
        pane: &Pane,
        directory: &Directory,
        detail: ChipDetail,
    ) -> Arc<[ScopeChip]> {
        let scope = pane.scope_epoch();
        let accounts = (directory.accounts_revision, directory.accounts.len());
        let names = &mut self.names;
        let is_same = |made: &MadeChips| made.scope == scope && made.accounts == accounts;
        let made = match self.made.take().filter(is_same) {
            Some(made) => made,
            None => {
                let mut make =
                    |detail| chips_of(&pane.spec.scope, &directory.accounts, names, detail).into();
                MadeChips {
                    scope,
                    accounts,
                    each: make(ChipDetail::Each),
                    counts: make(ChipDetail::Counts),
                    one: make(ChipDetail::One),
                }
            }
        };
        let made = self.made.insert(made);
        match detail {
            ChipDetail::Each => Arc::clone(&made.each),
            ChipDetail::Counts => Arc::clone(&made.counts),
            ChipDetail::One => Arc::clone(&made.one),
        }
    }
}

/// The chips of a scope, accounts first.
fn chips_of(
    scope: &QueryScope,
    accounts: &[AccountInfo],
    names: &mut AccountNames,
    detail: ChipDetail,
) -> Vec<ScopeChip> {
    if detail == ChipDetail::One {
        return vec![whole_chip(scope)];
    }
    let mut chips = Vec::new();
    part_chips(
        &mut chips,
        &scope.accounts,
        ScopePart::Accounts,
        detail,
        ["account", "accounts"],
        |&id| account_chip(id, names.name(accounts, id)),
    );
    part_chips(
        &mut chips,
        &scope.regions,
        ScopePart::Regions,
        detail,
        ["region", "regions"],
        |&region| region_chip(region),
    );
    if has_default_types(scope) {
        chips.push(default_types_chip());
        return chips;
    }
    part_chips(
        &mut chips,
        &scope.types,
        ScopePart::Types,
        detail,
        ["type", "types"],
        |&ty| type_chip(ty),
    );
    chips
}

/// `3 acc · 2 reg · 186 types`: the whole scope in one chip.
fn whole_chip(scope: &QueryScope) -> ScopeChip {
    let types = if has_default_types(scope) {
        "default types".to_owned()
    } else {
        counted_part(&scope.types, "types")
    };
    let parts = [
        counted_part(&scope.accounts, "acc"),
        counted_part(&scope.regions, "reg"),
        types,
    ];
    let hover = format!("{}; click to edit the scope", scope_text(scope));
    let is_missing = scope.is_empty();
    ScopeChip {
        is_missing,
        ..chip(ScopePart::Accounts, parts.join(" · "), hover, None)
    }
}

fn counted_part<T: Ord>(selection: &Selection<T>, noun: &str) -> String {
    match selection {
        Selection::All => format!("all {noun}"),
        Selection::Only(set) if set.is_empty() => format!("no {noun}"),
        Selection::Only(set) => format!("{} {noun}", grouped(set.len())),
    }
}

fn account_chip(id: AccountId, name: &str) -> ScopeChip {
    let text = if name.is_empty() {
        id.grouped()
    } else {
        name.to_owned()
    };
    let hover = format!("Account {} {}", name, id.grouped());
    ScopeChip {
        account: Some(id),
        ..chip(ScopePart::Accounts, text, hover, Some(Removal::Account(id)))
    }
}

fn region_chip(region: Region) -> ScopeChip {
    chip(
        ScopePart::Regions,
        region.to_string(),
        format!("Region {region}"),
        Some(Removal::Region(region)),
    )
}

fn type_chip(ty: TypeId) -> ScopeChip {
    chip(
        ScopePart::Types,
        label_of(ty).into(),
        ty.to_string(),
        Some(Removal::Type(ty)),
    )
}

fn default_types_chip() -> ScopeChip {
    chip(
        ScopePart::Types,
        "Default types".to_owned(),
        "The types that most people look for; click to edit the scope".to_owned(),
        None,
    )
}

fn chip(part: ScopePart, text: String, hover: String, removal: Option<Removal>) -> ScopeChip {
    ScopeChip {
        part,
        close_label: format!("Remove {text}"),
        text,
        hover,
        removal,
        account: None,
        is_missing: false,
    }
}

fn part_chips<T: Ord>(
    chips: &mut Vec<ScopeChip>,
    selection: &Selection<T>,
    part: ScopePart,
    detail: ChipDetail,
    [one, many]: [&str; 2],
    mut each: impl FnMut(&T) -> ScopeChip,
) {
    match selection {
        Selection::All => chips.push(chip(
            part,
            format!("All {many}"),
            format!("Every {one}; click to edit the scope"),
            None,
        )),
        Selection::Only(set) if set.is_empty() => chips.push(ScopeChip {
            is_missing: true,
            ..chip(
                part,
                format!("No {many}"),
                format!("Select at least one {one}"),
                None,
            )
        }),
        Selection::Only(set)
            if set.len() == 1 || (detail == ChipDetail::Each && set.len() <= EACH) =>
        {
            chips.extend(set.iter().map(&mut each));
        }
        Selection::Only(set) => {
            let first: Vec<String> = set.iter().take(12).map(|item| each(item).hover).collect();
            let rest = set.len() - first.len();
            let more = if rest > 0 {
                format!("\nand {} more", grouped(rest))
            } else {
                String::new()
            };
            let text = format!("{} {many}", grouped(set.len()));
            chips.push(chip(
                part,
                text,
                first.join("\n") + &more,
                Some(Removal::Whole(part)),
            ));
        }
    }
}

/// `scope` without the part of a closed chip.
pub fn without(scope: &QueryScope, removal: &Removal) -> QueryScope {
    let mut scope = scope.clone();
    match removal {
        Removal::Account(id) => remove_from(&mut scope.accounts, id),
        Removal::Region(region) => remove_from(&mut scope.regions, region),
        Removal::Type(ty) => remove_from(&mut scope.types, ty),
        Removal::Whole(ScopePart::Accounts) => scope.accounts = Selection::Only(BTreeSet::new()),
        Removal::Whole(ScopePart::Regions) => scope.regions = Selection::Only(BTreeSet::new()),
        Removal::Whole(ScopePart::Types) => scope.types = Selection::Only(BTreeSet::new()),
    }
    scope
}

fn remove_from<T: Ord>(selection: &mut Selection<T>, item: &T) {
    if let Selection::Only(set) = selection {
        set.remove(item);
    }
}

#[cfg(test)]
mod tests;
