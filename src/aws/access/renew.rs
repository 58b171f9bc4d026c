//! Credentials made anew: a person may have signed in, or changed what a profile means.

use compact_str::format_compact;

use super::identity::identity;
use super::login::{Common, Login, Origin, Way};
use crate::app::resource_explorer::source::{AccessFacts, BoxFuture, SourceError};
use crate::aws::AwsSource;
use crate::aws::access::discovery::{Access, Reached};
use crate::aws::access::role_credentials::login_of_role;
use crate::aws::transport::errors::SignIn;
use crate::model::AccountId;

/// The same way in, read from its files again. The SDK keeps what it has read for as long as a login
/// lives, and keys without an end for ever.
fn made_again<'a>(
    common: &'a Common,
    login: &'a Login,
) -> BoxFuture<'a, Result<Login, SourceError>> {
    Box::pin(async move {
        match &login.origin {
            Origin::Way(way) => Login::prepare(common, way.clone()).await,
            Origin::Role { base, arn } => {
                let base = made_again(common, base).await?;
                Ok(login_of_role(&base, arn.clone()))
            }
        }
    })
}

impl AwsSource {
    /// Reads the account's credentials anew and asks STS whose they are. Only if they are still the
    /// account's are they used from now on.
    pub(in crate::aws) async fn renew(&self, account: AccountId) -> Result<(), SourceError> {
        let session = self.session(account).await?;
        let login = made_again(&self.common()?, &session.access.login).await?;
        let who = identity(&login).await?;
        if who.account != account {
            return Err(SourceError::Config(format_compact!(
                "{} now leads to account {}, not to {account}; choose Reload accounts to use it",
                login.via,
                who.account
            )));
        }
        self.replace(Reached {
            access: Access {
                account,
                identity: who.arn.into(),
                login: login.pinned(account),
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
            expires: access.login.pin.expires(),
        })
    }
}

/// Where credentials come from, in words.
fn described(login: &Login) -> String {
    match &login.origin {
        Origin::Way(Way::Fixed { .. }) => "built-in credentials".into(),
        Origin::Way(Way::DefaultChain { .. }) => match &login.sign_in {
            SignIn::Sso(name) => format!("Identity Center, profile {name}"),
            _ => "environment or default profile".into(),
        },
        Origin::Way(Way::Profile { name, sso: true }) => {
            format!("Identity Center, profile {name}")
        }
        Origin::Way(Way::Profile { name, sso: false }) => format!("profile {name}"),
        Origin::Role { base, arn } => {
            let role = arn
                .split_once(":role/")
                .map_or(arn.as_str(), |(_, role)| role);
            format!("role {role} from {}", described(base))
        }
    }
}
