//! Building a tree: group, order, count.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::{Group, GroupBy, GroupKey, NodeId, RowIndex, Rows, Tree};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::ledger::LedgerEntry;
use crate::app::resource_explorer::state::{AccountId, QueryKey, ResourceEntry};

/// Everything a tree is built from. Cheap to clone: it goes to another thread.
#[derive(Clone, Default)]
pub struct TreeInput {
    /// The rows.
    pub rows: Rows,
    /// Levels, outermost first; each at most once.
    pub group_by: Vec<GroupBy>,
    /// Which rows to show; `None` for all.
    pub filter: Option<Arc<Filter>>,
    /// Query keys that did not end well: they get a group even when they have no rows.
    pub troubled: Vec<LedgerEntry>,
    /// Names of accounts, for their order.
    pub account_names: Arc<HashMap<AccountId, String>>,
}

/// The groups of one row or query key, outermost first.
type Path = [Option<GroupKey>; 3];

/// Rows and troubles of one innermost group.
#[derive(Default)]
struct Leaf {
    rows: Vec<RowIndex>,
    incomplete: u32,
    failed: u32,
}

/// Groups, sorts by name without case, and counts. Linear in the rows but for the sort.
pub fn build_tree(input: &TreeInput) -> Tree {
    crate::perf_checkpoint!(
        "tree.build_tree.start",
        &format!("resources: {}", input.rows.len())
    );
    let mut leaves = collect_leaves(input);
    let mut paths: Vec<Path> = leaves.keys().copied().collect();
    let names = &input.account_names;
    paths.sort_by_cached_key(|path| path.map(|level| level.map(|key| sort_text(key, names))));

    let mut tree = Tree {
        levels: input.group_by.len() as u8,
        ..Default::default()
    };
    let mut open: Vec<u32> = Vec::new();
    let mut previous: Path = [None; 3];
    for path in paths {
        let Some(mut leaf) = leaves.remove(&path) else {
            continue;
        };
        let common = path
            .iter()
            .zip(&previous)
            .take_while(|(new, old)| new.is_some() && new == old)
            .count();
        close_groups(&mut tree, &mut open, common);
        open_groups(&mut tree, &mut open, &path);
        sort_by_name(&mut leaf.rows, &input.rows);
        tree.order.append(&mut leaf.rows);
        for &group in &open {
            tree.groups[group as usize].incomplete += leaf.incomplete;
            tree.groups[group as usize].failed += leaf.failed;
        }
        previous = path;
    }
    close_groups(&mut tree, &mut open, 0);
    crate::perf_checkpoint!(
        "tree.rebuild_complete",
        &format!("{} resources", tree.order.len())
    );
    tree
}

fn collect_leaves(input: &TreeInput) -> HashMap<Path, Leaf> {
    let mut leaves: HashMap<Path, Leaf> = HashMap::new();
    // Rows of a page mostly share their group: look up once per run, not once per row.
    let mut current: Option<(QueryKey, Path)> = None;
    for (index, entry) in input.rows.iter() {
        if input
            .filter
            .as_ref()
            .is_some_and(|filter| !filter.matches(entry))
        {
            continue;
        }
        let key = entry.key();
        let path = match current {
            Some((same, path)) if same == key => path,
            _ => path_of(&key, &input.group_by),
        };
        current = Some((key, path));
        leaves.entry(path).or_default().rows.push(index);
    }
    for entry in &input.troubled {
        let path = path_of(&entry.key, &input.group_by);
        let filtered_out = input.filter.is_some() && !leaves.contains_key(&path);
        // A sweep stands for types that nobody named: only its failure makes a group of its own.
        let unnamed = entry.key.resource_type.is_tagged_sweep() && !entry.is_failure();
        if filtered_out || unnamed {
            continue;
        }
        let leaf = leaves.entry(path).or_default();
        leaf.incomplete += 1;
        leaf.failed += u32::from(entry.is_failure());
    }
    leaves.retain(|_, leaf| !leaf.rows.is_empty() || leaf.failed > 0);
    leaves
}

fn path_of(key: &QueryKey, group_by: &[GroupBy]) -> Path {
    let mut path = [None; 3];
    for (level, by) in path.iter_mut().zip(group_by) {
        *level = Some(match by {
            GroupBy::Account => GroupKey::Account(key.account),
            GroupBy::Region => GroupKey::Region(key.region),
            GroupBy::Type => GroupKey::Type(key.resource_type),
        });
    }
    path
}

/// Groups sort by what they are called: accounts by name then number, types by kind within service.
fn sort_text(key: GroupKey, names: &HashMap<AccountId, String>) -> String {
    match key {
        GroupKey::Account(account) => {
            let name = names
                .get(&account)
                .map(|name| name.to_lowercase())
                .unwrap_or_default();
            format!("{name}\0{account}")
        }
        GroupKey::Region(region) => region.as_str().to_owned(),
        GroupKey::Type(ty) => format!(
            "{}\0{}",
            ty.service().to_lowercase(),
            ty.kind().to_lowercase()
        ),
    }
}

fn open_groups(tree: &mut Tree, open: &mut Vec<u32>, path: &Path) {
    for key in path.iter().skip(open.len()).flatten() {
        let parent = open.last().copied();
        let above = parent.map_or(NodeId::ROOT, |index| tree.groups[index as usize].id);
        let start = tree.order.len() as u32;
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

fn close_groups(tree: &mut Tree, open: &mut Vec<u32>, keep: usize) {
    while open.len() > keep {
        let Some(index) = open.pop() else { break };
        let (rows_end, groups_end) = (tree.order.len() as u32, tree.groups.len() as u32);
        let group = &mut tree.groups[index as usize];
        group.rows.end = rows_end;
        group.end = groups_end;
    }
}

/// By name without case, then by id, so that equal names keep one order.
fn sort_by_name(indices: &mut [RowIndex], rows: &Rows) {
    // The first eight folded characters decide nearly always; the rest is compared only on a tie.
    let mut keyed: Vec<(u64, RowIndex)> = indices
        .iter()
        .map(|&index| {
            (
                rows.get(index)
                    .map_or(0, |entry| folded_prefix(entry.display_name())),
                index,
            )
        })
        .collect();
    keyed.sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| match (rows.get(a.1), rows.get(b.1)) {
                (Some(left), Some(right)) => compare_names(left, right),
                _ => a.1.cmp(&b.1),
            })
    });
    for (slot, (_, index)) in indices.iter_mut().zip(keyed) {
        *slot = index;
    }
}

fn compare_names(left: &ResourceEntry, right: &ResourceEntry) -> Ordering {
    let (a, b) = (left.display_name(), right.display_name());
    let by_name = if a.is_ascii() && b.is_ascii() {
        a.bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
    } else {
        a.chars()
            .flat_map(char::to_lowercase)
            .cmp(b.chars().flat_map(char::to_lowercase))
    };
    by_name.then_with(|| left.id.cmp(&right.id))
}

/// The first eight bytes of the folded name, so that integers compare as the texts do.
fn folded_prefix(name: &str) -> u64 {
    let mut bytes = [0u8; 8];
    if name.is_ascii() {
        for (slot, byte) in bytes.iter_mut().zip(name.bytes()) {
            *slot = byte.to_ascii_lowercase();
        }
    } else {
        let folded: String = name.chars().take(8).flat_map(char::to_lowercase).collect();
        for (slot, byte) in bytes.iter_mut().zip(folded.bytes()) {
            *slot = byte;
        }
    }
    u64::from_be_bytes(bytes)
}
