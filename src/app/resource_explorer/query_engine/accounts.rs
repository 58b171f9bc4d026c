//! The engine's accounts: which it reaches, which of them wait for a sign-in, and signing in.

use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;

use super::auth::paused_accounts::PausedAccounts;
use super::auth::sign_in_states::{SignInState, SignIns};
use super::planning::directory::DirectorySnapshot;
use super::planning::directory_loading::load_all;
use super::{Freshness, QueryEngine};

impl QueryEngine {
    /// What is known of accounts and regions by now. Asks nothing.
    pub fn directory(&self) -> DirectorySnapshot {
        self.context.directory.snapshot()
    }

    /// Asks for accounts and their regions, in the background. The window is woken as answers come.
    pub fn load_directory(&self, freshness: Freshness) {
        let context = Arc::clone(&self.context);
        if freshness == Freshness::Refresh {
            context.directory.forget();
        }
        self.context
            .runtime
            .spawn(async move { load_all(&context).await });
    }

    /// From now on, lists of an account whose credentials stopped working wait until they work again,
    /// instead of ending as "sign-in needed". The account is asked every `check_every`.
    #[must_use]
    pub fn waiting_for_sign_in(self, check_every: Duration) -> Self {
        self.context.pauses.wait_and_check_every(check_every);
        self
    }

    /// The accounts whose lists wait for a sign-in, each with the reason.
    pub fn paused_accounts(&self) -> PausedAccounts {
        self.context.pauses.paused()
    }

    /// Asks now, instead of at the next turn, whether accounts that wait work again.
    pub fn check_paused_accounts(&self) {
        self.context.source.try_again();
        self.context.pauses.check_now();
    }

    /// Begins a sign-in, unless one of that name is under way. When it succeeds, accounts that wait are asked at
    /// once, and profiles and roles that led to no account are tried again.
    pub fn sign_in(&self, name: CompactString) {
        let Some(cancel) = self.context.sign_ins.begin(&name) else {
            return;
        };
        let engine = self.clone();
        self.context.runtime.spawn(async move {
            tokio::select! {
                biased;
                () = cancel.cancelled() => {}
                () = engine.sign_in_to_the_end(&name) => {}
            }
            (engine.context.waker)();
        });
    }

    async fn sign_in_to_the_end(&self, name: &CompactString) {
        let context = &self.context;
        let show_prompt = |prompt| {
            context.sign_ins.set(name, SignInState::Prompt(prompt));
            (context.waker)();
        };
        match context.source.sign_in(name, &show_prompt).await {
            Ok(()) => {
                context.sign_ins.succeeded(name);
                self.check_paused_accounts();
                self.load_directory(Freshness::Refresh);
            }
            Err(error) => {
                tracing::warn!(%error, "the sign-in came to nothing");
                let failed = SignInState::Failed(error.to_string());
                context.sign_ins.set(name, failed);
            }
        }
    }

    /// Gives a sign-in up, or forgets that it failed.
    pub fn cancel_sign_in(&self, name: &str) {
        self.context.sign_ins.cancel(name);
    }

    /// Changes whenever an account begins or ends to wait, or a sign-in gets on: what
    /// [`Self::paused_accounts`] and [`Self::sign_ins`] tell is the same until then.
    pub fn access_revision(&self) -> u64 {
        // Both only count up, so that no two states have the same sum.
        self.context.pauses.revision() + self.context.sign_ins.revision()
    }

    /// The state of every sign-in.
    pub fn sign_ins(&self) -> SignIns {
        self.context.sign_ins.all()
    }
}
