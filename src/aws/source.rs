//! AWS as the engine's source: one session per account, and what all of them share.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};

use compact_str::format_compact;

use crate::app::resource_explorer::source::{AccountInfo, AccountList, LimitsInForce, SourceError};
use crate::aws::access::config::RecentConfiguration;
use crate::aws::access::config::environment::Environment;
use crate::aws::access::credential_sources::discover;
use crate::aws::access::credentials::Helpers;
use crate::aws::access::discovery::DiscoveredAccount;
use crate::aws::access::login::{Login, LoginSettings};
use crate::aws::access::options::AccessOptions;
use crate::aws::access::renew::Renewals;
use crate::aws::access::sso::{Sessions, sessions};
use crate::aws::session::{AccountSession, SessionParts};
use crate::aws::transport::http::HttpClients;
use crate::model::AccountId;

/// AWS or an emulator, as the engine's source.
#[derive(Debug)]
pub struct AwsSource {
    options: AccessOptions,
    login_settings: OnceLock<Result<LoginSettings, SourceError>>,
    accounts: RwLock<HashMap<AccountId, Arc<AccountSession>>>,
    /// Held while the credential sources are tried, so that two callers try them once.
    pub(super) discovering: tokio::sync::Mutex<()>,
    sign_ins: RwLock<Sessions>,
    pub(super) renewals: Renewals,
    pub(super) parts: SessionParts,
    /// How long answers may take.
    pub(super) time_limits: LimitsInForce,
}

impl AwsSource {
    /// A source with these options. Sends nothing yet.
    pub fn connect(options: AccessOptions) -> Arc<Self> {
        Arc::new(Self {
            options,
            login_settings: OnceLock::new(),
            accounts: RwLock::default(),
            discovering: tokio::sync::Mutex::default(),
            sign_ins: RwLock::default(),
            renewals: Renewals::default(),
            parts: SessionParts::default(),
            time_limits: LimitsInForce::default(),
        })
    }

    /// What the source was made with.
    pub fn options(&self) -> &AccessOptions {
        &self.options
    }

    pub(super) fn login_settings(&self) -> Result<LoginSettings, SourceError> {
        let made = self.login_settings.get_or_init(|| {
            Ok(LoginSettings {
                http: HttpClients::new(self.options.http_client.clone(), self.time_limits.clone()),
                endpoint_url: self.options.endpoint_url.clone(),
                home_region: self.options.home_region,
                pacer: self.parts.pacer.clone(),
                helpers: Helpers::of_environment(&Environment::of_process()),
                files: RecentConfiguration::default(),
            })
        });
        made.clone()
    }

    /// Tries every credential source. Each account can be asked as soon as `on_account` was called with it.
    pub(super) async fn discover(
        &self,
        on_account: &(dyn Fn(AccountInfo) + Send + Sync),
    ) -> Result<AccountList, SourceError> {
        if self.options.static_credentials.is_none() {
            let settings = self.login_settings()?;
            let found = sessions(&*settings.configuration().await);
            *self
                .sign_ins
                .write()
                .unwrap_or_else(PoisonError::into_inner) = found;
        }
        let reached = |reached: &DiscoveredAccount| {
            self.replace(reached.clone());
            on_account(reached.info());
        };
        let found = discover(&self.login_settings()?, &self.options, &reached).await;
        let list = found.list();
        let mut known = self
            .accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *known);
        for (account, reached) in found.accounts {
            let same = before.remove(&account);
            known.insert(account, self.session_for(same, reached));
        }
        // An account whose sign-in has expired is still the account of its lists that wait.
        for (account, session) in before {
            let mut broken = list.broken.iter();
            if broken.any(|broken| broken.via == session.access.login.via) {
                known.insert(account, session);
            }
        }
        Ok(list)
    }

    /// The session that an account has already with these credentials, or a new one.
    fn session_for(
        &self,
        known: Option<Arc<AccountSession>>,
        reached: DiscoveredAccount,
    ) -> Arc<AccountSession> {
        match known {
            Some(known) if known.access.login.is_same(&reached.access.login) => {
                known.rename(reached.named);
                known
            }
            _ => Arc::new(AccountSession::new(&self.parts, reached)),
        }
    }

    /// The session of an account that was reached.
    pub(super) fn known(&self, account: AccountId) -> Option<Arc<AccountSession>> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts.get(&account).cloned()
    }

    /// The sessions of all accounts that were reached.
    pub(super) fn all_sessions(&self) -> Vec<Arc<AccountSession>> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts.values().cloned().collect()
    }

    /// The sign-ins that the config files know, by profile.
    pub(super) fn sign_ins(&self) -> RwLockReadGuard<'_, Sessions> {
        self.sign_ins.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The login that reports call `via`.
    pub(super) fn login_via(&self, via: &str) -> Option<Login> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        let mut logins = accounts.values().map(|session| &session.access.login);
        logins.find(|login| login.via == via).cloned()
    }

    /// Replaces the session of an account that was reached with new credentials, or adds it.
    pub(super) fn replace(&self, reached: DiscoveredAccount) {
        let mut accounts = self
            .accounts
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let account = reached.access.account;
        let before = accounts.remove(&account);
        let session = self.session_for(before, reached);
        accounts.insert(account, session);
    }

    /// The session of an account; the credential sources are tried if that was not done yet.
    pub(super) async fn session(
        &self,
        account: AccountId,
    ) -> Result<Arc<AccountSession>, SourceError> {
        if let Some(session) = self.known(account) {
            return Ok(session);
        }
        let _one_at_a_time = self.discovering.lock().await;
        if let Some(session) = self.known(account) {
            return Ok(session);
        }
        let list = self.discover(&|_| ()).await?;
        if let Some(session) = self.known(account) {
            return Ok(session);
        }
        let mut broken = list.broken.into_iter();
        let about = broken.find(|broken| broken.via.contains(&*account.digits()));
        Err(about.map_or_else(
            || {
                SourceError::Config(format_compact!(
                    "account {account} cannot be reached with the credentials in use"
                ))
            },
            |broken| broken.error,
        ))
    }
}
