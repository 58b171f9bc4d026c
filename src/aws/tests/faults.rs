//! The errors that the engine gets.

use std::time::Duration;

use aws_smithy_runtime_api::client::result::ConnectorError;

use super::{BASE, job, page, sweep};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::testing::{Fixture, Seen, caller, ec2_error, regions};

/// A network where the account is fine and lists are answered like this.
fn network(list: impl Fn(&Seen) -> (u16, String) + Send + Sync + 'static) -> Fixture {
    Fixture::new(move |seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        "DescribeRegions" => regions(&[
            ("us-east-1", "opt-in-not-required"),
            ("eu-west-1", "opt-in-not-required"),
            ("ap-east-1", "not-opted-in"),
        ]),
        _ => list(seen),
    })
}

async fn error_in(region: &str, status: u16, body: &'static str) -> SourceError {
    let fixture = network(move |_| (status, body.to_owned()));
    page(&fixture.source(), job(region, "AWS::EC2::VPC"), None)
        .await
        .unwrap_err()
}

async fn coded(
    region: &str,
    status: u16,
    code: &'static str,
    message: &'static str,
) -> SourceError {
    let fixture = network(move |_| ec2_error(status, code, message));
    page(&fixture.source(), job(region, "AWS::EC2::VPC"), None)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_denial_names_the_action_and_who_was_refused() {
    let message = "You are not authorized to perform this operation. User: \
                   arn:aws:iam::001234567890:user/me is not authorized to perform: \
                   ec2:DescribeVpcs with an explicit deny in a service control policy";
    let error = coded("eu-west-1", 403, "UnauthorizedOperation", message).await;
    assert_eq!(
        error,
        SourceError::Denied {
            action: "ec2:DescribeVpcs".into(),
            code: "UnauthorizedOperation".into(),
            principal: Some("arn:aws:iam::001234567890:user/me".into()),
        }
    );
}

#[tokio::test]
async fn throttling_is_told_at_once_and_not_tried_again() {
    let fixture = network(|_| ec2_error(503, "RequestLimitExceeded", "Request limit exceeded."));
    let error = page(&fixture.source(), job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap_err();
    assert!(matches!(error, SourceError::Throttled { .. }), "{error:?}");
    // `GetCallerIdentity`, and the list once.
    assert_eq!(fixture.sent(), 2);
}

#[tokio::test]
async fn the_time_that_the_service_asks_for_is_passed_on() {
    let fixture = network(|_| ec2_error(503, "SlowDown", "Reduce your rate."))
        .with_header("retry-after", "7");
    let error = page(&fixture.source(), job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap_err();
    let SourceError::Throttled { retry_after, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(retry_after, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_fault_of_the_service_is_tried_once_more_and_keeps_its_request_id() {
    let fixture = network(|_| ec2_error(500, "InternalError", "An internal error has occurred"));
    let error = page(&fixture.source(), job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap_err();
    assert_eq!(fixture.sent(), 3);
    let SourceError::Fault {
        code, request_id, ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(
        (code.as_str(), request_id.as_deref()),
        ("InternalError", Some("req-42"))
    );
    assert!(error.is_transient());
}

#[tokio::test]
async fn expired_credentials_ask_for_a_new_sign_in() {
    let error = coded("eu-west-1", 400, "RequestExpired", "Request has expired.").await;
    let SourceError::SignIn { reason, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(
        reason.starts_with("the credentials have expired (RequestExpired); "),
        "{reason}"
    );
}

#[tokio::test]
async fn an_unknown_token_means_a_disabled_region_where_the_account_says_so() {
    let refused = "AWS was not able to validate the provided access credentials";
    let error = coded("ap-east-1", 401, "AuthFailure", refused).await;
    assert_eq!(
        error,
        SourceError::RegionNotEnabled("ap-east-1".parse().unwrap())
    );
    let error = coded("eu-west-1", 401, "AuthFailure", refused).await;
    assert!(matches!(error, SourceError::SignIn { .. }), "{error:?}");
    let error = coded("eu-north-9", 401, "AuthFailure", refused).await;
    assert!(
        matches!(error, SourceError::Unsupported { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn credentials_that_work_elsewhere_are_good_even_if_regions_cannot_be_asked() {
    let fixture = Fixture::new(|seen| match (seen.operation(), seen.region()) {
        ("GetCallerIdentity", _) => caller(BASE),
        ("DescribeRegions", _) => ec2_error(403, "UnauthorizedOperation", "no"),
        _ => ec2_error(401, "AuthFailure", "not able to validate"),
    });
    let error = page(&fixture.source(), job("ap-east-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap_err();
    assert_eq!(
        error,
        SourceError::RegionNotEnabled("ap-east-1".parse().unwrap())
    );
}

#[tokio::test]
async fn a_web_page_is_never_an_answer_nor_an_empty_list() {
    let page = "<!DOCTYPE html><html><head><title>Sign in to the network</title></head></html>";
    let SourceError::BadAnswer { action, reason } = error_in("eu-west-1", 200, page).await else {
        panic!("a page with status 200");
    };
    assert_eq!(action, "ec2:DescribeVpcs");
    assert!(reason.contains("Sign in to the network"), "{reason}");
    let error = error_in("eu-west-1", 403, page).await;
    assert!(matches!(&error, SourceError::BadAnswer { .. }), "{error:?}");
}

#[tokio::test]
async fn a_page_for_an_operation_that_does_not_exist_is_unsupported_and_asked_once() {
    let fixture = network(|_| {
        (
            500,
            "<!doctype html><title>500 Internal Server Error</title>".into(),
        )
    });
    let error = page(&fixture.source(), job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap_err();
    assert!(
        matches!(error, SourceError::Unsupported { .. }),
        "{error:?}"
    );
    assert_eq!(fixture.sent(), 2);
    let error = coded("eu-west-1", 400, "InvalidAction", "The action is not valid").await;
    assert!(
        matches!(error, SourceError::Unsupported { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_page_cut_short_is_an_error_and_not_a_shorter_list() {
    let cut = "<DescribeVpcsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><vpcSet>\
               <item><vpcId>vpc-1</vpcId></item><item><vpcId>vpc-2";
    let error = error_in("eu-west-1", 200, cut).await;
    assert!(matches!(&error, SourceError::BadAnswer { .. }), "{error:?}");
    let error = error_in("eu-west-1", 200, "").await;
    assert!(matches!(&error, SourceError::BadAnswer { .. }), "{error:?}");

    let fixture = network(|_| {
        (
            200,
            "{\"ResourceTagMappingList\":[{\"ResourceARN\":\"arn:a".into(),
        )
    });
    let error = page(&fixture.source(), sweep("eu-west-1"), None)
        .await
        .unwrap_err();
    assert!(matches!(&error, SourceError::BadAnswer { .. }), "{error:?}");
}

#[tokio::test]
async fn a_lost_connection_is_tried_again_and_names_the_endpoint() {
    let fixture = Fixture::failing(|seen| match seen.operation() {
        "GetCallerIdentity" => Ok(caller(BASE)),
        _ => Err(ConnectorError::io("connection reset by peer".into())),
    });
    let error = page(&fixture.source(), job("eu-west-1", "AWS::EC2::VPC"), None)
        .await
        .unwrap_err();
    assert_eq!(fixture.sent(), 3);
    let SourceError::Network { endpoint, reason } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(endpoint, "ec2.eu-west-1.amazonaws.com");
    assert!(reason.contains("connection reset by peer"), "{reason}");
}

#[tokio::test]
async fn the_tagging_services_errors_are_told_apart_too() {
    let json = |status: u16, code: &'static str| {
        network(move |_| {
            (
                status,
                format!("{{\"__type\":\"{code}\",\"message\":\"m\"}}"),
            )
        })
    };
    let denied = json(400, "AccessDeniedException");
    let error = page(&denied.source(), sweep("eu-west-1"), None)
        .await
        .unwrap_err();
    let SourceError::Denied { action, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(action, "tag:GetResources");
    let throttled = json(400, "ThrottledException");
    let error = page(&throttled.source(), sweep("eu-west-1"), None)
        .await
        .unwrap_err();
    assert!(matches!(error, SourceError::Throttled { .. }), "{error:?}");
    assert_eq!(throttled.sent(), 2);
}

#[tokio::test]
async fn no_secret_of_the_request_comes_back_in_an_error() {
    let message = "The request signature we calculated does not match. Key AKIAIOSFODNN7EXAMPLE. \
                   The Canonical String for this request should have been 'POST /'";
    let error = coded("eu-west-1", 403, "SomethingNew", message).await;
    let text = error.to_string();
    assert!(
        !text.contains("AKIA") && !text.contains("Canonical"),
        "{text}"
    );
}
