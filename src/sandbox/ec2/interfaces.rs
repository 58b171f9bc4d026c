//! Network interfaces and elastic IPs, as EC2 spells them.

use super::answer_of::tag_set;
use super::instances::{one_group, private_dns, public_dns};
use crate::sandbox::estate::network::{AddressUse, InterfaceUse, NetworkPlace};
use crate::sandbox::estate::values::Mac;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::Xml;

/// One item of `networkInterfaceSet`.
pub(super) fn network_interface(x: &mut Xml, p: Place<'_>, o: u32) {
    let purpose = p.interface_use(o);
    let NetworkPlace { vpc, subnet } = p.interface_where(o);
    let dice = p.dice(Kind::NetworkInterface, o);
    let private = p.private_ip(subnet, o);
    x.el("networkInterfaceId", p.id(Kind::NetworkInterface, o));
    x.el("subnetId", p.id(Kind::Subnet, subnet));
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    let zone = p.subnet_zone(subnet);
    x.el("availabilityZone", p.zone(zone));
    x.el("availabilityZoneId", p.zone_id(zone));
    description(x, p, o, purpose);
    x.el("ownerId", p.owner());
    let in_use = purpose != InterfaceUse::Nothing;
    x.el("status", if in_use { "in-use" } else { "available" });
    x.el("macAddress", Mac(dice.roll(75)));
    x.el("privateIpAddress", private);
    x.el("privateDnsName", private_dns(p, private));
    x.el(
        "sourceDestCheck",
        !matches!(purpose, InterfaceUse::NatGateway(_)),
    );
    // An instance's interface has the instance's groups.
    let wearer = match purpose {
        InterfaceUse::Instance(instance) => p.dice(Kind::Instance, instance),
        _ => dice,
    };
    x.within("groupSet", |x| {
        for group in p.groups_in_vpc(vpc, wearer) {
            one_group(x, p, group);
        }
    });
    interface_attachment(x, p, o, purpose);
    let address = match purpose {
        InterfaceUse::Instance(instance) => p.instance_address(instance),
        InterfaceUse::NatGateway(nat) => p.nat_address(nat),
        _ => None,
    };
    if let Some(address) = address {
        interface_association(x, p, address);
    }
    x.within("privateIpAddressesSet", |x| {
        x.item(|x| {
            x.el("privateIpAddress", private);
            x.el("privateDnsName", private_dns(p, private));
            x.el("primary", true);
            if let Some(address) = address {
                interface_association(x, p, address);
            }
        });
    });
    x.within("ipv6AddressesSet", |_| ());
    x.el("denyAllIgwTraffic", false);
    x.el("ipv6Native", false);
    x.within("operator", |x| x.el("managed", false));
    tag_set(x, p, Kind::NetworkInterface, o);
}

fn description(x: &mut Xml, p: Place<'_>, o: u32, purpose: InterfaceUse) {
    let name = || p.name(Kind::NetworkInterface, o);
    let (requester, interface_type) = match purpose {
        InterfaceUse::Instance(_) | InterfaceUse::Nothing => (None, "interface"),
        InterfaceUse::NatGateway(_) => (Some("amazon-aws"), "nat_gateway"),
        InterfaceUse::Endpoint(_) => (Some("amazon-aws"), "vpc_endpoint"),
        InterfaceUse::Function => (Some("AROASANDBOXLAMBDA"), "lambda"),
        InterfaceUse::LoadBalancer => (Some("amazon-elb"), "interface"),
    };
    match purpose {
        InterfaceUse::Instance(_) => x.el("description", ""),
        InterfaceUse::NatGateway(nat) => x.el(
            "description",
            ("Interface for NAT Gateway ", p.id(Kind::NatGateway, nat)),
        ),
        InterfaceUse::Endpoint(endpoint) => x.el(
            "description",
            ("VPC Endpoint Interface ", p.id(Kind::VpcEndpoint, endpoint)),
        ),
        InterfaceUse::Function => x.el("description", ("AWS Lambda VPC ENI-", name())),
        InterfaceUse::LoadBalancer => x.el("description", ("ELB app/", name())),
        InterfaceUse::Nothing => x.el("description", "left over from a migration"),
    }
    x.el("interfaceType", interface_type);
    x.el("requesterManaged", requester.is_some());
    if let Some(requester) = requester {
        x.el("requesterId", requester);
    }
}

pub(super) fn interface_attachment(x: &mut Xml, p: Place<'_>, o: u32, purpose: InterfaceUse) {
    let dice = match purpose {
        InterfaceUse::Nothing => return,
        InterfaceUse::Instance(instance) => p.dice(Kind::Instance, instance),
        _ => p.dice(Kind::NetworkInterface, o),
    };
    x.within("attachment", |x| {
        x.el("attachmentId", dice.code(76, "eni-attach-"));
        let is_instance = match purpose {
            InterfaceUse::Instance(instance) => {
                x.el("instanceId", p.id(Kind::Instance, instance));
                x.el("instanceOwnerId", p.owner());
                true
            }
            _ => {
                x.el("instanceOwnerId", "amazon-aws");
                false
            }
        };
        x.el("deviceIndex", u32::from(!is_instance));
        x.el("networkCardIndex", 0_u32);
        x.el("status", "attached");
        x.el("attachTime", p.created(Kind::NetworkInterface, o));
        x.el("deleteOnTermination", is_instance);
    });
}

fn interface_association(x: &mut Xml, p: Place<'_>, address: u32) {
    let ip = p.public_ip(address);
    x.within("association", |x| {
        x.el("publicIp", ip);
        x.el("publicDnsName", public_dns(p, ip));
        x.el("ipOwnerId", p.owner());
        x.el("allocationId", p.id(Kind::Address, address));
        x.el(
            "associationId",
            p.dice(Kind::Address, address).code(82, "eipassoc-"),
        );
    });
}

/// One item of `addressesSet`.
pub(super) fn address(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el("publicIp", p.public_ip(o));
    x.el("allocationId", p.id(Kind::Address, o));
    x.el("domain", "vpc");
    x.el("publicIpv4Pool", "amazon");
    x.el("networkBorderGroup", p.region_name());
    let interface = match p.address_use(o) {
        AddressUse::NatGateway(nat) => p.nat_interface(nat),
        AddressUse::Instance(instance) => {
            x.el("instanceId", p.id(Kind::Instance, instance));
            p.instance_interface(instance)
        }
        AddressUse::Nothing => None,
    };
    if let Some(interface) = interface {
        let NetworkPlace { subnet, .. } = p.interface_where(interface);
        x.el(
            "associationId",
            p.dice(Kind::Address, o).code(82, "eipassoc-"),
        );
        x.el(
            "networkInterfaceId",
            p.id(Kind::NetworkInterface, interface),
        );
        x.el("networkInterfaceOwnerId", p.owner());
        x.el("privateIpAddress", p.private_ip(subnet, interface));
    }
    tag_set(x, p, Kind::Address, o);
}
