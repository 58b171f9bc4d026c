//! Which provider answers for a resource type: EC2, the services' own lists, Cloud Control, tagging,
//! aggregators.

pub(in crate::aws) mod aggregators;
pub(in crate::aws) mod arn_rows;
pub(in crate::aws) mod buckets;
pub(in crate::aws) mod cloud_control;
pub(in crate::aws) mod details;
pub(in crate::aws) mod ec2;
pub(in crate::aws) mod native;
pub(in crate::aws) mod pages;
pub(in crate::aws) mod refusals;
pub(in crate::aws) mod routing;
pub(in crate::aws) mod row_facts;
pub(in crate::aws) mod row_tags;
pub(in crate::aws) mod tagging;
mod walk;
