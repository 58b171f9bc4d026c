//! AWS itself: the only room that names its SDK.
//!
//! [`AwsSource`] answers the engine's questions. Below it, from the rim inwards: what was asked for
//! ([`AccessOptions`]), the ways in (profiles, logins, roles, accounts), one factory for all clients,
//! the providers (EC2, native list calls, Cloud Control, tagging), and under everything a wall that lets
//! only reads pass.

mod access;
mod actions;
mod bounded_join;
mod providers;
pub mod report;
mod session;
mod sign_in;
mod single_flight;
mod source;
mod source_impl;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod transport;

pub use access::options::AccessOptions;
pub use access::profiles;
pub use actions::{INDEX_ACTIONS, ROLE_ACTIONS, actions_for};
pub use source::AwsSource;
pub use transport::read_only::{READ_OPERATIONS, ReadOperation, Refusal};
