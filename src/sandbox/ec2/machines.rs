//! Resources around instances: key pairs, placement groups, capacity, hosts.

use super::answer_of::tag_set;
use crate::sandbox::estate::values::{Hex, Padded};
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::{Put, Xml};

/// One item of `keySet`.
pub(super) fn key_pair(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::KeyPair, o);
    x.el("keyPairId", p.id(Kind::KeyPair, o));
    x.el("keyName", p.unique_name(Kind::KeyPair, o));
    x.el(
        "keyType",
        if dice.among(83, 0.4) {
            "ed25519"
        } else {
            "rsa"
        },
    );
    let mut fingerprint = String::with_capacity(60);
    for byte in 0..20_u64 {
        if byte > 0 {
            fingerprint.push(':');
        }
        Hex(dice.roll(84 + byte), 2).put(&mut fingerprint);
    }
    x.el("keyFingerprint", fingerprint);
    x.el("createTime", p.created(Kind::KeyPair, o));
    tag_set(x, p, Kind::KeyPair, o);
}

/// One item of `placementGroupSet`.
pub(super) fn placement_group(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::PlacementGroup, o);
    let name = p.unique_name(Kind::PlacementGroup, o);
    x.el("groupArn", (p.arn_prefix("ec2"), "placement-group/", &name));
    x.el("groupName", &name);
    x.el("groupId", p.id(Kind::PlacementGroup, o));
    x.el("state", "available");
    match dice.below(85, 3) {
        0 => x.el("strategy", "cluster"),
        1 => {
            x.el("strategy", "partition");
            x.el("partitionCount", 2 + dice.below(86, 6));
        }
        _ => {
            x.el("strategy", "spread");
            x.el("spreadLevel", "rack");
        }
    }
    tag_set(x, p, Kind::PlacementGroup, o);
}

/// One item of `capacityReservationSet`.
pub(super) fn capacity_reservation(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::CapacityReservation, o);
    let total = 1 + dice.below(87, 16);
    let state = dice.pick(88, &["active", "active", "active", "expired", "cancelled"]);
    let created = p.created(Kind::CapacityReservation, o);
    let zone = dice.below(89, 3);
    x.el("capacityReservationId", p.id(Kind::CapacityReservation, o));
    x.el("ownerId", p.owner());
    x.el(
        "capacityReservationArn",
        p.ec2_arn(Kind::CapacityReservation, o),
    );
    x.el("instanceType", p.some_instance_type(dice).name);
    x.el("instancePlatform", "Linux/UNIX");
    x.el("availabilityZone", p.zone(zone));
    x.el("availabilityZoneId", p.zone_id(zone));
    x.el("tenancy", "default");
    x.el("totalInstanceCount", total);
    let free = if state == "active" {
        dice.below(90, total + 1)
    } else {
        0
    };
    x.el("availableInstanceCount", free);
    x.el("ebsOptimized", true);
    x.el("ephemeralStorage", false);
    x.el("state", state);
    x.el("startDate", created);
    x.el("createDate", created);
    x.el("endDateType", "unlimited");
    x.el(
        "instanceMatchCriteria",
        dice.pick(91, &["open", "targeted"]),
    );
    x.el("reservationType", "default");
    tag_set(x, p, Kind::CapacityReservation, o);
}

/// One item of `hostSet`.
pub(super) fn host(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Host, o);
    let zone = dice.below(92, 3);
    let released = dice.among(93, 0.1);
    x.el("hostId", p.id(Kind::Host, o));
    x.el("ownerId", p.owner());
    x.el("autoPlacement", "on");
    x.el("availabilityZone", p.zone(zone));
    x.el("availabilityZoneId", p.zone_id(zone));
    x.el("state", if released { "released" } else { "available" });
    x.el("allocationTime", p.created(Kind::Host, o));
    x.el("hostRecovery", "on");
    x.el("hostMaintenance", "off");
    x.el("allowsMultipleInstanceTypes", "off");
    x.el("memberOfServiceLinkedResourceGroup", false);
    x.within("hostProperties", |x| {
        x.el("cores", 48_u32);
        x.el("instanceType", "m5.large");
        x.el("sockets", 2_u32);
        x.el("totalVCpus", 96_u32);
    });
    x.within("availableCapacity", |x| {
        x.within("availableInstanceCapacity", |x| {
            x.item(|x| {
                x.el("availableCapacity", dice.below(94, 49));
                x.el("instanceType", "m5.large");
                x.el("totalCapacity", 48_u32);
            });
        });
        x.el("availableVCpus", 2 * dice.below(94, 49));
    });
    x.within("instances", |_| ());
    x.el("clientToken", ("sandbox-host-", Padded(o, 4)));
    tag_set(x, p, Kind::Host, o);
}
