//! Editing a scope: lists to select from, how deep phase 2 goes, and what would be applied.
//! `ui::pane::scope_picker` draws it.

mod best_match;
mod check_item;
mod check_list;
mod depth;
mod draft;
mod items;
mod preset;
mod row_counts;

pub use best_match::{BestMatch, MatchedValue};
pub use check_item::{Availability, CheckItem, CheckRow, CheckState};
pub use check_list::{CheckList, Mode};
pub use depth::Depth;
pub use draft::{ScopeDraft, Validation};
pub use preset::Preset;
pub use row_counts::RowCounts;
