//! One resource is one row, though several providers see it.
//!
//! A sweep of the tagging service sees resources that EC2 lists as well, and some in every region; an
//! index of AWS's own sees those of many accounts. Rows of a sweep whose type has a list of its own wait
//! until that list has ended, or are shown ahead of it; what the list did not have is shown then. A list
//! that is asked again replaces the rows it gave before when it has as many, and those it lacks for good
//! only when it came to its end. Rows without a region in their ARN are shown once.

mod ambiguous_types;
mod change;
mod index_rows;
mod key_rows;
mod known_rows;
mod other_lists;
mod overview;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::query_engine::dedup::merge::ambiguous_types::AmbiguousTypes;
use crate::app::resource_explorer::query_engine::dedup::merge::change::filter_batch;
pub(crate) use crate::app::resource_explorer::query_engine::dedup::merge::change::{
    Change, Extent, split_by_key,
};
use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::{
    KeyRows, ListStage, Origin,
};
use crate::app::resource_explorer::query_engine::planning::plan::Wanted;
use crate::app::resource_explorer::source::{ListJob, ResourceSource};
use crate::model::{AccountId, Fingerprint, QueryKey, Region, ResourceEntry};

/// What a query has seen so far.
#[derive(Default)]
pub(crate) struct Merge {
    wanted: Wanted,
    /// Whether rows of sweeps may be shown before the lists that have them better.
    shows_ahead: bool,
    keys: HashMap<QueryKey, KeyRows>,
    ambiguous: AmbiguousTypes,
    /// Of types with one list for all regions, by the key of that list, whether it is asked or not: the regions
    /// under whose own keys rows of sweeps are.
    regions_beside_list: HashMap<QueryKey, BTreeSet<Region>>,
    /// ARNs without a region that were seen.
    regionless: HashSet<Fingerprint>,
    /// Rows that indexes have shown; sweeps see the same resources again.
    indexed: HashSet<Fingerprint>,
    /// Which indexes have the rows of an account: one, or those of its own regions.
    owners: HashMap<AccountId, Vec<ListJob>>,
    /// Accounts that are asked themselves: only indexes that they have already may tell of them.
    closed_to_indexes: HashSet<AccountId>,
    /// Batches of indexes that have not ended, shown already or held back, by index.
    unended_indexes: HashMap<ListJob, Vec<Batch>>,
}

impl Merge {
    /// More will be asked; `direct` are the keys among it that have a list of their own.
    pub(crate) fn expect(
        &mut self,
        wanted: Wanted,
        direct: impl Iterator<Item = QueryKey>,
        shows_ahead: bool,
    ) {
        self.wanted.extend(wanted);
        self.shows_ahead = shows_ahead;
        for key in direct {
            self.keys.entry(key).or_default().begin();
        }
    }

    /// Rows that the pane shows already, of a query before this one.
    pub(crate) fn shown_before(
        &mut self,
        batches: impl IntoIterator<Item = Batch>,
        source: &dyn ResourceSource,
    ) {
        for batch in batches {
            let Some(first) = batch.first() else { continue };
            let (mut key, origin) = (first.key(), Origin::before(first.provider));
            if origin == Origin::ListedBefore && source.is_global(key.resource_type) {
                // One list has the rows of all regions, as of buckets.
                key.region = Region::global();
            } else if !key.region.is_global() && source.is_global(key.resource_type) {
                self.note_region_beside_list(&key);
            }
            if first.provider.is_index() {
                self.indexed.extend(batch.iter().map(Fingerprint::from));
            }
            let rows = self.keys.entry(key).or_default();
            rows.add_shown(batch, origin);
            rows.set_line_rows(rows.shown());
        }
    }

    /// Finds which of the lists expected so far may have each other's rows.
    pub(crate) fn find_ambiguous_types(&mut self, source: &dyn ResourceSource) {
        let types = &self.wanted.direct_types;
        // They only become more, and not with every account that is planned.
        if self.ambiguous.listed_types() != types.len() {
            self.ambiguous = AmbiguousTypes::among(types, source);
        }
    }

