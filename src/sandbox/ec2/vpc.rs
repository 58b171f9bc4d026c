//! VPCs and what belongs to each: subnets, groups, routes, ACLs, gateways, DHCP options.

use super::answer_of::tag_set;
use crate::sandbox::estate::values::Ip;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::Xml;

/// One item of `vpcSet`.
pub(super) fn vpc(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Vpc, o);
    let cidr = (p.vpc_net(o), "/16");
    x.el("vpcId", p.id(Kind::Vpc, o));
    x.el("ownerId", p.owner());
    x.el("state", "available");
    x.el("cidrBlock", cidr);
    x.within("cidrBlockAssociationSet", |x| {
        x.item(|x| {
            x.el("associationId", dice.code(300, "vpc-cidr-assoc-"));
            x.el("cidrBlock", cidr);
            x.within("cidrBlockState", |x| x.el("state", "associated"));
        });
    });
    let options = o % p.count(Kind::DhcpOptions).max(1);
    x.el("dhcpOptionsId", p.id(Kind::DhcpOptions, options));
    x.el("instanceTenancy", "default");
    x.el("isDefault", o == 0);
    x.within("blockPublicAccessStates", |x| {
        x.el("internetGatewayBlockMode", "off");
    });
    tag_set(x, p, Kind::Vpc, o);
}

/// One item of `subnetSet`.
pub(super) fn subnet(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Subnet, o);
    let zone = p.subnet_zone(o);
    x.el("subnetId", p.id(Kind::Subnet, o));
    x.el("subnetArn", p.ec2_arn(Kind::Subnet, o));
    x.el("state", "available");
    x.el("ownerId", p.owner());
    x.el("vpcId", p.id(Kind::Vpc, p.vpc_of(o)));
    x.el("cidrBlock", (p.subnet_net(o), "/20"));
    x.within("ipv6CidrBlockAssociationSet", |_| ());
    x.el("availableIpAddressCount", 4_091 - dice.below(301, 4_000));
    x.el("availabilityZone", p.zone(zone));
    x.el("availabilityZoneId", p.zone_id(zone));
    x.el("defaultForAz", false);
    x.el("mapPublicIpOnLaunch", p.is_public_subnet(o));
    x.el("mapCustomerOwnedIpOnLaunch", false);
    x.el("assignIpv6AddressOnCreation", false);
    x.el("enableDns64", false);
    x.el("ipv6Native", false);
    x.within("privateDnsNameOptionsOnLaunch", |x| {
        x.el("hostnameType", "ip-name");
        x.el("enableResourceNameDnsARecord", false);
        x.el("enableResourceNameDnsAAAARecord", false);
    });
    tag_set(x, p, Kind::Subnet, o);
}

/// The name of a security group. The first of each VPC is its default group.
pub(super) fn group_name(p: Place<'_>, o: u32) -> String {
    if p.rank_in_vpc(o) == 0 {
        "default".to_owned()
    } else {
        p.unique_name(Kind::SecurityGroup, o)
    }
}

/// One item of `securityGroupInfo`.
pub(super) fn security_group(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::SecurityGroup, o);
    let vpc = p.vpc_of(o);
    x.el("ownerId", p.owner());
    x.el("groupId", p.id(Kind::SecurityGroup, o));
    x.el("securityGroupArn", p.ec2_arn(Kind::SecurityGroup, o));
    x.el("groupName", group_name(p, o));
    let is_default = p.rank_in_vpc(o) == 0;
    let description = if is_default {
        "default VPC security group".to_owned()
    } else {
        format!("Access to {}", p.name(Kind::SecurityGroup, o))
    };
    x.el("groupDescription", description);
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.within("ipPermissions", |x| {
        if is_default {
            return x.item(|x| from_group(x, p, o, Ports::All));
        }
        for rule in 0..1 + dice.below(302, 6) {
            x.item(|x| inbound_rule(x, p, o, u64::from(rule)));
        }
    });
    x.within("ipPermissionsEgress", |x| {
        x.item(|x| {
            x.el("ipProtocol", "-1");
            x.within("groups", |_| ());
            x.within("ipRanges", |x| cidr_range(x, Ip(0), "/0", ""));
            x.within("ipv6Ranges", |_| ());
            x.within("prefixListIds", |_| ());
        });
    });
    tag_set(x, p, Kind::SecurityGroup, o);
}

/// Which ports a rule opens.
enum Ports {
    All,
    One(u32),
}

fn ports(x: &mut Xml, ports: &Ports) {
    match ports {
        Ports::All => x.el("ipProtocol", "-1"),
        Ports::One(port) => {
            x.el("ipProtocol", "tcp");
            x.el("fromPort", *port);
            x.el("toPort", *port);
        }
    }
}

