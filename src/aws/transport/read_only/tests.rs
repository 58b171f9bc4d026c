//! Attempts to write, at both guards.

use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorSettings};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_types::body::SdkBody;

use super::{READ_OPERATIONS, behind_wall};
use crate::app::resource_explorer::source::SourceError;
use crate::aws::testing::{Fixture, caller};
use crate::aws::transport::clients;
use crate::aws::transport::errors::CallError;

fn open_door() -> Fixture {
    Fixture::new(|_| (200, "<Response/>".to_owned()))
}

/// The error that the engine would get.
macro_rules! refusal {
    ($login:expr, $call:expr) => {{
        let error = $call.send().await.expect_err("it must be refused");
        let asked = $login.call_context("x", $login.home, "x");
        asked.explain(CallError::new(error)).error
    }};
}

#[tokio::test]
async fn clients_of_the_factory_refuse_to_write_before_anything_is_sent() {
    let fixture = open_door();
    let login = fixture.login().await;
    let ec2 = clients::ec2(&login, login.home);
    let refused = [
        (
            "ec2:CreateVpc",
            refusal!(login, ec2.create_vpc().cidr_block("10.0.0.0/16")),
        ),
        (
            "ec2:TerminateInstances",
            refusal!(login, ec2.terminate_instances().instance_ids("i-1")),
        ),
        (
            "ec2:GetPasswordData",
            refusal!(login, ec2.get_password_data().instance_id("i-1")),
        ),
        (
            "ec2:DeleteVpc",
            refusal!(login, ec2.delete_vpc().vpc_id("vpc-1")),
        ),
        (
            "ec2:GetConsoleOutput",
            refusal!(login, ec2.get_console_output().instance_id("i-1")),
        ),
    ];
    for (operation, error) in refused {
        let SourceError::Config(sentence) = &error else {
            panic!("{operation}: {error:?}");
        };
        assert!(
            sentence.contains(operation) && sentence.contains("only reads"),
            "{sentence}"
        );
    }
    let sts = clients::sts(&login);
    let error = refusal!(login, sts.get_session_token());
    assert!(error.to_string().contains("sts:GetSessionToken"), "{error}");
    assert_eq!(fixture.sent(), 0);
}

#[tokio::test]
async fn cloud_control_lists_and_reads_and_nothing_else() {
    let fixture = open_door();
    let login = fixture.login().await;
    let clients = clients::ClientPool::default().session(&login);
    let set = clients.of(login.home);
    let client = set.cloud_control();
    let queue = "AWS::SQS::Queue";
    let refused = [
        refusal!(
            login,
            client.delete_resource().type_name(queue).identifier("q")
        ),
        refusal!(
            login,
            client
                .create_resource()
                .type_name(queue)
                .desired_state("{}")
        ),
        refusal!(
            login,
            client
                .update_resource()
                .type_name(queue)
                .identifier("q")
                .patch_document("[]")
        ),
        refusal!(login, client.list_resource_requests()),
        refusal!(
            login,
            client.get_resource_request_status().request_token("t")
        ),
    ];
    for error in refused {
        let sentence = error.to_string();
        assert!(
            sentence.contains("cloudformation:") && sentence.contains("only reads"),
            "{sentence}"
        );
    }
    assert_eq!(fixture.sent(), 0);
    let allowed = READ_OPERATIONS.iter();
    let allowed = allowed.filter(|known| known.service == "cloudformation");
    let allowed: Vec<&str> = allowed.map(|known| known.operation).collect();
    assert_eq!(allowed, ["GetResource", "ListResources"]);
}

#[tokio::test]
async fn clients_of_the_factory_read() {
    let fixture = Fixture::new(|_| caller("001234567890"));
    let login = fixture.login().await;
    let answer = clients::sts(&login)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(answer.account(), Some("001234567890"));
    assert_eq!(fixture.sent(), 1);
}

#[tokio::test]
async fn a_client_without_the_interceptor_still_meets_the_wall() {
    let fixture = open_door();
    let login = fixture.login().await;
    let bare = clients::ec2_without_guard(&login);
    let error = refusal!(login, bare.delete_vpc().vpc_id("vpc-1"));
    let sentence = error.to_string();
    assert!(
        sentence.contains("ec2:DeleteVpc") && sentence.contains("nothing was sent"),
        "{sentence}"
    );
    assert_eq!(fixture.sent(), 0);
}

#[tokio::test]
async fn a_raw_request_through_the_shared_client_is_stopped() {
    let fixture = open_door();
    let client = behind_wall(fixture.client());
    let components = RuntimeComponentsBuilder::for_tests().build().unwrap();
    let connector = client.http_connector(&HttpConnectorSettings::default(), &components);
    let mut request = HttpRequest::new(SdkBody::from("Action=RunInstances&Version=2016-11-15"));
    request.set_method("POST").unwrap();
    request
        .set_uri("https://ec2.us-east-1.amazonaws.com/".to_owned())
        .unwrap();
    let error = connector.call(request).await.unwrap_err();
    assert!(error.is_user(), "{error:?}");
    assert_eq!(fixture.sent(), 0);
}
