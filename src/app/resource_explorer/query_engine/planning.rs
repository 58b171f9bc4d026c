//! Which lists a query asks for: accounts and regions, the plan, and what indexes and sweeps narrow it to.

pub(crate) mod aggregators;
pub(crate) mod asking_order;
pub(crate) mod directory;
pub(crate) mod directory_loading;
pub(crate) mod discovery;
pub(crate) mod narrowing;
pub(crate) mod plan;
pub(crate) mod prepare;
