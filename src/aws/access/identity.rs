//! The identity behind credentials, as STS gives it: what files claim does not count.

use super::login::Login;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;
use crate::aws::transport::partition;
use crate::model::AccountId;

/// The answer of `GetCallerIdentity`.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Identity {
    /// The account the credentials belong to.
    pub account: AccountId,
    /// The user or role session.
    pub arn: String,
}

impl Identity {
    /// The partition in the ARN, `aws`.
    pub(in crate::aws) fn partition(&self) -> &str {
        self.arn.split(':').nth(1).unwrap_or("aws")
    }
}

/// Asks STS, in the login's home region.
pub(in crate::aws) async fn identity(login: &Login) -> Result<Identity, SourceError> {
    let sts = clients::sts(login);
    let ask = || async {
        let endpoint = login.endpoint_name("STS", "sts", login.home);
        let asked = login.call_context("sts:GetCallerIdentity", login.home, &endpoint);
        let answer = sts.get_caller_identity().send().await;
        let answer = answer.map_err(|error| asked.explain(CallError::new(error)).error)?;
        let account = answer.account().unwrap_or_default();
        let account = account
            .parse()
            .map_err(|_| asked.bad_answer("no account number in it"))?;
        let who = Identity {
            account,
            arn: answer.arn().unwrap_or_default().to_owned(),
        };
        partition::learn(account, login.home, who.partition());
        Ok(who)
    };
    login.ask("sts:GetCallerIdentity", login.home, ask).await
}
