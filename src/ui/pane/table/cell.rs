//! What one cell of a table says.

use std::borrow::Cow;

use egui::Color32;

use super::super::cells::Cell;
use super::layout::Placed;
use crate::app::labels::AccountNames;
use crate::app::resource_explorer::source::AccountInfo;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, GroupKey, TagValue};
use crate::catalog::types::label_of;
use crate::model::ResourceEntry;
use crate::ui::tokens::Palette;

/// What stands where a row has no value.
const NONE: &str = "–";

/// What stands where it is not known whether a row has one.
const UNKNOWN: &str = "?";

/// The text of a cell and its colour. `cells` are those that were read from the row's properties.
pub(super) fn cell_text<'e>(
    names: &mut AccountNames,
    accounts: &[AccountInfo],
    palette: &Palette,
    placed: &Placed,
    entry: &'e ResourceEntry,
    cells: &'e [Cell],
) -> (Cow<'e, str>, Color32) {
    let text: Cow<'e, str> = match &placed.column {
        ColumnId::Builtin(BuiltinColumn::Name) => {
            return (entry.display_name().into(), palette.text);
        }
        ColumnId::Builtin(BuiltinColumn::Status) if !entry.status.is_empty() => {
            let color = palette.status(entry.status_class);
            return (entry.status.as_str().into(), color);
        }
        ColumnId::Builtin(BuiltinColumn::Status) | ColumnId::Other(_) => NONE.into(),
        ColumnId::Builtin(BuiltinColumn::Id) => entry.id.as_str().into(),
        ColumnId::Builtin(BuiltinColumn::Region) => entry.region.as_str().into(),
        ColumnId::Builtin(BuiltinColumn::Type) => {
            String::from(label_of(entry.resource_type)).into()
        }
        ColumnId::Builtin(BuiltinColumn::Account) => {
            let account = GroupKey::Account(entry.account);
            let (name, _) = names.group_label(accounts, &account);
            String::from(name).into()
        }
        ColumnId::Tag(key) => match TagValue::of(entry, key) {
            TagValue::Value(value) => value.into(),
            TagValue::Missing => NONE.into(),
            TagValue::Unknown => UNKNOWN.into(),
        },
        ColumnId::Catalog(_) | ColumnId::Property(_) => {
            let cell = placed.cell.and_then(|at| cells.get(at));
            match cell {
                Some(cell) if !cell.text.is_empty() => cell.text.as_str().into(),
                Some(_) => NONE.into(),
                None if entry.properties.is_empty() || entry.properties.is_evicted() => {
                    UNKNOWN.into()
                }
                // It is being read.
                None => "".into(),
            }
        }
    };
    let color = match &*text {
        NONE | UNKNOWN => palette.text_faint,
        _ => palette.text_weak,
    };
    (text, color)
}

/// Whether a text is a value, and not the sign of none.
pub(in crate::ui::pane) fn is_value(text: &str) -> bool {
    !matches!(text, "" | NONE | UNKNOWN)
}
