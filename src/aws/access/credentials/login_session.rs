//! `aws login`: credentials that the AWS CLI keeps for a session in the console.

use std::path::PathBuf;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use compact_str::format_compact;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::origin::CredentialOrigin;
use super::time::time_of;
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::config::environment::Environment;
use crate::aws::access::plan::LoginSessionPlan;

/// Reads what `aws login` keeps; it is read again when it has expired.
pub(super) struct LoginSession {
    plan: LoginSessionPlan,
}

impl std::fmt::Debug for LoginSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.plan.profile)
    }
}

impl LoginSession {
    pub(super) fn new(plan: LoginSessionPlan) -> Self {
        Self { plan }
    }

    fn kept(&self) -> Result<Credentials, SourceError> {
        let env = Environment::of_process();
        let path = path(&env, &self.plan.session);
        let bytes = std::fs::read(&path)
            .map_err(|_| self.sign_in_again("the sign-in of this profile was never made"))?;
        let given = read(&bytes).ok_or_else(|| {
            self.sign_in_again(&format!("the sign-in is damaged ({})", path.display()))
        })?;
        if given.expiry().is_some_and(|ends| ends <= SystemTime::now()) {
            return Err(self.sign_in_again("the sign-in has expired"));
        }
        Ok(given)
    }

    fn sign_in_again(&self, why: &str) -> SourceError {
        let profile = &self.plan.profile;
        SourceError::SignIn {
            via: profile.as_str().into(),
            reason: format_compact!("{why}; run `aws login --profile {profile}`"),
        }
    }
}

/// The file of a session: the hash of its name.
fn path(env: &Environment, session: &str) -> PathBuf {
    let folder = match env.get("AWS_LOGIN_CACHE_DIRECTORY") {
        Some(folder) => env.path(folder),
        None => env.path("~/.aws/login/cache"),
    };
    let hash = Sha256::digest(session.trim().as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    folder.join(hex).with_extension("json")
}

fn read(bytes: &[u8]) -> Option<Credentials> {
    let kept: Value = serde_json::from_slice(bytes).ok()?;
    let token = kept.get("accessToken")?;
    let text = |key: &str| token.get(key)?.as_str();
    Some(Credentials::new(
        text("accessKeyId")?,
        text("secretAccessKey")?,
        Some(text("sessionToken")?.to_owned()),
        Some(time_of(text("expiresAt")?)?),
        "aws login",
    ))
}

impl CredentialOrigin for LoginSession {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>> {
        Box::pin(async { self.kept() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_by_the_hash_of_its_name_and_read() {
        let env = Environment::of(&[("AWS_LOGIN_CACHE_DIRECTORY", "/c")]);
        let file = path(&env, "arn:x");
        assert_eq!(file.parent(), Some(std::path::Path::new("/c")));
        assert_eq!(
            file.file_name().map(|name| name.len()),
            Some(64 + ".json".len())
        );
        let kept = br#"{"accessToken":{"accessKeyId":"A","secretAccessKey":"S","sessionToken":"T",
                        "accountId":"1","expiresAt":"2036-01-01T00:00:00Z"},"refreshToken":"R"}"#;
        assert_eq!(read(kept).unwrap().access_key_id(), "A");
        assert!(read(b"{}").is_none() && read(b"x").is_none());
    }

    #[test]
    fn a_sign_in_that_was_never_made_names_the_command() {
        let session = LoginSession::new(LoginSessionPlan {
            profile: "g".into(),
            session: "arn:aws:sts::1:assumed-role/never/made".into(),
        });
        let error = session.kept().unwrap_err().to_string();
        assert!(error.contains("aws login --profile g"), "{error}");
    }
}
