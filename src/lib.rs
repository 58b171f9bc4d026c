//! awsdash: a native window over everything you have in AWS.
//!
//! The rooms, and what each may know:
//!
//! - [`shell`]: what owns the window: the event loop, dispatch of commands, work between frames.
//! - [`app`]: the model behind the window. [`app::resource_explorer`] is the engine: budget,
//!   queries, scheduler, ledger, cache, tree, filter. It names neither egui nor the AWS SDK.
//! - [`catalog`]: facts about AWS as tables, embedded by the build.
//! - [`aws`]: the only room that names the AWS SDK: credentials, clients, providers, read-only guard.
//! - [`sandbox`]: the built-in simulated AWS, plugged in below the real SDK as its HTTP client.
//! - [`ui`]: drawing only. Reads views, sends commands, blocks on nothing.
//! - [`cli`]: the engine without a window.

pub mod paths;

pub mod atomic_file;
pub mod model;
pub mod text;
pub mod version;

pub mod app;
pub mod aws;
pub mod catalog;
pub mod cli;
pub mod sandbox;
pub mod shell;
pub mod ui;
