//! One seed: two panes ask, are stopped, ask again and go on, in an order that the dice decide.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::dice::Dice;
use super::oracle::Oracle;
use super::window::Window;
use super::world::{TYPES, World, of};
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::resource_explorer::progress::{Generation, PaneId, QueryProgress};
use crate::app::resource_explorer::query_engine::{Freshness, QueryEngine};
use crate::model::{DetailDepth, QueryKey, QueryScope, TypeId};

/// Queries and retries of one seed before the world answers everything.
const ROUNDS: usize = 4;

/// Retries that must be enough once the world answers everything.
const MOST_RETRIES: usize = 5;

/// After so long without a message it is asked whether expired credentials work again. Of the runtime's clock,
/// like all times here.
const QUIET: Duration = Duration::from_millis(200);

/// A query that says nothing for so many times [`QUIET`] hangs.
const HANGS: u32 = 600;

/// What a message of a test may suffer on its way, to see whether the oracle notices.
pub(super) type Spoil = fn(&mut QueryProgress, &mut Dice);

struct Pane {
    id: PaneId,
    scope: QueryScope,
    window: Window,
    /// Its latest query.
    generation: Option<Generation>,
    is_running: bool,
    /// What was shown when lists were asked again.
    before: BTreeSet<String>,
    /// It is cancelled after so many messages.
    cancel_after: Option<u64>,
}

pub(super) struct Play {
    engine: QueryEngine,
    world: Arc<World>,
    inbox: mpsc::Receiver<QueryProgress>,
    panes: Vec<Pane>,
    dice: Dice,
    spoil: Option<Spoil>,
    /// What was done, for the message of a failure.
    pub(super) done: Vec<String>,
}

fn scope(dice: &mut Dice) -> QueryScope {
    let some = TYPES.iter().filter(|_| dice.happens(60));
    let mut types: Vec<TypeId> = some.map(|ty| of(ty)).collect();
    if types.is_empty() || dice.happens(60) {
        types.push(TypeId::tagged());
    }
    let details = if dice.happens(30) {
        DetailDepth::All
    } else {
        DetailDepth::None
    };
    QueryScope {
        types: types.into_iter().collect(),
        details,
        smart: dice.happens(40),
        ..QueryScope::default()
    }
}

impl Play {
    pub(super) fn new(seed: u64, budget: &'static MemoryBudget, spoil: Option<Spoil>) -> Self {
        let world = Arc::new(World::new(seed));
        let mut dice = Dice(!seed);
        // A full inbox keeps messages waiting.
        let room = [1, 2, 8, 256][dice.roll(4) as usize];
        let (sender, inbox) = mpsc::channel(room);
        let runtime = tokio::runtime::Handle::current();
        let source = Arc::clone(&world);
        let engine = QueryEngine::with_budget(source, runtime, sender, Arc::new(|| {}), budget, 64);
        let mut engine = engine.showing_ahead();
        if dice.happens(70) {
            // Whether they work again is asked when no message comes: no clock decides.
            engine = engine.waiting_for_sign_in(Duration::from_secs(3_600));
        }
        let ids = 1..=if dice.happens(40) { 2 } else { 1 };
        let first = scope(&mut dice);
        let pane = |id| Pane {
            id: PaneId(id),
            scope: if dice.happens(50) {
                first.clone()
            } else {
                scope(&mut dice)
            },
            window: Window::default(),
            generation: None,
            is_running: false,
            before: BTreeSet::new(),
            cancel_after: None,
        };
        Self {
            panes: ids.map(pane).collect(),
            engine,
            world,
            inbox,
            dice,
            spoil,
            done: Vec::new(),
        }
    }

    /// Rounds of questions, and then everything is answered.
    ///
    /// # Errors
    /// What is not true.
    pub(super) async fn play(&mut self) -> Result<(), String> {
        for pane in 0..self.panes.len() {
            self.start(pane);
        }
        for round in 0..ROUNDS {
            self.until_all_have_ended().await?;
            for pane in 0..self.panes.len() {
                self.check(pane, round)?;
                self.go_on(pane);
            }
        }
        self.until_all_have_ended().await?;
        for pane in 0..self.panes.len() {
            self.check(pane, ROUNDS)?;
        }
        self.until_all_is_well().await
    }

    fn say(&mut self, pane: usize, what: &str) {
        self.done.push(format!("pane {pane}: {what}"));
    }

    fn start(&mut self, at: usize) {
        let freshness = match self.dice.roll(3) {
            0 => Freshness::Refresh,
            _ => Freshness::UseCache,
        };
        self.say(at, &format!("{freshness:?}"));
        let pane = &mut self.panes[at];
        pane.window = Window::default();
        pane.generation = Some(self.engine.start(pane.id, pane.scope.clone(), freshness));
        pane.is_running = true;
        self.may_cancel(at);
    }

    fn retry(&mut self, at: usize, keys: Vec<QueryKey>) {
        let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
        self.say(at, &format!("again: {}", names.join(" ")));
        let pane = &mut self.panes[at];
        let shown = pane.window.batches.iter();
        let generation = self.engine.retry(pane.id, pane.scope.clone(), keys, shown);
        pane.generation = Some(generation);
        pane.is_running = true;
        pane.window.finished = None;
        pane.window.was_retried = true;
        self.may_cancel(at);
    }

