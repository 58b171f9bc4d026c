//! What is shown of one key by now, who gave it, and what its ledger line says of it.

use super::others::{Origin, Others, SweepRestart};
use super::{KeyRows, ListStage};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::query_engine::dedup::merge::change::count;
use crate::app::resource_explorer::query_engine::dedup::merge::known_rows::KnownRows;
use crate::model::Provider;
use crate::model::heap;

impl KeyRows {
    /// Batches that a list gave and that are shown, of this run or before.
    pub(in super::super) fn listed_batches(&self) -> impl Iterator<Item = &Batch> {
        let others = self.others.iter().flat_map(|others| others.rows.iter());
        let before = others.filter(|other| other.origin == Origin::ListedBefore);
        self.batches.iter().chain(before.map(|other| &other.rows))
    }

    /// Notes the number of rows on its ledger line.
    pub(in super::super) fn set_line_rows(&mut self, rows: u64) {
        self.line_rows = Some(u32::try_from(rows).unwrap_or(u32::MAX));
    }

    /// How many rows are shown, if its ledger line says another number; from now on the line says this one.
    pub(in super::super) fn recount(&mut self) -> Option<u64> {
        let (said, shown) = (self.line_rows?, self.shown());
        if u64::from(said) == shown.min(u32::MAX.into()) {
            return None;
        }
        self.set_line_rows(shown);
        Some(shown)
    }

    /// How many rows are shown.
    pub(in super::super) fn shown(&self) -> u64 {
        let own = match self.stage {
            ListStage::Provisional => 0,
            _ => count(&self.batches),
        };
        let others = self.others.as_deref();
        let others = others.into_iter().flat_map(Others::shown);
        own + others.map(|batch| batch.len() as u64).sum::<u64>()
    }

    /// The batches that are shown, of all providers.
    pub(in super::super) fn shown_batches(&self) -> Vec<Batch> {
        let own: &[Batch] = match self.stage {
            ListStage::Provisional => &[],
            _ => &self.batches,
        };
        let others = self.others.iter().flat_map(|others| others.shown());
        own.iter().chain(others).cloned().collect()
    }

    /// What sweeps and indexes gave, shown or held.
    pub(in super::super) fn swept_batches(&self) -> impl Iterator<Item = Batch> {
        let others = self.others.iter().flat_map(|others| others.rows.iter());
        let swept = others.filter(|other| other.origin.sweep().is_some());
        swept.map(|other| Batch::clone(&other.rows))
    }

    /// Whether a sweep or an index has rows of it, shown or held.
    pub(in super::super) fn was_swept(&self) -> bool {
        self.swept_by().is_some()
    }

    fn swept_by(&self) -> Option<Provider> {
        let mut others = self.others.iter().flat_map(|others| others.rows.iter());
        others.find_map(|other| other.origin.sweep())
    }

    /// Which sweep of this query gave it rows or took them back, where it has no list.
    pub(in super::super) fn swept_only_by(&self) -> Option<Provider> {
        let others = self
            .others
            .as_deref()
            .filter(|_| self.stage == ListStage::NoList)?;
        let now = others.rows.iter().find_map(|other| match other.origin {
            Origin::Swept(job) => Some(job.provider),
            _ => None,
        });
        now.or(match others.restart {
            SweepRestart::Ended(provider) => Some(provider),
            SweepRestart::No | SweepRestart::Running(_) => None,
        })
    }

    /// Rows that an index gave, shown or held.
    pub(in super::super) fn rows_by_index(&self) -> u64 {
        let others = self.others.iter().flat_map(|others| others.rows.iter());
        let swept = others.filter(|other| other.origin.sweep().is_some());
        swept.map(|other| other.rows.len() as u64).sum()
    }

    /// Bytes on the heap, without the rows.
    pub(in super::super) fn heap_bytes(&self) -> usize {
        let others = self.others.as_deref().map_or(0, |others| {
            let listed = others.listed.as_ref().map_or(0, KnownRows::heap_bytes);
            let elsewhere = others.elsewhere.as_deref().map_or(0, size_of_val);
            size_of::<Others>() + heap::of_list(&others.rows) + listed + elsewhere
        });
        heap::of_list(&self.batches) + others
    }
}
