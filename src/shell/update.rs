//! Between frames: take in what queries found, rebuild trees, watch memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::AwsDash;
use super::access_watch::AccessPanel;
use super::background_work::{AfterRelease, SAMPLE_EVERY};
use crate::app::commands::Panel;
use crate::app::engine_threads::return_to_system;
use crate::app::jobs::{Job, Progress, TOLD_AFTER, Task};
use crate::app::memory_profiling::give_back_if_asked;
use crate::app::pane::Pane;
use crate::app::requests::by_api;
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::query_engine::Freshness;
use crate::app::resource_explorer::source::SourceError;
use crate::model::QueryScope;

/// Most time that one frame spends on the inbox. What is left waits for the next frame.
const DRAIN_TIME: Duration = Duration::from_millis(4);

/// Most time that one frame spends on new log lines.
const LOG_TIME: Duration = Duration::from_millis(2);

/// How often the accounts panel is brought up to date while it is open.
const ACCESS_EVERY: Duration = Duration::from_secs(10);

/// Longest that a new query waits for the memory of what it replaces.
const RELEASE_TIME: Duration = Duration::from_secs(2);

impl AwsDash {
    /// Everything that happens between two frames. Returns when to be called again though nothing
    /// wakes the window.
    pub(super) fn update(&mut self) -> Option<Duration> {
        give_back_if_asked();
        let more = self.drain_inbox();
        let mut rest: Option<Duration> = more.then_some(Duration::ZERO);
        let mut within = |wait: Option<Duration>| {
            if let Some(wait) = wait {
                rest = Some(rest.map_or(wait, |rest| rest.min(wait)));
            }
        };
        for pane in self.panes.values_mut() {
            within(pane.update_tree(&self.wake));
        }
        within(self.update_directory());
        self.update_access();
        if self.panel_is_open(Panel::Accounts) {
            // Time left is shown to the minute.
            within(Some(ACCESS_EVERY));
        }
        if self.panel_is_open(Panel::Requests) {
            self.update_requests();
            within(Some(SAMPLE_EVERY));
        }
        within(self.notifications.expire(Instant::now()));
        within(self.update_saving());
        self.take_purges();
        self.take_report();
        self.start_released();
        let running = self.panes.values().any(|pane| pane.is_running());
        let watching = running || self.panel_is_open(Panel::Memory) || self.is_purging();
        within(self.sample_memory(watching));
        if running {
            self.enforce_memory_limit();
            self.update_eta();
        }
        // A job is told once it takes long; its end wakes the window.
        let untold = self.job_lines();
        let mut untold = untold
            .iter()
            .map(|line| TOLD_AFTER.saturating_sub(line.elapsed));
        within(untold.find(|rest| !rest.is_zero()));
        if let Some(log) = &mut self.log
            && log.tail.drain(LOG_TIME).unfinished
        {
            within(Some(Duration::ZERO));
        }
        rest
    }

    /// Returns whether something is left.
    fn drain_inbox(&mut self) -> bool {
        let started = Instant::now();
        while started.elapsed() < DRAIN_TIME {
            let Ok(progress) = self.inbox.try_recv() else {
                return false;
            };
            self.background.messages += 1;
            // The pane may have been closed while the message was on its way.
            let id = progress.pane;
            let Some(pane) = self.panes.get_mut(&id) else {
                continue;
            };
            pane.apply(progress);
            let keys = pane.take_retry();
            self.retry(id, keys);
        }
        true
    }

    /// How many messages were taken in since the last call.
    pub(super) fn taken_messages(&mut self) -> u64 {
        std::mem::take(&mut self.background.messages)
    }

    /// Looks through all lanes: only while the requests panel is open, and twice a second at most.
    fn update_requests(&mut self) {
        let due = self
            .background
            .requests_checked
            .is_none_or(|checked| checked.elapsed() >= SAMPLE_EVERY);
        if due {
            self.background.requests_checked = Some(Instant::now());
            self.requests = by_api(&self.engine.scheduler().lanes());
        }
    }

    /// Once a second: it looks through all lanes.
    fn update_eta(&mut self) {
        const EVERY: Duration = Duration::from_secs(1);
        let now = Instant::now();
        let checked = self.background.eta_checked;
        if checked.is_some_and(|checked| now.saturating_duration_since(checked) < EVERY) {
            return;
        }
        self.background.eta_checked = Some(now);
        let longest_queue = self.engine.scheduler().longest_queue();
        for pane in self.panes.values_mut().filter(|pane| pane.is_running()) {
            let counts = pane.counts;
            let (done, total) = (counts.phase1_done, counts.phase1_total);
            pane.eta.update(now, done, total, longest_queue);
        }
    }

