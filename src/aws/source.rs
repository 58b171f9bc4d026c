//! AWS as the engine's source.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, RwLock, RwLockReadGuard};

use compact_str::format_compact;

use crate::app::resource_explorer::source::{AccountInfo, AccountList, RegionInfo, SourceError};
use crate::aws::access::discovery::{Access, discover, info};
use crate::aws::access::identity::identity;
use crate::aws::access::login::{Common, Login};
use crate::aws::access::options::AccessOptions;
use crate::aws::access::organization_role::Standings;
use crate::aws::access::regions;
use crate::aws::access::sso::{Sessions, sessions};
use crate::aws::providers::aggregators::Indexes;
use crate::aws::providers::buckets::Buckets;
use crate::aws::providers::cloud_control;
use crate::aws::providers::native::Parents;
use crate::aws::providers::routing::Refusals;
use crate::aws::transport::clients::Clients;
use crate::aws::transport::errors::{Doubt, Failure};
use crate::aws::transport::http::shared_client;
use crate::aws::transport::request_pacing::Pace;
use crate::model::{AccountId, Region};

/// AWS, or what stands in its place.
#[derive(Debug)]
pub struct AwsSource {
    options: AccessOptions,
    common: OnceLock<Result<Common, SourceError>>,
    accesses: RwLock<HashMap<AccountId, Arc<Access>>>,
    /// Held while the ways in are tried, so that they are tried once.
    pub(super) discovering: tokio::sync::Mutex<()>,
    sessions: RwLock<Sessions>,
    regions: Mutex<HashMap<AccountId, Arc<tokio::sync::OnceCell<Vec<RegionInfo>>>>>,
    pub(super) clients: Clients,
    pub(super) buckets: Buckets,
    pub(super) parents: Parents,
    pub(super) pace: Pace,
    pub(super) refusals: Refusals,
    pub(super) children: cloud_control::Children,
    pub(super) indexes: Indexes,
    pub(super) standings: Standings,
}

impl AwsSource {
    /// A source with these options. Asks nobody anything yet.
    pub fn connect(options: AccessOptions) -> Arc<Self> {
        let pace = Pace::default();
        Arc::new(Self {
            options,
            common: OnceLock::new(),
            accesses: RwLock::default(),
            discovering: tokio::sync::Mutex::default(),
            sessions: RwLock::default(),
            regions: Mutex::default(),
            clients: Clients::default(),
            buckets: Buckets::at(pace.clone()),
            parents: Parents::at(pace.clone()),
            pace,
            refusals: Refusals::default(),
            children: cloud_control::Children::default(),
            indexes: Indexes::default(),
            standings: Standings::default(),
        })
    }

    /// What the source was made with.
    pub fn options(&self) -> &AccessOptions {
        &self.options
    }

    /// Forgets which regions the accounts have enabled; they are asked again when needed.
    pub fn forget_regions(&self) {
        self.regions
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clear();
    }

    pub(super) fn common(&self) -> Result<Common, SourceError> {
        let made = self.common.get_or_init(|| {
            Ok(Common {
                http: shared_client(self.options.http_client.as_ref())?,
                endpoint_url: self.options.endpoint_url.clone(),
                home_region: self.options.home_region,
            })
        });
        made.clone()
    }

    /// Tries every way in. Each account can be asked as soon as it was told of.
    pub(super) async fn discover(
        &self,
        tell: &(dyn Fn(AccountInfo) + Send + Sync),
    ) -> Result<AccountList, SourceError> {
        if self.options.static_credentials.is_none() {
            let found = sessions().await;
            *self
                .sessions
                .write()
                .unwrap_or_else(|poisoned| poisoned.into_inner()) = found;
        }
        let reached = |access: &Arc<Access>| {
            self.put(access);
            tell(info(access));
        };
        let found = discover(&self.common()?, &self.options, &reached).await;
        let list = found.list();
        let mut accesses = found.accesses;
        let mut known = self
            .accesses
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // An account whose sign-in has expired is still the account of its lists that wait.
        for (account, access) in known.drain() {
            let mut broken = list.broken.iter();
            if broken.any(|broken| broken.via == access.login.via) {
                accesses.entry(account).or_insert(access);
            }
        }
        *known = accesses;
        drop(known);
        self.clients.clear();
        self.buckets.clear();
        self.parents.clear();
        self.refusals.clear();
        self.children.clear();
        self.indexes.clear();
        self.standings.clear();
        self.forget_regions();
        Ok(list)
    }

    pub(super) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    pub(super) fn known(&self, account: AccountId) -> Option<Arc<Access>> {
        let accesses = self
            .accesses
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        accesses.get(&account).cloned()
    }

    /// The sign-ins that the config files know, by profile.
    pub(super) fn sessions(&self) -> RwLockReadGuard<'_, Sessions> {
        self.sessions
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The login that reports call `via`.
    pub(super) fn login_via(&self, via: &str) -> Option<Login> {
        let accesses = self
            .accesses
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut logins = accesses.values().map(|access| &access.login);
        logins.find(|login| login.via == via).cloned()
    }

    /// Uses other credentials for an account from now on.
    pub(super) fn replace(&self, access: Access) {
        self.put(&Arc::new(access));
    }

    fn put(&self, access: &Arc<Access>) {
        let mut accesses = self
            .accesses
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let before = accesses.insert(access.account, Arc::clone(access));
        drop(accesses);
        if before.is_some() {
            self.clients.clear();
        }
    }

    pub(super) async fn access(&self, account: AccountId) -> Result<Arc<Access>, SourceError> {
        if let Some(access) = self.known(account) {
            return Ok(access);
        }
        let _one_at_a_time = self.discovering.lock().await;
        if let Some(access) = self.known(account) {
            return Ok(access);
        }
        let list = self.discover(&|_| ()).await?;
        if let Some(access) = self.known(account) {
            return Ok(access);
        }
        let mut broken = list.broken.into_iter();
        let about = broken.find(|broken| broken.via.contains(account.as_str()));
        Err(about.map_or_else(
            || {
                SourceError::Config(format_compact!(
                    "account {account} cannot be reached with the credentials in use"
                ))
            },
            |broken| broken.error,
        ))
    }

    pub(super) async fn regions_of(&self, access: &Access) -> Result<Vec<RegionInfo>, SourceError> {
        let cell = {
            let mut regions = self
                .regions
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            Arc::clone(regions.entry(access.account).or_default())
        };
        cell.get_or_try_init(|| regions::regions(access))
            .await
            .cloned()
    }

    /// "Not a valid token" is what AWS says of bad credentials, and also what a region says that the
    /// account has not enabled. The account knows which.
    pub(super) async fn settle(
        &self,
        failure: Failure,
        access: &Access,
        region: Region,
    ) -> SourceError {
        if failure.doubt != Doubt::RegionMayBeDisabled || region == access.login.home {
            return failure.error;
        }
        match self.regions_of(access).await {
            Ok(regions) => match regions.iter().find(|info| info.region == region) {
                Some(info) if info.enabled => failure.error,
                Some(_) => SourceError::RegionNotEnabled(region),
                None => SourceError::Unsupported {
                    reason: format_compact!("account {} has no region {region}", access.account),
                },
            },
            // The regions cannot be asked for; but credentials that work elsewhere are good ones.
            Err(_) if identity(&access.login).await.is_ok() => {
                SourceError::RegionNotEnabled(region)
            }
            Err(_) => failure.error,
        }
    }
}
