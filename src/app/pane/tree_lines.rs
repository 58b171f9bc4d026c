//! The lines of a pane's tree, as the cursor and a screen reader need them. Knows nothing of egui.

use std::borrow::Cow;
use std::time::SystemTime;

use super::Pane;
use super::group_figures::{PaneGroupFigures, figure_parts};
use crate::app::labels::{tag_group_name, unit_group_name, value_group_name};
use crate::app::list_cursor::{Fold, ListLines, SetPlace};
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::resource_explorer::tree::{
    Group, GroupKey, NodeId, Open, RowIndex, Tree, VisibleRow,
};
use crate::app::view::AppView;
use crate::catalog::types::label_of;
use crate::model::ResourceEntry;
use crate::text::numbers::{counted, grouped, plural};

/// A line by what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKey {
    /// A group.
    Group(NodeId),
    /// A resource; valid for one [`Pane::rows_epoch`].
    Row(RowIndex),
}

/// The lines of a pane's tree.
#[derive(Clone, Copy)]
pub struct TreeLines<'a> {
    /// The pane.
    pub pane: &'a Pane,
    /// What accounts are called.
    pub accounts: &'a [AccountInfo],
    /// What groups say of their rows.
    figures: &'a PaneGroupFigures,
    now: SystemTime,
}

impl<'a> TreeLines<'a> {
    /// The lines of a pane.
    pub(crate) fn new(pane: &'a Pane, view: &AppView<'a>, figures: &'a PaneGroupFigures) -> Self {
        Self {
            pane,
            accounts: &view.directory.accounts,
            figures,
            now: view.now,
        }
    }

    fn group(&self, at: usize) -> Option<(u32, &'a Group)> {
        match self.pane.visible.get(at)? {
            VisibleRow::Group(index) => {
                let group = self.pane.tree.groups.get(index as usize)?;
                Some((index, group))
            }
            VisibleRow::Resource(_) => None,
        }
    }

    fn entry(&self, at: usize) -> Option<&'a ResourceEntry> {
        match self.pane.visible.get(at)? {
            VisibleRow::Resource(row) => self.pane.rows.get(row),
            VisibleRow::Group(_) => None,
        }
    }

    /// `≥ 412 resources, 16 stopped, 3 query keys failed`.
    fn group_text(&self, group: &Group) -> String {
        let mut parts: Vec<String> = resources_text(self.pane, group).into_iter().collect();
        if let Some(figure) = self.figures.of(self.pane, group) {
            let said = figure_parts(figure, self.pane.may_lack_rows(group), self.now);
            parts.extend(said.into_iter().map(|part| part.text.into()));
        }
        if group.failed > 0 {
            parts.push(failed_text(group.failed));
        }
        parts.join(", ")
    }

    fn group_name(&self, key: &GroupKey) -> Cow<'a, str> {
        match key {
            GroupKey::Account(id) => {
                let mut known = self.accounts.iter();
                match known.find(|info| info.id == *id) {
                    Some(info) if !info.name.is_empty() => info.name.as_str().into(),
                    _ => id.grouped().into(),
                }
            }
            GroupKey::Region(region) => region.as_str().into(),
            GroupKey::Type(ty) => String::from(label_of(*ty)).into(),
            GroupKey::Service(service) => (*service).into(),
            GroupKey::Unit(unit) => unit_group_name(unit).to_owned().into(),
            GroupKey::Value(group) => value_group_name(group).into(),
            GroupKey::Tag(tag) => tag_group_name(tag).into(),
        }
    }
}

