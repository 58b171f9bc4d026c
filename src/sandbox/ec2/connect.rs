//! What connects VPCs with the rest: NAT gateways, endpoints, peerings, transit gateways,
//! flow logs, prefix lists.

use super::answer_of::tag_set;
use super::instances::one_group;
use crate::sandbox::estate::network::NetworkPlace;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::Xml;

/// One item of `natGatewaySet`.
pub(super) fn nat_gateway(x: &mut Xml, p: Place<'_>, o: u32) {
    let NetworkPlace { vpc, subnet } = p.nat_where(o);
    let dice = p.dice(Kind::NatGateway, o);
    x.el("natGatewayId", p.id(Kind::NatGateway, o));
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.el("subnetId", p.id(Kind::Subnet, subnet));
    let state = match dice.below(600, 20) {
        0 => "deleted",
        1 => "pending",
        _ => "available",
    };
    x.el("state", state);
    x.el("createTime", p.created(Kind::NatGateway, o));
    x.el("connectivityType", "public");
    x.within("natGatewayAddressSet", |x| {
        x.item(|x| {
            if let Some(address) = p.nat_address(o) {
                x.el("allocationId", p.id(Kind::Address, address));
                x.el(
                    "associationId",
                    p.dice(Kind::Address, address).code(82, "eipassoc-"),
                );
                x.el("publicIp", p.public_ip(address));
            }
            if let Some(interface) = p.nat_interface(o) {
                x.el(
                    "networkInterfaceId",
                    p.id(Kind::NetworkInterface, interface),
                );
                x.el("privateIp", p.private_ip(subnet, interface));
            }
            x.el("isPrimary", true);
            x.el("status", "succeeded");
        });
    });
    tag_set(x, p, Kind::NatGateway, o);
}

/// One item of `vpcEndpointSet`.
pub(super) fn vpc_endpoint(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::VpcEndpoint, o);
    let vpc = p.vpc_of(o);
    let has_interface = p.is_interface_endpoint(o);
    let service = endpoint_service(p, o);
    x.el("vpcEndpointId", p.id(Kind::VpcEndpoint, o));
    x.el(
        "vpcEndpointType",
        if has_interface {
            "Interface"
        } else {
            "Gateway"
        },
    );
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.el(
        "serviceName",
        ("com.amazonaws.", p.region_name(), ".", service),
    );
    x.el("serviceRegion", p.region_name());
    x.el(
        "state",
        dice.pick(
            611,
            &["available", "available", "available", "pending", "rejected"],
        ),
    );
    x.el("ownerId", p.owner());
    x.el(
        "policyDocument",
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
    );
    x.el("ipAddressType", "ipv4");
    x.el("privateDnsEnabled", has_interface);
    x.el("requesterManaged", false);
    x.el("creationTimestamp", p.created(Kind::VpcEndpoint, o));
    if has_interface {
        endpoint_interfaces(x, p, o, service);
    } else {
        x.within("routeTableIdSet", |x| {
            if let Some(table) = p.any_in_vpc(Kind::RouteTable, vpc, dice, 612) {
                x.el("item", p.id(Kind::RouteTable, table));
            }
        });
    }
    tag_set(x, p, Kind::VpcEndpoint, o);
}

