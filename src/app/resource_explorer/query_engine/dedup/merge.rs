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
mod known;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::app::resource_explorer::batch_store::Batch;
pub(crate) use crate::app::resource_explorer::query_engine::dedup::merge::ambiguous_types::AmbiguousTypes;
pub(crate) use crate::app::resource_explorer::query_engine::dedup::merge::change::{
    Change, split_by_key,
};
use crate::app::resource_explorer::query_engine::dedup::merge::change::{
    filter_batch, has_no_region,
};
use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::{KeyRows, Origin, Stage};
use crate::app::resource_explorer::query_engine::planning::plan::Wanted;
use crate::app::resource_explorer::source::{ListJob, ResourceSource};
use crate::model::heap;
use crate::model::{AccountId, Fingerprint, Provider, QueryKey, Region, ResourceEntry, TypeId};

/// How a list or a sweep ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Every row there is has come.
    Whole,
    /// It broke off, or was not asked at all.
    Part,
}

/// What a query has seen so far.
#[derive(Default)]
pub(crate) struct Merge {
    wanted: Wanted,
    /// Whether rows of sweeps may be shown before the lists that have them better.
    shows_ahead: bool,
    keys: HashMap<QueryKey, KeyRows>,
    ambiguous: AmbiguousTypes,
    /// For lists of all regions: the keys with a region of which sweeps have rows.
    regional: HashMap<QueryKey, BTreeSet<QueryKey>>,
    /// ARNs without a region that were seen.
    regionless: HashSet<Fingerprint>,
    /// Rows that indexes have shown; sweeps see the same resources again.
    indexed: HashSet<Fingerprint>,
    /// Which indexes have the rows of an account: one, or those of its own regions.
    owners: HashMap<AccountId, Vec<ListJob>>,
    /// Batches of indexes that have not ended, shown already or held back, by index.
    unsettled: HashMap<ListJob, Vec<Batch>>,
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
                let region = Region::global();
                let list = QueryKey { region, ..key };
                self.regional.entry(list).or_default().insert(key);
            }
            if first.provider.is_index() {
                self.indexed.extend(batch.iter().map(Fingerprint::from));
            }
            let rows = self.keys.entry(key).or_default();
            rows.add_shown(batch, origin);
            rows.tell(rows.shown());
        }
    }

    /// Finds which of the lists expected so far may have each other's rows.
    pub(crate) fn find_ambiguous_types(&mut self, source: &dyn ResourceSource) {
        self.ambiguous = AmbiguousTypes::among(&self.wanted.direct_types, source);
    }

    /// A key's list starts again: its rows stay until the new run has as many.
    pub(crate) fn ask_again(&mut self, key: &QueryKey) {
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
                self.let_others_give_way(key, &mut change);
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
    pub(crate) fn sweep_again(&mut self, job: &ListJob) {
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
        for (job, batches) in std::mem::take(&mut self.unsettled) {
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
        if !self.wanted.contains(&key, job) || is_index && !self.may_tell_of(key.account, job) {
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
            let unsettled = self.unsettled.entry(*job).or_default();
            unsettled.push(Batch::clone(&batch));
            if !self.shows_ahead {
                return Change::default();
            }
        }
        self.place(&key, batch, *job)
    }

    /// Shows rows of a sweep or holds them back, depending on the state of their key's list.
    fn place(&mut self, key: &QueryKey, batch: Batch, job: ListJob) -> Change {
        self.note_list_of_all_regions(key);
        let waits = self.waits_for_lists_of_others(key);
        let shows_ahead = self.shows_ahead;
        let rows = self.keys.entry(*key).or_default();
        match rows.stage() {
            Stage::Listing if shows_ahead && rows.has_no_page() => self.show_ahead(key, batch, job),
            Stage::Provisional if shows_ahead && !rows.shows_rows_of_before() => {
                self.show_ahead(key, batch, job)
            }
            Stage::Listing | Stage::Provisional => rows.hold(batch, job),
            Stage::NoList | Stage::Ended(_) if waits || rows.is_swept_again() => {
                rows.hold(batch, job)
            }
            Stage::NoList | Stage::Ended(_) => self.add_beyond_lists(key, &batch, job),
        }
    }

    fn show_ahead(&mut self, key: &QueryKey, batch: Batch, job: ListJob) -> Change {
        self.know_what_is_listed_elsewhere(key);
        let rows = self.keys.entry(*key).or_default();
        rows.show_ahead(batch, job)
    }

    fn add_beyond_lists(&mut self, key: &QueryKey, batch: &Batch, job: ListJob) -> Change {
        self.know_what_is_listed_elsewhere(key);
        let hides = self.hides_ambiguous(key);
        let rows = self.keys.entry(*key).or_default();
        rows.add_beyond_lists(batch, job, hides)
    }

    /// Whether a row that a whole list lacks may be of a type that the query did not ask for.
    fn hides_ambiguous(&self, key: &QueryKey) -> bool {
        !self.wanted.everything && self.ambiguous.has_unlisted_sibling(key.resource_type)
    }

    fn know_what_is_listed_elsewhere(&mut self, key: &QueryKey) {
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
            self.know_what_is_listed_elsewhere(key);
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
            let is_regionless = entry.arn().is_some_and(|arn| has_no_region(&arn));
            let print = is_regionless.then(|| Fingerprint::of_arn(entry)).flatten();
            print.is_none_or(|print| regionless.insert(print))
        })
    }

    /// How many rows of a key are shown, of all providers.
    pub(crate) fn rows_of(&self, key: &QueryKey) -> u64 {
        self.keys.get(key).map_or(0, KeyRows::shown)
    }

    /// Notes the number of rows on a key's ledger line.
    pub(crate) fn tell(&mut self, key: &QueryKey, rows: u64) {
        if key.resource_type.is_of_many() {
            // Its rows are those of other keys.
        } else if rows > 0 {
            self.keys.entry(*key).or_default().tell(rows);
        } else if let Some(known) = self.keys.get_mut(key) {
            known.tell(rows);
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
            let provider = rows.swept_alone_by()?;
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
        let unsettled: usize = self.unsettled.values().map(heap::of_list).sum();
        let tables = heap::of_map(&self.keys)
            + heap::of_map(&self.unsettled)
            + heap::of_map(&self.owners)
            + heap::of_map(&self.regional)
            + heap::of_set(&self.regionless)
            + heap::of_set(&self.indexed);
        rows + unsettled + tables
    }

    /// Every row that is shown.
    pub(crate) fn total_rows(&self) -> u64 {
        self.keys.values().map(KeyRows::shown).sum()
    }
}

#[cfg(test)]
mod tests;
