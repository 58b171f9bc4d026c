//! Our identity in an account, whether it still holds, and how a person signs in again.

use compact_str::{CompactString, format_compact};

use super::AwsSource;
use crate::app::resource_explorer::source::{AccessFacts, SignInPrompt, SourceError};
use crate::aws::access::discovery::{Access, DiscoveredAccount};
use crate::aws::access::login::{CredentialSource, Login, Origin};
use crate::aws::access::sso::{self, Session};
use crate::aws::transport::errors::SignIn;
use crate::model::AccountId;

impl AwsSource {
    /// Reads the account's credentials again and asks STS whose they are. They are used from now on only if they
    /// are still the account's.
    pub(in crate::aws) async fn renew(&self, account: AccountId) -> Result<(), SourceError> {
        let session = self.session(account).await?;
        let login_settings = self.login_settings()?;
        let renewed = self.renewals.renew(&login_settings, &session.access.login);
        let (login, who) = renewed.await?;
        if who.account != account {
            return Err(SourceError::Config(format_compact!(
                "{} now leads to account {}, not to {account}; choose Reload accounts to use it",
                login.via,
                who.account
            )));
        }
        self.replace(DiscoveredAccount {
            access: Access {
                account,
                identity: who.arn.into(),
                login: login.for_account(account),
            },
            named: session.named(),
        });
        Ok(())
    }

    pub(in crate::aws) fn facts(&self, account: AccountId) -> Option<AccessFacts> {
        let session = self.known(account)?;
        let access = &session.access;
        Some(AccessFacts {
            identity: access.identity.clone(),
            source: described(&access.login).into(),
            expires: access.login.guard.expires(),
        })
    }

    /// The sign-in that renews a credential source.
    pub(in crate::aws) fn sign_in_of(&self, via: &str) -> Option<Session> {
        let reached = self.login_via(via);
        let profile = reached.as_ref().map_or(via.into(), profile_of);
        self.sign_ins().get(profile.as_str()).cloned()
    }

    pub(in crate::aws) async fn device_login(
        &self,
        name: &str,
        on_prompt: &(dyn Fn(SignInPrompt) + Send + Sync),
    ) -> Result<(), SourceError> {
        let session = {
            let known = self.sign_ins();
            let mut sessions = known.values();
            sessions.find(|session| session.name == name).cloned()
        };
        let Some(session) = session else {
            return Err(SourceError::Config(format_compact!(
                "no profile signs in with {name}"
            )));
        };
        sso::sign_in(&self.login_settings()?, &session, on_prompt).await?;
        self.renewals.forget();
        Ok(())
    }
}

/// The profile at the end of a login's chain of roles.
fn profile_of(login: &Login) -> CompactString {
    match &login.origin {
        Origin::Source(source) => source.name(),
        Origin::Role { base, .. } => profile_of(base),
    }
}

/// Where credentials come from, in words.
fn described(login: &Login) -> String {
    match &login.origin {
        Origin::Source(CredentialSource::Fixed { .. }) => "built-in credentials".into(),
        Origin::Source(source) => match (&login.sign_in, source) {
            (SignIn::Sso(name), _) => format!("Identity Center, profile {name}"),
            (SignIn::Console(name), _) => format!("aws login, profile {name}"),
            (_, CredentialSource::Profile { name }) => format!("profile {name}"),
            _ => "environment or default profile".into(),
        },
        Origin::Role { base, arn } => {
            let role = arn
                .split_once(":role/")
                .map_or(arn.as_str(), |(_, role)| role);
            format!("role {role} from {}", described(base))
        }
    }
}
