//! Accounts whose credentials stopped working: their requests wait until they work again.
//!
//! One place for all queries. An account is paused by the first request that AWS refuses for its
//! credentials; from then on nothing is asked in its name but, now and then, whether it works again. Accounts of
//! one sign-in stop and work together: one of them is asked for all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use compact_str::CompactString;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::resource_explorer::query_engine::{QueryEngine, Shared};
use crate::app::resource_explorer::source::SourceError;
use crate::model::AccountId;

/// How often a request is sent again after a sign-in without an answer in between: some denials carry the
/// code of expired credentials, and would be sent for ever.
pub(crate) const MOST_VAIN_RESUMES: u32 = 3;

/// Accounts that wait, each with the reason.
pub type PausedAccounts = BTreeMap<AccountId, SourceError>;

/// Accounts of one sign-in that are asked at once whether they work again, when one of them does.
const ASKED_AT_ONCE: usize = 16;

#[derive(Default)]
struct Known {
    accounts: PausedAccounts,
    /// Whose accounts they are: by the name of the sign-in, or of the way in where that has none. Each has a task
    /// that asks for them.
    sign_ins: BTreeMap<CompactString, BTreeSet<AccountId>>,
}

/// The accounts that wait for their credentials.
pub(crate) struct AccountPauses {
    /// How long between two questions whether an account works again; unset while lists end instead.
    check_every: OnceLock<Duration>,
    known: Mutex<Known>,
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
            known: Mutex::default(),
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
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a list that ended like this should wait instead.
    pub(crate) fn waits_for(&self, error: &SourceError) -> bool {
        matches!(error, SourceError::SignIn { .. }) && self.check_every.get().is_some()
    }

    pub(crate) fn paused(&self) -> PausedAccounts {
        self.lock().accounts.clone()
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

    /// Resumes accounts of a sign-in: they work again, or no query waits for them. Returns whether others of it
    /// still wait.
    fn release(&self, sign_in: &CompactString, accounts: &[AccountId]) -> bool {
        let mut known = self.lock();
        let members = known.sign_ins.entry(sign_in.clone()).or_default();
        for account in accounts {
            members.remove(account);
        }
        let others_wait = !members.is_empty();
        if !others_wait {
            known.sign_ins.remove(sign_in);
        }
        for account in accounts {
            known.accounts.remove(account);
        }
        drop(known);
        if !accounts.is_empty() {
            self.changed.send_modify(|version| *version += 1);
        }
        others_wait
    }

    /// The accounts of a sign-in that wait, from the one after `last` on and round.
    fn waiting_after(&self, sign_in: &CompactString, last: Option<AccountId>) -> Vec<AccountId> {
        let known = self.lock();
        let Some(members) = known.sign_ins.get(sign_in) else {
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

    fn still_refused(&self, account: AccountId, error: SourceError) {
        self.lock().accounts.insert(account, error);
    }
}

/// Pauses an account, and starts the task that asks whether it works again.
pub(crate) fn pause(shared: &Arc<Shared>, account: AccountId, error: SourceError) {
    let Some(&check_every) = shared.pauses.check_every.get() else {
        return;
    };
    let sign_in = sign_in_of(shared, account, &error);
    let mut known = shared.pauses.lock();
    if known.accounts.insert(account, error).is_some() {
        return;
    }
    let members = known.sign_ins.entry(sign_in.clone()).or_default();
    members.insert(account);
    let is_asked_for = members.len() > 1;
    drop(known);
    tracing::warn!(%account, "the account waits for its credentials");
    shared.pauses.changed.send_modify(|version| *version += 1);
    if is_asked_for {
        return;
    }
    let shared = Arc::clone(shared);
    let runtime = shared.runtime.clone();
    runtime.spawn(async move { poll_access(&shared, &sign_in, check_every).await });
}

/// Which sign-in an account waits for.
fn sign_in_of(shared: &Shared, account: AccountId, error: &SourceError) -> CompactString {
    match error {
        SourceError::SignIn { via, .. } => {
            let name = shared.source.sign_in_name(via);
            name.unwrap_or_else(|| via.clone())
        }
        _ => account.digits().as_ref().into(),
    }
}

/// Asks for the accounts of one sign-in every `check_every`, for as long as a query runs: another account each
/// time, and all of them when that one works again.
async fn poll_access(shared: &Arc<Shared>, sign_in: &CompactString, check_every: Duration) {
    let mut asked_now = shared.pauses.asked_now.subscribe();
    let mut last = None;
    loop {
        // The first question comes at once: a single service may have been wrong.
        let waiting = shared.pauses.waiting_after(sign_in, last);
        let Some((&next, others)) = waiting.split_first() else {
            // It was taken out with the last of its accounts.
            return;
        };
        last = Some(next);
        if works_again(shared, next).await {
            let mut working = those_that_work(shared, others).await;
            working.push(next);
            let others_wait = shared.pauses.release(sign_in, &working);
            (shared.waker)();
            if !others_wait {
                return;
            }
        }
        (shared.waker)();
        tokio::select! {
            _ = asked_now.changed() => {}
            () = tokio::time::sleep(check_every) => {}
        }
        if !shared.is_running() {
            // No query waits: the next one finds out for itself.
            let waiting = shared.pauses.waiting_after(sign_in, None);
            if !shared.pauses.release(sign_in, &waiting) {
                (shared.waker)();
                return;
            }
        }
    }
}

async fn works_again(shared: &Shared, account: AccountId) -> bool {
    match shared.source.check_access(account).await {
        Ok(()) => {
            tracing::info!(%account, "the credentials work again");
            return true;
        }
        Err(error @ (SourceError::SignIn { .. } | SourceError::Config(_))) => {
            shared.pauses.still_refused(account, error);
        }
        Err(error) => tracing::debug!(%account, %error, "whether it works is not known"),
    }
    false
}

/// Those of the accounts that work again.
async fn those_that_work(shared: &Arc<Shared>, accounts: &[AccountId]) -> Vec<AccountId> {
    let mut working = Vec::with_capacity(accounts.len());
    let mut asking = JoinSet::new();
    for &account in accounts {
        if asking.len() >= ASKED_AT_ONCE {
            working.extend(asking.join_next().await.and_then(Result::ok).flatten());
        }
        let of = Arc::clone(shared);
        asking.spawn(async move { works_again(&of, account).await.then_some(account) });
    }
    while let Some(asked) = asking.join_next().await {
        working.extend(asked.ok().flatten());
    }
    working
}
