//! The order of the AWS CLI: environment, role, web identity, Identity Center, keys of the credentials file,
//! `aws login`, process, keys of the config file, and then the role of the container or machine.

use compact_str::format_compact;

use super::machine::machine;
use super::roles::role;
use super::sign_ins::{login_session, sso};
use super::{Keys, Plan, ProcessPlan, Unplanned, WebIdentityPlan};
use crate::aws::access::config::{Configuration, Profile, Setting, Settings, words};

/// Settings by which a profile says where its credentials come from.
const SOURCES: [&str; 14] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_security_token",
    "aws_session_token",
    "credential_process",
    "credential_source",
    "login_session",
    "role_arn",
    "source_profile",
    "sso_account_id",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];

/// The credentials of a profile that was named, or of what is meant where none was.
pub(in crate::aws::access) fn plan(
    config: &Configuration,
    named: Option<&str>,
) -> Result<Plan, Unplanned> {
    if let Some(name) = named {
        let profile = known(config, name, "")?;
        return of_profile(config, name, profile, None);
    }
    let name = config.default_profile();
    let profile = match config.profile_of_environment() {
        Some((variable, name)) => known(config, name, &format!("{variable}: "))?,
        None => config.profile(name).unwrap_or(&EMPTY),
    };
    if let Some(keys) = environment_keys(config)? {
        return Ok(Plan::Keys(keys));
    }
    of_profile(config, name, profile, web_identity_of_environment(config)?)
}

static EMPTY: std::sync::LazyLock<Profile> = std::sync::LazyLock::new(Profile::default);

fn known<'a>(
    config: &'a Configuration,
    name: &str,
    said_by: &str,
) -> Result<&'a Profile, Unplanned> {
    config.profile(name).ok_or_else(|| {
        let (places, there) = (config.places(), config.profiles_there());
        format_compact!("{said_by}the profile '{name}' is in neither {places}; {there}")
    })
}

fn of_profile(
    config: &Configuration,
    name: &str,
    profile: &Profile,
    web_identity: Option<WebIdentityPlan>,
) -> Result<Plan, Unplanned> {
    let own = if profile.enters_role() {
        // The variables of a web identity do not count before a role of the profile.
        Some(role(config, name, profile, &mut Vec::new())?)
    } else if let Some(by_variables) = web_identity {
        Some(Plan::WebIdentity(by_variables))
    } else {
        own_source(config, name, profile)?
    };
    match own {
        Some(plan) => Ok(plan),
        None if profile.has_any(&SOURCES) => Err(incomplete(name, profile)),
        None => Ok(Plan::Surroundings(machine(config, profile))),
    }
}

/// What a profile has of its own but a role that is entered from somewhere else.
pub(super) fn own_source(
    config: &Configuration,
    name: &str,
    profile: &Profile,
) -> Result<Option<Plan>, Unplanned> {
    if let Some(found) = web_identity(config, name, profile)? {
        return Ok(Some(Plan::WebIdentity(found)));
    }
    if let Some(found) = sso(config, name, profile)? {
        return Ok(Some(found));
    }
    if let Some(found) = file_keys(name, &profile.credentials)? {
        return Ok(Some(Plan::Keys(found)));
    }
    if let Some(found) = login_session(name, profile) {
        return Ok(Some(found));
    }
    if let Some(found) = process(name, profile)? {
        return Ok(Some(found));
    }
    Ok(file_keys(name, &profile.config)?.map(Plan::Keys))
}

/// Both keys of the environment. One without the other is an error, as in the AWS CLI.
pub(super) fn environment_keys(config: &Configuration) -> Result<Option<Keys>, Unplanned> {
    let env = &config.env;
    let Some(key_id) = env.get("AWS_ACCESS_KEY_ID") else {
        return Ok(None);
    };
    let Some(secret) = env.get("AWS_SECRET_ACCESS_KEY") else {
        return Err(
            "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not; set both or none".into(),
        );
    };
    let token = env.first(&["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"]);
    Ok(Some(Keys {
        key_id: key_id.to_owned(),
        secret: secret.to_owned(),
        token: token.map(|(_, token)| token.to_owned()),
    }))
}

