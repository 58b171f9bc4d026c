//! The status bar's text, and what the engine's messages do to a pane.

use std::time::{Duration, Instant};

use super::messages::FailedDetails;
use super::{Pane, PaneMessage, PlanKnown, QueryState, TreeJob, WayOut};
use crate::app::off_thread::drop_in_background;
use crate::app::resource_explorer::batch_store::{Batch, BatchId};
use crate::app::resource_explorer::ledger::Outcome;
use crate::app::resource_explorer::memory_budget::BudgetSnapshot;
use crate::app::resource_explorer::progress::{
    DetailUpdate, FinishReason, Generation, ProgressEvent, QueryProgress, regions_assumed,
};
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::tree::{PaneRows, RowIndex, RowsEpoch};
use crate::model::{AccountId, Details, Fingerprint, QueryKey, QueryScope, ResourceIdentity};

const MIB: u64 = 1024 * 1024;

/// More rows, or lists, than this are dropped by another thread.
pub(super) const MANY_ROWS: usize = 20_000;

impl Pane {
    /// `Phase 1: 50/50 | Phase 2: 45/50 | Memory: 892 MB / 13107 MB (6%)`
    pub fn status_text(&self, budget: &BudgetSnapshot) -> String {
        let counts = &self.counts;
        format!(
            "Phase 1: {}/{} | Phase 2: {}/{} | {}",
            counts.phase1_done,
            counts.phase1_total,
            counts.phase2_done,
            counts.phase2_total,
            memory_text(budget)
        )
    }

    /// A query of the pane's scope has begun. Its first page replaces the rows of the query before it.
    pub fn begin(&mut self, generation: Generation) {
        self.begin_scope(generation, self.spec.scope.clone());
    }

    /// As [`Pane::begin`], of a scope that the pane may have left by now.
    pub fn begin_scope(&mut self, generation: Generation, asked: QueryScope) {
        self.generation = generation;
        self.state = QueryState::Running;
        self.counts = Default::default();
        let many = self.ledger.len() > MANY_ROWS;
        let lines = self.ledger.clear();
        if many {
            drop_in_background(lines);
        }
        self.broken.clear();
        self.messages.clear();
        self.failed_details = FailedDetails::default();
        self.started = Some(Instant::now());
        self.eta.clear();
        self.took = None;
        self.replace_rows_on_next_page = true;
        self.plan = PlanKnown::Whole;
        self.lists_without_details = 0;
        self.asked = asked;
        self.retry_at_end.clear();
    }

    /// Some keys of the present query are asked again. Rows stay until others come in their place.
    pub fn begin_retry(&mut self, generation: Generation, keys: &[QueryKey]) {
        self.generation = generation;
        self.state = QueryState::Running;
        self.messages.clear();
        self.failed_details.forget(keys);
        self.failed_details.say(&mut self.messages);
        self.started = Some(Instant::now());
        self.eta.clear();
        self.took = None;
    }

    /// The rows of the query that the ledger's lines are of; none while rows of the query before are shown.
    pub fn batches_of_query(&self) -> impl Iterator<Item = &Batch> {
        let is_of_query = !self.replace_rows_on_next_page;
        self.rows.batches().filter(move |_| is_of_query)
    }

    /// Takes out the rows and details, for instance because a new query needs their memory. They are returned to
    /// be dropped on another thread, which takes longer than a frame for a million rows.
    pub fn give_up_rows(&mut self) -> Box<dyn Send> {
        let rows = self.rows.clone();
        let tree = std::mem::take(&mut self.tree);
        let job = std::mem::replace(&mut self.tree_job, TreeJob::new(self.id));
        let details = std::mem::take(&mut self.details);
        self.set_rows(PaneRows::default());
        self.drop_details();
        Box::new((rows, tree, job, details))
    }

    fn set_rows(&mut self, rows: PaneRows) {
        let selected = self.selected.and_then(|row| self.rows.place(row));
        let now = selected.and_then(|(batch, at)| rows.index_of(batch.id(), at));
        if let (None, Some((batch, at))) = (now, selected) {
            // The list may have the row again.
            self.reselect = Some(ResourceIdentity::from(&batch[at]));
        }
        let rows = std::mem::replace(&mut self.rows, rows);
        self.tree_job.make_room_for(self.rows.len());
        self.rows_epoch = RowsEpoch::next();
        self.lines_epoch += 1;
        self.select_only(now);
        let tree = std::mem::take(&mut self.tree);
        let visible = std::mem::take(&mut self.visible);
        if rows.len() > MANY_ROWS {
            // These may be the last references to them.
            drop_in_background((rows, tree, visible));
        }
        self.tree_job.request_now();
    }

