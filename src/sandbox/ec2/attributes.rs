//! Phase 2 calls that answer for one resource.

use super::answer_of::answer_of;
use super::instances::{block_devices, one_group};
use super::paging::find;
use super::storage::image_devices;
use crate::sandbox::estate::network::InterfaceUse;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::reply::{Refusal, Reply};
use crate::sandbox::request::Request;
use crate::sandbox::xml::Xml;

/// Writes an attribute, and says whether there is one of that name.
type WriteAttribute = fn(&mut Xml, Place<'_>, u32, &str) -> AttributeFound;

/// Whether an attribute exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AttributeFound {
    Yes,
    No,
}

/// An operation that returns one attribute of one resource.
struct Attribute {
    operation: &'static str,
    kind: Kind,
    id_param: &'static str,
    id_element: &'static str,
    write: WriteAttribute,
}

const ATTRIBUTES: [Attribute; 6] = [
    Attribute {
        operation: "DescribeInstanceAttribute",
        kind: Kind::Instance,
        id_param: "InstanceId",
        id_element: "instanceId",
        write: of_instance,
    },
    Attribute {
        operation: "DescribeVpcAttribute",
        kind: Kind::Vpc,
        id_param: "VpcId",
        id_element: "vpcId",
        write: of_vpc,
    },
    Attribute {
        operation: "DescribeSnapshotAttribute",
        kind: Kind::Snapshot,
        id_param: "SnapshotId",
        id_element: "snapshotId",
        write: of_snapshot,
    },
    Attribute {
        operation: "DescribeImageAttribute",
        kind: Kind::Image,
        id_param: "ImageId",
        id_element: "imageId",
        write: of_image,
    },
    Attribute {
        operation: "DescribeNetworkInterfaceAttribute",
        kind: Kind::NetworkInterface,
        id_param: "NetworkInterfaceId",
        id_element: "networkInterfaceId",
        write: of_interface,
    },
    Attribute {
        operation: "DescribeVolumeAttribute",
        kind: Kind::Volume,
        id_param: "VolumeId",
        id_element: "volumeId",
        write: of_volume,
    },
];

/// Answers a request for an attribute; `None` if it is not one.
pub(super) fn answer(
    request: &Request,
    place: Place<'_>,
    call: u64,
) -> Option<Result<Reply, Refusal>> {
    let attribute = ATTRIBUTES
        .iter()
        .find(|attribute| attribute.operation == request.operation)?;
    Some(one(attribute, request, place, call))
}

fn one(
    attribute: &Attribute,
    request: &Request,
    place: Place<'_>,
    call: u64,
) -> Result<Reply, Refusal> {
    let wanted = |param: &str| {
        request.params.get(param).ok_or_else(|| {
            let message = format!("The request must contain the parameter {param}");
            Refusal::bad("MissingParameter", message)
        })
    };
    let id = wanted(attribute.id_param)?;
    let name = wanted("Attribute")?;
    let ordinal = find(place, attribute.kind, id)?;
    let mut found = AttributeFound::Yes;
    let reply = answer_of(attribute.operation, call, 1_024, |x| {
        x.el(attribute.id_element, place.id(attribute.kind, ordinal));
        found = (attribute.write)(x, place, ordinal, name);
    });
    match found {
        AttributeFound::Yes => Ok(reply),
        AttributeFound::No => {
            let name: String = name.chars().take(64).collect();
            let message = format!("Value ({name}) for parameter attribute is invalid.");
            Err(Refusal::bad("InvalidParameterValue", message))
        }
    }
}

fn of_instance(x: &mut Xml, p: Place<'_>, o: u32, name: &str) -> AttributeFound {
    let facts = p.instance(o);
    let dice = facts.dice;
    match name {
        "userData" => x.within("userData", |x| {
            if dice.among(800, 0.7) {
                x.el("value", user_data(p, Kind::Instance, o));
            }
        }),
        "disableApiTermination" => x.boxed(name, dice.among(801, 0.3)),
        "disableApiStop" => x.boxed(name, dice.among(802, 0.1)),
        "instanceInitiatedShutdownBehavior" => {
            let terminates = dice.among(803, 0.2);
            x.boxed(name, if terminates { "terminate" } else { "stop" });
        }
        "instanceType" => x.boxed(name, facts.instance_type.name),
        "rootDeviceName" => x.boxed(name, facts.system.root_device()),
        "ebsOptimized" | "enaSupport" | "sourceDestCheck" => x.boxed(name, true),
        "sriovNetSupport" => x.boxed(name, "simple"),
        "kernel" | "ramdisk" => x.within(name, |_| ()),
        "productCodes" => x.within(name, |_| ()),
        "enclaveOptions" => x.within(name, |x| x.el("enabled", false)),
        "blockDeviceMapping" => x.within(name, |x| block_devices(x, p, o)),
        "groupSet" => x.within(name, |x| {
            if !facts.is_gone() {
                for group in p.groups_in_vpc(facts.place_in_net.vpc, dice) {
                    one_group(x, p, group);
                }
            }
        }),
        _ => return AttributeFound::No,
    }
    AttributeFound::Yes
}

