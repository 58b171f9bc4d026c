//! Volumes, snapshots, images and launch templates, as EC2 spells them.

use super::answer_of::tag_set;
use super::instances::device_name;
use crate::sandbox::estate::storage::SnapshotSource;
use crate::sandbox::estate::values::Uuid;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::{Put, Xml};

/// The key that encrypts what is encrypted.
fn kms_key(p: Place<'_>, kind: Kind, o: u32) -> impl Put {
    let key = p.any(Kind::Key, p.dice(kind, o), 200);
    (p.arn_prefix("kms"), "key/", Uuid(p.id(Kind::Key, key).bits))
}

/// One item of `volumeSet`.
pub(super) fn volume(x: &mut Xml, p: Place<'_>, o: u32) {
    let facts = p.volume(o);
    let dice = p.dice(Kind::Volume, o);
    let zone = match facts.attachment {
        Some(attachment) => p.subnet_zone(p.instance(attachment.instance).place_in_net.subnet),
        None => dice.below(201, 3),
    };
    x.el("volumeId", p.id(Kind::Volume, o));
    x.el("size", facts.size_gib);
    match facts.attachment {
        Some(attachment) if attachment.slot == 0 => {
            let image = p.instance(attachment.instance).image;
            match p.image_snapshot(image) {
                Some(snapshot) => x.el("snapshotId", p.id(Kind::Snapshot, snapshot)),
                None => x.el("snapshotId", ""),
            }
        }
        _ => x.el("snapshotId", ""),
    }
    x.el("availabilityZone", p.zone(zone));
    x.el("availabilityZoneId", p.zone_id(zone));
    let lone_status = dice.pick(
        202,
        &["available", "available", "available", "available", "error"],
    );
    x.el(
        "status",
        if facts.attachment.is_some() {
            "in-use"
        } else {
            lone_status
        },
    );
    x.el("createTime", facts.created);
    attachment_set(x, p, o);
    x.el("volumeType", facts.volume_type.name);
    if let Some(iops) = facts.volume_type.iops {
        x.el("iops", iops);
    }
    if let Some(throughput) = facts.volume_type.throughput {
        x.el("throughput", throughput);
    }
    x.el("encrypted", facts.encrypted);
    if facts.encrypted {
        x.el("kmsKeyId", kms_key(p, Kind::Volume, o));
        x.el("sseType", "sse-kms");
    }
    x.el("multiAttachEnabled", false);
    x.within("operator", |x| x.el("managed", false));
    tag_set(x, p, Kind::Volume, o);
}

fn attachment_set(x: &mut Xml, p: Place<'_>, o: u32) {
    let facts = p.volume(o);
    x.within("attachmentSet", |x| {
        let Some(attachment) = facts.attachment else {
            return;
        };
        let root = p.instance(attachment.instance).system.root_device();
        x.item(|x| {
            x.el("volumeId", p.id(Kind::Volume, o));
            x.el("instanceId", p.id(Kind::Instance, attachment.instance));
            x.el("device", device_name(root, attachment.slot));
            x.el("status", "attached");
            x.el("attachTime", facts.created);
            x.el("deleteOnTermination", attachment.slot == 0);
        });
    });
}

