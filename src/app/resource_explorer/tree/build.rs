//! Building a tree: group, order, count.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use compact_str::CompactString;

use super::{Group, GroupBy, GroupKey, NodeId, RowIndex, Rows, Tree};
use crate::app::resource_explorer::filter::Filter;
use crate::app::resource_explorer::ledger::LedgerEntry;
use crate::app::resource_explorer::state::{AccountId, QueryKey, ResourceEntry, TypeId};

/// Everything a tree is built from. Cheap to clone: it goes to another thread.
#[derive(Clone, Default)]
pub struct TreeInput {
    /// The rows.
    pub rows: Rows,
    /// Levels, outermost first; each at most once.
    pub group_by: Vec<GroupBy>,
    /// Which rows to show; `None` for all.
    pub filter: Option<Arc<Filter>>,
    /// Whether rows that AWS manages are left out, and only counted.
    pub hide_managed: bool,
    /// Query keys that did not end well: they get a group even when they have no rows.
    pub troubled: Vec<LedgerEntry>,
    /// Names of accounts, for their order.
    pub account_names: Arc<HashMap<AccountId, String>>,
    /// What types are called, for their order; without it they stand by service, then kind.
    pub type_label: Option<fn(TypeId) -> CompactString>,
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
    let (mut leaves, hidden) = collect_leaves(input);
    leaves.sort_by_cached_key(|(path, _)| path.map(|level| level.map(|key| sort_text(key, input))));

    let mut tree = Tree {
        levels: input.group_by.len() as u8,
        hidden,
        ..Default::default()
    };
    let mut open: Vec<u32> = Vec::new();
    let mut previous: Path = [None; 3];
    for (path, mut leaf) in leaves {
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

/// The innermost groups in no order, found by path.
#[derive(Default)]
struct Leaves {
    places: HashMap<Path, usize>,
    leaves: Vec<(Path, Leaf)>,
}

impl Leaves {
    fn place(&mut self, path: Path) -> usize {
        *self.places.entry(path).or_insert_with(|| {
            self.leaves.push((path, Leaf::default()));
            self.leaves.len() - 1
        })
    }
}

/// The innermost groups, and how many rows were left out because AWS manages them.
fn collect_leaves(input: &TreeInput) -> (Vec<(Path, Leaf)>, u32) {
    let mut found = Leaves::default();
    let mut hidden = 0;
    // Rows of a page share their group: it is looked up once per run, not once per row.
    let mut current: Option<(QueryKey, usize)> = None;
    for (index, entry) in input.rows.iter() {
        if input
            .filter
            .as_ref()
            .is_some_and(|filter| !filter.matches(entry))
        {
            continue;
        }
        if input.hide_managed && entry.managed {
            hidden += 1;
            continue;
        }
        let key = entry.key();
        let place = match current {
            Some((same, place)) if same == key => place,
            _ => found.place(path_of(&key, &input.group_by)),
        };
        current = Some((key, place));
        found.leaves[place].1.rows.push(index);
    }
    for entry in &input.troubled {
        let path = path_of(&entry.key, &input.group_by);
        let filtered_out = input.filter.is_some() && !found.places.contains_key(&path);
        // A sweep stands for types that nobody named: only its failure makes a group of its own.
        let unnamed = entry.key.resource_type.is_of_many() && !entry.is_failure();
        if filtered_out || unnamed {
            continue;
        }
        let place = found.place(path);
        let leaf = &mut found.leaves[place].1;
        leaf.incomplete += 1;
        leaf.failed += u32::from(entry.is_failure());
    }
    found
        .leaves
        .retain(|(_, leaf)| !leaf.rows.is_empty() || leaf.failed > 0);
    (found.leaves, hidden)
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

/// Groups sort by what they are called, without case; accounts of one name by number.
fn sort_text(key: GroupKey, input: &TreeInput) -> String {
    match key {
        GroupKey::Account(account) => {
            let name = input
                .account_names
                .get(&account)
                .map(|name| name.to_lowercase())
                .unwrap_or_default();
            format!("{name}\0{account}")
        }
        GroupKey::Region(region) => region.as_str().to_owned(),
        GroupKey::Type(ty) => match input.type_label {
            Some(label) => format!("{}\0{ty}", label(ty).to_lowercase()),
            None => format!("{}\0{}", ty.service(), ty.kind()).to_lowercase(),
        },
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

/// A row with what decides its place nearly always: the first sixteen folded bytes of its name.
struct Keyed<'a> {
    prefix: u128,
    entry: &'a ResourceEntry,
    index: RowIndex,
}

/// By name without case, then by id, so that equal names keep one order.
fn sort_by_name(indices: &mut [RowIndex], rows: &Rows) {
    let mut keyed: Vec<Keyed<'_>> = indices
        .iter()
        .filter_map(|&index| {
            let entry = rows.get(index)?;
            Some(Keyed {
                prefix: folded_prefix(entry.display_name()),
                entry,
                index,
            })
        })
        .collect();
    keyed.sort_unstable_by(|a, b| {
        a.prefix
            .cmp(&b.prefix)
            .then_with(|| compare_names(a.entry, b.entry))
    });
    for (slot, keyed) in indices.iter_mut().zip(keyed) {
        *slot = keyed.index;
    }
}

fn compare_names(left: &ResourceEntry, right: &ResourceEntry) -> Ordering {
    let (a, b) = (left.display_name(), right.display_name());
    let by_name = if a.is_ascii() && b.is_ascii() {
        let folded = |byte: u8| byte.to_ascii_lowercase();
        a.bytes().map(folded).cmp(b.bytes().map(folded))
    } else {
        a.chars()
            .flat_map(char::to_lowercase)
            .cmp(b.chars().flat_map(char::to_lowercase))
    };
    by_name.then_with(|| left.id.cmp(&right.id))
}

/// The first sixteen bytes of the folded name, so that integers compare as the texts do.
fn folded_prefix(name: &str) -> u128 {
    let mut bytes = [0u8; 16];
    let mut filled = 0;
    for c in name.chars().flat_map(char::to_lowercase) {
        let mut utf8 = [0u8; 4];
        let encoded = c.encode_utf8(&mut utf8).as_bytes();
        let taken = encoded.len().min(bytes.len() - filled);
        bytes[filled..filled + taken].copy_from_slice(&encoded[..taken]);
        filled += taken;
        if filled == bytes.len() {
            break;
        }
    }
    u128::from_be_bytes(bytes)
}