impl ListLines for TreeLines<'_> {
    type Key = RowKey;

    fn len(&self) -> usize {
        self.pane.visible.len()
    }

    fn key_at(&self, at: usize) -> Option<RowKey> {
        match self.pane.visible.get(at)? {
            VisibleRow::Group(index) => {
                let group = self.pane.tree.groups.get(index as usize)?;
                Some(RowKey::Group(group.id))
            }
            VisibleRow::Resource(row) => Some(RowKey::Row(row)),
        }
    }

    fn line_of(&self, key: RowKey) -> Option<usize> {
        match key {
            RowKey::Row(row) => self.pane.visible.position_of_row(row),
            RowKey::Group(id) => {
                let mut groups = self.pane.tree.groups.iter();
                let index = groups.position(|group| group.id == id)?;
                self.pane.visible.position_of_group(index as u32)
            }
        }
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        match (self.group(at), self.entry(at)) {
            (Some((_, group)), _) => self.group_name(&group.key),
            (_, Some(entry)) => self.pane.complete(entry).display_name().to_owned().into(),
            _ => Cow::default(),
        }
    }

    fn description(&self, at: usize) -> String {
        match (self.group(at), self.entry(at)) {
            (Some((_, group)), _) => self.group_text(group),
            (_, Some(entry)) => row_text(&self.pane.complete(entry)),
            _ => String::new(),
        }
    }

    fn fold(&self, at: usize) -> Fold {
        let Some((_, group)) = self.group(at) else {
            return Fold::Leaf;
        };
        let levels = self.pane.tree.levels;
        match self.pane.open.state(group.id, group.depth, levels) {
            Open::Expanded => Fold::Open,
            Open::Collapsed => Fold::Closed,
        }
    }

    fn parent(&self, at: usize) -> Option<usize> {
        self.pane.visible.line_around(at)
    }

    fn place(&self, at: usize) -> SetPlace {
        let tree = &self.pane.tree;
        if let Some((index, group)) = self.group(at) {
            return group_place(tree, index, group);
        }
        let around = self.parent(at);
        let group = around.and_then(|line| Some((line, self.group(line)?.1)));
        let (position, size) = match group {
            Some((line, group)) => (at - line - 1, group.count() as usize),
            None => (at, tree.row_count()),
        };
        SetPlace {
            level: usize::from(tree.levels),
            position,
            size,
        }
    }

    fn is_selected(&self, at: usize) -> bool {
        match self.pane.visible.get(at) {
            Some(VisibleRow::Resource(row)) => self.pane.is_selected(row),
            _ => false,
        }
    }
}

/// Where a group stands among those with the same parent.
fn group_place(tree: &Tree, index: u32, group: &Group) -> SetPlace {
    let (first, end) = match group.parent {
        Some(parent) => (parent + 1, tree.groups[parent as usize].end),
        None => (0, tree.groups.len() as u32),
    };
    let (mut position, mut size, mut at) = (0, 0, first);
    while at < end {
        if at < index {
            position += 1;
        }
        size += 1;
        // Never backwards, whatever a tree says.
        at = tree.groups[at as usize].end.max(at + 1);
    }
    SetPlace {
        level: usize::from(group.depth),
        position,
        size,
    }
}

impl Pane {
    /// Whether there may be more rows of a group than it shows.
    pub(crate) fn may_lack_rows(&self, group: &Group) -> bool {
        self.tree.may_lack_rows(group) || self.lacks_lines() || self.tree.undecided > 0
    }
}

/// `412`, or `≥ 412` while or because there may be more; nothing where nothing could be listed.
pub fn group_count_text(pane: &Pane, group: &Group) -> String {
    let count = group.count() as usize;
    match (count, pane.may_lack_rows(group)) {
        (0, true) if group.failed > 0 => String::new(),
        (count, true) => format!("≥ {}", grouped(count)),
        (count, false) => grouped(count).into(),
    }
}

/// `1 resource`, `≥ 412 resources`; nothing where nothing could be listed.
pub fn resources_text(pane: &Pane, group: &Group) -> Option<String> {
    let count = group_count_text(pane, group);
    (!count.is_empty()).then(|| format!("{count} {}", plural(group.count(), "resource")))
}

/// `3 query keys failed`.
pub fn failed_text(failed: u32) -> String {
    format!("{} failed", counted(failed, "query key"))
}

/// Type, status and id of a resource.
fn row_text(entry: &ResourceEntry) -> String {
    let status = if entry.status.is_empty() {
        entry.status_class.words()
    } else {
        &entry.status
    };
    format!("{}, {status}, {}", label_of(entry.resource_type), entry.id)
}