/// One item of `snapshotSet`.
pub(super) fn snapshot(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Snapshot, o);
    x.el("snapshotId", p.id(Kind::Snapshot, o));
    let size_gib = match p.snapshot_source(o) {
        SnapshotSource::Image(image) => {
            x.el("volumeId", "vol-ffffffff");
            let from = p.any(Kind::Instance, p.dice(Kind::Image, image), 203);
            x.el(
                "description",
                (
                    "Created by CreateImage(",
                    p.id(Kind::Instance, from),
                    ") for ",
                    p.id(Kind::Image, image),
                ),
            );
            dice.pick(204, &[8, 20, 30])
        }
        SnapshotSource::Volume(volume) => {
            x.el("volumeId", p.id(Kind::Volume, volume));
            x.el(
                "description",
                ("Nightly backup of ", p.name(Kind::Volume, volume)),
            );
            p.volume(volume).size_gib
        }
    };
    snapshot_progress(x, p, o);
    x.el("startTime", p.created(Kind::Snapshot, o));
    x.el("ownerId", p.owner());
    x.el("volumeSize", size_gib);
    let encrypted = dice.among(208, 0.8);
    x.el("encrypted", encrypted);
    if encrypted {
        x.el("kmsKeyId", kms_key(p, Kind::Snapshot, o));
    }
    x.el("storageTier", snapshot_tier(p, o));
    x.el("transferType", "standard");
    let used = u64::from(size_gib) * (1 << 30) / 100 * u64::from(5 + dice.below(209, 90));
    x.el("fullSnapshotSizeInBytes", used);
    tag_set(x, p, Kind::Snapshot, o);
}

/// Status, progress and when it was complete.
fn snapshot_progress(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Snapshot, o);
    match dice.below(205, 100) {
        0 => {
            x.el("status", "pending");
            x.el("progress", (dice.below(206, 100), "%"));
        }
        1 => {
            x.el("status", "error");
            x.el("progress", "");
            x.el(
                "statusMessage",
                "An error occurred while the snapshot was being copied",
            );
        }
        _ => {
            x.el("status", "completed");
            x.el("progress", "100%");
            x.el(
                "completionTime",
                p.created(Kind::Snapshot, o)
                    .plus(u64::from(30 + dice.below(207, 1_800))),
            );
        }
    }
}

/// `standard` or `archive`.
pub(super) fn snapshot_tier(p: Place<'_>, o: u32) -> &'static str {
    if p.dice(Kind::Snapshot, o).among(210, 0.05) {
        "archive"
    } else {
        "standard"
    }
}

/// One item of `imagesSet`.
pub(super) fn image(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Image, o);
    let system = p.image_system(o);
    let name = p.unique_name(Kind::Image, o);
    let created = p.created(Kind::Image, o);
    x.el("imageId", p.id(Kind::Image, o));
    x.el("imageLocation", (p.owner(), "/", &name));
    let state = dice.pick(
        211,
        &[
            "available",
            "available",
            "available",
            "available",
            "available",
            "disabled",
            "failed",
        ],
    );
    x.el("imageState", state);
    x.el("imageOwnerId", p.owner());
    x.el("creationDate", created);
    x.el("isPublic", false);
    x.el("architecture", system.architecture());
    x.el("imageType", "machine");
    x.el("name", &name);
    x.el(
        "description",
        ("Golden image for ", &name, ", built by the image pipeline"),
    );
    x.el("platformDetails", system.details());
    x.el("usageOperation", system.usage());
    if system.details() == "Windows" {
        x.el("platform", "windows");
    }
    x.el("rootDeviceType", "ebs");
    x.el("rootDeviceName", system.root_device());
    x.within("blockDeviceMapping", |x| image_devices(x, p, o));
    x.el("virtualizationType", "hvm");
    x.el("hypervisor", "xen");
    x.el("enaSupport", true);
    x.el("sriovNetSupport", "simple");
    x.el("bootMode", "uefi-preferred");
    x.el("imdsSupport", "v2.0");
    x.el("deregistrationProtection", "disabled");
    x.el("deprecationTime", created.plus(730 * 86_400));
    let from = p.any(Kind::Instance, dice, 203);
    x.el("sourceInstanceId", p.id(Kind::Instance, from));
    if state == "failed" {
        x.within("stateReason", |x| {
            x.el("code", "Server.InternalError");
            x.el("message", "An internal error has occurred");
        });
    }
    tag_set(x, p, Kind::Image, o);
}

