//! Roles, regions and tagging.

use std::collections::HashSet;

use aws_sdk_ec2::error::ProvideErrorMetadata;
use awsdash::model::TypeId;

use super::{base_credentials, ec2, role, sandbox, sts, tagging};

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
        assert_eq!(answer.account(), Some(&*account.digits()));
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
