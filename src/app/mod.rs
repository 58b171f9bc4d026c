//! The program behind the window: engine, settings, logs, panes.

pub mod commands;
pub mod memory_profiling;
pub mod pane;
pub mod resource_explorer;
pub mod settings;
