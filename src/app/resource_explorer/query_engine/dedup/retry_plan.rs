//! Asking some keys again: what answers them, and which shown rows the answers are compared with.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::ledger::Place;
use crate::app::resource_explorer::progress::{Generation, PaneId};
use crate::app::resource_explorer::query_engine::planning::plan::Plan;
use crate::app::resource_explorer::query_engine::query::Query;
use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
use crate::app::resource_explorer::source::{ListJob, ResourceSource};
use crate::model::{AccountId, Provider, QueryKey, QueryScope, Region, TypeId};

/// Query keys that are asked again, indexed for quick look-ups: a stopped query has a hundred thousand of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetriedKeys {
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
            let ty = key.resource_type;
            let is_sweep = ty.is_tagged_sweep();
            let is_index = ty.is_of_many() && !is_sweep;
            let is_listed = has_list(scope, source, &key);
            if is_sweep {
                retried.swept.insert(Place::from(&key));
            }
            if !is_listed && !is_index {
                retried.sweep_answers.insert(Place::from(&key));
            }
            if !is_listed && !ty.is_of_many() {
                retried.left_to_sweeps.push(key);
            }
            if is_index {
                retried.indexes.push(key);
            }
            // Looked up by address first: accounts in order compare by their digits.
            if accounts.insert(key.account) {
                retried.accounts.insert(key.account);
            }
            retried.keys.insert(key);
        }
        retried
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

impl Query {
    /// Whether the ledger has a line of a key's own list, which this query does not ask again: only its rows may
    /// change.
    pub(crate) fn keeps_line_of_list(&self, key: &QueryKey) -> bool {
        self.only.is_some() && has_list(&self.scope, &*self.shared.source, key)
    }
}

/// Whether a query of a scope asks a list for a key. Rows with a region, of a type with one list for all regions,
/// are what only a sweep has.
fn has_list(scope: &QueryScope, source: &dyn ResourceSource, key: &QueryKey) -> bool {
    let ty = key.resource_type;
    let is_listed = source.provider_of(ty).is_some() && scope.types.contains(&ty);
    is_listed
        && (key.region.is_global() || !source.is_global(ty) && source.exists_in(ty, key.region))
}

impl QueryEngine {
    /// Asks some keys of a pane's query again while it runs: they join it, and lists that wait for a sign-in go
    /// on waiting. Only lists can join, not keys that sweeps answer. `None` when the query is ending: once it
    /// has finished, [`QueryEngine::retry`] can ask them.
    pub fn retry_within(&self, pane: PaneId, keys: &[QueryKey]) -> Option<Generation> {
        let running = self.shared.running();
        let query = running.get(&pane).and_then(|slot| slot.query.clone());
        drop(running);
        let (generation, query) = query.filter(|(_, query)| query.again.is_open())?;
        // Checks now whether accounts that wait for a sign-in work again.
        self.check_paused_accounts();
        let keys = query.can_ask_again(keys);
        let source = &self.shared.source;
        source.forget_refusals(&mut keys.iter().copied());
        let expect = || query.record().expect(keys.iter().copied());
        query.again.add(&keys, expect).then_some(generation)
    }

    /// Asks some keys of a scope again when the query that asked them before has ended, leaving the rest as it
    /// is. What the cache knows of them is forgotten first. `shown` are the batches of the pane: rows of a key
    /// give way when its list has as many, and what the list lacks goes only when it came to its end.
    pub fn retry<'a>(
        &self,
        pane: PaneId,
        scope: QueryScope,
        keys: Vec<QueryKey>,
        shown: impl Iterator<Item = &'a Batch>,
    ) -> Generation {
        let source = &*self.shared.source;
        let keys = RetriedKeys::new(keys, &scope, source);
        // Of all keys: any of them may join while the query runs.
        let shown = shown.cloned().collect();
        let only = Some(Arc::new(keys));
        self.launch(pane, scope, Freshness::Refresh, only, shown)
    }
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
}

impl Plan {
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
