//! Rows of AWS's own indexes: whose rows an index may show, and what happens to them when it ends or breaks off.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::resource_explorer::query_engine::dedup::merge::Merge;
use crate::app::resource_explorer::query_engine::dedup::merge::change::Change;
use crate::app::resource_explorer::source::{ListJob, ResourceIndex};
use crate::model::{AccountId, Fingerprint, ResourceEntry, TypeId};

impl Merge {
    /// An index has answered to its end: its rows count from now on.
    pub(crate) fn index_ended(&mut self, job: &ListJob) -> Change {
        let batches = self.unended_indexes.remove(job).unwrap_or_default();
        if self.shows_ahead {
            return Change::default();
        }
        let mut change = Change::default();
        for batch in batches {
            let Some(key) = batch.first().map(ResourceEntry::key) else {
                continue;
            };
            change.extend(self.place(&key, batch, *job));
        }
        change
    }

    /// An index broke off: what it gave is forgotten, since others will be asked in its place.
    pub(crate) fn index_failed(&mut self, job: &ListJob) -> Change {
        self.owners.retain(|_, owners| {
            owners.retain(|owner| owner != job);
            !owners.is_empty()
        });
        let mut keys = BTreeSet::new();
        for batch in self.unended_indexes.remove(job).unwrap_or_default() {
            for entry in batch.iter() {
                self.indexed.remove(&Fingerprint::from(entry));
                if let Some(arn) = Fingerprint::of_arn(entry) {
                    self.regionless.remove(&arn);
                }
            }
            keys.extend(batch.first().map(ResourceEntry::key));
        }
        let mut change = Change::default();
        for key in keys {
            if let Some(rows) = self.keys.get_mut(&key) {
                change.extend(rows.forget_rows_of(job));
            }
        }
        change
    }

    /// Whether an index has rows of an account.
    pub(crate) fn is_indexed(&self, account: AccountId) -> bool {
        self.owners.contains_key(&account)
    }

    /// Whether an index may show rows of an account: the first index that has some may. A second one may only if
    /// both are the account's own.
    pub(crate) fn may_show_rows_of(&mut self, account: AccountId, job: &ListJob) -> bool {
        let owned = self.owners.get(&account);
        if owned.is_some_and(|owners| owners.contains(job)) {
            return true;
        }
        if self.closed_to_indexes.contains(&account) {
            return false;
        }
        let owners = self.owners.entry(account).or_default();
        let are_own =
            job.key.account == account && owners.iter().all(|owner| owner.key.account == account);
        let may = owners.is_empty() || are_own;
        if may {
            owners.push(*job);
        }
        may
    }

    /// Accounts are asked themselves from now on: no index that has shown nothing of them may any more.
    pub(crate) fn close_to_indexes(&mut self, accounts: impl Iterator<Item = AccountId>) {
        self.closed_to_indexes.extend(accounts);
    }

    /// How many rows of which accounts an index has shown, and of which types.
    pub(crate) fn shown_by(
        &self,
        index: &ResourceIndex,
    ) -> (BTreeMap<AccountId, u64>, BTreeSet<TypeId>) {
        let mut owned = BTreeMap::new();
        let mut types = BTreeSet::new();
        for (key, rows) in &self.keys {
            let rows = rows.rows_by_index();
            let owners = self.owners.get(&key.account);
            let is_owned = owners.is_some_and(|owners| owners.contains(&index.job));
            let is_there = key.region.is_global() || index.regions.contains(&key.region);
            if rows > 0 && is_owned && is_there {
                *owned.entry(key.account).or_default() += rows;
                types.insert(key.resource_type);
            }
        }
        (owned, types)
    }
}
