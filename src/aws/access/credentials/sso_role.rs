//! A role that IAM Identity Center gives for a person's sign-in, whose token the AWS CLI and awsdash share.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use compact_str::{CompactString, format_compact};

use super::origin::CredentialOrigin;
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::login::{Login, without_secrets};
use crate::aws::access::plan::SsoPlan;
use crate::aws::access::sso::{CachedToken, Session, TokenProblem, cached_token, keep_token};
use crate::aws::transport::clients;
use crate::aws::transport::errors::{CallContext, CallError, SignIn};

/// A token that ends sooner is renewed, where it can be.
const BEFORE_EXPIRY: Duration = Duration::from_secs(5 * 60);

/// Asks the portal for the role's credentials.
pub(super) struct SsoRole {
    plan: SsoPlan,
    session: Session,
    sign_in: SignIn,
    base: Login,
    portal: aws_sdk_sso::Client,
}

impl std::fmt::Debug for SsoRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.plan.profile)
    }
}

impl SsoRole {
    pub(super) fn new(plan: SsoPlan, base: &Login) -> Self {
        Self {
            session: Session::of(&plan),
            sign_in: SignIn::Sso(plan.profile.clone()),
            base: base.clone(),
            portal: clients::sso(&base.config, plan.region),
            plan,
        }
    }

    async fn role_credentials(&self) -> Result<Credentials, SourceError> {
        let token = self.token().await?;
        let action = format!(
            "sso:GetRoleCredentials of {} in account {}",
            self.plan.role_name, self.plan.account_id
        );
        let endpoint = self.endpoint("SSO", "portal.sso");
        let asked = self.context(&action, &endpoint);
        let call = self.portal.get_role_credentials();
        let call = call
            .role_name(&self.plan.role_name)
            .account_id(&self.plan.account_id)
            .access_token(&token.access_token);
        let answer = call
            .send()
            .await
            .map_err(|error| match CallError::new(error) {
                CallError::Answered(answer) if answer.status == 401 => {
                    self.sign_in_again("the sign-in was ended or has expired")
                }
                error => asked.explain(error).error,
            })?;
        let given = answer.role_credentials();
        let given = given.ok_or_else(|| asked.bad_answer("no credentials in it"))?;
        let (Some(key_id), Some(secret)) = (given.access_key_id(), given.secret_access_key())
        else {
            return Err(asked.bad_answer("no keys in it"));
        };
        let millis = u64::try_from(given.expiration()).unwrap_or(0);
        let expires = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
        let token = given.session_token().map(str::to_owned);
        Ok(Credentials::new(
            key_id,
            secret,
            token,
            Some(expires),
            "IAM Identity Center",
        ))
    }

    /// The token of the sign-in, renewed where it ends soon and can be.
    async fn token(&self) -> Result<CachedToken, SourceError> {
        let token = match cached_token(&self.session) {
            Ok(token) => token,
            Err(TokenProblem::Missing) => {
                return Err(self.sign_in_again("the sign-in was never made"));
            }
            Err(TokenProblem::Damaged(reason)) => return Err(self.sign_in_again(&reason)),
        };
        let now = SystemTime::now();
        let lasts = token.expires > now;
        if lasts && token.expires > now + BEFORE_EXPIRY {
            return Ok(token);
        }
        if self.plan.session.is_none() || token.renewal.is_none() {
            return if lasts {
                Ok(token)
            } else {
                Err(self.sign_in_again("the sign-in has expired"))
            };
        }
        match self.renewed(&token).await {
            Ok(renewed) => Ok(renewed),
            Err(_) if lasts => Ok(token),
            Err(error) => Err(error),
        }
    }

    async fn renewed(&self, token: &CachedToken) -> Result<CachedToken, SourceError> {
        let Some(renewal) = token.renewal.as_ref() else {
            return Err(self.sign_in_again("the sign-in has expired"));
        };
        let client = clients::sso_oidc_in(&self.base.config, self.plan.region);
        let call = client.create_token();
        let call = call
            .client_id(&renewal.client_id)
            .client_secret(&renewal.client_secret)
            .grant_type("refresh_token")
            .refresh_token(&renewal.refresh_token);
        let given = call
            .send()
            .await
            .map_err(|error| match CallError::new(error) {
                CallError::Answered(answer)
                    if (400..500).contains(&answer.status) && answer.status != 429 =>
                {
                    self.sign_in_again("the sign-in has expired and cannot be renewed")
                }
                error => {
                    let endpoint = self.endpoint("SSO OIDC", "oidc");
                    let asked = self.context("sso-oauth:CreateToken", &endpoint);
                    asked.explain(error).error
                }
            })?;
        let Some(access_token) = given.access_token() else {
            return Err(self.sign_in_again("the sign-in cannot be renewed"));
        };
        let secs = u64::try_from(given.expires_in()).unwrap_or(0);
        let expires = SystemTime::now() + Duration::from_secs(secs);
        let refreshed = given.refresh_token().map(str::to_owned);
        let renewed = token.renewed(access_token, expires, refreshed);
        if let Err(error) = keep_token(&self.session, &renewed) {
            tracing::warn!(%error, "the renewed sign-in cannot be kept");
        }
        Ok(renewed)
    }

    fn endpoint(&self, sdk_name: &str, host: &str) -> CompactString {
        match self.base.endpoint_override(sdk_name) {
            Some(url) => without_secrets(&url),
            None => format_compact!("{host}.{}.amazonaws.com", self.plan.region),
        }
    }

    fn context<'a>(&'a self, action: &'a str, endpoint: &'a str) -> CallContext<'a> {
        CallContext {
            action,
            region: self.plan.region,
            via: &self.plan.profile,
            sign_in: &self.sign_in,
            endpoint,
        }
    }

    fn sign_in_again(&self, why: &str) -> SourceError {
        let profile = &self.plan.profile;
        SourceError::SignIn {
            via: profile.as_str().into(),
            reason: format_compact!("{why}; run `aws sso login --profile {profile}`"),
        }
    }
}

impl CredentialOrigin for SsoRole {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>> {
        Box::pin(self.role_credentials())
    }
}
