//! The sandbox as the HTTP client of the SDK: requests go in, answers come out, no socket.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use super::Sandbox;
use super::faults::Network;
use super::reply::Reply;
use super::request::RawRequest;

/// The client half: makes connectors.
pub(crate) struct SandboxClient(pub(crate) Arc<Sandbox>);

/// The connector half: carries one request after the other.
struct SandboxConnector {
    sandbox: Arc<Sandbox>,
    read_timeout: Option<Duration>,
}

impl fmt::Debug for SandboxClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxClient")
    }
}

impl fmt::Debug for SandboxConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxConnector")
    }
}

impl HttpClient for SandboxClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(SandboxConnector {
            sandbox: Arc::clone(&self.0),
            read_timeout: settings.read_timeout(),
        })
    }
}

impl HttpConnector for SandboxConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sandbox = Arc::clone(&self.sandbox);
        let read_timeout = self.read_timeout;
        HttpConnectorFuture::new(async move {
            let answer = carry(&sandbox, request);
            match read_timeout {
                None => answer.await,
                Some(limit) => tokio::time::timeout(limit, answer)
                    .await
                    .unwrap_or_else(|_| {
                        let reason = format!("no answer from the sandbox within {limit:?}");
                        Err(ConnectorError::timeout(reason.into()))
                    }),
            }
        })
    }
}

/// Carries a request to the sandbox and its answer back, with the network's faults.
async fn carry(sandbox: &Sandbox, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let (latency, network) = sandbox.faults().latency_and_network();
    match network {
        Network::Up => (),
        Network::Down => return Err(ConnectorError::io("connection refused".into())),
        Network::Silent => std::future::pending().await,
    }
    if latency.is_zero() {
        // A real network never answers at once: here a cancelled caller can stop.
        tokio::task::yield_now().await;
    } else {
        tokio::time::sleep(latency).await;
    }
    let headers = request.headers();
    let raw = RawRequest {
        method: request.method(),
        uri: request.uri(),
        authorization: headers.get("authorization"),
        target: headers.get("x-amz-target"),
        // Every request that the sandbox answers has its body in memory.
        body: request.body().bytes().unwrap_or_default(),
    };
    response(sandbox.answer(raw)?)
}

fn response(reply: super::HttpAnswer) -> Result<HttpResponse, ConnectorError> {
    let super::HttpAnswer {
        reply,
        request_id,
        whole_length,
    } = reply;
    let Reply {
        status,
        content_type,
        body,
        error_type,
        bucket_region,
    } = reply;
    let status =
        StatusCode::try_from(status).map_err(|error| ConnectorError::user(error.into()))?;
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    let headers = response.headers_mut();
    headers.insert("content-type", content_type);
    headers.insert("content-length", whole_length.to_string());
    headers.insert("x-amzn-requestid", request_id);
    if let Some(error_type) = error_type {
        headers.insert("x-amzn-errortype", error_type);
    }
    if let Some(region) = bucket_region {
        headers.insert("x-amz-bucket-region", region);
    }
    Ok(response)
}
