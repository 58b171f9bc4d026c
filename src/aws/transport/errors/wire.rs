//! Errors as they are on the wire, in every protocol: headers, JSON, XML.

use std::time::{Duration, SystemTime};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::Value;

use crate::catalog::xml;

/// AWS's error code: header, JSON `__type`, XML `<Code>`.
pub(in crate::aws) fn error_code(answer: &HttpResponse) -> Option<String> {
    if answer.status().is_success() {
        return None;
    }
    if let Some(header) = answer.headers().get("x-amzn-errortype") {
        return Some(bare(header));
    }
    let code = match json(answer) {
        Some(body) => text_of(&body, &["__type", "code"]),
        None => element(answer, "Code"),
    };
    code.map(|code| bare(&code))
}

/// AWS's message.
pub(in crate::aws) fn error_message(answer: &HttpResponse) -> Option<String> {
    match json(answer) {
        Some(body) => text_of(&body, &["message", "Message"]),
        None => element(answer, "Message"),
    }
}

/// AWS's request id. EC2 has it in the body, others in a header.
pub(super) fn request_id(answer: &HttpResponse) -> Option<String> {
    let headers = ["x-amzn-requestid", "x-amz-request-id"];
    let header = headers.iter().find_map(|name| answer.headers().get(name));
    let body = || element(answer, "RequestID").or_else(|| element(answer, "RequestId"));
    header.map(str::to_owned).or_else(body)
}

/// How long the service asks us to wait: in milliseconds in AWS's own header, in seconds or as a date in
/// HTTP's.
pub(super) fn retry_after(answer: &HttpResponse, now: SystemTime) -> Option<Duration> {
    let header = |name| answer.headers().get(name).map(str::trim);
    let own = header("x-amz-retry-after").and_then(|millis| millis.parse().ok());
    own.map(Duration::from_millis).or_else(|| {
        let text = header("retry-after")?;
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = DateTime::from_str(text, Format::HttpDate).ok()?;
        let date = SystemTime::try_from(date).ok()?;
        Some(date.duration_since(now).unwrap_or_default())
    })
}

/// The region of a bucket, which S3 adds to almost every answer about it, refusals and redirections included: in
/// a header, or in the body of an error.
pub(in crate::aws) fn bucket_region(answer: &HttpResponse) -> Option<String> {
    let header = answer.headers().get("x-amz-bucket-region");
    let body = || {
        let failed = !answer.status().is_success();
        failed.then(|| element(answer, "Region")).flatten()
    };
    header.map(str::to_owned).or_else(body)
}

/// Without namespace and without the address that some services append.
fn bare(code: &str) -> String {
    let code = code.rsplit('#').next().unwrap_or(code);
    code.split(':').next().unwrap_or(code).trim().to_owned()
}

fn json(answer: &HttpResponse) -> Option<Value> {
    let body = answer.body().bytes()?.trim_ascii_start();
    body.starts_with(b"{")
        .then(|| serde_json::from_slice(body).ok())?
}

fn text_of(body: &Value, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| body.get(name)?.as_str())
        .map(str::to_owned)
}

fn element(answer: &HttpResponse, name: &str) -> Option<String> {
    // An error that is cut short may still have its code.
    let mut texts = xml::texts_of(answer.body().bytes()?, &[name]).into_iter();
    texts.next().map(|(_, text)| text)
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
        let xml = answer(
            503,
            "<Response><Errors><Error><Code>RequestLimitExceeded</Code>\
            <Message>slow</Message></Error></Errors><RequestID>r-1</RequestID></Response>",
        );
        assert_eq!(error_code(&xml).as_deref(), Some("RequestLimitExceeded"));
        assert_eq!(error_message(&xml).as_deref(), Some("slow"));
        assert_eq!(request_id(&xml).as_deref(), Some("r-1"));
        let json = answer(
            400,
            r#"{"__type":"com.amazon.coral#ThrottlingException","message":"x"}"#,
        );
        assert_eq!(error_code(&json).as_deref(), Some("ThrottlingException"));
        assert_eq!(error_message(&json).as_deref(), Some("x"));
        assert_eq!(error_code(&answer(200, "<Code>x</Code>")), None);
        assert_eq!(error_code(&answer(500, "<html>")), None);
    }

    #[test]
    fn the_service_says_in_three_ways_how_long_to_wait() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let wait = |name: &'static str, value: &'static str| {
            let mut slow = answer(503, "{}");
            slow.headers_mut().insert(name, value);
            retry_after(&slow, now)
        };
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(
            wait("x-amz-retry-after", "1500"),
            Some(Duration::from_millis(1500))
        );
        assert_eq!(wait("retry-after", " 7 "), seconds(7));
        let date = "Thu, 01 Jan 1970 00:17:10 GMT";
        assert_eq!(wait("retry-after", date), seconds(30));
        assert_eq!(wait("retry-after", "soon"), None);
    }

    #[test]
    fn the_region_of_a_bucket_is_in_the_header_or_in_the_body_of_an_error() {
        let mut moved = answer(301, "");
        moved
            .headers_mut()
            .insert("x-amz-bucket-region", "eu-west-1");
        assert_eq!(bucket_region(&moved).as_deref(), Some("eu-west-1"));
        let body =
            "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>";
        assert_eq!(
            bucket_region(&answer(400, body)).as_deref(),
            Some("eu-west-3")
        );
        assert_eq!(bucket_region(&answer(200, body)), None);
    }

    #[test]
    fn a_header_goes_before_the_body() {
        let mut json = answer(400, "{}");
        json.headers_mut()
            .insert("x-amzn-errortype", "ValidationException:http://x/");
        json.headers_mut().insert("x-amzn-requestid", "r-2");
        assert_eq!(error_code(&json).as_deref(), Some("ValidationException"));
        assert_eq!(request_id(&json).as_deref(), Some("r-2"));
    }
}
