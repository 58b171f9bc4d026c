//! From a scope to lists: which account, region and type is asked of which provider.

use std::collections::{BTreeMap, BTreeSet};

use super::asking_order::put_in_order;
use crate::app::resource_explorer::source::{ListJob, RegionInfo, ResourceSource};
use crate::model::{
    AccountId, ListTarget, Provider, QueryKey, QueryScope, Region, Selection, TypeId,
};

/// What a query does.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Lists to fetch, spread over accounts and regions so that no quota is hit first and alone.
    pub jobs: Vec<ListJob>,
    /// Keys asked for by name in regions that the account has not enabled.
    pub not_enabled: Vec<QueryKey>,
    /// Keys asked for by name in regions that do not exist for the account.
    pub no_such_region: Vec<QueryKey>,
    /// Keys of regions where AWS does not offer the type.
    pub not_offered: Vec<QueryKey>,
    /// Keys that only the tagging sweep can answer, asked for by name.
    pub tagged_keys: Vec<QueryKey>,
    /// What of the sweeps belongs to the query.
    pub wanted: Wanted,
}

/// Which rows of a tagging sweep belong to a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Every type that has no list of its own in this query.
    pub everything: bool,
    /// Types asked for by name that only a sweep can show.
    pub tagged_types: BTreeSet<TypeId>,
    /// Types with lists of their own in the scope.
    pub direct_types: BTreeSet<TypeId>,
    /// Regions asked for, by account.
    pub regions: BTreeMap<AccountId, BTreeSet<Region>>,
    /// What the query asks for of accounts that only an index reaches.
    pub unreached: Unreached,
}

/// Accounts that no credentials lead to: an index may show them.
#[derive(Clone, Debug)]
pub(crate) struct Unreached {
    pub accounts: Selection<AccountId>,
    pub regions: Selection<Region>,
}

impl Default for Unreached {
    fn default() -> Self {
        Self {
            accounts: Selection::Only(BTreeSet::new()),
            regions: Selection::All,
        }
    }
}

impl Wanted {
    /// What is wanted of more accounts by the same query.
    pub(crate) fn extend(&mut self, more: Self) {
        let Self {
            everything,
            tagged_types,
            direct_types,
            regions,
            unreached,
        } = more;
        self.everything |= everything;
        self.tagged_types.extend(tagged_types);
        self.direct_types.extend(direct_types);
        for (account, regions) in regions {
            self.regions.entry(account).or_default().extend(regions);
        }
        self.unreached = unreached;
    }

    /// Whether the query asks for what is in a region. What has none, or one that is not known, always counts.
    pub(crate) fn is_wanted_in(&self, region: Region) -> bool {
        region.is_global() || self.unreached.regions.contains(&region)
    }

    /// Whether a row of a sweep belongs to the query. A sweep is of one account, whose shared resources
    /// may be another's; an index is of many.
    pub(crate) fn contains(&self, key: &QueryKey, job: &ListJob) -> bool {
        let ty = key.resource_type;
        let type_wanted =
            self.everything || self.tagged_types.contains(&ty) || self.direct_types.contains(&ty);
        let asked_in = if job.provider.is_index() {
            key.account
        } else {
            job.key.account
        };
        let place_wanted = match self.regions.get(&asked_in) {
            Some(regions) => key.region.is_global() || regions.contains(&key.region),
            None => {
                let Unreached { accounts, regions } = &self.unreached;
                accounts.contains(&key.account)
                    && (key.region.is_global() || regions.contains(&key.region))
            }
        };
        type_wanted && place_wanted
    }
}

impl Plan {
    /// Leaves out what was planned already when these were the known regions of the accounts.
    pub(crate) fn leave_out(&mut self, planned: &BTreeMap<AccountId, Vec<RegionInfo>>) {
        let is_new = |key: &QueryKey| match planned.get(&key.account) {
            None => true,
            Some(regions) => {
                let mut regions = regions.iter();
                !key.region.is_global() && regions.all(|info| info.region != key.region)
            }
        };
        self.jobs.retain(|job| is_new(&job.key));
        let keys = [
            &mut self.not_enabled,
            &mut self.no_such_region,
            &mut self.not_offered,
            &mut self.tagged_keys,
        ];
        keys.into_iter().for_each(|keys| keys.retain(is_new));
    }
}

