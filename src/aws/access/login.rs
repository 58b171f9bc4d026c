//! One credential source: a profile, the default chain, fixed credentials, or a role reached from one of these.

mod timeouts;

use std::sync::Arc;

use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::service_config::ServiceConfigKey;
use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::account_guard::AccountGuard;
use crate::aws::access::config::environment::Environment;
use crate::aws::access::config::{
    Configuration, PROFILE_VARIABLES, Reach, RecentConfiguration, variant,
};
use crate::aws::access::credentials::Helpers;
use crate::aws::access::login::timeouts::{identity_cache, retries, stalled_streams, timeouts};
use crate::aws::transport::errors::{CallContext, SignIn};
use crate::aws::transport::http::HttpClients;
use crate::aws::transport::partition::{domain, sdk_region};
use crate::aws::transport::request_pacing::RequestPacer;
use crate::catalog::endpoint_variants::Variant;
use crate::model::{AccountId, Region};

/// A credential source, with everything a client needs.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Login {
    /// Profile name or role, as reports show it.
    pub via: CompactString,
    /// How a person renews it.
    pub sign_in: SignIn,
    /// The region of account-wide calls.
    pub home: Region,
    /// Credentials, endpoints, time-outs, retries, HTTP client.
    pub config: SdkConfig,
    /// What it was made from, to be made again.
    pub origin: Origin,
    /// What is known of the credentials in use.
    pub guard: Arc<AccountGuard>,
    /// Sends the calls that are made with it beside the engine's own requests.
    pub pacer: RequestPacer,
}

/// What a login is made from.
#[derive(Clone, Debug)]
pub(in crate::aws) enum Origin {
    /// A credential source.
    Source(CredentialSource),
    /// A role, reached from another login.
    Role { base: Box<Login>, arn: String },
}

/// What all credential sources have in common.
#[derive(Clone, Debug)]
pub(in crate::aws) struct LoginSettings {
    /// Behind the wall.
    pub http: HttpClients,
    /// Goes before every other setting of an endpoint.
    pub endpoint_url: Option<String>,
    /// Goes before every other setting of a region.
    pub home_region: Option<Region>,
    /// Sends calls beside the engine's own requests.
    pub pacer: RequestPacer,
    /// The programs that profiles name as sources of credentials.
    pub helpers: Helpers,
    /// The config files, as they were a moment ago.
    pub files: RecentConfiguration,
}

/// Which credentials to use.
#[derive(Clone)]
pub(in crate::aws) enum CredentialSource {
    /// What the AWS CLI does without options.
    DefaultChain,
    /// A named profile, which goes before keys in the environment.
    Profile { name: String },
    /// Key id and secret.
    Fixed { key_id: String, secret: String },
}

// By hand: one variant holds a secret.
impl std::fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl CredentialSource {
    /// Profile name, as reports show it.
    pub(in crate::aws) fn name(&self) -> CompactString {
        match self {
            Self::DefaultChain => default_profile(),
            Self::Profile { name } => name.as_str().into(),
            Self::Fixed { .. } => "built-in credentials".into(),
        }
    }
}

/// The profile that the default chain looks at.
fn default_profile() -> CompactString {
    let env = Environment::of_process();
    let named = env.first(&PROFILE_VARIABLES);
    named.map_or("default", |(_, name)| name).into()
}

impl LoginSettings {
    /// The config files and the environment.
    pub(in crate::aws) async fn configuration(&self) -> Arc<Configuration> {
        self.files.get().await
    }

    /// The SDK's settings for what was decided, without credentials.
    pub(in crate::aws) fn sdk_config(&self, reach: &Reach) -> Result<SdkConfig, SourceError> {
        self.check_hosts(reach)?;
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(self.http.trusting(reach.ca_bundle.as_ref())?)
            .region(sdk_region(reach.home))
            .retry_config(retries())
            .timeout_config(timeouts())
            .stalled_stream_protection(stalled_streams())
            .identity_cache(identity_cache())
            .service_config(reach.endpoints.clone())
            .time_source(aws_smithy_async::time::SystemTimeSource::new());
        config.set_app_name(AppName::new("awsdash").ok());
        config.set_sleep_impl(aws_smithy_async::rt::sleep::default_async_sleep());
        config.set_use_fips(reach.use_fips.then_some(true));
        config.set_use_dual_stack(reach.use_dual_stack.then_some(true));
        let general = self.endpoint_url.as_ref().or(reach.endpoint_url.as_ref());
        config.set_endpoint_url(general.cloned());
        let origin = if self.endpoint_url.is_some() {
            // Goes before what is configured for a single service.
            aws_types::origin::Origin::shared_config()
        } else {
            aws_types::origin::Origin::shared_profile_file()
        };
        config.insert_origin("endpoint_url", origin);
        Ok(config.build())
    }

