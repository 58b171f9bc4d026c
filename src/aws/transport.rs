//! How a request goes out and its answer comes back: HTTP, read-only walls, signing, endpoints, errors.

pub(in crate::aws) mod bodies;
pub(in crate::aws) mod clients;
pub(in crate::aws) mod errors;
pub(in crate::aws) mod http;
pub(in crate::aws) mod partition;
pub(in crate::aws) mod rates;
pub(in crate::aws) mod read_only;
pub(in crate::aws) mod request_pacing;
pub(in crate::aws) mod sdk_retry_classifier;
pub(in crate::aws) mod signed;
