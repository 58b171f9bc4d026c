//! The real SDK against the sandbox: the sandbox understands its requests, it understands the answers.

mod cloud_control;
mod details;
mod faults;
mod global;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_ec2::error::ProvideErrorMetadata;
use aws_types::region::Region as SdkRegion;

use awsdash::model::{AccountId, Region, TypeId};
use awsdash::sandbox::{Sandbox, SandboxSpec, credentials};

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
client!(cloud_control, aws_sdk_cloudcontrol);

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
    assert!(seen.len() > 40_000, "{}", seen.len());
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
    for instance in answer
        .reservations()
        .iter()
        .flat_map(aws_sdk_ec2::types::Reservation::instances)
    {
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
        .flat_map(aws_sdk_ec2::types::Reservation::instances)
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
        .flat_map(aws_sdk_ec2::types::Reservation::instances)
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
