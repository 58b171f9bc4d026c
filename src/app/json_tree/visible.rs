//! Which lines of a JSON tree are shown: what is open, and what a search finds.

use std::collections::HashSet;

use super::{Body, JsonTree, Node};

/// Which lines are open. Headings are open unless they were closed; only what differs from that is kept.
#[derive(Clone, Debug, Default)]
pub struct OpenPaths {
    flipped: HashSet<u64>,
}

impl OpenPaths {
    /// Whether what is below `node` is shown.
    pub fn is_open(&self, node: &Node) -> bool {
        let is_heading = node.body == Body::Heading;
        node.body.opens() && is_heading != self.flipped.contains(&node.path)
    }

    /// Opens what is closed and closes what is open.
    pub fn toggle(&mut self, node: &Node) {
        if !self.flipped.remove(&node.path) {
            self.flipped.insert(node.path);
        }
    }
}

impl JsonTree {
    /// Visible lines: those whose every parent is open, or, during a search, those that match, their parents and
    /// what is below them.
    pub fn visible(&self, open: &OpenPaths, search: &str) -> Vec<u32> {
        let search = search.trim().to_lowercase();
        if search.is_empty() {
            self.visible_open(open)
        } else {
            self.visible_found(&search)
        }
    }

    fn visible_open(&self, open: &OpenPaths) -> Vec<u32> {
        let mut lines = Vec::new();
        let mut at = 0;
        while let Some(node) = self.get(at) {
            lines.push(at);
            at = if open.is_open(node) { at + 1 } else { node.end };
        }
        lines
    }

    /// Lines that say what is searched for, in order; none for an empty text.
    pub fn found(&self, search: &str) -> Vec<u32> {
        let search = search.trim().to_lowercase();
        let mut found = Vec::new();
        let mut from = 0;
        while !search.is_empty()
            && let Some(at) = self.folded.get(from..).and_then(|rest| rest.find(&search))
        {
            let after = self
                .starts
                .partition_point(|&start| start as usize <= from + at);
            found.push(after as u32 - 1);
            match self.starts.get(after) {
                Some(&next) => from = next as usize,
                None => break,
            }
        }
        found
    }

    fn visible_found(&self, folded: &str) -> Vec<u32> {
        let mut shown = vec![false; self.nodes.len()];
        // Below a line that was found everything is shown already.
        let mut filled = 0;
        for at in self.found(folded) {
            let at = at as usize;
            let node = &self.nodes[at];
            let end = node.end as usize;
            if filled < end {
                shown[at.max(filled)..end].fill(true);
                filled = end;
            }
            let mut up = node.parent;
            while let Some(parent) = up.filter(|&index| !shown[index as usize]) {
                shown[parent as usize] = true;
                up = self.nodes[parent as usize].parent;
            }
        }
        (0..self.nodes.len() as u32)
            .filter(|&at| shown[at as usize])
            .collect()
    }
}
