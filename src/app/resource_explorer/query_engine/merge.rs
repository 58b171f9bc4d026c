//! One resource is one row, whoever saw it.
//!
//! A sweep of the tagging service sees resources that EC2 lists as well, and some in every region.
//! Rows of a sweep whose type has a list of its own wait until that list has ended; what the list did
//! not have is shown then. Rows without a region in their ARN are shown once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::plan::Wanted;
use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::state::{AccountId, QueryKey, ResourceEntry, ResourceIdentity};

/// What a query has seen so far.
#[derive(Default)]
pub(super) struct Merge {
    wanted: Wanted,
    direct: HashMap<QueryKey, Direct>,
    held: HashMap<QueryKey, Vec<Batch>>,
    /// ARNs without a region that were shown.
    regionless: HashSet<Box<str>>,
    /// Rows that only sweeps gave, by key.
    swept_rows: BTreeMap<QueryKey, u64>,
}

#[derive(Default)]
struct Direct {
    ended: bool,
    batches: Vec<Batch>,
}

impl Merge {
    /// `direct` are the keys that have a list of their own in this query.
    pub(super) fn begin(&mut self, wanted: Wanted, direct: impl Iterator<Item = QueryKey>) {
        self.wanted = wanted;
        self.direct = direct.map(|key| (key, Direct::default())).collect();
    }

    /// A page of a key's own list.
    pub(super) fn direct_page(&mut self, key: &QueryKey, batch: &Batch) {
        if let Some(direct) = self.direct.get_mut(key) {
            direct.batches.push(Arc::clone(batch));
        }
    }

    /// A key's own list has ended: returns what sweeps saw beyond it.
    pub(super) fn direct_ended(&mut self, key: &QueryKey) -> Vec<Batch> {
        if let Some(direct) = self.direct.get_mut(key) {
            direct.ended = true;
        }
        let held = self.held.remove(key).unwrap_or_default();
        held.into_iter()
            .filter_map(|batch| self.beyond_direct(key, batch))
            .collect()
    }

    /// A batch of a sweep, all rows of one key: returns what of it is to be shown now.
    pub(super) fn swept(&mut self, batch: &Batch, swept: AccountId) -> Option<Batch> {
        let key = batch.first()?.key();
        if !self.wanted.contains(&key, swept) {
            return None;
        }
        match self.direct.get(&key) {
            Some(direct) if direct.ended => self.beyond_direct(&key, Arc::clone(batch)),
            Some(_) => {
                self.held.entry(key).or_default().push(Arc::clone(batch));
                None
            }
            None => {
                // Listed by the query before this retry: what it has is shown already.
                if self.wanted.direct_types.contains(&key.resource_type) {
                    return None;
                }
                self.once(&key, Arc::clone(batch))
            }
        }
    }

    fn beyond_direct(&mut self, key: &QueryKey, batch: Batch) -> Option<Batch> {
        let known: HashSet<ResourceIdentity> = self
            .direct
            .get(key)
            .into_iter()
            .flat_map(|direct| direct.batches.iter().flat_map(|batch| batch.iter()))
            .map(ResourceIdentity::from)
            .collect();
        let batch = keep(batch, |entry| {
            !known.contains(&ResourceIdentity::from(entry))
        })?;
        self.once(key, batch)
    }

    fn once(&mut self, key: &QueryKey, batch: Batch) -> Option<Batch> {
        let regionless = &mut self.regionless;
        let batch = keep(batch, |entry| match entry.arn() {
            Some(arn) if has_no_region(&arn) => regionless.insert(arn.into()),
            _ => true,
        })?;
        *self.swept_rows.entry(*key).or_default() += batch.len() as u64;
        Some(batch)
    }

    /// Rows of a key that were shown, whoever gave them.
    pub(super) fn rows_of(&self, key: &QueryKey) -> u64 {
        let direct = self
            .direct
            .get(key)
            .into_iter()
            .flat_map(|direct| &direct.batches);
        direct.map(|batch| batch.len() as u64).sum::<u64>()
            + self.swept_rows.get(key).copied().unwrap_or(0)
    }

    /// Every key that sweeps have rows of, shown or held.
    pub(super) fn seen_by_sweeps(&self) -> BTreeSet<QueryKey> {
        let held = self.held.keys();
        held.chain(self.swept_rows.keys()).copied().collect()
    }

    /// Keys that only sweeps gave rows for, with their numbers.
    pub(super) fn swept_keys(&self) -> Vec<(QueryKey, u64)> {
        self.swept_rows
            .iter()
            .filter(|(key, _)| !self.direct.contains_key(key))
            .map(|(key, rows)| (*key, *rows))
            .collect()
    }

    /// The batches of every key that has a list of its own and rows.
    pub(super) fn direct_batches(&self) -> Vec<(QueryKey, Vec<Batch>)> {
        let mut keys: Vec<_> = self
            .direct
            .iter()
            .filter(|(_, direct)| !direct.batches.is_empty())
            .map(|(key, direct)| (*key, direct.batches.clone()))
            .collect();
        keys.sort_by_key(|(key, _)| *key);
        keys
    }

    /// Every row that was shown.
    pub(super) fn total_rows(&self) -> u64 {
        let direct = self
            .direct
            .values()
            .flat_map(|direct| &direct.batches)
            .map(|batch| batch.len() as u64);
        direct.sum::<u64>() + self.swept_rows.values().sum::<u64>()
    }
}

/// The batch itself when every row is kept; a smaller one, or none, when not.
fn keep(batch: Batch, mut wanted: impl FnMut(&ResourceEntry) -> bool) -> Option<Batch> {
    let flags: Vec<bool> = batch.iter().map(&mut wanted).collect();
    match flags.iter().filter(|kept| **kept).count() {
        0 => None,
        kept if kept == batch.len() => Some(batch),
        _ => Some(Arc::new(
            batch
                .iter()
                .zip(flags)
                .filter(|(_, kept)| *kept)
                .map(|(entry, _)| entry.clone())
                .collect(),
        )),
    }
}

/// `arn:aws:s3:::bucket`: the fourth field is empty.
fn has_no_region(arn: &str) -> bool {
    arn.split(':').nth(3).is_some_and(str::is_empty)
}

/// Splits a page so that every batch has one query key, keeping the order of rows within each.
pub(super) fn split_by_key(entries: Vec<ResourceEntry>) -> Vec<Batch> {
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
        .filter_map(|key| parts.remove(key))
        .map(|mut part| {
            part.shrink_to_fit();
            Arc::new(part)
        })
        .collect()
}