/// The service that an endpoint leads to.
fn endpoint_service(p: Place<'_>, o: u32) -> &'static str {
    let dice = p.dice(Kind::VpcEndpoint, o);
    if p.is_interface_endpoint(o) {
        dice.pick(
            610,
            &[
                "ecr.api",
                "ecr.dkr",
                "logs",
                "secretsmanager",
                "kms",
                "ssm",
                "sts",
                "sqs",
            ],
        )
    } else {
        dice.pick(610, &["s3", "dynamodb"])
    }
}

fn endpoint_interfaces(x: &mut Xml, p: Place<'_>, o: u32, service: &str) {
    let NetworkPlace { vpc, subnet } = p.endpoint_where(o);
    x.within("routeTableIdSet", |_| ());
    x.within("subnetIdSet", |x| x.el("item", p.id(Kind::Subnet, subnet)));
    x.within("groupSet", |x| {
        // The endpoint has the groups of its interface.
        let interface = p.endpoint_interface(o);
        let dice = interface.map_or(p.dice(Kind::VpcEndpoint, o), |interface| {
            p.dice(Kind::NetworkInterface, interface)
        });
        for group in p.groups_in_vpc(vpc, dice) {
            one_group(x, p, group);
        }
    });
    x.within("networkInterfaceIdSet", |x| {
        if let Some(interface) = p.endpoint_interface(o) {
            x.el("item", p.id(Kind::NetworkInterface, interface));
        }
    });
    x.within("dnsEntrySet", |x| {
        x.item(|x| {
            let id = p.id(Kind::VpcEndpoint, o);
            x.el(
                "dnsName",
                (
                    id,
                    "-x.",
                    service,
                    ".",
                    p.region_name(),
                    ".vpce.amazonaws.com",
                ),
            );
            x.el("hostedZoneId", "Z7HUB22UULQXV");
        });
    });
    x.within("dnsOptions", |x| x.el("dnsRecordIpType", "ipv4"));
}

/// One item of `vpcPeeringConnectionSet`. The other end is in the next account.
pub(super) fn vpc_peering(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::VpcPeering, o);
    let next = (p.account + 1) % p.estate.accounts().len();
    let other = p.estate.place(next, p.region);
    let own_vpc = p.vpc_of(o);
    let other_vpc = other.any(Kind::Vpc, dice, 620);
    let end = |x: &mut Xml, place: Place<'_>, vpc: u32| {
        let cidr = (place.vpc_net(vpc), "/16");
        x.el("ownerId", place.owner());
        x.el("vpcId", place.id(Kind::Vpc, vpc));
        x.el("cidrBlock", cidr);
        x.within("cidrBlockSet", |x| x.item(|x| x.el("cidrBlock", cidr)));
        x.el("region", place.region_name());
        x.within("peeringOptions", |x| {
            x.el("allowDnsResolutionFromRemoteVpc", true);
        });
    };
    x.el("vpcPeeringConnectionId", p.id(Kind::VpcPeering, o));
    x.within("requesterVpcInfo", |x| end(x, p, own_vpc));
    x.within("accepterVpcInfo", |x| end(x, other, other_vpc));
    let (code, message) = dice.pick(
        621,
        &[
            ("active", "Active"),
            ("active", "Active"),
            ("active", "Active"),
            (
                "pending-acceptance",
                "Pending Acceptance by the other account",
            ),
            ("rejected", "Rejected"),
        ],
    );
    x.within("status", |x| {
        x.el("code", code);
        x.el("message", message);
    });
    tag_set(x, p, Kind::VpcPeering, o);
}

/// One item of `transitGatewaySet`.
pub(super) fn transit_gateway(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::TransitGateway, o);
    x.el("transitGatewayId", p.id(Kind::TransitGateway, o));
    x.el("transitGatewayArn", p.ec2_arn(Kind::TransitGateway, o));
    x.el("state", "available");
    x.el("ownerId", p.owner());
    x.el("description", ("Backbone of ", p.region_name()));
    x.el("creationTime", p.created(Kind::TransitGateway, o));
    x.within("options", |x| {
        x.el("amazonSideAsn", 64_512 + dice.below(630, 1_000));
        x.el("autoAcceptSharedAttachments", "disable");
        x.el("defaultRouteTableAssociation", "enable");
        x.el("associationDefaultRouteTableId", dice.code(631, "tgw-rtb-"));
        x.el("defaultRouteTablePropagation", "enable");
        x.el("propagationDefaultRouteTableId", dice.code(631, "tgw-rtb-"));
        x.el("vpnEcmpSupport", "enable");
        x.el("dnsSupport", "enable");
        x.el("securityGroupReferencingSupport", "disable");
        x.el("multicastSupport", "disable");
    });
    tag_set(x, p, Kind::TransitGateway, o);
}

