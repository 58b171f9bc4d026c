//! Which method of the typed client lists each type, and which setter names resources.
//!
//! Everything else about an operation (page size, where its items are, their id, tags and ARN) is
//! the catalog's, `ec2_ops.tsv`. Of the lists that the catalog knows, four are not asked:
//!
//! - `DescribeNetworkingFlexCostAllocationPolicies` and
//!   `DescribeTransitGatewayNetworkFunctionAttachments`: the SDK in use does not have them yet.
//! - `DescribeMacHosts`: its items are Dedicated Hosts, which `DescribeHosts` lists; it is a detail
//!   of those.
//! - `DescribeElasticGpus`: the service is retired, there is nothing to list.

use super::{ById, ListCall};
use crate::aws::providers::ec2::capture::Capture;

/// The rows: type, operation, method, then
/// - `ids` and the setter of identifiers, or `id` and the setter of a single one; neither where the
///   operation cannot be asked for certain resources;
/// - `page most` for pages of the size that the catalog says is the most, `page N` where it knows
///   no most or one that is too much at once;
/// - `with` what always has to be said.
#[cfg_attr(not(test), expect(unused_macro_rules, reason = "sizes are for a test"))]
macro_rules! list_calls {
    ($($ty:literal $operation:literal $method:ident $(ids $ids:ident)? $(id $id:ident)?
        $(page $size:tt)? $(with $set:ident($value:expr))*;)+) => {
        &[$(ListCall {
            type_name: $ty,
            operation: $operation,
            action: concat!("ec2:", $operation),
            by_id: list_calls!(@by_id $($ids)? $($id)?),
            #[cfg(test)]
            page_size: list_calls!(@size $($size)?),
            page: |client, ask| Box::pin(async move {
                let capture = Capture::new($operation);
                let call = client.$method()$(.$set($value))*;
                $(
                    let limit = list_calls!(@limit ask $operation $size);
                    let call = call.set_max_results(limit).set_next_token(ask.token);
                )?
                $(let call = call.$ids(ask.ids);)?
                $(let call = call.$id(ask.ids.and_then(|ids| ids.into_iter().next()));)?
                let call = call.customize().interceptor(capture.clone());
                capture.finish(call.send().await)
            }),
        },)+]
    };
    (@by_id) => { ById::Searched };
    (@by_id $set:ident) => { ById::Accepted };
    (@limit $ask:ident $operation:literal most) => { $ask.limit_of($operation) };
    (@limit $ask:ident $operation:literal $size:literal) => { $ask.limit($size) };
    // For the test that compares with the catalog.
    (@size) => { None };
    (@size $size:tt) => { Some(stringify!($size)) };
}

