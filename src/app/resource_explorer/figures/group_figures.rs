//! What the rows of each group of a tree come to: how many have which status, how much they hold, when the newest was
//! made.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use super::FiguresInput;
use super::row_measures::{KeptMeasures, NO_STATUS, RowMeasure, RowMeasures};
use crate::app::resource_explorer::tree::{NodeId, Tree};
use crate::model::{SharedStr, StatusClass, TypeId};

/// What the rows of a group come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupFigure {
    /// How many there are.
    pub rows: u32,
    /// How many have which status, the most frequent first. Of several types only what wants attention: words of
    /// different types do not add up.
    pub statuses: Vec<StatusCount>,
    /// What the resources hold together, in bytes; `None` where they are of several types or tell no size.
    pub bytes: Option<f64>,
    /// Rows of a type with sizes that do not tell theirs.
    pub size_unknown: u32,
    /// When the newest was made, in seconds since 1970; `None` where they are of several types or none tells.
    pub newest: Option<i64>,
}

/// Rows of one status.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusCount {
    /// As AWS spells it.
    pub status: SharedStr,
    /// What it means.
    pub class: StatusClass,
    /// How many rows.
    pub rows: u32,
}

/// The figures of all groups that have any.
#[derive(Clone, Debug, Default)]
pub struct GroupFigures(HashMap<NodeId, GroupFigure>);

impl GroupFigures {
    /// Those of a group.
    pub fn get(&self, group: NodeId) -> Option<&GroupFigure> {
        self.0.get(&group)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let statuses: usize = self.0.values().map(|one| one.statuses.capacity()).sum();
        self.0.capacity() * (size_of::<(NodeId, GroupFigure)>() + 1)
            + statuses * size_of::<StatusCount>()
    }
}

/// The figures of every group; `None` when `stop` was set before the end. Rows that `measures` has are not read again.
pub fn group_figures(
    input: &FiguresInput,
    measures: &RowMeasures,
    stop: &AtomicBool,
) -> Option<GroupFigures> {
    measures.with_all(&input.input, stop, |kept| add_up(&input.tree, kept))
}

/// The types of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Types {
    #[default]
    None,
    One(TypeId),
    Several,
}

impl Types {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, types) | (types, Self::None) => types,
            (one, other) if one == other => one,
            _ => Self::Several,
        }
    }
}

/// What is added up for a group.
#[derive(Clone, Default)]
struct Sum {
    types: Types,
    /// By the number of the status.
    statuses: Vec<(u8, u32)>,
    bytes: f64,
    sized: u32,
    size_unknown: u32,
    newest: u32,
}

impl Sum {
    /// Takes in a row; its status is counted apart.
    fn add_row(&mut self, row: &RowMeasure) {
        self.types = self.types.and(Types::One(row.resource_type));
        self.newest = self.newest.max(row.created);
        if row.size.is_nan() {
            self.size_unknown += 1;
        } else if row.size >= 0.0 {
            self.sized += 1;
            self.bytes += f64::from(row.size);
        }
    }

    fn add(&mut self, below: &Self) {
        self.types = self.types.and(below.types);
        for &(status, rows) in &below.statuses {
            match self.statuses.iter_mut().find(|(one, _)| *one == status) {
                Some((_, all)) => *all += rows,
                None => self.statuses.push((status, rows)),
            }
        }
        self.bytes += below.bytes;
        self.sized += below.sized;
        self.size_unknown += below.size_unknown;
        self.newest = self.newest.max(below.newest);
    }

    fn figure(&self, rows: u32, kept: &KeptMeasures) -> GroupFigure {
        let is_one = matches!(self.types, Types::One(_));
        let counted = self.statuses.iter().filter_map(|&(code, rows)| {
            let (status, class) = kept.status(code)?.clone();
            let is_told = is_one || matches!(class, StatusClass::Error | StatusClass::Warn);
            is_told.then_some(StatusCount {
                status,
                class,
                rows,
            })
        });
        let mut statuses: Vec<StatusCount> = counted.collect();
        statuses.sort_by(|one, other| {
            let order = other.rows.cmp(&one.rows);
            order.then_with(|| one.status.as_str().cmp(other.status.as_str()))
        });
        GroupFigure {
            rows,
            statuses,
            bytes: (is_one && self.sized > 0).then_some(self.bytes),
            size_unknown: self.size_unknown,
            newest: (is_one && self.newest > 0).then_some(i64::from(self.newest)),
        }
    }
}

fn add_up(tree: &Tree, kept: &KeptMeasures) -> GroupFigures {
    let mut sums = vec![Sum::default(); tree.groups.len()];
    let mut figures = HashMap::new();
    // Groups stand before those below them.
    for (at, group) in tree.groups.iter().enumerate().rev() {
        if tree.is_innermost(group) {
            let (mut sum, mut counts) = (Sum::default(), [0u32; 256]);
            let rows = group.rows.start as usize..group.rows.end as usize;
            for row in tree.order[rows].iter().filter_map(|row| kept.get(*row)) {
                counts[usize::from(row.status)] += 1;
                sum.add_row(row);
            }
            counts[usize::from(NO_STATUS)] = 0;
            let counted = (0..=u8::MAX).zip(counts).filter(|(_, rows)| *rows > 0);
            sum.statuses = counted.collect();
            sums[at] = sum;
        }
        let sum = std::mem::take(&mut sums[at]);
        let figure = sum.figure(group.count(), kept);
        let says = !figure.statuses.is_empty() || figure.bytes.is_some() || figure.newest.is_some();
        if says {
            figures.insert(group.id, figure);
        }
        if let Some(parent) = group
            .parent
            .and_then(|parent| sums.get_mut(parent as usize))
        {
            parent.add(&sum);
        }
    }
    GroupFigures(figures)
}