    /// A key's list starts again: its rows stay until the new run has as many.
    pub(crate) fn restart_list(&mut self, key: &QueryKey) {
        self.keys.entry(*key).or_default().begin();
        for waiting in self.keys_that_wait_for(key) {
            if let Some(rows) = self.keys.get_mut(&waiting) {
                rows.forget_listed_elsewhere();
            }
        }
    }

    /// A page of a key's own list. While other rows are shown in its place, it waits until it has as many.
    pub(crate) fn direct_page(&mut self, key: &QueryKey, batch: &Batch) -> Change {
        // A list without a region may have rows that have one, such as buckets.
        let wanted = &self.wanted;
        let is_wanted = |entry: &ResourceEntry| wanted.is_wanted_in(entry.region);
        match filter_batch(batch, is_wanted) {
            Some(batch) => {
                let mut change = self.keys.entry(*key).or_default().page(&batch);
                self.take_back_from_others(key, &mut change);
                change
            }
            None => Change::default(),
        }
    }

    /// A key's own list has ended: shows the sweep rows that it lacks, also those of keys that waited for this
    /// list.
    pub(crate) fn direct_ended(&mut self, key: &QueryKey, extent: Extent) -> Change {
        let mut change = self.keys.entry(*key).or_default().end(extent);
        change.extend(self.release(key));
        for waiting in self.keys_that_wait_for(key) {
            if let Some(rows) = self.keys.get_mut(&waiting) {
                rows.forget_listed_elsewhere();
            }
            change.extend(self.release(&waiting));
        }
        change
    }

    /// A sweep has ended. If it came to its end, rows that its earlier run showed and this one did not see go.
    pub(crate) fn sweep_ended(&mut self, job: &ListJob, extent: Extent) -> Change {
        let mut change = Change::default();
        let in_place = |key: &&QueryKey| {
            key.account == job.key.account
                && (key.region == job.key.region || key.region.is_global())
        };
        let keys: Vec<QueryKey> = self.keys.keys().filter(in_place).copied().collect();
        for key in keys {
            // Any sweep of the account may have shown what has no region.
            let all_of_it = extent == Extent::Whole && key.region == job.key.region;
            let Some(rows) = self.keys.get_mut(&key) else {
                continue;
            };
            if rows.end_sweep(job, all_of_it, &mut change) {
                change.extend(self.release(&key));
            }
        }
        change
    }

    /// A sweep is asked again: what it shows by now stays until it has ended.
    pub(crate) fn restart_sweep(&mut self, job: &ListJob) {
        for (key, rows) in &mut self.keys {
            let in_place = key.account == job.key.account
                && (key.region == job.key.region || key.region.is_global());
            if in_place {
                rows.begin_sweep(*job);
            }
        }
    }

    /// Lists and sweeps that have not ended will not go on: everything that was seen is shown, once.
    pub(crate) fn finish_provisional(&mut self) -> Change {
        let mut all = Change::default();
        let shows_ahead = self.shows_ahead;
        for (job, batches) in std::mem::take(&mut self.unended_indexes) {
            // The index had not ended, so its rows were held back; no list is asked in its place any more.
            for batch in batches.into_iter().filter(|_| !shows_ahead) {
                if let Some(key) = batch.first().map(ResourceEntry::key) {
                    all.extend(self.place(&key, batch, job));
                }
            }
        }
        let unended = self.keys.iter().filter(|(_, rows)| rows.is_unended());
        let mut unended: Vec<QueryKey> = unended.map(|(key, _)| *key).collect();
        unended.sort_unstable();
        for key in &unended {
            if let Some(rows) = self.keys.get_mut(key) {
                all.extend(rows.break_off());
            }
        }
        for key in &unended {
            all.extend(self.release(key));
            for waiting in self.keys_that_wait_for(key) {
                all.extend(self.release(&waiting));
            }
        }
        all
    }

