//! A role that a profile names: `AssumeRole` with the credentials of its source.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sdk_sts::types::Credentials as StsCredentials;
use compact_str::format_compact;

use super::origin::CredentialOrigin;
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::login::Login;
use crate::aws::access::plan::RolePlan;
use crate::aws::transport::clients;
use crate::aws::transport::errors::{CallContext, CallError};

/// What sessions are called in the account's trail when the profile does not say.
pub(super) const SESSION_NAME: &str = "awsdash";

/// Assumes the role.
pub(super) struct ProfileRole {
    role: RolePlan,
    /// Has the credentials of the source.
    base: Login,
    sts: aws_sdk_sts::Client,
}

impl std::fmt::Debug for ProfileRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.role.arn)
    }
}

impl ProfileRole {
    pub(super) fn new(role: RolePlan, base: Login) -> Self {
        let sts = clients::sts(&base);
        Self { role, base, sts }
    }

    async fn assume(&self) -> Result<Credentials, SourceError> {
        let role = &self.role;
        if let Some(device) = &role.mfa_serial {
            return Err(SourceError::SignIn {
                via: role.profile.as_str().into(),
                reason: format_compact!(
                    "the role of this profile needs an MFA code of {device} ({}), and awsdash cannot ask for it \
                     yet; put temporary credentials of the role into the environment",
                    role.place
                ),
            });
        }
        let endpoint = self.base.endpoint_name("STS", "sts", self.base.home);
        let action = format!("sts:AssumeRole on {}", role.arn);
        let asked = self.base.call_context(&action, self.base.home, &endpoint);
        let ask = || async {
            let name = role.session_name.as_deref().unwrap_or(SESSION_NAME);
            let call = self.sts.assume_role().role_arn(&role.arn);
            let call = call
                .role_session_name(name)
                .set_external_id(role.external_id.clone())
                .set_duration_seconds(role.duration_seconds);
            let answer = call.send().await;
            answer.map_err(|error| asked.explain(CallError::new(error)).error)
        };
        let answer = self.base.ask("sts:AssumeRole", self.base.home, ask).await?;
        credentials_of(answer.credentials, &asked)
    }
}

/// The credentials of an answer of STS.
pub(super) fn credentials_of(
    given: Option<StsCredentials>,
    asked: &CallContext<'_>,
) -> Result<Credentials, SourceError> {
    let given = given.ok_or_else(|| asked.bad_answer("no credentials in it"))?;
    let expires = SystemTime::try_from(given.expiration);
    let expires = expires.map_err(|_| asked.bad_answer("credentials that never expire"))?;
    Ok(Credentials::new(
        given.access_key_id,
        given.secret_access_key,
        Some(given.session_token),
        Some(expires),
        "AssumeRole",
    ))
}

impl CredentialOrigin for ProfileRole {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>> {
        Box::pin(self.assume())
    }
}