fn inbound_rule(x: &mut Xml, p: Place<'_>, o: u32, rule: u64) {
    let dice = p.dice(Kind::SecurityGroup, o);
    let port = dice.pick(
        310 + rule,
        &[22, 80, 443, 443, 3306, 5432, 6379, 8080, 9092, 9100],
    );
    if dice.among(320 + rule, 0.4) {
        let vpc = p.vpc_of(o);
        let from = p
            .any_in_vpc(Kind::SecurityGroup, vpc, dice, 330 + rule)
            .unwrap_or(o);
        return from_group(x, p, from, Ports::One(port));
    }
    ports(x, &Ports::One(port));
    x.within("groups", |_| ());
    x.within("ipRanges", |x| match dice.below(340 + rule, 10) {
        0 => cidr_range(x, Ip(0), "/0", "the whole internet"),
        1..4 => cidr_range(x, Ip(0xC633_6400), "/24", "Büro München"),
        _ => cidr_range(x, p.vpc_net(p.vpc_of(o)), "/16", ""),
    });
    x.within("ipv6Ranges", |_| ());
    x.within("prefixListIds", |_| ());
}

fn from_group(x: &mut Xml, p: Place<'_>, group: u32, open: Ports) {
    ports(x, &open);
    x.within("groups", |x| {
        x.item(|x| {
            x.el("userId", p.owner());
            x.el("groupId", p.id(Kind::SecurityGroup, group));
        });
    });
    x.within("ipRanges", |_| ());
    x.within("ipv6Ranges", |_| ());
    x.within("prefixListIds", |_| ());
}

fn cidr_range(x: &mut Xml, net: Ip, bits: &'static str, description: &str) {
    x.item(|x| {
        x.el("cidrIp", (net, bits));
        if !description.is_empty() {
            x.el("description", description);
        }
    });
}

/// One item of `routeTableSet`. The first of each VPC is its main table.
pub(super) fn route_table(x: &mut Xml, p: Place<'_>, o: u32) {
    let vpc = p.vpc_of(o);
    x.el("routeTableId", p.id(Kind::RouteTable, o));
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.el("ownerId", p.owner());
    x.within("routeSet", |x| routes(x, p, o, vpc));
    x.within("associationSet", |x| table_associations(x, p, o, vpc));
    x.within("propagatingVgwSet", |_| ());
    tag_set(x, p, Kind::RouteTable, o);
}

fn routes(x: &mut Xml, p: Place<'_>, o: u32, vpc: u32) {
    let dice = p.dice(Kind::RouteTable, o);
    x.item(|x| {
        x.el("destinationCidrBlock", (p.vpc_net(vpc), "/16"));
        x.el("gatewayId", "local");
        x.el("state", "active");
        x.el("origin", "CreateRouteTable");
    });
    let gateway = p.in_vpc(vpc, 0);
    let made = |x: &mut Xml, state: &str| {
        x.el("state", state);
        x.el("origin", "CreateRoute");
    };
    if p.rank_in_vpc(o).is_multiple_of(2) && gateway < p.count(Kind::InternetGateway) {
        x.item(|x| {
            x.el("destinationCidrBlock", "0.0.0.0/0");
            x.el("gatewayId", p.id(Kind::InternetGateway, gateway));
            made(x, "active");
        });
    } else if p.count(Kind::NatGateway) > 0 {
        let nat = p.any(Kind::NatGateway, dice, 350);
        x.item(|x| {
            x.el("destinationCidrBlock", "0.0.0.0/0");
            x.el("natGatewayId", p.id(Kind::NatGateway, nat));
            let lost = dice.among(351, 0.03);
            made(x, if lost { "blackhole" } else { "active" });
        });
    }
    if p.count(Kind::TransitGateway) > 0 && dice.among(352, 0.5) {
        let transit = p.any(Kind::TransitGateway, dice, 353);
        x.item(|x| {
            x.el("destinationCidrBlock", "10.0.0.0/8");
            x.el("transitGatewayId", p.id(Kind::TransitGateway, transit));
            made(x, "active");
        });
    }
    if p.count(Kind::VpcPeering) > 0 && dice.among(354, 0.3) {
        let peering = p.any(Kind::VpcPeering, dice, 355);
        x.item(|x| {
            x.el("destinationCidrBlock", "172.31.0.0/16");
            x.el("vpcPeeringConnectionId", p.id(Kind::VpcPeering, peering));
            made(x, "active");
        });
    }
}

