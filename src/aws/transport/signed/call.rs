//! Sending one request: written by us, signed and sent by the SDK's runtime.

use std::ops::Deref;

use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_sdk_sts::config::{BehaviorVersion, SharedCredentialsProvider};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use compact_str::format_compact;
use serde_json::Value;

use super::operations::{SignedOperation, Wire};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::login::Login;
use crate::aws::transport::errors::{
    CallError, Failure, WireError, bucket_region, error_code, error_message,
};
use crate::aws::transport::partition::sdk_region;
use crate::aws::transport::read_only::ReadOnlyGuard;
use crate::aws::transport::sdk_retry_classifier::LeaveToScheduler;
use crate::catalog::endpoint_variants::variant_of;
use crate::model::Region;

/// What a request says.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Input {
    /// Path below the endpoint, encoded; empty for `/`.
    pub path: String,
    /// Query, encoded, without `?`.
    pub query: String,
    /// Body of a JSON operation.
    pub json: Value,
}

/// A request as it goes over the wire, but for address and signature.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Request {
    /// `GET`, `HEAD` or `POST`.
    pub method: &'static str,
    /// Below the endpoint, encoded.
    pub path_and_query: String,
    /// Beside those of the runtime.
    pub headers: Vec<(String, String)>,
    /// May be empty.
    pub body: Vec<u8>,
}

/// The body of an answer, in memory.
#[derive(Debug)]
pub(in crate::aws) struct AnswerBody(SdkBody);

impl Deref for AnswerBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.bytes().unwrap_or_default()
    }
}

/// Where a request goes and how it is signed.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Destination {
    /// The service as the SDK or botocore names it; also how its endpoint is configured.
    pub service: &'static str,
    /// The service as signatures name it.
    pub signing_name: &'static str,
    /// `ListFunctions`.
    pub operation: &'static str,
    /// The region that answers.
    pub region: Region,
    /// Host name, without what configuration says instead.
    pub host: String,
    /// The service as the endpoint rules name it.
    pub rules: &'static str,
}

/// A successful answer.
#[derive(Debug)]
struct Reply {
    body: AnswerBody,
    bucket_region: Option<String>,
}

/// S3's answer to a question about a bucket.
#[derive(Debug)]
pub(in crate::aws) struct BucketAnswer {
    /// The region that it names beside the answer.
    pub region: Option<Region>,
    /// The answer itself; empty where it was refused and named the region.
    pub body: AnswerBody,
}

impl SignedOperation {
    /// Sends one request for a question asked in `region`; the body of the answer.
    pub(in crate::aws) async fn call(
        &self,
        login: &Login,
        region: Region,
        input: Input,
    ) -> Result<AnswerBody, Failure> {
        let sent = self.send(login, region, input).await;
        sent.map(|reply| reply.body)
            .map_err(|error| self.explain(login, region, error))
    }

    /// As [`Self::call`], about a bucket: a refusal that names its region is an answer too.
    pub(in crate::aws) async fn call_about_bucket(
        &self,
        login: &Login,
        region: Region,
        input: Input,
    ) -> Result<BucketAnswer, Failure> {
        match self.send(login, region, input).await {
            Ok(Reply {
                body,
                bucket_region,
            }) => Ok(BucketAnswer {
                region: bucket_region.and_then(|code| code.parse().ok()),
                body,
            }),
            Err(error) => match error.bucket_region() {
                Some(region) => Ok(BucketAnswer {
                    region: Some(region),
                    body: AnswerBody(SdkBody::empty()),
                }),
                None => Err(self.explain(login, region, error)),
            },
        }
    }

    async fn send(&self, login: &Login, region: Region, input: Input) -> Result<Reply, CallError> {
        let region = self.location.region(region);
        let destination = Destination {
            service: self.sdk_name,
            signing_name: self.signing_name,
            operation: self.name,
            region,
            host: self.location.host_in(region),
            rules: self.location.host(),
        };
        destination
            .reply(login, write(self.wire, self.name, &input))
            .await
    }

    fn explain(&self, login: &Login, region: Region, error: CallError) -> Failure {
        let region = self.location.region(region);
        let endpoint = login.endpoint_name(self.sdk_name, self.location.host(), region);
        login
            .call_context(self.action, region, &endpoint)
            .explain(error)
    }
}

impl Destination {
    /// Signs and sends; the body of the answer.
    pub(in crate::aws) async fn send(
        &self,
        login: &Login,
        request: Request,
    ) -> Result<AnswerBody, CallError> {
        self.reply(login, request).await.map(|reply| reply.body)
    }

    async fn reply(&self, login: &Login, request: Request) -> Result<Reply, CallError> {
        let address = self.address(login)?;
        let sent = self.operation(login, &address).invoke(request).await;
        sent.map_err(CallError::new)
    }

