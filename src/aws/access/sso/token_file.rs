//! The token's file, in the place and form that the AWS CLI and all SDKs share.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use super::Session;
use crate::atomic_file::{FileError, write_private};

/// What a sign-in gave. Secrets: no `Debug`.
pub(super) struct Token {
    pub access_token: String,
    pub refresh_token: Option<String>,
    pub expires: SystemTime,
    pub client_id: String,
    pub client_secret: String,
    pub registration_ends: SystemTime,
}

/// `~/.aws/sso/cache`. No variable moves it: `AWS_CONFIG_FILE` is about one file.
pub(super) fn folder() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    let home = home.map(PathBuf::from).or_else(dirs::home_dir)?;
    Some(home.join(".aws").join("sso").join("cache"))
}

/// The file of a session: the hash of its name.
pub(super) fn path(folder: &Path, session: &Session) -> PathBuf {
    let hash = Sha1::digest(session.name.as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    folder.join(hex).with_extension("json")
}

/// Replaces the file in one step, readable by its owner only.
pub(super) fn write(folder: &Path, session: &Session, token: &Token) -> Result<(), FileError> {
    let mut fields = json!({
        "startUrl": session.start_url,
        "region": session.region.as_str(),
        "accessToken": token.access_token,
        "expiresAt": stamp(token.expires),
        "clientId": token.client_id,
        "clientSecret": token.client_secret,
        "registrationExpiresAt": stamp(token.registration_ends),
    });
    if let Some(refresh) = &token.refresh_token {
        fields["refreshToken"] = refresh.as_str().into();
    }
    write_private(&path(folder, session), fields.to_string().as_bytes())
}

/// `2026-11-23T12:00:00Z`: whole seconds, or older tools cannot read it.
fn stamp(time: SystemTime) -> String {
    let whole = DateTime::from_secs(DateTime::from(time).secs());
    whole.fmt(Format::DateTime).unwrap_or_default()
}
