//! The real SDK against the sandbox: what it asks for is understood, what it gets it can read.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_ec2::error::ProvideErrorMetadata;
use aws_types::region::Region as SdkRegion;

use super::{Network, Sandbox, SandboxSpec, credentials};
use crate::app::resource_explorer::state::{AccountId, Region, TypeId};

fn sandbox(text: &str) -> Arc<Sandbox> {
    let mut spec: SandboxSpec = text.parse().unwrap();
    spec.latency = Duration::ZERO;
    Sandbox::new(spec)
}

fn base_credentials() -> Credentials {
    let (key, secret) = credentials();
    Credentials::new(key, secret, None, None, "test")
}

macro_rules! client {
    ($name:ident, $service:ident) => {
        fn $name(sandbox: &Arc<Sandbox>, region: &str, who: Credentials) -> $service::Client {
            let config = $service::Config::builder()
                .behavior_version($service::config::BehaviorVersion::latest())
                .region(SdkRegion::new(region.to_owned()))
                .credentials_provider(who)
                .retry_config($service::config::retry::RetryConfig::disabled())
                .http_client(sandbox.http_client())
                .build();
            $service::Client::from_conf(config)
        }
    };
}

client!(ec2, aws_sdk_ec2);
client!(sts, aws_sdk_sts);
client!(tagging, aws_sdk_resourcegroupstagging);

async fn role(sandbox: &Arc<Sandbox>, account: AccountId) -> Credentials {
    let answer = sts(sandbox, "us-east-1", base_credentials())
        .assume_role()
        .role_arn(format!("arn:aws:iam::{account}:role/Reader"))
        .role_session_name("test")
        .send()
        .await
        .unwrap();
    let given = answer.credentials.unwrap();
    Credentials::new(
        given.access_key_id,
        given.secret_access_key,
        Some(given.session_token),
        None,
        "test",
    )
}

/// Lists a type to its end and gives the ids.
macro_rules! ids {
    (paged $client:ident $op:ident $items:ident $id:ident) => {{
        let mut pages = $client.$op().into_paginator().send();
        let mut ids = Vec::new();
        while let Some(page) = pages.next().await {
            ids.extend(
                page.unwrap()
                    .$items()
                    .iter()
                    .map(|it| it.$id().unwrap().to_owned()),
            );
        }
        ids
    }};
    (unpaged $client:ident $op:ident $items:ident $id:ident) => {{
        let page = $client.$op().send().await.unwrap();
        let items = page.$items().iter();
        items
            .map(|it| it.$id().unwrap().to_owned())
            .collect::<Vec<_>>()
    }};
}

async fn instance_ids(client: &aws_sdk_ec2::Client) -> Vec<String> {
    let mut pages = client.describe_instances().into_paginator().send();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await {
        for reservation in page.unwrap().reservations() {
            let instances = reservation.instances().iter();
            ids.extend(instances.map(|it| it.instance_id().unwrap().to_owned()));
        }
    }
    ids
}

async fn all_lists(client: &aws_sdk_ec2::Client) -> Vec<(&'static str, Vec<String>)> {
    macro_rules! lists {
        ($($ty:literal $how:ident $op:ident $items:ident $id:ident;)+) => {
            vec![
                ("Instance", instance_ids(client).await),
                $(($ty, ids!($how client $op $items $id))),+
            ]
        };
    }
    lists! {
        "Volume" paged describe_volumes volumes volume_id;
        "Snapshot" paged describe_snapshots snapshots snapshot_id;
        "Image" paged describe_images images image_id;
        "VPC" paged describe_vpcs vpcs vpc_id;
        "Subnet" paged describe_subnets subnets subnet_id;
        "SecurityGroup" paged describe_security_groups security_groups group_id;
        "RouteTable" paged describe_route_tables route_tables route_table_id;
        "NetworkAcl" paged describe_network_acls network_acls network_acl_id;
        "InternetGateway" paged describe_internet_gateways internet_gateways internet_gateway_id;
        "EgressOnlyInternetGateway" paged describe_egress_only_internet_gateways egress_only_internet_gateways egress_only_internet_gateway_id;
        "NatGateway" paged describe_nat_gateways nat_gateways nat_gateway_id;
        "EIP" unpaged describe_addresses addresses public_ip;
        "NetworkInterface" paged describe_network_interfaces network_interfaces network_interface_id;
        "KeyPair" unpaged describe_key_pairs key_pairs key_name;
        "LaunchTemplate" paged describe_launch_templates launch_templates launch_template_id;
        "VPCEndpoint" paged describe_vpc_endpoints vpc_endpoints vpc_endpoint_id;
        "VPCPeeringConnection" paged describe_vpc_peering_connections vpc_peering_connections vpc_peering_connection_id;
        "TransitGateway" paged describe_transit_gateways transit_gateways transit_gateway_id;
        "TransitGatewayAttachment" paged describe_transit_gateway_attachments transit_gateway_attachments transit_gateway_attachment_id;
        "CustomerGateway" unpaged describe_customer_gateways customer_gateways customer_gateway_id;
        "VPNGateway" unpaged describe_vpn_gateways vpn_gateways vpn_gateway_id;
        "VPNConnection" unpaged describe_vpn_connections vpn_connections vpn_connection_id;
        "FlowLog" paged describe_flow_logs flow_logs flow_log_id;
        "DHCPOptions" paged describe_dhcp_options dhcp_options dhcp_options_id;
        "PlacementGroup" unpaged describe_placement_groups placement_groups group_name;
        "PrefixList" paged describe_managed_prefix_lists prefix_lists prefix_list_id;
        "CapacityReservation" paged describe_capacity_reservations capacity_reservations capacity_reservation_id;
        "Host" paged describe_hosts hosts host_id;
    }
}

