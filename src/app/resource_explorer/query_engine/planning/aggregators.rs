//! AWS's own indexes: asked before a smart query sweeps, so that it starts from what AWS knows already.
//!
//! An index of the organization answers for all its accounts, those of one's own among them that no
//! credentials lead to. What an index shows something of it answers for; the rest is swept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use tokio::task::JoinSet;

use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::query_engine::listing::jobs_to_come::JobsToCome;
use crate::app::resource_explorer::query_engine::listing::list_end::ended;
use crate::app::resource_explorer::query_engine::listing::runner::run_lists;
use crate::app::resource_explorer::query_engine::listing::sweep_ends::SweepEnds;
use crate::app::resource_explorer::query_engine::query::{Counters, Query, Record};
use crate::app::resource_explorer::query_engine::request::{OnSignIn, PAGE_BYTES, Request};
use crate::app::resource_explorer::scheduler::Priority;
use crate::app::resource_explorer::source::{IndexReach, ListJob, ResourceIndex, SourceError};
use crate::model::{AccountId, Provider, QueryKey, Region, TypeId};

/// What the indexes of a query answered for.
#[derive(Debug, Default)]
pub(crate) struct Indexed {
    /// Indexes that answered to their end.
    whole: BTreeMap<QueryKey, ResourceIndex>,
    /// Which of them have the rows of an account.
    by_account: BTreeMap<AccountId, Vec<QueryKey>>,
    /// Types that some row of an index is of, by index.
    shown: BTreeMap<QueryKey, BTreeSet<TypeId>>,
}

impl Indexed {
    /// The index that answered for a place.
    pub(crate) fn of(&self, account: AccountId, region: Region) -> Option<&ResourceIndex> {
        let indexes = self.by_account.get(&account)?.iter();
        indexes
            .filter_map(|key| self.whole.get(key))
            .find(|index| region.is_global() || index.regions.contains(&region))
    }

    /// Whether an index would show a type if there were something of it.
    pub(crate) fn holds(&self, index: &ResourceIndex, ty: TypeId) -> bool {
        let shown = self.shown.get(&index.job.key);
        index.types.contains(&ty) || shown.is_some_and(|types| types.contains(&ty))
    }
}

/// What to call an index in a sentence.
pub(crate) fn name_of(index: &ResourceIndex) -> CompactString {
    let key = index.job.key;
    let (account, region) = (key.account, key.region);
    match index.job.provider {
        Provider::Config => format_compact!("Config's aggregator in {account} {region}"),
        _ => format_compact!("Resource Explorer's index in {account} {region}"),
    }
}

/// Asks the indexes that these accounts have, the widest first, until each of them has one.
pub(crate) async fn consult(
    query: &Arc<Query>,
    accounts: &BTreeSet<AccountId>,
    indexed: &mut Indexed,
) -> Result<(), String> {
    let mut found = find(query, accounts.iter().copied()).await;
    while let Some(first) = found.first() {
        let (reach, provider) = (first.reach, first.job.provider);
        let same = |index: &ResourceIndex| (index.reach, index.job.provider) == (reach, provider);
        let (round, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(same);
        found = rest;
        let has_one = |account: &AccountId| query.record().merge().is_indexed(*account);
        let round: Vec<ResourceIndex> = match reach {
            IndexReach::Organization if accounts.iter().all(has_one) => Vec::new(),
            IndexReach::Organization => round,
            IndexReach::Account | IndexReach::Region => round
                .into_iter()
                .filter(|index| !has_one(&index.job.key.account))
                .collect(),
        };
        ask(query, round, indexed).await?;
    }
    Ok(())
}

/// The indexes of all accounts, in the order in which they are asked.
async fn find(query: &Arc<Query>, accounts: impl Iterator<Item = AccountId>) -> Vec<ResourceIndex> {
    let mut asking = JoinSet::new();
    for account in accounts {
        let of = Arc::clone(query);
        asking.spawn(query.task(async move {
            let context = &of.context;
            let Some(lane) = context.source.index_lane(account) else {
                return Vec::new();
            };
            let asker = of.asker(Priority::Listing);
            let request = Request {
                lane: Some(lane),
                by: &asker,
                bytes: PAGE_BYTES,
                on_sign_in: OnSignIn::Fail,
            };
            match context
                .ask(&request, || context.source.indexes(account))
                .await
            {
                Ok(answered) => answered.answer,
                Err(why) => {
                    tracing::info!(%account, ?why, "indexes are not known");
                    Vec::new()
                }
            }
        }));
    }
    let mut found: Vec<ResourceIndex> = Vec::new();
    while let Some(joined) = asking.join_next().await {
        match joined {
            Ok(indexes) => found.extend(indexes),
            Err(panicked) => tracing::error!(%panicked, "asking for indexes ended abnormally"),
        }
    }
    // Resource Explorer knows more types than Config, and costs nothing.
    found.sort_by_key(|index| {
        let is_config = index.job.provider == Provider::Config;
        (index.reach, is_config, index.job.key)
    });
    found
}

async fn ask(
    query: &Arc<Query>,
    round: Vec<ResourceIndex>,
    indexed: &mut Indexed,
) -> Result<(), String> {
    let jobs: Vec<ListJob> = round.iter().map(|index| index.job).collect();
    query.record().expect(jobs.iter().map(|job| job.key));
    let number = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
    Counters::add(&query.counters.phase1_total, number);
    let mut ends = SweepEnds::new();
    run_lists(query, jobs, &mut JobsToCome::Round, &mut ends).await?;
    for index in round {
        let job = index.job;
        let error = ends.remove(&job.key).unwrap_or_default();
        query
            .change(|record| end_index(record, index, error, indexed))
            .await;
    }
    Ok(())
}

/// An index has ended: its rows, what it answers for, and its line of the ledger.
fn end_index(
    record: &mut Record,
    index: ResourceIndex,
    error: Option<SourceError>,
    indexed: &mut Indexed,
) {
    let job = index.job;
    let Some(error) = error else {
        record.index_ended(&job);
        let (mut owned, types) = record.merge().shown_by(&index);
        let rows = owned.values().sum();
        if index.reach == IndexReach::Region {
            // It answers for its own place even when there is nothing.
            owned.entry(job.key.account).or_default();
        }
        for account in owned.into_keys() {
            indexed.by_account.entry(account).or_default().push(job.key);
        }
        indexed.shown.insert(job.key, types);
        indexed.whole.insert(job.key, index);
        let provider = Some(job.provider);
        return record.end(ended(job.key, Outcome::Complete, rows, provider, None));
    };
    record.index_failed(&job);
    let reason = format_compact!(
        "{} cannot be read, so each account is asked itself: {error}",
        name_of(&index)
    );
    tracing::warn!("{reason}");
    let why = Some(SourceError::NotAsked(reason));
    record.end(ended(
        job.key,
        Outcome::NotAsked,
        0,
        Some(job.provider),
        why,
    ));
}
