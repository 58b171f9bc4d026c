//! Logins of each credential source: fixed keys, the default chain, a profile.

use std::sync::Arc;
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::ProvideRegion;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use compact_str::format_compact;

use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::login::timeouts::{identity_cache, retries, stalled_streams, timeouts};
use crate::aws::access::profile_credentials::{ProfileAlone, ProfileSource, source_of};
use crate::aws::transport::errors::SignIn;
use crate::aws::transport::partition::sdk_region;
use crate::model::Region;

use super::{CredentialSource, Login, LoginSettings, Origin, default_profile};

/// The region of account-wide calls when no setting names one.
const DEFAULT_REGION: &str = "us-east-1";

/// A desktop has no instance metadata: do not wait for it.
const INSTANCE_METADATA_TIMEOUT: Duration = Duration::from_secs(1);

pub(super) fn fixed(login_settings: &LoginSettings, key_id: String, secret: String) -> Login {
    let home = login_settings.home_region.unwrap_or(default_region());
    let credentials = Credentials::new(&key_id, &secret, None, None, "awsdash");
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(login_settings.http.clone())
        .region(sdk_region(home))
        .retry_config(retries())
        .timeout_config(timeouts())
        .stalled_stream_protection(stalled_streams())
        .identity_cache(identity_cache())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .time_source(aws_smithy_async::time::SystemTimeSource::new());
    config.set_app_name(AppName::new("awsdash").ok());
    config.set_sleep_impl(aws_smithy_async::rt::sleep::default_async_sleep());
    config.set_endpoint_url(login_settings.endpoint_url.clone());
    if login_settings.endpoint_url.is_some() {
        config.insert_origin("endpoint_url", aws_types::origin::Origin::shared_config());
    }
    Login {
        via: "built-in credentials".into(),
        sign_in: SignIn::Fixed,
        home,
        config: config.build(),
        origin: Origin::Source(CredentialSource::Fixed { key_id, secret }),
        guard: Arc::default(),
        pacer: login_settings.pacer.clone(),
    }
}

pub(super) async fn default_chain(
    login_settings: &LoginSettings,
    sso: bool,
) -> Result<Login, SourceError> {
    let named = default_profile();
    let home = home_region(login_settings, region_of_environment(), &named).await?;
    let conf = provider_config(login_settings, home);
    let provider = if names_its_source(&named).await {
        profile_alone(&named, &conf)
    } else {
        let chain = DefaultCredentialsChain::builder()
            .imds_client(instance_metadata(&conf))
            .configure(conf)
            .region(sdk_region(home))
            .build()
            .await;
        SharedCredentialsProvider::new(chain)
    };
    let loader = loader(login_settings, home).credentials_provider(provider);
    Ok(Login {
        via: named.as_str().into(),
        sign_in: if sso {
            SignIn::Sso(named)
        } else {
            SignIn::DefaultChain
        },
        home,
        config: loader.load().await,
        origin: Origin::Source(CredentialSource::DefaultChain { sso }),
        guard: Arc::default(),
        pacer: login_settings.pacer.clone(),
    })
}

/// Whether the default chain is to end at its profile. Keys of the environment go before the profile; one that
/// names no source may leave it to the container or machine.
async fn names_its_source(profile: &str) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|text| !text.is_empty());
    let has_keys = is_set("AWS_ACCESS_KEY_ID") && is_set("AWS_SECRET_ACCESS_KEY");
    if has_keys {
        return false;
    }
    match source_of(profile).await {
        ProfileSource::Named => true,
        ProfileSource::Missing => is_set("AWS_PROFILE"),
        ProfileSource::Open => false,
    }
}

/// The profile's own credentials, without the SDK's fallbacks.
fn profile_alone(profile: &str, conf: &ProviderConfig) -> SharedCredentialsProvider {
    let inner = ProfileFileCredentialsProvider::builder()
        .profile_name(profile)
        .configure(conf);
    SharedCredentialsProvider::new(ProfileAlone {
        profile: profile.into(),
        inner: inner.build(),
    })
}