fn ty(kind: &str) -> TypeId {
    format!("AWS::EC2::{kind}").parse().unwrap()
}

#[tokio::test]
async fn every_list_pages_to_exactly_what_there_is_with_distinct_ids() {
    let sandbox = sandbox("accounts=2,regions=2,resources=60000");
    let mut seen = HashSet::new();
    for (account, _) in sandbox.accounts() {
        let who = role(&sandbox, account).await;
        for region in sandbox.regions() {
            let client = ec2(&sandbox, region.as_str(), who.clone());
            let lists = all_lists(&client).await;
            assert_eq!(lists.len(), 29);
            for (kind, ids) in lists {
                let expected = sandbox.expected_count(account, region, ty(kind));
                assert_eq!(ids.len() as u64, expected, "{account} {region} {kind}");
                for id in ids {
                    let key = match kind {
                        "KeyPair" | "PlacementGroup" => format!("{account} {region} {id}"),
                        _ => id,
                    };
                    assert!(seen.insert(key.clone()), "{kind} {key} twice");
                }
            }
        }
    }
    assert!(seen.len() > 45_000, "{}", seen.len());
}

#[tokio::test]
async fn the_whole_estate_adds_up_to_the_resources_asked_for() {
    let sandbox = sandbox("resources=7753");
    let mut sum = 0;
    for (account, _) in sandbox.accounts() {
        for region in sandbox.regions().into_iter().chain([Region::global()]) {
            for ty in sandbox.types() {
                sum += sandbox.expected_count(account, region, ty);
            }
        }
    }
    assert_eq!(sum, 7_753);
}

#[tokio::test]
async fn links_lead_to_resources_that_exist() {
    let sandbox = sandbox("");
    let (account, region) = (sandbox.accounts()[0].0, sandbox.regions()[0]);
    let client = ec2(&sandbox, region.as_str(), base_credentials());
    let lists = all_lists(&client).await;
    let known: HashSet<&str> = lists
        .iter()
        .flat_map(|(_, ids)| ids)
        .map(String::as_str)
        .collect();
    let answer = client.describe_instances().send().await.unwrap();
    let mut links = 0;
    let mut check = |id: Option<&str>| {
        let Some(id) = id else { return };
        assert!(known.contains(id), "{id}");
        links += 1;
    };
    for instance in answer.reservations().iter().flat_map(|r| r.instances()) {
        check(instance.vpc_id());
        check(instance.subnet_id());
        check(instance.image_id());
        check(instance.key_name());
        check(instance.public_ip_address());
        instance
            .security_groups()
            .iter()
            .for_each(|it| check(it.group_id()));
        for device in instance.block_device_mappings() {
            check(device.ebs().and_then(|ebs| ebs.volume_id()));
        }
        for interface in instance.network_interfaces() {
            check(interface.network_interface_id());
        }
    }
    assert!(links > 100, "{links} links in {account}");
}

#[tokio::test]
async fn an_instance_answer_is_of_real_size_and_rich() {
    let sandbox = sandbox("accounts=1,regions=1,resources=5000");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let page = client
        .describe_instances()
        .max_results(1000)
        .send()
        .await
        .unwrap();
    let instances: Vec<_> = page
        .reservations()
        .iter()
        .flat_map(|r| r.instances())
        .collect();
    let states: HashSet<&str> = instances
        .iter()
        .filter_map(|it| Some(it.state()?.name()?.as_str()))
        .collect();
    assert!(states.contains("running") && states.contains("stopped"));
    let tags: Vec<_> = instances.iter().flat_map(|it| it.tags()).collect();
    let has = |key: &str| tags.iter().any(|tag| tag.key() == Some(key));
    assert!(has("Name") && has("CostCenter") && has("aws:cloudformation:stack-name"));
    let untagged = instances.iter().filter(|it| it.tags().is_empty()).count();
    assert!(untagged > instances.len() / 20 && untagged < instances.len() / 5);
    assert!(page.reservations().len() < instances.len());
    assert!(instances.iter().all(|it| it.launch_time().is_some()));
}

