//! One resource is one row: rows of sweeps, indexes and lists merged.

pub(crate) mod merge;
pub(crate) mod retry_plan;
