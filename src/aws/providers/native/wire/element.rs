//! XML answers as trees of elements, and their JSON form.

use serde_json::{Map, Value};

use crate::catalog::xml::{self, Visitor, XmlError};
use crate::catalog::xml_lists::{self, XmlForm};

/// An element of an XML answer, without attributes and namespaces, which no list needs. It is nested no deeper
/// than [`xml::MAX_DEPTH`], so that recursion into it is bounded.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::aws::providers::native) struct Element {
    pub(in crate::aws::providers::native) name: String,
    pub(in crate::aws::providers::native) text: String,
    pub(in crate::aws::providers::native) children: Vec<Element>,
    form: XmlForm,
}

impl Element {
    /// The first element inside it that has this name.
    pub(in crate::aws::providers::native) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// A child is a list where the catalog says so. For others the wire form decides: all children have one name
    /// that is a list's (`member`, `item`, or the singular of the parent's name), or a name occurs more than
    /// once.
    pub(super) fn to_json(&self) -> Value {
        if let XmlForm::Map(key, value) = self.form {
            return self.map_to_json(key, value);
        }
        if self.form == XmlForm::List || self.looks_like_a_list() {
            return self.children.iter().map(Self::to_json).collect();
        }
        if self.children.is_empty() {
            return Value::String(self.text.clone());
        }
        let mut members: Map<String, Value> = Map::new();
        for child in &self.children {
            let value = child.to_json();
            let is_item = child.form == XmlForm::Repeated || self.count(&child.name) > 1;
            match members.get_mut(&child.name) {
                Some(Value::Array(list)) if is_item => list.push(value),
                None if is_item => {
                    members.insert(child.name.clone(), Value::Array(vec![value]));
                }
                _ => {
                    members.insert(child.name.clone(), value);
                }
            }
        }
        Value::Object(members)
    }

    /// A map whose entries hold their key and their value under these names.
    fn map_to_json(&self, key: &str, value: &str) -> Value {
        let entries = self.children.iter().filter_map(|entry| {
            let value = entry.child(value).map(Self::to_json);
            Some((entry.child(key)?.text.clone(), value.unwrap_or_default()))
        });
        Value::Object(entries.collect())
    }

    /// The name that all children share, empty when they do not or there is text, `None` when there are no
    /// children.
    fn content(&self) -> Option<&str> {
        match self.children.first() {
            None if self.text.trim_ascii().is_empty() => None,
            Some(first) if self.children.iter().all(|child| child.name == first.name) => {
                Some(&first.name)
            }
            _ => Some(""),
        }
    }

    fn count(&self, name: &str) -> usize {
        let same = self.children.iter().filter(|child| child.name == name);
        same.count()
    }

    fn looks_like_a_list(&self) -> bool {
        let Some(first) = self.content().filter(|name| !name.is_empty()) else {
            return false;
        };
        matches!(first, "member" | "item" | "Item" | "Items")
            || self.children.len() > 1
            || self.name.strip_suffix('s') == Some(first)
            || self.name.strip_suffix("es") == Some(first)
            || self.name.strip_suffix("List") == Some(first)
            || (self.name.strip_suffix("ies"))
                .is_some_and(|stem| first.strip_suffix('y') == Some(stem))
    }
}

impl Default for Element {
    fn default() -> Self {
        Self {
            name: String::new(),
            text: String::new(),
            children: Vec::new(),
            form: XmlForm::Plain,
        }
    }
}

pub(super) fn read_xml(body: &[u8], service: &'static str) -> Result<Element, XmlError> {
    let mut tree = Tree {
        service,
        open: Vec::new(),
        root: Element::default(),
    };
    xml::read(body, &mut tree)?;
    Ok(tree.root)
}

/// A document that is being read: its open elements, outermost first.
struct Tree {
    service: &'static str,
    open: Vec<Element>,
    root: Element,
}

impl Visitor for Tree {
    fn start(&mut self, name: &str) -> Result<(), XmlError> {
        self.open.push(Element {
            name: name.to_owned(),
            ..Element::default()
        });
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some(mut element) = self.open.pop() else {
            return;
        };
        if !element.children.is_empty() {
            // Blanks between elements.
            element.text.clear();
        }
        element.form = xml_lists::form(self.service, &element.name, element.content());
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = element,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn xml(text: &str) -> Element {
        read_xml(text.as_bytes(), "rds").unwrap()
    }

    #[test]
    fn lists_are_told_by_their_wire_form() {
        let groups = xml(
            "<R xmlns=\"http://x/\"><Groups><member><Name>a&amp;b</Name></member></Groups>\
             <DBInstances><DBInstance><Port>1</Port></DBInstance></DBInstances>\
             <Policies><Policy/></Policies><One><Id>1</Id></One></R>",
        );
        assert_eq!(
            groups.to_json(),
            json!({
                "Groups": [{"Name": "a&b"}],
                "DBInstances": [{"Port": "1"}],
                "Policies": [""],
                "One": {"Id": "1"},
            })
        );
    }

    #[test]
    fn a_property_keeps_its_form_whatever_its_count() {
        let of = |count: usize| {
            let group =
                "<VpcSecurityGroupMembership><Status>on</Status></VpcSecurityGroupMembership>";
            let groups = group.repeat(count);
            let instance =
                format!("<DBInstance><VpcSecurityGroups>{groups}</VpcSecurityGroups></DBInstance>");
            xml(&instance).to_json()["VpcSecurityGroups"].clone()
        };
        for count in 0..3 {
            let groups = of(count);
            assert_eq!(groups.as_array().map(Vec::len), Some(count), "{groups}");
        }
        assert_eq!(of(1)[0]["Status"], "on");
    }

    #[test]
    fn a_map_is_an_object_whatever_its_count() {
        let of = |count: usize| {
            let entries: String = (0..count)
                .map(|at| format!("<entry><key>k{at}</key><value>v{at}</value></entry>"))
                .collect();
            let answer = format!("<R><Attributes>{entries}</Attributes></R>");
            read_xml(answer.as_bytes(), "sns").unwrap().to_json()["Attributes"].clone()
        };
        assert_eq!(of(0), json!({}));
        assert_eq!(of(1), json!({"k0": "v0"}));
        assert_eq!(of(2), json!({"k0": "v0", "k1": "v1"}));
    }
}