    /// Takes a batch of a sweep, all rows of one key; returns what is to be shown now.
    pub(crate) fn swept(&mut self, batch: &Batch, job: &ListJob) -> Change {
        let Some(key) = batch.first().map(ResourceEntry::key) else {
            return Change::default();
        };
        let is_index = job.provider.is_index();
        if !self.wanted.contains(&key, job) || is_index && !self.may_show_rows_of(key.account, job)
        {
            return Change::default();
        }
        let Some(batch) = self.dedupe_regionless(batch) else {
            return Change::default();
        };
        let batch = if is_index {
            self.indexed.extend(batch.iter().map(Fingerprint::from));
            Some(batch)
        } else {
            let is_new = |entry: &ResourceEntry| {
                self.indexed.is_empty() || !self.indexed.contains(&Fingerprint::from(entry))
            };
            filter_batch(&batch, is_new)
        };
        let Some(batch) = batch else {
            return Change::default();
        };
        if is_index {
            let unended_indexes = self.unended_indexes.entry(*job).or_default();
            unended_indexes.push(Batch::clone(&batch));
            if !self.shows_ahead {
                return Change::default();
            }
        }
        self.place(&key, batch, *job)
    }

    /// Shows rows of a sweep or holds them back, depending on the state of their key's list.
    fn place(&mut self, key: &QueryKey, batch: Batch, job: ListJob) -> Change {
        if self.ambiguous.is_list_of_all_regions(key.resource_type) {
            self.note_region_beside_list(key);
        }
        let waits = self.waits_for_lists_of_others(key);
        let shows_ahead = self.shows_ahead;
        let rows = self.keys.entry(*key).or_default();
        match rows.list_stage() {
            ListStage::Listing if shows_ahead && rows.has_no_page() => {
                self.show_ahead(key, batch, job)
            }
            ListStage::Provisional if shows_ahead && !rows.shows_rows_of_before() => {
                self.show_ahead(key, batch, job)
            }
            ListStage::Listing | ListStage::Provisional => rows.hold(batch, job),
            ListStage::NoList | ListStage::Ended(_) if waits || rows.has_restarted_sweep() => {
                rows.hold(batch, job)
            }
            ListStage::NoList | ListStage::Ended(_) => self.add_beyond_lists(key, &batch, job),
        }
    }

    fn show_ahead(&mut self, key: &QueryKey, batch: Batch, job: ListJob) -> Change {
        self.look_up_listed_elsewhere(key);
        let rows = self.keys.entry(*key).or_default();
        rows.show_ahead(batch, job)
    }

    fn add_beyond_lists(&mut self, key: &QueryKey, batch: &Batch, job: ListJob) -> Change {
        self.look_up_listed_elsewhere(key);
        let hides = self.hides_ambiguous(key);
        let rows = self.keys.entry(*key).or_default();
        rows.add_beyond_lists(batch, job, hides)
    }

    /// Whether a row that a whole list lacks may be of a type that the query did not ask for.
    fn hides_ambiguous(&self, key: &QueryKey) -> bool {
        !self.wanted.everything && self.ambiguous.has_unlisted_sibling(key.resource_type)
    }

    fn look_up_listed_elsewhere(&mut self, key: &QueryKey) {
        if self
            .keys
            .get(key)
            .is_none_or(KeyRows::lacks_listed_elsewhere)
        {
            let elsewhere = self.listed_elsewhere(key);
            let rows = self.keys.entry(*key).or_default();
            rows.set_listed_elsewhere(elsewhere);
        }
    }

    /// Shows the held rows of a key once every list that may have them has ended, without the rows that these
    /// lists have.
    fn release(&mut self, key: &QueryKey) -> Change {
        let waits = self.waits_for_lists_of_others(key);
        if !self.keys.get(key).is_some_and(KeyRows::has_others) {
            return Change::default();
        }
        if !waits {
            self.look_up_listed_elsewhere(key);
        }
        let hides_ambiguous = self.hides_ambiguous(key);
        let rows = self.keys.entry(*key).or_default();
        rows.release(key_rows::Release {
            waits_for_others: waits,
            hides_ambiguous,
        })
    }

    /// Leaves out rows without a region that were seen in another region.
    fn dedupe_regionless(&mut self, batch: &Batch) -> Option<Batch> {
        let regionless = &mut self.regionless;
        filter_batch(batch, |entry| {
            let is_regionless = entry.has_regionless_arn();
            let print = is_regionless.then(|| Fingerprint::of_arn(entry)).flatten();
            print.is_none_or(|print| regionless.insert(print))
        })
    }
}

#[cfg(test)]
mod tests;
