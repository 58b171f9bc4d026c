//! Phase 2 calls that answer for many resources at once.

use super::answer_of::{answer_of, tag_set};
use super::paging::{self, Paging, Window};
use super::storage::{default_version, launch_template_version, snapshot_tier, template_versions};
use crate::sandbox::estate::compute::InstanceState;
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::reply::{Refusal, Reply};
use crate::sandbox::request::Request;
use crate::sandbox::xml::Xml;

const THOUSAND: Paging = Paging::Tokens {
    least: 5,
    most: 1_000,
};

/// Answers a bulk request; `None` if it is not one.
pub(super) fn answer(
    request: &Request,
    place: Place<'_>,
    call: u64,
) -> Option<Result<Reply, Refusal>> {
    let bulk = match request.operation.as_str() {
        "DescribeInstanceStatus" => instance_status(request, place),
        "DescribeVolumeStatus" => all(request, place, Kind::Volume, "VolumeId", volume_status),
        "DescribeInstanceCreditSpecifications" => credits(request, place),
        "DescribeVolumesModifications" => modifications(request, place),
        "DescribeAddressesAttribute" => addresses(request, place),
        "DescribeSnapshotTierStatus" => all(request, place, Kind::Snapshot, "SnapshotId", tier),
        "DescribeLaunchTemplateVersions" => return Some(versions(request, place, call)),
        _ => return None,
    };
    Some(bulk.map(|bulk| bulk.reply(request, place, call)))
}

