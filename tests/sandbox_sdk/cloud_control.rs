//! Cloud Control by its own client: tokens, models, what it refuses.

use aws_sdk_cloudcontrol::error::ProvideErrorMetadata;

use super::{base_credentials, cloud_control, sandbox};

#[tokio::test]
async fn the_paginator_walks_a_list_to_its_end() {
    let sandbox = sandbox("accounts=1,regions=2,resources=20000");
    let client = cloud_control(&sandbox, "eu-west-1", base_credentials());
    let mut pages = client
        .list_resources()
        .type_name("AWS::Logs::LogGroup")
        .into_paginator()
        .send();
    let (mut ids, mut count) = (std::collections::BTreeSet::new(), 0);
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.type_name(), Some("AWS::Logs::LogGroup"));
        let found = page.resource_descriptions();
        assert!(found.len() <= 20, "{}", found.len());
        count += found.len();
        ids.extend(found.iter().map(|it| it.identifier().unwrap().to_owned()));
    }
    let (account, region) = (sandbox.accounts()[0].0, "eu-west-1".parse().unwrap());
    let ty = "AWS::Logs::LogGroup".parse().unwrap();
    let expected = sandbox.cloud_control_count(account, region, ty);
    assert_eq!((ids.len(), count as u64), (count, expected));
    assert_eq!(expected, sandbox.expected_count(account, region, ty));
}

#[tokio::test]
async fn a_token_is_good_for_its_own_list_only() {
    let sandbox = sandbox("accounts=1,regions=1,resources=20000");
    let client = cloud_control(&sandbox, "us-east-1", base_credentials());
    let list = |ty: &str| client.list_resources().type_name(ty).max_results(1);
    let first = list("AWS::Logs::LogGroup").send().await.unwrap();
    let token = first.next_token().unwrap();
    let second = list("AWS::Logs::LogGroup").next_token(token).send().await;
    let second = second.unwrap();
    assert_ne!(
        first.resource_descriptions()[0].identifier(),
        second.resource_descriptions()[0].identifier()
    );
    let other = list("AWS::SNS::Topic").next_token(token).send().await;
    assert_eq!(other.unwrap_err().code(), Some("ValidationException"));
    let many = list("AWS::SNS::Topic").max_results(101).send().await;
    assert_eq!(many.unwrap_err().code(), Some("ValidationException"));
}

#[tokio::test]
async fn refusals_are_those_of_the_service() {
    let sandbox = sandbox("accounts=1,regions=1");
    let client = cloud_control(&sandbox, "us-east-1", base_credentials());
    let refused = async |ty: &str, model: Option<&str>| {
        let call = client.list_resources().type_name(ty);
        let call = call.set_resource_model(model.map(str::to_owned));
        call.send().await.unwrap_err().code().map(str::to_owned)
    };
    for (ty, model, code) in [
        ("AWS::Nothing::AtAll", None, "TypeNotFoundException"),
        ("awsdash:foo:bar", None, "TypeNotFoundException"),
        ("AWS::Kinesis::Stream", None, "UnsupportedActionException"),
        ("AWS::WAFv2::WebACL", None, "InvalidRequestException"),
        ("AWS::WAFv2::WebACL", Some("{"), "InvalidRequestException"),
    ] {
        assert_eq!(refused(ty, model).await.as_deref(), Some(code), "{ty}");
    }
    let gone = client
        .get_resource()
        .type_name("AWS::SQS::Queue")
        .identifier("https://nowhere/")
        .send()
        .await;
    assert_eq!(gone.unwrap_err().code(), Some("ResourceNotFoundException"));
    let write = client
        .delete_resource()
        .type_name("AWS::SQS::Queue")
        .identifier("https://nowhere/")
        .send()
        .await;
    assert_eq!(write.unwrap_err().code(), Some("AccessDeniedException"));
    assert_eq!(sandbox.writes_seen(), 1);
}

#[tokio::test]
async fn a_model_narrows_the_list_and_the_scope_of_cloudfront_is_at_home() {
    let sandbox = sandbox("accounts=1,regions=2,resources=20000");
    let acls = async |region: &str, scope: &str| {
        let client = cloud_control(&sandbox, region, base_credentials());
        let call = client.list_resources().type_name("AWS::WAFv2::WebACL");
        let model = format!("{{\"Scope\":\"{scope}\"}}");
        let page = call.resource_model(model).send().await.unwrap();
        page.resource_descriptions()
            .iter()
            .map(|it| it.identifier().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let regional = acls("eu-west-1", "REGIONAL").await;
    assert!(!regional.is_empty() && regional.iter().all(|id| id.ends_with("|REGIONAL")));
    assert!(acls("eu-west-1", "CLOUDFRONT").await.is_empty());
    let global = acls("us-east-1", "CLOUDFRONT").await;
    assert!(!global.is_empty() && global.iter().all(|id| id.ends_with("|CLOUDFRONT")));
}

#[tokio::test]
async fn secrets_and_parameters_never_tell_a_value() {
    let sandbox = sandbox("accounts=1,regions=1,resources=20000");
    let client = cloud_control(&sandbox, "us-east-1", base_credentials());
    for ty in ["AWS::SecretsManager::Secret", "AWS::SSM::Parameter"] {
        let page = client.list_resources().type_name(ty).send().await.unwrap();
        let one = page.resource_descriptions()[0].identifier().unwrap();
        let call = client.get_resource().type_name(ty).identifier(one);
        let told = call.send().await.unwrap();
        let text = told.resource_description().unwrap().properties().unwrap();
        let told: serde_json::Value = serde_json::from_str(text).unwrap();
        for value in ["Value", "SecretString", "GenerateSecretString"] {
            assert!(told.get(value).is_none(), "{ty}: {text}");
        }
    }
}
