//! Errors of calls, turned into the engine's.
//!
//! [`CallError`] takes the SDK's error of any operation apart into plain data; [`CallContext::explain`] turns that
//! into a [`SourceError`](crate::app::resource_explorer::source::SourceError) by the service's error code.

mod answer_fault;
mod call_context;
mod call_error;
mod classify;
mod codes;
mod outline;
mod text;
mod wire;

pub(in crate::aws) use answer_fault::{AnswerFault, SlowAnswer};
pub(in crate::aws) use call_context::{CallContext, SignIn};
pub(in crate::aws) use call_error::{CallError, WireError};
pub(in crate::aws) use classify::{Doubt, Failure};
pub(in crate::aws) use codes::{is_throttling, means_gone};
pub(in crate::aws) use outline::{Outline, OutlineKeeper};
pub(in crate::aws) use text::{html_title, is_html, scrub};
pub(in crate::aws) use wire::{bucket_region, error_code, error_message};
