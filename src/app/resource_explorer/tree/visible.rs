//! The flat list of what is visible: groups and rows. Only groups are stored; the row of a line follows from the
//! position of its group, so the list costs the same for ten rows and for ten million.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::{NodeId, RowIndex, Tree};

/// Whether a group shows what is below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Its children are shown.
    Expanded,
    /// Only itself is shown.
    Collapsed,
}

/// Which groups a person has opened or closed. Outer groups are open until closed, the innermost
/// ones closed until opened; only deviations are kept, so the set stays as small as what was clicked.
#[derive(Clone, Debug, Default)]
pub struct OpenGroups {
    flipped: HashSet<NodeId, BuildHasherDefault<PathHasher>>,
    all: Option<Open>,
    /// The depth whose groups are closed until opened, though they are outer ones.
    folded: Option<u8>,
}

/// Ids of groups are hashes of their paths already: hashing them again would take time between two frames for a
/// hundred thousand groups.
#[derive(Clone, Debug, Default)]
struct PathHasher(u64);

impl Hasher for PathHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id;
    }
}

impl OpenGroups {
    /// The state of a group at `depth` in a tree of `levels`.
    pub fn state(&self, id: NodeId, depth: u8, levels: u8) -> Open {
        let default = self
            .all
            .unwrap_or(if depth + 1 < levels && self.folded != Some(depth) {
                Open::Expanded
            } else {
                Open::Collapsed
            });
        match (self.flipped.contains(&id), default) {
            (false, open) => open,
            (true, Open::Expanded) => Open::Collapsed,
            (true, Open::Collapsed) => Open::Expanded,
        }
    }

    /// Opens what is closed and closes what is open.
    pub fn toggle(&mut self, id: NodeId) {
        if !self.flipped.remove(&id) {
            self.flipped.insert(id);
        }
    }

    /// Whether every group is as it is by itself.
    pub(crate) fn are_untouched(&self) -> bool {
        self.flipped.is_empty() && self.all.is_none()
    }

    /// From now on groups of this depth are closed by themselves.
    pub(crate) fn fold_by_default(&mut self, depth: Option<u8>) {
        self.folded = depth;
    }

    /// Puts every group, present and future, in one state.
    pub fn set_all(&mut self, open: Open) {
        self.flipped.clear();
        self.all = Some(open);
    }
}

/// One visible line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisibleRow {
    /// A group, by its index in [`Tree::groups`].
    Group(u32),
    /// A resource.
    Resource(RowIndex),
}

/// What is visible of a tree, top to bottom.
#[derive(Clone, Debug, Default)]
pub struct VisibleRows {
    tree: Arc<Tree>,
    /// The groups that are visible, in order.
    groups: Vec<u32>,
    /// The line of each.
    starts: Vec<u32>,
    len: u32,
}

