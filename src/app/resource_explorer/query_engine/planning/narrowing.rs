//! The smart scope: AWS's indexes and a sweep first, and then only what they give reason to ask for.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::query_engine::listing::list_end::ended;
use crate::app::resource_explorer::query_engine::listing::sweep_ends::SweepEnds;
use crate::app::resource_explorer::query_engine::planning::aggregators::{Indexed, name_of};
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::source::{ListJob, SourceError};
use crate::model::{AccountId, Provider, QueryKey, Region, TypeId};

/// Sweeps, and all other lists.
pub(crate) fn split_sweeps(jobs: Vec<ListJob>) -> (Vec<ListJob>, Vec<ListJob>) {
    let is_sweep = |job: &ListJob| job.provider == Provider::Tagging;
    jobs.into_iter().partition(is_sweep)
}

/// The sweeps that may show more than the indexes did: of places that no index has answered for, and of
/// those where there is something and types are asked for that the index does not hold. The others are
/// accounted for.
pub(crate) async fn worth_sweeping(
    query: &Arc<Query>,
    sweeps: Vec<ListJob>,
    lists: &[ListJob],
    indexed: &Indexed,
) -> Vec<ListJob> {
    let types: BTreeSet<TypeId> = lists.iter().map(|job| job.key.resource_type).collect();
    let seen = query.record().merge().seen_by_sweeps();
    let places: BTreeSet<(AccountId, Region)> =
        seen.iter().map(|key| (key.account, key.region)).collect();
    let source = &query.context.source;
    let mut worth = Vec::with_capacity(sweeps.len());
    let mut skipped = Vec::new();
    for job in sweeps {
        let place = (job.key.account, job.key.region);
        let Some(index) = indexed.of(place.0, place.1) else {
            worth.push(job);
            continue;
        };
        let is_beyond = |ty: &TypeId| source.is_taggable(*ty) && !indexed.holds(index, *ty);
        if !places.contains(&place) {
            let reason = format_compact!("{} shows nothing in {}", name_of(index), place.1);
            skipped.push((job.key, reason));
        } else if types.iter().any(is_beyond) {
            worth.push(job);
        } else {
            let reason = format_compact!("{} has answered for it", name_of(index));
            skipped.push((job.key, reason));
        }
    }
    skip(query, skipped).await;
    worth
}

/// What indexes and sweeps leave worth asking for. What is not asked is accounted for, with the reason:
/// there may be resources without tags.
pub(crate) async fn worth_asking(
    query: &Arc<Query>,
    lists: Vec<ListJob>,
    indexed: &Indexed,
    ends: &SweepEnds,
) -> Vec<ListJob> {
    let seen = Seen::of(query, indexed, ends);
    let mut worth = Vec::with_capacity(lists.len());
    let mut skipped = Vec::new();
    for job in lists {
        match seen.reason_against(query, &job.key) {
            None => worth.push(job),
            Some(reason) => skipped.push((job.key, reason)),
        }
    }
    skip(query, skipped).await;
    worth
}

async fn skip(query: &Arc<Query>, skipped: Vec<(QueryKey, CompactString)>) {
    // They count as done: nothing more will come of them.
    let number = u32::try_from(skipped.len()).unwrap_or(u32::MAX);
    Counters::add(&query.counters.phase1_done, number);
    for (key, reason) in skipped {
        let why = Some(SourceError::NotAsked(reason));
        query
            .change(|record| {
                // Rows that waited for this list need not wait any longer.
                record.list_skipped(&key);
                let rows = record.merge().rows_of(&key);
                record.end(ended(key, Outcome::NotAsked, rows, None, why));
            })
            .await;
    }
}

/// What indexes and sweeps have seen.
struct Seen<'a> {
    indexed: &'a Indexed,
    ends: &'a SweepEnds,
    types: BTreeSet<(AccountId, TypeId)>,
    /// Services with a row whose ARN maps to no type.
    unnamed: BTreeSet<(AccountId, String)>,
    places: BTreeSet<(AccountId, Region)>,
}

impl<'a> Seen<'a> {
    fn of(query: &Query, indexed: &'a Indexed, ends: &'a SweepEnds) -> Self {
        let seen = query.record().merge().seen_by_sweeps();
        let types = seen.iter().map(|key| (key.account, key.resource_type));
        let unnamed = types
            .clone()
            .filter(|(_, ty)| ty.is_named_by_us())
            .map(|(account, ty)| (account, ty.service().to_lowercase()));
        Self {
            unnamed: unnamed.collect(),
            indexed,
            ends,
            types: types.collect(),
            places: seen.iter().map(|key| (key.account, key.region)).collect(),
        }
    }

    /// Why there is no reason to ask for a key.
    fn reason_against(&self, query: &Query, key: &QueryKey) -> Option<CompactString> {
        let (account, region, ty) = (key.account, key.region, key.resource_type);
        if region.is_global() {
            return None;
        }
        let place_is_seen = self.places.contains(&(account, region));
        // An ARN that maps to no type may be of any type of its service.
        let may_be_seen = (account, ty.service().to_lowercase());
        let is_seen = |ty: TypeId| self.types.contains(&(account, ty));
        let type_is_seen = is_seen(ty)
            || self.unnamed.contains(&may_be_seen)
            || query
                .context
                .source
                .ambiguous_with(ty)
                .into_iter()
                .any(is_seen);
        if let Some(index) = self.indexed.of(account, region) {
            let name = name_of(index);
            if !place_is_seen {
                return Some(format_compact!("{name} shows nothing in {region}"));
            }
            if !type_is_seen && self.indexed.holds(index, ty) {
                return Some(format_compact!(
                    "{name} shows none of the type in the account"
                ));
            }
        }
        // A failed sweep is no evidence: every list of that account and region is asked.
        if !matches!(self.ends.get(&key.sweep()), Some(None)) {
            return None;
        }
        if !place_is_seen {
            Some(format_compact!(
                "the tagging sweep sees nothing in {region}"
            ))
        } else if !type_is_seen && query.context.source.is_taggable(ty) {
            Some("the tagging sweep sees none of the type in the account".into())
        } else {
            None
        }
    }
}
