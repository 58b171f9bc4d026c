//! The accounts of a query as they are reached: one is listed while others have not answered yet.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::prepare::prepare;
use crate::app::resource_explorer::progress::ProgressEvent;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::source::{
    AccountList, BrokenAccess, ListJob, RegionInfo, SourceError,
};
use crate::model::{AccountId, QueryKey, Region, Selection};

/// How long an account may take to list its regions before it is planned without them.
const REGIONS_SOON: Duration = Duration::from_millis(800);

/// How many accounts may wait to be planned for.
const MAX_WAITING: usize = 256;

/// An account and its regions.
struct AccountRegions {
    account: AccountId,
    regions: Vec<RegionInfo>,
}

/// Accounts that were reached, with their regions; nothing was planned for them yet.
#[must_use]
pub(crate) struct DiscoveredAccounts(BTreeMap<AccountId, Vec<RegionInfo>>);

impl DiscoveredAccounts {
    /// Which accounts.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.0.keys().copied()
    }
}

/// The accounts that are yet to come, and what was planned for those that were found.
pub(crate) struct AccountDiscovery {
    query: Arc<Query>,
    reached: mpsc::Receiver<AccountRegions>,
    /// Asks accounts and regions; ends with the query.
    asking: JoinSet<bool>,
    /// Whether the pane has the message that the query has begun.
    begun: bool,
    /// Whether all accounts have arrived.
    is_complete: bool,
    /// Regions of the accounts that were found.
    pub known: BTreeMap<AccountId, Vec<RegionInfo>>,
    /// Keys that only sweeps can answer.
    pub tagged_keys: Vec<QueryKey>,
}

impl AccountDiscovery {
    /// Begins to ask for the accounts of the scope and their regions.
    pub(crate) fn begin(query: &Arc<Query>) -> Self {
        let (sender, reached) = mpsc::channel(MAX_WAITING);
        let mut asking = JoinSet::new();
        let asker = Arc::clone(query);
        asking.spawn_on(
            query.task(async move { reach(&asker, sender).await }),
            &query.context.runtime,
        );
        Self {
            query: Arc::clone(query),
            reached,
            asking,
            begun: false,
            is_complete: false,
            known: BTreeMap::new(),
            tagged_keys: Vec::new(),
        }
    }

    /// Whether all accounts have arrived.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The next accounts that are reached; `None` once all have arrived. Cancel safe: after the first account
    /// was received there is no further await.
    pub(crate) async fn next(&mut self) -> Option<DiscoveredAccounts> {
        let Some(first) = self.reached.recv().await else {
            self.is_complete = true;
            self.query.planned_all();
            return None;
        };
        let mut found = BTreeMap::from([(first.account, first.regions)]);
        while let Ok(AccountRegions { account, regions }) = self.reached.try_recv() {
            found.insert(account, regions);
        }
        Some(DiscoveredAccounts(found))
    }

    /// The lists of accounts that were reached. Run it to its end: they are expected from now on. An account
    /// may come a second time, when it has told more regions than those it was sure to have.
    pub(crate) async fn plan(
        &mut self,
        DiscoveredAccounts(found): DiscoveredAccounts,
    ) -> Vec<ListJob> {
        let plan = prepare(&self.query, &found, &self.known);
        self.send_begun().await;
        plan.end_unaskable_keys(&self.query).await;
        self.known.extend(found);
        self.tagged_keys.extend(plan.tagged_keys);
        plan.jobs
    }

    async fn send_begun(&mut self) {
        if !std::mem::replace(&mut self.begun, true) {
            self.query.send_event(ProgressEvent::Started).await;
        }
    }

    /// Whether any account of the scope was there to be asked. Call it once all are here.
    pub(crate) async fn reached_any_account(&mut self) -> bool {
        let reached = matches!(self.asking.join_next().await, Some(Ok(true)));
        if reached {
            self.send_begun().await;
        }
        reached
    }
}

/// Asks for accounts and regions, telling of each as it answers; whether any account of the scope was
/// there to be asked.
async fn reach(query: &Arc<Query>, reached: mpsc::Sender<AccountRegions>) -> bool {
    let mut asked = RegionRequests {
        query,
        reached,
        accounts: BTreeSet::new(),
        regions: JoinSet::new(),
    };
    let directory = &query.context.directory;
    let mut changes = directory.subscribe();
    let list = {
        let asking = directory.accounts(&*query.context.source, &*query.context.waker);
        let mut asking = pin!(asking);
        loop {
            for info in directory.reached_so_far() {
                asked.request(info.id);
            }
            if asked.has_all_wanted_accounts() {
                break None;
            }
            tokio::select! {
                biased;
                list = &mut asking => break Some(list),
                changed = changes.changed() => if changed.is_err() {
                    std::future::pending::<()>().await;
                },
            }
        }
    };
    match list {
        None => {}
        Some(Err(error)) => query.send_event(ProgressEvent::PlanFailed(error)).await,
        Some(Ok(list)) => asked.request_remaining(&list).await,
    }
    let RegionRequests {
        accounts, regions, ..
    } = asked;
    let mut regions = regions;
    while let Some(joined) = regions.join_next().await {
        if let Err(panicked) = joined {
            tracing::error!(%panicked, "asking for regions ended abnormally");
        }
    }
    !accounts.is_empty()
}