fn file_keys(profile: &str, settings: &Settings) -> Result<Option<Keys>, Unplanned> {
    let Some(key_id) = settings.setting("aws_access_key_id") else {
        return Ok(None);
    };
    let Some(secret) = settings.get("aws_secret_access_key") else {
        return Err(format_compact!(
            "the profile {profile} has aws_access_key_id ({}) and no aws_secret_access_key in the same file; add it",
            key_id.place
        ));
    };
    let token = settings.get("aws_session_token");
    let token = token.or_else(|| settings.get("aws_security_token"));
    Ok(Some(Keys {
        key_id: key_id.value.clone(),
        secret: secret.to_owned(),
        token: token.map(str::to_owned),
    }))
}

fn web_identity_of_environment(
    config: &Configuration,
) -> Result<Option<WebIdentityPlan>, Unplanned> {
    let env = &config.env;
    let profile = config.profile(config.default_profile());
    let setting = |key: &str| profile.and_then(|profile| profile.get(key));
    let Some(file) = env.get("AWS_WEB_IDENTITY_TOKEN_FILE") else {
        return Ok(None);
    };
    let Some(role_arn) = env.get("AWS_ROLE_ARN").or_else(|| setting("role_arn")) else {
        return Err(
            "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not; set both or none".into(),
        );
    };
    let session_name = env.get("AWS_ROLE_SESSION_NAME");
    let session_name = session_name.or_else(|| setting("role_session_name"));
    Ok(Some(WebIdentityPlan {
        role_arn: role_arn.to_owned(),
        token_file: env.path(file),
        session_name: session_name.map(str::to_owned),
    }))
}

fn web_identity(
    config: &Configuration,
    name: &str,
    profile: &Profile,
) -> Result<Option<WebIdentityPlan>, Unplanned> {
    let Some(file) = profile.setting("web_identity_token_file") else {
        return Ok(None);
    };
    let Some(role_arn) = profile.get("role_arn") else {
        return Err(format_compact!(
            "the profile {name} has web_identity_token_file ({}) and no role_arn; add the role to enter",
            file.place
        ));
    };
    Ok(Some(WebIdentityPlan {
        role_arn: role_arn.to_owned(),
        token_file: config.env.path(&file.value),
        session_name: profile.get("role_session_name").map(str::to_owned),
    }))
}

fn process(name: &str, profile: &Profile) -> Result<Option<Plan>, Unplanned> {
    let Some(Setting { value, place, .. }) = profile.setting("credential_process") else {
        return Ok(None);
    };
    let command = words::split(value).filter(|words| !words.is_empty());
    let Some(command) = command else {
        return Err(format_compact!(
            "credential_process of the profile {name} cannot be split into words ({place}): \
             a quote is not closed"
        ));
    };
    Ok(Some(Plan::Process(ProcessPlan {
        profile: name.to_owned(),
        command,
        place: place.clone(),
    })))
}

/// What a profile names without what belongs to it.
fn incomplete(name: &str, profile: &Profile) -> Unplanned {
    let has = |key: &str| profile.setting(key);
    let there = SOURCES.iter().find_map(|key| Some((key, has(key)?)));
    let Some((key, setting)) = there else {
        return format_compact!("the profile {name} names no credentials");
    };
    let lacks = match *key {
        "aws_secret_access_key" | "aws_session_token" | "aws_security_token" => "aws_access_key_id",
        "source_profile" | "credential_source" => "role_arn, the role to enter",
        _ => "what belongs to it",
    };
    format_compact!(
        "the profile {name} has {key} ({}) and lacks {lacks}; complete it or remove {key}",
        setting.place
    )
}
