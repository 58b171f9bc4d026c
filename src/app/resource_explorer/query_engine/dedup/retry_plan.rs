//! Asking some keys again: what answers them, and which rows that are shown the answers are held against.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::app::resource_explorer::cache::Batch;
use crate::app::resource_explorer::ledger::Place;
use crate::app::resource_explorer::progress::{Generation, PaneId};
use crate::app::resource_explorer::query_engine::planning::plan::Plan;
use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
use crate::app::resource_explorer::source::ResourceSource;
use crate::model::{AccountId, Provider, QueryKey, QueryScope, Region, ResourceEntry, TypeId};

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

    /// The keys, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = QueryKey> {
        self.keys.iter().copied()
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

    /// Types whose rows of sweeps belong to the answers; `None` for all, where a sweep is asked again in its
    /// own name.
    fn wanted_types(&self) -> Option<BTreeSet<TypeId>> {
        let types = self.keys.iter().map(|key| key.resource_type);
        self.swept.is_empty().then(|| types.collect())
    }

    /// Whether answers may have the rows of a batch that is shown: they are held against it.
    fn concerns(&self, types: &FxHashSet<TypeId>, key: &QueryKey) -> bool {
        let is_wanted = !self.swept.is_empty() || types.contains(&key.resource_type);
        is_wanted && self.accounts.contains(&key.account)
    }

    /// Types of the keys, and those whose rows may be taken for theirs.
    fn types_with_siblings(&self, source: &dyn ResourceSource) -> FxHashSet<TypeId> {
        let own: FxHashSet<TypeId> = self.keys.iter().map(|key| key.resource_type).collect();
        let siblings = own.iter().flat_map(|ty| source.alike(*ty));
        siblings.chain(own.iter().copied()).collect()
    }

    /// Of what a pane shows, that which answers may have too.
    pub(crate) fn shown_of<'a>(
        &self,
        source: &dyn ResourceSource,
        shown: impl Iterator<Item = &'a Batch>,
    ) -> Vec<Batch> {
        let types = self.types_with_siblings(source);
        // Batches of a query have one key each, so the first row speaks for all.
        let concerned = shown.filter(|batch| {
            let first = batch.first().map(ResourceEntry::key);
            first.is_some_and(|key| self.concerns(&types, &key))
        });
        concerned.cloned().collect()
    }
}

impl QueryEngine {
    /// Asks some keys of a pane's query again while it runs: they join it, and what waits in it for a sign-in
    /// goes on waiting. Only lists can join, not what sweeps have to answer. `None` when the query is at its
    /// end: once its last word has come, [`QueryEngine::retry`] can ask them.
    pub fn retry_within(&self, pane: PaneId, keys: &[QueryKey]) -> Option<Generation> {
        let running = self.shared.running();
        let query = running.get(&pane).and_then(|slot| slot.query.clone());
        drop(running);
        let (generation, query) = query.filter(|(_, query)| query.again.is_open())?;
        // What waits for a sign-in is asked whether it works again.
        self.check_paused_accounts();
        let keys = query.can_ask_again(keys);
        query.expect(keys.iter().copied());
        let source = &self.shared.source;
        source.forget_refusals(&mut keys.iter().copied());
        query.again.add(&keys).then_some(generation)
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
        let keys = RetriedKeys::new(keys, source);
        let shown = keys.shown_of(source, shown);
        let only = Some(Arc::new(keys));
        self.launch(pane, scope, Freshness::Refresh, only, shown)
    }
}

impl Plan {
    /// Keeps only what answers these keys. What is asked beside them, a sweep in the place of a list for
    /// instance, shows rows of their types alone.
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
        self.wanted.only_types = retried.wanted_types();
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

    fn shown_of(retried: &RetriedKeys, source: &Scripted, row: ResourceEntry) -> Vec<Batch> {
        retried.shown_of(source, std::iter::once(&Arc::new(vec![row])))
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
        let held = |ty| !shown_of(&retried, &source, entry("eu-west-1", ty, "1", "")).is_empty();
        assert!(held(VOLUME));
        assert!(!held("AWS::EC2::VPC") && !held(ROBOT));
        assert!(retried.accounts().iter().eq([&again.account]));
    }

    #[test]
    fn a_sweep_answers_for_all_that_only_it_shows_in_its_region() {
        let source = Scripted::new(&["eu-west-1"]);
        assert_eq!(source.provider_of(ROBOT.parse().unwrap()), None);
        let retried = RetriedKeys::new(vec![key("eu-west-1", SWEEP)], &source);
        assert_eq!(asked(&retried, &source), [key("eu-west-1", SWEEP)]);
        let listed = entry("eu-west-1", VOLUME, "vol-1", "");
        assert_eq!(
            shown_of(&retried, &source, listed).len(),
            1,
            "it may see any row"
        );
    }

    #[test]
    fn a_type_that_only_sweeps_show_is_asked_of_them() {
        let source = Scripted::new(&["eu-west-1"]);
        let sweeps = |region| {
            let retried = RetriedKeys::new(vec![key(region, ROBOT)], &source);
            asked(&retried, &source)
        };
        assert_eq!(sweeps("us-east-1"), [key("us-east-1", SWEEP)]);
        let both = ["eu-west-1", "us-east-1"].map(|region| key(region, SWEEP));
        assert_eq!(sweeps("global"), both, "each may show some");
        let retried = RetriedKeys::new(vec![key("us-east-1", ROBOT)], &source);
        let held = |ty| !shown_of(&retried, &source, entry("us-east-1", ty, "1", "")).is_empty();
        assert!(held(ROBOT) && !held("AWS::IoT::Thing"));
    }
}