    /// An address of one's own is neither a FIPS nor a dual-stack host of AWS.
    fn check_hosts(&self, reach: &Reach) -> Result<(), SourceError> {
        let general = self.endpoint_url.as_ref().or(reach.endpoint_url.as_ref());
        match (general, reach.variant()) {
            (Some(url), Some(variant)) => Err(SourceError::Config(format_compact!(
                "{} endpoints are switched on, and the endpoint {} is set for all services; switch one off",
                variant.name(),
                without_secrets(url)
            ))),
            _ => Ok(()),
        }
    }
}

impl Login {
    /// The same login with another provider of credentials.
    pub(in crate::aws) fn with_provider(&self, provider: SharedCredentialsProvider) -> Self {
        let config = self.config.to_builder().credentials_provider(provider);
        Self {
            config: config.identity_cache(identity_cache()).build(),
            ..self.clone()
        }
    }

    /// Whether it is a copy of the other: both share what is known of their credentials.
    pub(in crate::aws) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.guard, &other.guard)
    }

    /// Ties the login to this account, which STS named.
    pub(in crate::aws) fn for_account(self, account: AccountId) -> Self {
        self.guard.fix(account);
        self
    }

    /// The same credential source with other credentials: a role reached from here.
    pub(in crate::aws) fn as_role(
        &self,
        arn: String,
        provider: SharedCredentialsProvider,
        guard: Arc<AccountGuard>,
    ) -> Self {
        let config = self.config.to_builder();
        let config = config
            .credentials_provider(provider)
            .identity_cache(identity_cache());
        Self {
            via: arn.as_str().into(),
            sign_in: self.sign_in.clone(),
            home: self.home,
            config: config.build(),
            origin: Origin::Role {
                base: Box::new(self.clone()),
                arn,
            },
            guard,
            pacer: self.pacer.clone(),
        }
    }

    /// The address that overrides a service's own, if the settings have one.
    pub(in crate::aws) fn endpoint_override(&self, sdk_name: &str) -> Option<String> {
        let general = || self.config.endpoint_url().map(str::to_owned);
        if self.config.get_origin("endpoint_url").is_client_config() {
            return general();
        }
        let key = ServiceConfigKey::builder()
            .service_id(sdk_name)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .ok()?;
        let specific = self
            .config
            .service_config()
            .and_then(|config| config.load_config(key));
        specific.or_else(general)
    }

    /// Which of AWS's hosts the settings ask for, if not the plain ones.
    pub(in crate::aws) fn variant(&self) -> Option<Variant> {
        variant(
            self.config.use_fips().unwrap_or(false),
            self.config.use_dual_stack().unwrap_or(false),
        )
    }

    /// What was asked, for the explanation of a failure.
    pub(in crate::aws) fn call_context<'a>(
        &'a self,
        action: &'a str,
        region: Region,
        endpoint: &'a str,
    ) -> CallContext<'a> {
        CallContext {
            action,
            region,
            via: &self.via,
            sign_in: &self.sign_in,
            endpoint,
        }
    }

    /// Host or address of a service, fit to be shown.
    pub(in crate::aws) fn endpoint_name(
        &self,
        sdk_name: &str,
        host: &str,
        region: Region,
    ) -> CompactString {
        match self.endpoint_override(sdk_name) {
            Some(url) => without_secrets(&url),
            None => format_compact!("{host}.{region}.{}", domain(region)),
        }
    }
}

/// An address without user name, password and query.
pub(in crate::aws) fn without_secrets(url: &str) -> CompactString {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let host_at = rest.split('/').next().and_then(|host| host.rfind('@'));
            let rest = host_at.map_or(rest, |at| &rest[at + 1..]);
            format_compact!("{scheme}://{}", rest.trim_end_matches('/'))
        }
        None => url.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_shown_without_user_and_query() {
        assert_eq!(
            without_secrets("http://u:p@127.0.0.1:5000/?k=v"),
            "http://127.0.0.1:5000"
        );
        assert_eq!(
            without_secrets("https://ec2.internal/x"),
            "https://ec2.internal/x"
        );
    }
}
