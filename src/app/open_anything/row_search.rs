//! Looking for rows of all panes by their names, on a thread of its own, given up as soon as another text is typed.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::entries::account_text;
use super::hit::{Goal, Hit, MOST_ROWS, Section};
use super::question::{Among, Question};
use super::ranking::Ranking;
use crate::app::jobs::{Job, Progress, Task, Worker};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::search::Search;
use crate::app::resource_explorer::tree::{RowIndex, Rows, RowsEpoch};
use crate::app::view::AppView;
use crate::catalog::types::label_of;
use crate::model::{Fingerprint, ResourceEntry};

/// Rows that are kept while looking: the same resource may be in several panes.
const KEPT: usize = 4 * MOST_ROWS;

/// Between two looks at whether the search is still wanted.
const ROWS_BETWEEN_LOOKS: usize = 1024;

/// The row is what the text names.
const EXACT: u32 = u32::MAX;

/// The row's properties have what the text names.
const MENTIONED: u32 = 1;

/// A search for properties has no end of its own.
const NO_END: Duration = Duration::from_hours(1);

/// How well a row fits, the pane's place, and the row.
type Place = (u32, Reverse<usize>, Reverse<RowIndex>);

/// The rows of a pane, as they were when the search began.
struct PaneSnapshot {
    pane: PaneId,
    epoch: RowsEpoch,
    rows: Rows,
}

/// What a search is about: another one begins when one of these is another.
#[derive(Clone, Debug, PartialEq)]
struct Subject {
    question: Question,
    /// Which rows, and how many, of each pane.
    panes: Vec<(PaneId, RowsEpoch, RowIndex)>,
}

/// What was found.
#[derive(Debug, Default)]
struct FoundRows {
    best: Vec<FoundRow>,
    count: usize,
}

#[derive(Debug)]
struct FoundRow {
    pane: PaneId,
    epoch: RowsEpoch,
    row: RowIndex,
    score: u32,
}

/// A search for rows, and what the last one found.
#[derive(Default)]
pub(super) struct RowSearch {
    subject: Option<Subject>,
    job: Option<Job<FoundRows>>,
    found: FoundRows,
}

impl RowSearch {
    /// Begins to look if something else is looked for, or in other rows. Returns whether something was found or
    /// is not meant any more.
    pub(super) fn sync(
        &mut self,
        question: &Question,
        view: &AppView<'_>,
        wake: impl Fn() + Send + 'static,
    ) -> bool {
        let mut changed = self.take_found();
        let panes = view.panes.values();
        let subject = Subject {
            question: question.clone(),
            panes: panes
                .map(|pane| (pane.id, pane.rows_epoch(), pane.rows.next_index()))
                .collect(),
        };
        let is_same = self.subject.as_ref() == Some(&subject);
        // Rows that arrive are looked through once the search for those before has ended.
        let asks_the_same =
            (self.subject.as_ref()).is_some_and(|before| before.question == *question);
        if is_same || asks_the_same && self.job.is_some() {
            return changed;
        }
        if !asks_the_same {
            self.found = FoundRows::default();
            changed = true;
        }
        self.job = None;
        if question.text.is_empty() || question.among != Among::All {
            self.subject = Some(subject);
            return changed;
        }
        let question = question.clone();
        let snapshots = snapshots(view);
        let task = Task::new("row-finder", "Looking for rows");
        self.job = Some(Job::start_in_parts(
            task,
            wake,
            move |worker: &Worker<_>| {
                if let Some(found) = find(&question, &snapshots, worker.stop()) {
                    // The rows are let go before the result is told.
                    drop(snapshots);
                    worker.send(found);
                }
            },
        ));
        self.subject = Some(subject);
        changed
    }

    fn take_found(&mut self) -> bool {
        let Some(job) = &self.job else { return false };
        match job.progress() {
            Progress::Pending => return false,
            Progress::Done(found) => self.found = found,
            Progress::Failed(failure) => tracing::error!(%failure, "no rows were looked for"),
        }
        self.job = None;
        true
    }

    /// Whether rows are being looked through.
    pub(super) fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Rows that match, offered or not.
    pub(super) fn count(&self) -> usize {
        self.found.count
    }

    /// Whether a row is what the text names.
    pub(super) fn has_exact(&self) -> bool {
        self.found
            .best
            .first()
            .is_some_and(|row| row.score == EXACT)
    }

    /// The row that is what the text names, unless several resources are.
    pub(super) fn only_exact(&self, view: &AppView<'_>) -> Option<Hit> {
        let exact = self.found.best.iter().filter(|row| row.score == EXACT);
        let mut hits = Self::hits_of(exact, view);
        let first = hits.next()?;
        hits.next().is_none().then_some(first)
    }

    /// The best rows, each resource once.
    pub(super) fn hits(&self, view: &AppView<'_>) -> Vec<Hit> {
        let hits = Self::hits_of(self.found.best.iter(), view);
        hits.take(MOST_ROWS).collect()
    }

