//! Volumes, snapshots and images, and what they were made from.

use super::kind::Kind;
use super::place::Place;
use super::values::Stamp;

/// The main facts of a volume.
#[derive(Clone, Copy)]
pub(crate) struct Volume {
    pub(crate) size_gib: u32,
    pub(crate) volume_type: VolumeType,
    pub(crate) encrypted: bool,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) created: Stamp,
}

/// What a volume is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) instance: u32,
    /// 0 for the root device.
    pub(crate) slot: u32,
}

/// A volume type with its usual performance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VolumeType {
    pub(crate) name: &'static str,
    pub(crate) iops: Option<u32>,
    /// MiB/s.
    pub(crate) throughput: Option<u32>,
}

const VOLUME_TYPES: [VolumeType; 8] = [
    GP3,
    GP3,
    GP3,
    VolumeType {
        name: "gp3",
        iops: Some(6_000),
        throughput: Some(500),
    },
    VolumeType {
        name: "gp2",
        iops: Some(300),
        throughput: None,
    },
    VolumeType {
        name: "gp2",
        iops: Some(1_500),
        throughput: None,
    },
    VolumeType {
        name: "io2",
        iops: Some(16_000),
        throughput: None,
    },
    VolumeType {
        name: "st1",
        iops: None,
        throughput: None,
    },
];
const GP3: VolumeType = VolumeType {
    name: "gp3",
    iops: Some(3_000),
    throughput: Some(125),
};
const SIZES_GIB: [u32; 9] = [8, 20, 30, 50, 100, 200, 500, 1_000, 4_000];

/// What a snapshot was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SnapshotSource {
    /// The root of an image.
    Image(u32),
    /// A volume that still exists.
    Volume(u32),
}

impl Place<'_> {
    /// The main facts of a volume.
    pub(crate) fn volume(self, ordinal: u32) -> Volume {
        let dice = self.dice(Kind::Volume, ordinal);
        let attachment = self.volume_attachment(ordinal);
        let is_root = attachment.is_some_and(|attachment| attachment.slot == 0);
        Volume {
            size_gib: if is_root {
                dice.pick(60, &[8, 20, 30, 50])
            } else {
                dice.pick(60, &SIZES_GIB)
            },
            volume_type: if is_root {
                GP3
            } else {
                dice.pick(61, &VOLUME_TYPES)
            },
            encrypted: dice.among(62, 0.8),
            attachment,
            created: self.created(Kind::Volume, ordinal),
        }
    }

    /// What a volume is attached to. The first volumes are roots, one per instance; of the others
    /// three in four are attached.
    pub(crate) fn volume_attachment(self, volume: u32) -> Option<Attachment> {
        let instances = self.count(Kind::Instance);
        let instance = volume.checked_rem(instances)?;
        let slot = volume / instances;
        let attached = !self.instance(instance).is_gone()
            && (slot == 0 || self.dice(Kind::Volume, volume).among(63, 0.75));
        attached.then_some(Attachment { instance, slot })
    }

    /// The volumes of an instance, root first.
    pub(crate) fn volumes_of(self, instance: u32) -> impl Iterator<Item = (u32, Attachment)> {
        let step = self.count(Kind::Instance).max(1) as usize;
        (instance..self.count(Kind::Volume))
            .step_by(step)
            .filter_map(move |volume| Some((volume, self.volume_attachment(volume)?)))
    }

    /// The root snapshot of an image.
    pub(crate) fn image_snapshot(self, image: u32) -> Option<u32> {
        (image < self.count(Kind::Snapshot)).then_some(image)
    }

    /// What a snapshot was made from. Those of images come first.
    pub(crate) fn snapshot_source(self, snapshot: u32) -> SnapshotSource {
        if snapshot < self.count(Kind::Image) {
            SnapshotSource::Image(snapshot)
        } else {
            let dice = self.dice(Kind::Snapshot, snapshot);
            SnapshotSource::Volume(self.any(Kind::Volume, dice, 64))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::estate::Estate;
    use crate::sandbox::spec::SandboxSpec;

    #[test]
    fn instances_and_volumes_name_each_other() {
        let estate = Estate::new(&SandboxSpec::default());
        let mut attached = 0;
        for place in estate.places() {
            for instance in 0..place.count(Kind::Instance) {
                for (volume, attachment) in place.volumes_of(instance) {
                    assert_eq!(attachment.instance, instance);
                    assert_eq!(place.volume(volume).attachment, Some(attachment));
                    attached += 1;
                }
            }
        }
        assert!(attached > 150, "{attached}");
    }
}
