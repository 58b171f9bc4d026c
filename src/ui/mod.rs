//! Drawing only. Reads [`crate::app::view::AppView`] and pushes [`crate::app::commands::Command`]s;
//! names neither tokio nor the AWS SDK, waits for nothing.

pub mod theme;
pub mod tokens;
pub mod widgets;
