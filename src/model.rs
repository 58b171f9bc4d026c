//! The engine's vocabulary: ids, scope, rows, tags, properties, details.
//!
//! Boundary types, shared by every room. Nothing in here does I/O or knows where rows come from.

pub mod glob;
pub mod heap;
pub mod percent;

mod arn_text;
mod details;
mod entry;
mod fingerprint;
mod identifier_name;
mod ids;
mod names;
mod pack_rows;
mod packing;
mod properties;
mod row_facts;
mod row_name;
mod scope;
mod shared_str;
mod tag_key;
pub mod tags;
#[cfg(test)]
pub(crate) mod testing;

pub use arn_text::{ArnParts, ArnText};
pub use details::{DetailSection, Details};
pub use entry::{Provider, ResourceEntry, ResourceIdentity, StatusClass};
pub use fingerprint::{Fingerprint, StableHash};
pub(crate) use identifier_name::{is_number_or_version, name_in};
pub use ids::{AccountDigits, AccountId, BadAccountId, QueryKey};
pub use names::{BadRegion, BadType, ListTarget, Region, TypeId};
pub use pack_rows::pack_rows;
pub use packing::{Packed, packing_bytes};
pub use properties::Properties;
pub use row_facts::RowFacts;
pub use scope::{BadDepth, DetailDepth, QueryScope, Selection};
pub use shared_str::SharedStr;
pub use tag_key::TagKey;
pub use tags::{Tag, Tags};