/// A start script as EC2 hands it out: base64.
pub(super) fn user_data(p: Place<'_>, kind: Kind, o: u32) -> String {
    let script = format!(
        "#!/bin/bash\nset -euo pipefail\n# {name}\ndnf -y update\ncat >/etc/app.env <<'END'\n\
         REGION={region}\nGREETING=\"Grüße aus {region}\"\nEND\nsystemctl enable --now app\n",
        name = p.name(kind, o),
        region = p.region_name(),
    );
    aws_smithy_types::base64::encode(script)
}

fn of_vpc(x: &mut Xml, p: Place<'_>, o: u32, name: &str) -> AttributeFound {
    let dice = p.dice(Kind::Vpc, o);
    match name {
        "enableDnsSupport" => x.boxed(name, true),
        "enableDnsHostnames" => x.boxed(name, dice.among(810, 0.8)),
        "enableNetworkAddressUsageMetrics" => x.boxed(name, dice.among(811, 0.1)),
        _ => return AttributeFound::No,
    }
    AttributeFound::Yes
}

fn of_snapshot(x: &mut Xml, p: Place<'_>, o: u32, name: &str) -> AttributeFound {
    match name {
        "createVolumePermission" => {
            let dice = p.dice(Kind::Snapshot, o);
            x.within(name, |x| shared_with(x, p, dice.below(820, 20)));
        }
        "productCodes" => x.within(name, |_| ()),
        _ => return AttributeFound::No,
    }
    AttributeFound::Yes
}

/// The accounts that may use it: one in twenty is public, three are shared with the next account.
fn shared_with(x: &mut Xml, p: Place<'_>, roll: u32) {
    let accounts = p.estate.accounts();
    match roll {
        0 => x.item(|x| x.el("group", "all")),
        1..4 => x.item(|x| x.el("userId", accounts[(p.account + 1) % accounts.len()].id)),
        _ => (),
    }
}

fn of_image(x: &mut Xml, p: Place<'_>, o: u32, name: &str) -> AttributeFound {
    let dice = p.dice(Kind::Image, o);
    match name {
        "launchPermission" => x.within(name, |x| shared_with(x, p, dice.below(830, 20))),
        "description" => {
            let image = p.unique_name(Kind::Image, o);
            x.boxed(
                name,
                ("Golden image for ", image, ", built by the image pipeline"),
            );
        }
        "lastLaunchedTime" => x.within(name, |x| {
            if dice.among(831, 0.6) {
                x.el("value", dice.moment(832, 90));
            }
        }),
        "bootMode" => x.boxed(name, "uefi-preferred"),
        "imdsSupport" => x.boxed(name, "v2.0"),
        "deregistrationProtection" => x.boxed(name, "disabled"),
        "sriovNetSupport" => x.boxed(name, "simple"),
        "kernel" | "ramdisk" | "productCodes" | "tpmSupport" | "uefiData" => {
            x.within(name, |_| ());
        }
        "blockDeviceMapping" => x.within(name, |x| image_devices(x, p, o)),
        _ => return AttributeFound::No,
    }
    AttributeFound::Yes
}

fn of_interface(x: &mut Xml, p: Place<'_>, o: u32, name: &str) -> AttributeFound {
    let dice = p.dice(Kind::NetworkInterface, o);
    match name {
        "description" => x.boxed(name, p.name(Kind::NetworkInterface, o)),
        "sourceDestCheck" => {
            let is_nat = matches!(p.interface_use(o), InterfaceUse::NatGateway(_));
            x.boxed(name, !is_nat);
        }
        "associatePublicIpAddress" => x.el(name, dice.among(840, 0.2)),
        "groupSet" => x.within(name, |x| {
            let wearer = match p.interface_use(o) {
                InterfaceUse::Instance(instance) => p.dice(Kind::Instance, instance),
                _ => dice,
            };
            for group in p.groups_in_vpc(p.interface_where(o).vpc, wearer) {
                one_group(x, p, group);
            }
        }),
        "attachment" => super::interfaces::interface_attachment(x, p, o, p.interface_use(o)),
        _ => return AttributeFound::No,
    }
    AttributeFound::Yes
}

fn of_volume(x: &mut Xml, p: Place<'_>, o: u32, name: &str) -> AttributeFound {
    match name {
        "autoEnableIO" => x.boxed(name, p.dice(Kind::Volume, o).among(850, 0.1)),
        "productCodes" => x.within(name, |_| ()),
        _ => return AttributeFound::No,
    }
    AttributeFound::Yes
}
