//! Sign-ins that a person was asked for: one at a time for each name, shared by all panes that want it.
//! Asks nothing itself.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use compact_str::CompactString;
use tokio_util::sync::CancellationToken;

use crate::app::resource_explorer::source::SignInPrompt;

/// The state of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInState {
    /// The service was asked for a code.
    Asking,
    /// The person has to confirm the code in a browser.
    Prompt(SignInPrompt),
    /// It failed: one sentence.
    Failed(String),
}

/// The state of every sign-in, by the name that the source gave it.
pub type SignIns = BTreeMap<CompactString, SignInState>;

/// The sign-ins under way, and those that failed.
#[derive(Default)]
pub(crate) struct SignInStates {
    by_name: Mutex<BTreeMap<CompactString, SignIn>>,
    /// Counts up with every change of them.
    revision: AtomicU64,
}

struct SignIn {
    state: SignInState,
    cancel: CancellationToken,
}

impl SignInStates {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<CompactString, SignIn>> {
        self.by_name
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(in super::super) fn set(&self, name: &str, state: SignInState) {
        if let Some(sign_in) = self.lock().get_mut(name) {
            sign_in.state = state;
            self.count_change();
        }
    }

    /// Takes a name for a new sign-in; `None` while one is under way.
    pub(in super::super) fn begin(&self, name: &CompactString) -> Option<CancellationToken> {
        let mut sign_ins = self.lock();
        let under_way = sign_ins
            .get(name)
            .is_some_and(|sign_in| !matches!(sign_in.state, SignInState::Failed(_)));
        if under_way {
            return None;
        }
        let cancel = CancellationToken::new();
        let begun = SignIn {
            state: SignInState::Asking,
            cancel: cancel.clone(),
        };
        sign_ins.insert(name.clone(), begun);
        self.count_change();
        Some(cancel)
    }

    /// It succeeded: there is nothing to show of it.
    pub(in super::super) fn succeeded(&self, name: &str) {
        self.lock().remove(name);
        self.count_change();
    }

    /// Gives it up if it is under way, or forgets that it failed.
    pub(in super::super) fn cancel(&self, name: &str) {
        if let Some(SignIn { cancel, .. }) = self.lock().remove(name) {
            cancel.cancel();
            self.count_change();
        }
    }

    fn count_change(&self) {
        self.revision.fetch_add(1, Ordering::AcqRel);
    }

    /// Counts up whenever what [`Self::all`] tells changes.
    pub(in super::super) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// The state of each.
    pub(in super::super) fn all(&self) -> SignIns {
        let sign_ins = self.lock();
        sign_ins
            .iter()
            .map(|(name, sign_in)| (name.clone(), sign_in.state.clone()))
            .collect()
    }
}
