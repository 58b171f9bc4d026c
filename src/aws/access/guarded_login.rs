//! Credential sources that are good for one account only, once it is known whose they are.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

use super::account_guard::GuardedCredentials;
use super::identity::identity;
use super::login::{CredentialSource, Login, LoginSettings, Origin};
use super::prepare::prepare;
use crate::app::resource_explorer::source::SourceError;

/// A credential source, ready to be used. Reads config files; sends no request for credentials yet.
pub(in crate::aws) async fn prepared(
    login_settings: &LoginSettings,
    source: CredentialSource,
) -> Result<Login, SourceError> {
    let login = prepare(login_settings, source).await?;
    Ok(match login.origin {
        // Fixed keys are of one account for as long as they exist.
        Origin::Source(CredentialSource::Fixed { .. }) => login,
        _ => guarded(login),
    })
}

/// The same login, whose credentials are checked when they change: once it is tied to an account, those of
/// another are not used.
pub(in crate::aws) fn guarded(login: Login) -> Login {
    let Some(inner) = login.config.credentials_provider() else {
        return login;
    };
    let unguarded = login.clone();
    let lookup = move |given: Credentials| {
        let just_these = SharedCredentialsProvider::new(given);
        let login = unguarded.with_provider(just_these);
        Box::pin(async move { Ok(identity(&login).await?.account) }) as _
    };
    let provider = GuardedCredentials {
        via: login.via.clone(),
        inner,
        guard: Arc::clone(&login.guard),
        lookup: Box::new(lookup),
    };
    login.with_provider(SharedCredentialsProvider::new(provider))
}
