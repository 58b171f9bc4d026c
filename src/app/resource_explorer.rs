//! The engine. Names neither egui nor the AWS SDK; `tests/walls.rs` holds it to that.

pub mod batch_store;
pub mod cache;
pub mod filter;
pub mod ledger;
pub mod memory_budget;
pub mod progress;
pub mod query_engine;
pub mod scheduler;
pub mod search;
pub mod source;
#[cfg(test)]
pub(crate) mod testing;
pub mod told_facts;
pub mod tree;
mod workers;
