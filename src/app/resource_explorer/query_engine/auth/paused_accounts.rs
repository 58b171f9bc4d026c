//! Accounts whose credentials stopped working: their requests wait until they work again.
//!
//! One place for all queries. An account is paused by the first request that AWS refuses for its
//! credentials; from then on nothing is asked in its name but, now and then, whether it works again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use tokio::sync::watch;

use crate::app::resource_explorer::query_engine::{QueryEngine, Shared};
use crate::app::resource_explorer::source::SourceError;
use crate::model::AccountId;

/// How often a request is sent again after a sign-in without an answer in between: some denials carry the
/// code of expired credentials, and would be sent for ever.
pub(crate) const MOST_VAIN_RESUMES: u32 = 3;

/// Accounts that wait, each with the reason.
pub type PausedAccounts = BTreeMap<AccountId, SourceError>;

/// The accounts that wait for their credentials.
pub(crate) struct AccountPauses {
    /// How long between two questions whether an account works again; unset while lists end instead.
    check_every: OnceLock<Duration>,
    accounts: Mutex<PausedAccounts>,
    /// Counts up when an account is paused or works again.
    changed: watch::Sender<u64>,
    /// Counts up when a person wants to know now whether accounts work again. A question that comes while an
    /// account is being asked is answered by the next check.
    asked_now: watch::Sender<u64>,
}

impl Default for AccountPauses {
    fn default() -> Self {
        Self {
            check_every: OnceLock::new(),
            accounts: Mutex::default(),
            changed: watch::Sender::new(0),
            asked_now: watch::Sender::new(0),
        }
    }
}

impl QueryEngine {
    /// From now on, lists of an account whose credentials stopped working wait until they work again,
    /// instead of ending as "sign-in needed". The account is asked every `check_every`.
    #[must_use]
    pub fn waiting_for_sign_in(self, check_every: Duration) -> Self {
        // Set once, where the engine is made.
        let _ = self.shared.pauses.check_every.set(check_every);
        self
    }

    /// The accounts whose lists wait for a sign-in, each with the reason.
    pub fn paused_accounts(&self) -> PausedAccounts {
        self.shared.pauses.paused()
    }

    /// Asks now, instead of at the next turn, whether accounts that wait work again.
    pub fn check_paused_accounts(&self) {
        let asked_now = &self.shared.pauses.asked_now;
        asked_now.send_modify(|version| *version += 1);
    }
}

impl AccountPauses {
    fn lock(&self) -> MutexGuard<'_, PausedAccounts> {
        self.accounts
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Whether a list that ended like this should wait instead.
    pub(crate) fn waits_for(&self, error: &SourceError) -> bool {
        matches!(error, SourceError::SignIn { .. }) && self.check_every.get().is_some()
    }

    pub(crate) fn paused(&self) -> PausedAccounts {
        self.lock().clone()
    }

    /// Tells of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Returns when the account is not paused (any more).
    pub(crate) async fn until_resumed(&self, account: AccountId) {
        let mut changed = self.subscribe();
        while self.lock().contains_key(&account) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    fn release(&self, account: AccountId) {
        self.lock().remove(&account);
        self.changed.send_modify(|version| *version += 1);
    }
}

/// Pauses an account, and starts the task that asks whether it works again.
pub(crate) fn pause(shared: &Arc<Shared>, account: AccountId, error: SourceError) {
    let Some(&check_every) = shared.pauses.check_every.get() else {
        return;
    };
    if shared.pauses.lock().insert(account, error).is_some() {
        return;
    }
    tracing::warn!(%account, "the account waits for its credentials");
    shared.pauses.changed.send_modify(|version| *version += 1);
    let shared = Arc::clone(shared);
    let runtime = shared.runtime.clone();
    runtime.spawn(async move { poll_access(&shared, account, check_every).await });
}

/// Asks every `check_every`, for as long as a query runs.
async fn poll_access(shared: &Shared, account: AccountId, check_every: Duration) {
    let mut asked_now = shared.pauses.asked_now.subscribe();
    loop {
        // The first question comes at once: a single service may have been wrong.
        match shared.source.check_access(account).await {
            Ok(()) => break tracing::info!(%account, "the credentials work again"),
            Err(error @ (SourceError::SignIn { .. } | SourceError::Config(_))) => {
                shared.pauses.lock().insert(account, error);
            }
            Err(error) => tracing::debug!(%account, %error, "whether it works is not known"),
        }
        (shared.waker)();
        tokio::select! {
            _ = asked_now.changed() => {}
            () = tokio::time::sleep(check_every) => {}
        }
        if !shared.is_running() {
            // No query waits: the next one finds out for itself.
            break;
        }
    }
    shared.pauses.release(account);
    (shared.waker)();
}