/// Which accounts were asked for their regions.
struct RegionRequests<'q> {
    query: &'q Arc<Query>,
    reached: mpsc::Sender<AccountRegions>,
    accounts: BTreeSet<AccountId>,
    regions: JoinSet<()>,
}

impl RegionRequests<'_> {
    /// Whether only some keys are asked again, and their accounts are all there: other accounts do not matter.
    fn has_all_wanted_accounts(&self) -> bool {
        let only = self.query.only.as_ref();
        only.is_some_and(|retried| retried.accounts().is_subset(&self.accounts))
    }

    fn request(&mut self, account: AccountId) {
        let query = self.query;
        let only = query.only.as_ref();
        let counts = only.is_none_or(|retried| retried.accounts().contains(&account));
        if !counts || !query.scope.accounts.contains(&account) || !self.accounts.insert(account) {
            return;
        }
        let (of, reached) = (Arc::clone(query), self.reached.clone());
        self.regions
            .spawn(query.task(async move { ask_regions(&of, account, &reached).await }));
    }

    /// All accounts have answered: asks the rest for their regions, and reports profiles and roles that lead to
    /// no account.
    async fn request_remaining(&mut self, list: &AccountList) {
        for info in &list.accounts {
            self.request(info.id);
        }
        for broken in &list.broken {
            let event = ProgressEvent::AccessBroken(broken.clone());
            self.query.send_event(event).await;
        }
        let Selection::Only(named) = &self.query.scope.accounts else {
            return;
        };
        let is_there = |id: &AccountId| list.accounts.iter().any(|info| info.id == *id);
        for missing in named.iter().filter(|id| !is_there(id)) {
            let sentence = format!(
                "account {missing}: no profile or role leads there; `awsdash accounts` lists what can be reached"
            );
            let error = SourceError::Config(sentence.into());
            self.query.send_event(broken(*missing, error)).await;
        }
    }
}

/// Asks an account for its regions. One that does not answer soon is planned with those that it is sure to have,
/// and again when it has answered. Where it may not list them, those of its partition are assumed, and the pane
/// is told.
async fn ask_regions(
    query: &Arc<Query>,
    account: AccountId,
    reached: &mpsc::Sender<AccountRegions>,
) {
    let context = &query.context;
    let mut asking = pin!(context.directory.regions(&*context.source, account));
    let told = match tokio::time::timeout(REGIONS_SOON, &mut asking).await {
        Ok(told) => told,
        Err(_) => {
            let sure = query.context.source.sure_regions(account);
            let regions = with_named(query, sure);
            if !regions.is_empty() {
                let _ = reached.send(AccountRegions { account, regions }).await;
                // All regions that the scope names are planned then; each list reports its own errors.
                if query.scope.regions != Selection::All {
                    return;
                }
            }
            asking.await
        }
    };
    let list = match told {
        Ok(list) => list,
        Err(error) => return query.send_event(broken(account, error)).await,
    };
    let regions = match &list.assumed {
        None => list.regions.clone(),
        Some(error) => {
            if needs_every_region(query) {
                let regions = list.regions.iter().map(|info| info.region).collect();
                query
                    .send_event(ProgressEvent::RegionsAssumed {
                        account,
                        regions,
                        error: error.clone(),
                    })
                    .await;
            }
            with_named(query, list.regions.clone())
        }
    };
    // The receiver is gone when the query is over.
    let _ = reached.send(AccountRegions { account, regions }).await;
}

/// Adds the regions that the query names, also those that the account did not tell.
fn with_named(query: &Query, mut regions: Vec<RegionInfo>) -> Vec<RegionInfo> {
    if let Selection::Only(named) = &query.scope.regions {
        let is_new = |region: &&Region| {
            !region.is_global() && regions.iter().all(|info| info.region != **region)
        };
        let new: Vec<Region> = named.iter().filter(is_new).copied().collect();
        regions.extend(new.into_iter().map(|region| RegionInfo {
            region,
            enabled: true,
        }));
    }
    regions
}

/// Whether rows may be missing when not every region is known.
fn needs_every_region(query: &Query) -> bool {
    let source = &query.context.source;
    let has_regions = match &query.scope.types {
        Selection::All => true,
        Selection::Only(types) => types.iter().any(|ty| !source.is_global(*ty)),
    };
    has_regions && query.scope.regions == Selection::All
}

fn broken(account: AccountId, error: SourceError) -> ProgressEvent {
    ProgressEvent::AccessBroken(BrokenAccess {
        via: (&*account.digits()).into(),
        error,
    })
}
