//! What the rows of a pane have, for what a filter may ask: counted over all rows that are loaded, on another thread.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use compact_str::{CompactString, ToCompactString as _};

use super::Pane;
use crate::app::columns::paths_in;
use crate::app::jobs::{Job, Progress, Task};
use crate::app::resource_explorer::filter::{Expected, Field};
use crate::app::resource_explorer::property_path::{AtEnd, Found, PropertyPath, visit};
use crate::app::resource_explorer::tree::{Rows, RowsEpoch};
use crate::catalog::types::label_of;
use crate::model::{AccountId, ResourceEntry};

/// Counting them.
const TASK: Task = Task::new("completion", "Looking up values for the filter").cancellable();

/// Up to this many rows are read between two frames.
const INLINE_ROWS: usize = 128;

/// Values that are told apart, at most; of those that come later, only the known ones are counted.
const MOST_DISTINCT: usize = 4096;

/// Rows whose properties are read, spread over all.
const SAMPLE: usize = 2048;

/// Longer values are not offered.
const LONGEST: usize = 128;

/// Rows between two looks at whether the values are still wanted.
const PART: usize = 1024;

/// A value and how many rows have it; `None` where not all rows were looked at.
pub(crate) type Counted = (CompactString, Option<u32>);

type AccountNames = Arc<HashMap<AccountId, String>>;

/// Values for one place of a filter.
#[derive(Default)]
pub(crate) struct KnownValues {
    running: Option<(Asked, Job<Option<Vec<Counted>>>)>,
    shown: Option<(Asked, Vec<Counted>)>,
    /// Counts up whenever other values are shown.
    revision: u64,
}

/// What values are of.
#[derive(Clone, PartialEq)]
struct Asked {
    expected: Expected,
    epoch: RowsEpoch,
    rows: usize,
}

impl KnownValues {
    /// Those that were counted last, the most frequent first.
    pub(super) fn shown(&self) -> &[Counted] {
        self.shown.as_ref().map_or(&[], |(_, values)| values)
    }

    /// Another one whenever [`Self::shown`] returns other values.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    fn show(&mut self, shown: Option<(Asked, Vec<Counted>)>) {
        self.shown = shown;
        self.revision += 1;
    }

    /// Has the values counted that may stand where `expected` is, unless they are there.
    pub(super) fn follow(
        &mut self,
        pane: &Pane,
        expected: &Expected,
        wake: impl Fn() + Send + 'static,
    ) {
        let asked = Asked {
            expected: expected.clone(),
            epoch: pane.rows_epoch(),
            rows: pane.rows.len(),
        };
        if let Some((of, job)) = &self.running {
            match job.progress() {
                // Values that are counted while rows arrive are of some use; those of another place are not.
                Progress::Pending if of.expected == asked.expected => return,
                Progress::Done(Some(values)) => {
                    let of = of.clone();
                    self.show(Some((of, values)));
                }
                Progress::Pending | Progress::Failed(_) | Progress::Done(None) => {}
            }
            self.running = None;
        }
        match &self.shown {
            Some((shown, _)) if *shown == asked => return,
            Some((shown, _)) if shown.expected == asked.expected => {}
            _ => self.show(None),
        }
        let (rows, names, of) = (
            Rows::clone(&pane.rows),
            Arc::clone(&pane.account_names),
            expected.clone(),
        );
        if rows.len() <= INLINE_ROWS {
            let values = count(&rows, &of, &names, &AtomicBool::new(false));
            self.show(values.map(|values| (asked, values)));
            return;
        }
        let job = Job::start_in_parts(TASK, wake, move |worker| {
            let values = count(&rows, &of, &names, worker.stop());
            drop(rows);
            worker.send(values);
        });
        self.running = Some((asked, job));
    }
}