    fn update_directory(&mut self) -> Option<Duration> {
        let pause = Duration::from_millis(100);
        let due = self
            .background
            .directory_checked
            .is_none_or(|checked| checked.elapsed() >= pause);
        if !self.directory.loading || !due {
            return self.directory.loading.then_some(pause);
        }
        self.background.directory_checked = Some(Instant::now());
        let known = self.engine.directory();
        let nothing_yet =
            known.accounts.is_empty() && known.broken.is_empty() && known.error.is_none();
        self.directory.loading = known.loading || nothing_yet && self.started_recently();
        self.directory.error = known.error.map(|error| error.to_string());
        let grew = known.accounts.len() > self.directory.accounts.len();
        self.directory.broken = known.broken;
        self.directory.regions = known.regions;
        if self.directory.accounts != known.accounts {
            self.directory.accounts = known.accounts;
            self.directory.accounts_revision += 1;
            self.mark_accounts();
        }
        let names = self.account_names();
        self.panes
            .values_mut()
            .for_each(|pane| pane.set_account_names(Arc::clone(&names)));
        let units = self.account_units();
        for pane in self.panes.values_mut() {
            pane.set_account_units(Arc::clone(&units));
        }
        let words = self.account_words();
        for pane in self.panes.values_mut() {
            pane.set_account_words(&words);
        }
        if grew {
            self.run_for_reached_accounts();
        }
        self.directory.loading.then_some(pause)
    }

    /// Runs panes again that missed an account for want of a sign-in, now that more are reached. What they have
    /// comes from the cache.
    fn run_for_reached_accounts(&mut self) {
        let missed = |pane: &&Pane| {
            let mut broken = pane.broken.iter();
            !pane.is_running()
                && broken.any(|broken| matches!(broken.error, SourceError::SignIn { .. }))
        };
        let again: Vec<PaneId> = self
            .panes
            .values()
            .filter(missed)
            .map(|pane| pane.id)
            .collect();
        for pane in again {
            self.run(pane, Freshness::UseCache);
        }
    }

    /// Drops on another thread what a pane gave up, and starts its query when that is done. A tree under
    /// construction or pages on their way may keep parts of it for a moment longer.
    pub(super) fn run_after_release(
        &mut self,
        pane: PaneId,
        scope: QueryScope,
        freshness: Freshness,
        replaced: Box<dyn Send>,
    ) {
        let wake = Arc::clone(&self.wake);
        let threads = self.runtime.clone();
        let task = Task::new("release", "Freeing memory for the query");
        let release = move || {
            let budget = MemoryBudget::get();
            let started = Instant::now();
            drop(replaced);
            return_to_system(&threads);
            while budget.check_usage().is_err() && started.elapsed() < RELEASE_TIME {
                std::thread::sleep(Duration::from_millis(20));
                return_to_system(&threads);
            }
        };
        let released = Job::start(task, move || wake(), release);
        let waiting = &mut self.background.after_release;
        waiting.retain(|waiting| waiting.pane != pane);
        waiting.push(AfterRelease {
            pane,
            scope,
            freshness,
            released,
        });
    }

    fn start_released(&mut self) {
        let waiting = std::mem::take(&mut self.background.after_release);
        for query in waiting {
            if query.released.progress() == Progress::Pending {
                self.background.after_release.push(query);
            } else {
                self.start(query.pane, query.scope, query.freshness);
            }
        }
    }

    /// Copies what is known of access, if there is something new.
    fn update_access(&mut self) {
        let panel = if self.panel_is_open(Panel::Accounts) {
            AccessPanel::Open
        } else {
            AccessPanel::Closed
        };
        // Read before what it tells of: a change in between is read again in the next frame.
        let revision = self.engine.access_revision();
        let watch = &mut self.background.access;
        if !watch.must_read(revision, panel, Instant::now()) {
            return;
        }
        self.directory.paused = self.engine.paused_accounts();
        let sign_ins = self.engine.sign_ins();
        // A sign-in that succeeded has left the list; the accounts were asked for again.
        let ended = self.directory.sign_ins.len() > sign_ins.len();
        self.directory.loading |= ended;
        self.directory.sign_ins = sign_ins;
        let source = self.engine.source();
        let accounts = self.directory.accounts.iter();
        self.directory.facts = accounts
            .filter_map(|info| Some((info.id, source.access_facts(info.id)?)))
            .collect();
        let reached = self.directory.accounts.iter().map(|info| &info.via);
        let broken = self.directory.broken.iter().map(|broken| &broken.via);
        self.directory.sign_in_names = reached
            .chain(broken)
            .filter_map(|via| Some((via.clone(), source.sign_in_name(via)?)))
            .collect();
    }
}