impl VisibleRows {
    /// Every visible line of a tree. Takes time in proportion to its groups, however many rows they hold.
    pub fn of(tree: &Arc<Tree>, open: &OpenGroups) -> Self {
        let mut visible = Self {
            tree: Arc::clone(tree),
            ..Self::default()
        };
        if tree.levels == 0 {
            visible.len = tree.order.len() as u32;
        }
        let mut index = 0;
        while let Some(group) = tree.groups.get(index as usize) {
            visible.groups.push(index);
            visible.starts.push(visible.len);
            visible.len += 1;
            match open.state(group.id, group.depth, tree.levels) {
                Open::Collapsed => index = group.end,
                Open::Expanded => {
                    if tree.is_innermost(group) {
                        visible.len += group.count();
                    }
                    index += 1;
                }
            }
        }
        visible
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether nothing is visible.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The line at `at`.
    pub fn get(&self, at: usize) -> Option<VisibleRow> {
        let at = u32::try_from(at).ok().filter(|&at| at < self.len)?;
        let Some(place) = self.place_at(at) else {
            let row = self.tree.order.get(at as usize);
            return row.map(|&row| VisibleRow::Resource(row));
        };
        let (group, below) = (self.groups[place], at - self.starts[place]);
        let Some(nth) = below.checked_sub(1) else {
            return Some(VisibleRow::Group(group));
        };
        let first = self.tree.groups[group as usize].rows.start;
        let row = self.tree.order.get((first + nth) as usize);
        row.map(|&row| VisibleRow::Resource(row))
    }

    /// The rows among the lines of a range, in order.
    pub fn rows(&self, lines: Range<usize>) -> impl Iterator<Item = RowIndex> {
        let end = u32::try_from(lines.end).map_or(self.len, |end| end.min(self.len));
        let start = u32::try_from(lines.start).map_or(end, |start| start.min(end));
        let (flat, first) = match self.place_at(start) {
            Some(place) => (0..0, place),
            None => (start..end, 0),
        };
        let groups = first..self.starts.partition_point(|&line| line < end);
        let below = groups.map(move |place| {
            let line = self.starts[place] + 1;
            let rows = start.max(line)..end.min(self.end_of(place));
            let offset = self.tree.groups[self.groups[place] as usize].rows.start;
            // A closed group, or one that starts beyond the range, has none.
            let len = rows.end.saturating_sub(rows.start);
            let from = offset + (rows.start - line);
            from..from + len
        });
        let parts = std::iter::once(flat).chain(below);
        parts
            .flat_map(|part| &self.tree.order[part.start as usize..part.end as usize])
            .copied()
    }

    /// The line that shows a group.
    pub fn position_of_group(&self, group: u32) -> Option<usize> {
        let place = self.groups.binary_search(&group).ok()?;
        Some(self.starts[place] as usize)
    }

    /// The line that shows a row. Looks through the rows of the tree: for a key press, not for every frame.
    pub fn position_of_row(&self, row: RowIndex) -> Option<usize> {
        let at = position(&self.tree.order, row)?;
        if self.tree.levels == 0 {
            return Some(at);
        }
        let group = self.tree.group_of_position(at as u32)?;
        let place = self.groups.binary_search(&group).ok()?;
        let below = at as u32 - self.tree.groups[group as usize].rows.start + 1;
        let line = self.starts[place] + below;
        // A closed group has no lines for its rows.
        (line < self.end_of(place)).then_some(line as usize)
    }

    /// The line of the group around what line `at` shows.
    pub fn line_around(&self, at: usize) -> Option<usize> {
        let place = self.place_at(u32::try_from(at).ok()?)?;
        let group = match self.get(at)? {
            VisibleRow::Resource(_) => self.groups[place],
            VisibleRow::Group(index) => self.tree.groups.get(index as usize)?.parent?,
        };
        self.position_of_group(group)
    }

    /// Bytes on the heap, the tree's aside.
    pub fn heap_bytes(&self) -> usize {
        (self.groups.capacity() + self.starts.capacity()) * size_of::<u32>()
    }

    /// Which of the visible groups line `at` belongs to; `None` in a tree without groups.
    fn place_at(&self, at: u32) -> Option<usize> {
        self.starts
            .partition_point(|&start| start <= at)
            .checked_sub(1)
    }

    /// The line after the last one that belongs to a visible group itself.
    fn end_of(&self, place: usize) -> u32 {
        *self.starts.get(place + 1).unwrap_or(&self.len)
    }
}

/// Looks at some hundred rows at a time, which a processor does at once.
fn position(rows: &[RowIndex], wanted: RowIndex) -> Option<usize> {
    const TOGETHER: usize = 512;
    let has = |rows: &[RowIndex]| {
        // All of them, found or not: stopping early is what takes time.
        let found: u32 = rows.iter().map(|&row| u32::from(row == wanted)).sum();
        found > 0
    };
    let at = rows.chunks(TOGETHER).position(has)? * TOGETHER;
    let within = rows[at..].iter().position(|&row| row == wanted);
    within.map(|within| at + within)
}
