//! A scope while it is being edited. Knows nothing of egui.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::column::{Mode, PickColumn, PickItem, Standing};
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::view::Directory;
use crate::catalog::types::{self, TypeInfo, label_of};
use crate::model::{AccountId, DetailDepth, QueryScope, Region, TypeId};
use crate::ui::pane::empty::missing_part;
use crate::ui::pane::facts::count_text;

/// How deep phase 2 goes, as the picker offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Nothing.
    None,
    /// Calls that answer for many.
    Bulk,
    /// Named operations.
    Chosen,
    /// Everything.
    All,
}

impl Depth {
    /// All of them, from shallow to deep.
    pub const ALL: [Self; 4] = [Self::None, Self::Bulk, Self::Chosen, Self::All];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "No details",
            Self::Bulk => "Bulk details",
            Self::Chosen => "Chosen details",
            Self::All => "All details",
        }
    }

    /// What it costs.
    pub fn hover(self) -> &'static str {
        match self {
            Self::None => "Only what the list calls say",
            Self::Bulk => "Calls that answer for many resources at once: cheap",
            Self::Chosen => "Bulk calls, and the operations you name",
            Self::All => "Every operation for every resource: one call each, slow for large scopes",
        }
    }
}

/// A scope while it is being edited.
pub struct ScopeDraft {
    /// Whose resources.
    pub accounts: PickColumn<AccountId>,
    /// Where.
    pub regions: PickColumn<Region>,
    /// Which kinds.
    pub types: PickColumn<TypeId>,
    /// How deep.
    pub depth: Depth,
    /// Operation names, as typed, for [`Depth::Chosen`].
    pub operations: String,
    /// Whether the tagging sweep is asked first.
    pub smart: bool,
    /// What the directory held when the columns were filled.
    seen: (usize, usize),
    verdict: Verdict,
}

/// What would be applied, worked out after every change and not every frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// `2 accounts, 3 regions, 12 types: about 72 lists`.
    pub summary: String,
    /// Why it cannot be applied.
    pub problem: Option<String>,
}

impl ScopeDraft {
    /// Starts from a scope.
    pub fn new(scope: &QueryScope, directory: &Directory) -> Self {
        let (depth, operations) = match &scope.details {
            DetailDepth::None => (Depth::None, String::new()),
            DetailDepth::Bulk => (Depth::Bulk, String::new()),
            DetailDepth::All => (Depth::All, String::new()),
            DetailDepth::Chosen(names) => (
                Depth::Chosen,
                names.iter().cloned().collect::<Vec<_>>().join(", "),
            ),
        };
        let mut draft = Self {
            accounts: PickColumn::new(&scope.accounts),
            regions: PickColumn::new(&scope.regions),
            types: PickColumn::new(&scope.types),
            depth,
            operations,
            smart: scope.smart,
            seen: (0, 0),
            verdict: Verdict::default(),
        };
        draft
            .types
            .set_items(type_items(directory, draft.types.chosen().iter().copied()));
        draft.fill(directory);
        draft.changed(directory);
        draft
    }

    /// Takes in accounts and regions that have answered meanwhile.
    pub fn follow(&mut self, directory: &Directory) {
        if self.seen != (directory.accounts.len(), directory.regions.len()) {
            self.fill(directory);
            self.changed(directory);
        }
    }

    fn fill(&mut self, directory: &Directory) {
        self.seen = (directory.accounts.len(), directory.regions.len());
        self.accounts.set_items(account_items(
            directory,
            self.accounts.chosen().iter().copied(),
        ));
    }

    /// Called after every change: updates the regions to the chosen accounts, and the verdict.
    pub fn changed(&mut self, directory: &Directory) {
        let items = region_items(
            directory,
            &self.accounts,
            self.regions.chosen().iter().copied(),
        );
        self.regions.set_items(items);
        self.verdict = self.judge(directory);
    }

