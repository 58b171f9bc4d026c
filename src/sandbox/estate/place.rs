//! One account in one region: what is there, under which ids.

use super::counts;
use super::ids::{Id, Locator};
use super::kind::Kind;
use super::values::{Dice, Ip, Stamp};
use super::{Estate, zone_id_prefix};
use crate::model::AccountId;
use crate::sandbox::xml::Put;

/// The first public address that is given out.
const FIRST_PUBLIC_IP: u32 = 0x0D24_0000; // 13.36.0.0

/// One account in one region. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) estate: &'a Estate,
    pub(crate) account: usize,
    pub(crate) region: usize,
}

impl<'a> Place<'a> {
    pub(super) fn new(estate: &'a Estate, account: usize, region: usize) -> Self {
        debug_assert!(account < estate.accounts.len() && region < estate.enabled_regions);
        Self {
            estate,
            account,
            region,
        }
    }

    fn index(self) -> usize {
        self.account * self.estate.enabled_regions + self.region
    }

    /// The account.
    pub(crate) fn owner(self) -> AccountId {
        self.estate.accounts[self.account].id
    }

    /// The region's name.
    pub(crate) fn region_name(self) -> &'static str {
        self.estate.regions[self.region].name
    }

    /// How many of a kind there are.
    pub(crate) fn count(self, kind: Kind) -> u32 {
        counts::count(&self.estate.counts[self.index()], kind)
    }

    fn locator(self, kind: Kind, ordinal: u32) -> Locator {
        Locator {
            account: self.account,
            region: self.region,
            kind,
            ordinal,
        }
    }

    /// The id of a resource.
    pub(crate) fn id(self, kind: Kind, ordinal: u32) -> Id {
        Id {
            prefix: kind.info().prefix,
            bits: self.locator(kind, ordinal).scrambled(self.estate.seed),
        }
    }

    /// The resource that has an id, if it is here.
    pub(crate) fn find(self, kind: Kind, id: &str) -> Option<u32> {
        self.find_bits(kind, Id::bits_of(kind, id)?)
    }

    /// The resource that has the bits of an id, if it is here.
    pub(crate) fn find_bits(self, kind: Kind, bits: u64) -> Option<u32> {
        let locator = Locator::unscrambled(bits, self.estate.seed)?;
        let here =
            locator == self.locator(kind, locator.ordinal) && locator.ordinal < self.count(kind);
        here.then_some(locator.ordinal)
    }

    /// The dice of a resource.
    pub(crate) fn dice(self, kind: Kind, ordinal: u32) -> Dice {
        Dice::new(self.id(kind, ordinal).bits)
    }

    /// When a resource was made.
    pub(crate) fn created(self, kind: Kind, ordinal: u32) -> Stamp {
        self.dice(kind, ordinal).moment(1, 1_500)
    }

    /// Any resource of a kind, chosen by a roll; the first if there is none.
    pub(crate) fn any(self, kind: Kind, dice: Dice, salt: u64) -> u32 {
        dice.below(salt, self.count(kind))
    }

    /// One of the region's three zones.
    pub(crate) fn zone(self, number: u32) -> Zone {
        Zone {
            region: self.region_name(),
            letter: char::from(b'a' + (number % 3) as u8),
        }
    }

    /// The id of one of the region's three zones. Their order differs by account, as in AWS.
    pub(crate) fn zone_id(self, number: u32) -> String {
        let prefix = zone_id_prefix(self.region_name());
        let physical = (number as usize + self.account) % 3 + 1;
        format!("{prefix}-az{physical}")
    }

    /// The address of an elastic IP; no two in the estate are alike.
    pub(crate) fn public_ip(self, address: u32) -> Ip {
        let offset = self.estate.addresses_before[self.index()].wrapping_add(address);
        Ip(FIRST_PUBLIC_IP.wrapping_add(offset))
    }

    /// The elastic IP with an address, if it is here.
    pub(crate) fn find_public_ip(self, ip: &str) -> Option<u32> {
        let ip: std::net::Ipv4Addr = ip.parse().ok()?;
        let before = self.estate.addresses_before[self.index()];
        let address = u32::from(ip)
            .checked_sub(FIRST_PUBLIC_IP)?
            .checked_sub(before)?;
        (address < self.count(Kind::Address)).then_some(address)
    }

    /// `arn:aws:service:region:account:`.
    pub(crate) fn arn_prefix(self, service: &'static str) -> ArnPrefix {
        ArnPrefix {
            service,
            region: self.region_name(),
            account: self.owner(),
        }
    }

    /// The ARN of an EC2 resource.
    pub(crate) fn ec2_arn(self, kind: Kind, ordinal: u32) -> (ArnPrefix, &'static str, Id) {
        (
            self.arn_prefix("ec2"),
            kind.info().arn_path,
            self.id(kind, ordinal),
        )
    }
}

/// An availability zone.
#[derive(Clone, Copy)]
pub(crate) struct Zone {
    region: &'static str,
    letter: char,
}

impl Put for Zone {
    fn put(&self, out: &mut String) {
        out.push_str(self.region);
        out.push(self.letter);
    }
}

/// What the ARNs of a service, region and account begin with, the last colon included.
#[derive(Clone, Copy)]
pub(crate) struct ArnPrefix {
    service: &'static str,
    region: &'static str,
    account: AccountId,
}

impl Put for ArnPrefix {
    fn put(&self, out: &mut String) {
        out.push_str("arn:aws:");
        out.push_str(self.service);
        out.push(':');
        out.push_str(self.region);
        out.push(':');
        out.push_str(&self.account.digits());
        out.push(':');
    }
}
