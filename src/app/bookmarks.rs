//! Saved scopes with how their rows are shown, kept in `bookmarks.json`.
//!
//! Reading never fails, and nothing is lost: of a file with entries that cannot be used a copy is kept, and when
//! another window or a person changed the file meanwhile, saving merges both.

mod file;
mod merge;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;

use crate::app::labels::scope_text;
use crate::app::pane::PaneSpec;
use crate::atomic_file::{self, FileError};
use crate::text::sanitize;

pub use file::Bookmark;

use file::Content;

/// As many fit into a menu that can still be searched.
pub const MAX_BOOKMARKS: usize = 1000;

/// Longest name, in characters.
pub const MAX_NAME_CHARS: usize = 120;

/// Why a bookmark was not added or renamed.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BookmarkError {
    /// A name is needed.
    #[error("a bookmark needs a name; type one")]
    EmptyName,
    /// Another bookmark has it.
    #[error("there is a bookmark '{0}' already; choose another name")]
    Duplicate(String),
    /// It would not fit anywhere.
    #[error("the name is longer than {MAX_NAME_CHARS} characters; choose a shorter one")]
    NameTooLong,
    /// The list is full.
    #[error("there are {MAX_BOOKMARKS} bookmarks already; delete one first")]
    Full,
    /// No bookmark has this name.
    #[error("there is no bookmark '{0}' any more; it may have been deleted in another window")]
    Unknown(String),
}

/// The list, in the order in which it is shown.
#[derive(Clone, Debug)]
pub struct Bookmarks {
    path: PathBuf,
    list: Vec<Bookmark>,
    /// What the file held when we last read or wrote it: the base of a merge.
    base: Content,
    /// The list as it was when it was saved last.
    saved: Vec<Bookmark>,
}

impl Bookmarks {
    /// Reads the bookmarks at `path`. The second part has a sentence for everything that could not
    /// be used; a file that is not there is no reason for one.
    pub fn load(path: &Path) -> (Self, Vec<String>) {
        let (base, notices) = file::read(path);
        let bookmarks = Self {
            path: path.into(),
            list: base.bookmarks.clone(),
            saved: Vec::new(),
            base,
        };
        (bookmarks, notices)
    }

    /// The one at this place of the list.
    pub fn at(&self, place: usize) -> Option<&Bookmark> {
        self.list.get(place)
    }

