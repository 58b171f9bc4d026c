//! Asking some keys again: what answers them.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::app::resource_explorer::ledger::Place;
use crate::app::resource_explorer::query_engine::planning::plan::Plan;
use crate::app::resource_explorer::source::{ListJob, ResourceSource};
use crate::model::{AccountId, ListTarget, Provider, QueryKey, QueryScope, Region, TypeId};

/// Query keys that are asked again, indexed for quick look-ups: a stopped query has a hundred thousand of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RetriedKeys {
    keys: FxHashSet<QueryKey>,
    accounts: BTreeSet<AccountId>,
    /// Places where a sweep has to answer, in its own name or for a type; the pseudo region of global types
    /// means every region.
    sweep_answers: FxHashSet<Place>,
    /// Where a sweep is asked for in its own name.
    swept: FxHashSet<Place>,
    /// Keys that have no list of their own: a sweep has to answer them.
    left_to_sweeps: Vec<QueryKey>,
    /// Indexes, which answer for all accounts at once or not at all.
    indexes: Vec<QueryKey>,
}

impl RetriedKeys {
    /// Takes in keys of a scope. A key whose type the scope does not list there came from a sweep, and a sweep
    /// has to answer it.
    pub(crate) fn new(
        keys: Vec<QueryKey>,
        scope: &QueryScope,
        source: &dyn ResourceSource,
    ) -> Self {
        let mut retried = Self::default();
        retried.keys.reserve(keys.len());
        let mut accounts: FxHashSet<AccountId> = FxHashSet::default();
        for key in keys {
            let place = Place::from(&key);
            match key.resource_type.list_target() {
                ListTarget::Index | ListTarget::Aggregator => retried.indexes.push(key),
                ListTarget::Sweep => {
                    retried.swept.insert(place);
                    retried.sweep_answers.insert(place);
                }
                ListTarget::Type(_) if has_list(scope, source, &key) => {}
                ListTarget::Type(_) => {
                    retried.sweep_answers.insert(place);
                    retried.left_to_sweeps.push(key);
                }
            }
            // Looked up by address first: accounts in order compare by their digits.
            if accounts.insert(key.account) {
                retried.accounts.insert(key.account);
            }
            retried.keys.insert(key);
        }
        retried
    }

    /// Whether a key is among them.
    pub(crate) fn contains(&self, key: &QueryKey) -> bool {
        self.keys.contains(key)
    }

    /// The keys, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = QueryKey> {
        self.keys.iter().copied()
    }

    /// Indexes among them. They are not asked again: the sweeps and lists of each account are.
    pub(crate) fn indexes(&self) -> &[QueryKey] {
        &self.indexes
    }

    /// Keys among them that a sweep has to answer.
    pub(crate) fn left_to_sweeps(&self) -> &[QueryKey] {
        &self.left_to_sweeps
    }

    /// Whose resources they are about.
    pub(crate) fn accounts(&self) -> &BTreeSet<AccountId> {
        &self.accounts
    }

    fn needs_sweep_of(&self, place: Place) -> bool {
        let everywhere = Place {
            region: Region::global(),
            ..place
        };
        self.sweep_answers.contains(&place) || self.sweep_answers.contains(&everywhere)
    }
}

/// Whether a query of a scope asks a list for a key. Rows with a region, of a type with one list for all regions,
/// are what only a sweep has.
pub(crate) fn has_list(scope: &QueryScope, source: &dyn ResourceSource, key: &QueryKey) -> bool {
    let ty = key.resource_type;
    let is_listed = source.provider_of(ty).is_some() && scope.types.contains(&ty);
    is_listed
        && (key.region.is_global() || !source.is_global(ty) && source.exists_in(ty, key.region))
}

impl Plan {
    /// Keeps only what answers these keys. A sweep among it shows all that belongs to the query, so that its
    /// ledger line stays right.
    pub(crate) fn restrict(&mut self, retried: &RetriedKeys) {
        self.jobs.retain(|job| match job.provider {
            Provider::Tagging => retried.needs_sweep_of(Place::from(&job.key)),
            _ => retried.keys.contains(&job.key),
        });
        self.add_sweeps(retried);
        self.tagged_keys.retain(|key| retried.keys.contains(key));
        self.not_enabled.clear();
        self.not_offered.clear();
        self.no_such_region.clear();
    }

    /// Adds the retried sweeps that the scope does not ask for: they answered for lists that were refused.
    fn add_sweeps(&mut self, retried: &RetriedKeys) {
        let made: FxHashSet<Place> = self
            .jobs
            .iter()
            .filter(|job| job.provider == Provider::Tagging)
            .map(|job| Place::from(&job.key))
            .collect();
        let is_due = |place: &&Place| {
            let regions = self.wanted.regions.get(&place.account);
            let is_planned = regions.is_some_and(|regions| regions.contains(&place.region));
            is_planned && !made.contains(*place)
        };
        let mut places: Vec<Place> = retried.swept.iter().filter(is_due).copied().collect();
        places.sort_unstable();
        self.jobs.extend(places.into_iter().map(|place| ListJob {
            key: QueryKey {
                account: place.account,
                region: place.region,
                resource_type: TypeId::tagged(),
            },
            provider: Provider::Tagging,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::{Scripted, key};

    const VOLUME: &str = "AWS::EC2::Volume";
    const ROBOT: &str = "AWS::RoboMaker::Robot";
    const SWEEP: &str = "awsdash:Tagging:Sweep";

    fn asked(retried: &RetriedKeys, source: &Scripted) -> Vec<QueryKey> {
        let keys =
            ["eu-west-1", "us-east-1"].map(|region| [VOLUME, SWEEP].map(|ty| key(region, ty)));
        let job = |key: QueryKey| ListJob {
            key,
            provider: if key.resource_type.is_tagged_sweep() {
                Provider::Tagging
            } else {
                source.provider_of(key.resource_type).unwrap()
            },
        };
        let mut plan = Plan {
            jobs: keys.into_iter().flatten().map(job).collect(),
            ..Plan::default()
        };
        plan.restrict(retried);
        plan.jobs.iter().map(|job| job.key).collect()
    }

    #[test]
    fn a_list_answers_its_key_alone() {
        let source = Scripted::new(&["eu-west-1"]);
        let again = key("eu-west-1", VOLUME);
        let retried = RetriedKeys::new(vec![again], &QueryScope::default(), &source);
        assert_eq!(asked(&retried, &source), [again]);
        assert!(retried.accounts().iter().eq([&again.account]));
    }

    #[test]
    fn a_sweep_answers_for_all_that_only_it_shows_in_its_region() {
        let source = Scripted::new(&["eu-west-1"]);
        assert_eq!(source.provider_of(ROBOT.parse().unwrap()), None);
        let retried = RetriedKeys::new(
            vec![key("eu-west-1", SWEEP)],
            &QueryScope::default(),
            &source,
        );
        assert_eq!(asked(&retried, &source), [key("eu-west-1", SWEEP)]);
    }

    #[test]
    fn a_type_that_only_sweeps_show_is_asked_of_them() {
        let source = Scripted::new(&["eu-west-1"]);
        let sweeps = |region| {
            let retried =
                RetriedKeys::new(vec![key(region, ROBOT)], &QueryScope::default(), &source);
            asked(&retried, &source)
        };
        assert_eq!(sweeps("us-east-1"), [key("us-east-1", SWEEP)]);
        let both = ["eu-west-1", "us-east-1"].map(|region| key(region, SWEEP));
        assert_eq!(sweeps("global"), both, "each may show some");
    }
}
