//! Accounts, regions, tagging, Organizations and S3.

use std::collections::HashSet;
use std::sync::Arc;

use aws_sdk_ec2::error::ProvideErrorMetadata;
use serde_json::{Value, json};

use super::{base_credentials, ec2, role, sandbox, sts, tagging};
use crate::app::resource_explorer::state::TypeId;
use crate::sandbox::request::RawRequest;
use crate::sandbox::{Sandbox, credentials};

#[tokio::test]
async fn roles_lead_into_their_accounts_and_closed_accounts_stay_closed() {
    let sandbox = sandbox("");
    for (account, _) in sandbox.accounts() {
        let who = role(&sandbox, account).await;
        let answer = sts(&sandbox, "eu-west-1", who)
            .get_caller_identity()
            .send()
            .await
            .unwrap();
        assert_eq!(answer.account(), Some(account.as_str()));
    }
    let closed = format!("arn:aws:iam::{}:role/Reader", sandbox.suspended_account());
    let refused = sts(&sandbox, "us-east-1", base_credentials())
        .assume_role()
        .role_arn(closed)
        .role_session_name("test")
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AccessDenied"));
}

#[tokio::test]
async fn regions_are_told_with_their_status_and_disabled_ones_refuse() {
    let sandbox = sandbox("regions=3,disabled_regions=2");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let enabled = client.describe_regions().send().await.unwrap();
    assert_eq!(enabled.regions().len(), 3);
    let all = client
        .describe_regions()
        .all_regions(true)
        .send()
        .await
        .unwrap();
    let off: Vec<_> = all
        .regions()
        .iter()
        .filter(|it| it.opt_in_status() == Some("not-opted-in"))
        .collect();
    assert_eq!((all.regions().len(), off.len()), (5, 2));
    let refused = ec2(&sandbox, off[0].region_name().unwrap(), base_credentials())
        .describe_vpcs()
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("AuthFailure"));
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 401);
    let nowhere = ec2(&sandbox, "xx-nowhere-1", base_credentials())
        .describe_vpcs()
        .send()
        .await;
    assert!(matches!(
        nowhere.unwrap_err(),
        aws_sdk_ec2::error::SdkError::DispatchFailure(_)
    ));
}

#[tokio::test]
async fn the_tagging_sweep_shows_what_is_tagged_and_nothing_twice() {
    let sandbox = sandbox("accounts=2,regions=2,resources=8000");
    for (account, _) in sandbox.accounts() {
        let who = role(&sandbox, account).await;
        for region in sandbox.regions() {
            let client = tagging(&sandbox, region.as_str(), who.clone());
            let mut pages = client.get_resources().into_paginator().send();
            let mut arns = HashSet::new();
            while let Some(page) = pages.next().await {
                for mapping in page.unwrap().resource_tag_mapping_list() {
                    assert!(!mapping.tags().is_empty());
                    assert!(arns.insert(mapping.resource_arn().unwrap().to_owned()));
                }
            }
            let expected = sandbox.expected_count(account, region, TypeId::tagged());
            assert_eq!(arns.len() as u64, expected);
            let has = |part: &str| arns.iter().any(|arn| arn.contains(part));
            assert!(has(":lambda:") && has(":logs:") && has(":instance/"));
            assert_eq!(has(":iam::"), region.as_str() == "us-east-1");
        }
    }
}

/// What a signed request for which there is no SDK crate is answered with: status and body.
fn ask(
    sandbox: &Arc<Sandbox>,
    service: &str,
    uri: &str,
    target: Option<&str>,
    body: &str,
) -> (u16, String) {
    let (key, _) = credentials();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20261101/us-east-1/{service}/aws4_request, \
         SignedHeaders=host, Signature=00"
    );
    let answer = sandbox
        .answer(RawRequest {
            method: if target.is_some() { "POST" } else { "GET" },
            uri,
            authorization: Some(&authorization),
            target,
            body: body.as_bytes(),
        })
        .unwrap_or_else(|error| panic!("{error}"));
    (answer.reply.status, answer.reply.body)
}

#[test]
fn the_organization_lists_every_account_past_an_empty_page() {
    for count in [1, 3, 20, 21, 45] {
        let sandbox = sandbox(&format!("accounts={count}"));
        let (mut ids, mut empty, mut suspended) = (HashSet::new(), 0, 0);
        let mut body = json!({});
        loop {
            let target = Some("AWSOrganizationsV20161128.ListAccounts");
            let (status, text) = ask(
                &sandbox,
                "organizations",
                "https://organizations.us-east-1.amazonaws.com/",
                target,
                &body.to_string(),
            );
            assert_eq!(status, 200, "{text}");
            let page: Value = serde_json::from_str(&text).unwrap();
            let accounts = page["Accounts"].as_array().unwrap();
            assert!(accounts.len() <= 20);
            empty += usize::from(accounts.is_empty());
            for account in accounts {
                suspended += usize::from(account["Status"] == "SUSPENDED");
                assert!(ids.insert(account["Id"].as_str().unwrap().to_owned()));
            }
            match page["NextToken"].as_str() {
                Some(token) => body = json!({"NextToken": token}),
                None => break,
            }
        }
        assert_eq!((ids.len(), empty, suspended), (count + 1, 1, 1));
    }
}

#[test]
fn buckets_are_listed_once_and_each_tells_its_region() {
    let sandbox = sandbox("accounts=2,resources=6000");
    let home = "https://s3.us-east-1.amazonaws.com/";
    let (status, text) = ask(
        &sandbox,
        "s3",
        &format!("{home}?max-buckets=10000"),
        None,
        "",
    );
    assert_eq!(status, 200);
    let between = |text: &str, tag: &str| -> Vec<String> {
        let tag = format!("<{tag}>");
        let parts = text.split(tag.as_str()).skip(1);
        parts
            .map(|part| part.split('<').next().unwrap().to_owned())
            .collect()
    };
    let names = between(&text, "Name");
    let regions = between(&text, "BucketRegion");
    let account = sandbox.accounts()[0].0;
    let bucket: TypeId = "AWS::S3::Bucket".parse().unwrap();
    let everywhere = sandbox.regions().into_iter();
    let expected: u64 = everywhere
        .map(|region| sandbox.expected_count(account, region, bucket))
        .sum();
    assert_eq!((names.len() as u64, regions.len()), (expected, names.len()));
    for (name, region) in names.iter().zip(&regions) {
        let (_, text) = ask(&sandbox, "s3", &format!("{home}{name}?location"), None, "");
        assert_eq!(
            text.contains(region.as_str()),
            region != "us-east-1",
            "{text}"
        );
    }
    let (status, _) = ask(
        &sandbox,
        "s3",
        &format!("{home}no-such-bucket?location"),
        None,
        "",
    );
    assert_eq!(status, 404);
    let (_, first) = ask(&sandbox, "s3", &format!("{home}?max-buckets=3"), None, "");
    assert_eq!(between(&first, "Name"), names[..3]);
    let token = &between(&first, "ContinuationToken")[0];
    let next = format!("{home}?max-buckets=3&continuation-token={token}");
    let (_, second) = ask(&sandbox, "s3", &next, None, "");
    assert_eq!(between(&second, "Name"), names[3..6]);
}
