//! From a credential source to a login: what files and environment say, handed to the SDK.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

use super::config::{Reach, default_region};
use super::credentials::provider;
use super::login::{CredentialSource, Login, LoginSettings, Origin};
use super::plan::{Plan, plan};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::transport::errors::SignIn;

/// Prepares a credential source. Reads config files; sends no request for credentials yet.
pub(in crate::aws) async fn prepare(
    login_settings: &LoginSettings,
    source: CredentialSource,
) -> Result<Login, SourceError> {
    match source {
        CredentialSource::Fixed { key_id, secret } => fixed(login_settings, key_id, secret),
        source => configured(login_settings, source).await,
    }
}

fn fixed(
    login_settings: &LoginSettings,
    key_id: String,
    secret: String,
) -> Result<Login, SourceError> {
    let home = login_settings.home_region.unwrap_or(default_region());
    let credentials = Credentials::new(&key_id, &secret, None, None, "awsdash");
    let config = login_settings.sdk_config(&Reach::plain(home))?.to_builder();
    let config = config.credentials_provider(SharedCredentialsProvider::new(credentials));
    Ok(Login {
        via: "built-in credentials".into(),
        sign_in: SignIn::Fixed,
        home,
        config: config.build(),
        origin: Origin::Source(CredentialSource::Fixed { key_id, secret }),
        guard: Arc::default(),
        pacer: login_settings.pacer.clone(),
    })
}

async fn configured(
    login_settings: &LoginSettings,
    source: CredentialSource,
) -> Result<Login, SourceError> {
    let config = login_settings.configuration().await;
    let named = match &source {
        CredentialSource::Profile { name } => Some(name.clone()),
        _ => None,
    };
    let named = named.as_deref();
    let name = named.unwrap_or(config.default_profile());
    let planned = plan(&config, named).map_err(SourceError::Config)?;
    let reach = Reach::of(&config, name, login_settings.home_region)?;
    let base = Login {
        via: name.into(),
        sign_in: sign_in(&planned, named),
        home: reach.home,
        config: login_settings.sdk_config(&reach)?,
        origin: Origin::Source(source),
        guard: Arc::default(),
        pacer: login_settings.pacer.clone(),
    };
    tracing::debug!(profile = name, from = %planned.described(), "credentials are configured");
    let provider = provider(planned, &base, &login_settings.helpers);
    Ok(base.with_provider(provider))
}

/// How a person renews the credentials at the beginning of a plan.
fn sign_in(planned: &Plan, named: Option<&str>) -> SignIn {
    match (planned.first_source(), named) {
        (Plan::Sso(sso), _) => SignIn::Sso(sso.profile.clone()),
        (Plan::LoginSession(login), _) => SignIn::Console(login.profile.clone()),
        (_, Some(name)) => SignIn::Profile(name.to_owned()),
        (_, None) => SignIn::DefaultChain,
    }
}
