//! A scope as chips: what each says and what closing it leaves.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Pane, ScopeEpoch};
use crate::app::labels::{AccountNames, has_default_types};
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
                }
            }
        };
        let made = self.made.insert(made);
        match detail {
            ChipDetail::Each => Arc::clone(&made.each),
            ChipDetail::Counts => Arc::clone(&made.counts),
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
mod tests {
    use super::*;
    use crate::app::fixtures::{DEV, PROD, World, account, region, ty};
    use crate::catalog::types;

    fn texts(scope: &QueryScope, detail: ChipDetail) -> Vec<String> {
        let world = World::new();
        let chips = chips_of(
            scope,
            &world.directory.accounts,
            &mut AccountNames::default(),
            detail,
        );
        chips.into_iter().map(|chip| chip.text).collect()
    }

    #[test]
    fn the_default_types_have_a_name_of_their_own() {
        let mut scope = QueryScope {
            types: types::default_set().collect(),
            ..QueryScope::default()
        };
        let names = &mut AccountNames::default();
        let texts = |scope: &QueryScope, names: &mut AccountNames| -> Vec<String> {
            let chips = chips_of(scope, &[], names, ChipDetail::Counts);
            chips.into_iter().map(|chip| chip.text).collect()
        };
        assert!(texts(&scope, names).contains(&"Default types".to_owned()));
        if let Selection::Only(set) = &mut scope.types {
            set.pop_first();
        }
        assert!(!texts(&scope, names).contains(&"Default types".to_owned()));
    }

    #[test]
    fn a_few_have_a_chip_each_and_many_are_counted() {
        let scope = QueryScope {
            accounts: [account(PROD), account(DEV)].into_iter().collect(),
            regions: ["eu-west-1", "us-east-1", "us-east-2", "us-west-2"]
                .map(region)
                .into_iter()
                .collect(),
            ..Default::default()
        };
        assert_eq!(
            texts(&scope, ChipDetail::Each),
            ["dev", "prod", "4 regions", "All types"]
        );
        assert_eq!(
            texts(&scope, ChipDetail::Counts),
            ["2 accounts", "4 regions", "All types"]
        );
    }

    #[test]
    fn chips_and_title_are_made_again_only_when_scope_or_accounts_change() {
        let mut world = World::new();
        let mut chips = ScopeChips::default();
        let mut of = |world: &mut World| {
            let each = chips.of(
                world.panes.values().next().unwrap(),
                &world.directory,
                ChipDetail::Each,
            );
            let title = world.pane().title();
            (each, title.as_ptr())
        };
        let (first, title) = of(&mut world);
        for _frame in 0..100 {
            let (again, same_title) = of(&mut world);
            assert!(Arc::ptr_eq(&first, &again) && title == same_title);
        }
        world.directory.accounts_revision += 1;
        let (named_anew, _) = of(&mut world);
        assert!(!Arc::ptr_eq(&first, &named_anew));
        let scope = QueryScope {
            regions: [region("eu-west-1")].into_iter().collect(),
            ..QueryScope::default()
        };
        world.pane().set_scope(scope);
        let (of_other_scope, _) = of(&mut world);
        assert_eq!(of_other_scope[1].text, "eu-west-1");
        assert!(world.pane().title().contains("eu-west-1"));
    }

    #[test]
    fn closing_the_last_chip_never_widens_the_query() {
        let scope = QueryScope {
            types: [ty("AWS::EC2::Volume")].into_iter().collect(),
            ..Default::default()
        };
        let left = without(&scope, &Removal::Type(ty("AWS::EC2::Volume")));
        assert!(left.types.is_empty() && left.is_empty());
        assert_eq!(
            texts(&left, ChipDetail::Each),
            ["All accounts", "All regions", "No types"]
        );
    }
}
