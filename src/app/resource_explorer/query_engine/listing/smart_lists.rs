//! The lists of a smart query: AWS's indexes and sweeps first, then what they give reason to ask for.

use std::sync::Arc;

use crate::app::resource_explorer::query_engine::listing::runner::{JobsToCome, run_lists};
use crate::app::resource_explorer::query_engine::listing::sweep_ends::{LeftToSweeps, SweepEnds};
use crate::app::resource_explorer::query_engine::planning::aggregators::{self, Indexed};
use crate::app::resource_explorer::query_engine::planning::discovery::AccountDiscovery;
use crate::app::resource_explorer::query_engine::planning::narrowing;
use crate::app::resource_explorer::query_engine::planning::plan::interleave;
use crate::app::resource_explorer::query_engine::query::Query;

/// Lists what indexes and sweeps give reason to. Returns the keys that only a sweep can answer; `None` when no
/// account was reached.
///
/// # Errors
/// The budget's message.
pub(super) async fn list_smart_scope(
    query: &Arc<Query>,
    discovery: &mut AccountDiscovery,
    ends: &mut SweepEnds,
) -> Result<Option<LeftToSweeps>, String> {
    let mut jobs = Vec::new();
    while let Some(found) = discovery.next().await {
        jobs.extend(discovery.plan(found).await);
    }
    if !discovery.reached_any_account().await {
        return Ok(None);
    }
    interleave(&mut jobs);
    let mut indexed = Indexed::default();
    if query.only.is_none() {
        let accounts = discovery.known.keys().copied().collect();
        aggregators::consult(query, &accounts, &mut indexed).await?;
    }
    let (sweeps, lists) = narrowing::split_sweeps(jobs);
    let sweeps = narrowing::worth_sweeping(query, sweeps, &lists, &indexed).await;
    let mut left = run_lists(query, sweeps, &mut JobsToCome::None, ends).await?;
    let lists = narrowing::worth_asking(query, lists, &indexed, ends).await;
    left.extend(run_lists(query, lists, &mut JobsToCome::None, ends).await?);
    Ok(Some(left))
}