    /// Takes in one message. Messages of an earlier query are dropped.
    pub fn apply(&mut self, progress: QueryProgress) {
        let QueryProgress {
            generation,
            event,
            counts,
            reservation,
            ..
        } = progress;
        if generation != self.generation {
            return;
        }
        if let Some(counts) = counts {
            self.counts = counts;
        }
        match event {
            ProgressEvent::Rows(batch) => self.add_rows(batch),
            ProgressEvent::Replaced { taken_back, shown } => self.exchange(&taken_back, shown),
            ProgressEvent::Outcome(entry) => self.ledger.record(entry),
            ProgressEvent::Outcomes(entries) => self.ledger.extend(entries),
            ProgressEvent::Recounted(keys) => {
                for (key, rows) in keys {
                    self.ledger.recount(&key, rows);
                }
            }
            ProgressEvent::Details(updates) => self.add_details(updates),
            ProgressEvent::Seen {
                identity,
                sightings,
            } => {
                self.seen = Some((identity, sightings));
                self.details_revision += 1;
            }
            ProgressEvent::AccessBroken(broken) => self.broken.push(broken),
            ProgressEvent::RegionsAssumed {
                account,
                regions,
                error,
            } => self.say(PaneMessage {
                outcome: Outcome::from(&error),
                text: regions_assumed(account, &regions, &error),
                ways_out: vec![WayOut::Connect],
                keys: Vec::new(),
            }),
            ProgressEvent::Trouble(error) => self.say(PaneMessage {
                outcome: Outcome::from(&error),
                text: error.to_string(),
                ways_out: vec![WayOut::Connect],
                keys: Vec::new(),
            }),
            ProgressEvent::DetailsFailed(failure) => {
                self.failed_details.record(failure);
                self.failed_details.say(&mut self.messages);
            }
            ProgressEvent::AccountPaused { account, error } => self.pause(account, &error),
            ProgressEvent::AccountResumed { account, keys } => {
                self.ledger.forget_waiting(&keys);
                self.forget_pause(Some(account));
            }
            ProgressEvent::Waiting(text) => self.say(PaneMessage {
                outcome: Outcome::Throttled,
                text,
                ways_out: vec![WayOut::ClearCache, WayOut::NarrowScope],
                keys: Vec::new(),
            }),
            ProgressEvent::Phase1Complete => self.tree_job.request(),
            ProgressEvent::PlanUnfinished => self.plan = PlanKnown::Part,
            ProgressEvent::DetailsLeft { lists } => self.lists_without_details = lists,
            ProgressEvent::Started
            | ProgressEvent::KeyComplete { .. }
            | ProgressEvent::Phase2Complete => {}
            ProgressEvent::MemoryLimit(text) => self.say(PaneMessage {
                outcome: Outcome::MemoryLimit,
                text,
                ways_out: vec![
                    WayOut::ClearCache,
                    WayOut::ClosePane,
                    WayOut::NarrowScope,
                    WayOut::RaiseLimit,
                ],
                keys: Vec::new(),
            }),
            ProgressEvent::Finished(reason) => self.finish(reason),
        }
        // Given back only now that the rows are in the pane and counted there.
        drop(reservation);
    }

    /// An account's lists wait for its credentials.
    fn pause(&mut self, account: AccountId, error: &SourceError) {
        self.forget_pause(Some(account));
        let name = self.account_names.get(&account);
        let name = name.map(|name| format!("{name} ")).unwrap_or_default();
        let waiting = self.ledger.waiting(account).count();
        let lists = match waiting {
            0 => "Details wait and go on by themselves".to_owned(),
            1 => "1 list waits and goes on by itself".to_owned(),
            many => format!("{many} lists wait and go on by themselves"),
        };
        self.say(PaneMessage {
            outcome: Outcome::SignIn,
            text: format!("{name}{account} is paused. {error}. {lists} once you have signed in."),
            ways_out: vec![WayOut::Accounts],
            keys: Vec::new(),
        });
    }

    /// Removes the message about an account that waits, or about all of them.
    fn forget_pause(&mut self, account: Option<AccountId>) {
        self.messages.retain(|message| {
            let is_pause = message.ways_out == [WayOut::Accounts];
            !(is_pause && account.is_none_or(|account| message.text.contains(&*account.digits())))
        });
    }

