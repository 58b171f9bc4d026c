//! Where credentials come from, as the SDK wants it.

use std::fmt::Debug;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use crate::app::resource_explorer::source::{BoxFuture, SourceError};

/// Gives credentials, or says why not.
pub(super) trait CredentialOrigin: Debug + Send + Sync {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>>;
}

#[derive(Debug)]
struct Provider<O>(O);

impl<O: CredentialOrigin> ProvideCredentials for Provider<O> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            // The error is found again among the causes by `CallError`.
            self.0
                .give()
                .await
                .map_err(CredentialsError::provider_error)
        })
    }
}

/// The origin as a provider.
pub(super) fn shared(origin: impl CredentialOrigin + 'static) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Provider(origin))
}
