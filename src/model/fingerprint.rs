//! The identity of a row in sixteen bytes, the same on every machine and in every version of this program.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher13};

use super::arn_text::ArnParts;
use super::{QueryKey, ResourceEntry, ResourceIdentity};

/// A hash that may be stored: SipHash-1-3 of 128 bits with a key of zeros, over texts that each end with a byte
/// that occurs in none.
#[derive(Default)]
pub struct StableHash(SipHasher13);

impl StableHash {
    /// Starts with a number for the kind of thing that is hashed.
    pub fn of(what: u64) -> Self {
        let mut hash = Self::default();
        hash.number(what);
        hash
    }

    /// Takes in a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.part(text);
        self.0.write(&[0xff]);
        self
    }

    /// Takes in the beginning of a text.
    fn part(&mut self, text: &str) -> &mut Self {
        self.0.write(text.as_bytes());
        self
    }

    /// Takes in a number, in the same order of bytes on every machine.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.write(&number.to_le_bytes());
        self
    }

    /// The first half of the hash.
    pub fn short(&self) -> u64 {
        self.0.finish128().h1
    }

    fn whole(&self) -> [u64; 2] {
        let hash = self.0.finish128();
        [hash.h1, hash.h2]
    }
}

/// Kinds of things that are hashed, so that equal bytes of two kinds differ.
const ARN: u64 = 1;
const KEYED: u64 = 2;
const ASKED: u64 = 3;

/// A [`ResourceIdentity`] in sixteen bytes: among a thousand million rows no two are expected to be equal. It
/// may be stored: the same identity has the same fingerprint in every version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u64; 2]);

impl Fingerprint {
    /// Of the ARN of a row, if it has one. No text is made for it.
    pub fn of_arn(entry: &ResourceEntry) -> Option<Self> {
        let mut hash = StableHash::of(ARN);
        match entry.arn.parts() {
            ArnParts::None => return None,
            ArnParts::Prefix(prefix) => hash.part(prefix).text(&entry.id),
            ArnParts::Whole(arn) => hash.text(arn),
        };
        Some(Self(hash.whole()))
    }

    /// Of the key and the id of a row, whether or not it has an ARN.
    pub fn of_id(entry: &ResourceEntry) -> Self {
        Self::of_keyed(&entry.key(), &entry.id)
    }

    fn of_keyed(key: &QueryKey, id: &str) -> Self {
        let mut hash = StableHash::of(KEYED);
        hash.text(&key.account.digits())
            .text(key.region.as_str())
            .text(key.resource_type.as_str())
            .text(id);
        Self(hash.whole())
    }

    /// The key of the answer of `operation` about the resource.
    pub fn asked(self, operation: &str) -> Self {
        let mut hash = StableHash::of(ASKED);
        hash.number(self.0[0]).number(self.0[1]).text(operation);
        Self(hash.whole())
    }
}

impl From<&ResourceEntry> for Fingerprint {
    fn from(entry: &ResourceEntry) -> Self {
        Self::of_arn(entry).unwrap_or_else(|| Self::of_id(entry))
    }
}

impl From<&ResourceIdentity> for Fingerprint {
    fn from(identity: &ResourceIdentity) -> Self {
        match identity {
            ResourceIdentity::Arn(arn) => Self(StableHash::of(ARN).text(arn).whole()),
            ResourceIdentity::Keyed(key, id) => Self::of_keyed(key, id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ArnText, Properties, Provider, ResourceEntry, SharedStr, StatusClass, Tags,
    };

    fn row(arn: &str, id: &str) -> ResourceEntry {
        ResourceEntry {
            account: "001234567890".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            resource_type: "AWS::EC2::Volume".parse().unwrap(),
            provider: Provider::Ec2,
            status_class: StatusClass::Ok,
            managed: false,
            id: id.into(),
            status: SharedStr::default(),
            arn: ArnText::of(arn, id),
            tags: Tags::NONE,
            properties: Properties::default(),
        }
    }

    #[test]
    fn fingerprints_are_the_same_in_every_version() {
        let with = Fingerprint::from(&row("arn:aws:ec2:eu-west-1:1:volume/vol-1", "vol-1"));
        let without = Fingerprint::from(&row("", "vol-1"));
        let asked = with.asked("DescribeVolumeStatus");
        let all = [with, without, asked].map(|print| print.0);
        assert_eq!(all, PINNED);
    }

    #[test]
    fn an_arn_has_one_fingerprint_however_it_is_stored() {
        let arn = "arn:aws:ec2:eu-west-1:1:volume/vol-1";
        let (shared, whole) = (row(arn, "vol-1"), row(arn, "other"));
        let identity = ResourceIdentity::from(&shared);
        assert_eq!(Fingerprint::from(&shared), Fingerprint::from(&whole));
        assert_eq!(Fingerprint::from(&shared), Fingerprint::from(&identity));
        assert_ne!(Fingerprint::of_id(&shared), Fingerprint::of_id(&whole));
        let keyed = row("", "vol-1");
        let identity = ResourceIdentity::from(&keyed);
        assert_eq!(Fingerprint::from(&keyed), Fingerprint::from(&identity));
    }

    const PINNED: [[u64; 2]; 3] = [
        [8_302_559_300_166_014_555, 1_509_601_198_085_623_476],
        [12_448_956_681_583_084_966, 8_277_583_870_995_983_452],
        [16_790_681_835_784_632_702, 9_241_403_118_927_001_368],
    ];
}
