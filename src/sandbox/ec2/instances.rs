//! Instances, as `DescribeInstances` spells them.

use super::answer_of::tag_set;
use crate::sandbox::estate::compute::{Instance, InstanceState};
use crate::sandbox::estate::network::NetworkPlace;
use crate::sandbox::estate::values::{DashedIp, Hex, Ip, Mac, Uuid};
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::{Put, Xml};

/// How many instances were started together: a reservation holds one or, now and then, up to this.
const MOST_PER_RESERVATION: u32 = 4;

/// The reservation of an instance, by the number of its first instance.
fn reservation_of(p: Place<'_>, instance: u32) -> u32 {
    let block = instance - instance % MOST_PER_RESERVATION;
    if p.dice(Kind::Instance, block).among(70, 0.3) {
        block
    } else {
        instance
    }
}

/// `reservationSet` of a page of instances.
pub(super) fn reservations(x: &mut Xml, p: Place<'_>, instances: &[u32]) {
    for together in instances.chunk_by(|&a, &b| reservation_of(p, a) == reservation_of(p, b)) {
        let first = reservation_of(p, together[0]);
        x.item(|x| {
            let dice = p.dice(Kind::Instance, first);
            x.el("reservationId", dice.code(71, "r-"));
            x.el("ownerId", p.owner());
            x.within("groupSet", |_| ());
            x.within("instancesSet", |x| {
                for &instance in together {
                    x.item(|x| one_instance(x, p, instance));
                }
            });
        });
    }
}

fn one_instance(x: &mut Xml, p: Place<'_>, o: u32) {
    let facts = p.instance(o);
    let dice = facts.dice;
    x.el("instanceId", p.id(Kind::Instance, o));
    x.el("imageId", p.id(Kind::Image, facts.image));
    let (code, name) = facts.state.code_and_name();
    x.within("instanceState", |x| {
        x.el("code", code);
        x.el("name", name);
    });
    x.el(
        "keyName",
        p.unique_name(Kind::KeyPair, p.any(Kind::KeyPair, dice, 72)),
    );
    x.el("amiLaunchIndex", o - reservation_of(p, o));
    x.within("productCodes", |_| ());
    x.el("instanceType", facts.instance_type.name);
    x.el("launchTime", p.created(Kind::Instance, o));
    placement(x, p, &facts);
    x.within("monitoring", |x| {
        x.el(
            "state",
            if dice.among(73, 0.3) {
                "enabled"
            } else {
                "disabled"
            },
        );
    });
    stop_reason(x, &facts);
    instance_network(x, p, o, &facts);
    hardware(x, p, o, &facts);
    x.within("blockDeviceMapping", |x| block_devices(x, p, o));
    x.el("clientToken", Uuid(dice.roll(74)));
    tag_set(x, p, Kind::Instance, o);
    options(x, &facts);
}

fn placement(x: &mut Xml, p: Place<'_>, facts: &Instance) {
    let zone = p.subnet_zone(facts.place_in_net.subnet);
    x.within("placement", |x| {
        x.el("availabilityZone", p.zone(zone));
        x.el("availabilityZoneId", p.zone_id(zone));
        x.el("groupName", "");
        x.el("tenancy", "default");
    });
}

fn stop_reason(x: &mut Xml, facts: &Instance) {
    let (code, message) = match facts.state {
        InstanceState::Pending | InstanceState::Running => return x.el("reason", ""),
        InstanceState::Stopped | InstanceState::Stopping | InstanceState::ShuttingDown => (
            "Client.UserInitiatedShutdown",
            "Client.UserInitiatedShutdown: User initiated shutdown",
        ),
        InstanceState::Terminated => (
            "Server.SpotInstanceTermination",
            "Server.SpotInstanceTermination: Spot instance termination",
        ),
    };
    x.el("reason", "User initiated (2026-09-30 17:02:11 GMT)");
    x.within("stateReason", |x| {
        x.el("code", code);
        x.el("message", message);
    });
}

