//! The lists: one row per operation has its paging and the function that writes its items.

use super::answer_of::answer_of;
use super::paging::{self, Filtered, Paging};
use super::{connect, instances, interfaces, machines, storage, vpc, vpn};
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::reply::{Refusal, Reply};
use crate::sandbox::request::Request;
use crate::sandbox::xml::Xml;

/// Writes the content of one `item`.
type WriteItem = fn(&mut Xml, Place<'_>, u32);

/// A list operation.
pub(super) struct List {
    pub(super) operation: &'static str,
    kind: Kind,
    /// The element around the items.
    set: &'static str,
    /// The parameters that name resources by id or name.
    ids: &'static [&'static str],
    paging: Paging,
    /// Bytes of an item, roughly.
    item_bytes: usize,
    items: Items,
}

enum Items {
    /// One `item` per resource.
    Each(WriteItem),
    /// Instances, several of which may share a reservation.
    Reservations,
}

const UNPAGED: Paging = Paging::None;

const fn pages(least: u32, most: u32) -> Paging {
    Paging::Tokens { least, most }
}

macro_rules! lists {
    ($($operation:ident $kind:ident $set:literal $ids:expr, $paging:expr, $bytes:literal, $items:expr;)+) => {
        /// Every list that the sandbox answers.
        pub(super) static LISTS: [List; 29] = [$(List {
            operation: stringify!($operation),
            kind: Kind::$kind,
            set: $set,
            ids: &$ids,
            paging: $paging,
            item_bytes: $bytes,
            items: $items,
        }),+];
    };
}

use Items::{Each, Reservations};

lists! {
    DescribeInstances Instance "reservationSet" ["InstanceId"], pages(5, 1000), 5500, Reservations;
    DescribeVolumes Volume "volumeSet" ["VolumeId"], pages(5, 1000), 1800, Each(storage::volume);
    DescribeSnapshots Snapshot "snapshotSet" ["SnapshotId"], pages(5, 1000), 1500, Each(storage::snapshot);
    DescribeImages Image "imagesSet" ["ImageId"], pages(1, 1000), 2600, Each(storage::image);
    DescribeVpcs Vpc "vpcSet" ["VpcId"], pages(5, 1000), 1300, Each(vpc::vpc);
    DescribeSubnets Subnet "subnetSet" ["SubnetId"], pages(5, 1000), 1700, Each(vpc::subnet);
    DescribeSecurityGroups SecurityGroup "securityGroupInfo" ["GroupId"], pages(5, 1000), 2800, Each(vpc::security_group);
    DescribeRouteTables RouteTable "routeTableSet" ["RouteTableId"], pages(5, 100), 2300, Each(vpc::route_table);
    DescribeNetworkAcls NetworkAcl "networkAclSet" ["NetworkAclId"], pages(5, 1000), 2000, Each(vpc::network_acl);
    DescribeInternetGateways InternetGateway "internetGatewaySet" ["InternetGatewayId"], pages(5, 1000), 800, Each(vpc::internet_gateway);
    DescribeEgressOnlyInternetGateways EgressOnlyInternetGateway "egressOnlyInternetGatewaySet" ["EgressOnlyInternetGatewayId"], pages(5, 255), 800, Each(vpc::egress_only_gateway);
    DescribeNatGateways NatGateway "natGatewaySet" ["NatGatewayId"], pages(5, 1000), 1300, Each(connect::nat_gateway);
    DescribeAddresses Address "addressesSet" ["AllocationId", "PublicIp"], UNPAGED, 1100, Each(interfaces::address);
    DescribeNetworkInterfaces NetworkInterface "networkInterfaceSet" ["NetworkInterfaceId"], pages(5, 1000), 2700, Each(interfaces::network_interface);
    DescribeKeyPairs KeyPair "keySet" ["KeyPairId", "KeyName"], UNPAGED, 900, Each(machines::key_pair);
    DescribeLaunchTemplates LaunchTemplate "launchTemplates" ["LaunchTemplateId", "LaunchTemplateName"], pages(1, 200), 1000, Each(storage::launch_template);
    DescribeVpcEndpoints VpcEndpoint "vpcEndpointSet" ["VpcEndpointId"], pages(5, 1000), 2200, Each(connect::vpc_endpoint);
    DescribeVpcPeeringConnections VpcPeering "vpcPeeringConnectionSet" ["VpcPeeringConnectionId"], pages(5, 1000), 1600, Each(connect::vpc_peering);
    DescribeTransitGateways TransitGateway "transitGatewaySet" ["TransitGatewayIds"], pages(5, 1000), 1700, Each(connect::transit_gateway);
    DescribeTransitGatewayAttachments TransitGatewayAttachment "transitGatewayAttachments" ["TransitGatewayAttachmentIds"], pages(5, 1000), 1300, Each(connect::transit_gateway_attachment);
    DescribeCustomerGateways CustomerGateway "customerGatewaySet" ["CustomerGatewayId"], UNPAGED, 800, Each(vpn::customer_gateway);
    DescribeVpnGateways VpnGateway "vpnGatewaySet" ["VpnGatewayId"], UNPAGED, 800, Each(vpn::vpn_gateway);
    DescribeVpnConnections VpnConnection "vpnConnectionSet" ["VpnConnectionId"], UNPAGED, 2000, Each(vpn::vpn_connection);
    DescribeFlowLogs FlowLog "flowLogSet" ["FlowLogId"], pages(1, 1000), 1400, Each(connect::flow_log);
    DescribeDhcpOptions DhcpOptions "dhcpOptionsSet" ["DhcpOptionsId"], pages(5, 1000), 1000, Each(vpc::dhcp_options);
    DescribePlacementGroups PlacementGroup "placementGroupSet" ["GroupId", "GroupName"], UNPAGED, 900, Each(machines::placement_group);
    DescribeManagedPrefixLists PrefixList "prefixListSet" ["PrefixListId"], pages(1, 100), 1000, Each(connect::prefix_list);
    DescribeCapacityReservations CapacityReservation "capacityReservationSet" ["CapacityReservationId"], pages(1, 1000), 1600, Each(machines::capacity_reservation);
    DescribeHosts Host "hostSet" ["HostId"], pages(5, 500), 1600, Each(machines::host);
}

/// Answers a list request.
pub(super) fn answer(
    list: &List,
    request: &Request,
    place: Place<'_>,
    call: u64,
) -> Result<Reply, Refusal> {
    let mut named = Vec::new();
    for id_param in list.ids {
        named.extend(paging::named(request, place, list.kind, id_param)?);
    }
    let count = match paging::filtered(request, place)? {
        Filtered::All => u64::from(place.count(list.kind)),
        Filtered::Nothing => 0,
    };
    let (ordinals, next) = if named.is_empty() {
        let window = paging::window(request, place, list.paging)?;
        let ordinals = window.range(count).map(|at| at as u32).collect();
        (ordinals, window.next(count))
    } else {
        let all: Vec<u32> = if count == 0 {
            Vec::new()
        } else {
            named.concat()
        };
        (all, None)
    };
    let bytes = ordinals.len() * list.item_bytes;
    Ok(answer_of(list.operation, call, bytes, |x| {
        x.within(list.set, |x| match list.items {
            Reservations => instances::reservations(x, place, &ordinals),
            Each(write) => {
                for &ordinal in &ordinals {
                    x.item(|x| write(x, place, ordinal));
                }
            }
        });
        if let Some(next) = next {
            x.el("nextToken", next);
        }
    }))
}