/// Every type that EC2 lists.
///
/// Of the sizes that the catalog does not know, 1000 is what earlier editions of the API's reference
/// gave, and 500 what the SDK's text on `ListVolumesInRecycleBin` gives; nothing gives one for the
/// lists with 100. Allocations come by the least they may be asked by: the most is 100,000.
pub(in crate::aws::providers::ec2) const LISTS: &[ListCall] = list_calls! {
    "awsdash:EC2::AddressTransfer" "DescribeAddressTransfers" describe_address_transfers ids set_allocation_ids page most;
    "awsdash:EC2::ByoipCidr" "DescribeByoipCidrs" describe_byoip_cidrs page most;
    "awsdash:EC2::CapacityBlock" "DescribeCapacityBlocks" describe_capacity_blocks ids set_capacity_block_ids page most;
    "awsdash:EC2::CoipPool" "DescribeCoipPools" describe_coip_pools ids set_pool_ids page most;
    "AWS::EC2::ApplicationStatusCheck" "DescribeApplicationStatusChecks" describe_application_status_checks ids set_application_status_check_ids page most;
    "AWS::EC2::CapacityManagerDataExport" "DescribeCapacityManagerDataExports" describe_capacity_manager_data_exports ids set_capacity_manager_data_export_ids page most;
    "AWS::EC2::CapacityReservation" "DescribeCapacityReservations" describe_capacity_reservations ids set_capacity_reservation_ids page most;
    "AWS::EC2::CapacityReservationFleet" "DescribeCapacityReservationFleets" describe_capacity_reservation_fleets ids set_capacity_reservation_fleet_ids page most;
    "AWS::EC2::CarrierGateway" "DescribeCarrierGateways" describe_carrier_gateways ids set_carrier_gateway_ids page most;
    "AWS::EC2::ClientVpnEndpoint" "DescribeClientVpnEndpoints" describe_client_vpn_endpoints ids set_client_vpn_endpoint_ids page most;
    "AWS::EC2::CustomerGateway" "DescribeCustomerGateways" describe_customer_gateways ids set_customer_gateway_ids;
    "AWS::EC2::DHCPOptions" "DescribeDhcpOptions" describe_dhcp_options ids set_dhcp_options_ids page most;
    "AWS::EC2::EC2Fleet" "DescribeFleets" describe_fleets ids set_fleet_ids page 1000;
    "AWS::EC2::EgressOnlyInternetGateway" "DescribeEgressOnlyInternetGateways" describe_egress_only_internet_gateways ids set_egress_only_internet_gateway_ids page most;
    "AWS::EC2::EIP" "DescribeAddresses" describe_addresses ids set_allocation_ids;
    "AWS::EC2::FlowLog" "DescribeFlowLogs" describe_flow_logs ids set_flow_log_ids page 1000;
    "AWS::EC2::FpgaImage" "DescribeFpgaImages" describe_fpga_images ids set_fpga_image_ids page most with owners("self");
    "AWS::EC2::Host" "DescribeHosts" describe_hosts ids set_host_ids page most;
    "AWS::EC2::Image" "DescribeImages" describe_images ids set_image_ids page 1000 with owners("self") with include_deprecated(true) with include_disabled(true);
    "AWS::EC2::Instance" "DescribeInstances" describe_instances ids set_instance_ids page 1000;
    "AWS::EC2::InstanceConnectEndpoint" "DescribeInstanceConnectEndpoints" describe_instance_connect_endpoints ids set_instance_connect_endpoint_ids page most;
    "AWS::EC2::InstanceEventWindow" "DescribeInstanceEventWindows" describe_instance_event_windows ids set_instance_event_window_ids page most;
    "AWS::EC2::InternetGateway" "DescribeInternetGateways" describe_internet_gateways ids set_internet_gateway_ids page most;
    "AWS::EC2::IPAM" "DescribeIpams" describe_ipams ids set_ipam_ids page most;
    "AWS::EC2::IPAMAllocation" "DescribeIpamPoolAllocations" describe_ipam_pool_allocations ids set_ipam_pool_allocation_ids page 1000;
    "AWS::EC2::IpamExternalResourceVerificationToken" "DescribeIpamExternalResourceVerificationTokens" describe_ipam_external_resource_verification_tokens ids set_ipam_external_resource_verification_token_ids page most;
    "AWS::EC2::IpamInternetRegistryAssociation" "DescribeIpamInternetRegistryAssociations" describe_ipam_internet_registry_associations ids set_ipam_internet_registry_association_ids page most;
    "AWS::EC2::IPAMPool" "DescribeIpamPools" describe_ipam_pools ids set_ipam_pool_ids page most;
    "AWS::EC2::IPAMPrefixListResolver" "DescribeIpamPrefixListResolvers" describe_ipam_prefix_list_resolvers ids set_ipam_prefix_list_resolver_ids page most;
    "AWS::EC2::IPAMPrefixListResolverTarget" "DescribeIpamPrefixListResolverTargets" describe_ipam_prefix_list_resolver_targets ids set_ipam_prefix_list_resolver_target_ids page most;
    "AWS::EC2::IPAMResourceDiscovery" "DescribeIpamResourceDiscoveries" describe_ipam_resource_discoveries ids set_ipam_resource_discovery_ids page most;
    "AWS::EC2::IPAMResourceDiscoveryAssociation" "DescribeIpamResourceDiscoveryAssociations" describe_ipam_resource_discovery_associations ids set_ipam_resource_discovery_association_ids page most;
    "AWS::EC2::IPAMScope" "DescribeIpamScopes" describe_ipam_scopes ids set_ipam_scope_ids page most;
    "AWS::EC2::IPv4Pool" "DescribePublicIpv4Pools" describe_public_ipv4_pools ids set_pool_ids page most;
    "AWS::EC2::KeyPair" "DescribeKeyPairs" describe_key_pairs ids set_key_names;
    "AWS::EC2::LaunchTemplate" "DescribeLaunchTemplates" describe_launch_templates ids set_launch_template_ids page most;
    "AWS::EC2::LocalGatewayRouteTable" "DescribeLocalGatewayRouteTables" describe_local_gateway_route_tables ids set_local_gateway_route_table_ids page most;
    "AWS::EC2::LocalGatewayRouteTableVirtualInterfaceGroupAssociation" "DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations" describe_local_gateway_route_table_virtual_interface_group_associations ids set_local_gateway_route_table_virtual_interface_group_association_ids page most;
    "AWS::EC2::LocalGatewayRouteTableVPCAssociation" "DescribeLocalGatewayRouteTableVpcAssociations" describe_local_gateway_route_table_vpc_associations ids set_local_gateway_route_table_vpc_association_ids page most;
    "AWS::EC2::LocalGatewayVirtualInterface" "DescribeLocalGatewayVirtualInterfaces" describe_local_gateway_virtual_interfaces ids set_local_gateway_virtual_interface_ids page most;
    "AWS::EC2::LocalGatewayVirtualInterfaceGroup" "DescribeLocalGatewayVirtualInterfaceGroups" describe_local_gateway_virtual_interface_groups ids set_local_gateway_virtual_interface_group_ids page most;
    "AWS::EC2::NatGateway" "DescribeNatGateways" describe_nat_gateways ids set_nat_gateway_ids page most;
    "AWS::EC2::NetworkAcl" "DescribeNetworkAcls" describe_network_acls ids set_network_acl_ids page most;
    "AWS::EC2::NetworkInsightsAccessScope" "DescribeNetworkInsightsAccessScopes" describe_network_insights_access_scopes ids set_network_insights_access_scope_ids page most;
    "AWS::EC2::NetworkInsightsAccessScopeAnalysis" "DescribeNetworkInsightsAccessScopeAnalyses" describe_network_insights_access_scope_analyses ids set_network_insights_access_scope_analysis_ids page most;
    "AWS::EC2::NetworkInsightsAnalysis" "DescribeNetworkInsightsAnalyses" describe_network_insights_analyses ids set_network_insights_analysis_ids page most;
    "AWS::EC2::NetworkInsightsPath" "DescribeNetworkInsightsPaths" describe_network_insights_paths ids set_network_insights_path_ids page most;
    "AWS::EC2::NetworkInterface" "DescribeNetworkInterfaces" describe_network_interfaces ids set_network_interface_ids page most;
    "AWS::EC2::NetworkInterfacePermission" "DescribeNetworkInterfacePermissions" describe_network_interface_permissions ids set_network_interface_permission_ids page most;
    "AWS::EC2::NetworkPerformanceMetricSubscription" "DescribeAwsNetworkPerformanceMetricSubscriptions" describe_aws_network_performance_metric_subscriptions page most;
    "AWS::EC2::PlacementGroup" "DescribePlacementGroups" describe_placement_groups ids set_group_names;
    "AWS::EC2::PrefixList" "DescribeManagedPrefixLists" describe_managed_prefix_lists ids set_prefix_list_ids page most;
    "AWS::EC2::ReservedInstance" "DescribeReservedInstances" describe_reserved_instances ids set_reserved_instances_ids;
    "AWS::EC2::RouteServer" "DescribeRouteServers" describe_route_servers ids set_route_server_ids page most;
    "AWS::EC2::RouteServerEndpoint" "DescribeRouteServerEndpoints" describe_route_server_endpoints ids set_route_server_endpoint_ids page most;
    "AWS::EC2::RouteServerPeer" "DescribeRouteServerPeers" describe_route_server_peers ids set_route_server_peer_ids page most;
    "AWS::EC2::RouteTable" "DescribeRouteTables" describe_route_tables ids set_route_table_ids page most;
    "AWS::EC2::SecondaryNetwork" "DescribeSecondaryNetworks" describe_secondary_networks ids set_secondary_network_ids page most;
    "AWS::EC2::SecurityGroup" "DescribeSecurityGroups" describe_security_groups ids set_group_ids page most;
    "AWS::EC2::SecurityGroupVpcAssociation" "DescribeSecurityGroupVpcAssociations" describe_security_group_vpc_associations page most;
    "AWS::EC2::Snapshot" "DescribeSnapshots" describe_snapshots ids set_snapshot_ids page 1000 with owner_ids("self");
    "AWS::EC2::SpotFleet" "DescribeSpotFleetRequests" describe_spot_fleet_requests ids set_spot_fleet_request_ids page 1000;
    "AWS::EC2::SpotInstanceRequest" "DescribeSpotInstanceRequests" describe_spot_instance_requests ids set_spot_instance_request_ids page 1000;
    "AWS::EC2::Subnet" "DescribeSubnets" describe_subnets ids set_subnet_ids page most;
    "AWS::EC2::TrafficMirrorFilter" "DescribeTrafficMirrorFilters" describe_traffic_mirror_filters ids set_traffic_mirror_filter_ids page most;
    "AWS::EC2::TrafficMirrorFilterRule" "DescribeTrafficMirrorFilterRules" describe_traffic_mirror_filter_rules ids set_traffic_mirror_filter_rule_ids page most;
    "AWS::EC2::TrafficMirrorSession" "DescribeTrafficMirrorSessions" describe_traffic_mirror_sessions ids set_traffic_mirror_session_ids page most;
    "AWS::EC2::TrafficMirrorTarget" "DescribeTrafficMirrorTargets" describe_traffic_mirror_targets ids set_traffic_mirror_target_ids page most;
    "AWS::EC2::TransitGateway" "DescribeTransitGateways" describe_transit_gateways ids set_transit_gateway_ids page most;
    "AWS::EC2::TransitGatewayAttachment" "DescribeTransitGatewayAttachments" describe_transit_gateway_attachments ids set_transit_gateway_attachment_ids page most;
    "AWS::EC2::TransitGatewayConnect" "DescribeTransitGatewayConnects" describe_transit_gateway_connects ids set_transit_gateway_attachment_ids page most;
    "AWS::EC2::TransitGatewayConnectPeer" "DescribeTransitGatewayConnectPeers" describe_transit_gateway_connect_peers ids set_transit_gateway_connect_peer_ids page most;
    "AWS::EC2::TransitGatewayMeteringPolicy" "DescribeTransitGatewayMeteringPolicies" describe_transit_gateway_metering_policies ids set_transit_gateway_metering_policy_ids page most;
    "AWS::EC2::TransitGatewayMulticastDomain" "DescribeTransitGatewayMulticastDomains" describe_transit_gateway_multicast_domains ids set_transit_gateway_multicast_domain_ids page most;
    "AWS::EC2::TransitGatewayPeeringAttachment" "DescribeTransitGatewayPeeringAttachments" describe_transit_gateway_peering_attachments ids set_transit_gateway_attachment_ids page most;
    "AWS::EC2::TransitGatewayPolicyTable" "DescribeTransitGatewayPolicyTables" describe_transit_gateway_policy_tables ids set_transit_gateway_policy_table_ids page most;
    "AWS::EC2::TransitGatewayRouteTable" "DescribeTransitGatewayRouteTables" describe_transit_gateway_route_tables ids set_transit_gateway_route_table_ids page most;
    "AWS::EC2::TransitGatewayVpcAttachment" "DescribeTransitGatewayVpcAttachments" describe_transit_gateway_vpc_attachments ids set_transit_gateway_attachment_ids page most;
    "AWS::EC2::VerifiedAccessEndpoint" "DescribeVerifiedAccessEndpoints" describe_verified_access_endpoints ids set_verified_access_endpoint_ids page most;
    "AWS::EC2::VerifiedAccessGroup" "DescribeVerifiedAccessGroups" describe_verified_access_groups ids set_verified_access_group_ids page most;
    "AWS::EC2::VerifiedAccessInstance" "DescribeVerifiedAccessInstances" describe_verified_access_instances ids set_verified_access_instance_ids page most;
    "AWS::EC2::VerifiedAccessTrustProvider" "DescribeVerifiedAccessTrustProviders" describe_verified_access_trust_providers ids set_verified_access_trust_provider_ids page most;
    "AWS::EC2::Volume" "DescribeVolumes" describe_volumes ids set_volume_ids page 1000;
    "AWS::EC2::VPC" "DescribeVpcs" describe_vpcs ids set_vpc_ids page most;
    "AWS::EC2::VPCBlockPublicAccessExclusion" "DescribeVpcBlockPublicAccessExclusions" describe_vpc_block_public_access_exclusions ids set_exclusion_ids page most;
    "AWS::EC2::VPCEncryptionControl" "DescribeVpcEncryptionControls" describe_vpc_encryption_controls ids set_vpc_encryption_control_ids page most;
    "AWS::EC2::VPCEndpoint" "DescribeVpcEndpoints" describe_vpc_endpoints ids set_vpc_endpoint_ids page most;
    "AWS::EC2::VPCEndpointConnectionNotification" "DescribeVpcEndpointConnectionNotifications" describe_vpc_endpoint_connection_notifications id set_connection_notification_id page 100;
    "AWS::EC2::VPCEndpointService" "DescribeVpcEndpointServiceConfigurations" describe_vpc_endpoint_service_configurations ids set_service_ids page most;
    "AWS::EC2::VPCPeeringConnection" "DescribeVpcPeeringConnections" describe_vpc_peering_connections ids set_vpc_peering_connection_ids page most;
    "AWS::EC2::VPNConcentrator" "DescribeVpnConcentrators" describe_vpn_concentrators ids set_vpn_concentrator_ids page most;
    "AWS::EC2::VPNConnection" "DescribeVpnConnections" describe_vpn_connections ids set_vpn_connection_ids;
    "AWS::EC2::VPNGateway" "DescribeVpnGateways" describe_vpn_gateways ids set_vpn_gateway_ids;
    "awsdash:EC2::HostReservation" "DescribeHostReservations" describe_host_reservations ids set_host_reservation_id_set page most;
    "awsdash:EC2::ImageInRecycleBin" "ListImagesInRecycleBin" list_images_in_recycle_bin ids set_image_ids page most;
    "awsdash:EC2::ImageUsageReport" "DescribeImageUsageReports" describe_image_usage_reports ids set_report_ids page 100;
    "awsdash:EC2::IpamPolicy" "DescribeIpamPolicies" describe_ipam_policies ids set_ipam_policy_ids page most;
    "awsdash:EC2::Ipv6Pool" "DescribeIpv6Pools" describe_ipv6_pools ids set_pool_ids page most;
    "awsdash:EC2::LocalGateway" "DescribeLocalGateways" describe_local_gateways ids set_local_gateway_ids page most;
    "awsdash:EC2::OutpostLag" "DescribeOutpostLags" describe_outpost_lags ids set_outpost_lag_ids page most;
    "awsdash:EC2::ReservedInstancesListing" "DescribeReservedInstancesListings" describe_reserved_instances_listings id set_reserved_instances_listing_id;
    "awsdash:EC2::ScheduledInstance" "DescribeScheduledInstances" describe_scheduled_instances ids set_scheduled_instance_ids page most;
    "awsdash:EC2::SecondaryInterface" "DescribeSecondaryInterfaces" describe_secondary_interfaces ids set_secondary_interface_ids page most;
    "awsdash:EC2::SecondarySubnet" "DescribeSecondarySubnets" describe_secondary_subnets ids set_secondary_subnet_ids page most;
    "awsdash:EC2::SecurityGroupRule" "DescribeSecurityGroupRules" describe_security_group_rules ids set_security_group_rule_ids page most;
    "awsdash:EC2::ServiceLinkVirtualInterface" "DescribeServiceLinkVirtualInterfaces" describe_service_link_virtual_interfaces ids set_service_link_virtual_interface_ids page most;
    "awsdash:EC2::SnapshotInRecycleBin" "ListSnapshotsInRecycleBin" list_snapshots_in_recycle_bin ids set_snapshot_ids page most;
    "awsdash:EC2::TransitGatewayRouteTableAnnouncement" "DescribeTransitGatewayRouteTableAnnouncements" describe_transit_gateway_route_table_announcements ids set_transit_gateway_route_table_announcement_ids page most;
    "awsdash:EC2::TrunkInterfaceAssociation" "DescribeTrunkInterfaceAssociations" describe_trunk_interface_associations ids set_association_ids page most;
    "awsdash:EC2::VolumeInRecycleBin" "ListVolumesInRecycleBin" list_volumes_in_recycle_bin ids set_volume_ids page 500;
    "awsdash:EC2::VpcEndpointAssociation" "DescribeVpcEndpointAssociations" describe_vpc_endpoint_associations page most;
    "awsdash:EC2::VpcEndpointConnection" "DescribeVpcEndpointConnections" describe_vpc_endpoint_connections page most;
};
