//! From the innermost groups to a tree: the groups around them, their ranges and counts.

use super::leaves::{Leaf, Leaves, Path};
use super::{Group, NodeId, Tree};
use crate::app::resource_explorer::search::RowSet;

/// Which rows are shown.
pub(super) struct Shown<'a> {
    /// What a filter found; `None` without one.
    pub found: Option<&'a RowSet>,
    /// Rows that AWS manages.
    pub managed: &'a RowSet,
    /// Whether those are left out.
    pub hide_managed: bool,
}

/// Puts the shown rows of all leaves one after the other, with the groups that hold them.
pub(super) fn assemble(leaves: &Leaves, levels: u8, shown: &Shown<'_>) -> Tree {
    let mut tree = Tree {
        levels,
        ..Tree::default()
    };
    let all = || leaves.in_order().map(|leaf| leaf.rows.len()).sum();
    tree.order
        .reserve_exact(shown.found.map_or_else(all, RowSet::count));
    let mut open: Vec<u32> = Vec::new();
    let mut previous: Path = [None; 3];
    for leaf in leaves.in_order() {
        let start = tree.order.len();
        append_shown(&mut tree, leaf, shown);
        let is_empty = tree.order.len() == start;
        // What did not end well is told where it matters: not under a filter that leaves nothing of it.
        if is_empty && (leaf.failed == 0 || shown.found.is_some()) {
            continue;
        }
        let common = leaf
            .path
            .iter()
            .zip(&previous)
            .take_while(|(new, old)| new.is_some() && new == old)
            .count();
        close_groups(&mut tree, &mut open, common, start);
        open_groups(&mut tree, &mut open, &leaf.path, start);
        for &group in &open {
            tree.groups[group as usize].incomplete += leaf.incomplete;
            tree.groups[group as usize].failed += leaf.failed;
        }
        previous = leaf.path;
    }
    let end = tree.order.len();
    close_groups(&mut tree, &mut open, 0, end);
    tree.order.shrink_to_fit();
    tree
}

fn append_shown(tree: &mut Tree, leaf: &Leaf, shown: &Shown<'_>) {
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
