//! Rows of sweeps and indexes that were shown and go again: a sweep that starts again did not see them, an index
//! broke off, or the list of another key has them.

use super::others::{Origin, Other, Showing, SweepRestart};
use super::{KeyRows, ListStage};
use crate::app::resource_explorer::query_engine::dedup::merge::change::{Change, filter_batch};
use crate::app::resource_explorer::source::ListJob;
use crate::model::{Fingerprint, ResourceEntry};

impl KeyRows {
    /// A sweep starts again: rows that sweeps have shown so far count as shown by its earlier run.
    pub(in super::super) fn begin_sweep(&mut self, job: ListJob) {
        let Some(others) = &mut self.others else {
            return;
        };
        others.forget_swept_before();
        for other in &mut others.rows {
            if let Origin::Swept(by) = other.origin
                && by == job
            {
                other.origin = Origin::SweptBefore(by.provider);
            }
        }
        let is_before = |other: &Other| matches!(other.origin, Origin::SweptBefore(_));
        if others.rows.iter().any(is_before) {
            others.restart = SweepRestart::Running(job);
        }
    }

    /// A sweep has ended; returns whether held rows may be released now. Rows that its earlier run showed go, if
    /// the key is the sweep's own and the sweep came to its end.
    pub(in super::super) fn end_sweep(
        &mut self,
        job: &ListJob,
        all_of_it: bool,
        change: &mut Change,
    ) -> bool {
        let Some(others) = &mut self.others else {
            return false;
        };
        if others.restart != SweepRestart::Running(*job) {
            return false;
        }
        others.restart = SweepRestart::Ended(job.provider);
        let goes =
            |other: &mut Other| all_of_it && other.origin == Origin::SweptBefore(job.provider);
        for gone in others.rows.extract_if(.., goes) {
            if gone.showing == Showing::Shown {
                change.taken_back.push(gone.rows);
            }
        }
        true
    }

    /// What an index has shown is forgotten.
    pub(in super::super) fn forget_rows_of(&mut self, job: &ListJob) -> Change {
        let mut change = Change::default();
        let Some(others) = &mut self.others else {
            return change;
        };
        let goes = |other: &mut Other| other.origin == Origin::Swept(*job);
        for gone in others.rows.extract_if(.., goes) {
            if gone.showing == Showing::Shown {
                change.taken_back.push(gone.rows);
            }
        }
        self.show_list_where_nothing_else_is(&mut change);
        change
    }

    /// Whether rows of sweeps are shown.
    pub(in super::super) fn shows_swept_rows(&self) -> bool {
        let mut others = self.others.iter().flat_map(|others| others.rows.iter());
        others.any(|other| other.is_swept() && other.showing == Showing::Shown)
    }

    /// Takes back the rows of sweeps that another key's list shows from now on: `arns`, sorted.
    pub(in super::super) fn take_back_rows_of(&mut self, arns: &[Fingerprint]) -> Change {
        let mut change = Change::default();
        let Some(others) = &mut self.others else {
            return change;
        };
        let is_left = |entry: &ResourceEntry| {
            Fingerprint::of_arn(entry).is_none_or(|arn| arns.binary_search(&arn).is_err())
        };
        others.forget_swept_before();
        for other in std::mem::take(&mut others.rows) {
            if other.is_swept() && other.showing == Showing::Shown {
                let left = filter_batch(&other.rows, is_left);
                others.exchange(other, left, &mut change);
            } else {
                others.rows.push(other);
            }
        }
        self.show_list_where_nothing_else_is(&mut change);
        change
    }

    /// A list that has come in part is shown once nothing is shown in its place.
    fn show_list_where_nothing_else_is(&mut self, change: &mut Change) {
        let others = self.others.as_deref();
        let shows_others = others.is_some_and(|others| others.shown().next().is_some());
        if self.stage == ListStage::Provisional && !shows_others {
            self.stage = ListStage::Listing;
            change.shown.extend(self.batches.iter().cloned());
        }
    }
}
