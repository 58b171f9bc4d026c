//! Credentials tied to one account: what a profile means may change while its rows are shown.
//!
//! The SDK asks for credentials again when they expire. By then the profile, or the helper it runs, may
//! answer with those of another account, whose resources would be listed under the wrong number.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use compact_str::format_compact;

use super::identity::identity;
use super::login::Login;
use crate::app::resource_explorer::source::SourceError;
use crate::model::AccountId;

/// What is known of a login's credentials; shared by its copies.
#[derive(Debug, Default)]
pub(in crate::aws) struct Pin {
    /// As STS said; unset until it was asked.
    account: OnceLock<AccountId>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// The key that STS has spoken for: a key belongs to one account for as long as it exists.
    key_id: String,
    expires: Option<SystemTime>,
}

impl Pin {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// When the credentials in use expire.
    pub(in crate::aws) fn expires(&self) -> Option<SystemTime> {
        self.known().expires
    }

    /// Credentials that are used from now on.
    pub(in crate::aws) fn use_of(&self, given: &Credentials) {
        let mut known = self.known();
        given.access_key_id().clone_into(&mut known.key_id);
        known.expires = given.expiry();
    }
}

/// Hands on what `inner` gives, if it is of the account.
#[derive(Debug)]
struct OfOneAccount {
    login: Login,
    inner: SharedCredentialsProvider,
    pin: Arc<Pin>,
}

impl Login {
    /// The same login, that can be tied to one account.
    pub(in crate::aws) fn guarded(self) -> Self {
        let Some(inner) = self.config.credentials_provider() else {
            return self;
        };
        let provider = OfOneAccount {
            login: self.clone(),
            inner,
            pin: Arc::clone(&self.pin),
        };
        self.with_provider(SharedCredentialsProvider::new(provider))
    }

    /// From now on the login is good for this account only, which STS said it leads to.
    pub(in crate::aws) fn pinned(self, account: AccountId) -> Self {
        // Set once: who has it knows that it was checked.
        let _ = self.pin.account.set(account);
        self
    }
}

impl ProvideCredentials for OfOneAccount {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let given = self.inner.provide_credentials().await?;
            self.check(&given)
                .await
                .map_err(CredentialsError::provider_error)?;
            self.pin.use_of(&given);
            Ok(given)
        })
    }
}

impl OfOneAccount {
    async fn check(&self, given: &Credentials) -> Result<(), SourceError> {
        let Some(&account) = self.pin.account.get() else {
            return Ok(());
        };
        if self.pin.known().key_id == given.access_key_id() {
            return Ok(());
        }
        let just_these = SharedCredentialsProvider::new(given.clone());
        let who = identity(&self.login.with_provider(just_these)).await?;
        if who.account == account {
            return Ok(());
        }
        Err(SourceError::SignIn {
            via: self.login.via.clone(),
            reason: format_compact!(
                "it leads to account {} now, not to {account}; nothing is asked with it until it \
                 leads there again or the accounts are reloaded",
                who.account
            ),
        })
    }
}
