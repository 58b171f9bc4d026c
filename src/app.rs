//! The program behind the window: panes, engine, settings, bookmarks, logs, and the commands that change them.
//!
//! Names neither the drawing nor what owns the window: `shell` carries commands out, `ui` draws.

pub mod account_marks;
pub mod actions;
pub(crate) mod age;
pub mod backend;
pub mod bookmarks;
pub mod columns;
pub mod commands;
pub mod crash_note;
pub(crate) mod credential_search;
pub mod engine_threads;
pub(crate) mod filter_builder;
pub(crate) mod filter_examples;
pub(crate) mod filter_names;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod jobs;
pub mod json_tree;
pub mod labels;
pub mod list_cursor;
pub mod log_tail;
pub mod logging;
pub mod memory_profiling;
pub mod memory_report;
pub(crate) mod narrowing;
pub mod notifications;
pub(crate) mod open_anything;
pub mod pane;
pub mod panels;
pub mod policy;
pub(crate) mod recognition;
pub mod requests;
pub mod resource_explorer;
pub(crate) mod row_commands;
pub mod scope_picker;
pub mod session;
pub mod settings;
pub mod view;
