//! How accounts are reached: configuration, profiles, roles, sign-in, organizations, regions.

pub(in crate::aws) mod account_guard;
pub(in crate::aws) mod alias;
pub(in crate::aws) mod config;
pub(in crate::aws) mod credential_sources;
pub(in crate::aws) mod credentials;
pub(in crate::aws) mod discovery;
pub(in crate::aws) mod guarded_login;
pub(in crate::aws) mod identity;
pub(in crate::aws) mod login;
pub(in crate::aws) mod names;
pub(in crate::aws) mod options;
pub(in crate::aws) mod organization;
pub(in crate::aws) mod organization_access;
pub(in crate::aws) mod organization_role;
pub(in crate::aws) mod plan;
pub(in crate::aws) mod prepare;
pub mod profiles;
pub(in crate::aws) mod regions;
pub(in crate::aws) mod renew;
pub(in crate::aws) mod role_credentials;
pub(in crate::aws) mod sso;
