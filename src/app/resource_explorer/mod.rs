//! The engine. Names neither egui nor the AWS SDK; `tests/walls.rs` holds it to that.

pub mod source;
pub mod state;
