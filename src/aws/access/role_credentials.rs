//! Credentials of a role, renewed before they expire.

use std::sync::Arc;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use super::login::Login;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::account_guard::AccountGuard;
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;

/// What the role's sessions are called in the account's trail.
const SESSION_NAME: &str = "awsdash";

/// Assumes a role with the credentials of a login.
#[derive(Debug)]
struct RoleCredentials {
    base: Login,
    sts: aws_sdk_sts::Client,
    role_arn: String,
    guard: Arc<AccountGuard>,
}

/// The login of a role that is reached from `base`. Nothing is asked yet.
pub(in crate::aws) fn login_of_role(base: &Login, role_arn: String) -> Login {
    let guard = Arc::<AccountGuard>::default();
    let provider = RoleCredentials {
        base: base.clone(),
        sts: clients::sts(base),
        role_arn: role_arn.clone(),
        guard: Arc::clone(&guard),
    };
    base.as_role(role_arn, SharedCredentialsProvider::new(provider), guard)
}

impl ProvideCredentials for RoleCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            // The error travels through the SDK as a cause and is found again by `CallError`.
            self.assume()
                .await
                .map_err(CredentialsError::provider_error)
        })
    }
}

impl RoleCredentials {
    async fn assume(&self) -> Result<Credentials, SourceError> {
        let endpoint = self.base.endpoint_name("STS", "sts", self.base.home);
        let asked = self
            .base
            .call_context("sts:AssumeRole", self.base.home, &endpoint);
        let ask = || async {
            let call = self.sts.assume_role();
            let call = call
                .role_arn(&self.role_arn)
                .role_session_name(SESSION_NAME);
            let answer = call.send().await;
            answer.map_err(|error| asked.explain(CallError::new(error)).error)
        };
        let answer = self.base.ask("sts:AssumeRole", self.base.home, ask).await?;
        let Some(given) = answer.credentials else {
            return Err(asked.bad_answer("no credentials in it"));
        };
        let expires = SystemTime::try_from(given.expiration);
        let expires = expires.map_err(|_| asked.bad_answer("credentials that never expire"))?;
        let credentials = Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            Some(expires),
            "AssumeRole",
        );
        self.guard.use_of(&credentials);
        Ok(credentials)
    }
}
