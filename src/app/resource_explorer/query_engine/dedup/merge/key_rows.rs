//! The rows of one key: those of its own list, and those of sweeps and indexes, shown or held back.
//!
//! Shown are either the list's own rows or the others' in their place. Every step returns what changes on the
//! screen.

mod others;
mod shown_rows;
mod taken_back;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::query_engine::dedup::merge::change::{
    Change, Extent, count, filter_batch,
};
pub(super) use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::others::Origin;
use crate::app::resource_explorer::query_engine::dedup::merge::key_rows::others::{
    Other, Others, Showing, SweepRestart,
};
use crate::app::resource_explorer::query_engine::dedup::merge::known_rows::KnownRows;
use crate::app::resource_explorer::source::ListJob;
use crate::model::{Fingerprint, ResourceEntry};

/// The state of the key's own list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ListStage {
    /// The query does not ask for it.
    #[default]
    NoList,
    /// It has not ended, and what it has is shown.
    Listing,
    /// It has not ended. Rows of others are shown in its place, until it has as many.
    Provisional,
    /// It has ended, and what it has is shown.
    Ended(Extent),
}

/// What decides whether rows of sweeps are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Release {
    /// Whether a list of another type may have them and has not ended.
    pub waits_for_others: bool,
    /// Whether a row that a whole list lacks may be of a type that the query did not ask for.
    pub hides_ambiguous: bool,
}

/// The rows of one key.
#[derive(Debug, Default)]
pub(super) struct KeyRows {
    stage: ListStage,
    /// Of the list's present run.
    batches: Vec<Batch>,
    others: Option<Box<Others>>,
    /// The number of rows on its ledger line, once there is one.
    line_rows: Option<u32>,
}

impl KeyRows {
    pub(super) fn list_stage(&self) -> ListStage {
        self.stage
    }

    /// Whether the list has given no row in its present run.
    pub(super) fn has_no_page(&self) -> bool {
        self.batches.is_empty()
    }

    /// Whether its list, or a sweep that is asked again, has not ended, or rows wait.
    pub(super) fn is_unended(&self) -> bool {
        let holds = |others: &Others| {
            others.has_restarted_sweep() || others.rows.iter().any(|o| o.showing == Showing::Held)
        };
        self.is_listing() || self.others.as_deref().is_some_and(holds)
    }

    /// Whether it has a list of its own in this query.
    pub(super) fn has_list(&self) -> bool {
        self.stage != ListStage::NoList
    }

    /// Whether its list has not ended.
    pub(super) fn is_listing(&self) -> bool {
        matches!(self.stage, ListStage::Listing | ListStage::Provisional)
    }

    fn others(&mut self) -> &mut Others {
        self.others.get_or_insert_default()
    }

    /// Its list is asked, for the first time or again.
    pub(super) fn begin(&mut self) {
        let before = std::mem::take(&mut self.batches);
        let was_shown = self.stage != ListStage::Provisional;
        for batch in before.into_iter().filter(|_| was_shown) {
            let origin = Origin::ListedBefore;
            self.others().push(batch, origin, Showing::Shown);
        }
        let mut is_shown = false;
        if let Some(others) = &mut self.others {
            others.listed = None;
            is_shown = others.shown().next().is_some();
        }
        self.stage = if is_shown {
            ListStage::Provisional
        } else {
            ListStage::Listing
        };
    }

    /// Rows that the pane shows already.
    pub(super) fn add_shown(&mut self, rows: Batch, origin: Origin) {
        self.others().push(rows, origin, Showing::Shown);
        self.others().forget_swept_before();
        if self.stage == ListStage::Listing {
            debug_assert!(self.batches.is_empty(), "what was shown comes first");
            self.stage = ListStage::Provisional;
        }
    }

    /// A page of the list.
    pub(super) fn page(&mut self, batch: &Batch) -> Change {
        if self.stage == ListStage::NoList {
            self.begin();
        }
        self.batches.push(Batch::clone(batch));
        match self.stage {
            ListStage::Provisional if count(&self.batches) < self.shown() => Change::default(),
            ListStage::Provisional => {
                self.stage = ListStage::Listing;
                let mut change = Change {
                    taken_back: Vec::new(),
                    shown: self.batches.clone(),
                };
                for other in &mut self.others().rows {
                    if other.showing == Showing::Shown {
                        other.showing = Showing::Held;
                        change.taken_back.push(Batch::clone(&other.rows));
                    }
                }
                change
            }
            ListStage::NoList | ListStage::Listing | ListStage::Ended(_) => {
                Batch::clone(batch).into()
            }
        }
    }

    /// The list has ended. What others have beyond it comes with [`KeyRows::release`].
    pub(super) fn end(&mut self, extent: Extent) -> Change {
        let shown = match self.stage {
            ListStage::Provisional => self.batches.clone(),
            _ => Vec::new(),
        };
        self.stage = ListStage::Ended(extent);
        Change {
            taken_back: Vec::new(),
            shown,
        }
    }

    /// Whether rows of an earlier query are shown: a sweep may have the same.
    pub(super) fn shows_rows_of_before(&self) -> bool {
        let mut others = self.others.iter().flat_map(|others| others.rows.iter());
        others.any(|other| !matches!(other.origin, Origin::Swept(_)))
    }