    fn hits_of<'a>(
        found: impl Iterator<Item = &'a FoundRow>,
        view: &AppView<'a>,
    ) -> impl Iterator<Item = Hit> {
        let mut told = HashSet::new();
        found.filter_map(move |found| {
            let pane = view.panes.get(&found.pane)?;
            let entry = pane.rows.get(found.row)?;
            let is_meant =
                pane.rows_epoch() == found.epoch && told.insert(Fingerprint::from(entry));
            is_meant.then(|| hit_of(found, entry, view))
        })
    }
}

fn hit_of(found: &FoundRow, entry: &ResourceEntry, view: &AppView<'_>) -> Hit {
    let goal = Goal::Row {
        pane: found.pane,
        row: found.row,
        epoch: found.epoch,
    };
    let label = label_of(entry.resource_type);
    let account = account_text(entry.account, view);
    let mut note = format!("{label} · {account} · {}", entry.region.as_str());
    if entry.is_named() {
        note += &format!(" · {}", entry.id);
    }
    Hit {
        status: Some(entry.status_class),
        note,
        ..Hit::new(Section::Resources, entry.display_name(), goal)
    }
}

/// The rows of all panes, those of the pane with the keyboard first.
fn snapshots(view: &AppView<'_>) -> Vec<PaneSnapshot> {
    let mut panes: Vec<_> = view.panes.values().collect();
    panes.sort_by_key(|pane| Some(pane.id) != view.focused);
    let snapshot = |pane: &crate::app::pane::Pane| PaneSnapshot {
        pane: pane.id,
        epoch: pane.rows_epoch(),
        rows: pane.rows.clone(),
    };
    panes.into_iter().map(snapshot).collect()
}

/// `None` when it was stopped.
fn find(question: &Question, panes: &[PaneSnapshot], stop: &AtomicBool) -> Option<FoundRows> {
    let mut sought = SoughtRow::of(question);
    let mut best: BinaryHeap<Reverse<Place>> = BinaryHeap::new();
    let mut count = 0;
    for (place, pane) in panes.iter().enumerate() {
        let mentions = Mentions::find(question, &pane.rows, stop);
        for (at, (row, entry)) in pane.rows.iter().enumerate() {
            if at % ROWS_BETWEEN_LOOKS == 0 && stop.load(Relaxed) {
                return None;
            }
            let mentioned = || mentions.has(row).then_some(MENTIONED);
            let Some(score) = sought.score(entry).or_else(mentioned) else {
                continue;
            };
            count += 1;
            best.push(Reverse((score, Reverse(place), Reverse(row))));
            if best.len() > KEPT {
                best.pop();
            }
        }
    }
    let best = best.into_sorted_vec().into_iter();
    let best = best.map(|Reverse((score, Reverse(place), Reverse(row)))| FoundRow {
        pane: panes[place].pane,
        epoch: panes[place].epoch,
        row,
        score,
    });
    Some(FoundRows {
        best: best.collect(),
        count,
    })
}

/// What a row is compared with.
struct SoughtRow {
    ranking: Ranking,
    text: String,
    /// What the text names: an id, an ARN, a name.
    named: Option<(String, String)>,
}

impl SoughtRow {
    fn of(question: &Question) -> Self {
        let named = question.named.as_ref();
        Self {
            ranking: Ranking::new(&question.text),
            text: question.text.clone(),
            named: named.map(|named| (named.name.clone(), named.arn.clone())),
        }
    }

    fn score(&mut self, entry: &ResourceEntry) -> Option<u32> {
        let Some((name, arn)) = &self.named else {
            let is_it = self.text == entry.id || self.text == entry.display_name();
            let ranked = || self.ranking.best([entry.display_name(), &entry.id]);
            return is_it.then_some(EXACT).or_else(ranked);
        };
        // An ARN is put together only where it can be the one.
        let has_arn = || entry.arn().is_some_and(|of_row| *of_row == **arn);
        let is_it = if arn.is_empty() {
            *name == entry.id || *name == entry.display_name()
        } else {
            has_arn()
        };
        if is_it {
            return Some(EXACT);
        }
        let mut has_name = [entry.display_name(), &entry.id].into_iter();
        has_name.any(|text| text.contains(&**name)).then_some(2)
    }
}

/// Rows whose properties have the id or address that a text names.
struct Mentions(Option<Search>);

impl Mentions {
    fn find(question: &Question, rows: &Rows, stop: &AtomicBool) -> Self {
        let named = question.named.as_ref();
        let named = named.filter(|named| named.is_identifier());
        let filter = named.and_then(|named| Filter::parse(&named.name).ok());
        let search = filter.map(|filter| {
            let mut search = Search::new(Arc::new(filter));
            search.advance(rows, Instant::now() + NO_END, stop);
            search
        });
        Self(search)
    }

    fn has(&self, row: RowIndex) -> bool {
        (self.0.as_ref()).is_some_and(|search| search.found().contains(row))
    }
}
