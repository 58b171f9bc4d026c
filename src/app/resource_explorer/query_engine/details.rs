//! Phase 2: details of listed resources, and the store that keeps them.

mod answers;
mod bulk;
mod each;
pub(crate) mod enrich;
mod failures;
mod probe_order;
pub(crate) mod selected;
pub mod store;

pub use failures::DetailsFailure;
