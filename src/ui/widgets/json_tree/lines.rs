//! The visible lines of an outline, as they are walked by keys and read out.

use std::borrow::Cow;

use crate::app::json_tree::{Body, JsonTree, Node, OpenPaths};
use crate::app::list_cursor::{Fold, ListLines, SetPlace};
use crate::catalog::types::label_of;
use crate::ui::widgets::icons::Icon;

/// The visible lines of an outline.
pub(super) struct OutlineLines<'a> {
    pub tree: &'a JsonTree,
    pub open: &'a OpenPaths,
    pub visible: &'a [u32],
    pub is_searching: bool,
}

impl<'a> OutlineLines<'a> {
    /// The node on line `at`, and its index.
    pub(super) fn node(&self, at: usize) -> Option<(u32, &'a Node)> {
        let index = *self.visible.get(at)?;
        Some((index, self.tree.get(index)?))
    }

    /// What is drawn before a node that opens.
    pub(super) fn icon(&self, node: &Node) -> Option<Icon> {
        match self.fold_of(node) {
            Fold::Leaf => None,
            Fold::Open => Some(Icon::ChevronDown),
            Fold::Closed => Some(Icon::ChevronRight),
        }
    }

    /// Whether a node has a value of its own to copy.
    pub(super) fn has_value(&self, node: &Node) -> bool {
        matches!(node.body, Body::EmbeddedJson(_)) || !node.body.opens()
    }

    fn fold_of(&self, node: &Node) -> Fold {
        if !node.body.opens() {
            Fold::Leaf
        } else if self.is_searching || self.open.is_open(node) {
            // While searching everything found is open.
            Fold::Open
        } else {
            Fold::Closed
        }
    }
}

impl ListLines for OutlineLines<'_> {
    type Key = u32;

    fn len(&self) -> usize {
        self.visible.len()
    }

    fn key_at(&self, at: usize) -> Option<u32> {
        self.visible.get(at).copied()
    }

    fn line_of(&self, index: u32) -> Option<usize> {
        self.visible.binary_search(&index).ok()
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        match self.node(at) {
            Some((_, node)) if node.name.is_empty() => node.body.text(),
            Some((_, node)) => node.name.as_str().into(),
            None => Cow::default(),
        }
    }

    fn description(&self, at: usize) -> String {
        let Some((_, node)) = self.node(at) else {
            return String::new();
        };
        let text = node.body.text();
        match (node.name.is_empty(), &node.link) {
            (true, _) => String::new(),
            (false, None) => text.into_owned(),
            (false, Some(link)) => format!("{text} → {}", label_of(link.ty)),
        }
    }

    fn fold(&self, at: usize) -> Fold {
        self.node(at)
            .map_or(Fold::Leaf, |(_, node)| self.fold_of(node))
    }

    fn parent(&self, at: usize) -> Option<usize> {
        let (index, _) = self.node(at)?;
        self.line_of(self.tree.parent(index)?)
    }

    fn place(&self, at: usize) -> SetPlace {
        let Some((index, node)) = self.node(at) else {
            return SetPlace {
                level: 0,
                position: at,
                size: self.len(),
            };
        };
        let (position, size) = self.tree.place_among_siblings(index);
        SetPlace {
            level: usize::from(node.depth),
            position,
            size,
        }
    }
}