/// One item of `transitGatewayAttachments`.
pub(super) fn transit_gateway_attachment(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::TransitGatewayAttachment, o);
    let gateway = p.any(Kind::TransitGateway, dice, 640);
    x.el(
        "transitGatewayAttachmentId",
        p.id(Kind::TransitGatewayAttachment, o),
    );
    x.el("transitGatewayId", p.id(Kind::TransitGateway, gateway));
    x.el("transitGatewayOwnerId", p.owner());
    x.el("resourceOwnerId", p.owner());
    if dice.among(641, 0.2) && p.count(Kind::VpnConnection) > 0 {
        x.el("resourceType", "vpn");
        let vpn = p.any(Kind::VpnConnection, dice, 642);
        x.el("resourceId", p.id(Kind::VpnConnection, vpn));
    } else {
        x.el("resourceType", "vpc");
        x.el("resourceId", p.id(Kind::Vpc, p.vpc_of(o)));
    }
    x.el(
        "state",
        dice.pick(
            643,
            &[
                "available",
                "available",
                "available",
                "pendingAcceptance",
                "failed",
            ],
        ),
    );
    x.within("association", |x| {
        let table = p.dice(Kind::TransitGateway, gateway);
        x.el("transitGatewayRouteTableId", table.code(631, "tgw-rtb-"));
        x.el("state", "associated");
    });
    x.el("creationTime", p.created(Kind::TransitGatewayAttachment, o));
    tag_set(x, p, Kind::TransitGatewayAttachment, o);
}

/// One item of `flowLogSet`.
pub(super) fn flow_log(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::FlowLog, o);
    x.el("flowLogId", p.id(Kind::FlowLog, o));
    x.el("flowLogStatus", "ACTIVE");
    x.el("creationTime", p.created(Kind::FlowLog, o));
    match dice.below(670, 10) {
        0..7 => x.el("resourceId", p.id(Kind::Vpc, p.vpc_of(o))),
        7..9 => x.el(
            "resourceId",
            p.id(Kind::Subnet, p.any(Kind::Subnet, dice, 671)),
        ),
        _ => {
            let interface = p.any(Kind::NetworkInterface, dice, 671);
            x.el("resourceId", p.id(Kind::NetworkInterface, interface));
        }
    }
    x.el(
        "trafficType",
        dice.pick(672, &["ALL", "ALL", "REJECT", "ACCEPT"]),
    );
    let failed = dice.among(673, 0.1);
    x.el(
        "deliverLogsStatus",
        if failed { "FAILED" } else { "SUCCESS" },
    );
    if failed {
        x.el("deliverLogsErrorMessage", "Access error");
    }
    x.el("logDestinationType", "cloud-watch-logs");
    x.el("logGroupName", ("/vpc/flow/", p.region_name()));
    x.el(
        "deliverLogsPermissionArn",
        ("arn:aws:iam::", p.owner(), ":role/flow-logs"),
    );
    x.el(
        "logFormat",
        "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}",
    );
    x.el("maxAggregationInterval", dice.pick(674, &[60_u32, 600]));
    tag_set(x, p, Kind::FlowLog, o);
}

/// One item of `prefixListSet`.
pub(super) fn prefix_list(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::PrefixList, o);
    x.el("prefixListId", p.id(Kind::PrefixList, o));
    x.el("prefixListArn", p.ec2_arn(Kind::PrefixList, o));
    x.el("prefixListName", p.unique_name(Kind::PrefixList, o));
    x.el("addressFamily", "IPv4");
    x.el(
        "state",
        dice.pick(
            680,
            &["create-complete", "modify-complete", "modify-failed"],
        ),
    );
    x.el("maxEntries", 10 + dice.below(681, 50));
    x.el("version", 1 + dice.below(682, 9));
    x.el("ownerId", p.owner());
    tag_set(x, p, Kind::PrefixList, o);
}
