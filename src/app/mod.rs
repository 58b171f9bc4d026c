//! The program behind the window: engine, settings, logs, panes.

pub mod atomic_file;
pub mod bookmarks;
pub mod commands;
pub mod log_tail;
pub mod logging;
pub mod memory_profiling;
pub mod pane;
pub mod paths;
pub mod resource_explorer;
pub mod settings;
pub mod view;
