//! Packing the rows of a batch: a list without spare room, with names and properties packed together.

use super::row_name::pack_names;
use super::{Properties, ResourceEntry, TypeId};

/// Packs the rows of one type that came together and will be kept.
pub fn pack_rows(ty: TypeId, mut rows: Vec<ResourceEntry>) -> Vec<ResourceEntry> {
    rows.shrink_to_fit();
    pack_names(rows.iter_mut().map(|row| row.tags.row_name_mut()));
    let documents = rows.iter_mut().map(|row| &mut row.properties);
    Properties::pack_together(ty.as_str(), documents);
    rows
}
