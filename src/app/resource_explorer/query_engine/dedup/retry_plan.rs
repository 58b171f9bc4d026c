//! Asking some keys again: what answers them, and which rows give way to the answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::app::resource_explorer::ledger::Place;
use crate::app::resource_explorer::progress::{Generation, PaneId};
use crate::app::resource_explorer::query_engine::planning::plan::Plan;
use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
use crate::app::resource_explorer::source::ResourceSource;
use crate::model::{AccountId, Provider, QueryKey, QueryScope, Region, ResourceEntry, TypeId};

/// What became of a retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retried {
    /// These keys joined the query that runs; the others have not ended yet.
    Joined {
        /// Of the query.
        generation: Generation,
        /// What is asked again.
        keys: Arc<RetriedKeys>,
    },
    /// A query of its own began.
    Begun {
        /// Of the query.
        generation: Generation,
        /// What is asked again.
        keys: Arc<RetriedKeys>,
    },
}

/// Query keys that are asked again, made ready to be looked up by: a stopped query has a hundred
/// thousand of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetriedKeys {
    keys: FxHashSet<QueryKey>,
    accounts: BTreeSet<AccountId>,
    /// Types that only a sweep can show.
    tagged_types: BTreeSet<TypeId>,
    /// Where a sweep has to answer, in its own name or for a type; the pseudo region of global types
    /// stands for every region.
    sweep_answers: FxHashSet<Place>,
    /// Where a sweep is asked for in its own name.
    swept: FxHashSet<Place>,
}

impl RetriedKeys {
    /// Takes in keys. What lists their types is asked of the source once for each type.
    pub(crate) fn new(keys: Vec<QueryKey>, source: &dyn ResourceSource) -> Self {
        let mut retried = Self::default();
        retried.keys.reserve(keys.len());
        let mut types: FxHashSet<TypeId> = FxHashSet::default();
        let mut accounts: FxHashSet<AccountId> = FxHashSet::default();
        for key in keys {
            if types.insert(key.resource_type) && source.provider_of(key.resource_type).is_none() {
                retried.tagged_types.insert(key.resource_type);
            }
            let is_sweep = key.resource_type.is_tagged_sweep();
            if is_sweep {
                retried.swept.insert(Place::from(&key));
            }
            if is_sweep || retried.tagged_types.contains(&key.resource_type) {
                retried.sweep_answers.insert(Place::from(&key));
            }
            // Looked up by address first: accounts in order compare by their digits.
            if accounts.insert(key.account) {
                retried.accounts.insert(key.account);
            }
            retried.keys.insert(key);
        }
        retried
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

    /// Whether a row gives way when the keys are asked again. Must agree with [`Plan::restrict`].
    pub(crate) fn replaces(&self, entry: &ResourceEntry, source: &dyn ResourceSource) -> bool {
        let key = entry.key();
        let is_swept = || {
            let place = Place::from(&key);
            let of_account = || self.swept.iter().any(|swept| swept.account == key.account);
            self.swept.contains(&place) || key.region.is_global() && of_account()
        };
        let only_tagged = || {
            entry.provider == Provider::Tagging && source.provider_of(key.resource_type).is_none()
        };
        self.keys.contains(&key) || only_tagged() && is_swept()
    }
}

impl QueryEngine {
    /// Asks some keys of a scope again, leaving the rest as it is. What the cache knows of them is
    /// forgotten first. While the pane's query of that scope runs, they join it: what waits in it for a
    /// sign-in goes on waiting. Only lists can join, not what sweeps have to answer.
    pub fn retry(&self, pane: PaneId, scope: QueryScope, keys: Vec<QueryKey>) -> Retried {
        let running = self.shared.running();
        let query = running.get(&pane).and_then(|slot| slot.query.clone());
        drop(running);
        if let Some((generation, query)) = query
            && query.scope == scope
            && query.again.is_open()
        {
            // What waits for a sign-in is asked whether it works again.
            self.check_parked_accounts();
            let keys = query.can_ask_again(&keys);
            query.expect(keys.iter().copied());
            if query.again.add(&keys) {
                let keys = Arc::new(RetriedKeys::new(keys, &*self.shared.source));
                return Retried::Joined { generation, keys };
            }
        }
        let keys = Arc::new(RetriedKeys::new(keys, &*self.shared.source));
        let only = Some(Arc::clone(&keys));
        let generation = self.launch(pane, scope, Freshness::Refresh, only);
        Retried::Begun { generation, keys }
    }

