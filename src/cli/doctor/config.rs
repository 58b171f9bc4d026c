//! Where credentials and settings of AWS come from: files, profiles, environment.

use std::env;

use super::check::Check;
use crate::aws::profiles::{ConfigFile, FileState, ProfileList, list};
use crate::text::numbers::plural;

/// Profiles that are named; the rest is counted.
const MAX_NAMES: usize = 12;

/// Variables that decide where requests go. The values of all others stay private.
const SHOWN: &[&str] = &[
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CA_BUNDLE",
];

/// Files, profiles and environment.
pub(super) fn checks() -> Vec<Check> {
    let profiles = list();
    let mut checks: Vec<Check> = profiles.files.iter().map(file).collect();
    checks.extend(profiles.notes.iter().map(|note| {
        Check::warn(
            "config file",
            note,
            "correct the file, or leave it where that is meant",
        )
    }));
    checks.extend(names(&profiles));
    checks.push(environment(env::vars_os().filter_map(|(name, value)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    })));
    checks
}

fn file(file: &ConfigFile) -> Check {
    const NAME: &str = "config file";
    let path = file.path.display();
    let moved = match file.moved_by {
        Some(variable) => format!(" ({variable})"),
        None => String::new(),
    };
    match &file.state {
        FileState::Read { profiles } => {
            let word = plural(*profiles, "profile");
            Check::ok(NAME, format!("{path}{moved}: {profiles} {word}"))
        }
        FileState::Missing if file.moved_by.is_some() => Check::warn(
            NAME,
            format!("{path}{moved} is not there"),
            "create the file, or unset the variable that names it",
        ),
        FileState::Missing => Check::ok(NAME, format!("{path} is not there")),
        FileState::Unreadable { reason } => Check::warn(
            NAME,
            format!("{path}{moved} cannot be read: {reason}"),
            "make the file readable for your user",
        ),
        FileState::Broken { line, reason } => {
            let place = line
                .map(|line| format!(", line {line}"))
                .unwrap_or_default();
            Check::warn(
                NAME,
                format!("{path}{moved}{place}: {reason}"),
                "correct the file; until then none of its profiles can be used",
            )
        }
    }
}

fn names(profiles: &ProfileList) -> Option<Check> {
    if profiles.names.is_empty() {
        return None;
    }
    let label = |name: &String| {
        if profiles.sso.contains(name) {
            format!("{name} (SSO)")
        } else {
            name.clone()
        }
    };
    let mut named: Vec<String> = profiles.names.iter().take(MAX_NAMES).map(label).collect();
    if let Some(more) = profiles
        .names
        .len()
        .checked_sub(MAX_NAMES)
        .filter(|more| *more > 0)
    {
        named.push(format!("and {more} more"));
    }
    Some(Check::ok("profiles", named.join(", ")))
}

/// Names of the variables that are set, and the values of the harmless ones.
fn environment(variables: impl Iterator<Item = (String, String)>) -> Check {
    let mut set: Vec<String> = variables
        .filter(|(name, value)| {
            let proxy = name.to_ascii_uppercase().ends_with("_PROXY");
            (name.starts_with("AWS_") || proxy) && !value.is_empty()
        })
        .map(|(name, value)| {
            let shown = SHOWN.contains(&name.as_str()) || name.starts_with("AWS_ENDPOINT_URL");
            // An address may carry a password before its host and a token in its query.
            if shown && !value.contains(['@', '?', '#']) {
                format!("{name}={value}")
            } else {
                name
            }
        })
        .collect();
    set.sort();
    Check::ok(
        "environment",
        if set.is_empty() {
            "no variable of AWS and no proxy is set".to_owned()
        } else {
            set.join(", ")
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::check::Finding;
    use super::*;

    #[test]
    fn the_environment_is_named_but_no_secret_is_told() {
        let variables = [
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"),
            ("AWS_PROFILE", "prod"),
            ("AWS_ENDPOINT_URL_EC2", "http://127.0.0.1:5000"),
            ("https_proxy", "http://me:word@proxy"),
            ("HOME", "/home/me"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            environment(variables.into_iter()).found,
            "AWS_ENDPOINT_URL_EC2=http://127.0.0.1:5000, AWS_PROFILE=prod, \
             AWS_SECRET_ACCESS_KEY, https_proxy"
        );
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let check = file(&ConfigFile {
            path: "/home/me/.aws/config".into(),
            moved_by: None,
            state: FileState::Broken {
                line: Some(3),
                reason: "no closing bracket".into(),
            },
        });
        assert_eq!(check.finding, Finding::Warn);
        assert!(
            check.found.contains("/home/me/.aws/config, line 3"),
            "{}",
            check.found
        );
    }

    #[test]
    fn many_profiles_are_counted() {
        let profiles = ProfileList {
            names: (0..20).map(|at| format!("p{at:02}")).collect(),
            sso: vec!["p01".into()],
            ..Default::default()
        };
        let found = names(&profiles).unwrap().found;
        assert!(
            found.contains("p01 (SSO)") && found.ends_with("and 8 more"),
            "{found}"
        );
    }
}
