//! Rows at rest: in one list without spare room, with what they hold packed together.

use super::row_name::pack_names;
use super::{Properties, ResourceEntry, TypeId};

/// Rows of one type that came together and stay.
pub fn at_rest(ty: TypeId, mut rows: Vec<ResourceEntry>) -> Vec<ResourceEntry> {
    rows.shrink_to_fit();
    pack_names(&mut rows);
    let documents = rows.iter_mut().map(|row| &mut row.properties);
    Properties::pack_together(ty.as_str(), documents);
    rows
}