/// Plans a query over accounts whose regions are known.
pub(crate) fn plan(
    source: &dyn ResourceSource,
    scope: &QueryScope,
    accounts: &BTreeMap<AccountId, Vec<RegionInfo>>,
) -> Plan {
    let mut plan = Plan::default();
    match &scope.types {
        Selection::All => {
            plan.wanted.everything = true;
            plan.wanted.direct_types = source.listable_types().into_iter().collect();
        }
        Selection::Only(types) => {
            for &ty in types {
                match source.provider_of(ty) {
                    _ if ty.list_target() == ListTarget::Sweep => plan.wanted.everything = true,
                    Some(_) => _ = plan.wanted.direct_types.insert(ty),
                    None => _ = plan.wanted.tagged_types.insert(ty),
                }
            }
        }
    }
    // A smart query sweeps every place first, and shows rows of all types that the sweeps see.
    plan.wanted.everything |= scope.smart;
    plan.wanted.unreached = Unreached {
        accounts: scope.accounts.clone(),
        regions: scope.regions.clone(),
    };
    for (&account, known) in accounts {
        plan_account(&mut plan, source, scope, account, known);
    }
    put_in_order(source, &mut plan.jobs);
    plan
}

fn plan_account(
    plan: &mut Plan,
    source: &dyn ResourceSource,
    scope: &QueryScope,
    account: AccountId,
    known: &[RegionInfo],
) {
    let (global, regional): (Vec<TypeId>, Vec<TypeId>) = plan
        .wanted
        .direct_types
        .iter()
        .partition(|ty| source.is_global(**ty));
    let key = |region: Region, resource_type: TypeId| QueryKey {
        account,
        region,
        resource_type,
    };
    let direct = |region: Region, ty: TypeId| {
        source.provider_of(ty).map(|provider| ListJob {
            key: key(region, ty),
            provider,
        })
    };

    plan.jobs
        .extend(global.iter().filter_map(|&ty| direct(Region::global(), ty)));
    let regions = enabled_regions(plan, scope, known, |plan_list, region| {
        plan_list.extend(regional.iter().map(|&ty| key(region, ty)));
    });
    for &region in &regions {
        for &ty in &regional {
            if source.exists_in(ty, region) {
                plan.jobs.extend(direct(region, ty));
            } else {
                plan.not_offered.push(key(region, ty));
            }
        }
    }
    let mut sweeps = regions.clone();
    for &ty in &plan.wanted.tagged_types {
        if source.is_global(ty) {
            plan.tagged_keys.push(key(Region::global(), ty));
            // Global types are asked for with any selection of regions.
            sweeps.extend(source.home_region(known));
        } else {
            plan.tagged_keys
                .extend(regions.iter().map(|&region| key(region, ty)));
        }
    }
    if plan.wanted.everything || !plan.wanted.tagged_types.is_empty() {
        let sweep = |region| ListJob {
            key: key(region, TypeId::tagged()),
            provider: Provider::Tagging,
        };
        plan.jobs.extend(sweeps.into_iter().map(sweep));
    }
    plan.wanted.regions.insert(account, regions);
}

/// The sweeps that answer for keys whose own lists were refused, where none was made yet.
pub(crate) fn sweeps_for<'a>(
    source: &dyn ResourceSource,
    keys: impl Iterator<Item = &'a QueryKey>,
    accounts: &BTreeMap<AccountId, Vec<RegionInfo>>,
    made: impl Fn(&QueryKey) -> bool,
) -> Vec<ListJob> {
    let mut places: BTreeSet<(AccountId, Region)> = BTreeSet::new();
    for key in keys {
        let region = if key.region.is_global() {
            let known = accounts.get(&key.account);
            known.and_then(|known| source.home_region(known))
        } else {
            Some(key.region)
        };
        places.extend(region.map(|region| (key.account, region)));
    }
    places
        .into_iter()
        .map(|(account, region)| QueryKey {
            account,
            region,
            resource_type: TypeId::tagged(),
        })
        .filter(|sweep| !made(sweep))
        .map(|key| ListJob {
            key,
            provider: Provider::Tagging,
        })
        .collect()
}

/// The regions to ask, noting the ones named that cannot be asked.
fn enabled_regions(
    plan: &mut Plan,
    scope: &QueryScope,
    known: &[RegionInfo],
    keys_of: impl Fn(&mut Vec<QueryKey>, Region),
) -> BTreeSet<Region> {
    let mut regions: BTreeSet<Region> = BTreeSet::new();
    match &scope.regions {
        Selection::All => regions.extend(
            known
                .iter()
                .filter(|info| info.enabled)
                .map(|info| info.region),
        ),
        Selection::Only(named) => {
            for &region in named.iter().filter(|region| !region.is_global()) {
                match known.iter().find(|info| info.region == region) {
                    Some(info) if info.enabled => _ = regions.insert(region),
                    Some(_) => keys_of(&mut plan.not_enabled, region),
                    None => keys_of(&mut plan.no_such_region, region),
                }
            }
        }
    }
    regions
}
