//! Services we speak to without their crates: one signed client, one table row per operation.
//!
//! A row says how a request is written and where it goes; signing, retries, time-outs and the
//! read-only guard are those of the SDK's own clients. The answer comes back as bytes.

mod call;
mod json;
mod operations;

pub(in crate::aws) use call::{BucketAnswer, Destination, Input, Request};
pub(in crate::aws) use operations::{
    BATCH_GET_VIEW, DESCRIBE_CONFIGURATION_AGGREGATORS, DESCRIBE_ORGANIZATION, GET_BUCKET_LOCATION,
    HEAD_BUCKET, LIST_ACCOUNT_ALIASES, LIST_ACCOUNTS, LIST_ACCOUNTS_FOR_PARENT, LIST_BUCKETS,
    LIST_INDEXES, LIST_ORGANIZATIONAL_UNITS_FOR_PARENT, LIST_RESOURCES, LIST_ROOTS,
    LIST_SUPPORTED_RESOURCE_TYPES, LIST_VIEWS, SELECT_AGGREGATE_RESOURCE_CONFIG, SignedOperation,
};
