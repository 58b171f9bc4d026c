//! Credentials tied to one account: what a profile means may change while its rows are shown.
//!
//! The SDK asks for credentials again when they expire. By then the profile, or the helper it runs, may
//! answer with those of another account, whose resources would be listed under the wrong number.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::model::AccountId;

/// What is known of a login's credentials; shared by its copies.
#[derive(Debug, Default)]
pub(in crate::aws) struct AccountGuard {
    /// As STS said; unset until it was asked.
    account: OnceLock<AccountId>,
    key: Mutex<CurrentKey>,
}

#[derive(Debug, Default)]
struct CurrentKey {
    /// The key that STS was asked about: a key belongs to one account for as long as it exists.
    id: String,
    expires: Option<SystemTime>,
}

impl AccountGuard {
    fn key(&self) -> MutexGuard<'_, CurrentKey> {
        self.key
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The account that STS named, once it was asked.
    pub(in crate::aws) fn account(&self) -> Option<AccountId> {
        self.account.get().copied()
    }

    /// When the credentials in use expire.
    pub(in crate::aws) fn expires(&self) -> Option<SystemTime> {
        self.key().expires
    }

    /// Fixes the account that these credentials must belong to; STS named it.
    pub(in crate::aws) fn fix(&self, account: AccountId) {
        // Set once: an account that is set was checked.
        let _ = self.account.set(account);
    }

    /// Credentials that are used from now on.
    pub(in crate::aws) fn use_of(&self, given: &Credentials) {
        let mut key = self.key();
        given.access_key_id().clone_into(&mut key.id);
        key.expires = given.expiry();
    }
}

/// Asks STS which account credentials belong to.
pub(in crate::aws) type AccountLookup =
    Box<dyn Fn(Credentials) -> BoxFuture<'static, Result<AccountId, SourceError>> + Send + Sync>;

/// Hands on credentials of `inner`, if they belong to the account.
pub(in crate::aws) struct GuardedCredentials {
    /// The credential source, as reports call it.
    pub via: CompactString,
    /// Gives credentials of any account.
    pub inner: SharedCredentialsProvider,
    /// The account, once it is known.
    pub guard: Arc<AccountGuard>,
    /// Asked where the key is a new one.
    pub lookup: AccountLookup,
}

impl fmt::Debug for GuardedCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedCredentials")
            .field("via", &self.via)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for GuardedCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let given = self.inner.provide_credentials().await?;
            self.check(&given)
                .await
                .map_err(CredentialsError::provider_error)?;
            self.guard.use_of(&given);
            Ok(given)
        })
    }
}

impl GuardedCredentials {
    async fn check(&self, given: &Credentials) -> Result<(), SourceError> {
        let Some(&account) = self.guard.account.get() else {
            return Ok(());
        };
        if self.guard.key().id == given.access_key_id() {
            return Ok(());
        }
        let leads_to = (self.lookup)(given.clone()).await?;
        if leads_to == account {
            return Ok(());
        }
        Err(SourceError::SignIn {
            via: self.via.clone(),
            reason: format_compact!(
                "it leads to account {leads_to} now, not to {account}; nothing is asked with it until \
                 it leads there again or the accounts are reloaded"
            ),
        })
    }
}
