//! What there is to connect with: config files, profiles, environment. Names only, never values.

use super::view::ConnectReport;
use crate::aws::profiles::{self, FileState};

/// Variables that the AWS CLI reads as well.
const VARIABLES: [&str; 8] = [
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_ENDPOINT_URL",
];

/// Looks at files and environment; asks nobody.
pub(super) fn looked_for() -> ConnectReport {
    let known = profiles::list();
    let mut looked_for: Vec<(String, String)> = known
        .files
        .iter()
        .map(|file| {
            let state = match &file.state {
                FileState::Missing => "not there".to_owned(),
                FileState::Read { profiles } => format!("found, {profiles} profiles"),
                FileState::Unreadable { reason } => format!("cannot be read: {reason}"),
                FileState::Broken {
                    line: Some(line),
                    reason,
                } => format!("broken in line {line}: {reason}"),
                FileState::Broken { line: None, reason } => format!("broken: {reason}"),
            };
            (file.path.display().to_string(), state)
        })
        .collect();
    let names = match known.names.len() {
        0 => "none".to_owned(),
        count if count <= 12 => known.names.join(", "),
        count => format!("{}, and {} more", known.names[..12].join(", "), count - 12),
    };
    looked_for.push(("profiles".into(), names));
    let set: Vec<&str> = VARIABLES
        .into_iter()
        .filter(|name| std::env::var_os(name).is_some())
        .collect();
    looked_for.push((
        "environment".into(),
        if set.is_empty() {
            "no AWS variable is set".into()
        } else {
            set.join(", ")
        },
    ));
    looked_for.extend(
        known
            .problems
            .into_iter()
            .map(|problem| ("problem".into(), problem)),
    );
    ConnectReport { looked_for }
}
