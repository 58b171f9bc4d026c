//! Accounts whose credentials stopped working: their lists wait until they work again.
//!
//! One place for all queries. An account is parked by the first request that AWS refuses for its
//! credentials; from then on nothing is asked in its name but, now and then, whether it works again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::app::resource_explorer::query_engine::{QueryEngine, Shared};
use crate::app::resource_explorer::source::SourceError;
use crate::model::AccountId;

/// How often a list goes on after a sign-in without a page in between. AWS refuses some calls in the
/// words of bad credentials though the credentials are good; these must not go on for ever.
pub(crate) const MOST_VAIN_RESUMES: u32 = 3;

/// Accounts that wait, each with the reason.
pub type ParkedAccounts = BTreeMap<AccountId, SourceError>;

/// The accounts that wait for their credentials.
pub(crate) struct Parking {
    /// How long between two questions whether an account works again; unset while lists end instead.
    check_every: OnceLock<Duration>,
    accounts: Mutex<ParkedAccounts>,
    /// Counts up when an account is parked or works again.
    changed: watch::Sender<u64>,
    /// Somebody wants to know now.
    ask_now: Notify,
}

impl Default for Parking {
    fn default() -> Self {
        Self {
            check_every: OnceLock::new(),
            accounts: Mutex::default(),
            changed: watch::Sender::new(0),
            ask_now: Notify::new(),
        }
    }
}

impl QueryEngine {
    /// From now on, lists of an account whose credentials stopped working wait until they work again,
    /// instead of ending as "sign-in needed". The account is asked every `check_every`.
    #[must_use]
    pub fn waiting_for_sign_in(self, check_every: Duration) -> Self {
        // Set once, where the engine is made.
        let _ = self.shared.parking.check_every.set(check_every);
        self
    }

    /// The accounts whose lists wait for a sign-in, each with the reason.
    pub fn parked_accounts(&self) -> ParkedAccounts {
        self.shared.parking.parked()
    }

    /// Asks now, instead of at the next turn, whether accounts that wait work again.
    pub fn check_parked_accounts(&self) {
        self.shared.parking.ask_now.notify_waiters();
    }
}

impl Parking {
    fn lock(&self) -> MutexGuard<'_, ParkedAccounts> {
        self.accounts
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Whether a list that ended like this should wait instead.
    pub(crate) fn waits_for(&self, error: &SourceError) -> bool {
        matches!(error, SourceError::SignIn { .. }) && self.check_every.get().is_some()
    }

    pub(crate) fn parked(&self) -> ParkedAccounts {
        self.lock().clone()
    }

    /// Tells of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Returns when the account is not parked (any more).
    pub(crate) async fn until_it_works(&self, account: AccountId) {
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

/// Parks an account, and sees to it that somebody asks whether it works again.
pub(crate) fn park(shared: &Arc<Shared>, account: AccountId, error: SourceError) {
    let Some(&check_every) = shared.parking.check_every.get() else {
        return;
    };
    if shared.parking.lock().insert(account, error).is_some() {
        return;
    }
    tracing::warn!(%account, "the account waits for its credentials");
    shared.parking.changed.send_modify(|version| *version += 1);
    let shared = Arc::clone(shared);
    let runtime = shared.runtime.clone();
    runtime.spawn(async move { look_after(&shared, account, check_every).await });
}

/// Asks at a slow pace, for as long as somebody waits.
async fn look_after(shared: &Shared, account: AccountId, check_every: Duration) {
    loop {
        // The first question comes at once: a single service may have been wrong.
        match shared.source.check_access(account).await {
            Ok(()) => break tracing::info!(%account, "the credentials work again"),
            Err(error @ (SourceError::SignIn { .. } | SourceError::Config(_))) => {
                shared.parking.lock().insert(account, error);
            }
            Err(error) => tracing::debug!(%account, %error, "whether it works is not known"),
        }
        (shared.waker)();
        tokio::select! {
            () = shared.parking.ask_now.notified() => {}
            () = tokio::time::sleep(check_every) => {}
        }
        if !shared.is_running() {
            // Nobody waits: the next query finds out for itself.
            break;
        }
    }
    shared.parking.release(account);
    (shared.waker)();
}
