//! Accounts whose credentials do not work, and signing in.

mod pause_reports;
pub(crate) mod paused_accounts;
pub(crate) mod sign_in;
