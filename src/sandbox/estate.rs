//! The deterministic estate: every resource is a pure function of seed, account, region, kind and
//! ordinal. Nothing is stored but the counts, so that a million resources cost next to no memory.

pub(crate) mod compute;
mod counts;
mod ids;
mod kind;
mod names;
pub(crate) mod network;
mod place;
mod places;
pub(crate) mod storage;
pub(crate) mod values;

use ids::Locator;
pub(crate) use kind::{ALL as ALL_KINDS, Kind, Presence};
pub(crate) use place::Place;
pub(crate) use places::{AccountFacts, MOST_REGIONS, RegionFacts, RegionStatus, zone_id_prefix};

use super::spec::SandboxSpec;
use crate::model::AccountId;
use counts::Counts;
use values::mix;

/// The accounts, regions and resource counts that everything else follows from.
pub(crate) struct Estate {
    seed: u64,
    untagged: f64,
    accounts: Vec<AccountFacts>,
    suspended: AccountFacts,
    /// Enabled regions first.
    regions: Vec<RegionFacts>,
    enabled_regions: usize,
    /// By account, then region.
    counts: Vec<Counts>,
    /// Elastic IPs in all places before this one: what makes their addresses distinct.
    addresses_before: Vec<u32>,
}

impl Estate {
    pub(crate) fn new(spec: &SandboxSpec) -> Self {
        let (accounts, suspended) = places::accounts(spec.accounts, spec.seed);
        let regions = places::regions(spec.regions, spec.disabled_regions);
        let enabled_regions = spec.regions.clamp(1, regions.len());
        let counts = counts::distribute(
            spec.resources,
            accounts.len(),
            enabled_regions,
            mix(spec.seed),
        );
        let addresses_before = counts
            .iter()
            .scan(0_u32, |before, counts| {
                let here = *before;
                *before += counts::count(counts, Kind::Address);
                Some(here)
            })
            .collect();
        Self {
            seed: mix(spec.seed ^ 0x5EED),
            untagged: spec.untagged,
            accounts,
            suspended,
            regions,
            enabled_regions,
            counts,
            addresses_before,
        }
    }

    /// The accounts that can be entered, the management account first.
    pub(crate) fn accounts(&self) -> &[AccountFacts] {
        &self.accounts
    }

    /// The account that is closed.
    pub(crate) fn suspended(&self) -> &AccountFacts {
        &self.suspended
    }

    /// All regions, enabled or not.
    pub(crate) fn regions(&self) -> &[RegionFacts] {
        &self.regions
    }

    /// The number of an account.
    pub(crate) fn account_index(&self, id: AccountId) -> Option<usize> {
        self.accounts.iter().position(|account| account.id == id)
    }

    /// The number of an enabled region.
    pub(crate) fn region_index(&self, name: &str) -> Option<usize> {
        self.regions[..self.enabled_regions]
            .iter()
            .position(|region| region.name == name)
    }

    /// An account in a region, by number. Both must exist.
    pub(crate) fn place(&self, account: usize, region: usize) -> Place<'_> {
        Place::new(self, account, region)
    }

    /// Every account in every enabled region.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        (0..self.accounts.len()).flat_map(move |account| {
            (0..self.enabled_regions).map(move |region| self.place(account, region))
        })
    }

    /// The resource whose id has these bits, wherever it is.
    pub(crate) fn find_anywhere(&self, kind: Kind, bits: u64) -> Option<(Place<'_>, u32)> {
        let locator = Locator::unscrambled(bits, self.seed)?;
        let exists = locator.account < self.accounts.len() && locator.region < self.enabled_regions;
        let place = exists.then(|| self.place(locator.account, locator.region))?;
        Some((place, place.find_bits(kind, bits)?))
    }
}
