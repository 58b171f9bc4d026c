//! The smallest query that can find what a text names, and whether a query that was run would have found it.

use super::Recognized;
use crate::app::resource_explorer::filter::word_text;
use crate::catalog::types;
use crate::model::{DetailDepth, QueryScope, Selection, TypeId};

impl Recognized {
    /// The smallest scope that has it.
    pub(crate) fn scope(&self, details: DetailDepth) -> QueryScope {
        QueryScope {
            accounts: one_or_all(self.account),
            regions: one_or_all(self.region),
            types: self.listed_types().into_iter().collect(),
            details,
            smart: false,
        }
    }

    /// The filter that finds it among rows.
    pub(crate) fn filter(&self) -> String {
        word_text(if self.arn.is_empty() {
            &self.name
        } else {
            &self.arn
        })
    }

    /// Whether a query of `scope` would have found it.
    pub(crate) fn is_within(&self, scope: &QueryScope) -> bool {
        let is_global = |ty: &TypeId| types::get(*ty).is_some_and(|info| info.is_global);
        let types = self.listed_types();
        is_one_within(self.account, &scope.accounts)
            && (is_one_within(self.region, &scope.regions) || types.iter().all(is_global))
            && types.iter().all(|ty| scope.types.contains(ty))
    }

    /// The types to list; the sweep over everything tagged for a type without a list of its own.
    fn listed_types(&self) -> Vec<TypeId> {
        if self.types.is_empty() {
            vec![TypeId::tagged()]
        } else {
            self.types.clone()
        }
    }
}

fn one_or_all<T: Ord>(one: Option<T>) -> Selection<T> {
    one.map_or(Selection::All, |one| [one].into_iter().collect())
}

/// What is not known is within all only.
fn is_one_within<T: Ord>(one: Option<T>, selection: &Selection<T>) -> bool {
    match (one, selection) {
        (_, Selection::All) => true,
        (Some(one), Selection::Only(set)) => set.contains(&one),
        (None, Selection::Only(_)) => false,
    }
}

#[cfg(test)]
mod tests;
