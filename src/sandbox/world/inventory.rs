//! What the simulated AWS has, for tests that compare it with what was listed.

use super::Sandbox;
use crate::catalog::types;
use crate::model::{AccountId, Region, TypeId};
use crate::sandbox::estate::{ALL_KINDS, Kind, Presence, RegionStatus};
use crate::sandbox::{cloudcontrol, tagging};

impl Sandbox {
    /// The accounts that can be entered and their names. The first is the management account, in
    /// which the base identity lives.
    pub fn accounts(&self) -> Vec<(AccountId, String)> {
        let accounts = self.estate.accounts().iter();
        accounts
            .map(|account| (account.id, account.name.clone()))
            .collect()
    }

    /// The account that `ListAccounts` shows as suspended; no role can enter it.
    pub fn suspended_account(&self) -> AccountId {
        self.estate.suspended().id
    }

    /// The regions that are enabled, in every account.
    pub fn regions(&self) -> Vec<Region> {
        self.regions_where(|status| status != RegionStatus::NotOptedIn)
    }

    /// The regions that exist but are not enabled.
    pub fn disabled_regions(&self) -> Vec<Region> {
        self.regions_where(|status| status == RegionStatus::NotOptedIn)
    }

    fn regions_where(&self, wanted: impl Fn(RegionStatus) -> bool) -> Vec<Region> {
        let regions = self.estate.regions().iter();
        regions
            .filter(|region| wanted(region.status))
            .map(|region| region.name.parse().expect("the table holds region codes"))
            .collect()
    }

    /// How many resources of a type there are in an account and region; 0 for what does not exist.
    /// Roles are in [`Region::global`]. For [`TypeId::tagged`]: how many the tagging sweep shows.
    pub fn expected_count(&self, account: AccountId, region: Region, ty: TypeId) -> u64 {
        let Some(account) = self.estate.account_index(account) else {
            return 0;
        };
        let place = |name: &str| {
            let region = self.estate.region_index(name)?;
            Some(self.estate.place(account, region))
        };
        if ty.is_tagged_sweep() {
            return place(region.as_str()).map_or(0, tagging::tagged_count);
        }
        let kind = Kind::of_type(ty.as_str());
        let is_at_home = kind.is_some_and(|kind| kind.info().presence == Presence::Home);
        let at = match (is_at_home, region.is_global()) {
            (true, true) => Some("us-east-1"),
            (true, false) | (false, true) => None,
            (false, false) => Some(region.as_str()),
        };
        let count = |kind| Some(u64::from(place(at?)?.count(kind)));
        kind.and_then(count).unwrap_or(0)
    }

    /// How many resources of a type Cloud Control lists, those under all parents together; 0 for what does not
    /// exist. Global types, buckets among them, are in [`Region::global`].
    pub fn cloud_control_count(&self, account: AccountId, region: Region, ty: TypeId) -> u64 {
        let is_global = types::get(ty).is_some_and(|info| info.is_global);
        let name = match (is_global, region.is_global()) {
            (true, true) => "us-east-1",
            (false, false) => region.as_str(),
            _ => return 0,
        };
        let count = || {
            let account = self.estate.account_index(account)?;
            let place = self.estate.place(account, self.estate.region_index(name)?);
            cloudcontrol::count(place, ty.as_str())
        };
        count().map_or(0, u64::from)
    }

    /// The types that Cloud Control lists.
    pub fn cloud_control_types(&self) -> Vec<TypeId> {
        cloudcontrol::type_names()
            .map(|name| name.parse().expect("the table holds type names"))
            .collect()
    }

    /// Every type that the estate has resources of.
    pub fn types(&self) -> Vec<TypeId> {
        ALL_KINDS
            .iter()
            .map(|info| info.type_name.parse().expect("the table holds type names"))
            .collect()
    }
}
