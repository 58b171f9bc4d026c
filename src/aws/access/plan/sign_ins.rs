//! Profiles that a person signs in to: IAM Identity Center and `aws login`.

use compact_str::format_compact;

use super::{LoginSessionPlan, Plan, Unplanned};
use crate::aws::access::config::{Configuration, Profile, Settings};
use crate::model::Region;

/// A role that IAM Identity Center gives.
#[derive(Clone)]
pub(in crate::aws::access) struct SsoPlan {
    /// The profile that names it.
    pub profile: String,
    /// The section's name; `None` for the older kind, whose tokens cannot be renewed.
    pub session: Option<String>,
    pub start_url: String,
    pub region: Region,
    pub account_id: String,
    pub role_name: String,
}

/// Settings that the session's section and the profile may both have, with one value.
const SHARED: [&str; 2] = ["sso_start_url", "sso_region"];

/// Settings that say that a profile signs in this way.
const SIGNS: [&str; 4] = [
    "sso_account_id",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
];

/// The sign-in of a profile, with all that belongs to it.
fn sso_plan(
    config: &Configuration,
    name: &str,
    profile: &Profile,
) -> Result<Option<SsoPlan>, Unplanned> {
    if !profile.has_any(&SIGNS) {
        return Ok(None);
    }
    let session = section(config, name, profile)?;
    let value = |key: &str| {
        let of_section = session.and_then(|(_, section)| section.get(key));
        of_section.or_else(|| profile.get(key))
    };
    let wanted = [
        "sso_start_url",
        "sso_region",
        "sso_account_id",
        "sso_role_name",
    ];
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|key| value(key).is_none())
        .collect();
    let (Some(start_url), Some(region), Some(account_id), Some(role_name)) = (
        value("sso_start_url"),
        value("sso_region"),
        value("sso_account_id"),
        value("sso_role_name"),
    ) else {
        let place = SIGNS.iter().find_map(|key| profile.setting(key));
        let place = place.map(|setting| setting.place.to_string());
        return Err(format_compact!(
            "the profile {name} signs in through IAM Identity Center ({}) and lacks {}; add it, or run \
             `aws configure sso --profile {name}`",
            place.unwrap_or_default(),
            missing.join(" and ")
        ));
    };
    let region = region.parse().map_err(|error| {
        format_compact!("sso_region of the profile {name} cannot be used: {error}")
    })?;
    Ok(Some(SsoPlan {
        profile: name.to_owned(),
        session: session.map(|(name, _)| name.to_owned()),
        start_url: start_url.to_owned(),
        region,
        account_id: account_id.to_owned(),
        role_name: role_name.to_owned(),
    }))
}

/// Name and settings of the `[sso-session]` of a profile that names one.
fn section<'a>(
    config: &'a Configuration,
    name: &str,
    profile: &'a Profile,
) -> Result<Option<(&'a str, &'a Settings)>, Unplanned> {
    let Some(named) = profile.setting("sso_session") else {
        return Ok(None);
    };
    let wanted = named.value.as_str();
    let Some(section) = config.sso_session(wanted) else {
        return Err(format_compact!(
            "the profile {name} signs in with sso_session {wanted} ({}), and there is no section \
             [sso-session {wanted}]; add it, or run `aws configure sso`",
            named.place
        ));
    };
    for key in SHARED {
        if let (Some(own), Some(shared)) = (profile.setting(key), section.setting(key))
            && own.value != shared.value
        {
            return Err(format_compact!(
                "{key} of the profile {name} ({}) is not that of [sso-session {wanted}] ({}); remove one",
                own.place,
                shared.place
            ));
        }
    }
    Ok(Some((wanted, section)))
}

pub(super) fn sso(
    config: &Configuration,
    name: &str,
    profile: &Profile,
) -> Result<Option<Plan>, Unplanned> {
    Ok(sso_plan(config, name, profile)?.map(Plan::Sso))
}

pub(super) fn login_session(name: &str, profile: &Profile) -> Option<Plan> {
    let session = profile.get("login_session")?;
    Some(Plan::LoginSession(LoginSessionPlan {
        profile: name.to_owned(),
        session: session.to_owned(),
    }))
}
