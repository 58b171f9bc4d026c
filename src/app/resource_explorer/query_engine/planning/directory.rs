//! Accounts and regions: asked once, shared by all queries.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::resource_explorer::query_engine::Shared;
use crate::app::resource_explorer::source::{
    AccountInfo, AccountList, BrokenAccess, RegionInfo, RegionList, SourceError,
};
use crate::model::AccountId;

/// What is known of accounts and regions.
#[derive(Clone, Debug, Default)]
pub struct DirectorySnapshot {
    /// Accounts in the order to show them; empty until they answered.
    pub accounts: Vec<AccountInfo>,
    /// Regions of each account that has answered.
    pub regions: BTreeMap<AccountId, Vec<RegionInfo>>,
    /// Profiles and roles that lead to no account.
    pub broken: Vec<BrokenAccess>,
    /// Whether accounts or regions are being asked for.
    pub loading: bool,
    /// Why no account can be listed at all.
    pub error: Option<SourceError>,
}

#[derive(Default)]
struct Known {
    accounts: Option<Arc<AccountList>>,
    /// Accounts that were reached while others are still being asked.
    early: Vec<AccountInfo>,
    regions: BTreeMap<AccountId, Arc<RegionList>>,
    error: Option<SourceError>,
    loading: u32,
    /// Counts up when the directory is cleared: an answer to an older question is not kept.
    generation: u64,
}

/// Asked once, shared by all queries.
pub(crate) struct DirectoryCache {
    known: Mutex<Known>,
    /// Held while accounts are asked for, so that two queries ask once.
    asking: tokio::sync::Mutex<()>,
    /// Counts up when an account was reached.
    news: watch::Sender<u64>,
}

impl Default for DirectoryCache {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            news: watch::Sender::new(0),
        }
    }
}

impl DirectoryCache {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Tells of every account that is reached from now on.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Accounts that were reached while others are still being asked.
    pub(crate) fn early(&self) -> Vec<AccountInfo> {
        self.lock().early.clone()
    }

    fn came_early(&self, info: AccountInfo) {
        let mut known = self.lock();
        known.early.retain(|other| other.id != info.id);
        known.early.push(info);
        drop(known);
        self.news.send_modify(|version| *version += 1);
    }

    pub(crate) fn forget(&self) {
        let mut known = self.lock();
        known.accounts = None;
        known.early.clear();
        known.regions.clear();
        known.error = None;
        known.generation += 1;
    }

    fn generation(&self) -> u64 {
        self.lock().generation
    }

    pub(crate) fn snapshot(&self) -> DirectorySnapshot {
        let known = self.lock();
        DirectorySnapshot {
            accounts: known
                .accounts
                .as_ref()
                .map_or_else(|| known.early.clone(), |list| list.accounts.clone()),
            regions: known
                .regions
                .iter()
                .map(|(account, list)| (*account, list.regions.clone()))
                .collect(),
            broken: known
                .accounts
                .as_ref()
                .map(|list| list.broken.clone())
                .unwrap_or_default(),
            loading: known.loading > 0,
            error: known.error.clone(),
        }
    }
}

/// Counts a request while it is on its way, even when it is dropped.
struct Loading<'a>(&'a DirectoryCache);

impl<'a> Loading<'a> {
    fn new(directory: &'a DirectoryCache) -> Self {
        directory.lock().loading += 1;
        Self(directory)
    }
}

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        self.0.lock().loading -= 1;
    }
}

/// The accounts; asks for them if they are not known. A failure is not kept: the next query asks again. When the
/// directory was cleared while they answered, as after a sign-in, they are asked again.
pub(crate) async fn accounts(shared: &Shared) -> Result<Arc<AccountList>, SourceError> {
    let directory = &shared.directory;
    let _asking = directory.asking.lock().await;
    let known = directory.lock().accounts.clone();
    // With nothing reached, ask again: the person may have signed in.
    if let Some(list) = known.filter(|list| reaches_someone(list)) {
        return Ok(list);
    }
    let _loading = Loading::new(directory);
    loop {
        let generation = directory.generation();
        directory.lock().early.clear();
        let tell = |info: AccountInfo| {
            directory.came_early(info);
            (shared.waker)();
        };
        let listed = shared.source.accounts_one_by_one(&tell).await;
        let mut known = directory.lock();
        known.early.clear();
        if known.generation != generation {
            continue;
        }
        match listed {
            Ok(list) => {
                let list = Arc::new(list);
                known.error = None;
                known.accounts = Some(Arc::clone(&list));
                return Ok(list);
            }
            Err(error) => {
                known.error = Some(error.clone());
                return Err(error);
            }
        }
    }
}

fn reaches_someone(list: &AccountList) -> bool {
    !list.accounts.is_empty() || list.broken.is_empty()
}

/// The regions of an account; asks for them if they are not known.
pub(crate) async fn regions(
    shared: &Shared,
    account: AccountId,
) -> Result<Arc<RegionList>, SourceError> {
    let directory = &shared.directory;
    let known = directory.lock().regions.get(&account).cloned();
    // Assumed ones are shown meanwhile, and asked for again by the next query that needs them.
    if let Some(regions) = known.filter(|list| list.assumed.is_none()) {
        return Ok(regions);
    }
    let _loading = Loading::new(directory);
    let generation = directory.generation();
    let regions = Arc::new(shared.source.regions(account).await?);
    let mut known = directory.lock();
    if known.generation == generation {
        known.regions.insert(account, Arc::clone(&regions));
    }
    Ok(regions)
}

/// Asks for everything, waking the window as answers come.
pub(crate) async fn load_all(shared: &Arc<Shared>) {
    let (mut known, mut asking) = (BTreeSet::new(), JoinSet::new());
    let mut regions_of = |info: &AccountInfo| {
        if known.insert(info.id) {
            asking.spawn(load_regions(Arc::clone(shared), info.id));
        }
    };
    let mut news = shared.directory.news();
    let listed = {
        let mut listing = pin!(accounts(shared));
        loop {
            shared.directory.early().iter().for_each(&mut regions_of);
            tokio::select! {
                biased;
                listed = &mut listing => break listed,
                Ok(()) = news.changed() => {}
            }
        }
    };
    match listed {
        Ok(list) => {
            (shared.waker)();
            list.accounts.iter().for_each(&mut regions_of);
        }
        Err(error) => tracing::warn!(%error, "accounts are not known"),
    }
    while let Some(joined) = asking.join_next().await {
        if let Err(panicked) = joined {
            tracing::error!(%panicked, "asking for regions ended abnormally");
        }
    }
    (shared.waker)();
}

async fn load_regions(shared: Arc<Shared>, account: AccountId) {
    if let Err(error) = regions(&shared, account).await {
        tracing::warn!(%account, %error, "regions are not known");
    }
    (shared.waker)();
}
