//! Which credential sources were looked for on this machine, and the result: for the first screen and `doctor`.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;
use compact_str::CompactString;

use super::AwsSource;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::credential_sources::credential_sources;
use crate::aws::access::discovery::Discovery;
use crate::aws::access::guarded_login::prepared;
use crate::aws::access::login::{CredentialSource, LoginSettings, without_secrets};
use crate::aws::access::profiles::{self, ProfileList};
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;
use crate::model::AccountId;

/// Environment variables that change how AWS is reached.
const VARIABLES: &[&str] = &[
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_EC2",
    "AWS_ENDPOINT_URL_STS",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_CA_BUNDLE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "https_proxy",
    "http_proxy",
    "no_proxy",
];

/// Where credentials come from on this machine. Values of variables are not in it.
#[derive(Clone, Debug, Default)]
pub struct AccessReport {
    /// The config files and their profiles.
    pub profiles: ProfileList,
    /// Names of the variables that are set and change how AWS is reached.
    pub variables: Vec<&'static str>,
    /// The endpoint override of the environment, without what may be secret in it.
    pub endpoint_override: Option<CompactString>,
}

/// Looks at files and environment; sends nothing.
pub fn access_report() -> AccessReport {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    AccessReport {
        profiles: profiles::list(),
        variables: VARIABLES
            .iter()
            .copied()
            .filter(|name| set(name).is_some())
            .collect(),
        endpoint_override: set("AWS_ENDPOINT_URL").map(|url| without_secrets(&url)),
    }
}

/// The result for one credential source.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Profile name.
    pub via: CompactString,
    /// Host or address that was called; empty when no call was made.
    pub endpoint: CompactString,
    /// The account, or why there is none.
    pub outcome: Result<AccountId, SourceError>,
    /// How far the clock of this machine is ahead of AWS's, in seconds; negative when it is behind.
    /// `None` without an answer. Beyond five minutes AWS accepts no request.
    pub clock_ahead_secs: Option<i64>,
}

/// Asks STS for the identity of every credential source that the options name, one after the other: that checks
/// credentials, endpoint and clock at once.
pub async fn doctor_checks(source: &AwsSource) -> Vec<Probe> {
    let login_settings = match source.login_settings() {
        Ok(login_settings) => login_settings,
        Err(error) => return vec![Probe::failed("settings".into(), error)],
    };
    let mut found = Discovery::default();
    let sources = credential_sources(&login_settings, source.options(), &mut found).await;
    let broken = found
        .broken
        .into_iter()
        .map(|broken| Probe::failed(broken.via, broken.error));
    let mut probes: Vec<Probe> = broken.collect();
    for source in sources {
        probes.push(probe(&login_settings, source).await);
    }
    probes
}

impl Probe {
    fn failed(via: CompactString, error: SourceError) -> Self {
        Self {
            via,
            endpoint: CompactString::default(),
            outcome: Err(error),
            clock_ahead_secs: None,
        }
    }
}

async fn probe(login_settings: &LoginSettings, source: CredentialSource) -> Probe {
    let via = source.name();
    let login = match prepared(login_settings, source).await {
        Ok(login) => login,
        Err(error) => return Probe::failed(via, error),
    };
    let endpoint = login.endpoint_name("STS", "sts", login.home);
    let asked = login.call_context("sts:GetCallerIdentity", login.home, &endpoint);
    let clock = ReadClock::default();
    let call = clients::sts(&login).get_caller_identity().customize();
    let outcome = match call.interceptor(clock.clone()).send().await {
        Err(error) => Err(asked.explain(CallError::new(error)).error),
        Ok(answer) => {
            let account = answer.account().unwrap_or_default().parse();
            account.map_err(|_| asked.bad_answer("no account number in it"))
        }
    };
    Probe {
        via,
        endpoint,
        outcome,
        clock_ahead_secs: clock.ahead_secs(),
    }
}

/// Reads the `Date` of an answer, also of one that refuses.
#[derive(Clone, Debug, Default)]
struct ReadClock {
    ahead_secs: Arc<Mutex<Option<i64>>>,
}

impl ReadClock {
    fn ahead_secs(&self) -> Option<i64> {
        *self
            .ahead_secs
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Intercept for ReadClock {
    fn name(&self) -> &'static str {
        "ReadClock"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        let theirs = date.and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        let ours = DateTime::from(SystemTime::now());
        let ahead = theirs.map(|theirs| ours.secs() - theirs.secs());
        *self
            .ahead_secs
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = ahead;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::testing::{Fixture, caller, ec2_error};

    #[tokio::test]
    async fn a_probe_tells_account_and_endpoint() {
        let fixture = Fixture::new(|_| caller("001234567890"));
        let probes = doctor_checks(&fixture.source()).await;
        assert_eq!(probes.len(), 1);
        assert_eq!(probes[0].endpoint, "sts.us-east-1.amazonaws.com");
        assert_eq!(probes[0].outcome, Ok("001234567890".parse().unwrap()));
        assert_eq!(probes[0].clock_ahead_secs, None);
    }

    #[tokio::test]
    async fn a_wrong_clock_is_measured_even_when_the_request_is_refused() {
        let fixture =
            Fixture::new(|_| ec2_error(403, "SignatureDoesNotMatch", "Signature expired"))
                .with_header("date", "Tue, 03 Nov 2020 12:00:00 GMT");
        let probes = doctor_checks(&fixture.source()).await;
        assert!(
            matches!(probes[0].outcome, Err(SourceError::SignIn { .. })),
            "{probes:?}"
        );
        assert!(probes[0].clock_ahead_secs.is_some_and(|secs| secs > 86_400));
    }

    #[test]
    fn the_report_names_variables_and_never_their_values() {
        let report = access_report();
        assert_eq!(report.profiles.files.len(), 2);
        assert!(
            report
                .variables
                .iter()
                .all(|name| std::env::var(name).is_ok())
        );
    }
}
