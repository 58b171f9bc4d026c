//! What comes before the first list of an account: its jobs, and the keys that cannot be asked at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use compact_str::format_compact;

use super::plan::{Plan, plan};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::query_engine::context::Freshness;
use crate::app::resource_explorer::query_engine::listing::list_end::{count, ended};
use crate::app::resource_explorer::query_engine::query::{Counters, Query};
use crate::app::resource_explorer::source::{RegionInfo, SourceError};
use crate::model::{AccountId, DetailDepth, Provider};

/// Plans what is asked of accounts that were reached, and counts it: without what was planned already when
/// fewer of their regions were known.
pub(crate) fn prepare(
    query: &Arc<Query>,
    known: &BTreeMap<AccountId, Vec<RegionInfo>>,
    planned: &BTreeMap<AccountId, Vec<RegionInfo>>,
) -> Plan {
    let context = &query.context;
    let mut plan = plan(&*context.source, &query.scope, known);
    if let Some(retried) = &query.only {
        plan.restrict(retried);
    }
    plan.leave_out(planned);
    if query.freshness == Freshness::Refresh {
        for job in &plan.jobs {
            context.forget(&job.key);
        }
    }
    let shows_ahead = query.scope.smart && context.shows_ahead.load(Ordering::Relaxed);
    query.record().plan(&plan, &*context.source, shows_ahead);
    Counters::add(&query.counters.phase1_total, count(plan.jobs.len()));
    if query.scope.details != DetailDepth::None {
        let direct = plan.jobs.iter();
        let direct = direct.filter(|job| job.provider != Provider::Tagging);
        Counters::add(&query.counters.phase2_total, count(direct.count()));
    }
    plan
}

impl Plan {
    /// Accounts for what cannot be asked at all.
    pub(crate) async fn end_unaskable_keys(&self, query: &Arc<Query>) {
        for &key in &self.not_enabled {
            let error = Some(SourceError::RegionNotEnabled(key.region));
            let line = ended(key, Outcome::RegionNotEnabled, 0, None, error);
            query.change(|record| record.end(line)).await;
        }
        for &key in &self.not_offered {
            let (ty, region) = (key.resource_type, key.region);
            let reason = format_compact!("AWS offers no {ty} in {region}");
            let why = Some(SourceError::Unsupported { reason });
            let line = ended(key, Outcome::NotOffered, 0, None, why);
            query.change(|record| record.end(line)).await;
        }
        for &key in &self.no_such_region {
            let region = key.region;
            let reason = format_compact!(
                "{region} is not a region of this account; `awsdash regions` lists them"
            );
            let why = Some(SourceError::Unsupported { reason });
            let line = ended(key, Outcome::Unsupported, 0, None, why);
            query.change(|record| record.end(line)).await;
        }
    }
}