/// `blockDeviceMapping` of an image.
pub(super) fn image_devices(x: &mut Xml, p: Place<'_>, o: u32) {
    x.item(|x| {
        x.el("deviceName", p.image_system(o).root_device());
        x.within("ebs", |x| {
            if let Some(snapshot) = p.image_snapshot(o) {
                x.el("snapshotId", p.id(Kind::Snapshot, snapshot));
            }
            x.el(
                "volumeSize",
                p.dice(Kind::Image, o).pick(204, &[8_u32, 20, 30]),
            );
            x.el("deleteOnTermination", true);
            x.el("volumeType", "gp3");
            x.el("iops", 3_000_u32);
            x.el("throughput", 125_u32);
            x.el("encrypted", true);
        });
    });
    x.item(|x| {
        x.el("deviceName", "/dev/sdb");
        x.el("virtualName", "ephemeral0");
    });
}

/// How many versions a launch template has.
pub(super) fn template_versions(p: Place<'_>, o: u32) -> u32 {
    1 + p.dice(Kind::LaunchTemplate, o).below(212, 12)
}

/// The version that is used when none is named.
pub(super) fn default_version(p: Place<'_>, o: u32) -> u32 {
    if p.dice(Kind::LaunchTemplate, o).among(213, 0.6) {
        template_versions(p, o)
    } else {
        1
    }
}

fn template_author(p: Place<'_>) -> impl Put {
    ("arn:aws:iam::", p.owner(), ":role/delivery-pipeline")
}

/// One item of `launchTemplates`.
pub(super) fn launch_template(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el("launchTemplateId", p.id(Kind::LaunchTemplate, o));
    x.el("launchTemplateName", p.unique_name(Kind::LaunchTemplate, o));
    x.el("createTime", p.created(Kind::LaunchTemplate, o));
    x.el("createdBy", template_author(p));
    x.el("defaultVersionNumber", default_version(p, o));
    x.el("latestVersionNumber", template_versions(p, o));
    x.within("operator", |x| x.el("managed", false));
    tag_set(x, p, Kind::LaunchTemplate, o);
}

/// One item of `launchTemplateVersionSet`.
pub(super) fn launch_template_version(x: &mut Xml, p: Place<'_>, o: u32, version: u32) {
    let dice = p.dice(Kind::LaunchTemplate, o);
    x.el("launchTemplateId", p.id(Kind::LaunchTemplate, o));
    x.el("launchTemplateName", p.unique_name(Kind::LaunchTemplate, o));
    x.el("versionNumber", version);
    x.el("versionDescription", ("release ", version));
    let later = u64::from(version - 1) * 86_400;
    x.el("createTime", p.created(Kind::LaunchTemplate, o).plus(later));
    x.el("createdBy", template_author(p));
    x.el("defaultVersion", version == default_version(p, o));
    x.within("launchTemplateData", |x| {
        let subnet = p.any_subnet(dice, 214);
        x.el("imageId", p.id(Kind::Image, p.any(Kind::Image, dice, 215)));
        x.el("instanceType", p.some_instance_type(dice).name);
        x.el("ebsOptimized", true);
        x.within("iamInstanceProfile", |x| {
            x.el("name", p.name(Kind::LaunchTemplate, o));
        });
        x.within("monitoring", |x| x.el("enabled", true));
        x.within("securityGroupIdSet", |x| {
            for group in p.groups_in_vpc(subnet.vpc, dice) {
                x.el("item", p.id(Kind::SecurityGroup, group));
            }
        });
        x.within("metadataOptions", |x| {
            x.el("httpTokens", "required");
            x.el("httpPutResponseHopLimit", 2_u32);
            x.el("httpEndpoint", "enabled");
        });
        x.within("blockDeviceMappingSet", |x| {
            x.item(|x| {
                x.el("deviceName", "/dev/xvda");
                x.within("ebs", |x| {
                    x.el("encrypted", true);
                    x.el("deleteOnTermination", true);
                    x.el("volumeSize", 30_u32);
                    x.el("volumeType", "gp3");
                });
            });
        });
        x.el(
            "userData",
            super::attributes::user_data(p, Kind::LaunchTemplate, o),
        );
    });
}