    /// Rows of a sweep are shown in the place of the list, which has given none so far. Rows that the list of
    /// another key has are held.
    pub(super) fn show_ahead(&mut self, rows: Batch, job: ListJob) -> Change {
        debug_assert!(self.is_listing(), "a list that has ended is no more ahead");
        let others = self.others();
        let elsewhere = others.elsewhere.take().unwrap_or_default();
        let is_elsewhere = |entry: &ResourceEntry| {
            !elsewhere.is_empty()
                && Fingerprint::of_arn(entry)
                    .is_some_and(|arn| elsewhere.binary_search(&arn).is_ok())
        };
        let shown = filter_batch(&rows, |entry| !is_elsewhere(entry));
        if shown.as_ref().is_none_or(|shown| shown.len() < rows.len())
            && let Some(held) = filter_batch(&rows, is_elsewhere)
        {
            others.push(held, Origin::Swept(job), Showing::Held);
        }
        others.elsewhere = Some(elsewhere);
        let Some(shown) = shown else {
            return Change::default();
        };
        others.push(Batch::clone(&shown), Origin::Swept(job), Showing::Shown);
        self.stage = ListStage::Provisional;
        shown.into()
    }

    /// Holds rows of a sweep back.
    pub(super) fn hold(&mut self, rows: Batch, job: ListJob) -> Change {
        self.others().push(rows, Origin::Swept(job), Showing::Held);
        Change::default()
    }

    /// Whether a sweep is asked again and has not ended.
    pub(super) fn has_restarted_sweep(&self) -> bool {
        let others = self.others.as_deref();
        others.is_some_and(Others::has_restarted_sweep)
    }

    /// Neither the list nor a repeated sweep will go on.
    pub(super) fn break_off(&mut self) -> Change {
        if let Some(others) = &mut self.others
            && let SweepRestart::Running(job) = others.restart
        {
            others.restart = SweepRestart::Ended(job.provider);
        }
        if self.is_listing() {
            self.end(Extent::Part)
        } else {
            Change::default()
        }
    }

    /// Shows the others' rows that no list has, and takes back those that a list has.
    pub(super) fn release(&mut self, release: Release) -> Change {
        let mut change = Change::default();
        let (ListStage::NoList | ListStage::Ended(_)) = self.stage else {
            return change;
        };
        let Some(others) = self.others.as_deref_mut() else {
            return change;
        };
        others.forget_swept_before();
        let is_whole = self.stage == ListStage::Ended(Extent::Whole);
        let (before, swept): (Vec<Other>, Vec<Other>) = std::mem::take(&mut others.rows)
            .into_iter()
            .partition(|other| other.origin == Origin::ListedBefore);
        if self.stage == ListStage::NoList {
            others.rows = before;
        } else {
            let mut known = (!before.is_empty()).then(|| KnownRows::of(self.batches.iter()));
            for other in before {
                let left = known.as_mut().filter(|_| !is_whole).and_then(|known| {
                    let batches = &self.batches;
                    let is_new = |entry: &_| !known.has(entry, batches.iter());
                    filter_batch(&other.rows, is_new)
                });
                others.exchange(other, left, &mut change);
            }
        }
        let hides = is_whole && release.hides_ambiguous;
        let waits = release.waits_for_others || others.has_restarted_sweep();
        others.look_up_listed(&self.batches);
        // Rows of this query's sweeps come first: rows of earlier runs are compared with them.
        let (now, earlier): (Vec<Other>, Vec<Other>) = swept
            .into_iter()
            .partition(|other| matches!(other.origin, Origin::Swept(_)));
        let mut seen_now: Box<[Fingerprint]> = Box::default();
        for other in now.into_iter().chain(earlier) {
            if waits && other.showing == Showing::Held {
                others.rows.push(other);
                continue;
            }
            if matches!(other.origin, Origin::SweptBefore(_)) && seen_now.is_empty() {
                seen_now = others.swept_now();
            }
            let left = if hides {
                None
            } else {
                others.beyond_lists(&self.batches, &other.rows, &seen_now)
            };
            others.exchange(other, left, &mut change);
        }
        change
    }

    /// Shows rows of a sweep that no list has, once every list that may have them has ended.
    pub(super) fn add_beyond_lists(
        &mut self,
        rows: &Batch,
        job: ListJob,
        hides_ambiguous: bool,
    ) -> Change {
        if self.stage == ListStage::Ended(Extent::Whole) && hides_ambiguous {
            return Change::default();
        }
        let batches = std::mem::take(&mut self.batches);
        let others = self.others();
        others.look_up_listed(&batches);
        // A sweep of another place may have what one showed before.
        let before = others.take_swept_before();
        let left = others.beyond_lists(&batches, rows, &before);
        others.keep_swept_before(before);
        if let Some(rows) = &left {
            let rows = Batch::clone(rows);
            others.push(rows, Origin::Swept(job), Showing::Shown);
        }
        self.batches = batches;
        left.map(Change::from).unwrap_or_default()
    }

    /// Whether there are rows beside the list's.
    pub(super) fn has_others(&self) -> bool {
        let others = self.others.as_deref();
        others.is_some_and(|others| !others.rows.is_empty())
    }

    /// Whether the rows of the other types' lists were not looked up yet.
    pub(super) fn lacks_listed_elsewhere(&self) -> bool {
        let others = self.others.as_deref();
        others.is_none_or(|others| others.elsewhere.is_none())
    }

    pub(super) fn set_listed_elsewhere(&mut self, arns: Box<[Fingerprint]>) {
        self.others().elsewhere = Some(arns);
    }

    /// A list of another type starts again: its rows are looked up once more.
    pub(super) fn forget_listed_elsewhere(&mut self) {
        if let Some(others) = &mut self.others {
            others.elsewhere = None;
        }
    }
}
