//! Phase 2: details of listed resources, and the store that keeps them.

pub(crate) mod enrich;
pub(crate) mod selected;
pub mod store;
