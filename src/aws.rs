//! AWS itself: the only room that names its SDK.
//!
//! [`AwsSource`] answers the engine's requests. Below it, from the outside in: what was asked for
//! ([`AccessOptions`]), the credential sources (profiles, logins, roles, accounts), one factory for all clients,
//! the providers (EC2, native list calls, Cloud Control, tagging), and at the bottom a guard that lets only
//! reads pass.

mod access;
mod actions;
mod bounded_join;
mod page_trail;
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
