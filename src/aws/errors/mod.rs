//! What went wrong, as the engine needs to know it.
//!
//! [`CallError`] takes the SDK's error apart into plain data, whatever the operation;
//! [`Asked::explain`] turns that into a [`SourceError`] by the service's error code.

mod call_error;
mod classify;
mod codes;
mod head;
mod text;
mod wire;

pub(super) use call_error::{CallError, WireError};
pub(super) use classify::{Asked, Doubt, Failure, SignIn};
pub(super) use codes::is_throttling;
pub(super) use head::{Head, HeadKeeper};
pub(super) use text::{is_html, scrub};
pub(super) use wire::{error_code, error_message};
