//! What the catalog says about types, in the form the pane draws it.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use compact_str::CompactString;

use crate::app::columns::is_number;
use crate::app::resource_explorer::source::{AccountInfo, BrokenAccess};
use crate::app::resource_explorer::tree::{GroupKey, TagGroup, TagValue, ValueGroup};
use crate::catalog::columns::Column;
use crate::catalog::types::{self, label_of};
use crate::model::{AccountId, QueryScope, Selection, TypeId};

/// Whether a column's texts are numbers, aligned to the right edge.
pub fn is_numeric(column: &Column) -> bool {
    is_number(column.kind)
}

/// Names of accounts, found once and checked on every use, so that drawing never searches.
#[derive(Debug, Default)]
pub struct AccountNames {
    /// The index of an account in the directory; `None` for one that is not in it.
    places: HashMap<AccountId, Option<usize>>,
    directory_len: usize,
}

impl AccountNames {
    /// The account's name; empty when it has none or is not known.
    pub fn name<'a>(&mut self, accounts: &'a [AccountInfo], id: AccountId) -> &'a str {
        if self.directory_len != accounts.len() {
            self.places.clear();
            self.directory_len = accounts.len();
        }
        let known = self.places.get(&id).copied();
        let place = match known {
            Some(Some(at)) if accounts.get(at).is_some_and(|account| account.id == id) => Some(at),
            Some(None) => None,
            Some(Some(_)) | None => {
                let at = accounts.iter().position(|account| account.id == id);
                self.places.insert(id, at);
                at
            }
        };
        place.map_or("", |at| &accounts[at].name)
    }

    /// The name of a group of the tree, and the secondary text beside it.
    pub fn group_label(
        &mut self,
        accounts: &[AccountInfo],
        key: &GroupKey,
    ) -> (CompactString, CompactString) {
        match key {
            GroupKey::Account(id) => match self.name(accounts, *id) {
                "" => (id.grouped().into(), CompactString::default()),
                name => (name.into(), id.grouped().into()),
            },
            GroupKey::Region(region) => (region.as_str().into(), CompactString::default()),
            GroupKey::Type(ty) => (label_of(*ty), CompactString::default()),
            GroupKey::Service(service) => ((*service).into(), CompactString::default()),
            GroupKey::Unit(unit) => (unit_group_name(unit).into(), CompactString::default()),
            GroupKey::Value(group) => {
                let beside = match group.value {
                    TagValue::Missing | TagValue::Unknown => "",
                    TagValue::Value(_) => group.level.label(),
                };
                (value_group_name(group).into(), beside.into())
            }
            GroupKey::Tag(tag) => {
                let beside = match tag.value {
                    TagValue::Missing => "",
                    TagValue::Value(_) | TagValue::Unknown => tag.key.as_str(),
                };
                (tag_group_name(tag).into(), beside.into())
            }
        }
    }
}

/// Whether a scope has the types that most people look for, and no others.
pub fn has_default_types(scope: &QueryScope) -> bool {
    static DEFAULT: LazyLock<BTreeSet<TypeId>> = LazyLock::new(|| types::default_set().collect());
    matches!(&scope.types, Selection::Only(set) if set.len() == DEFAULT.len() && *set == *DEFAULT)
}

/// A scope in words: `all accounts, eu-west-1, default types`.
pub fn scope_text(scope: &QueryScope) -> String {
    let text = scope.to_string();
    match text.rsplit_once(", ") {
        Some((places, _)) if has_default_types(scope) => format!("{places}, default types"),
        _ => text,
    }
}

/// What a group of a tag is called: its value, where there is one.
pub fn tag_group_name(group: &TagGroup) -> String {
    match &group.value {
        TagValue::Value(value) if value.is_empty() => "(empty)".to_owned(),
        TagValue::Value(value) => value.clone(),
        TagValue::Missing => format!("No tag {}", group.key),
        TagValue::Unknown => "Tags not known".to_owned(),
    }
}

/// What a group of a value that rows have is called.
pub fn value_group_name(group: &ValueGroup) -> String {
    let label = group.level.label();
    match &group.value {
        TagValue::Value(value) => value.clone(),
        TagValue::Missing => format!("No {}", in_sentence(label)),
        TagValue::Unknown => format!("{label} not known"),
    }
}

/// What a group of an organizational unit is called.
pub fn unit_group_name(unit: &str) -> &str {
    if unit.is_empty() {
        "Organizational unit not known"
    } else {
        unit
    }
}

/// A label in the middle of a sentence: what is written in capitals stays so.
fn in_sentence(label: &str) -> String {
    if label.chars().all(char::is_uppercase) {
        label.to_owned()
    } else {
        label.to_lowercase()
    }
}

/// Why a profile or role could not be used, naming it once.
pub fn broken_text(broken: &BrokenAccess) -> String {
    let error = broken.error.to_string();
    if error.starts_with(broken.via.as_str()) {
        error
    } else {
        format!("{}: {error}", broken.via)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, name: &str) -> AccountInfo {
        AccountInfo {
            id: id.parse().unwrap(),
            name: name.into(),
            alias: Default::default(),
            unit: Default::default(),
            via: "profile".into(),
        }
    }

    #[test]
    fn names_follow_when_the_directory_changes() {
        let mut names = AccountNames::default();
        let prod: AccountId = "176031372159".parse().unwrap();
        let before = [account("176031372159", "prod")];
        assert_eq!(names.name(&before, prod), "prod");
        let after = [
            account("001234567890", "dev"),
            account("176031372159", "production"),
        ];
        assert_eq!(names.name(&after, prod), "production");
        assert_eq!(names.name(&after, "999999999999".parse().unwrap()), "");
        let swapped = [after[1].clone(), after[0].clone()];
        assert_eq!(names.name(&swapped, prod), "production");
    }

    #[test]
    fn a_scope_has_one_name_for_the_default_types() {
        let mut scope = QueryScope {
            types: types::default_set().collect(),
            ..QueryScope::default()
        };
        let default = "all accounts, all regions, default types";
        assert_eq!(scope_text(&scope), default);
        scope.types = Selection::All;
        assert_eq!(scope_text(&scope), "all accounts, all regions, all types");
    }
}
