//! Drawing only. Reads [`crate::app::view::AppView`] and pushes [`crate::app::commands::Command`]s;
//! names neither tokio nor the AWS SDK, waits for nothing.

pub mod action_items;
#[cfg(test)]
mod audit;
pub mod keys;
pub mod log_window;
pub mod menu;
pub mod notifications;
mod open_anything;
pub mod pane;
pub mod panels;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod snapshots;
pub mod theme;
pub mod tiles;
pub mod tokens;
pub mod widgets;
pub mod window;

#[cfg(test)]
pub(crate) use crate::app::fixtures;
pub use window::{WindowUi, window_ui};
