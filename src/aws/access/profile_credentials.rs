//! Credentials of a profile that names their source: from that source or not at all.
//!
//! The SDK's chains go on to the role of the container or of the machine when a profile gives nothing, also when
//! the source that the profile names is missing. Its rows would then be another identity's under the profile's
//! name.

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::profile::ProfileSet;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::source::SourceError;

/// Settings by which a profile says where its credentials come from.
const SOURCES: [&str; 13] = [
    "aws_access_key_id",
    "aws_secret_access_key",
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

/// Where the credentials of a profile come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum ProfileSource {
    /// From what the profile names.
    Named,
    /// The files do not have the profile, or cannot be read.
    Missing,
    /// It names no source: the role of the container or machine may be meant, as in the AWS CLI.
    Open,
}

/// What the config files say of a profile.
pub(in crate::aws) async fn source_of(profile: &str) -> ProfileSource {
    let files = EnvConfigFiles::default();
    match aws_config::profile::load(&Fs::real(), &Env::real(), &files, None).await {
        Ok(set) => source_in(&set, profile),
        Err(_) => ProfileSource::Missing,
    }
}

fn source_in(set: &ProfileSet, profile: &str) -> ProfileSource {
    let Some(known) = set.get_profile(profile) else {
        return ProfileSource::Missing;
    };
    let names_one = SOURCES.iter().any(|setting| known.get(setting).is_some());
    if names_one {
        ProfileSource::Named
    } else {
        ProfileSource::Open
    }
}

/// Gives the profile's credentials. Where they are missing it fails, so that the SDK tries no other source in
/// the profile's name.
#[derive(Debug)]
pub(in crate::aws) struct ProfileAlone {
    pub profile: CompactString,
    pub inner: ProfileFileCredentialsProvider,
}

impl ProvideCredentials for ProfileAlone {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            match self.inner.provide_credentials().await {
                Err(missing @ CredentialsError::CredentialsNotLoaded(_)) => {
                    Err(CredentialsError::provider_error(self.not_given(&missing)))
                }
                given => given,
            }
        })
    }
}

impl ProfileAlone {
    fn not_given(&self, missing: &CredentialsError) -> SourceError {
        let cause = std::error::Error::source(missing).map(|cause| cause.to_string());
        let cause = cause.unwrap_or_else(|| "what it names gives none".into());
        SourceError::SignIn {
            via: self.profile.clone(),
            reason: format_compact!(
                "the profile names where its credentials come from, and they are not there ({cause}); \
                 no other credentials are used in its name"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_runtime::env_config::file::EnvConfigFileKind;

    use super::*;

    async fn set(config: &str) -> ProfileSet {
        let files = EnvConfigFiles::builder()
            .with_contents(EnvConfigFileKind::Config, config)
            .build();
        let env = Env::from_slice(&[]);
        let set = aws_config::profile::load(&Fs::from_slice(&[]), &env, &files, None).await;
        set.unwrap()
    }

    #[tokio::test]
    async fn a_profile_that_names_a_source_is_answered_by_it_alone() {
        let set = set("[profile plain]\nregion = eu-west-1\n\
             [profile half]\naws_access_key_id = AKIDEXAMPLE\n\
             [profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = gone\n\
             [profile sso]\nsso_session = gone\n\
             [profile process]\ncredential_process = /nowhere\n")
        .await;
        assert_eq!(source_in(&set, "plain"), ProfileSource::Open);
        for named in ["half", "role", "sso", "process"] {
            assert_eq!(source_in(&set, named), ProfileSource::Named, "{named}");
        }
        assert_eq!(
            source_in(&set, "dropped by the parser"),
            ProfileSource::Missing
        );
    }

    #[tokio::test]
    async fn what_a_profile_does_not_give_is_an_error_that_ends_every_chain() {
        let files = EnvConfigFiles::builder()
            .with_contents(
                EnvConfigFileKind::Config,
                "[profile a]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = gone\n",
            )
            .build();
        let inner = ProfileFileCredentialsProvider::builder()
            .profile_name("a")
            .profile_files(files)
            .build();
        let alone = ProfileAlone {
            profile: "a".into(),
            inner,
        };
        let error = alone.provide_credentials().await.unwrap_err();
        assert!(
            !matches!(error, CredentialsError::CredentialsNotLoaded(_)),
            "{error:?}"
        );
        let text = format!("{error:?}");
        assert!(text.contains("gone"), "{text}");
    }
}
