//! How bookmarks are written down.

use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::{MAX_BOOKMARKS, MAX_NAME_CHARS};
use crate::app::pane::PaneSpec;
use crate::atomic_file::{self, FileError, ReadError};

/// A larger file is not ours: a thousand bookmarks of a hundred accounts take less.
const MAX_FILE_BYTES: u64 = 8 << 20;

/// A saved scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    /// What a person calls it; unique in the list.
    pub name: String,
    /// What it asks for, and how the answer is shown.
    #[serde(flatten)]
    pub spec: PaneSpec,
    /// When it was added.
    #[serde(default, serialize_with = "write_time", deserialize_with = "read_time")]
    pub created: Timestamp,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub(super) other: Map<String, Value>,
}

/// What the file holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub(super) bookmarks: Vec<Bookmark>,
    /// Fields beside the list that this version does not know.
    pub(super) other: Map<String, Value>,
    /// The text that was read or written; `None` when there is no file.
    pub(super) text: Option<String>,
    /// Some of the file is not in here, so a copy must be kept before it is replaced.
    pub(super) has_losses: bool,
    /// Why the file must be left alone.
    pub(super) never_write: Option<String>,
}

/// The text at `path` as it is.
pub(super) fn raw(path: &Path) -> Result<Option<String>, ReadError> {
    match atomic_file::read_text(path, MAX_FILE_BYTES) {
        // A file that we did not write; `read` will move it aside.
        Err(ReadError::NotOurs { reason, .. }) => Ok(Some(reason)),
        other => other,
    }
}

/// Reads what can be used, with a sentence for what cannot.
pub(super) fn read(path: &Path) -> (Content, Vec<String>) {
    let text = match atomic_file::read_text(path, MAX_FILE_BYTES) {
        Ok(None) => return Default::default(),
        Ok(Some(text)) => text,
        Err(error @ ReadError::Io { .. }) => {
            return refusing(format!(
                "{error}; bookmarks are not shown and none will be saved"
            ));
        }
        Err(error @ ReadError::NotOurs { .. }) => return set_aside(path, &error.to_string()),
    };
    let mut fields: Map<String, Value> = match serde_json::from_str(&text) {
        Ok(fields) => fields,
        Err(error) => {
            return set_aside(
                path,
                &format!("{} is not valid JSON: {error}", path.display()),
            );
        }
    };
    let items = match fields.shift_remove("bookmarks") {
        None => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(_) => {
            return set_aside(
                path,
                &format!("{} has no list of bookmarks", path.display()),
            );
        }
    };
    let mut content = Content {
        other: fields,
        text: Some(text),
        ..Default::default()
    };
    let mut notices = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        match usable(&content.bookmarks, item) {
            Ok(bookmark) => content.bookmarks.push(bookmark),
            Err(problem) => {
                content.has_losses = true;
                notices.push(format!(
                    "bookmark {} in {} is left out: {problem}",
                    at + 1,
                    path.display()
                ));
            }
        }
    }
    (content, notices)
}

/// The bookmark in `item`, or what is wrong with it.
fn usable(before: &[Bookmark], item: Value) -> Result<Bookmark, String> {
    if before.len() >= MAX_BOOKMARKS {
        return Err(format!("there are more than {MAX_BOOKMARKS}"));
    }
    let shown: String = match item.get("name").and_then(Value::as_str) {
        Some(name) => name.chars().take(40).collect(),
        None => return Err("it has no name".into()),
    };
    let mut bookmark: Bookmark =
        serde_json::from_value(item).map_err(|error| format!("'{shown}': {error}"))?;
    bookmark.name = bookmark.name.chars().take(MAX_NAME_CHARS).collect();
    bookmark.name = super::checked_name(&bookmark.name).map_err(|error| error.to_string())?;
    // Two of one name: both are kept, and can be told apart.
    bookmark.name = super::free_name(before, &bookmark.name);
    Ok(bookmark)
}

/// Writes `list` in one step; returns what the file holds now.
pub(super) fn write(
    path: &Path,
    list: &[Bookmark],
    other: Map<String, Value>,
) -> Result<Content, FileError> {
    #[derive(Serialize)]
    struct File<'a> {
        bookmarks: &'a [Bookmark],
        #[serde(flatten)]
        other: &'a Map<String, Value>,
    }
    let file = File {
        bookmarks: list,
        other: &other,
    };
    let mut text = serde_json::to_string_pretty(&file)
        .map_err(|error| FileError::Refused(format!("bookmarks cannot be written: {error}")))?;
    text.push('\n');
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(FileError::Refused(format!(
            "bookmarks were not saved: together they are larger than {} MB; delete some",
            MAX_FILE_BYTES >> 20
        )));
    }
    atomic_file::write_private(path, text.as_bytes())?;
    Ok(Content {
        bookmarks: list.to_vec(),
        other,
        text: Some(text),
        ..Default::default()
    })
}

fn set_aside(path: &Path, problem: &str) -> (Content, Vec<String>) {
    match atomic_file::move_aside(path) {
        Ok(aside) => {
            let notice = format!(
                "{problem}; it is kept as {} and the list starts empty",
                aside.display()
            );
            (Content::default(), vec![notice])
        }
        Err(error) => refusing(format!(
            "{problem}, and it cannot be moved aside ({error}); no bookmarks will be saved until \
             you move the file"
        )),
    }
}

fn refusing(notice: String) -> (Content, Vec<String>) {
    let content = Content {
        never_write: Some(notice.clone()),
        ..Default::default()
    };
    (content, vec![notice])
}

fn write_time<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}
