//! Accounts whose credentials do not work, and signing in.

pub(crate) mod paused_accounts;
pub(crate) mod sign_in;
