//! One resource is one row, whoever saw it.
//!
//! A sweep of the tagging service sees resources that EC2 lists as well, and some in every region; an
//! index of AWS's own sees those of many accounts. Rows of a sweep whose type has a list of its own wait
//! until that list has ended, or are shown ahead of it and taken back; what the list did not have is
//! shown then. Rows without a region in their ARN are shown once.

mod ambiguous_types;
mod change;
mod index_rows;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::app::resource_explorer::query_engine::dedup::merge::change::{
    count, has_no_region, keep,
};

use crate::app::resource_explorer::cache::Batch;
pub(crate) use crate::app::resource_explorer::query_engine::dedup::merge::ambiguous_types::Kin;
pub(crate) use crate::app::resource_explorer::query_engine::dedup::merge::change::{
    Change, split_by_key,
};
use crate::app::resource_explorer::query_engine::planning::plan::Wanted;
use crate::app::resource_explorer::source::{ListJob, ResourceSource, SourceError};
use crate::model::heap;
use crate::model::{AccountId, Fingerprint, Provider, QueryKey, ResourceEntry};

/// What a query has seen so far.
#[derive(Default)]
pub(crate) struct Merge {
    wanted: Wanted,
    /// Whether rows of sweeps may be shown before the lists that have them better.
    shows_ahead: bool,
    direct: HashMap<QueryKey, Direct>,
    kin: Kin,
    held: HashMap<QueryKey, Vec<Batch>>,
    /// ARNs without a region that were seen.
    regionless: HashSet<Box<str>>,
    /// Rows that only sweeps gave, by key, and who gave the first.
    swept_rows: BTreeMap<QueryKey, (u64, Provider)>,
    /// Fingerprints of what indexes have shown: sweeps see it again.
    indexed: HashSet<Fingerprint>,
    /// Which indexes have the rows of an account: one, or those of its own regions.
    owners: HashMap<AccountId, Vec<ListJob>>,
    /// What indexes that have not ended have shown, or will.
    unsettled: HashMap<ListJob, Vec<Batch>>,
}

#[derive(Default)]
struct Direct {
    ended: bool,
    /// Whether it ended with every row there is.
    is_whole: bool,
    batches: Vec<Batch>,
    /// Whether rows of sweeps stand in the pane for the list's own.
    stands_in: bool,
    /// What is in a list that has ended, sorted; made when the first rows of a sweep are held against it.
    known: Option<Box<[Fingerprint]>>,
}

impl Direct {
    /// What is in a list that has ended.
    fn known(&mut self) -> &[Fingerprint] {
        let batches = &self.batches;
        self.known.get_or_insert_with(|| {
            let rows = batches.iter().flat_map(|batch| batch.iter());
            let mut known: Vec<Fingerprint> = rows.map(Fingerprint::from).collect();
            known.sort_unstable();
            known.into_boxed_slice()
        })
    }
}

impl Merge {
    /// More will be asked: `direct` are the keys among it that have a list of their own.
    pub(crate) fn expect(
        &mut self,
        wanted: Wanted,
        direct: impl Iterator<Item = QueryKey>,
        shows_ahead: bool,
    ) {
        self.wanted.extend(wanted);
        self.shows_ahead = shows_ahead;
        self.direct
            .extend(direct.map(|key| (key, Direct::default())));
    }

    /// Which of the lists that are expected by now may have each other's rows.
    pub(crate) fn find_kin(&mut self, source: &dyn ResourceSource) {
        self.kin = Kin::among(&self.wanted.direct_types, source);
    }

    /// A key's list begins anew: what it gave does not count any more.
    pub(crate) fn ask_again(&mut self, key: &QueryKey) {
        self.direct.insert(*key, Direct::default());
    }

    /// A page of a key's own list. While rows of sweeps stand in for it, it waits until it is the longer.
    pub(crate) fn direct_page(&mut self, key: &QueryKey, batch: &Batch) -> Change {
        let Some(direct) = self.direct.get_mut(key) else {
            return Some(Arc::clone(batch)).into();
        };
        direct.batches.push(Arc::clone(batch));
        if !direct.stands_in {
            return Some(Arc::clone(batch)).into();
        }
        let held = self.held.get(key).map(Vec::as_slice).unwrap_or_default();
        if count(&direct.batches) < count(held) {
            return Change::default();
        }
        direct.stands_in = false;
        Change {
            taken_back: held.to_vec(),
            shown: direct.batches.clone(),
        }
    }

