//! IAM Identity Center: signing in from here, with the token shared with the AWS CLI.
//!
//! A session is an `[sso-session]` section, or a start URL that profiles of the older kind name. One
//! token serves all profiles of a session.

mod device;
mod token_file;

use std::collections::BTreeMap;

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use compact_str::CompactString;

use super::login::LoginSettings;
use crate::app::resource_explorer::source::{SignInPrompt, SourceError};
use crate::model::Region;

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

/// Reads the sessions of the config files. Files that cannot be used have none.
pub(in crate::aws) async fn sessions() -> Sessions {
    let files = EnvConfigFiles::default();
    match aws_config::profile::load(&Fs::real(), &Env::real(), &files, None).await {
        Ok(set) => sessions_of(&set),
        Err(_) => Sessions::new(),
    }
}

fn sessions_of(set: &ProfileSet) -> Sessions {
    let of = |name: &str| Some((name.to_owned(), session_of(set, name)?));
    set.profiles().filter_map(of).collect()
}

fn session_of(set: &ProfileSet, profile: &str) -> Option<Session> {
    let own = set.get_profile(profile)?;
    let Some(name) = own.get("sso_session") else {
        let start_url = own.get("sso_start_url")?;
        return Some(Session {
            name: start_url.into(),
            start_url: start_url.to_owned(),
            region: own.get("sso_region")?.parse().ok()?,
            scopes: Vec::new(),
            profile: profile.to_owned(),
        });
    };
    let section = set.sso_session(name)?;
    let scopes = section.get("sso_registration_scopes");
    let scopes = scopes.unwrap_or(DEFAULT_SCOPES).split(',');
    Some(Session {
        name: name.into(),
        start_url: section.get("sso_start_url")?.to_owned(),
        region: section.get("sso_region")?.parse().ok()?,
        scopes: scopes.map(|scope| scope.trim().to_owned()).collect(),
        profile: profile.to_owned(),
    })
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