/// How many rows have which value. `None` when `stop` was set before the end.
fn count(
    rows: &Rows,
    expected: &Expected,
    names: &AccountNames,
    stop: &AtomicBool,
) -> Option<Vec<Counted>> {
    match expected {
        Expected::Term | Expected::Has => return paths(rows, stop),
        Expected::PropertyValue(path) => return property_values(rows, path, stop),
        Expected::Nothing => return Some(Vec::new()),
        Expected::Value(_) | Expected::TagKey | Expected::TagValue(_) => {}
    }
    let mut counts = Counts::default();
    for (at, (_, entry)) in rows.iter().enumerate() {
        if at % PART == 0 && stop.load(Relaxed) {
            return None;
        }
        match expected {
            Expected::TagKey => entry.tags.iter().for_each(|tag| counts.add(tag.key)),
            Expected::TagValue(key) => {
                let tags = entry.tags.iter();
                let mut called = tags.filter(|tag| tag.key.eq_ignore_ascii_case(key));
                if let Some(tag) = called.next() {
                    counts.add(tag.value);
                }
            }
            Expected::Value(field) => counts.add_field(*field, entry, names),
            _ => {}
        }
    }
    Some(counts.sorted(Some))
}

/// Paths of properties; how many rows have them is not counted.
fn paths(rows: &Rows, stop: &AtomicBool) -> Option<Vec<Counted>> {
    let documents: Option<Vec<_>> = sample(rows)
        .map(|entry| (!stop.load(Relaxed)).then(|| entry.properties.to_json()))
        .take(SAMPLE / 8)
        .collect();
    let documents = documents?;
    let paths = paths_in(documents.iter()).into_iter();
    Some(paths.map(|path| (path.to_compact_string(), None)).collect())
}

fn property_values(rows: &Rows, path: &str, stop: &AtomicBool) -> Option<Vec<Counted>> {
    let mut counts = Counts::default();
    let Some(path) = PropertyPath::parse(path) else {
        return Some(Vec::new());
    };
    for entry in sample(rows) {
        if stop.load(Relaxed) {
            return None;
        }
        let add = |found: Found<'_>| {
            match found {
                Found::Text(text) => counts.add(text),
                Found::Number(number) => counts.add(&number.to_compact_string()),
                Found::Flag(flag) => counts.add(if flag { "true" } else { "false" }),
                Found::Count(_) => {}
            }
            ControlFlow::Continue(())
        };
        entry
            .properties
            .with_text(|text| visit(text, &path, AtEnd::Values, add));
    }
    let is_whole = rows.len() <= SAMPLE;
    Some(counts.sorted(|count| is_whole.then_some(count)))
}

fn sample(rows: &Rows) -> impl Iterator<Item = &ResourceEntry> {
    let step = rows.len().div_ceil(SAMPLE).max(1);
    rows.iter().step_by(step).map(|(_, entry)| entry)
}

#[derive(Default)]
struct Counts(HashMap<CompactString, u32>);

impl Counts {
    fn add(&mut self, value: &str) {
        if value.is_empty() || value.len() > LONGEST || value.contains(char::is_control) {
            return;
        }
        if let Some(count) = self.0.get_mut(value) {
            *count += 1;
        } else if self.0.len() < MOST_DISTINCT {
            self.0.insert(value.into(), 1);
        }
    }

    fn add_field(&mut self, field: Field, entry: &ResourceEntry, names: &AccountNames) {
        match field {
            Field::Name => self.add(entry.name()),
            Field::Id => self.add(&entry.id),
            Field::Type => self.add(entry.resource_type.as_str()),
            Field::Account => match names.get(&entry.account).filter(|name| !name.is_empty()) {
                Some(name) => self.add(name),
                None => self.add(&entry.account.to_compact_string()),
            },
            Field::Region => self.add(entry.region.as_str()),
            Field::Status => self.add(&entry.status),
            Field::Arn | Field::Tag | Field::Managed | Field::Properties => {}
        }
    }

    /// The most frequent first, those of one count in order.
    fn sorted(self, told: impl Fn(u32) -> Option<u32>) -> Vec<Counted> {
        let mut all: Vec<(CompactString, u32)> = self.0.into_iter().collect();
        all.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        let known = all.into_iter();
        known
            .map(|(value, count)| (shown(value), told(count)))
            .collect()
    }
}

/// Types as the window shows them.
fn shown(value: CompactString) -> CompactString {
    match value.parse() {
        Ok(ty) if value.contains("::") => label_of(ty),
        _ => value,
    }
}

#[cfg(test)]
mod tests;
