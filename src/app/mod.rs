//! The program behind the window: engine, settings, logs, panes.

pub mod memory_profiling;
pub mod resource_explorer;
