//! IAM Identity Center: signing in from here, with the token shared with the AWS CLI.
//!
//! A session is an `[sso-session]` section, or a start URL that profiles of the older kind name. One
//! token serves all profiles of a session.

mod device;
mod token_file;

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::config::Configuration;
use super::login::LoginSettings;
use super::plan::{Plan, SsoPlan, plan};
use crate::app::resource_explorer::source::{SignInPrompt, SourceError};
use crate::model::Region;

pub(in crate::aws::access) use token_file::{CachedToken, TokenProblem};

/// What is asked for when the section names no scopes; what the AWS CLI asks for.
const DEFAULT_SCOPES: &str = "sso:account:access";

/// One sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::aws) struct Session {
    /// Name of the section, or the start URL: the token's file is called by its hash.
    pub name: CompactString,
    pub start_url: String,
    pub region: Region,
    /// Empty for the older kind, whose tokens cannot be renewed.
    pub scopes: Vec<String>,
    /// A profile that uses it: its settings of endpoints hold.
    pub profile: String,
}

/// The session of each profile that has one.
pub(in crate::aws) type Sessions = BTreeMap<String, Session>;

/// The sessions of the config files. A role that is entered from a profile with a session has that session.
pub(in crate::aws) fn sessions(config: &Configuration) -> Sessions {
    let named = config.profiles().filter_map(|(name, _)| {
        let planned = plan(config, Some(name)).ok()?;
        let Plan::Sso(sso) = planned.first_source() else {
            return None;
        };
        let mut session = Session::of(sso);
        if let Some(section) = sso.session.as_deref() {
            let section = config.sso_session(section);
            let scopes = section.and_then(|section| section.get("sso_registration_scopes"));
            let scopes = scopes.unwrap_or(DEFAULT_SCOPES).split(',');
            session.scopes = scopes.map(|scope| scope.trim().to_owned()).collect();
        }
        Some((name.clone(), session))
    });
    named.collect()
}

impl Session {
    /// The session of a profile, without scopes.
    pub(in crate::aws::access) fn of(sso: &SsoPlan) -> Self {
        let name = sso.session.as_deref().unwrap_or(&sso.start_url);
        Self {
            name: name.into(),
            start_url: sso.start_url.clone(),
            region: sso.region,
            scopes: Vec::new(),
            profile: sso.profile.clone(),
        }
    }
}

/// The token of a session, as the last sign-in left it.
pub(in crate::aws::access) fn cached_token(session: &Session) -> Result<CachedToken, TokenProblem> {
    let folder = token_file::folder().ok_or(TokenProblem::Missing)?;
    token_file::read(&token_file::path(&folder, session))
}

/// Keeps a token that was renewed, where the AWS CLI keeps it.
pub(in crate::aws::access) fn keep_token(
    session: &Session,
    token: &CachedToken,
) -> Result<(), String> {
    let folder = token_file::folder().ok_or("there is no home directory")?;
    token_file::replace(&token_file::path(&folder, session), token)
        .map_err(|error| error.to_string())
}

/// Signs a person in to a session. The token is kept where the AWS CLI keeps it.
pub(in crate::aws) async fn sign_in(
    login_settings: &LoginSettings,
    session: &Session,
    on_prompt: &(dyn Fn(SignInPrompt) + Send + Sync),
) -> Result<(), SourceError> {
    let Some(folder) = token_file::folder() else {
        return Err(SourceError::Config(
            "there is no home directory to keep the sign-in in".into(),
        ));
    };
    device::login(login_settings, session, &folder, on_prompt).await
}

#[cfg(test)]
mod tests;
