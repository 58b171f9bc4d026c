//! A JSON document as a flat list of lines that open and close. Draws nothing: see `ui::widgets`.

mod embedded;
mod node;
mod visible;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use embedded::embedded_json;
pub use node::{Body, Link, Node};
pub use visible::OpenPaths;

/// Most lines that one tree holds; how many more there are is said in the last one.
const MAX_NODES: usize = 100_000;

/// The lines of a document, parents before children.
#[derive(Clone, Debug, Default)]
pub struct JsonTree {
    nodes: Vec<Node>,
    /// What every line says, in lower case and one after the other, so that a search goes through one text.
    folded: String,
    /// Where each line begins in it.
    starts: Vec<u32>,
}

/// Ends a name and a text in [`JsonTree::folded`]: no search text contains it.
const END: char = '\0';

impl JsonTree {
    /// The members of an object, or the elements of an array, at the outermost level.
    pub fn of(document: &Value) -> Self {
        let mut tree = Self::default();
        tree.push_members(document, None);
        tree
    }

    /// The line at `index`.
    pub fn get(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }

    /// The line that `index` belongs to.
    pub fn parent(&self, index: u32) -> Option<u32> {
        self.get(index)?.parent
    }

    /// The first line of this path.
    pub fn index_of_path(&self, path: u64) -> Option<u32> {
        let at = self.nodes.iter().position(|node| node.path == path)?;
        Some(at as u32)
    }

    /// How many lines of the same parent come before `index`, and how many there are with it.
    pub fn place_among_siblings(&self, index: u32) -> (usize, usize) {
        let parent = self.parent(index);
        let end = parent
            .and_then(|at| self.get(at))
            .map_or(self.nodes.len() as u32, |node| node.end);
        let (mut at, mut before, mut count) = (parent.map_or(0, |at| at + 1), 0, 0);
        while let Some(node) = self.get(at).filter(|_| at < end) {
            before += usize::from(at < index);
            count += 1;
            at = node.end;
        }
        (before, count)
    }

    /// How many lines, hidden ones included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Adds a heading at the outermost level and returns its place, for what goes below it.
    pub fn heading(&mut self, name: &str) -> u32 {
        self.push(None, name.into(), Body::Heading)
    }

    /// Adds a line below `parent`.
    pub fn push(&mut self, parent: Option<u32>, name: CompactString, body: Body) -> u32 {
        let (depth, above) = match parent.and_then(|at| self.get(at)) {
            Some(node) => (node.depth + 1, node.path),
            None => (0, 0),
        };
        let mut hasher = DefaultHasher::new();
        (above, name.as_str()).hash(&mut hasher);
        let at = self.nodes.len() as u32;
        self.fold(&name, &body);
        self.nodes.push(Node {
            depth,
            name,
            body,
            link: None,
            path: hasher.finish(),
            parent,
            end: at + 1,
        });
        let mut up = parent;
        while let Some(node) = up.and_then(|index| self.nodes.get_mut(index as usize)) {
            node.end = at + 1;
            up = node.parent;
        }
        at
    }

    fn fold(&mut self, name: &str, body: &Body) {
        // A search covers the first four gigabytes of text only.
        self.starts
            .push(u32::try_from(self.folded.len()).unwrap_or(u32::MAX));
        let texts = [
            Cow::from(name),
            if body.opens() { "".into() } else { body.text() },
        ];
        for text in texts {
            if text.is_ascii() {
                let from = self.folded.len();
                self.folded.push_str(&text);
                self.folded[from..].make_ascii_lowercase();
            } else {
                self.folded.push_str(&text.to_lowercase());
            }
            self.folded.push(END);
        }
    }

    /// Adds a document's members below `parent`; a document without members as one line.
    pub fn push_document(&mut self, document: &Value, parent: Option<u32>) {
        match document {
            Value::Object(_) | Value::Array(_) => self.push_members(document, parent),
            scalar => self.push_value(CompactString::default(), scalar, parent),
        }
    }

    /// Notes at every text which resource it names; `link_of` gets its path and what it says.
    pub fn set_links(&mut self, link_of: impl Fn(&str, &str) -> Option<Link>) {
        for at in 0..self.nodes.len() {
            let Body::Text(text) = &self.nodes[at].body else {
                continue;
            };
            let link = link_of(&self.path_text(at as u32), text);
            self.nodes[at].link = link.map(Box::new);
        }
    }

    /// Names from the outermost level to `index`, as people write a path: `Placement.Tenancy`.
    pub fn path_text(&self, index: u32) -> String {
        let mut names: Vec<&str> = Vec::new();
        let mut at = Some(index);
        while let Some(node) = at.and_then(|index| self.get(index)) {
            names.push(&node.name);
            at = node.parent;
        }
        names.reverse();
        names.join(".").replace(".[", "[")
    }

    /// Adds the lines of another tree after those of this one, at the outermost level.
    pub fn append(&mut self, other: Self) {
        let after = self.nodes.len() as u32;
        let text_after = self.folded.len();
        self.folded.push_str(&other.folded);
        self.starts.extend(other.starts.into_iter().map(|start| {
            let start = text_after.saturating_add(start as usize);
            u32::try_from(start).unwrap_or(u32::MAX)
        }));
        self.nodes.extend(other.nodes.into_iter().map(|node| Node {
            parent: node.parent.map(|parent| parent + after),
            end: node.end + after,
            ..node
        }));
    }

    /// Takes the lines from `at` on out, of which the first is at the outermost level.
    pub fn take_from(&mut self, at: usize) -> Vec<Node> {
        let start = self.starts.get(at).map(|start| *start as usize);
        if let Some(start) = start.filter(|start| *start <= self.folded.len()) {
            self.folded.truncate(start);
        }
        self.starts.truncate(at);
        self.nodes.split_off(at.min(self.nodes.len()))
    }

    fn push_members(&mut self, value: &Value, parent: Option<u32>) {
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(name, value)| self.push_value(name.into(), value, parent)),
            Value::Array(list) => {
                let elements = list.iter().enumerate();
                elements.for_each(|(at, value)| {
                    self.push_value(format_compact!("[{at}]"), value, parent)
                });
            }
            _ => {}
        }
    }

    fn push_value(&mut self, name: CompactString, value: &Value, parent: Option<u32>) {
        if self.nodes.len() >= MAX_NODES {
            if self.nodes.len() == MAX_NODES {
                let text = "The rest of this document is too long to show; copy it as JSON.";
                self.push(None, CompactString::default(), Body::Note(text.into()));
            }
            return;
        }
        let embedded = value.as_str().and_then(embedded_json);
        let body = match value {
            Value::String(text) if embedded.is_some() => Body::EmbeddedJson(text.into()),
            Value::Object(map) => Body::Object(map.len()),
            Value::Array(list) => Body::Array(list.len()),
            Value::String(text) => Body::Text(text.into()),
            Value::Number(number) => Body::Number(format_compact!("{number}")),
            Value::Bool(value) => Body::Bool(*value),
            Value::Null => Body::Null,
        };
        let at = self.push(parent, name, body);
        self.push_members(embedded.as_ref().unwrap_or(value), Some(at));
    }
}

#[cfg(test)]
mod tests;