#[tokio::test]
async fn resources_are_found_by_id_and_unknown_ids_are_errors() {
    let sandbox = sandbox("accounts=1,regions=2,resources=5000");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let elsewhere = ec2(&sandbox, "eu-west-1", base_credentials());
    let ids = instance_ids(&client).await;
    let answer = client
        .describe_instances()
        .instance_ids(&ids[7])
        .instance_ids(&ids[3])
        .send()
        .await
        .unwrap();
    let found: Vec<_> = answer
        .reservations()
        .iter()
        .flat_map(|r| r.instances())
        .collect();
    assert_eq!(found[0].instance_id(), Some(ids[7].as_str()));
    assert_eq!(found[1].instance_id(), Some(ids[3].as_str()));
    let wrong = elsewhere
        .describe_instances()
        .instance_ids(&ids[7])
        .send()
        .await;
    assert_eq!(
        wrong.unwrap_err().code(),
        Some("InvalidInstanceID.NotFound")
    );
    let both = client
        .describe_instances()
        .instance_ids(&ids[0])
        .max_results(5)
        .send()
        .await;
    assert_eq!(
        both.unwrap_err().code(),
        Some("InvalidParameterCombination")
    );
    let keys = client.describe_key_pairs().send().await.unwrap();
    let name = keys.key_pairs()[0].key_name().unwrap();
    let one = client
        .describe_key_pairs()
        .key_names(name)
        .send()
        .await
        .unwrap();
    assert_eq!(one.key_pairs().len(), 1);
}

#[tokio::test]
async fn pages_have_the_size_asked_for_and_bad_tokens_are_refused() {
    let sandbox = sandbox("accounts=1,regions=1,resources=20000");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let page = client
        .describe_volumes()
        .max_results(7)
        .send()
        .await
        .unwrap();
    assert_eq!(page.volumes().len(), 7);
    let token = page.next_token().unwrap();
    let wrong_list = client.describe_snapshots().next_token(token).send().await;
    assert_eq!(wrong_list.unwrap_err().code(), Some("InvalidNextToken"));
    for size in [1, 101] {
        let refused = client
            .describe_route_tables()
            .max_results(size)
            .send()
            .await;
        assert_eq!(refused.unwrap_err().code(), Some("InvalidParameterValue"));
    }
    let most = client.describe_route_tables().send().await.unwrap();
    assert_eq!(most.route_tables().len(), 100);
    assert!(most.next_token().is_some());
    let unknown = aws_sdk_ec2::types::Filter::builder()
        .name("colour")
        .values("red")
        .build();
    let refused = client.describe_volumes().filters(unknown).send().await;
    assert_eq!(refused.unwrap_err().code(), Some("InvalidParameterValue"));
}

#[tokio::test]
async fn bulk_details_cover_what_they_should() {
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
async fn attributes_of_single_resources_are_told() {
    use aws_sdk_ec2::types::{
        ImageAttributeName, InstanceAttributeName, NetworkInterfaceAttribute,
        SnapshotAttributeName, VpcAttributeName,
    };
    let sandbox = sandbox("accounts=1,regions=1");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let lists = all_lists(&client).await;
    let first = |kind: &str| {
        let (_, ids) = lists.iter().find(|(name, _)| *name == kind).unwrap();
        ids[0].clone()
    };
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
            .instance_id(first("Instance"));
        request.attribute(name.into()).send().await.unwrap();
    }
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

#[tokio::test]
async fn denials_name_caller_and_action_and_only_hit_what_they_mean() {
    let sandbox = sandbox("deny=ec2:DescribeImages@1:eu-west-1,deny=tag:*@0");
    let accounts = sandbox.accounts();
    let second = role(&sandbox, accounts[1].0).await;
    let client = ec2(&sandbox, "eu-west-1", second.clone());
    let refused = client.describe_images().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("UnauthorizedOperation"));
    let message = refused.message().unwrap();
    assert!(message.contains("ec2:DescribeImages") && message.contains(accounts[1].0.as_str()));
    client.describe_vpcs().send().await.unwrap();
    ec2(&sandbox, "us-east-1", second.clone())
        .describe_images()
        .send()
        .await
        .unwrap();
    let refused = tagging(&sandbox, "us-east-1", base_credentials())
        .get_resources()
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AccessDeniedException"));
    sandbox.set_denied(&[]).unwrap();
    client.describe_images().send().await.unwrap();
    assert!(sandbox.set_denied(&["nonsense"]).is_err());
}

