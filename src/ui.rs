//! Drawing only. Reads [`crate::app::view::AppView`] and pushes [`crate::app::commands::Command`]s;
//! names neither tokio nor the AWS SDK, waits for nothing.

pub mod about;
pub mod access_form;
pub mod accounts_panel;
pub mod action_items;
#[cfg(test)]
mod audit;
pub mod bookmarks_panel;
pub mod connect;
pub mod keyboard_panel;
pub mod keys;
pub mod log_window;
pub mod memory_panel;
pub mod menu;
pub mod notifications;
pub mod pane;
pub mod requests_panel;
#[cfg(test)]
mod screens;
pub mod settings_panel;
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
