//! The requests, and the rows of their answers.

use serde_json::json;

use super::{ACCOUNT, asked, job, listed, network, page};
use crate::app::resource_explorer::source::{DetailOp, ResourceSource, SourceError};
use crate::aws::providers::cloud_control::{self, GET_RESOURCE, available_in, can_read};
use crate::aws::{AccessOptions, AwsSource};
use crate::model::{Provider, Region};

/// The tagging service has no tags.
fn untagged() -> (u16, String) {
    (200, json!({"ResourceTagMappingList": []}).to_string())
}

#[tokio::test]
async fn pages_follow_each_other_and_become_rows() {
    let fixture = network(|seen| {
        if seen.operation() == "GetResources" {
            return untagged();
        }
        assert_eq!(seen.target, "CloudApiService.ListResources");
        assert_eq!(seen.region(), "eu-west-1");
        let asked = asked(seen);
        assert_eq!(asked["TypeName"], "AWS::SQS::Queue");
        assert_eq!(asked["MaxResults"], 100);
        let (name, next) = match asked["NextToken"].as_str() {
            None => ("first", Some("more")),
            Some(token) => {
                assert_eq!(token, "more");
                ("second", None)
            }
        };
        let url = format!("https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/{name}");
        let properties = json!({"QueueUrl": url, "New": {"kept": true}});
        listed("AWS::SQS::Queue", &[(&url, properties)], next)
    });
    let source = fixture.source();
    let queues = job("eu-west-1", "AWS::SQS::Queue");
    let first = page(&source, queues, None).await.unwrap();
    assert_eq!(first.next.as_deref(), Some("more"));
    let row = &first.entries[0];
    assert_eq!(
        (row.name(), row.provider),
        ("first", Provider::CloudControl)
    );
    assert_eq!(
        row.arn().unwrap(),
        "arn:aws:sqs:eu-west-1:001234567890:first"
    );
    assert_eq!(row.properties.to_json()["New"], json!({"kept": true}));
    let last = page(&source, queues, Some("more")).await.unwrap();
    assert_eq!((last.next, last.entries[0].name()), (None, "second"));
}

#[tokio::test]
async fn global_types_are_asked_for_at_home() {
    let fixture = network(|seen| {
        assert_eq!(seen.region(), "us-east-1");
        listed(
            "AWS::IAM::User",
            &[("me", json!({"UserName": "me", "Path": "/"}))],
            None,
        )
    });
    let rows = page(&fixture.source(), job("global", "AWS::IAM::User"), None).await;
    let rows = rows.unwrap().entries;
    assert!(rows[0].region.is_global());
    assert_eq!(rows[0].arn().unwrap(), "arn:aws:iam::001234567890:user/me");
}

#[tokio::test]
async fn another_partition_has_a_home_of_its_own() {
    let fixture = network(|seen| {
        assert_eq!(seen.region(), "cn-north-1");
        let me = json!({"UserName": "me", "Path": "/"});
        listed("AWS::IAM::User", &[("me", me)], None)
    });
    let source = AwsSource::connect(AccessOptions {
        home_region: Some("cn-north-1".parse().unwrap()),
        ..fixture.options()
    });
    let rows = page(&source, job("global", "AWS::IAM::User"), None).await;
    let rows = rows.unwrap().entries;
    assert_eq!(
        rows[0].arn().unwrap(),
        "arn:aws-cn:iam::001234567890:user/me"
    );
}

#[tokio::test]
async fn a_model_goes_with_the_question_and_a_type_that_needs_one_is_not_asked_without() {
    let fixture = network(|seen| {
        let model = asked(seen)["ResourceModel"].as_str().unwrap().to_owned();
        assert_eq!(model, "{\"ClusterName\":\"main\"}");
        listed("AWS::EKS::Nodegroup", &[("main|a", json!({}))], None)
    });
    let source = fixture.source();
    let groups = job("eu-west-1", "AWS::EKS::Nodegroup");
    let session = source.session(groups.key.account).await.unwrap();
    let model = json!({"ClusterName": "main"});
    let rows = cloud_control::page(&session, &groups.key, Some(&model), None).await;
    assert_eq!(rows.unwrap().entries[0].name(), "a");
    let sent = fixture.sent();
    for model in [None, Some(&json!({"Other": 1}))] {
        let failure = cloud_control::page(&session, &groups.key, model, None).await;
        let SourceError::Unsupported { reason } = failure.unwrap_err().error else {
            panic!("without a cluster");
        };
        assert!(
            reason.ends_with("can only be listed with ClusterName"),
            "{reason}"
        );
    }
    assert_eq!(fixture.sent(), sent);
}

#[tokio::test]
async fn types_are_not_asked_for_where_they_are_not() {
    let fixture = network(|_| panic!("no request is expected"));
    let source = fixture.source();
    for (region, ty) in [
        ("eu-west-1", "AWS::CodeBuild::Project"),
        ("ca-west-1", "AWS::AIOps::InvestigationGroup"),
        ("eu-west-1", "AWS::IAM::Role"),
        ("global", "AWS::SQS::Queue"),
    ] {
        let error = page(&source, job(region, ty), None).await.unwrap_err();
        assert!(
            matches!(error, SourceError::Unsupported { .. }),
            "{ty}: {error:?}"
        );
    }
}

#[test]
fn the_catalog_says_where_types_are() {
    let there = |ty: &str, region: &str| {
        available_in(ty.parse().unwrap(), region.parse::<Region>().unwrap())
    };
    assert!(there("AWS::SQS::Queue", "eu-west-1") && !there("AWS::SQS::Queue", "global"));
    assert!(there("AWS::IAM::Role", "global") && !there("AWS::IAM::Role", "us-east-1"));
    assert!(!there("AWS::IAM::Role", "eu-west-1"));
    assert!(!there("AWS::AIOps::InvestigationGroup", "ca-west-1"));
    assert!(!there("awsdash:foo:bar", "eu-west-1"));
    assert!(can_read("AWS::SQS::Queue".parse().unwrap()));
    assert!(!can_read("AWS::CodeBuild::Project".parse().unwrap()));
}

#[tokio::test]
async fn a_resource_is_read_by_its_identifier() {
    let fixture = network(|seen| {
        let asked = asked(seen);
        if seen.operation() == "ListResources" {
            return listed(
                "AWS::DynamoDB::Table",
                &[("t", json!({"TableName": "t"}))],
                None,
            );
        }
        if seen.operation() == "GetResources" {
            return untagged();
        }
        assert_eq!(seen.target, "CloudApiService.GetResource");
        assert_eq!(
            (&asked["TypeName"], &asked["Identifier"]),
            (&json!("AWS::DynamoDB::Table"), &json!("t"))
        );
        let properties = json!({"TableName": "t", "BillingMode": "PROVISIONED"}).to_string();
        let answer = json!({"TypeName": "AWS::DynamoDB::Table",
            "ResourceDescription": {"Identifier": "t", "Properties": properties}});
        (200, answer.to_string())
    });
    let source = fixture.source();
    let rows = page(&source, job("eu-west-1", "AWS::DynamoDB::Table"), None).await;
    let row = &rows.unwrap().entries[0];
    let given = source.resource_detail(row, GET_RESOURCE).await.unwrap();
    assert_eq!(given.to_json()["BillingMode"], "PROVISIONED");
    let DetailOp { operation, .. } = GET_RESOURCE;
    assert_eq!(operation, "GetResource");
}
