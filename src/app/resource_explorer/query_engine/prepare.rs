//! What comes before the first list: whose, where, and what cannot be asked at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use compact_str::format_compact;
use tokio::task::JoinSet;

use super::merge::Kin;
use super::phase1::{count, ended};
use super::plan::{Plan, plan};
use super::query::Query;
use super::{Freshness, directory};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::source::{BrokenAccess, RegionInfo, SourceError};
use crate::app::resource_explorer::state::{AccountId, DetailDepth, Provider, Selection};

/// The accounts of the scope; `None` when there are none, with the reason told.
pub(super) async fn reach_accounts(query: &Arc<Query>) -> Option<Vec<AccountId>> {
    let list = match directory::accounts(&query.shared).await {
        Ok(list) => list,
        Err(error) => {
            query.tell(ProgressEvent::Trouble(error)).await;
            return None;
        }
    };
    for broken in &list.broken {
        query
            .tell(ProgressEvent::AccessBroken(broken.clone()))
            .await;
    }
    let wanted: Vec<AccountId> = list
        .accounts
        .iter()
        .map(|info| info.id)
        .filter(|id| query.scope.accounts.contains(id))
        .collect();
    if let Selection::Only(named) = &query.scope.accounts {
        for missing in named.iter().filter(|id| !wanted.contains(id)) {
            let error = SourceError::Config(
                format!("account {missing}: no profile or role leads there; `awsdash accounts` lists what can be reached").into(),
            );
            query
                .tell(ProgressEvent::AccessBroken(BrokenAccess {
                    via: missing.as_str().into(),
                    error,
                }))
                .await;
        }
    }
    if wanted.is_empty() {
        return None;
    }
    Some(wanted)
}

/// The regions of every account. An account whose regions cannot be read is told and left out.
pub(super) async fn regions_of(
    query: &Arc<Query>,
    accounts: Vec<AccountId>,
) -> BTreeMap<AccountId, Vec<RegionInfo>> {
    let mut asking = JoinSet::new();
    for account in accounts {
        let shared = Arc::clone(&query.shared);
        asking.spawn(async move { (account, directory::regions(&shared, account).await) });
    }
    let mut known = BTreeMap::new();
    while let Some(answer) = asking.join_next().await {
        let Ok((account, regions)) = answer else {
            continue;
        };
        match regions {
            Ok(regions) => _ = known.insert(account, regions.to_vec()),
            Err(error) => {
                query
                    .tell(ProgressEvent::AccessBroken(BrokenAccess {
                        via: account.as_str().into(),
                        error,
                    }))
                    .await;
            }
        }
    }
    known
}

/// Plans, counts, and accounts for what cannot be asked at all.
pub(super) async fn prepare(
    query: &Arc<Query>,
    known: &BTreeMap<AccountId, Vec<RegionInfo>>,
) -> Plan {
    let shared = &query.shared;
    let mut plan = plan(&*shared.source, &query.scope, known);
    if let Some(keys) = &query.only {
        plan.restrict(keys, &*shared.source);
    }
    if query.freshness == Freshness::Refresh {
        for job in &plan.jobs {
            if let Some(list) = shared.cache.forget(&job.key) {
                let rows = list.batches.iter().flat_map(|batch| batch.iter());
                shared.details.forget(rows);
            }
        }
    }
    let direct = || {
        plan.jobs
            .iter()
            .filter(|job| job.provider != Provider::Tagging)
            .map(|job| job.key)
    };
    let shows_ahead = query.scope.smart && shared.shows_ahead.load(Ordering::Relaxed);
    let kin = Kin::among(&plan.wanted.direct_types, &*shared.source);
    query
        .merge()
        .begin(plan.wanted.clone(), direct(), kin, shows_ahead);
    query.expect(
        plan.jobs
            .iter()
            .map(|job| job.key)
            .chain(plan.tagged_keys.iter().copied()),
    );
    query
        .counters
        .phase1_total
        .store(count(plan.jobs.len()), Ordering::Relaxed);
    if query.scope.details != DetailDepth::None {
        query
            .counters
            .phase2_total
            .store(count(direct().count()), Ordering::Relaxed);
    }
    query.tell(ProgressEvent::Started).await;
    for &key in &plan.not_enabled {
        let error = Some(SourceError::RegionNotEnabled(key.region));
        query
            .end_key(ended(key, Outcome::RegionNotEnabled, 0, None, error))
            .await;
    }
    for &key in &plan.not_offered {
        let (ty, region) = (key.resource_type, key.region);
        let reason = format_compact!("AWS offers no {ty} in {region}");
        let why = Some(SourceError::Unsupported { reason });
        query
            .end_key(ended(key, Outcome::NotOffered, 0, None, why))
            .await;
    }
    for &key in &plan.no_such_region {
        let reason = format!(
            "{} is not a region of this account; `awsdash regions` lists them",
            key.region
        )
        .into();
        query
            .end_key(ended(
                key,
                Outcome::Unsupported,
                0,
                None,
                Some(SourceError::Unsupported { reason }),
            ))
            .await;
    }
    plan
}
