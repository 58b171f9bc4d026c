//! What of a text that is shown the filter has found.

use std::ops::Range;

use crate::app::pane::Pane;
use crate::app::resource_explorer::filter::Field;
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId};
use crate::model::ResourceEntry;
use crate::ui::tokens::Palette;
use crate::ui::widgets::truncated::Marks;

/// A text of a row, and the parts of it that the filter has found.
pub(super) struct FoundText<'a> {
    pub text: &'a str,
    parts: Vec<Range<usize>>,
}

impl FoundText<'_> {
    /// The parts as they are painted.
    pub(super) fn marks(&self, palette: &Palette) -> Marks<'_> {
        Marks {
            parts: &self.parts,
            behind: palette.found,
            color: palette.text_strong,
        }
    }
}

/// A text, and what the pane's filter has found in it: nothing where it is the text of no field.
pub(super) fn found_text<'a>(pane: &Pane, field: Option<Field>, text: &'a str) -> FoundText<'a> {
    let parts = field.map_or_else(Vec::new, |field| pane.marks_in(field, text));
    FoundText { text, parts }
}

/// What a column of a table shows of a row, as filters call it.
pub(super) fn field_of(column: &ColumnId, entry: &ResourceEntry) -> Option<Field> {
    Some(match column {
        ColumnId::Builtin(BuiltinColumn::Name) if entry.is_named() => Field::Name,
        ColumnId::Builtin(BuiltinColumn::Name | BuiltinColumn::Id) => Field::Id,
        ColumnId::Builtin(BuiltinColumn::Status) => Field::Status,
        ColumnId::Builtin(BuiltinColumn::Type) => Field::Type,
        ColumnId::Builtin(BuiltinColumn::Region) => Field::Region,
        ColumnId::Builtin(BuiltinColumn::Account) => Field::Account,
        ColumnId::Tag(_) => Field::Tag,
        ColumnId::Catalog(_) | ColumnId::Property(_) => Field::Properties,
        ColumnId::Other(_) => return None,
    })
}