    fn may_cancel(&mut self, at: usize) {
        let pane = &mut self.panes[at];
        pane.before = pane.window.arns();
        let cancels = !self.world.is_well() && self.dice.happens(30);
        pane.cancel_after = cancels.then(|| self.dice.roll(40));
    }

    /// What a person does after a query has ended.
    fn go_on(&mut self, at: usize) {
        let window = &self.panes[at].window;
        let (stopped, failed) = (window.stopped(), window.retryable());
        match self.dice.roll(3) {
            0 if !stopped.is_empty() => self.retry(at, stopped),
            1 if !failed.is_empty() => self.retry(at, failed),
            2 if !failed.is_empty() => {
                let one = self.dice.roll(failed.len() as u64) as usize;
                self.retry(at, vec![failed[one]]);
            }
            _ => self.start(at),
        }
    }

    async fn until_all_have_ended(&mut self) -> Result<(), String> {
        let mut quiet = 0;
        while self.panes.iter().any(|pane| pane.is_running) {
            match timeout(QUIET, self.inbox.recv()).await {
                Ok(Some(progress)) => {
                    quiet = 0;
                    self.receive(progress)?;
                    for _ in 0..self.dice.roll(4) {
                        tokio::task::yield_now().await;
                    }
                }
                Ok(None) => return Err("the engine is gone".to_owned()),
                Err(_) if quiet == HANGS => return Err("a query hangs".to_owned()),
                Err(_) => {
                    quiet += 1;
                    self.engine.check_paused_accounts();
                }
            }
        }
        Ok(())
    }

    fn receive(&mut self, mut progress: QueryProgress) -> Result<(), String> {
        let mut panes = self.panes.iter_mut().enumerate();
        let pane = panes.find(|(_, pane)| pane.id == progress.pane);
        let (at, pane) = pane.ok_or("a message for an unknown pane")?;
        if pane.generation != Some(progress.generation) {
            return Ok(());
        }
        if let Some(spoil) = self.spoil {
            spoil(&mut progress, &mut self.dice);
        }
        pane.window.take(progress)?;
        if pane.window.finished.is_some() {
            pane.is_running = false;
        } else if pane.cancel_after == Some(0) {
            pane.cancel_after = None;
            self.engine.cancel(pane.id);
            self.say(at, "cancelled");
        } else {
            pane.cancel_after = pane.cancel_after.map(|left| left - 1);
        }
        if !self.world.is_well() {
            self.interfere(at);
        }
        Ok(())
    }

    /// What may happen between two messages.
    fn interfere(&mut self, at: usize) {
        if self.dice.happens(3) {
            self.engine.clear_cache();
        }
        if self.dice.happens(2) {
            let ids = self.panes.iter().map(|pane| pane.id);
            let hidden: HashSet<PaneId> = ids.filter(|_| self.dice.happens(50)).collect();
            self.engine.set_hidden(hidden);
        }
        if !self.panes[at].is_running {
            return;
        }
        if self.dice.happens(4) {
            let failed = self.panes[at].window.joinable();
            // Where its query is at its end already, a pane waits for that.
            let joined = self.engine.retry_within(self.panes[at].id, &failed);
            self.say(at, &format!("{} join: {}", failed.len(), joined.is_some()));
        }
        match self.dice.roll(400) {
            0 => {
                self.engine.stop_all("the limit");
                self.say(at, "all are stopped");
            }
            1 => self.start(at),
            _ => {}
        }
    }

    fn check(&self, at: usize, round: usize) -> Result<(), String> {
        let pane = &self.panes[at];
        let told = |what: String| format!("pane {at}, round {round}: {what}");
        let oracle = self.oracle(at);
        oracle.check().map_err(told)?;
        let now = pane.window.arns();
        let mut gone = pane.before.difference(&now);
        match gone.find(|arn| !oracle.may_vanish(arn)) {
            Some(arn) => Err(told(format!("{arn} vanished"))),
            None => Ok(()),
        }
    }

    fn oracle(&self, at: usize) -> Oracle<'_> {
        let pane = &self.panes[at];
        Oracle {
            window: &pane.window,
            world: &self.world,
            scope: &pane.scope,
        }
    }

    /// From here on everything is answered: asking again what failed must lead to the truth.
    async fn until_all_is_well(&mut self) -> Result<(), String> {
        self.world.let_all_be_well();
        for at in 0..self.panes.len() {
            if self.panes[at].window.lacks_lines {
                self.start(at);
                self.until_all_have_ended().await?;
            }
            for _ in 0..MOST_RETRIES {
                self.check(at, ROUNDS + 1)?;
                let failed = self.panes[at].window.retryable();
                if failed.is_empty() {
                    break;
                }
                self.retry(at, failed);
                self.until_all_have_ended().await?;
            }
            self.oracle(at).check_whole()?;
        }
        Ok(())
    }

    /// What a failure is told with.
    pub(super) fn told(&self) -> String {
        let scopes = self.panes.iter().map(|pane| pane.scope.to_string());
        let lines: Vec<String> = scopes.chain(self.done.iter().cloned()).collect();
        format!("\n  {}", lines.join("\n  "))
    }
}
