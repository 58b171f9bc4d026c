//! AWS itself: the only room that names its SDK.
mod clients;
mod errors;
mod guard;
mod http;
mod login;
mod options;
pub mod profiles;
mod retry;
mod signed;

pub use guard::{READ_OPERATIONS, ReadOperation, Refusal};
pub use options::AccessOptions;