    fn add_rows(&mut self, batch: Batch) {
        if std::mem::take(&mut self.replace_rows_on_next_page) {
            self.set_rows(PaneRows::default());
        }
        if let Some(identity) = &self.reselect {
            let RowIndex(start) = self.rows.next_index();
            let at = batch.iter().position(|entry| identity.is_of(entry));
            if let Some(at) = at {
                let row = RowIndex(start + at as u32);
                self.selected = Some(row);
                self.selection.begin_at(row);
                self.reselect = None;
            }
        }
        if !self.rows.push(batch) {
            self.say(PaneMessage {
                outcome: Outcome::Partial,
                text: "This pane holds as many rows as it can; further rows are not shown. Narrow the scope.".into(),
                ways_out: vec![WayOut::NarrowScope],
                keys: Vec::new(),
            });
        }
        self.tree_job.make_room_for(self.rows.len());
        self.tree_job.request();
    }

    /// Rows that were shown ahead of their list are replaced. The selected row stays selected if the list has
    /// it, too.
    fn exchange(&mut self, taken_back: &[BatchId], shown: Vec<Batch>) {
        let selected = self.selected.and_then(|row| self.rows.place(row));
        let selected = selected
            .filter(|(batch, _)| taken_back.contains(&batch.id()))
            .map(|(batch, at)| ResourceIdentity::from(&batch[at]));
        if selected.is_some() {
            self.selected = None;
            self.reselect = selected;
        }
        let chosen = self.leave_selection(taken_back);
        self.rows.take_back(taken_back);
        let start = self.rows.next_index();
        for batch in shown {
            self.add_rows(batch);
        }
        self.return_to_selection(&chosen, start);
        self.tree_job.request();
    }

    fn add_details(&mut self, updates: Vec<DetailUpdate>) {
        let revision = self.told.revision();
        if revision != self.told_revision {
            self.told_revision = revision;
            if self.filter.is_some() {
                self.tree_job.request();
            }
        }
        let Some(selected) = self.selected_entry().map(Fingerprint::from) else {
            return;
        };
        let about_it = |update: &DetailUpdate| update.resource == selected;
        for DetailUpdate { section, .. } in updates.into_iter().filter(about_it) {
            match &mut self.details {
                Some((resource, details)) if *resource == selected => details.put(section),
                details => {
                    let (resource, mut new) = (selected, Details::default());
                    new.put(section);
                    *details = Some((resource, new));
                }
            }
            self.details_revision += 1;
        }
    }

    fn finish(&mut self, reason: FinishReason) {
        self.state = match reason {
            FinishReason::Done | FinishReason::NothingReached => QueryState::Done,
            FinishReason::Cancelled => QueryState::Cancelled,
            FinishReason::MemoryLimit => QueryState::MemoryLimit,
        };
        if reason == FinishReason::Done && std::mem::take(&mut self.replace_rows_on_next_page) {
            // The query ended without a row: the rows shown are of the query before.
            self.set_rows(PaneRows::default());
        }
        self.forget_pause(None);
        let planned = self.counts.phase1_total;
        match (reason, self.rest().message(reason, planned)) {
            (FinishReason::Cancelled, Some(message)) => self.say(message),
            // The limit's own message is more urgent and comes last.
            (FinishReason::MemoryLimit, Some(message)) => self.messages.insert(0, message),
            (_, Some(_) | None) => {}
        }
        self.reselect = None;
        self.took = self.started.map(|started| started.elapsed());
        self.eta.clear();
        self.tree_job.request();
    }

    /// Adds a message unless one with the same text is shown.
    pub fn say(&mut self, message: PaneMessage) {
        if !self.messages.iter().any(|said| said.text == message.text) {
            self.messages.push(message);
        }
    }
}

/// `Memory: 892 MB / 13107 MB (6%)`, percent rounded down.
pub fn memory_text(budget: &BudgetSnapshot) -> String {
    let percent = budget.used_bytes * 100 / budget.limit_bytes.max(1);
    format!(
        "Memory: {} MB / {} MB ({percent}%)",
        budget.used_bytes / MIB,
        budget.limit_bytes / MIB
    )
}

/// `12.3 s`, `4 min 05 s`.
pub fn elapsed_text(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..60 => format!("{:.1} s", elapsed.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}
