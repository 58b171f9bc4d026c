//! The bodies of answers, taken below all clients: ours and those inside the SDK's credential chain.
//!
//! A body is read whole before it is parsed. It is counted while it arrives, and reading stops where there is no
//! room for it; characters that JSON or XML cannot hold are escaped; a body that came with success has to be one
//! whole document of the kind that was asked for. So no parser above sees half an answer. An answer
//! that does not begin or end within the time limits is given up here.

mod answer_clock;
mod arrival;
mod document;
mod footprint;
mod repair;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

use super::errors::{AnswerFault, Outline};
use crate::app::resource_explorer::source::LimitsInForce;
use crate::app::resource_explorer::source::body_meter::body_meter;
use answer_clock::AnswerClock;
use document::Expected;

/// Lets an HTTP client hand on whole bodies only.
pub(in crate::aws) fn with_whole_bodies(
    inner: SharedHttpClient,
    limits: LimitsInForce,
) -> SharedHttpClient {
    SharedHttpClient::new(WholeBodies { inner, limits })
}

// `validate_base_client_config` is left at its default on purpose: the inner client would read the
// system's certificates once for every client that is built.
#[derive(Debug)]
struct WholeBodies {
    inner: SharedHttpClient,
    limits: LimitsInForce,
}

impl HttpClient for WholeBodies {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(WholeBodyConnector {
            inner: self.inner.http_connector(settings, components),
            limits: self.limits.clone(),
        })
    }
}

#[derive(Debug)]
struct WholeBodyConnector {
    inner: SharedHttpConnector,
    limits: LimitsInForce,
}

impl HttpConnector for WholeBodyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let expected = Expected::of(&request);
        let has_body = request.method() != "HEAD";
        let clock = AnswerClock::start(self.limits.get());
        let arriving = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let answer = async {
                let answer = clock.head(arriving).await?;
                if has_body {
                    take(answer, expected).await
                } else {
                    Ok(answer)
                }
            };
            clock.whole(answer).await
        })
    }
}

/// The answer with its body in memory.
async fn take(answer: HttpResponse, expected: Expected) -> Result<HttpResponse, ConnectorError> {
    let mut answer = answer;
    let announced = announced(&answer);
    let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
    let body = arrival::whole(body, announced, body_meter()).await?;
    let read = body.bytes().unwrap_or_default();
    let repaired = repair::repaired(read);
    if answer.status().is_success() {
        let read = repaired.as_deref().unwrap_or(read);
        expected
            .check(read)
            .map_err(|unfit| refused(unfit.reason, Outline::of(read), unfit.may_pass))?;
    }
    *answer.body_mut() = repaired.map_or(body, SdkBody::from);
    Ok(answer)
}

/// The length that the answer announces. An answer without a body may announce one, too.
fn announced(answer: &HttpResponse) -> Option<u64> {
    let has_body = !matches!(answer.status().as_u16(), 204 | 304);
    let length = answer.headers().get("content-length");
    length.filter(|_| has_body)?.trim().parse().ok()
}

/// An answer that is not the one promised. The SDK sends the request again where that may help.
fn refused(reason: String, outline: Outline, may_pass: MayPass) -> ConnectorError {
    let fault = Box::new(AnswerFault { reason, outline });
    match may_pass {
        MayPass::Yes => ConnectorError::io(fault),
        MayPass::No => ConnectorError::other(fault, None),
    }
}

/// Whether the same request may get a good answer when it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MayPass {
    /// Part of the answer was lost on the way.
    Yes,
    /// The answer is complete: it comes from another server, or the service meant it so.
    No,
}

#[cfg(test)]
mod tests;