    /// Which rows asking `keys` again replaces.
    pub fn retry_replaces(
        &self,
        keys: Arc<RetriedKeys>,
    ) -> impl Fn(&ResourceEntry) -> bool + use<> {
        let source = Arc::clone(&self.shared.source);
        move |entry| keys.replaces(entry, &*source)
    }
}

impl Plan {
    /// Keeps only what answers these keys.
    pub(crate) fn restrict(&mut self, retried: &RetriedKeys) {
        self.jobs.retain(|job| match job.provider {
            Provider::Tagging => retried.needs_sweep_of(Place::from(&job.key)),
            _ => retried.keys.contains(&job.key),
        });
        self.tagged_keys.retain(|key| retried.keys.contains(key));
        self.not_enabled.clear();
        self.not_offered.clear();
        self.no_such_region.clear();
        self.wanted.everything = !retried.swept.is_empty();
        self.wanted.tagged_types = retried.tagged_types.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::source::ListJob;
    use crate::app::resource_explorer::testing::{Scripted, entry, key};

    const VOLUME: &str = "AWS::EC2::Volume";
    const ROBOT: &str = "AWS::RoboMaker::Robot";
    const SWEEP: &str = "awsdash:Tagging:Sweep";

    fn swept(region: &str, type_name: &str) -> ResourceEntry {
        let mut row = entry(region, type_name, "arn-of-it", "");
        row.provider = Provider::Tagging;
        row
    }

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
        let retried = RetriedKeys::new(vec![again], &source);
        assert_eq!(asked(&retried, &source), [again]);
        let replaces = |region: &str, ty| retried.replaces(&entry(region, ty, "1", ""), &source);
        assert!(replaces("eu-west-1", VOLUME));
        assert!(!replaces("us-east-1", VOLUME) && !replaces("eu-west-1", "AWS::EC2::VPC"));
        assert!(!retried.replaces(&swept("eu-west-1", ROBOT), &source));
        assert!(retried.accounts().iter().eq([&again.account]));
    }

    #[test]
    fn a_sweep_answers_for_all_that_only_it_shows_in_its_region() {
        let source = Scripted::new(&["eu-west-1"]);
        assert_eq!(source.provider_of(ROBOT.parse().unwrap()), None);
        let retried = RetriedKeys::new(vec![key("eu-west-1", SWEEP)], &source);
        assert_eq!(asked(&retried, &source), [key("eu-west-1", SWEEP)]);
        let replaces = |row: &ResourceEntry| retried.replaces(row, &source);
        assert!(replaces(&swept("eu-west-1", ROBOT)));
        assert!(replaces(&swept("global", ROBOT)), "any sweep may show it");
        assert!(!replaces(&swept("us-east-1", ROBOT)));
        let listed = entry("eu-west-1", VOLUME, "vol-1", "");
        assert!(!replaces(&listed), "it has a list of its own");
    }

    #[test]
    fn a_type_that_only_sweeps_show_is_asked_of_them_and_replaced_alone() {
        let source = Scripted::new(&["eu-west-1"]);
        let sweeps = |region| {
            let retried = RetriedKeys::new(vec![key(region, ROBOT)], &source);
            asked(&retried, &source)
        };
        assert_eq!(sweeps("us-east-1"), [key("us-east-1", SWEEP)]);
        let both = ["eu-west-1", "us-east-1"].map(|region| key(region, SWEEP));
        assert_eq!(sweeps("global"), both, "each may show some");
        let retried = RetriedKeys::new(vec![key("us-east-1", ROBOT)], &source);
        assert!(retried.replaces(&swept("us-east-1", ROBOT), &source));
        assert!(!retried.replaces(&swept("us-east-1", "AWS::IoT::Thing"), &source));
    }
}
