//! From the innermost groups to a tree: the groups around them, their ranges and counts.

use super::leaves::{Leaf, Leaves};
use super::list_counts::{ListCount, ListCounts, ListsOfGroup};
use super::{Group, GroupKey, NodeId, Tree};
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
pub(super) fn assemble(
    leaves: &Leaves,
    levels: u8,
    shown: &ShownRows<'_>,
    lists: &ListCounts,
) -> Tree {
    let mut tree = Tree {
        levels,
        ..Tree::default()
    };
    let all = || leaves.in_order().map(|leaf| leaf.rows.len()).sum();
    tree.order
        .reserve_exact(shown.found.map_or_else(all, RowSet::count));
    let mut open: Vec<OpenGroup> = Vec::new();
    let mut previous: &[GroupKey] = &[];
    for leaf in leaves.in_order() {
        let start = tree.order.len();
        append_shown(&mut tree, leaf, shown);
        let is_empty = tree.order.len() == start;
        // A group without rows is shown for lists that failed, unless a filter is on.
        if is_empty && (!leaf.has_failed || shown.found.is_some()) {
            continue;
        }
        close_groups(
            &mut tree,
            &mut open,
            common_levels(&leaf.path, previous),
            start,
        );
        open_groups(&mut tree, &mut open, &leaf.path, start, lists);
        previous = &leaf.path;
        if leaf.path.iter().any(GroupKey::is_unknown) {
            tree.without_known_tags += (tree.order.len() - start) as u32;
        }
    }
    let end = tree.order.len();
    close_groups(&mut tree, &mut open, 0, end);
    tree.order.shrink_to_fit();
    tree
}

/// A group to which rows are being added.
struct OpenGroup {
    /// Its place in [`Tree::groups`].
    index: u32,
    id: NodeId,
    lists: ListsOfGroup,
}

/// How many levels two paths have in common, from the outermost on.
fn common_levels(one: &[GroupKey], other: &[GroupKey]) -> usize {
    let levels = one.iter().zip(other);
    levels.take_while(|(one, other)| one == other).count()
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

/// Opens the groups of a path that are not open, with rows from `start` on.
fn open_groups(
    tree: &mut Tree,
    open: &mut Vec<OpenGroup>,
    path: &[GroupKey],
    start: usize,
    lists: &ListCounts,
) {
    let start = start as u32;
    for key in path.iter().skip(open.len()) {
        let (parent, above, lists_above) = match open.last() {
            Some(group) => (Some(group.index), group.id, group.lists.clone()),
            None => (None, NodeId::ROOT, ListsOfGroup::default()),
        };
        let group = OpenGroup {
            index: tree.groups.len() as u32,
            id: above.child(key),
            lists: lists_above.within(key),
        };
        let ListCount { incomplete, failed } = lists.get(&group.lists);
        tree.groups.push(Group {
            id: group.id,
            key: key.clone(),
            depth: open.len() as u8,
            parent,
            rows: start..start,
            end: 0,
            incomplete,
            failed,
        });
        open.push(group);
    }
}

fn close_groups(tree: &mut Tree, open: &mut Vec<OpenGroup>, keep: usize, rows_end: usize) {
    while open.len() > keep {
        let Some(OpenGroup { index, .. }) = open.pop() else {
            break;
        };
        let groups_end = tree.groups.len() as u32;
        let group = &mut tree.groups[index as usize];
        group.rows.end = rows_end as u32;
        group.end = groups_end;
    }
}
