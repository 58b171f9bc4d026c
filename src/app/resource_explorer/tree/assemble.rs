//! From the innermost groups to a tree: the groups around them, their ranges and counts.

use super::leaves::{Leaf, Leaves, Path};
use super::{Group, NodeId, Tree};
use crate::app::resource_explorer::search::RowSet;

/// Which rows are shown.
pub(super) struct ShownRows<'a> {
    /// What a filter found; `None` without one.
    pub found: Option<&'a RowSet>,
    /// Rows that AWS manages.
    pub managed: &'a RowSet,
    /// Whether those are left out.
    pub hide_managed: bool,
}

/// Puts the shown rows of all leaves one after the other, with the groups that hold them.
pub(super) fn assemble(leaves: &Leaves, levels: u8, shown: &ShownRows<'_>) -> Tree {
    let mut tree = Tree {
        levels,
        ..Tree::default()
    };
    let all = || leaves.in_order().map(|leaf| leaf.rows.len()).sum();
    tree.order
        .reserve_exact(shown.found.map_or_else(all, RowSet::count));
    let mut open: Vec<u32> = Vec::new();
    let mut previous: Path = [None; 3];
    let mut left_out = Vec::new();
    for leaf in leaves.in_order() {
        let start = tree.order.len();
        append_shown(&mut tree, leaf, shown);
        let is_empty = tree.order.len() == start;
        // A group without rows is shown for lists that failed, unless a filter is on.
        if is_empty && (leaf.failed == 0 || shown.found.is_some()) {
            if leaf.incomplete > 0 {
                left_out.push(leaf);
            }
            continue;
        }
        for leaf in &left_out {
            let above = common_levels(&leaf.path, &previous);
            mark(&mut tree, &open[..above], leaf);
        }
        let common = common_levels(&leaf.path, &previous);
        close_groups(&mut tree, &mut open, common, start);
        open_groups(&mut tree, &mut open, &leaf.path, start);
        for left in left_out.drain(..) {
            let above = common_levels(&left.path, &leaf.path);
            mark(&mut tree, open.get(common..above).unwrap_or_default(), left);
        }
        mark(&mut tree, &open, leaf);
        previous = leaf.path;
    }
    for leaf in left_out {
        let above = common_levels(&leaf.path, &previous);
        mark(&mut tree, &open[..above], leaf);
    }
    let end = tree.order.len();
    close_groups(&mut tree, &mut open, 0, end);
    tree.order.shrink_to_fit();
    tree
}

/// How many levels two paths have in common, from the outermost on.
fn common_levels(one: &Path, other: &Path) -> usize {
    let levels = one.iter().zip(other);
    levels
        .take_while(|(one, other)| one.is_some() && one == other)
        .count()
}

/// Adds a leaf's incomplete and failed lists to the groups around it, also when the leaf itself is not shown.
fn mark(tree: &mut Tree, groups: &[u32], leaf: &Leaf) {
    for &group in groups {
        let group = &mut tree.groups[group as usize];
        group.incomplete += leaf.incomplete;
        group.failed += leaf.failed;
    }
}

fn append_shown(tree: &mut Tree, leaf: &Leaf, shown: &ShownRows<'_>) {
    if shown.found.is_none() && !shown.hide_managed {
        tree.order.extend_from_slice(&leaf.rows);
        return;
    }
    for &row in &leaf.rows {
        if shown.found.is_some_and(|found| !found.contains(row)) {
            continue;
        }
        if shown.hide_managed && shown.managed.contains(row) {
            tree.hidden += 1;
        } else {
            tree.order.push(row);
        }
    }
}

fn open_groups(tree: &mut Tree, open: &mut Vec<u32>, path: &Path, start: usize) {
    for key in path.iter().skip(open.len()).flatten() {
        let parent = open.last().copied();
        let above = parent.map_or(NodeId::ROOT, |index| tree.groups[index as usize].id);
        let start = start as u32;
        open.push(tree.groups.len() as u32);
        tree.groups.push(Group {
            id: above.child(*key),
            key: *key,
            depth: (open.len() - 1) as u8,
            parent,
            rows: start..start,
            end: 0,
            incomplete: 0,
            failed: 0,
        });
    }
}

fn close_groups(tree: &mut Tree, open: &mut Vec<u32>, keep: usize, rows_end: usize) {
    while open.len() > keep {
        let Some(index) = open.pop() else { break };
        let groups_end = tree.groups.len() as u32;
        let group = &mut tree.groups[index as usize];
        group.rows.end = rows_end as u32;
        group.end = groups_end;
    }
}
