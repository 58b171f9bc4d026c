//! Accounts and regions: asked once, shared by all queries.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::watch;

use crate::app::resource_explorer::source::{
    AccountInfo, AccountList, BrokenAccess, RegionInfo, RegionList, ResourceSource, SourceError,
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
struct Reached {
    accounts: Option<Arc<AccountList>>,
    /// Accounts that were reached while others are still being asked.
    reached: Vec<AccountInfo>,
    regions: BTreeMap<AccountId, Arc<RegionList>>,
    error: Option<SourceError>,
    loading: u32,
    /// Counts up when the directory is cleared: an answer to an older question is not kept.
    generation: u64,
}

/// Accounts and regions as far as they have answered.
pub(crate) struct DirectoryCache {
    known: Mutex<Reached>,
    /// Held while accounts are asked for, so that two queries ask once.
    asking: tokio::sync::Mutex<()>,
    /// Counts up when an account was reached.
    changed: watch::Sender<u64>,
}

impl Default for DirectoryCache {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            changed: watch::Sender::new(0),
        }
    }
}

impl DirectoryCache {
    fn lock(&self) -> MutexGuard<'_, Reached> {
        self.known
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Changes with every account that is reached from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Accounts that were reached while others are still being asked.
    pub(crate) fn reached_so_far(&self) -> Vec<AccountInfo> {
        self.lock().reached.clone()
    }

    fn add_reached(&self, info: AccountInfo) {
        let mut known = self.lock();
        known.reached.retain(|other| other.id != info.id);
        known.reached.push(info);
        drop(known);
        self.changed.send_modify(|version| *version += 1);
    }

    pub(crate) fn forget(&self) {
        let mut known = self.lock();
        known.accounts = None;
        known.reached.clear();
        known.regions.clear();
        known.error = None;
        known.generation += 1;
    }

    fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// The accounts; asks for them if they are not known. A failure is not kept: the next query asks again. When the
    /// directory was cleared while they answered, as after a sign-in, they are asked again.
    pub(crate) async fn accounts(
        &self,
        source: &dyn ResourceSource,
        wake: &(dyn Fn() + Send + Sync),
    ) -> Result<Arc<AccountList>, SourceError> {
        let _asking = self.asking.lock().await;
        let known = self.lock().accounts.clone();
        // With nothing reached, ask again: the person may have signed in.
        if let Some(list) = known.filter(|list| reaches_any_account(list)) {
            return Ok(list);
        }
        let _loading = Loading::new(self);
        loop {
            let generation = self.generation();
            self.lock().reached.clear();
            let reached = |info: AccountInfo| {
                self.add_reached(info);
                wake();
            };
            let listed = source.accounts_one_by_one(&reached).await;
            let mut known = self.lock();
            known.reached.clear();
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

    /// The regions of an account; asks for them if they are not known.
    pub(crate) async fn regions(
        &self,
        source: &dyn ResourceSource,
        account: AccountId,
    ) -> Result<Arc<RegionList>, SourceError> {
        let known = self.lock().regions.get(&account).cloned();
        // Assumed ones are shown meanwhile, and asked for again by the next query that needs them.
        if let Some(regions) = known.filter(|list| list.assumed.is_none()) {
            return Ok(regions);
        }
        let _loading = Loading::new(self);
        let generation = self.generation();
        let regions = Arc::new(source.regions(account).await?);
        let mut known = self.lock();
        if known.generation == generation {
            known.regions.insert(account, Arc::clone(&regions));
        }
        Ok(regions)
    }

    pub(crate) fn snapshot(&self) -> DirectorySnapshot {
        let known = self.lock();
        DirectorySnapshot {
            accounts: known
                .accounts
                .as_ref()
                .map_or_else(|| known.reached.clone(), |list| list.accounts.clone()),
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

fn reaches_any_account(list: &AccountList) -> bool {
    !list.accounts.is_empty() || list.broken.is_empty()
}