    /// In the order in which they are shown.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Bookmark> {
        self.list.iter()
    }

    /// The bookmark of exactly this name.
    pub fn get(&self, name: &str) -> Option<&Bookmark> {
        self.list.iter().find(|bookmark| bookmark.name == name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Bookmarks for a program that has no place for files: they last as long as it runs.
    pub fn without_file() -> Self {
        let reason = "no writable data directory; bookmarks last until the program ends";
        let base = Content {
            never_write: Some(reason.into()),
            ..Default::default()
        };
        Self {
            path: PathBuf::new(),
            list: Vec::new(),
            saved: Vec::new(),
            base,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds a bookmark at the end. A name that is taken gets a number (`prod 2`), an empty one
    /// becomes the scope in words. Returns the name it has now.
    ///
    /// # Errors
    /// When the name cannot be one, or there are too many bookmarks.
    pub fn add(&mut self, name: &str, spec: PaneSpec) -> Result<String, BookmarkError> {
        if self.list.len() >= MAX_BOOKMARKS {
            return Err(BookmarkError::Full);
        }
        let wish = match checked_name(name) {
            Ok(name) => name,
            Err(BookmarkError::EmptyName) => scope_text(&spec.scope),
            Err(error) => return Err(error),
        };
        let name = free_name(&self.list, &wish);
        self.list.push(Bookmark {
            name: name.clone(),
            spec: PaneSpec {
                bookmark: String::new(),
                show_managed: false,
                ..spec
            },
            created: Timestamp::now(),
            other: Default::default(),
        });
        Ok(name)
    }

    /// Gives the bookmark `name` another name.
    ///
    /// # Errors
    /// When the new name cannot be one or is taken, or there is no bookmark `name`.
    pub fn rename(&mut self, name: &str, new_name: &str) -> Result<(), BookmarkError> {
        let new_name = checked_name(new_name)?;
        if new_name != name && self.get(&new_name).is_some() {
            return Err(BookmarkError::Duplicate(new_name));
        }
        let bookmark = self
            .list
            .iter_mut()
            .find(|bookmark| bookmark.name == name)
            .ok_or_else(|| BookmarkError::Unknown(name.into()))?;
        bookmark.name = new_name;
        Ok(())
    }

    /// Takes the bookmark `name` out of the list and returns it, for undo.
    pub fn delete(&mut self, name: &str) -> Option<Bookmark> {
        let at = self
            .list
            .iter()
            .position(|bookmark| bookmark.name == name)?;
        Some(self.list.remove(at))
    }

    /// Writes the list in one step, readable by its owner only. Changes that another program made to the file
    /// since we read it are merged in first; the sentences say what came of it.
    ///
    /// # Errors
    /// When the file cannot be written: bookmarks stay in memory and in the old file.
    pub fn save(&mut self) -> Result<Vec<String>, FileError> {
        if let Some(reason) = &self.base.never_write {
            return Err(FileError::Refused(reason.clone()));
        }
        self.saved.clone_from(&self.list);
        let _alone = atomic_file::lock(&self.path);
        let mut notices = Vec::new();
        let text_now = file::raw(&self.path).map_err(|error| {
            FileError::Refused(format!("{error}; bookmarks were not saved over it"))
        })?;
        let mut other = self.base.other.clone();
        if text_now != self.base.text {
            let (theirs, told) = file::read(&self.path);
            notices.extend(told);
            if let Some(reason) = theirs.never_write {
                return Err(FileError::Refused(reason));
            }
            if theirs.text.is_some() {
                // Bookmarks that could not be read there were not deleted there.
                let base: &[Bookmark] = if theirs.has_losses {
                    &[]
                } else {
                    &self.base.bookmarks
                };
                let merged = merge::merge(base, &self.list, &theirs.bookmarks);
                notices.extend(merged.notice);
                self.list = merged.list;
                other = theirs.other;
            }
            // A file that is gone, or aside, has nothing more to lose.
            self.base.has_losses = theirs.has_losses;
        }
        if self.base.has_losses {
            atomic_file::copy_aside(&self.path).map_err(|source| FileError::Write {
                path: self.path.clone(),
                source,
            })?;
        }
        self.base = file::write(&self.path, &self.list, other)?;
        Ok(notices)
    }
}

impl Bookmarks {
    /// Takes over what came of saving a copy of this list; what was changed here meanwhile stays.
    pub fn take_saved(&mut self, copy: Self) {
        self.list = if self.list == copy.saved {
            copy.list
        } else {
            merge::merge(&copy.saved, &self.list, &copy.list).list
        };
        self.base = copy.base;
    }
}

/// `name` without spaces around it, on one line.
fn checked_name(name: &str) -> Result<String, BookmarkError> {
    let name = name.replace(sanitize::is_control, " ").trim().to_owned();
    if name.is_empty() {
        return Err(BookmarkError::EmptyName);
    }
    if name.chars().count() > MAX_NAME_CHARS {
        return Err(BookmarkError::NameTooLong);
    }
    Ok(name)
}

/// `wish`, or the first of `wish 2`, `wish 3`, ... that no bookmark has.
fn free_name(list: &[Bookmark], wish: &str) -> String {
    let is_free = |name: &str| list.iter().all(|bookmark| bookmark.name != name);
    if is_free(wish) {
        return wish.to_owned();
    }
    (2..=u32::MAX)
        .map(|n| format!("{wish} {n}"))
        .find(|name| is_free(name))
        .expect("a list has fewer names than there are numbers")
}
