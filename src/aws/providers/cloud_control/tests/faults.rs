//! The errors that the engine gets.

use aws_smithy_runtime_api::client::result::ConnectorError;
use serde_json::{Value, json};

use super::{ACCOUNT, job, listed, network, page};
use crate::app::resource_explorer::source::{ResourceSource, SourceError};
use crate::aws::providers::cloud_control::GET_RESOURCE;
use crate::aws::testing::{Fixture, caller};

async fn error_of(status: u16, body: String) -> (SourceError, usize) {
    let fixture = network(move |_| (status, body.clone()));
    let error = page(&fixture.source(), job("eu-west-1", "AWS::SQS::Queue"), None).await;
    // `GetCallerIdentity`, and the list.
    (error.unwrap_err(), fixture.sent() - 1)
}

async fn coded(code: &str, message: &str) -> (SourceError, usize) {
    error_of(400, json!({"__type": code, "message": message}).to_string()).await
}

fn is_bad_answer(error: &SourceError, part: &str) -> bool {
    matches!(error, SourceError::BadAnswer { action, reason }
        if action == "cloudformation:ListResources" && reason.contains(part))
}

#[tokio::test]
async fn what_the_type_or_region_does_not_have_is_unsupported() {
    for (code, message) in [
        (
            "UnsupportedActionException",
            "Resource type AWS::SQS::Queue does not support LIST action",
        ),
        (
            "TypeNotFoundException",
            "The type 'AWS::SQS::Queue' cannot be found.",
        ),
        ("PrivateTypeException", "The type is private"),
        (
            "InvalidRequestException",
            "AWS::SQS::Queue does not support LIST",
        ),
    ] {
        let (error, sent) = coded(code, message).await;
        let SourceError::Unsupported { reason } = &error else {
            panic!("{code}: {error:?}");
        };
        assert!(
            reason.contains("AWS::SQS::Queue") && reason.contains("eu-west-1"),
            "{reason}"
        );
        assert!(reason.contains(code) && sent == 1, "{reason} {sent}");
    }
}

#[tokio::test]
async fn missing_input_is_unsupported_and_named_and_other_bad_requests_are_not() {
    let message = "Missing or invalid ResourceModel property in AWS::SQS::Queue list handler \
                   request input.Required property:  [#: required key [Owner] not found]";
    let (error, _) = coded("InvalidRequestException", message).await;
    let SourceError::Unsupported { reason } = &error else {
        panic!("{error:?}");
    };
    assert!(reason.contains("without Owner"), "{reason}");
    let (error, _) = coded("InvalidRequestException", "The token has expired").await;
    assert!(matches!(error, SourceError::Service { .. }), "{error:?}");
}

