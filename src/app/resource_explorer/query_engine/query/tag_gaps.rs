//! Tags of sweeps for rows of lists that could not tell theirs. A list whose rows all have their tags by that
//! lacks nothing.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::row_fact_store::{FactsView, RowFactStore};
use crate::app::resource_explorer::source::Gaps;
use crate::model::{AccountId, Fingerprint, QueryKey, ResourceEntry, RowFacts, TypeId};

/// The lists of a query that could not tell tags.
#[derive(Debug, Default)]
pub(in super::super) struct TagGaps(Mutex<UntaggedLists>);

#[derive(Debug, Default)]
struct UntaggedLists {
    /// Their types by account. Rows of a list of all regions have regions of their own, so no keys.
    listed_without: HashSet<(AccountId, TypeId)>,
    /// Lists of which a row was shown whose tags no sweep had told by then.
    shown_without: HashSet<QueryKey>,
}

impl TagGaps {
    fn known(&self) -> MutexGuard<'_, UntaggedLists> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page of a list is about to be shown: tags that sweeps have told are kept among `facts` for its rows.
    /// `swept` are the batches of its type that sweeps gave so far.
    pub(in super::super) fn page(
        &self,
        key: &QueryKey,
        page: &Batch,
        facts: &RowFactStore,
        swept: impl FnOnce() -> Vec<Batch>,
    ) {
        if page.iter().all(|row| row.tags.are_known()) {
            return;
        }
        let of = (key.account, key.resource_type);
        let is_first = self.known().listed_without.insert(of);
        if is_first {
            swept().iter().for_each(|batch| keep_tags(batch, facts));
        }
        if !are_known(&facts.view(), page) {
            self.known().shown_without.insert(*key);
        }
    }

    /// A sweep has told tags: they are kept among `facts` for rows of lists that lack them.
    pub(in super::super) fn swept(&self, batch: &Batch, facts: &RowFactStore) {
        let Some(first) = batch.first() else { return };
        let of = (first.account, first.resource_type);
        if self.known().listed_without.contains(&of) {
            keep_tags(batch, facts);
        }
    }

    /// What a list lacks at its end: not tags where sweeps had told those of every row that was shown.
    pub(in super::super) fn at_end(&self, key: &QueryKey, gaps: Gaps) -> Gaps {
        let known = self.known();
        let lacks_some = known.shown_without.contains(key);
        let had_some = known
            .listed_without
            .contains(&(key.account, key.resource_type));
        Gaps {
            tags: gaps.tags.filter(|_| lacks_some || !had_some),
            ..gaps
        }
    }
}

fn keep_tags(batch: &Batch, facts: &RowFactStore) {
    for row in batch.iter().filter(|row| row.tags.are_known()) {
        let told = || RowFacts {
            tags: Some(row.tags.clone()),
            status: None,
        };
        let print = Fingerprint::from(row);
        facts.add(row.resource_type, print, told());
        // The row of the list may have no ARN.
        let by_id = Fingerprint::of_id(row);
        if by_id != print {
            facts.add(row.resource_type, by_id, told());
        }
    }
}

/// Whether the tags of all rows are known, by the rows themselves or by what was told of them since.
pub(super) fn are_known(facts: &FactsView<'_>, rows: &[ResourceEntry]) -> bool {
    let is_known =
        |row: &ResourceEntry| row.tags.are_known() || facts.complete(row).tags.are_known();
    rows.iter().all(is_known)
}
