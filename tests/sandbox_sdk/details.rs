//! Phase 2 calls.

use aws_sdk_ec2::error::ProvideErrorMetadata;

use super::{all_lists, base_credentials, ec2, sandbox, ty};

#[tokio::test]
async fn the_status_of_every_instance_is_told_and_by_default_of_running_ones() {
    let sandbox = sandbox("accounts=1,regions=1,resources=5000");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    let count = |kind: &str| sandbox.expected_count(account, region, ty(kind)) as usize;
    let mut statuses = 0;
    let mut pages = client
        .describe_instance_status()
        .include_all_instances(true)
        .into_paginator()
        .send();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(
            page.instance_statuses()
                .iter()
                .all(|it| it.system_status().is_some())
        );
        statuses += page.instance_statuses().len();
    }
    assert_eq!(statuses, count("Instance"));
    let running = client.describe_instance_status().send().await.unwrap();
    assert!(running.instance_statuses().len() < statuses);
}

#[tokio::test]
async fn bulk_calls_of_other_types_cover_what_they_should() {
    let sandbox = sandbox("accounts=1,regions=1,resources=5000");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    let count = |kind: &str| sandbox.expected_count(account, region, ty(kind)) as usize;
    let volumes = client.describe_volume_status().send().await.unwrap();
    assert_eq!(volumes.volume_statuses().len(), count("Volume").min(1_000));
    let credits = client
        .describe_instance_credit_specifications()
        .send()
        .await
        .unwrap();
    assert!(!credits.instance_credit_specifications().is_empty());
    let changes = client
        .describe_volumes_modifications()
        .max_results(500)
        .send()
        .await
        .unwrap();
    assert!(!changes.volumes_modifications().is_empty());
    let names = client
        .describe_addresses_attribute()
        .attribute("domain-name".into())
        .send()
        .await
        .unwrap();
    assert!(!names.addresses().is_empty());
    let tiers = client.describe_snapshot_tier_status().send().await.unwrap();
    assert_eq!(
        tiers.snapshot_tier_statuses().len(),
        count("Snapshot").min(1_000)
    );
    let versions = client
        .describe_launch_template_versions()
        .versions("$Latest")
        .versions("$Default")
        .send()
        .await
        .unwrap();
    let versions = versions.launch_template_versions();
    assert!(versions.len() >= count("LaunchTemplate"));
    assert!(
        versions
            .iter()
            .all(|it| it.launch_template_data().is_some())
    );
}

#[tokio::test]
async fn attributes_of_single_instances_are_told() {
    use aws_sdk_ec2::types::InstanceAttributeName;
    let sandbox = sandbox("accounts=1,regions=1");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let lists = all_lists(&client).await;
    assert_eq!(lists[0].0, "Instance");
    let mut scripts = 0;
    for id in &lists[0].1 {
        let answer = client
            .describe_instance_attribute()
            .instance_id(id)
            .attribute(InstanceAttributeName::UserData)
            .send()
            .await
            .unwrap();
        scripts += usize::from(answer.user_data().and_then(|data| data.value()).is_some());
    }
    assert!(scripts > lists[0].1.len() / 2);
    for name in [
        "disableApiTermination",
        "disableApiStop",
        "instanceInitiatedShutdownBehavior",
        "groupSet",
    ] {
        let request = client
            .describe_instance_attribute()
            .instance_id(&lists[0].1[0]);
        request.attribute(name.into()).send().await.unwrap();
    }
}

#[tokio::test]
async fn attributes_of_single_resources_are_told() {
    use aws_sdk_ec2::types::{
        ImageAttributeName, NetworkInterfaceAttribute, SnapshotAttributeName, VpcAttributeName,
    };
    let sandbox = sandbox("accounts=1,regions=1");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let lists = all_lists(&client).await;
    let first = |kind: &str| {
        let (_, ids) = lists.iter().find(|(name, _)| *name == kind).unwrap();
        ids[0].clone()
    };
    let dns = client
        .describe_vpc_attribute()
        .vpc_id(first("VPC"))
        .attribute(VpcAttributeName::EnableDnsSupport)
        .send()
        .await
        .unwrap();
    assert_eq!(dns.enable_dns_support().unwrap().value(), Some(true));
    client
        .describe_snapshot_attribute()
        .snapshot_id(first("Snapshot"))
        .attribute(SnapshotAttributeName::CreateVolumePermission)
        .send()
        .await
        .unwrap();
    client
        .describe_image_attribute()
        .image_id(first("Image"))
        .attribute(ImageAttributeName::LaunchPermission)
        .send()
        .await
        .unwrap();
    let interface = client
        .describe_network_interface_attribute()
        .network_interface_id(first("NetworkInterface"))
        .attribute(NetworkInterfaceAttribute::SourceDestCheck)
        .send()
        .await
        .unwrap();
    assert!(interface.source_dest_check().is_some());
    let unknown = client
        .describe_vpc_attribute()
        .vpc_id(first("VPC"))
        .attribute("colour".into())
        .send()
        .await;
    assert_eq!(unknown.unwrap_err().code(), Some("InvalidParameterValue"));
}

#[tokio::test]
async fn what_the_estate_has_none_of_is_an_empty_list_with_the_rules_of_a_list() {
    let sandbox = sandbox("accounts=1,regions=1,resources=100");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let ipams = client.describe_ipams().max_results(1_000).send().await;
    let ipams = ipams.unwrap();
    assert!(ipams.ipams().is_empty() && ipams.next_token().is_none());
    let flawed = client.describe_ipams().max_results(1_001).send().await;
    assert_eq!(flawed.unwrap_err().code(), Some("InvalidParameterValue"));
    let flawed = client.describe_ipams().next_token("more").send().await;
    assert_eq!(flawed.unwrap_err().code(), Some("InvalidNextToken"));
    let sizeless = client.describe_byoip_cidrs().send().await;
    assert_eq!(sizeless.unwrap_err().code(), Some("MissingParameter"));
    let images = client.describe_fast_launch_images().send().await.unwrap();
    assert!(images.fast_launch_images().is_empty());
}
