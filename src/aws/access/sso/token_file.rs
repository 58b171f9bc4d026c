//! The token's file, in the place and form that the AWS CLI and all SDKs share.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};

use super::Session;
use crate::atomic_file::{FileError, write_private};
use crate::aws::access::credentials::time_of;

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

/// A token as it was kept. Secrets: no `Debug`.
#[derive(Clone)]
pub(in crate::aws::access) struct CachedToken {
    pub access_token: String,
    pub expires: SystemTime,
    /// What renews it, if it can be renewed.
    pub renewal: Option<Renewal>,
    /// The whole file: what we do not know stays in it.
    fields: Value,
}

/// What renews a token.
#[derive(Clone)]
pub(in crate::aws::access) struct Renewal {
    pub refresh_token: String,
    pub client_id: String,
    pub client_secret: String,
}

/// Why there is no token.
#[derive(Debug)]
pub(in crate::aws::access) enum TokenProblem {
    /// No sign-in was made, or it was ended.
    Missing,
    /// The file cannot be used; a sentence.
    Damaged(String),
}

impl CachedToken {
    /// The same sign-in with a new token.
    pub(in crate::aws::access) fn renewed(
        &self,
        access_token: &str,
        expires: SystemTime,
        refresh_token: Option<String>,
    ) -> Self {
        let mut renewed = self.clone();
        renewed.access_token = access_token.to_owned();
        renewed.expires = expires;
        renewed.fields["accessToken"] = access_token.into();
        renewed.fields["expiresAt"] = stamp(expires).into();
        if let (Some(new), Some(renewal)) = (refresh_token, &mut renewed.renewal) {
            renewed.fields["refreshToken"] = new.as_str().into();
            renewal.refresh_token = new;
        }
        renewed
    }
}

/// Reads a token.
pub(super) fn read(path: &Path) -> Result<CachedToken, TokenProblem> {
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => TokenProblem::Missing,
        _ => TokenProblem::Damaged(format!("{} cannot be read: {error}", path.display())),
    })?;
    let damaged =
        || TokenProblem::Damaged(format!("the kept sign-in {} is damaged", path.display()));
    let fields: Value = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    let text = |key: &str| fields.get(key)?.as_str().map(str::to_owned);
    let time = |key: &str| time_of(fields.get(key)?.as_str()?);
    let lasts = time("registrationExpiresAt").is_none_or(|ends| ends > SystemTime::now());
    let renewal = || {
        Some(Renewal {
            refresh_token: text("refreshToken")?,
            client_id: text("clientId")?,
            client_secret: text("clientSecret")?,
        })
    };
    Ok(CachedToken {
        access_token: text("accessToken").ok_or_else(damaged)?,
        expires: time("expiresAt").ok_or_else(damaged)?,
        renewal: renewal().filter(|_| lasts),
        fields,
    })
}

/// Keeps a renewed token in the place of the one before.
pub(super) fn replace(path: &Path, token: &CachedToken) -> Result<(), FileError> {
    write_private(path, token.fields.to_string().as_bytes())
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
