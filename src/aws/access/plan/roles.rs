//! Roles of profiles, and the credentials that enter them.

use compact_str::format_compact;

use super::choice::{environment_keys, own_source};
use super::machine::machine;
use super::{Plan, RolePlan, Unplanned};
use crate::aws::access::config::{Configuration, Profile, Setting};

/// The role of a profile. `above` are the profiles that lead here, from the one that was named.
pub(super) fn role(
    config: &Configuration,
    name: &str,
    profile: &Profile,
    above: &mut Vec<String>,
) -> Result<Plan, Unplanned> {
    let Some(arn) = profile.setting("role_arn") else {
        return Err(format_compact!("the profile {name} has no role_arn"));
    };
    above.push(name.to_owned());
    let source = match (
        profile.setting("source_profile"),
        profile.setting("credential_source"),
    ) {
        (Some(by_profile), Some(by_kind)) => {
            return Err(format_compact!(
                "the profile {name} has both source_profile ({}) and credential_source ({}); remove one",
                by_profile.place,
                by_kind.place
            ));
        }
        (Some(source), None) => source_profile(config, name, source, above)?,
        (None, Some(source)) => credential_source(config, name, profile, source)?,
        (None, None) => {
            return Err(format_compact!(
                "the profile {name} has role_arn ({}) and neither source_profile nor credential_source, \
                 so nothing can enter the role; add one of them",
                arn.place
            ));
        }
    };
    Ok(Plan::Role(Box::new(RolePlan {
        profile: name.to_owned(),
        arn: arn.value.clone(),
        place: arn.place.clone(),
        source,
        external_id: profile.get("external_id").map(str::to_owned),
        session_name: profile.get("role_session_name").map(str::to_owned),
        duration_seconds: duration(name, profile)?,
        mfa_serial: profile.get("mfa_serial").map(str::to_owned),
    })))
}

fn duration(name: &str, profile: &Profile) -> Result<Option<i32>, Unplanned> {
    let Some(Setting { value, place, .. }) = profile.setting("duration_seconds") else {
        return Ok(None);
    };
    match value.parse::<i32>() {
        Ok(seconds) if seconds > 0 => Ok(Some(seconds)),
        _ => Err(format_compact!(
            "duration_seconds of the profile {name} is '{value}' ({place}), which is no number of seconds"
        )),
    }
}

fn source_profile(
    config: &Configuration,
    name: &str,
    source: &Setting,
    above: &mut Vec<String>,
) -> Result<Plan, Unplanned> {
    let wanted = source.value.as_str();
    let place = &source.place;
    let Some(profile) = config.profile(wanted) else {
        return Err(format_compact!(
            "the profile {name} takes its credentials from source_profile {wanted} ({place}), which is in \
             neither {}",
            config.places()
        ));
    };
    let has_keys = profile.get("aws_access_key_id").is_some();
    let is_circle = above.iter().any(|known| known == wanted);
    // A profile may name itself, when it has the keys that enter its role.
    if is_circle && !(wanted == name && has_keys) {
        return Err(format_compact!(
            "the profiles {} and {wanted} take their credentials from each other (source_profile, {place}); \
             name a source with credentials of its own",
            above.join(", ")
        ));
    }
    if profile.enters_role() && !has_keys {
        return role(config, wanted, profile, above);
    }
    own_source(config, wanted, profile)?.ok_or_else(|| {
        format_compact!(
            "the profile {name} takes its credentials from source_profile {wanted} ({place}), which has none; \
             add keys or a sign-in to {wanted}"
        )
    })
}

fn credential_source(
    config: &Configuration,
    name: &str,
    profile: &Profile,
    source: &Setting,
) -> Result<Plan, Unplanned> {
    let Setting { value, place, .. } = source;
    match value.to_ascii_lowercase().as_str() {
        "environment" => match environment_keys(config)? {
            Some(keys) => Ok(Plan::Keys(keys)),
            None => Err(format_compact!(
                "the profile {name} takes its credentials from the environment (credential_source, {place}), \
                 and AWS_ACCESS_KEY_ID is not set there"
            )),
        },
        "ec2instancemetadata" => Ok(Plan::Machine(machine(config, profile))),
        "ecscontainer" => Ok(Plan::Container),
        _ => Err(format_compact!(
            "the profile {name} has credential_source {value} ({place}); it can be Environment, \
             Ec2InstanceMetadata or EcsContainer"
        )),
    }
}