#[tokio::test]
async fn a_denial_names_the_action_of_the_service_behind() {
    let who = "arn:aws:iam::001234567890:user/me";
    let message = format!(
        "User: {who} is not authorized to perform: sqs:ListQueues on resource: * because no \
         identity-based policy allows it (Service: Sqs, Status Code: 403, Request ID: r)"
    );
    for code in [
        "GeneralServiceException",
        "HandlerFailureException",
        "AccessDeniedException",
    ] {
        let (error, _) = coded(code, &message).await;
        let SourceError::Denied {
            action, principal, ..
        } = &error
        else {
            panic!("{code}: {error:?}");
        };
        assert_eq!(
            (action.as_str(), principal.as_deref()),
            ("sqs:ListQueues", Some(who))
        );
    }
    let (error, _) = coded("AccessDeniedException", "Access denied").await;
    let SourceError::Denied { action, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(action, "cloudformation:ListResources");
    let hidden = "Handler returned status FAILED: no (HandlerErrorCode: AccessDenied)";
    let (error, _) = coded("GeneralServiceException", hidden).await;
    assert!(matches!(error, SourceError::Denied { .. }), "{error:?}");
}

#[tokio::test]
async fn throttling_is_seen_here_and_behind_and_left_to_the_scheduler() {
    for (code, message) in [
        ("ThrottlingException", "Rate exceeded"),
        (
            "GeneralServiceException",
            "Rate exceeded (Service: Sqs, Status Code: 400)",
        ),
        (
            "HandlerFailureException",
            "slow (Service: AWSSQS; Status Code: 400; Error Code: RequestThrottled; x)",
        ),
    ] {
        let (error, sent) = coded(code, message).await;
        assert!(
            matches!(error, SourceError::Throttled { .. }),
            "{code}: {error:?}"
        );
        assert_eq!(sent, 1, "{code}");
    }
}

#[tokio::test]
async fn failures_of_handlers_are_told_and_the_passing_ones_are_transient() {
    for (code, transient) in [
        ("HandlerFailureException", false),
        ("HandlerInternalFailureException", false),
        ("GeneralServiceException", false),
        ("NotStabilizedException", false),
        ("InvalidCredentialsException", false),
        ("ServiceInternalErrorException", true),
        ("NetworkFailureException", true),
    ] {
        let (error, _) = coded(code, "The handler did not work").await;
        assert!(
            matches!(
                error,
                SourceError::Service { .. } | SourceError::Fault { .. }
            ),
            "{code}: {error:?}"
        );
        assert_eq!(error.is_transient(), transient, "{code}");
        assert!(error.to_string().contains(code), "{error}");
    }
}

#[tokio::test]
async fn an_unknown_token_means_a_region_that_is_not_enabled() {
    let body = json!({"__type": "UnrecognizedClientException", "message": "invalid"}).to_string();
    let fixture = network(move |_| (400, body.clone()));
    let error = page(&fixture.source(), job("ap-east-1", "AWS::SQS::Queue"), None).await;
    let region = "ap-east-1".parse().unwrap();
    assert_eq!(error.unwrap_err(), SourceError::RegionNotEnabled(region));
    let error = page(&fixture.source(), job("global", "AWS::IAM::Role"), None).await;
    let error = error.unwrap_err();
    assert!(matches!(error, SourceError::SignIn { .. }), "{error:?}");
}

#[tokio::test]
async fn what_is_not_the_answer_is_an_error_and_never_an_empty_list() {
    let list = |items: Value| {
        json!({"TypeName": "AWS::SQS::Queue", "ResourceDescriptions": items}).to_string()
    };
    let broken = list(json!([{"Identifier": "a", "Properties": "{}"}]));
    for (body, part) in [
        (
            listed("AWS::SNS::Topic", &[], None).1,
            "another TypeName than AWS::SQS::Queue",
        ),
        ("{}".to_owned(), "no TypeName"),
        (broken[..broken.len() / 2].to_owned(), ""),
        (String::new(), ""),
        (
            "<!DOCTYPE html><html><title>Sign in</title></html>".to_owned(),
            "Sign in",
        ),
    ] {
        let (error, _) = error_of(200, body.clone()).await;
        assert!(is_bad_answer(&error, part), "{body}: {error:?}");
    }
    for (item, part) in [
        (json!({"Properties": "{}"}), "an item without Identifier"),
        (
            json!({"Identifier": "", "Properties": "{}"}),
            "an item without Identifier",
        ),
        (
            json!({"Identifier": "q", "Properties": "{\"a\":"}),
            "Properties that are not JSON",
        ),
    ] {
        let body = list(json!([item, {"Identifier": "good", "Properties": "{}"}]));
        let fixture = network(move |_| (200, body.clone()));
        let page = page(&fixture.source(), job("eu-west-1", "AWS::SQS::Queue"), None).await;
        let page = page.unwrap();
        assert_eq!(page.entries.len(), 1, "{part}");
        let odd = page.gaps.items.expect("the odd item is counted");
        assert!(is_bad_answer(&odd.first, part), "{odd:?}");
    }
    let nothing = network(|_| listed("AWS::SQS::Queue", &[], None));
    let rows = page(&nothing.source(), job("eu-west-1", "AWS::SQS::Queue"), None).await;
    assert!(rows.unwrap().entries.is_empty());
}

#[tokio::test]
async fn the_same_page_again_is_an_error() {
    let fixture = network(|_| listed("AWS::SQS::Queue", &[], Some("again")));
    let queues = job("eu-west-1", "AWS::SQS::Queue");
    let error = page(&fixture.source(), queues, Some("again"))
        .await
        .unwrap_err();
    assert!(is_bad_answer(&error, "again and again"), "{error:?}");
}

#[tokio::test]
async fn a_lost_connection_names_the_endpoint() {
    let fixture = Fixture::failing(|seen| match seen.operation() {
        "GetCallerIdentity" => Ok(caller(ACCOUNT)),
        _ => Err(ConnectorError::io("connection reset by peer".into())),
    });
    let error = page(&fixture.source(), job("eu-west-1", "AWS::SQS::Queue"), None).await;
    let SourceError::Network { endpoint, .. } = error.unwrap_err() else {
        panic!("no connection");
    };
    assert_eq!(endpoint, "cloudcontrolapi.eu-west-1.amazonaws.com");
}

#[tokio::test]
async fn a_read_fails_for_reasons_of_its_own() {
    let answers = |code: &'static str, given: Value| {
        network(move |seen| match seen.operation() {
            "ListResources" => listed("AWS::SQS::Queue", &[("https://x/q", json!({}))], None),
            _ if code.is_empty() => (200, given.to_string()),
            _ => (400, json!({"__type": code, "message": "no"}).to_string()),
        })
    };
    let read = async |fixture: Fixture| {
        let source = fixture.source();
        let rows = page(&source, job("eu-west-1", "AWS::SQS::Queue"), None).await;
        let row = rows.unwrap().entries.remove(0);
        source
            .resource_detail(&row, GET_RESOURCE)
            .await
            .unwrap_err()
    };
    let gone = read(answers("ResourceNotFoundException", Value::Null)).await;
    assert!(matches!(gone, SourceError::Gone { .. }), "{gone:?}");
    let denied = read(answers("AccessDeniedException", Value::Null)).await;
    let SourceError::Denied { action, .. } = &denied else {
        panic!("{denied:?}");
    };
    assert_eq!(action, "cloudformation:GetResource");
    let unsupported = read(answers("UnsupportedActionException", Value::Null)).await;
    assert!(
        unsupported.to_string().contains("cannot read"),
        "{unsupported}"
    );
    for given in [
        json!({"TypeName": "AWS::SNS::Topic", "ResourceDescription": {"Properties": "{}"}}),
        json!({"TypeName": "AWS::SQS::Queue"}),
        json!({"TypeName": "AWS::SQS::Queue", "ResourceDescription": {"Properties": "no"}}),
    ] {
        let error = read(answers("", given)).await;
        assert!(matches!(error, SourceError::BadAnswer { .. }), "{error:?}");
    }
}
