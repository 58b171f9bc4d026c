//! Everything known about the selected resource: read from its documents, kept until it changes.
//! `ui::pane::details` draws it.

mod document;
mod fields;
mod lines;
mod reader;
mod sections;
mod source;
mod sources;
#[cfg(test)]
mod tests;
mod user_data;

pub use document::{DetailsModel, Read, ReadDetails};
pub use fields::{Field, FieldPart};
pub use lines::JsonLines;
pub use reader::{Reader, ReaderUpdate, Shown, drop_nodes, drop_tree};
pub use source::{Source, Stamp, is_large};
pub use sources::SourcesText;
