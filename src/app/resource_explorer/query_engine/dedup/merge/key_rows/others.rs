//! Rows of a key that are not of its list's present run: of the list before, of sweeps, of indexes.

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::query_engine::dedup::merge::change::{Change, filter_batch};
use crate::app::resource_explorer::query_engine::dedup::merge::known_rows::KnownRows;
use crate::app::resource_explorer::source::ListJob;
use crate::model::{Fingerprint, Provider, ResourceEntry};

/// Whose rows they are, if not the list's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Origin {
    /// The same list's, when it was asked before.
    ListedBefore,
    /// A sweep's, when it was asked before.
    SweptBefore(Provider),
    /// A sweep's or an index's.
    Swept(ListJob),
}

impl Origin {
    /// Of rows that a query before this one gave.
    pub(in super::super) fn before(provider: Provider) -> Self {
        if provider.is_sweep() {
            Self::SweptBefore(provider)
        } else {
            Self::ListedBefore
        }
    }

    pub(super) fn sweep(self) -> Option<Provider> {
        match self {
            Self::ListedBefore => None,
            Self::SweptBefore(provider) => Some(provider),
            Self::Swept(job) => Some(job.provider),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Showing {
    Shown,
    Held,
}

/// A batch that is not of the list's present run.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) rows: Batch,
    pub(super) origin: Origin,
    pub(super) showing: Showing,
}

impl Other {
    /// Whether a sweep or an index gave it, in this query or before.
    pub(super) fn is_swept(&self) -> bool {
        self.origin.sweep().is_some()
    }
}

/// What only keys with rows of sweeps or indexes need.
#[derive(Debug, Default)]
pub(super) struct Others {
    pub(super) rows: Vec<Other>,
    /// What is in `batches`, once the list has ended.
    pub(super) listed: Option<KnownRows>,
    /// The ARNs that lists of other types of the place have, once they have ended.
    pub(super) elsewhere: Option<Box<[Fingerprint]>>,
    pub(super) restart: SweepRestart,
    /// Rows that earlier sweeps showed, sorted; built when a sweep of another place has rows of the key.
    swept_before: Option<Box<[Fingerprint]>>,
}

/// The state of a sweep that is asked again after it showed rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SweepRestart {
    /// It is not asked again.
    #[default]
    No,
    /// It has not ended.
    Running(ListJob),
    /// It has ended.
    Ended(Provider),
}

impl Others {
    pub(super) fn has_restarted_sweep(&self) -> bool {
        matches!(self.restart, SweepRestart::Running(_))
    }

    pub(super) fn shown(&self) -> impl Iterator<Item = &Batch> {
        let shown = self.rows.iter().filter(|o| o.showing == Showing::Shown);
        shown.map(|other| &other.rows)
    }

    pub(super) fn push(&mut self, rows: Batch, origin: Origin, showing: Showing) {
        self.rows.push(Other {
            rows,
            origin,
            showing,
        });
    }

    /// Keeps what is left of a batch and shows it, in the place of the batch where that is shown.
    pub(super) fn exchange(&mut self, other: Other, left: Option<Batch>, change: &mut Change) {
        let is_same = left
            .as_ref()
            .is_some_and(|left| left.len() == other.rows.len());
        if !is_same && other.showing == Showing::Shown {
            change.taken_back.push(Batch::clone(&other.rows));
        }
        let Some(left) = left else { return };
        if !is_same || other.showing == Showing::Held {
            change.shown.push(Batch::clone(&left));
        }
        self.push(left, other.origin, Showing::Shown);
    }

    /// Builds `listed`: the rows of the list, and those of its earlier run that are still shown.
    pub(super) fn look_up_listed(&mut self, batches: &[Batch]) {
        if self.listed.is_none() {
            self.listed = Some(KnownRows::of(self.listed_batches(batches)));
        }
    }

    pub(super) fn listed_batches<'a>(
        &'a self,
        batches: &'a [Batch],
    ) -> impl Iterator<Item = &'a Batch> + Clone {
        let before = |other: &&Other| other.origin == Origin::ListedBefore;
        let before = self.rows.iter().filter(before).map(|other| &other.rows);
        batches.iter().chain(before)
    }

    /// Rows of a sweep that no list has, and that are not among `seen`.
    pub(super) fn beyond_lists(
        &mut self,
        batches: &[Batch],
        rows: &Batch,
        seen: &[Fingerprint],
    ) -> Option<Batch> {
        let mut listed = self.listed.take().unwrap_or_default();
        let elsewhere = self.elsewhere.as_deref().unwrap_or_default();
        let is_in = |prints: &[Fingerprint], print| prints.binary_search(&print).is_ok();
        let is_new = |entry: &ResourceEntry| {
            let of_others = |arn| is_in(elsewhere, arn);
            let is_elsewhere =
                !elsewhere.is_empty() && Fingerprint::of_arn(entry).is_some_and(of_others);
            let was_seen = !seen.is_empty() && is_in(seen, Fingerprint::from(entry));
            !is_elsewhere && !was_seen && !listed.has(entry, self.listed_batches(batches))
        };
        let left = filter_batch(rows, is_new);
        self.listed = Some(listed);
        left
    }

    /// Rows that sweeps have given in this query, sorted.
    pub(super) fn swept_now(&self) -> Box<[Fingerprint]> {
        self.prints_of(|origin| matches!(origin, Origin::Swept(_)))
    }

    /// Rows that earlier sweeps showed, sorted.
    pub(super) fn take_swept_before(&mut self) -> Box<[Fingerprint]> {
        let known = self.swept_before.take();
        known.unwrap_or_else(|| self.prints_of(|origin| matches!(origin, Origin::SweptBefore(_))))
    }

    /// Keeps them for the next batch, until rows of earlier sweeps are taken back.
    pub(super) fn keep_swept_before(&mut self, prints: Box<[Fingerprint]>) {
        self.swept_before = Some(prints);
    }

    pub(super) fn forget_swept_before(&mut self) {
        self.swept_before = None;
    }

    fn prints_of(&self, origins: impl Fn(Origin) -> bool) -> Box<[Fingerprint]> {
        let batches = self.rows.iter().filter(|other| origins(other.origin));
        let rows = batches.flat_map(|other| other.rows.iter());
        let mut prints: Vec<Fingerprint> = rows.map(Fingerprint::from).collect();
        prints.sort_unstable();
        prints.into_boxed_slice()
    }
}
