//! What comes before the first list of an account: its jobs, and the keys that cannot be asked at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use compact_str::format_compact;

use super::plan::{Plan, plan};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::app::resource_explorer::query_engine::listing::list_end::{count, ended};
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::source::{RegionInfo, SourceError};
use crate::model::{AccountId, DetailDepth, Provider};

/// Plans what is asked of accounts that were reached, and counts it: without what was planned already when
/// fewer of their regions were known.
pub(crate) async fn prepare(
    query: &Arc<Query>,
    known: &BTreeMap<AccountId, Vec<RegionInfo>>,
    planned: &BTreeMap<AccountId, Vec<RegionInfo>>,
) -> Plan {
    let shared = &query.shared;
    let mut plan = plan(&*shared.source, &query.scope, known);
    plan.leave_out(planned);
    if let Some(retried) = &query.only {
        plan.restrict(retried);
    }
    if query.freshness == Freshness::Refresh {
        for job in &plan.jobs {
            shared.forget(&job.key);
        }
    }
    let direct = || {
        plan.jobs
            .iter()
            .filter(|job| job.provider != Provider::Tagging)
            .map(|job| job.key)
    };
    let shows_ahead = query.scope.smart && shared.shows_ahead.load(Ordering::Relaxed);
    {
        let mut merge = query.merge();
        merge.expect(plan.wanted.clone(), direct(), shows_ahead);
        merge.find_ambiguous_types(&*shared.source);
        for sweep in plan
            .jobs
            .iter()
            .filter(|job| job.provider == Provider::Tagging)
        {
            merge.sweep_again(sweep);
        }
    }
    query.expect(
        plan.jobs
            .iter()
            .map(|job| job.key)
            .chain(plan.tagged_keys.iter().copied()),
    );
    Counters::add(&query.counters.phase1_total, count(plan.jobs.len()));
    if query.scope.details != DetailDepth::None {
        Counters::add(&query.counters.phase2_total, count(direct().count()));
    }
    plan
}

impl Plan {
    /// Accounts for what cannot be asked at all.
    pub(crate) async fn tell_what_cannot_be_asked(&self, query: &Arc<Query>) {
        for &key in &self.not_enabled {
            let error = Some(SourceError::RegionNotEnabled(key.region));
            query
                .end_key(ended(key, Outcome::RegionNotEnabled, 0, None, error))
                .await;
        }
        for &key in &self.not_offered {
            let (ty, region) = (key.resource_type, key.region);
            let reason = format_compact!("AWS offers no {ty} in {region}");
            let why = Some(SourceError::Unsupported { reason });
            query
                .end_key(ended(key, Outcome::NotOffered, 0, None, why))
                .await;
        }
        for &key in &self.no_such_region {
            let region = key.region;
            let reason = format_compact!(
                "{region} is not a region of this account; `awsdash regions` lists them"
            );
            let why = Some(SourceError::Unsupported { reason });
            query
                .end_key(ended(key, Outcome::Unsupported, 0, None, why))
                .await;
        }
    }
}
