//! A scope while it is being edited.

use super::best_match::BestMatch;
use super::check_list::{CheckList, Mode};
use super::depth::Depth;
use super::items::{account_items, region_items, type_items};
use crate::app::labels::scope_text;
use crate::app::pane::empty_state::missing_part;
use crate::app::view::Directory;
use crate::catalog::types;
use crate::model::{AccountId, DetailDepth, QueryScope, Region, TypeId};
use crate::text::numbers::counted;

/// A scope while it is being edited.
pub struct ScopeDraft {
    /// Whose resources.
    pub accounts: CheckList<AccountId>,
    /// Where.
    pub regions: CheckList<Region>,
    /// Which kinds.
    pub types: CheckList<TypeId>,
    /// How deep.
    pub depth: Depth,
    /// Operation names, as typed, for [`Depth::Operations`].
    pub operations: String,
    /// Whether the tagging sweep is asked first.
    pub smart: bool,
    /// What the directory held when the columns were filled.
    seen: (usize, usize),
    validation: Validation,
    /// What is searched for in all lists.
    pub(super) search: String,
    pub(super) best: Option<BestMatch>,
}

/// What would be applied, worked out after every change and not every frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validation {
    /// `2 accounts, 3 regions, 12 types: about 72 query keys`.
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
                Depth::Operations,
                names.iter().cloned().collect::<Vec<_>>().join(", "),
            ),
        };
        let mut draft = Self {
            accounts: CheckList::new(&scope.accounts),
            regions: CheckList::new(&scope.regions),
            types: CheckList::new(&scope.types),
            depth,
            operations,
            smart: scope.smart,
            seen: (0, 0),
            validation: Validation::default(),
            search: String::new(),
            best: None,
        };
        draft.types.set_items(type_items(
            directory,
            draft.types.selected().iter().copied(),
        ));
        draft.fill(directory);
        draft.changed(directory);
        draft
    }

    /// Takes in accounts and regions that have answered meanwhile.
    pub fn sync(&mut self, directory: &Directory) {
        if self.seen != (directory.accounts.len(), directory.regions.len()) {
            self.fill(directory);
            self.changed(directory);
        }
    }

    fn fill(&mut self, directory: &Directory) {
        self.seen = (directory.accounts.len(), directory.regions.len());
        self.accounts.set_items(account_items(
            directory,
            self.accounts.selected().iter().copied(),
        ));
    }

    /// Called after every change: updates the regions to the selected accounts, and the validation.
    pub fn changed(&mut self, directory: &Directory) {
        let items = region_items(
            directory,
            &self.accounts,
            self.regions.selected().iter().copied(),
        );
        self.regions.set_items(items);
        self.find();
        self.validation = self.validate(directory);
    }

    /// What would be applied.
    pub fn validation(&self) -> &Validation {
        &self.validation
    }

    fn validate(&self, directory: &Directory) -> Validation {
        match self.scope() {
            Ok(scope) => {
                let problem = missing_part(&scope).map(|part| format!("{part}."));
                Validation {
                    summary: format!(
                        "{}: about {}",
                        scope_text(&scope),
                        counted(self.query_key_count(directory), "query key")
                    ),
                    problem,
                }
            }
            Err(problem) => Validation {
                summary: String::new(),
                problem: Some(problem),
            },
        }
    }

    /// Query keys of phase 1: global types once per account, and one sweep per account and
    /// region for all types that have no list of their own.
    fn query_key_count(&self, directory: &Directory) -> usize {
        let (accounts, _) = self.accounts.counts();
        let (regions, _) = self.regions.counts();
        let listed: Vec<TypeId> = match self.types.mode {
            Mode::All => directory.listable.iter().copied().collect(),
            Mode::Selected => {
                let selected = self.types.selected().iter().copied();
                selected
                    .filter(|ty| directory.listable.contains(ty))
                    .collect()
            }
        };
        let sweeps = match self.types.mode {
            Mode::All => 1,
            Mode::Selected => usize::from(self.types.selected().len() > listed.len()),
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
            Depth::Operations => {
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

#[cfg(test)]
mod tests;
