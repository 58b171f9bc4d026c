//! What the SDK must not try again by itself.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

use super::errors::{is_html, is_throttling};

/// Leaves throttling to the scheduler, which slows the whole lane down instead of one request, and
/// takes a web page for an answer that will not get better.
#[derive(Debug)]
pub(super) struct LeaveToScheduler;

impl ClassifyRetry for LeaveToScheduler {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let refuse = context.response().is_some_and(|answer| {
            let body = answer.body().bytes().unwrap_or_default();
            let code = error_code(answer);
            answer.status().as_u16() == 429
                || code.is_some_and(|code| is_throttling(&code))
                || is_html(body)
        });
        if refuse {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "LeaveToScheduler"
    }
}

/// AWS's error code in an answer of any protocol: header, JSON `__type`, XML `<Code>`.
pub(super) fn error_code(answer: &HttpResponse) -> Option<String> {
    if answer.status().is_success() {
        return None;
    }
    let bare = |text: &str| {
        let text = text.rsplit('#').next().unwrap_or(text);
        text.split(':').next().unwrap_or(text).trim().to_owned()
    };
    if let Some(header) = answer.headers().get("x-amzn-errortype") {
        return Some(bare(header));
    }
    let text = std::str::from_utf8(answer.body().bytes()?).ok()?;
    if text.trim_start().starts_with('{') {
        let body: serde_json::Value = serde_json::from_str(text).ok()?;
        return body
            .get("__type")
            .or_else(|| body.get("code"))?
            .as_str()
            .map(bare);
    }
    let start = text.find("<Code>")? + "<Code>".len();
    let end = start + text[start..].find("</Code>")?;
    Some(bare(&text[start..end]))
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn answer(status: u16, body: &'static str) -> HttpResponse {
        HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))
    }

    #[test]
    fn codes_are_found_in_every_protocol() {
        let xml = "<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>";
        assert_eq!(
            error_code(&answer(503, xml)).as_deref(),
            Some("RequestLimitExceeded")
        );
        let json = r#"{"__type":"com.amazon.coral#ThrottlingException","message":"x"}"#;
        assert_eq!(
            error_code(&answer(400, json)).as_deref(),
            Some("ThrottlingException")
        );
        assert_eq!(error_code(&answer(200, xml)), None);
        assert_eq!(error_code(&answer(500, "<html>")), None);
    }
}