pub(super) async fn profile(
    login_settings: &LoginSettings,
    name: String,
    sso: bool,
) -> Result<Login, SourceError> {
    let own = region_of_profile(&name).await;
    let home = home_region(login_settings, own.or_else(region_of_environment), &name).await?;
    let conf = provider_config(login_settings, home);
    let provider = match source_of(&name).await {
        ProfileSource::Named | ProfileSource::Missing => profile_alone(&name, &conf),
        ProfileSource::Open => role_of_the_place(&conf),
    };
    let loader = loader(login_settings, home)
        .profile_name(&name)
        .credentials_provider(provider);
    Ok(Login {
        via: name.as_str().into(),
        sign_in: if sso {
            SignIn::Sso(name.clone())
        } else {
            SignIn::Profile(name.clone())
        },
        home,
        config: loader.load().await,
        origin: Origin::Source(CredentialSource::Profile { name, sso }),
        guard: Arc::default(),
        pacer: login_settings.pacer.clone(),
    })
}

/// The role of the container or of the machine, which a profile that names no source means.
fn role_of_the_place(conf: &ProviderConfig) -> SharedCredentialsProvider {
    let machine = ImdsCredentialsProvider::builder()
        .imds_client(instance_metadata(conf))
        .configure(conf)
        .build();
    let container = EcsCredentialsProvider::builder().configure(conf).build();
    let chain = CredentialsProviderChain::first_try("EcsContainer", container)
        .or_else("Ec2InstanceMetadata", machine);
    SharedCredentialsProvider::new(chain)
}

fn loader(login_settings: &LoginSettings, home: Region) -> aws_config::ConfigLoader {
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(login_settings.http.clone())
        .region(sdk_region(home))
        .retry_config(retries())
        .timeout_config(timeouts())
        .stalled_stream_protection(stalled_streams())
        .identity_cache(identity_cache());
    if let Ok(name) = AppName::new("awsdash") {
        loader = loader.app_name(name);
    }
    if let Some(url) = &login_settings.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    loader
}

/// Settings of a profile for calls that need no credentials, in a region of their own.
pub(in crate::aws) async fn without_credentials(
    login_settings: &LoginSettings,
    profile: &str,
    region: Region,
) -> SdkConfig {
    let loader = loader(login_settings, region).profile_name(profile);
    loader.no_credentials().load().await
}

fn provider_config(login_settings: &LoginSettings, home: Region) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_region(Some(sdk_region(home)))
        .with_http_client(login_settings.http.clone())
        .with_retry_config(retries())
        .with_timeout_config(timeouts())
}

fn instance_metadata(conf: &ProviderConfig) -> imds::Client {
    imds::Client::builder()
        .configure(conf)
        .max_attempts(1)
        .connect_timeout(INSTANCE_METADATA_TIMEOUT)
        .read_timeout(INSTANCE_METADATA_TIMEOUT)
        .operation_timeout(INSTANCE_METADATA_TIMEOUT * 2)
        .build()
}

async fn home_region(
    login_settings: &LoginSettings,
    first: Option<String>,
    profile: &str,
) -> Result<Region, SourceError> {
    if let Some(region) = login_settings.home_region {
        return Ok(region);
    }
    let text = match first {
        Some(text) => Some(text),
        None => region_of_profile(profile).await,
    };
    let Some(text) = text else {
        return Ok(default_region());
    };
    text.parse().map_err(|error| {
        SourceError::Config(format_compact!(
            "the region set for {profile} cannot be used: {error}"
        ))
    })
}

async fn region_of_profile(name: &str) -> Option<String> {
    let provider = ProfileFileRegionProvider::builder()
        .profile_name(name)
        .build();
    Some(provider.region().await?.to_string())
}

fn region_of_environment() -> Option<String> {
    let set = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
    set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION"))
}

fn default_region() -> Region {
    DEFAULT_REGION.parse().expect("a valid region code")
}
