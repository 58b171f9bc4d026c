//! Accounts whose credentials do not work, and signing in.

pub(crate) mod access_polling;
pub(crate) mod pause_reports;
pub(crate) mod paused_accounts;
pub(crate) mod sign_in_states;
