//! How many rows the last query found of what can be picked.

use std::collections::HashMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::app::pane::Pane;
use crate::model::{AccountId, Region, TypeId};

/// Rows by account, region and type, as the ledger of a pane counts them.
#[derive(Debug, Default)]
pub struct RowCounts {
    /// By account.
    pub accounts: FxHashMap<AccountId, u64>,
    /// By region; what belongs to an account as a whole is under the global one.
    pub regions: FxHashMap<Region, u64>,
    /// By type.
    pub types: FxHashMap<TypeId, u64>,
}

impl RowCounts {
    /// Those of a pane; none before its first query.
    pub fn of(pane: &Pane) -> Self {
        let mut counts = Self::default();
        for entry in pane.ledger.iter() {
            add(&mut counts.accounts, entry.key.account, entry.rows);
            add(&mut counts.regions, entry.key.region, entry.rows);
            add(&mut counts.types, entry.key.resource_type, entry.rows);
        }
        counts
    }
}

fn add<K: Hash + Eq, S: std::hash::BuildHasher>(
    counts: &mut HashMap<K, u64, S>,
    key: K,
    rows: u64,
) {
    *counts.entry(key).or_default() += rows;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::{PaneFixture, region};
    use crate::app::resource_explorer::ledger::Outcome;

    #[test]
    fn rows_of_the_ledger_are_counted_by_account_region_and_type() {
        let mut fixture = PaneFixture::with_rows(3, 2);
        assert!(
            RowCounts::of(&Pane::new(crate::app::fixtures::PANE, Default::default()))
                .types
                .is_empty()
        );
        fixture.outcome("eu-west-1", Outcome::Complete, None);
        let pane = fixture.pane();
        let rows: u64 = pane.ledger.iter().map(|entry| entry.rows).sum();
        let counts = RowCounts::of(pane);
        assert_eq!(counts.types.values().sum::<u64>(), rows);
        assert_eq!(counts.accounts.values().sum::<u64>(), rows);
        assert!(counts.regions.contains_key(&region("eu-west-1")));
    }
}