    /// A key's own list has ended, whole or for this reason: what sweeps saw beyond it is shown, and beyond
    /// those that waited for it.
    pub(crate) fn direct_ended(&mut self, key: &QueryKey, error: Option<&SourceError>) -> Change {
        if let Some(direct) = self.direct.get_mut(key) {
            direct.ended = true;
            direct.is_whole = error.is_none();
        }
        let mut change = self.release(key);
        for ty in self.kin.that_wait_for(key.resource_type) {
            change.extend(self.release(&QueryKey {
                resource_type: ty,
                ..*key
            }));
        }
        change
    }

    /// Shows what sweeps saw of a key, when every list has ended that may have it.
    fn release(&mut self, key: &QueryKey) -> Change {
        let mut change = Change::default();
        let mut stood_in = false;
        if let Some(direct) = self.direct.get_mut(key) {
            if !direct.ended {
                return change;
            }
            stood_in = std::mem::take(&mut direct.stands_in);
            if stood_in {
                change.shown.clone_from(&direct.batches);
            }
        }
        if self.waits_for_kin(key) {
            if stood_in {
                let held = self.held.get(key).into_iter().flatten();
                change.taken_back.extend(held.cloned());
            }
            return change;
        }
        for batch in self.held.remove(key).unwrap_or_default() {
            let beyond = self.beyond_direct(key, Arc::clone(&batch));
            match beyond {
                Some(same) if stood_in && Arc::ptr_eq(&same, &batch) => {}
                beyond => {
                    if stood_in {
                        change.taken_back.push(batch);
                    }
                    change.shown.extend(beyond);
                }
            }
        }
        change
    }

    /// Lists that will not go on: what was shown ahead of them gives way to what they gave.
    pub(crate) fn settle(&mut self) -> Change {
        let standing_in = |(_, direct): &(&QueryKey, &Direct)| direct.stands_in;
        let keys: Vec<QueryKey> = self
            .direct
            .iter()
            .filter(standing_in)
            .map(|(key, _)| *key)
            .collect();
        let mut all = Change::default();
        for key in keys {
            let stopped = SourceError::NotAsked("the query was stopped".into());
            all.extend(self.direct_ended(&key, Some(&stopped)));
        }
        all
    }

    /// A batch of a sweep, all rows of one key: what of it is to be shown now.
    pub(crate) fn swept(&mut self, batch: &Batch, job: &ListJob) -> Change {
        let Some(key) = batch.first().map(ResourceEntry::key) else {
            return Change::default();
        };
        let is_index = job.provider.is_index();
        if !self.wanted.contains(&key, job) {
            return Change::default();
        }
        if is_index && !self.may_tell_of(key.account, job) {
            return Change::default();
        }
        let Some(batch) = self.once(Arc::clone(batch)) else {
            return Change::default();
        };
        let batch = if is_index {
            self.indexed.extend(batch.iter().map(Fingerprint::from));
            batch
        } else {
            let indexed = &self.indexed;
            let is_new = |entry: &ResourceEntry| {
                indexed.is_empty() || !indexed.contains(&Fingerprint::from(entry))
            };
            match keep(batch, is_new) {
                Some(batch) => batch,
                None => return Change::default(),
            }
        };
        if is_index {
            let unsettled = self.unsettled.entry(*job).or_default();
            unsettled.push(Arc::clone(&batch));
            if !self.shows_ahead {
                return Change::default();
            }
        }
        self.place(&key, batch, job.provider).into()
    }

    fn place(&mut self, key: &QueryKey, batch: Batch, provider: Provider) -> Option<Batch> {
        let waits_for_kin = self.waits_for_kin(key);
        match self.direct.get_mut(key) {
            Some(Direct { ended: true, .. }) | None if waits_for_kin => {
                self.held.entry(*key).or_default().push(batch);
                None
            }
            Some(direct) if direct.ended => self.beyond_direct(key, batch),
            Some(direct) => {
                let stands_in = self.shows_ahead && direct.batches.is_empty();
                direct.stands_in |= stands_in;
                self.held.entry(*key).or_default().push(Arc::clone(&batch));
                stands_in.then_some(batch)
            }
            None => {
                // Listed by the query before this retry: what it has is shown already.
                let was_listed = self.wanted.regions.contains_key(&key.account)
                    && self.wanted.direct_types.contains(&key.resource_type);
                if was_listed {
                    return None;
                }
                let batch = self.beyond_kin(key, batch)?;
                self.note(key, &batch, provider);
                Some(batch)
            }
        }
    }

