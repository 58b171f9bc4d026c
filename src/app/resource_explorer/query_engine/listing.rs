//! Phase 1: the lists of a query, their queue, and fetches that queries share.

pub(crate) mod job_queue;
pub(crate) mod jobs_to_come;
pub(crate) mod list_end;
pub(crate) mod list_progress;
pub(crate) mod phase1;
pub(crate) mod retried_lists;
pub(crate) mod runner;
pub(crate) mod shared_fetch;
mod smart_lists;
pub(crate) mod sweep_ends;
