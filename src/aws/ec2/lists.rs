//! The list call of each type.

use std::collections::HashMap;
use std::sync::LazyLock;

use aws_sdk_ec2::Client;

use super::capture::{Answered, Ask, Capture};
use crate::app::resource_explorer::state::TypeId;

/// How one type is listed.
#[derive(Clone, Copy, Debug)]
pub(in crate::aws) struct ListCall {
    /// CloudFormation name of the type.
    pub type_name: &'static str,
    /// `DescribeInstances`.
    pub operation: &'static str,
    /// IAM action, which is also the name of its quota.
    pub action: &'static str,
    /// The most a page holds; `None` for a call that answers everything at once.
    #[cfg(test)]
    pub page_size: Option<i32>,
    /// Asks for one page.
    pub page: fn(Client, Ask) -> Answered,
}

#[cfg_attr(not(test), expect(unused_macro_rules, reason = "sizes are for a test"))]
macro_rules! list_calls {
    ($($ty:literal $operation:literal $method:ident($ids:ident)
        $(page $size:literal)? $(with $set:ident($value:expr))*;)+) => {
        &[$(ListCall {
            type_name: concat!("AWS::EC2::", $ty),
            operation: $operation,
            action: concat!("ec2:", $operation),
            #[cfg(test)]
            page_size: list_calls!(@size $($size)?),
            page: |client, ask| Box::pin(async move {
                let capture = Capture::new($operation);
                let call = client.$method()$(.$set($value))*;
                $(let call = call.set_max_results(ask.limit($size)).set_next_token(ask.token);)?
                let call = call.$ids(ask.ids).customize().interceptor(capture.clone());
                capture.finish(call.send().await)
            }),
        },)+]
    };
    // For the test that compares with the catalog.
    (@size) => { None };
    (@size $size:literal) => { Some($size) };
}

/// Every type that EC2 lists. Page sizes are the API's most.
pub(super) const LISTS: &[ListCall] = list_calls! {
    "CapacityReservation" "DescribeCapacityReservations" describe_capacity_reservations(set_capacity_reservation_ids) page 1000;
    "CustomerGateway" "DescribeCustomerGateways" describe_customer_gateways(set_customer_gateway_ids);
    "DHCPOptions" "DescribeDhcpOptions" describe_dhcp_options(set_dhcp_options_ids) page 1000;
    "EgressOnlyInternetGateway" "DescribeEgressOnlyInternetGateways" describe_egress_only_internet_gateways(set_egress_only_internet_gateway_ids) page 255;
    "EIP" "DescribeAddresses" describe_addresses(set_allocation_ids);
    "FlowLog" "DescribeFlowLogs" describe_flow_logs(set_flow_log_ids) page 1000;
    "Host" "DescribeHosts" describe_hosts(set_host_ids) page 500;
    "Image" "DescribeImages" describe_images(set_image_ids) page 1000 with owners("self") with include_deprecated(true) with include_disabled(true);
    "Instance" "DescribeInstances" describe_instances(set_instance_ids) page 1000;
    "InternetGateway" "DescribeInternetGateways" describe_internet_gateways(set_internet_gateway_ids) page 1000;
    "KeyPair" "DescribeKeyPairs" describe_key_pairs(set_key_names);
    "LaunchTemplate" "DescribeLaunchTemplates" describe_launch_templates(set_launch_template_ids) page 200;
    "NatGateway" "DescribeNatGateways" describe_nat_gateways(set_nat_gateway_ids) page 1000;
    "NetworkAcl" "DescribeNetworkAcls" describe_network_acls(set_network_acl_ids) page 1000;
    "NetworkInterface" "DescribeNetworkInterfaces" describe_network_interfaces(set_network_interface_ids) page 1000;
    "PlacementGroup" "DescribePlacementGroups" describe_placement_groups(set_group_names);
    "PrefixList" "DescribeManagedPrefixLists" describe_managed_prefix_lists(set_prefix_list_ids) page 100;
    "RouteTable" "DescribeRouteTables" describe_route_tables(set_route_table_ids) page 100;
    "SecurityGroup" "DescribeSecurityGroups" describe_security_groups(set_group_ids) page 1000;
    "Snapshot" "DescribeSnapshots" describe_snapshots(set_snapshot_ids) page 1000 with owner_ids("self");
    "Subnet" "DescribeSubnets" describe_subnets(set_subnet_ids) page 1000;
    "TransitGateway" "DescribeTransitGateways" describe_transit_gateways(set_transit_gateway_ids) page 1000;
    "TransitGatewayAttachment" "DescribeTransitGatewayAttachments" describe_transit_gateway_attachments(set_transit_gateway_attachment_ids) page 1000;
    "Volume" "DescribeVolumes" describe_volumes(set_volume_ids) page 1000;
    "VPC" "DescribeVpcs" describe_vpcs(set_vpc_ids) page 1000;
    "VPCEndpoint" "DescribeVpcEndpoints" describe_vpc_endpoints(set_vpc_endpoint_ids) page 1000;
    "VPCPeeringConnection" "DescribeVpcPeeringConnections" describe_vpc_peering_connections(set_vpc_peering_connection_ids) page 1000;
    "VPNConnection" "DescribeVpnConnections" describe_vpn_connections(set_vpn_connection_ids);
    "VPNGateway" "DescribeVpnGateways" describe_vpn_gateways(set_vpn_gateway_ids);
};

static BY_TYPE: LazyLock<HashMap<TypeId, &'static ListCall>> = LazyLock::new(|| {
    let typed = |call: &'static ListCall| Some((call.type_name.parse().ok()?, call));
    LISTS.iter().filter_map(typed).collect()
});

/// How a type is listed; `None` for what EC2 does not list.
pub(in crate::aws) fn list_call(ty: TypeId) -> Option<&'static ListCall> {
    BY_TYPE.get(&ty).copied()
}

/// Every type that EC2 lists.
pub(in crate::aws) fn listable_types() -> Vec<TypeId> {
    let mut types: Vec<TypeId> = BY_TYPE.keys().copied().collect();
    types.sort();
    types
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ec2::ops::{self, OpKind, Paging};

    #[test]
    fn every_call_agrees_with_the_catalog() {
        assert_eq!(listable_types().len(), 29);
        for call in LISTS {
            let op = ops::get(call.operation).unwrap();
            assert_eq!(
                (op.kind, op.ty.unwrap().as_str()),
                (OpKind::List, call.type_name)
            );
            assert_eq!(
                call.page_size.is_some(),
                op.paging != Paging::None,
                "{}",
                call.operation
            );
            if let (Some(size), (_, Some(most))) = (call.page_size, op.page_size) {
                assert_eq!(size.unsigned_abs(), most, "{}", call.operation);
            }
        }
    }
}
