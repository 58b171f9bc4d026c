//! The engine. Names neither egui nor the AWS SDK; `tests/walls.rs` holds it to that.

pub mod batch_store;
pub mod cache;
pub mod figures;
pub mod filter;
pub mod ledger;
pub mod memory_budget;
pub mod progress;
pub mod property_path;
pub mod query_engine;
pub mod row_fact_store;
pub mod scheduler;
pub mod search;
pub mod source;
#[cfg(test)]
pub(crate) mod testing;
pub mod tree;
mod workers;
