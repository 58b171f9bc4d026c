//! Batches of rows: split, compared, counted; and how their lists ended.

use std::collections::HashMap;

use crate::app::resource_explorer::batch_store::Batch;
use crate::model::{QueryKey, ResourceEntry, pack_rows};

/// What changes in what a pane shows. Every batch has one key.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// Batches that were shown and go.
    pub taken_back: Vec<Batch>,
    /// Batches that come.
    pub shown: Vec<Batch>,
}

impl Change {
    /// This and then another.
    pub(crate) fn extend(&mut self, other: Self) {
        self.taken_back.extend(other.taken_back);
        self.shown.extend(other.shown);
    }
}

impl From<Batch> for Change {
    fn from(shown: Batch) -> Self {
        Self {
            taken_back: Vec::new(),
            shown: vec![shown],
        }
    }
}

/// How a list or a sweep ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Every row there is has come.
    Whole,
    /// It broke off, or was not asked at all.
    Part,
}

pub(crate) fn count(batches: &[Batch]) -> u64 {
    batches.iter().map(|batch| batch.len() as u64).sum()
}

/// The rows of a batch that are wanted: the batch itself when all are, a copy of some, or nothing.
pub(crate) fn filter_batch(
    batch: &Batch,
    mut wanted: impl FnMut(&ResourceEntry) -> bool,
) -> Option<Batch> {
    let flags: Vec<bool> = batch.iter().map(&mut wanted).collect();
    match flags.iter().filter(|kept| **kept).count() {
        kept if kept == batch.len() => Some(batch.clone()),
        0 => None,
        _ => {
            let rows = batch.iter().zip(flags).filter(|(_, kept)| *kept);
            let part = rows.map(|(entry, _)| entry.clone()).collect();
            // Packs the rows again: the names of those that go are not kept for the sake of the others.
            Some(Batch::new(pack_rows(batch[0].resource_type, part)))
        }
    }
}

/// Splits a page so that every batch has one query key, keeping the order of rows within each, and packs each
/// batch.
pub(crate) fn split_by_key(entries: Vec<ResourceEntry>) -> Vec<Batch> {
    let mut order: Vec<QueryKey> = Vec::new();
    let mut parts: HashMap<QueryKey, Vec<ResourceEntry>> = HashMap::new();
    for entry in entries {
        let key = entry.key();
        parts
            .entry(key)
            .or_insert_with(|| {
                order.push(key);
                Vec::new()
            })
            .push(entry);
    }
    order
        .iter()
        .filter_map(|key| Some((key, parts.remove(key)?)))
        .map(|(key, part)| Batch::new(pack_rows(key.resource_type, part)))
        .collect()
}
