//! Reads credentials again: a person may have signed in, or changed what a profile means.
//!
//! A credential source is read once for all accounts that are reached through it: hundreds of accounts ask at
//! the same time whether it works again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use compact_str::CompactString;

use super::guarded_login::prepared;
use super::identity::{Identity, identity};
use super::login::{CredentialSource, Login, LoginSettings, Origin};
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::role_credentials::login_of_role;
use crate::aws::single_flight::SingleFlight;

/// How long a read serves the accounts that ask next.
const SHARED_FOR: Duration = Duration::from_secs(3);

/// A login that works, and whose it is.
type Renewed = (Login, Identity);

/// When a credential source was read, and the result.
type Reading = (Instant, Arc<SingleFlight<Renewed>>);

/// Credential sources that are being read again, or were a moment ago.
#[derive(Debug, Default)]
pub(in crate::aws) struct Renewals {
    sources: Mutex<HashMap<CompactString, Reading>>,
}

impl Renewals {
    /// The same login, read from its files again, and its identity now. The SDK keeps what it has read for as
    /// long as a login lives, and keys without an expiry for ever.
    pub(in crate::aws) fn renew<'a>(
        &'a self,
        login_settings: &'a LoginSettings,
        login: &'a Login,
    ) -> BoxFuture<'a, Result<Renewed, SourceError>> {
        Box::pin(async move {
            match &login.origin {
                Origin::Source(source) => self.renew_source(login_settings, source).await,
                Origin::Role { base, arn } => {
                    let (base, _) = self.renew(login_settings, base).await?;
                    let login = login_of_role(&base, arn.clone());
                    let who = identity(&login).await?;
                    Ok((login, who))
                }
            }
        })
    }

    /// After a sign-in: results of earlier reads do not count any more.
    pub(in crate::aws) fn forget(&self) {
        self.sources
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    async fn renew_source(
        &self,
        login_settings: &LoginSettings,
        source: &CredentialSource,
    ) -> Result<Renewed, SourceError> {
        let reading = {
            let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
            sources.retain(|_, (began, _)| began.elapsed() < SHARED_FOR);
            let new = || (Instant::now(), Arc::default());
            let (_, reading) = sources.entry(source.name()).or_insert_with(new);
            Arc::clone(reading)
        };
        let read = || async {
            let login = prepared(login_settings, source.clone()).await?;
            let who = identity(&login).await?;
            Ok((login, who))
        };
        reading.get(read).await
    }
}
