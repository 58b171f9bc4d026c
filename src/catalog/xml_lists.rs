//! Which elements of XML answers are lists or maps, from `xml_lists.tsv`: in XML a list of one looks like an
//! object, and an empty list like an empty text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};

/// What entries of maps are called.
const ENTRY: &str = "entry";

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlForm {
    /// An object or a text, depending on its children.
    Plain,
    /// A list: its children are the items.
    List,
    /// A map: its children are entries that hold their key and their value under these names.
    Map(&'static str, &'static str),
    /// An item of a list that has no element of its own.
    Repeated,
}

#[derive(Default)]
struct Element {
    items: Vec<&'static str>,
    map: Option<(&'static str, &'static str)>,
    is_else: bool,
}

type Elements = HashMap<&'static str, HashMap<&'static str, Element>>;

static ELEMENTS: LazyLock<Elements> = LazyLock::new(|| {
    let mut elements = Elements::new();
    for [service, name, item, other] in rows(unpack(packed!("xml_lists"))) {
        let of_service = elements.entry(service).or_default();
        let element = of_service.entry(name).or_default();
        match item.split_once('=') {
            Some(names) => element.map = Some(names),
            None => element.items.push(item),
        }
        element.is_else |= other == "yes";
        count_bytes(size_of::<(&str, Element)>() + size_of::<&str>());
    }
    elements
});

/// The form of an element in a service's answers; `child` is the name that all its children have, empty when
/// they have several names or there is text, `None` when there are no children.
pub fn form(service: &str, element: &str, child: Option<&str>) -> XmlForm {
    let known = ELEMENTS.get(service).and_then(|known| known.get(element));
    let Some(known) = known else {
        return XmlForm::Plain;
    };
    let is_map = child.map_or(!known.is_else, |child| child == ENTRY);
    if let Some((key, value)) = known.map.filter(|_| is_map) {
        return XmlForm::Map(key, value);
    }
    match child {
        _ if known.items == [""] => XmlForm::Repeated,
        Some(child) if known.items.contains(&child) => XmlForm::List,
        None if !known.is_else => XmlForm::List,
        _ => XmlForm::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_list_whatever_its_count() {
        for (service, element, child, expected) in [
            ("rds", "DBInstances", Some("DBInstance"), XmlForm::List),
            ("rds", "DBInstances", None, XmlForm::List),
            (
                "rds",
                "VpcSecurityGroups",
                Some("VpcSecurityGroupMembership"),
                XmlForm::List,
            ),
            ("rds", "Endpoint", Some("Address"), XmlForm::Plain),
            ("sdb", "DomainName", Some(""), XmlForm::Repeated),
            ("rds", "DBInstances", Some(""), XmlForm::Plain),
            (
                "cloudfront",
                "Items",
                Some("DistributionSummary"),
                XmlForm::List,
            ),
            ("nobody", "DBInstances", None, XmlForm::Plain),
            (
                "sns",
                "Attributes",
                Some("entry"),
                XmlForm::Map("key", "value"),
            ),
            ("sns", "Attributes", None, XmlForm::Map("key", "value")),
        ] {
            assert_eq!(
                form(service, element, child),
                expected,
                "{service} {element}"
            );
        }
    }
}
