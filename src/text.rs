//! Text that people read: numbers, sizes, spans of time, what is made safe to show, what is cut, and the order of words
//! of right-to-left scripts. Names no other room.

pub mod bidi;
pub mod bytes;
pub mod durations;
pub mod identifier;
pub mod numbers;
pub mod sanitize;
pub mod truncate;