/// Subnets go round the tables of their VPC that are not the main one.
fn table_associations(x: &mut Xml, p: Place<'_>, o: u32, vpc: u32) {
    let dice = p.dice(Kind::RouteTable, o);
    let mut associate = |subnet: Option<u32>, salt: u64| {
        x.item(|x| {
            x.el("routeTableAssociationId", dice.code(salt, "rtbassoc-"));
            x.el("routeTableId", p.id(Kind::RouteTable, o));
            match subnet {
                Some(subnet) => x.el("subnetId", p.id(Kind::Subnet, subnet)),
                None => x.el("main", true),
            }
            if subnet.is_some() {
                x.el("main", false);
            }
            x.within("associationState", |x| x.el("state", "associated"));
        });
    };
    let rank = p.rank_in_vpc(o);
    if rank == 0 {
        return associate(None, 400);
    }
    let others = p.count_in_vpc(Kind::RouteTable, vpc).max(2) - 1;
    let subnets = p.count_in_vpc(Kind::Subnet, vpc);
    for subnet_rank in (rank - 1..subnets).step_by(others as usize) {
        associate(
            Some(p.in_vpc(vpc, subnet_rank)),
            401 + u64::from(subnet_rank),
        );
    }
}

/// One item of `networkAclSet`. The first of each VPC is its default ACL.
pub(super) fn network_acl(x: &mut Xml, p: Place<'_>, o: u32) {
    let vpc = p.vpc_of(o);
    let dice = p.dice(Kind::NetworkAcl, o);
    x.el("networkAclId", p.id(Kind::NetworkAcl, o));
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.el("ownerId", p.owner());
    x.el("default", p.rank_in_vpc(o) == 0);
    x.within("entrySet", |x| {
        for egress in [false, true] {
            for (number, action) in [(100_u32, "allow"), (32_767, "deny")] {
                x.item(|x| {
                    x.el("ruleNumber", number);
                    x.el("protocol", "-1");
                    x.el("ruleAction", action);
                    x.el("egress", egress);
                    x.el("cidrBlock", "0.0.0.0/0");
                });
            }
        }
    });
    x.within("associationSet", |x| {
        let acls = p.count_in_vpc(Kind::NetworkAcl, vpc).max(1);
        let subnets = p.count_in_vpc(Kind::Subnet, vpc);
        for rank in (p.rank_in_vpc(o)..subnets).step_by(acls as usize) {
            x.item(|x| {
                x.el(
                    "networkAclAssociationId",
                    dice.code(500 + u64::from(rank), "aclassoc-"),
                );
                x.el("networkAclId", p.id(Kind::NetworkAcl, o));
                x.el("subnetId", p.id(Kind::Subnet, p.in_vpc(vpc, rank)));
            });
        }
    });
    tag_set(x, p, Kind::NetworkAcl, o);
}

/// One item of `internetGatewaySet`. Each VPC has one; what is left is attached to nothing.
pub(super) fn internet_gateway(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el("internetGatewayId", p.id(Kind::InternetGateway, o));
    x.el("ownerId", p.owner());
    x.within("attachmentSet", |x| {
        if p.rank_in_vpc(o) == 0 {
            attached_to(x, p, o, "available");
        }
    });
    tag_set(x, p, Kind::InternetGateway, o);
}

/// One item of `egressOnlyInternetGatewaySet`.
pub(super) fn egress_only_gateway(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el(
        "egressOnlyInternetGatewayId",
        p.id(Kind::EgressOnlyInternetGateway, o),
    );
    x.within("attachmentSet", |x| attached_to(x, p, o, "attached"));
    tag_set(x, p, Kind::EgressOnlyInternetGateway, o);
}

pub(super) fn attached_to(x: &mut Xml, p: Place<'_>, o: u32, state: &str) {
    x.item(|x| {
        x.el("vpcId", p.id(Kind::Vpc, p.vpc_of(o)));
        x.el("state", state);
    });
}

/// One item of `dhcpOptionsSet`.
pub(super) fn dhcp_options(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el("dhcpOptionsId", p.id(Kind::DhcpOptions, o));
    x.el("ownerId", p.owner());
    let domain = match p.region_name() {
        "us-east-1" => "ec2.internal".to_owned(),
        region => format!("{region}.compute.internal"),
    };
    x.within("dhcpConfigurationSet", |x| {
        for (key, value) in [
            ("domain-name", domain.as_str()),
            ("domain-name-servers", "AmazonProvidedDNS"),
        ] {
            x.item(|x| {
                x.el("key", key);
                x.within("valueSet", |x| x.item(|x| x.el("value", value)));
            });
        }
    });
    tag_set(x, p, Kind::DhcpOptions, o);
}