    /// What would be applied.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    fn judge(&self, directory: &Directory) -> Verdict {
        match self.scope() {
            Ok(scope) => {
                let problem = missing_part(&scope).map(|part| format!("{part}."));
                Verdict {
                    summary: format!(
                        "{scope}: about {} lists",
                        count_text(self.list_count(directory))
                    ),
                    problem,
                }
            }
            Err(problem) => Verdict {
                summary: String::new(),
                problem: Some(problem),
            },
        }
    }

    /// Lists that phase 1 would ask for: global types once per account, and one sweep per account and
    /// region for all types that have no list of their own.
    fn list_count(&self, directory: &Directory) -> usize {
        let (accounts, _) = self.accounts.counts();
        let (regions, _) = self.regions.counts();
        let listed: Vec<TypeId> = match self.types.mode {
            Mode::All => directory.listable.iter().copied().collect(),
            Mode::Chosen => {
                let chosen = self.types.chosen().iter().copied();
                chosen
                    .filter(|ty| directory.listable.contains(ty))
                    .collect()
            }
        };
        let sweeps = match self.types.mode {
            Mode::All => 1,
            Mode::Chosen => usize::from(self.types.chosen().len() > listed.len()),
        };
        let global = listed.iter().filter(|ty| is_global(**ty)).count();
        accounts * (regions * (listed.len() - global + sweeps) + global)
    }

    /// The scope as edited so far.
    ///
    /// # Errors
    /// Why the names of operations cannot be read.
    pub fn scope(&self) -> Result<QueryScope, String> {
        let details = match self.depth {
            Depth::None => DetailDepth::None,
            Depth::Bulk => DetailDepth::Bulk,
            Depth::All => DetailDepth::All,
            Depth::Chosen => {
                match self.operations.parse::<DetailDepth>() {
                    Ok(DetailDepth::Chosen(names)) => DetailDepth::Chosen(names),
                    Ok(_) | Err(_) => {
                        return Err("Name the operations, separated by commas, such as DescribeVpcAttribute.".to_owned());
                    }
                }
            }
        };
        Ok(QueryScope {
            accounts: self.accounts.selection(),
            regions: self.regions.selection(),
            types: self.types.selection(),
            details,
            smart: self.smart,
        })
    }
}

fn is_global(ty: TypeId) -> bool {
    types::get(ty).is_some_and(|info| info.is_global)
}

fn account_items(
    directory: &Directory,
    chosen: impl Iterator<Item = AccountId>,
) -> Vec<PickItem<AccountId>> {
    let mut known: Vec<&AccountInfo> = directory.accounts.iter().collect();
    let has_units = known.iter().any(|account| !account.unit.is_empty());
    if has_units {
        // Items of one group follow each other; the order within each stays.
        known.sort_by_key(|account| account.unit.to_lowercase());
    }
    let mut items: Vec<PickItem<AccountId>> = known
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
            PickItem::new(account.id, text, beside, &also).group(group)
        })
        .collect();
    // What a bookmark names stays visible, so that it can be taken out.
    for id in chosen.filter(|id| !directory.accounts.iter().any(|account| account.id == *id)) {
        items.push(
            PickItem::new(id, id.grouped(), String::new(), &id.digits())
                .group(if has_units { "Not reached" } else { "" })
                .note("not reached"),
        );
    }
    items
}

/// Every region that a chosen account knows; enabled when it is in at least one of them.
fn region_items(
    directory: &Directory,
    accounts: &PickColumn<AccountId>,
    chosen: impl Iterator<Item = Region>,
) -> Vec<PickItem<Region>> {
    let mut enabled: BTreeMap<Region, bool> = BTreeMap::new();
    let known = directory
        .regions
        .iter()
        .filter(|(account, _)| accounts.is_chosen(**account));
    for info in known.flat_map(|(_, regions)| regions) {
        *enabled.entry(info.region).or_default() |= info.enabled;
    }
    let unknown: Vec<Region> = chosen
        .filter(|region| !enabled.contains_key(region))
        .collect();
    let mut items: Vec<PickItem<Region>> = enabled
        .into_iter()
        .map(|(region, enabled)| {
            let standing = if enabled {
                Standing::Open
            } else {
                Standing::Closed("not enabled")
            };
            PickItem::new(region, region.to_string(), String::new(), "").standing(standing)
        })
        .collect();
    items.extend(
        unknown
            .into_iter()
            .map(|region| PickItem::new(region, region.to_string(), String::new(), "")),
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

fn type_item(ty: TypeId, group: &'static str, note: &'static str) -> PickItem<TypeId> {
    PickItem::new(ty, label_of(ty).into(), String::new(), ty.as_str())
        .group(group)
        .note(note)
}

/// Everything tagged first, then the catalog, then what a bookmark names and the catalog does not know.
fn type_items(
    directory: &Directory,
    chosen: impl Iterator<Item = TypeId>,
) -> Vec<PickItem<TypeId>> {
    let sweep = PickItem::new(
        TypeId::tagged(),
        label_of(TypeId::tagged()).into(),
        "one sweep per account and region".to_owned(),
        "tagging",
    );
    let unknown = chosen.filter(|&ty| !ty.is_tagged_sweep() && types::get(ty).is_none());
    let unknown = unknown.map(|ty| type_item(ty, "Not in the catalog", ""));
    let known = ALL_TYPES.iter().map(|info| {
        let own_list = directory.listable.contains(&info.id);
        let note = if own_list { "" } else { "tagged only" };
        type_item(info.id, info.group, note)
    });
    std::iter::once(sweep).chain(known).chain(unknown).collect()
}

#[cfg(test)]
mod tests;
