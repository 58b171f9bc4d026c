//! What a screen reader is told of a list and its lines. Costs nothing while none listens.

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

use egui::accesskit::{Action, Node, Role, Toggled};
use egui::{Id, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo};

use super::{ListKind, ListShape};
use crate::app::list_cursor::{Check, Fold, ListCursor, ListLines};
use crate::text::sanitize;

impl ListKind {
    fn list_role(self) -> Role {
        match self {
            Self::Tree => Role::Tree,
            Self::Options => Role::ListBox,
            Self::Checks | Self::Plain => Role::List,
            Self::Grid => Role::Grid,
        }
    }

    fn line_role(self) -> Role {
        match self {
            Self::Tree => Role::TreeItem,
            Self::Options => Role::ListBoxOption,
            Self::Checks => Role::CheckBox,
            Self::Plain => Role::ListItem,
            Self::Grid => Role::Row,
        }
    }
}

/// What a screen reader is told of a list in one frame.
pub(super) struct Speech {
    list: Id,
    lines_id: Id,
    kind: ListKind,
    label: String,
    /// Whether one listens.
    listens: bool,
    /// The line around the line that was drawn last, and its node.
    parent: Option<(usize, Id)>,
}

impl Speech {
    pub(super) fn new(ui: &Ui, shape: &ListShape<'_>, list: Id) -> Self {
        // The root has a node whenever anybody listens.
        let listens = ui.ctx().has_accesskit_node(egui::accesskit_root_id());
        Self {
            list,
            lines_id: shape.lines_id,
            kind: shape.kind,
            label: shape.label.to_owned(),
            listens,
            parent: None,
        }
    }

    /// Where the nodes of line `at` go: below the node of the line around it. `None` for the list itself.
    pub(super) fn parent_ui<L>(&mut self, ui: &mut Ui, lines: &L, at: usize) -> Option<Ui>
    where
        L: ListLines,
        L::Key: Hash + Debug,
    {
        if !self.listens || self.kind != ListKind::Tree {
            return None;
        }
        let around = lines.parent(at)?;
        let node = match self.parent {
            Some((line, node)) if line == around => node,
            _ => self.node_of(ui, lines, around)?,
        };
        self.parent = Some((around, node));
        let builder = UiBuilder::new().accessibility_parent(node);
        Some(ui.new_child(builder))
    }

    /// The node of a line, which is made if it is not drawn itself.
    fn node_of<L>(&mut self, ui: &mut Ui, lines: &L, at: usize) -> Option<Id>
    where
        L: ListLines,
        L::Key: Hash + Debug,
    {
        let id = self.lines_id.with(lines.key_at(at)?);
        if !ui.ctx().has_accesskit_node(id) {
            let mut inside = self.parent_ui(ui, lines, at);
            let ui = inside.as_mut().unwrap_or(ui);
            // Out of the view, where no pointer reaches it.
            let response = ui.interact(Rect::NOTHING, id, Sense::hover());
            self.say(&response, lines, at);
        }
        Some(id)
    }

    /// Tells of line `at`.
    pub(super) fn say<L: ListLines>(&self, response: &Response, lines: &L, at: usize) {
        let kind = self.kind;
        response.widget_info(|| {
            let name = lines.name(at);
            WidgetInfo::labeled(
                kind.line_role(),
                lines.is_enabled(at),
                sanitize::excerpt(&name),
            )
        });
        if !self.listens {
            return;
        }
        let description = lines.description(at);
        let (fold, place, check) = (lines.fold(at), lines.place(at), lines.check(at));
        let is_selected = lines.is_selected(at);
        // Lines below a line count in its node; a line's own place counts in the node around it.
        let below = (fold == Fold::Open && at + 1 < lines.len()).then(|| lines.place(at + 1));
        response.ctx.accesskit_node_builder(response.id, |node| {
            if !description.is_empty() {
                node.set_description(&*sanitize::excerpt(&description));
            }
            node.set_position_in_set(place.position);
            if kind == ListKind::Tree {
                node.set_level(place.level);
                say_fold(node, fold);
                if let Some(below) = below.filter(|below| below.level > place.level) {
                    node.set_size_of_set(below.size);
                }
            }
            if matches!(kind, ListKind::Tree | ListKind::Options) {
                node.set_selected(is_selected);
            }
            match check {
                Some(Check::On) => node.set_toggled(Toggled::True),
                Some(Check::Off) => node.set_toggled(Toggled::False),
                Some(Check::Partly) => node.set_toggled(Toggled::Mixed),
                None => {}
            }
        });
    }

    /// Whether a screen reader asks to open or close line `at`.
    pub(super) fn asks_to_fold<L: ListLines>(
        &self,
        response: &Response,
        lines: &L,
        at: usize,
    ) -> bool {
        let action = match lines.fold(at) {
            Fold::Leaf => return false,
            Fold::Open => Action::Collapse,
            Fold::Closed => Action::Expand,
        };
        let asked =
            |input: &egui::InputState| input.has_accesskit_action_request(response.id, action);
        self.listens && response.ctx.input(asked)
    }

    /// Tells of the list: its role, and the line under the cursor or, before it has one, the first in the view.
    pub(super) fn finish<L>(
        mut self,
        ui: &mut Ui,
        lines: &L,
        cursor: &ListCursor<L::Key>,
        visible: Range<usize>,
        part: Option<Id>,
    ) where
        L: ListLines,
        L::Key: Hash + Debug,
    {
        if !self.listens {
            return;
        }
        let line = match cursor.key() {
            Some(_) => cursor.line_if_unmoved(lines),
            None => (!visible.is_empty()).then_some(visible.start),
        };
        let mut inside = ui.new_child(UiBuilder::new().accessibility_parent(self.list));
        let active = line.and_then(|line| self.node_of(&mut inside, lines, line));
        let outermost = (!lines.is_empty()).then(|| lines.place(0).size);
        let Self {
            list, kind, label, ..
        } = self;
        ui.ctx().accesskit_node_builder(list, |node| {
            node.set_role(kind.list_role());
            node.set_label(label);
            if matches!(kind, ListKind::Tree | ListKind::Options) {
                node.set_multiselectable();
            }
            if let Some(size) = outermost {
                node.set_size_of_set(size);
            }
            if let Some(active) = part.or(active) {
                node.set_active_descendant(active.accesskit_id());
            }
        });
    }
}

fn say_fold(node: &mut Node, fold: Fold) {
    match fold {
        Fold::Leaf => {}
        Fold::Open => {
            node.set_expanded(true);
            node.add_action(Action::Collapse);
        }
        Fold::Closed => {
            node.set_expanded(false);
            node.add_action(Action::Expand);
        }
    }
}
