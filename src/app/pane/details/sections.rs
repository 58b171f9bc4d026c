//! The answers of phase 2 as a JSON tree, one heading for each operation.

use compact_str::CompactString;
use serde_json::Value;

use super::user_data::{self, Decoded};
use crate::app::json_tree::{Body, JsonTree};
use crate::model::DetailSection;
use crate::text::numbers::counted;

/// The result of an operation.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    /// An answer.
    Document(Value),
    /// An answer that people wrote as text.
    Text(String),
    /// A remark in place of an answer.
    Note(String),
    /// Why there is no answer.
    Failed(String),
}

/// The operations at the outermost level, in the order the answers came; `answers` are those of `sections`.
pub(super) fn section_tree(sections: &[DetailSection], answers: Vec<Option<Value>>) -> JsonTree {
    let mut tree = JsonTree::default();
    for (section, answer) in sections.iter().zip(answers) {
        push_section(&mut tree, section.operation, content(section, answer));
    }
    tree
}

fn push_section(tree: &mut JsonTree, operation: &str, content: Content) {
    let at = Some(tree.heading(operation));
    match content {
        Content::Document(value) => tree.push_document(&value, at),
        Content::Text(text) => text.lines().for_each(|line| {
            tree.push(at, CompactString::default(), Body::Line(line.into()));
        }),
        Content::Note(text) => {
            tree.push(at, CompactString::default(), Body::Note(text.into()));
        }
        Content::Failed(reason) => {
            tree.push(at, CompactString::default(), Body::Error(reason.into()));
        }
    }
}

fn content(section: &DetailSection, answer: Option<Value>) -> Content {
    match &section.answer {
        Err(reason) => Content::Failed(reason.to_string()),
        Ok(answer) if answer.is_evicted() => Content::Note(
            "Dropped to free memory; select the resource again to reload it.".to_owned(),
        ),
        Ok(_) => content_of(section.operation, answer.unwrap_or_default()),
    }
}

fn content_of(operation: &str, answer: Value) -> Content {
    if !operation.to_ascii_lowercase().ends_with("userdata") {
        return Content::Document(answer);
    }
    let encoded = answer
        .pointer("/UserData/Value")
        .or_else(|| answer.get("UserData"))
        .or_else(|| answer.get("Value"));
    match encoded
        .and_then(Value::as_str)
        .map(|text| (text, user_data::decode(text)))
    {
        None | Some(("", _)) => Content::Note("No user data.".to_owned()),
        Some((_, Some(Decoded::Text(text)))) => Content::Text(text),
        Some((_, Some(Decoded::Gzip(bytes)))) => {
            Content::Note(format!("Compressed with gzip, {}.", counted(bytes, "byte")))
        }
        Some((_, Some(Decoded::Binary(bytes)))) => {
            Content::Note(format!("Not text, {}.", counted(bytes, "byte")))
        }
        Some((_, None)) => Content::Document(answer),
    }
}
