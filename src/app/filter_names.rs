//! What words of a filter mean, as the window shows accounts, types and columns.

use std::sync::Arc;

use compact_str::CompactString;

use crate::app::resource_explorer::filter::{AccountWords, Names, ShownValue, SizeUnit, TypeWords};
use crate::app::resource_explorer::source::AccountInfo;
use crate::catalog::columns::{self, Column, ColumnKind};
use crate::catalog::types::{find_all, label_of};
use crate::model::TypeId;

/// The catalog's words.
struct CatalogWords;

impl TypeWords for CatalogWords {
    fn label(&self, ty: TypeId) -> CompactString {
        label_of(ty)
    }

    fn types_called(&self, short_name: &str) -> Vec<TypeId> {
        find_all(short_name).unwrap_or_default()
    }

    fn shown_as(&self, ty: TypeId, label: &str) -> Vec<ShownValue> {
        let columns = columns::of(ty).iter();
        let called = columns.filter(|column| folded(column.label).eq(folded(label)));
        called.map(shown).collect()
    }

    fn size_of(&self, ty: TypeId) -> Option<ShownValue> {
        let columns = columns::of(ty).iter().map(shown);
        let mut sizes =
            columns.filter(|shown| matches!(shown.unit, Some(SizeUnit::Bytes | SizeUnit::Gib)));
        sizes.next()
    }

    fn unit_of(&self, ty: TypeId, path: &str) -> Option<SizeUnit> {
        let mut columns = columns::of(ty).iter();
        let column = columns.find(|column| {
            folded(&column.path.to_string()).eq(folded(path))
                || folded(column.label).eq(folded(path))
        });
        unit_of(column?)
    }
}

fn shown(column: &Column) -> ShownValue {
    ShownValue {
        path: column.path.to_string(),
        unit: unit_of(column),
    }
}

fn unit_of(column: &Column) -> Option<SizeUnit> {
    match column.kind {
        ColumnKind::Bytes => Some(SizeUnit::Bytes),
        ColumnKind::Mib => Some(SizeUnit::Mib),
        ColumnKind::Gib => Some(SizeUnit::Gib),
        _ => None,
    }
}

/// Letters in lower case, without what parts words.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let letters = text.chars().filter(|c| !" _-[]".contains(*c));
    letters.flat_map(char::to_lowercase)
}

/// Names and aliases of accounts, for a filter.
pub(crate) fn account_words(accounts: &[AccountInfo]) -> AccountWords {
    let words = accounts.iter().map(|info| {
        let words = [&info.name, &info.alias].into_iter();
        let known = words.filter(|word| !word.is_empty());
        (info.id, known.cloned().collect())
    });
    words.collect()
}

/// What accounts and types are called.
pub(crate) fn names(accounts: Arc<AccountWords>) -> Names {
    Names {
        accounts,
        types: &CatalogWords,
    }
}

#[cfg(test)]
mod tests;
