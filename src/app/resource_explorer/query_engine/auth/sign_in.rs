//! Sign-ins that a person was asked for: one at a time for each name, shared by all panes that want it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use compact_str::CompactString;
use tokio_util::sync::CancellationToken;

use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
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
pub(crate) struct SigningIn {
    known: Mutex<BTreeMap<CompactString, Known>>,
}

struct Known {
    state: SignInState,
    cancel: CancellationToken,
}

impl SigningIn {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<CompactString, Known>> {
        self.known
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn set(&self, name: &str, state: SignInState) {
        if let Some(known) = self.lock().get_mut(name) {
            known.state = state;
        }
    }

    /// Takes a name for a new sign-in; `None` while one is under way.
    fn begin(&self, name: &CompactString) -> Option<CancellationToken> {
        let mut known = self.lock();
        let under_way = known
            .get(name)
            .is_some_and(|known| !matches!(known.state, SignInState::Failed(_)));
        if under_way {
            return None;
        }
        let cancel = CancellationToken::new();
        let begun = Known {
            state: SignInState::Asking,
            cancel: cancel.clone(),
        };
        known.insert(name.clone(), begun);
        Some(cancel)
    }
}

impl QueryEngine {
    /// Begins a sign-in, unless one of that name is under way. When it succeeds, accounts that wait are asked at
    /// once, and profiles and roles that led to no account are tried again.
    pub fn sign_in(&self, name: CompactString) {
        let Some(cancel) = self.shared.signing_in.begin(&name) else {
            return;
        };
        let engine = self.clone();
        self.shared.runtime.spawn(async move {
            tokio::select! {
                biased;
                () = cancel.cancelled() => {}
                () = engine.sign_in_to_the_end(&name) => {}
            }
            (engine.shared.waker)();
        });
    }

    async fn sign_in_to_the_end(&self, name: &CompactString) {
        let shared = &self.shared;
        let tell = |prompt| {
            shared.signing_in.set(name, SignInState::Prompt(prompt));
            (shared.waker)();
        };
        match shared.source.sign_in(name, &tell).await {
            Ok(()) => {
                shared.signing_in.lock().remove(name);
                self.check_paused_accounts();
                self.load_directory(Freshness::Refresh);
            }
            Err(error) => {
                tracing::warn!(%error, "the sign-in came to nothing");
                shared
                    .signing_in
                    .set(name, SignInState::Failed(error.to_string()));
            }
        }
    }

    /// Gives a sign-in up, or forgets that it failed.
    pub fn cancel_sign_in(&self, name: &str) {
        let mut known = self.shared.signing_in.lock();
        if let Some(Known { cancel, .. }) = known.remove(name) {
            cancel.cancel();
        }
    }

    /// The state of every sign-in.
    pub fn sign_ins(&self) -> SignIns {
        let known = self.shared.signing_in.lock();
        known
            .iter()
            .map(|(name, known)| (name.clone(), known.state.clone()))
            .collect()
    }
}
