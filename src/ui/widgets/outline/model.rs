//! A JSON document as a flat list of lines that open and close. Knows nothing of egui.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use compact_str::{CompactString, format_compact};
use serde_json::Value;

use crate::model::percent::decoded_exactly;

/// Most lines that one outline holds; how many more there are is said in the last one.
const MAX_NODES: usize = 100_000;

/// What a line says after its name.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Opens; so many members.
    Object(usize),
    /// Opens; so many elements.
    Array(usize),
    /// Opens; not part of the document but above it, such as an operation's name.
    Heading,
    /// A string.
    Text(CompactString),
    /// A string that holds a document itself, such as a policy; opens.
    Packed(CompactString),
    /// A number.
    Number(CompactString),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
    /// A line of a longer text, as it was written.
    Line(CompactString),
    /// Said in place of a document.
    Remark(CompactString),
    /// Why there is no document.
    Trouble(CompactString),
}

impl Body {
    /// Whether something is below it.
    pub fn opens(&self) -> bool {
        matches!(
            self,
            Self::Object(1..) | Self::Array(1..) | Self::Heading | Self::Packed(_)
        )
    }

    /// What it says, as it is copied and searched.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Object(count) => format!("{{{count}}}").into(),
            Self::Array(count) => format!("[{count}]").into(),
            Self::Heading => "".into(),
            Self::Text(text)
            | Self::Packed(text)
            | Self::Number(text)
            | Self::Line(text)
            | Self::Remark(text)
            | Self::Trouble(text) => text.as_str().into(),
            Self::Bool(value) => if *value { "true" } else { "false" }.into(),
            Self::Null => "null".into(),
        }
    }
}

/// The longest text that is looked into, in bytes: IAM's policies have at most 10,240 characters, state
/// machines a megabyte.
const MAX_PACKED_BYTES: usize = 1 << 20;

/// The document in a text: JSON, or JSON encoded for a URL, as IAM gives policies. `None` for any other
/// text, and for documents without members.
fn unpacked(text: &str) -> Option<Value> {
    if text.len() > MAX_PACKED_BYTES {
        return None;
    }
    let trimmed = text.trim();
    let plain = if trimmed.starts_with(['{', '[']) {
        trimmed.into()
    } else if trimmed.starts_with("%7B") || trimmed.starts_with("%7b") {
        decoded_exactly(trimmed)?
    } else {
        return None;
    };
    let value: Value = serde_json::from_str(&plain).ok()?;
    let has_members = match &value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    };
    has_members.then_some(value)
}

/// One line.
#[derive(Clone, Debug)]
pub struct Node {
    /// Levels above it.
    pub depth: u16,
    /// Member name or `[index]`; empty for lines of text.
    pub name: CompactString,
    /// What it says.
    pub body: Body,
    /// The type of the resource that its value names; empty where it names none.
    pub leads_to: CompactString,
    /// The same for the same place in every document, so that what was opened in one resource is
    /// open in the next.
    pub path: u64,
    parent: Option<u32>,
    /// Index one past the last line below it.
    end: u32,
}

/// The lines of a document, parents before children.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    nodes: Vec<Node>,
    /// What every line says, in lower case and one after the other, so that a search goes through one text.
    folded: String,
    /// Where each line begins in it.
    starts: Vec<u32>,
}

/// Ends a name and a text in [`Outline::folded`]: no search text contains it.
const END: char = '\0';

impl Outline {
    /// The members of an object, or the elements of an array, at the outermost level.
    pub fn of(document: &Value) -> Self {
        let mut outline = Self::default();
        outline.push_members(document, None);
        outline
    }

    /// The line at `index`.
    pub fn get(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
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
            leads_to: CompactString::default(),
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

    /// Notes at every text what it names, by its path and what it says.
    pub fn mark(&mut self, leads_to: impl Fn(&str, &str) -> Option<CompactString>) {
        for at in 0..self.nodes.len() {
            let Body::Text(text) = &self.nodes[at].body else {
                continue;
            };
            let named = leads_to(&self.path_text(at as u32), text);
            self.nodes[at].leads_to = named.unwrap_or_default();
        }
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
                self.push(None, CompactString::default(), Body::Remark(text.into()));
            }
            return;
        }
        let packed = value.as_str().and_then(unpacked);
        let body = match value {
            Value::String(text) if packed.is_some() => Body::Packed(text.into()),
            Value::Object(map) => Body::Object(map.len()),
            Value::Array(list) => Body::Array(list.len()),
            Value::String(text) => Body::Text(text.into()),
            Value::Number(number) => Body::Number(format_compact!("{number}")),
            Value::Bool(value) => Body::Bool(*value),
            Value::Null => Body::Null,
        };
        let at = self.push(parent, name, body);
        self.push_members(packed.as_ref().unwrap_or(value), Some(at));
    }

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
}

/// Which lines are open. Only what differs from the default is kept.
#[derive(Clone, Debug, Default)]
pub struct OpenPaths {
    /// Lines above this depth are open unless they were closed.
    pub open_above: u16,
    flipped: HashSet<u64>,
}

impl OpenPaths {
    /// Whether what is below `node` is shown.
    pub fn is_open(&self, node: &Node) -> bool {
        node.body.opens() && ((node.depth < self.open_above) != self.flipped.contains(&node.path))
    }

    /// Opens what is closed and closes what is open.
    pub fn toggle(&mut self, node: &Node) {
        if !self.flipped.remove(&node.path) {
            self.flipped.insert(node.path);
        }
    }
}

#[cfg(test)]
mod tests;