fn instance_network(x: &mut Xml, p: Place<'_>, o: u32, facts: &Instance) {
    if facts.is_gone() {
        x.el("privateDnsName", "");
        x.el("dnsName", "");
        return;
    }
    let NetworkPlace { vpc, subnet } = facts.place_in_net;
    let private = p.private_ip(subnet, o);
    x.el("privateDnsName", private_dns(p, private));
    x.el("privateIpAddress", private);
    match p.instance_address(o) {
        Some(address) => {
            x.el("dnsName", public_dns(p, p.public_ip(address)));
            x.el("ipAddress", p.public_ip(address));
        }
        None => x.el("dnsName", ""),
    }
    x.el("subnetId", p.id(Kind::Subnet, subnet));
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.el("sourceDestCheck", true);
    x.within("groupSet", |x| group_set(x, p, vpc, facts));
    x.within("networkInterfaceSet", |x| {
        if let Some(interface) = p.instance_interface(o) {
            x.item(|x| attached_interface(x, p, interface, o, facts));
        }
    });
}

fn group_set(x: &mut Xml, p: Place<'_>, vpc: u32, facts: &Instance) {
    for group in p.groups_in_vpc(vpc, facts.dice) {
        one_group(x, p, group);
    }
}

/// A security group as others name it.
pub(super) fn one_group(x: &mut Xml, p: Place<'_>, group: u32) {
    x.item(|x| {
        x.el("groupId", p.id(Kind::SecurityGroup, group));
        x.el("groupName", super::vpc::group_name(p, group));
    });
}

fn attached_interface(x: &mut Xml, p: Place<'_>, interface: u32, o: u32, facts: &Instance) {
    let NetworkPlace { vpc, subnet } = facts.place_in_net;
    let private = p.private_ip(subnet, o);
    x.el(
        "networkInterfaceId",
        p.id(Kind::NetworkInterface, interface),
    );
    x.el("subnetId", p.id(Kind::Subnet, subnet));
    x.el("vpcId", p.id(Kind::Vpc, vpc));
    x.el("description", "Primary network interface");
    x.el("ownerId", p.owner());
    x.el("status", "in-use");
    x.el("interfaceType", "interface");
    x.el("macAddress", Mac(facts.dice.roll(75)));
    x.el("privateIpAddress", private);
    x.el("privateDnsName", private_dns(p, private));
    x.el("sourceDestCheck", true);
    x.within("groupSet", |x| group_set(x, p, vpc, facts));
    x.within("attachment", |x| {
        x.el("attachmentId", facts.dice.code(76, "eni-attach-"));
        x.el("deviceIndex", 0_u32);
        x.el("networkCardIndex", 0_u32);
        x.el("status", "attached");
        x.el("attachTime", p.created(Kind::Instance, o));
        x.el("deleteOnTermination", true);
    });
    let address = p.instance_address(o);
    if let Some(address) = address {
        association(x, p, address);
    }
    x.within("privateIpAddressesSet", |x| {
        x.item(|x| {
            x.el("privateIpAddress", private);
            x.el("privateDnsName", private_dns(p, private));
            x.el("primary", true);
            if let Some(address) = address {
                association(x, p, address);
            }
        });
    });
    x.within("ipv6AddressesSet", |_| ());
    x.within("operator", |x| x.el("managed", false));
}

fn association(x: &mut Xml, p: Place<'_>, address: u32) {
    let ip = p.public_ip(address);
    x.within("association", |x| {
        x.el("publicIp", ip);
        x.el("publicDnsName", public_dns(p, ip));
        x.el("ipOwnerId", p.owner());
    });
}

