//! Services we speak to without their crates: one signed client, one table row per operation.
//!
//! A row says how a request is written and where it goes; signing, retries, time-outs and the
//! read-only guard are those of the SDK's own clients. The answer comes back as bytes.

mod call;
mod operations;

pub(super) use call::{Destination, Input, Request};
pub(super) use operations::{GET_BUCKET_LOCATION, LIST_ACCOUNTS, LIST_BUCKETS};
