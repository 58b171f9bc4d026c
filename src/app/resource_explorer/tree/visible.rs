//! The flat list of what is visible: groups and rows, spliced when a group opens or closes.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

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
}

/// Ids of groups are hashes of their paths: hashing them again would only take time, which a hundred
/// thousand groups have little of between two frames.
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
        let default = self.all.unwrap_or(if depth + 1 < levels {
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

/// Lines are groups (high bit set) or rows.
const GROUP_BIT: u32 = 1 << 31;

/// What is visible, top to bottom.
#[derive(Clone, Debug, Default)]
pub struct VisibleRows {
    lines: Vec<u32>,
}

impl VisibleRows {
    /// Every visible line of a tree.
    pub fn of(tree: &Tree, open: &OpenGroups) -> Self {
        let mut lines = Vec::new();
        push_groups(tree, open, 0..tree.groups.len() as u32, &mut lines);
        if tree.levels == 0 {
            lines.extend(tree.order.iter().map(|row| row.0));
        }
        Self { lines }
    }

    /// How many lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether nothing is visible.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line at `at`.
    pub fn get(&self, at: usize) -> Option<VisibleRow> {
        self.lines.get(at).map(|&line| match line & GROUP_BIT {
            0 => VisibleRow::Resource(RowIndex(line)),
            _ => VisibleRow::Group(line & !GROUP_BIT),
        })
    }

    /// The line that shows a group.
    pub fn position_of_group(&self, group: u32) -> Option<usize> {
        self.position(group | GROUP_BIT)
    }

    /// The line that shows a row.
    pub fn position_of_row(&self, row: RowIndex) -> Option<usize> {
        self.position(row.0)
    }

    /// Looks at some hundred lines at a time, which a processor does at once.
    fn position(&self, wanted: u32) -> Option<usize> {
        const TOGETHER: usize = 512;
        let has = |lines: &[u32]| {
            // All of them, found or not: stopping early is what takes time.
            let found: u32 = lines.iter().map(|&line| u32::from(line == wanted)).sum();
            found > 0
        };
        let at = self.lines.chunks(TOGETHER).position(has)? * TOGETHER;
        let within = self.lines[at..].iter().position(|&line| line == wanted);
        within.map(|within| at + within)
    }

    /// The line of the group around what line `at` shows.
    pub fn line_around(&self, tree: &Tree, at: usize) -> Option<usize> {
        let depth = match self.get(at)? {
            VisibleRow::Resource(_) => tree.levels,
            VisibleRow::Group(index) => tree.groups.get(index as usize)?.depth,
        };
        if depth == 0 {
            return None;
        }
        let is_around = |&line: &u32| {
            line & GROUP_BIT != 0
                && tree
                    .groups
                    .get((line & !GROUP_BIT) as usize)
                    .is_some_and(|group| group.depth < depth)
        };
        self.lines[..at].iter().rposition(is_around)
    }

    /// Shows what is below the group at line `at`, which must be collapsed.
    pub fn expand(&mut self, tree: &Tree, open: &OpenGroups, at: usize) {
        let Some(VisibleRow::Group(index)) = self.get(at) else {
            return;
        };
        let group = &tree.groups[index as usize];
        let mut below = Vec::new();
        if tree.is_innermost(group) {
            push_rows(tree, index, &mut below);
        } else {
            push_groups(tree, open, index + 1..group.end, &mut below);
        }
        self.lines.splice(at + 1..at + 1, below);
    }

    /// Hides what is below the group at line `at`.
    pub fn collapse(&mut self, tree: &Tree, at: usize) {
        let Some(VisibleRow::Group(index)) = self.get(at) else {
            return;
        };
        let depth = tree.groups[index as usize].depth;
        let below = self.lines[at + 1..]
            .iter()
            .position(|&line| {
                line & GROUP_BIT != 0 && tree.groups[(line & !GROUP_BIT) as usize].depth <= depth
            })
            .unwrap_or(self.lines.len() - at - 1);
        self.lines.drain(at + 1..at + 1 + below);
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.lines.capacity() * size_of::<u32>()
    }
}

fn push_groups(tree: &Tree, open: &OpenGroups, range: std::ops::Range<u32>, lines: &mut Vec<u32>) {
    let mut index = range.start;
    while index < range.end {
        let group = &tree.groups[index as usize];
        lines.push(index | GROUP_BIT);
        match open.state(group.id, group.depth, tree.levels) {
            Open::Collapsed => index = group.end,
            Open::Expanded => {
                if tree.is_innermost(group) {
                    push_rows(tree, index, lines);
                }
                index += 1;
            }
        }
    }
}

fn push_rows(tree: &Tree, group: u32, lines: &mut Vec<u32>) {
    let rows = &tree.groups[group as usize].rows;
    lines.extend(
        tree.order[rows.start as usize..rows.end as usize]
            .iter()
            .map(|row| row.0),
    );
}
