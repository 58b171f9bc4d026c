//! Drawing only. Reads [`crate::app::view::AppView`] and pushes [`crate::app::commands::Command`]s;
//! names neither tokio nor the AWS SDK, waits for nothing.

#[cfg(test)]
pub(crate) mod fixtures;
pub mod pane;
pub mod theme;
pub mod tokens;
pub mod widgets;
