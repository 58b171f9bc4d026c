//! The accounts that wait for their credentials, for all queries in one place. Asks nothing: see
//! [`super::access_polling`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use compact_str::CompactString;
use tokio::sync::watch;

use crate::app::resource_explorer::source::SourceError;
use crate::model::AccountId;

/// How often a request is sent again after a sign-in without an answer in between: some denials carry the
/// code of expired credentials, and would be sent for ever.
pub(crate) const MAX_RESUMES_WITHOUT_ANSWER: u32 = 3;

/// Accounts that wait, each with the reason.
pub type PausedAccounts = BTreeMap<AccountId, SourceError>;

#[derive(Default)]
struct Paused {
    accounts: PausedAccounts,
    /// Whose accounts they are: by the name of the sign-in, or of the way in where that has none. Each has a task
    /// that asks for them.
    sign_ins: BTreeMap<CompactString, BTreeSet<AccountId>>,
}

/// The accounts that wait for their credentials.
pub(crate) struct AccountPauses {
    /// How long between two questions whether an account works again; unset while lists end instead.
    check_every: OnceLock<Duration>,
    paused: Mutex<Paused>,
    /// Counts up when an account is paused or works again.
    changed: watch::Sender<u64>,
    /// Counts up when a person wants to know now whether accounts work again. A question that comes while an
    /// account is being asked is answered by the next check.
    check_now: watch::Sender<u64>,
}

impl Default for AccountPauses {
    fn default() -> Self {
        Self {
            check_every: OnceLock::new(),
            paused: Mutex::default(),
            changed: watch::Sender::new(0),
            check_now: watch::Sender::new(0),
        }
    }
}

impl AccountPauses {
    fn lock(&self) -> MutexGuard<'_, Paused> {
        self.paused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a list that ended like this should wait instead.
    pub(crate) fn waits_for(&self, error: &SourceError) -> bool {
        matches!(error, SourceError::SignIn { .. }) && self.check_every.get().is_some()
    }

    pub(crate) fn paused(&self) -> PausedAccounts {
        self.lock().accounts.clone()
    }

    /// Counts up whenever what [`Self::paused`] tells changes.
    pub(crate) fn revision(&self) -> u64 {
        *self.changed.borrow()
    }

    /// Tells of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Returns when the account is not paused (any more).
    pub(crate) async fn until_resumed(&self, account: AccountId) {
        let mut changed = self.subscribe();
        while self.lock().accounts.contains_key(&account) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// How long between two questions whether an account works again; `None` while lists end instead.
    pub(super) fn check_every(&self) -> Option<Duration> {
        self.check_every.get().copied()
    }

    /// From now on, accounts wait and are asked so often.
    pub(in super::super) fn wait_and_check_every(&self, check_every: Duration) {
        // Set once, where the engine is made.
        let _ = self.check_every.set(check_every);
    }

    /// A person wants to know now whether accounts work again.
    pub(in super::super) fn check_now(&self) {
        self.check_now.send_modify(|version| *version += 1);
    }

    /// Changes when a person wants to know now.
    pub(super) fn checks_now(&self) -> watch::Receiver<u64> {
        self.check_now.subscribe()
    }

    /// Pauses an account of a sign-in. Returns whether no task polls the accounts of that sign-in yet.
    pub(super) fn pause(
        &self,
        account: AccountId,
        sign_in: &CompactString,
        error: SourceError,
    ) -> bool {
        let mut paused = self.lock();
        if paused.accounts.insert(account, error).is_some() {
            return false;
        }
        let members = paused.sign_ins.entry(sign_in.clone()).or_default();
        members.insert(account);
        let is_first = members.len() == 1;
        drop(paused);
        tracing::warn!(%account, "the account waits for its credentials");
        self.changed.send_modify(|version| *version += 1);
        is_first
    }

    /// Resumes accounts of a sign-in: they work again, or no query waits for them. Returns whether others of it
    /// still wait.
    pub(super) fn release(&self, sign_in: &CompactString, accounts: &[AccountId]) -> bool {
        let mut paused = self.lock();
        let members = paused.sign_ins.entry(sign_in.clone()).or_default();
        for account in accounts {
            members.remove(account);
        }
        let others_wait = !members.is_empty();
        if !others_wait {
            paused.sign_ins.remove(sign_in);
        }
        for account in accounts {
            paused.accounts.remove(account);
        }
        drop(paused);
        if !accounts.is_empty() {
            self.changed.send_modify(|version| *version += 1);
        }
        others_wait
    }

    /// The accounts of a sign-in that wait, from the one after `last` on and round.
    pub(super) fn waiting_after(
        &self,
        sign_in: &CompactString,
        last: Option<AccountId>,
    ) -> Vec<AccountId> {
        let paused = self.lock();
        let Some(members) = paused.sign_ins.get(sign_in) else {
            return Vec::new();
        };
        let after = last.map_or(Unbounded, Excluded);
        let others = members.iter().filter(|member| Some(**member) <= last);
        members
            .range((after, Unbounded))
            .chain(others)
            .copied()
            .collect()
    }

    pub(super) fn still_refused(&self, account: AccountId, error: SourceError) {
        let before = self.lock().accounts.insert(account, error.clone());
        if before.as_ref() != Some(&error) {
            self.changed.send_modify(|version| *version += 1);
        }
    }
}
