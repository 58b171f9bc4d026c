//! The role of an EC2 machine, from its metadata service: version 2, or version 1 where that is all there is.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_sts::config::BehaviorVersion;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use compact_str::format_compact;
use serde_json::Value;

use super::origin::CredentialOrigin;
use super::time::time_of;
use crate::app::resource_explorer::source::{BoxFuture, SourceError};
use crate::aws::access::login::Login;
use crate::aws::access::plan::MachinePlan;
use crate::aws::transport::errors::WireError;

const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
const TOKEN: &str = "/latest/api/token";
/// Seconds that a token lasts: longer than any credentials that are read with it.
const TOKEN_SECONDS: &str = "21600";

/// Asks the metadata service.
pub(super) struct MachineRole {
    plan: MachinePlan,
    base: Login,
}

impl std::fmt::Debug for MachineRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the role of the machine")
    }
}

/// An answer of the service: status and text.
type Answer = (u16, String);

/// A question to it.
#[derive(Debug)]
struct Question {
    method: &'static str,
    path: String,
    header: Option<(&'static str, String)>,
}

impl MachineRole {
    pub(super) fn new(plan: MachinePlan, base: &Login) -> Self {
        Self {
            plan,
            base: base.clone(),
        }
    }

    /// The credentials; `None` where there is no such service, or it is switched off.
    pub(super) async fn find(&self) -> Result<Option<Credentials>, SourceError> {
        if self.plan.is_disabled {
            return Ok(None);
        }
        let Some(token) = self.token().await? else {
            return Ok(None);
        };
        let with_token = |path: String| Question {
            method: "GET",
            path,
            header: token
                .clone()
                .map(|token| ("x-aws-ec2-metadata-token", token)),
        };
        let role = match self.ask(with_token(ROLES.into())).await {
            Some((200, role)) if !role.trim().is_empty() => role.trim().to_owned(),
            _ => return Ok(None),
        };
        let answer = self.ask(with_token(format!("{ROLES}{role}"))).await;
        match answer.and_then(|(status, text)| (status == 200).then(|| read(&text))?) {
            Some(given) => Ok(Some(given)),
            None => Err(SourceError::Config(format_compact!(
                "the metadata service of the machine ({}) gives no credentials for its role {role}",
                self.plan.endpoint
            ))),
        }
    }

    /// `Some(None)` is version 1, which has no tokens; `None` is no service at all.
    async fn token(&self) -> Result<Option<Option<String>>, SourceError> {
        let question = Question {
            method: "PUT",
            path: TOKEN.into(),
            header: Some(("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS.into())),
        };
        match self.ask(question).await {
            Some((200, token)) => Ok(Some(Some(token.trim().to_owned()))),
            Some((403..=405, _)) if self.plan.is_v1_disabled => {
                Err(SourceError::Config(format_compact!(
                    "the metadata service of the machine ({}) gives no token, and version 1 without tokens is \
                     switched off",
                    self.plan.endpoint
                )))
            }
            Some((403..=405, _)) => Ok(Some(None)),
            _ => Ok(None),
        }
    }

    async fn ask(&self, question: Question) -> Option<Answer> {
        let mut left = self.plan.attempts.max(1);
        loop {
            let asked = Question {
                path: question.path.clone(),
                header: question.header.clone(),
                ..question
            };
            let operation = self.operation();
            let answer = tokio::time::timeout(self.plan.timeout * 2, operation.invoke(asked));
            left -= 1;
            match answer.await {
                Ok(Ok(answer)) => return Some(answer),
                _ if left == 0 => return None,
                _ => {}
            }
        }
    }

    fn operation(&self) -> Operation<Question, Answer, WireError> {
        let limits = TimeoutConfig::builder()
            .connect_timeout(self.plan.timeout)
            .read_timeout(self.plan.timeout);
        let mut builder = Operation::builder()
            .service_name("machine")
            .operation_name("metadata")
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(self.plan.endpoint.trim_end_matches('/'))
            .no_auth()
            .no_retry()
            .timeout_config(limits.build());
        let config = &self.base.config;
        if let Some(http) = config.http_client() {
            builder = builder.http_client(http);
        }
        if let Some(sleep) = config.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        builder
            .serializer(http_request)
            .deserializer(answer)
            .build()
    }
}

fn http_request(question: Question) -> Result<HttpRequest, BoxError> {
    let mut builder = http::Request::builder()
        .method(question.method)
        .uri(question.path);
    if let Some((name, value)) = question.header {
        builder = builder.header(name, value);
    }
    Ok(HttpRequest::try_from(builder.body(SdkBody::empty())?)?)
}

/// Every answer is one: its status counts.
fn answer(response: &HttpResponse) -> Result<Answer, OrchestratorError<WireError>> {
    let body = response.body().bytes();
    let text = body.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    match text {
        Some(text) => Ok((response.status().as_u16(), text)),
        None => {
            let meta = ErrorMetadata::builder().message("no body");
            Err(OrchestratorError::operation(WireError(meta.build())))
        }
    }
}

fn read(text: &str) -> Option<Credentials> {
    let given: Value = serde_json::from_str(text).ok()?;
    let text = |key: &str| given.get(key)?.as_str();
    let ends = time_of(text("Expiration")?)?;
    // The service goes on giving the last ones when it cannot renew them: AWS decides whether they hold.
    let now = SystemTime::now();
    let ends = if ends > now {
        ends
    } else {
        now + Duration::from_secs(300)
    };
    Some(Credentials::new(
        text("AccessKeyId")?,
        text("SecretAccessKey")?,
        Some(text("Token")?.to_owned()),
        Some(ends),
        "the role of the machine",
    ))
}

impl CredentialOrigin for MachineRole {
    fn give(&self) -> BoxFuture<'_, Result<Credentials, SourceError>> {
        Box::pin(async {
            let found = self.find().await?;
            found.ok_or_else(|| {
                let reason = if self.plan.is_disabled {
                    "AWS_EC2_METADATA_DISABLED switches it off".to_owned()
                } else {
                    format!("its metadata service ({}) gives none", self.plan.endpoint)
                };
                SourceError::Config(format_compact!(
                    "the profile takes its credentials from the role of the machine (credential_source = \
                     Ec2InstanceMetadata), and {reason}"
                ))
            })
        })
    }
}
