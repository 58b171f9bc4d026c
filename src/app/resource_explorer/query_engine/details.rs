//! Phase 2: details of listed resources, and the store that keeps them.

mod answers;
mod bulk;
mod course;
mod each;
pub(crate) mod enrich;
mod failures;
pub(crate) mod selected;
pub mod store;

pub use failures::DetailsFailure;
