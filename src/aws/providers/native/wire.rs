//! Answers of either wire form, walked by the paths of the catalog.

mod element;

use std::borrow::Cow;

use serde_json::Value;

use crate::aws::transport::errors::Outline;
use crate::catalog::native::{ItemKind, NativeOp, Protocol};

pub(super) use element::Element;
use element::read_xml;

/// An answer, whole.
#[derive(Debug)]
pub(super) enum ParsedAnswer {
    Json(Value),
    Xml(Element),
}

/// A place in an answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'a> {
    Json(&'a Value),
    Xml(&'a Element),
}

impl ParsedAnswer {
    /// Reads a body. A body that is cut short is an error and never a shorter answer.
    pub(super) fn read(body: &[u8], op: &NativeOp) -> Result<Self, String> {
        match op.protocol {
            Protocol::Query | Protocol::RestXml => read_xml(body, op.service)
                .map(Self::Xml)
                .map_err(|error| error.to_string()),
            _ if body.trim_ascii().is_empty() => Ok(Self::Json(Value::Null)),
            _ => serde_json::from_slice(body)
                .map(Self::Json)
                .map_err(|error| format!("it is not JSON: {error}")),
        }
    }

    /// What it looks like, for the log.
    pub(super) fn outline(&self) -> Outline {
        self.root().outline()
    }

    pub(super) fn root(&self) -> Node<'_> {
        match self {
            Self::Json(value) => Node::Json(value),
            Self::Xml(element) => Node::Xml(element),
        }
    }

    /// The items of a list.
    pub(super) fn items(&self, op: &NativeOp) -> Vec<Item<'_>> {
        let found = self.root().walk(op.result_path);
        let whole = |node| Item { key: None, node };
        match (op.item_kind, op.protocol) {
            (ItemKind::Single, _) => found.into_iter().take(1).map(whole).collect(),
            (_, Protocol::Query | Protocol::RestXml) => found.into_iter().map(whole).collect(),
            (kind, _) => found
                .into_iter()
                .flat_map(|node| match node {
                    Node::Json(Value::Array(list)) => {
                        list.iter().map(|item| whole(Node::Json(item))).collect()
                    }
                    Node::Json(Value::Object(map)) if kind == ItemKind::Map => map
                        .iter()
                        .map(|(key, value)| Item {
                            key: Some(key),
                            node: Node::Json(value),
                        })
                        .collect(),
                    other => vec![whole(other)],
                })
                .collect(),
        }
    }
}

/// One item of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    /// Its key, where the answer is a map.
    key: Option<&'a str>,
    node: Node<'a>,
}

impl<'a> Item<'a> {
    /// The text at a path of the item; `None` when there is none.
    pub(super) fn text(&self, path: &str) -> Option<Cow<'a, str>> {
        match (self.key, path) {
            (_, "") => None,
            (Some(key), "_key") => Some(Cow::Borrowed(key)),
            _ => self.node.text(path).filter(|text| !text.is_empty()),
        }
    }

    /// The whole item as properties: names as AWS spells them.
    pub(super) fn properties(&self) -> Value {
        let mut value = self.node.to_json();
        if let (Some(key), Value::Object(members)) = (self.key, &mut value) {
            members.insert("_key".into(), key.into());
        }
        value
    }

    pub(super) fn node(&self) -> Node<'a> {
        self.node
    }

    /// What it looks like, for the log.
    pub(super) fn outline(&self) -> Outline {
        self.node.outline()
    }
}

impl<'a> Node<'a> {
    fn outline(self) -> Outline {
        match self {
            Self::Json(value) => Outline::of_json(value),
            Self::Xml(element) => {
                let children = element.children.iter().map(|child| child.name.as_str());
                Outline::of_element(&element.name, children)
            }
        }
    }