    /// What configuration says, or the host of the kind that it asks for.
    fn address(&self, login: &Login) -> Result<String, CallError> {
        if let Some(address) = login.endpoint_override(self.service) {
            return Ok(address);
        }
        let Some(variant) = login.variant() else {
            return Ok(format!("https://{}", self.host));
        };
        match variant_of(&self.host, self.rules, self.region, variant) {
            Some(host) => Ok(format!("https://{host}")),
            None => Err(CallError::Explained(Box::new(SourceError::Unsupported {
                reason: format_compact!(
                    "{} has no {} endpoint in {}, and the settings ask for no other",
                    self.rules,
                    variant.name(),
                    self.region
                ),
            }))),
        }
    }

    fn operation(&self, login: &Login, address: &str) -> Operation<Request, Reply, WireError> {
        let config = &login.config;
        let mut builder = Operation::builder()
            .service_name(self.service)
            .operation_name(self.operation)
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(address.trim_end_matches('/'))
            .interceptor(ReadOnlyGuard)
            .retry_classifier(LeaveToScheduler)
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(TransientErrorClassifier::<WireError>::new())
            .with_connection_poisoning()
            .runtime_plugin(self.signing(login));
        if let Some(http) = config.http_client() {
            builder = builder.http_client(http);
        }
        if let Some(retries) = config.retry_config() {
            builder = builder.standard_retry(retries);
        }
        if let Some(timeouts) = config.timeout_config() {
            builder = builder.timeout_config(timeouts.clone());
        }
        if let Some(sleep) = config.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        if let Some(time) = config.time_source() {
            builder = builder.time_source(time);
        }
        builder.serializer(http_request).deserializer(read).build()
    }

    fn signing(&self, login: &Login) -> StaticRuntimePlugin {
        let mut layer = Layer::new("signed operation");
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        let mut signing = SigV4OperationSigningConfig {
            name: Some(SigningName::from_static(self.signing_name)),
            region: Some(SigningRegion::from(sdk_region(self.region))),
            ..Default::default()
        };
        // S3 signs the path as it is and wants the checksum of the body.
        if self.signing_name == "s3" {
            signing.signing_options.double_uri_encode = false;
            signing.signing_options.normalize_uri_path = false;
            signing.signing_options.content_sha256_header = true;
        }
        layer.store_put(signing);
        let schemes = StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID]);
        let mut components = RuntimeComponentsBuilder::new("signed operation")
            .with_auth_scheme(SigV4AuthScheme::new())
            .with_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(schemes)));
        components.set_identity_cache(login.config.identity_cache());
        let credentials: Option<SharedCredentialsProvider> = login.config.credentials_provider();
        if let Some(credentials) = credentials {
            components.set_identity_resolver(SCHEME_ID, credentials);
        }
        StaticRuntimePlugin::new()
            .with_config(layer.freeze())
            .with_runtime_components(components)
    }
}

fn write(wire: Wire, name: &str, input: &Input) -> Request {
    match wire {
        Wire::Query { version } => Request {
            method: "POST",
            path_and_query: "/".into(),
            headers: vec![(
                "content-type".into(),
                "application/x-www-form-urlencoded".into(),
            )],
            body: format!("Action={name}&Version={version}").into_bytes(),
        },
        Wire::RestJson => Request {
            method: "POST",
            path_and_query: format!("/{name}"),
            headers: vec![("content-type".into(), "application/json".into())],
            body: input.json.to_string().into_bytes(),
        },
        Wire::Json { target } => Request {
            method: "POST",
            path_and_query: "/".into(),
            headers: vec![
                ("content-type".into(), "application/x-amz-json-1.1".into()),
                ("x-amz-target".into(), target.into()),
            ],
            body: input.json.to_string().into_bytes(),
        },
        Wire::RestXml | Wire::Head => {
            let path = if input.path.is_empty() {
                "/"
            } else {
                &input.path
            };
            let mark = if input.query.is_empty() { "" } else { "?" };
            let method = match wire {
                Wire::Head => "HEAD",
                _ => "GET",
            };
            Request {
                method,
                path_and_query: format!("{path}{mark}{}", input.query),
                ..Request::default()
            }
        }
    }
}

fn http_request(request: Request) -> Result<HttpRequest, BoxError> {
    let mut builder = http::Request::builder()
        .method(request.method)
        .uri(request.path_and_query);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    let body = if request.body.is_empty() {
        SdkBody::empty()
    } else {
        SdkBody::from(request.body)
    };
    Ok(HttpRequest::try_from(builder.body(body)?)?)
}

fn read(answer: &HttpResponse) -> Result<Reply, OrchestratorError<WireError>> {
    if answer.status().is_success() {
        // The bytes are shared, not copied.
        let body = answer.body().try_clone();
        return Ok(Reply {
            body: AnswerBody(body.unwrap_or_else(SdkBody::empty)),
            bucket_region: bucket_region(answer),
        });
    }
    let mut meta = ErrorMetadata::builder();
    if let Some(code) = error_code(answer) {
        meta = meta.code(code);
    }
    if let Some(message) = error_message(answer) {
        meta = meta.message(message);
    }
    Err(OrchestratorError::operation(WireError(meta.build())))
}