fn hardware(x: &mut Xml, p: Place<'_>, o: u32, facts: &Instance) {
    let system = facts.system;
    x.el("architecture", system.architecture());
    x.el("rootDeviceType", "ebs");
    x.el("rootDeviceName", system.root_device());
    x.el("virtualizationType", "hvm");
    x.el("hypervisor", "xen");
    x.el("ebsOptimized", true);
    x.el("enaSupport", true);
    x.el("platformDetails", system.details());
    x.el("usageOperation", system.usage());
    x.el("usageOperationUpdateTime", p.created(Kind::Instance, o));
    if system.details() == "Windows" {
        x.el("platform", "windows");
    }
    if facts.dice.among(77, 0.08) {
        x.el("instanceLifecycle", "spot");
        x.el(
            "spotInstanceRequestId",
            ("sir-", Hex(facts.dice.roll(78), 8)),
        );
    }
    if facts.dice.among(79, 0.85) {
        let role = p.name(Kind::Instance, o);
        x.within("iamInstanceProfile", |x| {
            x.el(
                "arn",
                ("arn:aws:iam::", p.owner(), ":instance-profile/", &role),
            );
            x.el("id", ("AIPA", Hex(facts.dice.roll(80), 16)));
        });
    }
    x.within("cpuOptions", |x| {
        x.el("coreCount", facts.instance_type.cores);
        x.el("threadsPerCore", facts.instance_type.threads);
    });
}

/// `blockDeviceMapping` of an instance.
pub(super) fn block_devices(x: &mut Xml, p: Place<'_>, o: u32) {
    let root = p.instance(o).system.root_device();
    for (volume, attachment) in p.volumes_of(o) {
        x.item(|x| {
            x.el("deviceName", device_name(root, attachment.slot));
            x.within("ebs", |x| {
                x.el("volumeId", p.id(Kind::Volume, volume));
                x.el("status", "attached");
                x.el("attachTime", p.created(Kind::Volume, volume));
                x.el("deleteOnTermination", attachment.slot == 0);
                x.el("volumeOwnerId", p.owner());
            });
        });
    }
}

/// `/dev/xvda` for the root, `/dev/sdf` and on for the rest.
pub(super) fn device_name(root: &'static str, slot: u32) -> String {
    match slot {
        0 => root.to_owned(),
        1..=11 => format!("/dev/sd{}", char::from(b'f' + slot as u8 - 1)),
        _ => format!("/dev/xvd{slot}"),
    }
}

fn options(x: &mut Xml, facts: &Instance) {
    x.within("capacityReservationSpecification", |x| {
        x.el("capacityReservationPreference", "open");
    });
    x.within("hibernationOptions", |x| x.el("configured", false));
    x.within("metadataOptions", |x| {
        x.el("state", "applied");
        let tokens = if facts.dice.among(81, 0.75) {
            "required"
        } else {
            "optional"
        };
        x.el("httpTokens", tokens);
        x.el("httpPutResponseHopLimit", 2_u32);
        x.el("httpEndpoint", "enabled");
        x.el("httpProtocolIpv6", "disabled");
        x.el("instanceMetadataTags", "disabled");
    });
    x.within("enclaveOptions", |x| x.el("enabled", false));
    x.el("bootMode", "uefi-preferred");
    x.el("currentInstanceBootMode", "uefi");
    x.within("privateDnsNameOptions", |x| {
        x.el("hostnameType", "ip-name");
        x.el("enableResourceNameDnsARecord", false);
        x.el("enableResourceNameDnsAAAARecord", false);
    });
    x.within("maintenanceOptions", |x| {
        x.el("autoRecovery", "default");
        x.el("rebootMigration", "default");
    });
    x.within("networkPerformanceOptions", |x| {
        x.el("bandwidthWeighting", "default");
    });
    x.within("operator", |x| x.el("managed", false));
}

/// The name of a private address.
pub(super) fn private_dns(p: Place<'_>, ip: Ip) -> impl Put {
    (
        "ip-",
        DashedIp(ip),
        ".",
        p.region_name(),
        ".compute.internal",
    )
}

/// The name of a public address.
pub(super) fn public_dns(p: Place<'_>, ip: Ip) -> impl Put {
    (
        "ec2-",
        DashedIp(ip),
        ".",
        p.region_name(),
        ".compute.amazonaws.com",
    )
}