#[tokio::test]
async fn writes_are_refused_and_counted() {
    let sandbox = sandbox("");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let refused = client
        .terminate_instances()
        .instance_ids("i-1")
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("UnauthorizedOperation"));
    let refused = tagging(&sandbox, "us-east-1", base_credentials())
        .tag_resources()
        .resource_arn_list("arn:x")
        .tags("a", "b")
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AccessDeniedException"));
    assert_eq!(sandbox.writes_seen(), 2);
    let unknown = client.describe_spot_price_history().send().await;
    assert_eq!(unknown.unwrap_err().code(), Some("InvalidAction"));
    assert_eq!((sandbox.writes_seen(), sandbox.calls()), (2, 3));
    assert_eq!(sandbox.calls_by_action()["ec2:TerminateInstances"], 1);
}

#[tokio::test]
async fn throttled_calls_say_so() {
    let sandbox = sandbox("throttle=1");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let refused = client.describe_vpcs().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("RequestLimitExceeded"));
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 503);
    sandbox.set_throttle(0.0);
    client.describe_vpcs().send().await.unwrap();
}

#[tokio::test]
async fn expired_credentials_say_so_until_they_are_renewed() {
    let sandbox = sandbox("");
    let who = role(&sandbox, sandbox.accounts()[1].0).await;
    let base = ec2(&sandbox, "us-east-1", base_credentials());
    let member = ec2(&sandbox, "us-east-1", who);
    member.describe_vpcs().send().await.unwrap();
    sandbox.expire_now();
    for client in [&base, &member] {
        let refused = client.describe_vpcs().send().await.unwrap_err();
        assert_eq!(refused.code(), Some("RequestExpired"));
    }
    sandbox.renew();
    base.describe_vpcs().send().await.unwrap();
    assert!(member.describe_vpcs().send().await.is_err());
    tokio::time::sleep(Duration::from_millis(5)).await;
    let who = role(&sandbox, sandbox.accounts()[1].0).await;
    ec2(&sandbox, "us-east-1", who)
        .describe_vpcs()
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn credentials_expire_by_themselves_when_told_to() {
    let sandbox = sandbox("expire=40ms");
    let who = role(&sandbox, sandbox.accounts()[0].0).await;
    let client = ec2(&sandbox, "us-east-1", who);
    client.describe_vpcs().send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(
        client.describe_vpcs().send().await.unwrap_err().code(),
        Some("RequestExpired")
    );
    let sts = sts(&sandbox, "us-east-1", base_credentials());
    assert_eq!(
        sts.get_caller_identity().send().await.unwrap_err().code(),
        Some("ExpiredToken")
    );
}

#[tokio::test]
async fn foreign_keys_and_dead_networks_get_nowhere() {
    let sandbox = sandbox("");
    let stranger = Credentials::new("AKIAIOSFODNN7EXAMPLE", "x", None, None, "test");
    let refused = sts(&sandbox, "us-east-1", stranger.clone())
        .get_caller_identity()
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("InvalidClientTokenId"));
    let refused = ec2(&sandbox, "us-east-1", stranger)
        .describe_vpcs()
        .send()
        .await;
    assert_eq!(refused.unwrap_err().code(), Some("AuthFailure"));
    sandbox.set_network(Network::Down);
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    let refused = client.describe_vpcs().send().await.unwrap_err();
    assert!(matches!(
        refused,
        aws_sdk_ec2::error::SdkError::DispatchFailure(_)
    ));
    sandbox.set_network(Network::Silent);
    let waiting = tokio::time::timeout(Duration::from_millis(30), client.describe_vpcs().send());
    assert!(waiting.await.is_err());
}

#[tokio::test]
async fn web_pages_and_cut_pages_arrive_as_such() {
    let sandbox = sandbox("");
    let client = ec2(&sandbox, "us-east-1", base_credentials());
    sandbox.set_html(1.0);
    assert!(client.describe_vpcs().send().await.is_err());
    sandbox.set_html(0.0);
    sandbox.set_broken_pages(1.0);
    let tagging = tagging(&sandbox, "us-east-1", base_credentials());
    assert!(tagging.get_resources().send().await.is_err());
    sandbox.set_broken_pages(0.0);
    client.describe_vpcs().send().await.unwrap();
}