    fn beyond_direct(&mut self, key: &QueryKey, batch: Batch) -> Option<Batch> {
        let is_whole = self.direct.get(key).is_some_and(|direct| direct.is_whole);
        let asked_for_all = self.wanted.everything;
        if is_whole && !asked_for_all && self.kin.is_torn(key.resource_type) {
            // All there is of the type has been listed: this is of a type that nobody asked for.
            return None;
        }
        let batch = self.beyond_kin(key, batch)?;
        let batch = match self.direct.get_mut(key) {
            Some(direct) => {
                let known = direct.known();
                let place = |entry: &_| known.binary_search(&Fingerprint::from(entry));
                keep(batch, |entry| place(entry).is_err())?
            }
            None => batch,
        };
        let provider = batch.first()?.provider;
        self.note(key, &batch, provider);
        Some(batch)
    }

    /// Without the rows that have been seen in another region.
    fn once(&mut self, batch: Batch) -> Option<Batch> {
        let regionless = &mut self.regionless;
        keep(batch, |entry| match entry.arn() {
            Some(arn) if has_no_region(&arn) => regionless.insert(arn.into()),
            _ => true,
        })
    }

    fn note(&mut self, key: &QueryKey, batch: &Batch, provider: Provider) {
        let (rows, _) = self.swept_rows.entry(*key).or_insert((0, provider));
        *rows += batch.len() as u64;
    }

    /// Rows of a key that were shown, whoever gave them.
    pub(crate) fn rows_of(&self, key: &QueryKey) -> u64 {
        let direct = self.direct.get(key);
        let own = match direct {
            // What stands in is what is seen.
            Some(Direct {
                stands_in: true, ..
            }) => self.held.get(key).map_or(0, |held| count(held)),
            Some(direct) => count(&direct.batches),
            None => 0,
        };
        own + self.swept_rows.get(key).map_or(0, |(rows, _)| *rows)
    }

    /// Every key that sweeps have rows of, shown or held.
    pub(crate) fn seen_by_sweeps(&self) -> BTreeSet<QueryKey> {
        let held = self.held.keys();
        held.chain(self.swept_rows.keys()).copied().collect()
    }

    /// Keys that only sweeps gave rows for, with their numbers and who gave them.
    pub(crate) fn swept_keys(&self) -> Vec<(QueryKey, u64, Provider)> {
        self.swept_rows
            .iter()
            .filter(|(key, (rows, _))| *rows > 0 && !self.direct.contains_key(key))
            .map(|(key, (rows, provider))| (*key, *rows, *provider))
            .collect()
    }

    /// The batches of every key that has a list of its own and rows.
    pub(crate) fn direct_batches(&self) -> Vec<(QueryKey, Vec<Batch>)> {
        let mut keys: Vec<_> = self
            .direct
            .iter()
            .filter(|(_, direct)| !direct.batches.is_empty())
            .map(|(key, direct)| (*key, direct.batches.clone()))
            .collect();
        keys.sort_by_key(|(key, _)| *key);
        keys
    }

    /// Bytes on the heap, without the rows.
    pub(crate) fn heap_bytes(&self) -> usize {
        let direct = self.direct.values().map(|direct| &direct.batches);
        let lists = direct.chain(self.held.values());
        let lists: usize = lists
            .chain(self.unsettled.values())
            .map(heap::of_list)
            .sum();
        let known = self.direct.values().flat_map(|direct| &direct.known);
        let known: usize = known.map(|known| size_of_val(&**known)).sum();
        let arns: usize = self.regionless.iter().map(|arn| arn.len()).sum();
        let tables = heap::of_map(&self.direct)
            + heap::of_map(&self.held)
            + heap::of_map(&self.unsettled)
            + heap::of_map(&self.owners)
            + heap::of_set(&self.regionless)
            + heap::of_set(&self.indexed)
            + heap::of_sorted_map(&self.swept_rows);
        lists + known + arns + tables
    }

    /// Every row that was shown.
    pub(crate) fn total_rows(&self) -> u64 {
        let direct = self.direct.values().map(|direct| count(&direct.batches));
        direct.sum::<u64>() + self.swept_rows.values().map(|(rows, _)| rows).sum::<u64>()
    }
}