    /// Everything at a path; empty when the path does not exist.
    pub(super) fn walk(self, path: &str) -> Vec<Node<'a>> {
        let mut at = vec![self];
        if path.is_empty() || path == "$" {
            return at;
        }
        for part in path.split('.') {
            at = at.into_iter().flat_map(|node| node.step(part)).collect();
        }
        at
    }

    fn step(self, part: &str) -> Vec<Node<'a>> {
        match self {
            Self::Xml(element) => {
                let named = element.children.iter().filter(|child| child.name == part);
                named.map(Node::Xml).collect()
            }
            Self::Json(Value::Object(members)) => members
                .get(part)
                .filter(|value| !value.is_null())
                .map(Node::Json)
                .into_iter()
                .collect(),
            Self::Json(Value::Array(list)) => {
                let inside = list.iter().filter_map(|item| item.get(part));
                inside.map(Node::Json).collect()
            }
            Self::Json(_) => Vec::new(),
        }
    }

    /// The first text at a path; numbers and truth values as they are written.
    pub(super) fn text(self, path: &str) -> Option<Cow<'a, str>> {
        match self.walk(path).into_iter().next()? {
            Node::Xml(element) if element.children.is_empty() => Some(Cow::Borrowed(&element.text)),
            Node::Json(Value::String(text)) => Some(Cow::Borrowed(text)),
            Node::Json(value @ (Value::Number(_) | Value::Bool(_))) => {
                Some(Cow::Owned(value.to_string()))
            }
            Node::Xml(_) | Node::Json(_) => None,
        }
    }

    /// Whether a path leads to a value other than null.
    pub(super) fn has(self, path: &str) -> bool {
        let is_something = |node: &Node<'_>| !matches!(node, Node::Json(Value::Null));
        self.walk(path).iter().any(is_something)
    }

    pub(super) fn to_json(self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            Self::Xml(element) => element.to_json(),
        }
    }

    /// Tags in any of the forms that services use: pairs in a list, or a map. `None` where the list is missing:
    /// then the tags are not known.
    pub(super) fn tags(self, path: &str) -> Option<Vec<(String, String)>> {
        if path.is_empty() {
            return None;
        }
        let found = self.walk(path);
        // A list in XML is an element around those of its items: `Tags.member`.
        let list = path
            .rsplit_once('.')
            .filter(|_| matches!(self, Node::Xml(_)));
        if found.is_empty() && list.is_none_or(|(list, _)| self.walk(list).is_empty()) {
            return None;
        }
        let mut pairs = Vec::new();
        for node in found {
            match node {
                Node::Json(Value::Object(map)) if !is_pair(node) => {
                    let texts = map
                        .iter()
                        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
                    pairs.extend(texts);
                }
                Node::Json(Value::Array(list)) => {
                    pairs.extend(list.iter().filter_map(|tag| pair(Node::Json(tag))));
                }
                other => pairs.extend(pair(other)),
            }
        }
        Some(pairs)
    }
}

const KEYS: [&str; 4] = ["Key", "key", "TagKey", "tagKey"];
const VALUES: [&str; 4] = ["Value", "value", "TagValue", "tagValue"];

fn is_pair(node: Node<'_>) -> bool {
    pair(node).is_some()
}

fn pair(node: Node<'_>) -> Option<(String, String)> {
    let first = |names: [&str; 4]| names.iter().find_map(|name| node.text(name));
    let key = first(KEYS)?;
    Some((
        key.into_owned(),
        first(VALUES).unwrap_or_default().into_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn xml(text: &str) -> Element {
        read_xml(text.as_bytes(), "rds").unwrap()
    }

    #[test]
    fn every_cut_of_an_answer_is_an_error() {
        let whole = "<R><A><B>1</B></A></R>";
        for at in 0..whole.len() {
            assert!(
                read_xml(&whole.as_bytes()[..at], "rds").is_err(),
                "cut at {at}"
            );
        }
        let functions = crate::catalog::native::of("AWS::Lambda::Function".parse().unwrap());
        assert!(ParsedAnswer::read(b"{\"a\": [1,", functions.unwrap()).is_err());
        assert!(ParsedAnswer::read(b"<html></html>", functions.unwrap()).is_err());
    }

    #[test]
    fn paths_lead_through_objects_lists_and_elements() {
        let json = json!({"Items": {"List": [{"Id": "a"}, {"Id": "b"}]}, "n": 3});
        let root = Node::Json(&json);
        assert_eq!(root.walk("Items.List.Id").len(), 2);
        assert_eq!(root.text("n").unwrap(), "3");
        assert!(root.walk("Items.Nothing").is_empty());
        let list = xml("<R><L><m><Id>a</Id></m><m><Id>b</Id></m></L></R>");
        assert_eq!(Node::Xml(&list).walk("L.m").len(), 2);
        assert_eq!(Node::Xml(&list).text("L.m.Id").unwrap(), "a");
    }

    #[test]
    fn tags_come_in_several_forms() {
        for value in [
            json!({"tags": {"a": "1"}}),
            json!({"tags": [{"Key": "a", "Value": "1"}]}),
            json!({"tags": [{"key": "a", "value": "1"}]}),
            json!({"tags": [{"TagKey": "a", "TagValue": "1"}]}),
        ] {
            assert_eq!(
                Node::Json(&value).tags("tags").unwrap(),
                [("a".to_owned(), "1".to_owned())]
            );
        }
        let list = xml("<R><Tags><member><Key>a</Key><Value>1</Value></member></Tags></R>");
        assert_eq!(Node::Xml(&list).tags("Tags.member").unwrap().len(), 1);
    }

    #[test]
    fn tags_that_an_item_leaves_out_are_not_none() {
        for (value, expected) in [
            (json!({"tags": []}), Some(vec![])),
            (json!({"tags": {}}), Some(vec![])),
            (json!({"tags": null}), None),
            (json!({}), None),
        ] {
            assert_eq!(Node::Json(&value).tags("tags"), expected, "{value}");
        }
        let list = xml("<R><Tags/></R>");
        assert_eq!(Node::Xml(&list).tags("Tags.member"), Some(vec![]));
        assert_eq!(Node::Xml(&list).tags("TagList.Tag"), None);
        assert_eq!(Node::Xml(&list).tags(""), None);
    }
}
