//! The smart scope: a sweep first, and then only what it gives reason to ask for.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::format_compact;

use super::phase1::{SweepEnds, ended};
use super::query::{Counters, Query};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::source::{ListJob, SourceError};
use crate::app::resource_explorer::state::{AccountId, Provider, Region, TypeId};

/// Sweeps, and all other lists.
pub(super) fn apart(jobs: Vec<ListJob>) -> (Vec<ListJob>, Vec<ListJob>) {
    let is_sweep = |job: &ListJob| job.provider == Provider::Tagging;
    jobs.into_iter().partition(is_sweep)
}

/// What the sweeps leave worth asking for. What is not asked is accounted for, with the reason: there may
/// be resources without tags.
pub(super) async fn worth_asking(
    query: &Arc<Query>,
    lists: Vec<ListJob>,
    ends: &SweepEnds,
) -> Vec<ListJob> {
    let seen = query.merge().seen_by_sweeps();
    let types: BTreeSet<(AccountId, TypeId)> = seen
        .iter()
        .map(|key| (key.account, key.resource_type))
        .collect();
    let places: BTreeSet<(AccountId, Region)> =
        seen.iter().map(|key| (key.account, key.region)).collect();
    let source = &query.shared.source;
    let mut worth = Vec::with_capacity(lists.len());
    let mut skipped = 0;
    for job in lists {
        let key = job.key;
        let place = (key.account, key.region);
        // A sweep that failed has seen nothing, which says nothing.
        let was_swept = matches!(ends.get(&place), Some(None));
        let reason = if key.region.is_global() || !was_swept {
            None
        } else if !places.contains(&place) {
            Some(format_compact!(
                "the tagging sweep sees nothing in {}",
                key.region
            ))
        } else if source.is_taggable(key.resource_type)
            && !types.contains(&(key.account, key.resource_type))
        {
            Some("the tagging sweep sees none of the type in the account".into())
        } else {
            None
        };
        match reason {
            None => worth.push(job),
            Some(reason) => {
                skipped += 1;
                let why = Some(SourceError::NotAsked(reason));
                query
                    .end_key(ended(key, Outcome::NotAsked, 0, None, why))
                    .await;
            }
        }
    }
    // They count as done: nothing more will come of them.
    Counters::add(&query.counters.phase1_done, skipped);
    worth
}
