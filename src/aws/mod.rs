//! AWS itself: the only room that names its SDK.
//!
//! [`AwsSource`] answers the engine's questions. Below it, from the rim inwards: what was asked for
//! ([`AccessOptions`]), the ways in (profiles, logins, roles, accounts), one factory for all clients,
//! the providers (EC2, native list calls, Cloud Control, tagging), and under everything a wall that lets
//! only reads pass.

mod accounts;
mod actions;
mod alias;
mod answers;
mod buckets;
mod chain;
mod clients;
mod cloudcontrol;
mod details;
mod ec2;
mod errors;
mod guard;
mod http;
mod identity;
mod indexes;
mod login;
mod names;
mod native;
mod options;
mod organization;
mod pace;
mod pages;
mod partition;
mod pin;
pub mod profiles;
mod regions;
mod renew;
pub mod report;
mod retry;
mod roles;
mod side_by_side;
mod signed;
mod source;
mod sso;
mod standing;
mod tagging;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod through_role;

pub use actions::{INDEX_ACTIONS, ROLE_ACTIONS, actions_for};
pub use guard::{READ_OPERATIONS, ReadOperation, Refusal};
pub use options::AccessOptions;
pub use source::AwsSource;