/// The resources of a page, and the function that writes their items.
struct Bulk {
    set: &'static str,
    ordinals: Vec<u32>,
    next: Option<String>,
    write: fn(&mut Xml, Place<'_>, u32),
}

impl Bulk {
    fn reply(self, request: &Request, place: Place<'_>, call: u64) -> Reply {
        let bytes = self.ordinals.len() * 1_000;
        answer_of(&request.operation, call, bytes, |x| {
            x.within(self.set, |x| {
                for ordinal in self.ordinals {
                    x.item(|x| (self.write)(x, place, ordinal));
                }
            });
            if let Some(next) = self.next {
                x.el("nextToken", next);
            }
        })
    }
}

/// A page of all resources of a kind.
fn all(
    request: &Request,
    place: Place<'_>,
    kind: Kind,
    id_param: &str,
    write: fn(&mut Xml, Place<'_>, u32),
) -> Result<Bulk, Refusal> {
    some(request, place, kind, id_param, write, |_| true)
}

/// A page of those resources of a kind that have an item; of named ones if any are named.
fn some(
    request: &Request,
    place: Place<'_>,
    kind: Kind,
    id_param: &str,
    write: fn(&mut Xml, Place<'_>, u32),
    has_something_to_say: impl Fn(u32) -> bool,
) -> Result<Bulk, Refusal> {
    let set = match request.operation.as_str() {
        "DescribeVolumeStatus" => "volumeStatusSet",
        "DescribeInstanceStatus" => "instanceStatusSet",
        "DescribeInstanceCreditSpecifications" => "instanceCreditSpecificationSet",
        "DescribeVolumesModifications" => "volumeModificationSet",
        "DescribeAddressesAttribute" => "addressSet",
        _ => "snapshotTierStatusSet",
    };
    if let Some(named) = paging::named(request, place, kind, id_param)? {
        return Ok(Bulk {
            set,
            ordinals: named,
            next: None,
            write,
        });
    }
    if let Some((name, _)) = request.params.filters().first() {
        return Err(paging::bad_filter(name));
    }
    let paging = match request.operation.as_str() {
        "DescribeVolumesModifications" => Paging::Tokens {
            least: 1,
            most: 500,
        },
        "DescribeAddressesAttribute" => Paging::Tokens {
            least: 1,
            most: 1_000,
        },
        _ => THOUSAND,
    };
    // Positions count all resources, so that a page may be short, or empty with a token.
    let window: Window = paging::window(request, place, paging)?;
    let count = u64::from(place.count(kind));
    Ok(Bulk {
        set,
        ordinals: window
            .range(count)
            .map(|at| at as u32)
            .filter(|&at| has_something_to_say(at))
            .collect(),
        next: window.next(count),
        write,
    })
}

/// Running instances only, unless asked for all.
fn instance_status(request: &Request, place: Place<'_>) -> Result<Bulk, Refusal> {
    let wants_all = request.params.get("IncludeAllInstances") == Some("true");
    some(request, place, Kind::Instance, "InstanceId", status, |o| {
        wants_all || place.instance(o).state == InstanceState::Running
    })
}

fn status(x: &mut Xml, p: Place<'_>, o: u32) {
    let facts = p.instance(o);
    let zone = p.subnet_zone(facts.place_in_net.subnet);
    x.el("instanceId", p.id(Kind::Instance, o));
    x.el("availabilityZone", p.zone(zone));
    x.el("availabilityZoneId", p.zone_id(zone));
    let (code, name) = facts.state.code_and_name();
    x.within("instanceState", |x| {
        x.el("code", code);
        x.el("name", name);
    });
    let is_running = facts.state == InstanceState::Running;
    let check = |x: &mut Xml, set: &str, salt: u64| {
        let (status, detail) = match (is_running, facts.dice.below(salt, 50)) {
            (false, _) => ("not-applicable", None),
            (true, 0) => ("impaired", Some("failed")),
            (true, 1) => ("initializing", Some("initializing")),
            (true, _) => ("ok", Some("passed")),
        };
        x.within(set, |x| {
            x.el("status", status);
            if let Some(detail) = detail {
                x.within("details", |x| {
                    x.item(|x| {
                        x.el("name", "reachability");
                        x.el("status", detail);
                        if detail == "failed" {
                            x.el("impairedSince", facts.dice.moment(703, 10));
                        }
                    });
                });
            }
        });
    };
    check(x, "systemStatus", 700);
    check(x, "instanceStatus", 701);
    check(x, "attachedEbsStatus", 702);
    if facts.dice.among(704, 0.03) {
        x.within("eventsSet", |x| {
            x.item(|x| {
                x.el("instanceEventId", facts.dice.code(705, "instance-event-"));
                x.el("code", "system-maintenance");
                x.el(
                    "description",
                    "The instance is scheduled for system maintenance",
                );
                let from = facts.dice.moment(706, 20);
                x.el("notBefore", from);
                x.el("notAfter", from.plus(7_200));
            });
        });
    }
    x.within("operator", |x| x.el("managed", false));
}

fn volume_status(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Volume, o);
    let facts = p.volume(o);
    let status = match dice.below(710, 60) {
        0 => "impaired",
        1 => "insufficient-data",
        _ => "ok",
    };
    x.el("volumeId", p.id(Kind::Volume, o));
    let zone = match facts.attachment {
        Some(attachment) => p.subnet_zone(p.instance(attachment.instance).place_in_net.subnet),
        None => dice.below(201, 3),
    };
    x.el("availabilityZone", p.zone(zone));
    x.within("volumeStatus", |x| {
        x.el("status", status);
        x.within("details", |x| {
            for (name, value) in [
                (
                    "io-enabled",
                    if status == "impaired" {
                        "failed"
                    } else {
                        "passed"
                    },
                ),
                ("io-performance", "not-applicable"),
            ] {
                x.item(|x| {
                    x.el("name", name);
                    x.el("status", value);
                });
            }
        });
    });
    x.within("actionsSet", |_| ());
    x.within("eventsSet", |_| ());
}

/// Instances of burstable types only.
fn credits(request: &Request, place: Place<'_>) -> Result<Bulk, Refusal> {
    fn write(x: &mut Xml, p: Place<'_>, o: u32) {
        let dice = p.dice(Kind::Instance, o);
        x.el("instanceId", p.id(Kind::Instance, o));
        x.el(
            "cpuCredits",
            dice.pick(720, &["unlimited", "unlimited", "standard"]),
        );
    }
    some(request, place, Kind::Instance, "InstanceId", write, |o| {
        place.instance(o).is_burstable()
    })
}

/// Volumes that were changed not long ago.
fn modifications(request: &Request, place: Place<'_>) -> Result<Bulk, Refusal> {
    fn write(x: &mut Xml, p: Place<'_>, o: u32) {
        let dice = p.dice(Kind::Volume, o);
        let facts = p.volume(o);
        let started = dice.moment(730, 30);
        let is_done = dice.among(731, 0.7);
        x.el("volumeId", p.id(Kind::Volume, o));
        x.el(
            "modificationState",
            if is_done { "completed" } else { "optimizing" },
        );
        x.el("targetSize", facts.size_gib);
        x.el("targetVolumeType", facts.volume_type.name);
        x.el("originalSize", facts.size_gib / 2 + 1);
        x.el("originalVolumeType", "gp2");
        x.el("progress", if is_done { 100 } else { dice.below(732, 100) });
        x.el("startTime", started);
        if is_done {
            x.el("endTime", started.plus(5_400));
        }
    }
    some(request, place, Kind::Volume, "VolumeId", write, |o| {
        place.dice(Kind::Volume, o).among(733, 0.05)
    })
}

/// Elastic IPs that have a name of their own.
fn addresses(request: &Request, place: Place<'_>) -> Result<Bulk, Refusal> {
    fn write(x: &mut Xml, p: Place<'_>, o: u32) {
        x.el("publicIp", p.public_ip(o));
        x.el("allocationId", p.id(Kind::Address, o));
        x.el("ptrRecord", (p.name(Kind::Address, o), ".example.com."));
    }
    if request.params.get("Attribute") != Some("domain-name") {
        let message = "The request must contain the parameter Attribute";
        return Err(Refusal::bad("MissingParameter", message));
    }
    some(request, place, Kind::Address, "AllocationId", write, |o| {
        place.dice(Kind::Address, o).among(740, 0.3)
    })
}

fn tier(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::Snapshot, o);
    let tier = snapshot_tier(p, o);
    x.el("snapshotId", p.id(Kind::Snapshot, o));
    x.el("status", "completed");
    x.el("ownerId", p.owner());
    x.el("storageTier", tier);
    if tier == "archive" {
        let started = dice.moment(750, 300);
        x.el("lastTieringStartTime", started);
        x.el("lastTieringProgress", 100_u32);
        x.el("lastTieringOperationStatus", "archival-completed");
        x.el("archivalCompleteTime", started.plus(86_400));
    }
    tag_set(x, p, Kind::Snapshot, o);
}

/// Versions of one template, or `$Latest` and `$Default` of all.
fn versions(request: &Request, place: Place<'_>, call: u64) -> Result<Reply, Refusal> {
    let wanted = request.params.list("LaunchTemplateVersion");
    let one = ["LaunchTemplateId", "LaunchTemplateName"]
        .iter()
        .find_map(|key| request.params.get(key));
    let names_no_number = !wanted.is_empty() && wanted.iter().all(|name| name.starts_with('$'));
    if one.is_none() && !names_no_number {
        let message = "A launch template, or the version $Latest or $Default, is needed";
        return Err(Refusal::bad("MissingParameter", message));
    }
    let paging = Paging::Tokens {
        least: 1,
        most: 200,
    };
    let window = paging::window(request, place, paging)?;
    let (rows, next): (Vec<(u32, u32)>, Option<String>) = match one {
        Some(id) => {
            let template = paging::find(place, Kind::LaunchTemplate, id)?;
            let rows = versions_of(place, template, &wanted);
            let count = rows.len() as u64;
            let range = window.range(count);
            let page = rows[range.start as usize..range.end as usize].to_vec();
            (page, window.next(count))
        }
        None => {
            let count = u64::from(place.count(Kind::LaunchTemplate));
            let page = window
                .range(count)
                .flat_map(|at| versions_of(place, at as u32, &wanted))
                .collect();
            (page, window.next(count))
        }
    };
    Ok(answer_of(
        &request.operation,
        call,
        rows.len() * 2_000,
        |x| {
            x.within("launchTemplateVersionSet", |x| {
                for (template, version) in rows {
                    x.item(|x| launch_template_version(x, place, template, version));
                }
            });
            if let Some(next) = next {
                x.el("nextToken", next);
            }
        },
    ))
}

/// The versions of a template that are wanted; all if none is named. Each once.
fn versions_of(place: Place<'_>, template: u32, wanted: &[&str]) -> Vec<(u32, u32)> {
    let latest = template_versions(place, template);
    let default = default_version(place, template);
    let is_wanted = |version: u32| {
        wanted.is_empty()
            || wanted.iter().any(|name| match *name {
                "$Latest" => version == latest,
                "$Default" => version == default,
                number => number.parse() == Ok(version),
            })
    };
    (1..=latest)
        .rev()
        .filter(|&version| is_wanted(version))
        .map(|version| (template, version))
        .collect()
}
