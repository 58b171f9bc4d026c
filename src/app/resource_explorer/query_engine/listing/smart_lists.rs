//! The lists of a smart query: AWS's indexes and sweeps first, then what they give reason to ask for.
//!
//! Accounts are asked in rounds. A round has those that come within a moment, because an index of one may answer
//! for the others; an account that takes longer to come has a later round and holds no other up. Indexes and
//! sweeps of one round follow those of the round before; the lists of all rounds run beside them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::app::resource_explorer::query_engine::listing::jobs_to_come::JobsToCome;
use crate::app::resource_explorer::query_engine::listing::runner::run_lists;
use crate::app::resource_explorer::query_engine::listing::sweep_ends::{LeftToSweeps, SweepEnds};
use crate::app::resource_explorer::query_engine::planning::aggregators::{self, Indexed};
use crate::app::resource_explorer::query_engine::planning::asking_order::put_in_order;
use crate::app::resource_explorer::query_engine::planning::discovery::AccountDiscovery;
use crate::app::resource_explorer::query_engine::planning::narrowing;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::source::{ListJob, ResourceSource};
use crate::model::AccountId;

/// How long after its first account a round takes in others. What only prepares is never waited for longer
/// than a second.
const ROUND: Duration = Duration::from_millis(900);

/// Rounds whose lists wait to be taken over.
const ROUNDS_WAITING: usize = 4;

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
    let (lists, rounds) = mpsc::channel(ROUNDS_WAITING);
    let mut to_come = JobsToCome::Rounds(rounds);
    let mut ends_of_sweeps = SweepEnds::new();
    let sweeping = run_rounds(query, discovery, lists, &mut ends_of_sweeps);
    let listing = run_lists(query, Vec::new(), &mut to_come, ends);
    let (left_by_sweeps, mut left) = tokio::try_join!(sweeping, listing)?;
    left.extend(left_by_sweeps);
    // The lists took the retries: what they know of a sweep is newer.
    for (sweep, end) in ends_of_sweeps {
        ends.entry(sweep).or_insert(end);
    }
    Ok(discovery.reached_any_account().await.then_some(left))
}

/// The accounts of one round, and what is planned for them.
struct Round {
    accounts: BTreeSet<AccountId>,
    jobs: Vec<ListJob>,
}

/// Takes in the accounts that come together; `None` once no more will come.
async fn next_round(
    source: &dyn ResourceSource,
    discovery: &mut AccountDiscovery,
) -> Option<Round> {
    let mut round = Round {
        accounts: BTreeSet::new(),
        jobs: Vec::new(),
    };
    let mut found = discovery.next().await?;
    let closes = Instant::now() + ROUND;
    loop {
        round.accounts.extend(found.accounts());
        // Not inside the time-out: what was planned half-way would be lost.
        round.jobs.extend(discovery.plan(found).await);
        match tokio::time::timeout_at(closes, discovery.next()).await {
            Ok(Some(more)) => found = more,
            Ok(None) | Err(_) => break,
        }
    }
    put_in_order(source, &mut round.jobs);
    Some(round)
}

/// Asks indexes and sweeps round by round and hands on the lists that they give reason to ask for. Returns the
/// keys that only a sweep can answer.
async fn run_rounds(
    query: &Arc<Query>,
    discovery: &mut AccountDiscovery,
    lists: mpsc::Sender<Vec<ListJob>>,
    ends: &mut SweepEnds,
) -> Result<LeftToSweeps, String> {
    let mut indexed = Indexed::default();
    let mut asked = BTreeSet::new();
    let mut left = LeftToSweeps::new();
    while let Some(Round { accounts, jobs }) = next_round(&*query.context.source, discovery).await {
        // An account comes again when it tells more regions: its indexes are known by then.
        let new: BTreeSet<AccountId> = accounts
            .into_iter()
            .filter(|account| asked.insert(*account))
            .collect();
        if query.only.is_none() {
            aggregators::consult(query, &new, &mut indexed).await?;
        }
        // They are asked themselves from now on: what indexes of later rounds told would come twice.
        query.record().close_to_indexes(new.into_iter());
        let (sweeps, others) = narrowing::split_sweeps(jobs);
        let sweeps = narrowing::worth_sweeping(query, sweeps, &others, &indexed).await;
        left.extend(run_lists(query, sweeps, &mut JobsToCome::Round, ends).await?);
        let others = narrowing::worth_asking(query, others, &indexed, ends).await;
        // The receiver lives until this sender is dropped.
        let _ = lists.send(others).await;
    }
    Ok(left)
}
