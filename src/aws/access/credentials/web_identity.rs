//! A role by the token of another identity provider: `AssumeRoleWithWebIdentity`, which is not signed.

use aws_credential_types::Credentials;
use compact_str::format_compact;

use super::origin::CredentialOrigin;
use super::profile_role::{SESSION_NAME, credentials_of};
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::login::Login;
use crate::aws::access::plan::WebIdentityPlan;
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;

/// Enters the role with what the token's file has now.
pub(super) struct WebIdentity {
    role: WebIdentityPlan,
    base: Login,
    sts: aws_sdk_sts::Client,
}

impl std::fmt::Debug for WebIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.role.role_arn)
    }
}

impl WebIdentity {
    pub(super) fn new(role: WebIdentityPlan, base: &Login) -> Self {
        let (sts, base) = (clients::sts(base), base.clone());
        Self { role, base, sts }
    }

    async fn assume(&self) -> Result<Credentials, SourceError> {
        let WebIdentityPlan {
            role_arn,
            token_file,
            session_name,
        } = &self.role;
        let token = std::fs::read_to_string(token_file).map_err(|error| {
            SourceError::Config(format_compact!(
                "the web identity token cannot be read: {}: {error}",
                token_file.display()
            ))
        })?;
        let endpoint = self.base.endpoint_name("STS", "sts", self.base.home);
        let action = format!("sts:AssumeRoleWithWebIdentity on {role_arn}");
        let asked = self.base.call_context(&action, self.base.home, &endpoint);
        let call = self.sts.assume_role_with_web_identity();
        let call = call
            .role_arn(role_arn)
            .role_session_name(session_name.as_deref().unwrap_or(SESSION_NAME))
            .web_identity_token(token.trim());
        let answer = call.send().await;
        let answer = answer.map_err(|error| asked.explain(CallError::new(error)).error)?;
        credentials_of(answer.credentials, &asked)
    }
}

impl CredentialOrigin for WebIdentity {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>> {
        Box::pin(self.assume())
    }
}
