//! The device flow of OAuth 2.0 (RFC 8628): a code here, a browser there.

use std::path::Path;
use std::time::{Duration, SystemTime};

use aws_sdk_ssooidc::operation::create_token::{CreateTokenError, CreateTokenOutput};
use aws_sdk_ssooidc::operation::register_client::RegisterClientOutput;
use compact_str::{CompactString, format_compact};

use super::Session;
use super::token_file::{self, Token};
use crate::app::resource_explorer::source::{SignInPrompt, SourceError};
use crate::aws::access::config::Reach;
use crate::aws::access::login::LoginSettings;
use crate::aws::transport::clients;
use crate::aws::transport::errors::{CallContext, CallError, SignIn};

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const REFRESH_TOKEN: &str = "refresh_token";

/// Between two questions whether the person has confirmed, when the service names no time. RFC 8628
/// has clients add the same when they are told to slow down.
const POLL_SECS: u64 = 5;

/// Longest wait for a person, also where the service allows more.
const MOST_WAIT: Duration = Duration::from_secs(15 * 60);

/// Signs in and keeps the token in `folder`.
pub(super) async fn login(
    login_settings: &LoginSettings,
    session: &Session,
    folder: &Path,
    on_prompt: &(dyn Fn(SignInPrompt) + Send + Sync),
) -> Result<(), SourceError> {
    let files = login_settings.configuration().await;
    let reach = Reach::of(&files, &session.profile, Some(session.region))?;
    let config = login_settings.sdk_config(&reach)?;
    let flow = DeviceFlow {
        client: clients::sso_oidc(&config),
        session,
        sign_in: SignIn::Sso(session.profile.clone()),
        endpoint: format_compact!("oidc.{}.amazonaws.com", session.region),
    };
    let registered = flow.register().await?;
    let (Some(client_id), Some(client_secret)) =
        (registered.client_id(), registered.client_secret())
    else {
        return Err(flow.bad_answer("RegisterClient"));
    };
    let given = flow.confirmed(client_id, client_secret, on_prompt).await?;
    let Some(access_token) = given.access_token() else {
        return Err(flow.bad_answer("CreateToken"));
    };
    let after = |seconds: i64| Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let token = Token {
        access_token: access_token.to_owned(),
        refresh_token: given.refresh_token().map(str::to_owned),
        expires: SystemTime::now() + after(given.expires_in().into()),
        client_id: client_id.to_owned(),
        client_secret: client_secret.to_owned(),
        registration_ends: SystemTime::UNIX_EPOCH + after(registered.client_secret_expires_at()),
    };
    token_file::write(folder, session, &token).map_err(|error| {
        SourceError::Config(format_compact!("the sign-in cannot be kept: {error}"))
    })?;
    tracing::info!(session = %session.name, "signed in");
    Ok(())
}

struct DeviceFlow<'a> {
    client: aws_sdk_ssooidc::Client,
    session: &'a Session,
    sign_in: SignIn,
    endpoint: CompactString,
}

impl DeviceFlow<'_> {
    async fn register(&self) -> Result<RegisterClientOutput, SourceError> {
        let mut call = self.client.register_client();
        call = call.client_name("awsdash").client_type("public");
        if !self.session.scopes.is_empty() {
            call = call
                .set_scopes(Some(self.session.scopes.clone()))
                .grant_types(DEVICE_CODE)
                .grant_types(REFRESH_TOKEN);
        }
        let answer = call.send().await;
        answer.map_err(|error| self.explain("sso-oauth:RegisterClient", CallError::new(error)))
    }

    /// The token, once the person has confirmed the code.
    async fn confirmed(
        &self,
        client_id: &str,
        client_secret: &str,
        on_prompt: &(dyn Fn(SignInPrompt) + Send + Sync),
    ) -> Result<CreateTokenOutput, SourceError> {
        let call = self.client.start_device_authorization();
        let call = call.client_id(client_id).client_secret(client_secret);
        let answer = call.start_url(&self.session.start_url).send().await;
        let begun = answer.map_err(|error| {
            self.explain("sso-oauth:StartDeviceAuthorization", CallError::new(error))
        })?;
        let url = begun
            .verification_uri_complete()
            .or(begun.verification_uri());
        // What is opened in a browser comes from the network.
        let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        let (Some(url), Some(code), Some(device)) = (url, begun.user_code(), begun.device_code())
        else {
            return Err(self.bad_answer("StartDeviceAuthorization"));
        };
        let seconds = u64::try_from(begun.expires_in()).unwrap_or(0);
        let wait = Duration::from_secs(seconds).min(MOST_WAIT);
        on_prompt(SignInPrompt {
            url: url.into(),
            code: code.into(),
            ends: SystemTime::now() + wait,
        });
        let asking = self.poll(client_id, client_secret, device, begun.interval());
        tokio::time::timeout(wait, asking)
            .await
            .unwrap_or_else(|_| Err(self.not_done("the code was not confirmed in time")))
    }

    async fn poll(
        &self,
        client_id: &str,
        client_secret: &str,
        device_code: &str,
        interval_secs: i32,
    ) -> Result<CreateTokenOutput, SourceError> {
        let named = u64::try_from(interval_secs).ok().filter(|secs| *secs > 0);
        let mut pause = Duration::from_secs(named.unwrap_or(POLL_SECS));
        loop {
            tokio::time::sleep(pause).await;
            let call = self.client.create_token();
            let call = call.client_id(client_id).client_secret(client_secret);
            let call = call.grant_type(DEVICE_CODE).device_code(device_code);
            let error = match call.send().await {
                Ok(given) => return Ok(given),
                Err(error) => error,
            };
            match error.as_service_error() {
                Some(CreateTokenError::AuthorizationPendingException(_)) => {}
                Some(CreateTokenError::SlowDownException(_)) => {
                    pause += Duration::from_secs(POLL_SECS);
                }
                Some(CreateTokenError::ExpiredTokenException(_)) => {
                    return Err(self.not_done("the code was not confirmed in time"));
                }
                Some(CreateTokenError::AccessDeniedException(_)) => {
                    return Err(self.not_done("it was refused in the browser"));
                }
                Some(_) => {
                    return Err(self.explain("sso-oauth:CreateToken", CallError::new(error)));
                }
                // A laptop that slept, a network that changed: the code is still good.
                None => tracing::debug!("whether the sign-in was confirmed is not known"),
            }
        }
    }

    fn not_done(&self, why: &str) -> SourceError {
        SourceError::SignIn {
            via: self.session.name.clone(),
            reason: format_compact!("the sign-in came to nothing: {why}; try again"),
        }
    }

    fn bad_answer(&self, operation: &str) -> SourceError {
        SourceError::BadAnswer {
            action: format_compact!("sso-oauth:{operation}"),
            reason: "something is missing in it".into(),
        }
    }

    fn explain(&self, action: &str, error: CallError) -> SourceError {
        let asked = CallContext {
            action,
            region: self.session.region,
            via: &self.session.name,
            sign_in: &self.sign_in,
            endpoint: &self.endpoint,
        };
        asked.explain(error).error
    }
}
