//! What the groups of a pane's tree say of their rows, in words, and on which thread it is added up.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use compact_str::{CompactString, format_compact};

use super::Pane;
use super::figures::{Figures, HeldFigures};
use crate::app::age::age_at;
use crate::app::jobs::Task;
use crate::app::resource_explorer::figures::{
    FiguresInput, GroupFigure, GroupFigures, RowMeasures, group_figures,
};
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryHolder};
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::Group;
use crate::model::StatusClass;
use crate::text::bytes::in_largest_unit;
use crate::text::numbers::grouped;

/// Most statuses that a group tells apart.
const MOST_STATUSES: usize = 3;

impl HeldFigures for GroupFigures {
    fn heap_bytes(&self) -> usize {
        self.heap_bytes()
    }
}

/// What is known of rows, by what is known and not by what it says.
#[derive(Clone)]
struct Measures(Arc<RowMeasures>);

impl PartialEq for Measures {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The figures of the groups of one view of a pane.
#[derive(Default)]
pub(crate) struct PaneGroupFigures {
    figures: Figures<Measures, GroupFigures>,
    measures: Option<Measures>,
}

impl PaneGroupFigures {
    /// Has them made of the rows that are shown. Returns when to ask again where nothing else would.
    pub(crate) fn follow(
        &mut self,
        pane: &Pane,
        wake: impl Fn() + Send + 'static,
    ) -> Option<Duration> {
        if pane.tree.groups.is_empty() {
            return None;
        }
        let measures = self.measures.get_or_insert_with(|| registered(pane.id));
        let task = Task::new("group-figures", "Adding up groups");
        self.figures
            .follow(pane, &measures.clone(), task, make, wake)
    }

    /// Those of a group: of its present rows, or while rows arrive of those a moment ago.
    pub(crate) fn of<'a>(&'a self, pane: &Pane, group: &Group) -> Option<&'a GroupFigure> {
        let (all, _) = self.figures.shown(pane)?;
        let figure = all.get(group.id)?;
        (figure.rows == group.count() || pane.is_running()).then_some(figure)
    }
}

fn registered(pane: PaneId) -> Measures {
    let PaneId(number) = pane;
    let name = format!("Pane {number}: statuses, sizes and ages of its rows");
    let measures = Arc::new(RowMeasures::new(name));
    MemoryBudget::get().register(&(Arc::clone(&measures) as Arc<dyn MemoryHolder>));
    Measures(measures)
}

fn make(input: &FiguresInput, measures: &Measures, stop: &AtomicBool) -> Option<GroupFigures> {
    group_figures(input, &measures.0, stop)
}

/// One thing that a group says of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FigurePart {
    /// In words: `41 running`.
    pub(crate) text: CompactString,
    /// The number alone, where the status says the rest.
    pub(crate) number: CompactString,
    /// What the status means; `None` for sizes and ages.
    pub(crate) class: Option<StatusClass>,
}

/// What a group says, the most important first. Numbers of a group that may lack rows carry `≥`.
pub(crate) fn figure_parts(
    figure: &GroupFigure,
    may_lack_rows: bool,
    now: SystemTime,
) -> Vec<FigurePart> {
    let at_least = if may_lack_rows { "≥ " } else { "" };
    let (told, rest) = figure
        .statuses
        .split_at(figure.statuses.len().min(MOST_STATUSES));
    let mut parts: Vec<FigurePart> = told
        .iter()
        .map(|count| {
            let number = format_compact!("{at_least}{}", grouped(count.rows));
            FigurePart {
                text: format_compact!("{number} {}", count.status),
                number,
                class: Some(count.class),
            }
        })
        .collect();
    let plain = |text: CompactString| FigurePart {
        number: text.clone(),
        text,
        class: None,
    };
    let others: u32 = rest.iter().map(|count| count.rows).sum();
    if others > 0 {
        parts.push(plain(format_compact!(
            "{at_least}{} other",
            grouped(others)
        )));
    }
    if let Some(bytes) = figure.bytes {
        let is_part = may_lack_rows || figure.size_unknown > 0;
        let at_least = if is_part { "≥ " } else { "" };
        parts.push(plain(format_compact!(
            "{at_least}{}",
            in_largest_unit(bytes)
        )));
    }
    if let Some(age) = figure.newest.and_then(|newest| age_at(now, newest)) {
        parts.push(plain(format_compact!("newest {age}")));
    }
    parts
}
