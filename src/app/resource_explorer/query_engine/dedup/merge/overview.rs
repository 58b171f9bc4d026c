//! What a query shows by now, and what its ledger lines say of it.

use std::collections::BTreeSet;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::query_engine::dedup::merge::Merge;
use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::KeyRows;
use crate::model::heap;
use crate::model::{AccountId, Provider, QueryKey, TypeId};

impl Merge {
    /// How many rows of a key are shown, of all providers.
    pub(crate) fn rows_of(&self, key: &QueryKey) -> u64 {
        self.keys.get(key).map_or(0, KeyRows::shown)
    }

    /// Notes the number of rows on a key's ledger line.
    pub(crate) fn set_line_rows(&mut self, key: &QueryKey, rows: u64) {
        if key.resource_type.is_of_many() {
            // Its rows are those of other keys.
        } else if rows > 0 {
            self.keys.entry(*key).or_default().set_line_rows(rows);
        } else if let Some(known) = self.keys.get_mut(key) {
            known.set_line_rows(rows);
        }
    }

    /// Keys whose ledger line says another number of rows than is shown, with the right number: sweeps or other
    /// lists gave or took rows after the list had ended.
    pub(crate) fn recount(&mut self) -> Vec<(QueryKey, u64)> {
        let keys = self.keys.iter_mut();
        let mut changed: Vec<_> = keys
            .filter_map(|(key, rows)| Some((*key, rows.recount()?)))
            .collect();
        changed.sort_unstable();
        changed
    }

    /// Every key that sweeps have rows of, shown or held back.
    pub(crate) fn seen_by_sweeps(&self) -> BTreeSet<QueryKey> {
        let seen = self.keys.iter().filter(|(_, rows)| rows.was_swept());
        seen.map(|(key, _)| *key).collect()
    }

    /// Keys without a list whose rows sweeps of this query gave or took back, with the number of rows and the
    /// sweep's provider.
    pub(crate) fn swept_keys(&self) -> Vec<(QueryKey, u64, Provider)> {
        let swept = self.keys.iter().filter_map(|(key, rows)| {
            let provider = rows.swept_only_by()?;
            Some((*key, rows.shown(), provider))
        });
        let mut swept: Vec<_> = swept.collect();
        swept.sort_unstable_by_key(|(key, ..)| *key);
        swept
    }

    /// The batches of every key that has a list of its own and rows.
    pub(crate) fn direct_batches(&self) -> Vec<(QueryKey, Vec<Batch>)> {
        let listed = self.keys.iter().filter(|(_, rows)| rows.has_list());
        let batches = listed.map(|(key, rows)| (*key, rows.listed_batches().cloned().collect()));
        let mut keys: Vec<(QueryKey, Vec<Batch>)> = batches.collect();
        keys.retain(|(_, batches)| !batches.is_empty());
        keys.sort_by_key(|(key, _)| *key);
        keys
    }

    /// Whether a list of the key's own was planned in this query.
    pub(crate) fn has_list(&self, key: &QueryKey) -> bool {
        self.keys.get(key).is_some_and(KeyRows::has_list)
    }

    /// Batches of a key that are shown, of all providers.
    pub(crate) fn shown_batches(&self, key: &QueryKey) -> Vec<Batch> {
        let rows = self.keys.get(key);
        rows.map_or_else(Vec::new, KeyRows::shown_batches)
    }

    /// Batches that sweeps gave of a type, shown or held.
    pub(crate) fn swept_batches(&self, account: AccountId, ty: TypeId) -> Vec<Batch> {
        let is_it = |key: &QueryKey| key.account == account && key.resource_type == ty;
        let keys = self.keys.iter().filter(|(key, _)| is_it(key));
        keys.flat_map(|(_, rows)| rows.swept_batches()).collect()
    }

    /// Bytes on the heap, without the rows.
    pub(crate) fn heap_bytes(&self) -> usize {
        let rows: usize = self.keys.values().map(KeyRows::heap_bytes).sum();
        let unended_indexes: usize = self.unended_indexes.values().map(heap::of_list).sum();
        let regions = self.regions_beside_list.values().map(heap::of_sorted_set);
        let tables = heap::of_map(&self.keys)
            + heap::of_map(&self.unended_indexes)
            + heap::of_map(&self.owners)
            + heap::of_set(&self.closed_to_indexes)
            + heap::of_map(&self.regions_beside_list)
            + regions.sum::<usize>()
            + heap::of_set(&self.regionless)
            + heap::of_set(&self.indexed);
        rows + unended_indexes + tables
    }

    /// Every row that is shown.
    pub(crate) fn total_rows(&self) -> u64 {
        self.keys.values().map(KeyRows::shown).sum()
    }
}
