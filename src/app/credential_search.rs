//! The credential sources on this machine: config files, profiles, environment. Names only, never values.

use super::view::ConnectReport;
use crate::aws::profiles::FileState;
use crate::aws::report::access_report;
use crate::text::numbers::counted;

/// Looks at files and environment; sends nothing.
pub(crate) fn credential_search_report() -> ConnectReport {
    let report = access_report();
    let known = report.profiles;
    let mut sources_checked: Vec<(String, String)> = known
        .files
        .iter()
        .map(|file| {
            let state = match &file.state {
                FileState::Missing => "not there".to_owned(),
                FileState::Read { profiles } => format!("found, {}", counted(*profiles, "profile")),
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
    sources_checked.push(("profiles".into(), names));
    sources_checked.push((
        "environment".into(),
        if report.variables.is_empty() {
            "no AWS variable is set".into()
        } else {
            report.variables.join(", ")
        },
    ));
    if let Some(endpoint) = report.endpoint_override {
        sources_checked.push(("endpoint".into(), endpoint.into()));
    }
    sources_checked.extend(
        known
            .problems
            .into_iter()
            .map(|problem| ("problem".into(), problem)),
    );
    let notes = known.notes.into_iter();
    sources_checked.extend(notes.map(|note| ("not used as written".into(), note)));
    ConnectReport { sources_checked }
}
