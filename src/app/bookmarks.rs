//! Saved scopes, kept in `bookmarks.json`.
//!
//! Reading never fails, and nothing is lost: what makes no sense is kept aside, and when another
//! window or a person changed the file meanwhile, saving merges both.

mod file;
mod merge;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use thiserror::Error;

use super::atomic_file::{self, FileError};
use super::resource_explorer::state::QueryScope;

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
#[derive(Debug)]
pub struct Bookmarks {
    path: PathBuf,
    list: Vec<Bookmark>,
    /// What the file held when we last read or wrote it: the common ground of a merge.
    base: Content,
}

impl Bookmarks {
    /// Reads the bookmarks at `path`. The second part has a sentence for everything that could not
    /// be used; a file that is not there is no reason for one.
    pub fn load(path: &Path) -> (Self, Vec<String>) {
        let (base, notices) = file::read(path);
        let bookmarks = Self {
            path: path.into(),
            list: base.bookmarks.clone(),
            base,
        };
        (bookmarks, notices)
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

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds a bookmark at the end. A name that is taken gets a number (`prod 2`), an empty one
    /// becomes the scope in words. Returns the name it has now.
    pub fn add(
        &mut self,
        name: &str,
        scope: QueryScope,
        grouping: Vec<String>,
    ) -> Result<String, BookmarkError> {
        if self.list.len() >= MAX_BOOKMARKS {
            return Err(BookmarkError::Full);
        }
        let wish = match checked_name(name) {
            Ok(name) => name,
            Err(BookmarkError::EmptyName) => scope.to_string(),
            Err(error) => return Err(error),
        };
        let name = free_name(&self.list, &wish);
        self.list.push(Bookmark {
            name: name.clone(),
            scope,
            grouping,
            created: Timestamp::now(),
            other: Default::default(),
        });
        Ok(name)
    }

    /// Gives the bookmark `name` another name.
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

    /// Writes the list in one step, readable by its owner only. What somebody else changed in the
    /// file since we read it is merged in first; the sentences say what came of it.
    pub fn save(&mut self) -> Result<Vec<String>, FileError> {
        if let Some(reason) = &self.base.never_write {
            return Err(FileError::Refused(reason.clone()));
        }
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
                // What cannot be read there was not deleted there.
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

/// `name` without spaces around it, on one line.
fn checked_name(name: &str) -> Result<String, BookmarkError> {
    let name = name.replace(char::is_control, " ").trim().to_owned();
    if name.is_empty() {
        return Err(BookmarkError::EmptyName);
    }
    if name.chars().count() > MAX_NAME_CHARS {
        return Err(BookmarkError::NameTooLong);
    }
    Ok(name)
}

/// `wish`, or `wish 2`, `wish 3`, ... whichever nobody has.
fn free_name(list: &[Bookmark], wish: &str) -> String {
    let is_free = |name: &str| list.iter().all(|bookmark| bookmark.name != name);
    if is_free(wish) {
        return wish.to_owned();
    }
    (2..)
        .map(|n| format!("{wish} {n}"))
        .find(|name| is_free(name))
        .expect("a list has fewer names than there are numbers")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn empty() -> (TempDir, Bookmarks) {
        let dir = tempfile::tempdir().unwrap();
        let (bookmarks, notices) = Bookmarks::load(&dir.path().join("bookmarks.json"));
        assert!(notices.is_empty());
        (dir, bookmarks)
    }

    fn add(bookmarks: &mut Bookmarks, name: &str) -> String {
        bookmarks
            .add(name, QueryScope::default(), vec!["account".into()])
            .unwrap()
    }

    fn names(bookmarks: &Bookmarks) -> Vec<&str> {
        bookmarks.iter().map(|b| b.name.as_str()).collect()
    }

    fn reload(bookmarks: &Bookmarks) -> Bookmarks {
        let (loaded, notices) = Bookmarks::load(&bookmarks.path);
        assert!(notices.is_empty(), "{notices:?}");
        loaded
    }

    #[test]
    fn bookmarks_come_back_in_order_with_all_they_had() {
        let (_dir, mut bookmarks) = empty();
        let scope = QueryScope {
            accounts: ["001234567890".parse().unwrap()].into_iter().collect(),
            ..Default::default()
        };
        bookmarks
            .add("zeta", scope.clone(), vec!["tag:Env".into()])
            .unwrap();
        add(&mut bookmarks, "alpha");
        assert_eq!(bookmarks.save().unwrap(), [""; 0]);
        let loaded = reload(&bookmarks);
        assert_eq!(names(&loaded), ["zeta", "alpha"]);
        assert_eq!(loaded.get("zeta"), bookmarks.get("zeta"));
        assert_eq!(loaded.get("zeta").unwrap().scope, scope);
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number_and_an_empty_one_is_the_scope() {
        let (_dir, mut bookmarks) = empty();
        assert_eq!(add(&mut bookmarks, "prod"), "prod");
        assert_eq!(add(&mut bookmarks, " prod "), "prod 2");
        assert_eq!(add(&mut bookmarks, "prod"), "prod 3");
        assert_eq!(
            add(&mut bookmarks, "  "),
            "all accounts, all regions, all types"
        );
    }

    #[test]
    fn renaming_refuses_what_would_confuse_and_says_why() {
        let (_dir, mut bookmarks) = empty();
        add(&mut bookmarks, "a");
        add(&mut bookmarks, "b");
        assert_eq!(bookmarks.rename("a", " "), Err(BookmarkError::EmptyName));
        assert_eq!(
            bookmarks.rename("a", "b"),
            Err(BookmarkError::Duplicate("b".into()))
        );
        assert_eq!(
            bookmarks.rename("c", "d"),
            Err(BookmarkError::Unknown("c".into()))
        );
        assert_eq!(
            bookmarks.rename("a", &"x".repeat(121)),
            Err(BookmarkError::NameTooLong)
        );
        assert_eq!(bookmarks.rename("a", "a"), Ok(()));
        assert_eq!(bookmarks.rename("a", "one\nline"), Ok(()));
        assert_eq!(names(&bookmarks), ["one line", "b"]);
    }

    #[test]
    fn what_is_deleted_stays_deleted() {
        let (_dir, mut bookmarks) = empty();
        add(&mut bookmarks, "a");
        add(&mut bookmarks, "b");
        bookmarks.save().unwrap();
        assert_eq!(bookmarks.delete("a").unwrap().name, "a");
        assert!(bookmarks.delete("a").is_none());
        bookmarks.save().unwrap();
        assert_eq!(names(&reload(&bookmarks)), ["b"]);
    }

    #[test]
    fn the_list_has_an_end() {
        let (_dir, mut bookmarks) = empty();
        for _ in 0..MAX_BOOKMARKS {
            add(&mut bookmarks, "x");
        }
        let full = bookmarks.add("x", QueryScope::default(), Vec::new());
        assert_eq!(full, Err(BookmarkError::Full));
    }

    #[test]
    fn a_broken_file_is_set_aside_and_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bookmarks.json");
        fs::write(&path, "{\"bookmarks\": [").unwrap();
        let (mut bookmarks, notices) = Bookmarks::load(&path);
        assert!(notices[0].contains("bookmarks.json.broken-"), "{notices:?}");
        add(&mut bookmarks, "a");
        bookmarks.save().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
        assert_eq!(names(&reload(&bookmarks)), ["a"]);
    }

    #[test]
    fn one_bad_bookmark_does_not_cost_the_others_and_a_copy_is_kept() {
        let (dir, mut bookmarks) = empty();
        add(&mut bookmarks, "good");
        bookmarks.save().unwrap();
        let text = fs::read_to_string(&bookmarks.path).unwrap();
        let bad = r#""bookmarks": [{"name": "bad", "scope": 7}, "#;
        fs::write(&bookmarks.path, text.replace("\"bookmarks\": [", bad)).unwrap();
        let (mut loaded, notices) = Bookmarks::load(&bookmarks.path);
        assert_eq!(notices.len(), 1);
        assert!(notices[0].contains("'bad'"), "{notices:?}");
        assert_eq!(names(&loaded), ["good"]);
        loaded.save().unwrap();
        loaded.save().unwrap();
        let aside = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.to_string_lossy().contains("broken"))
            .unwrap();
        assert!(fs::read_to_string(aside).unwrap().contains("\"bad\""));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn fields_of_another_version_are_kept() {
        let (_dir, mut bookmarks) = empty();
        add(&mut bookmarks, "a");
        bookmarks.save().unwrap();
        let text = fs::read_to_string(&bookmarks.path)
            .unwrap()
            .replacen('{', "{\"folders\": [\"x\"],", 1)
            .replace("\"name\"", "\"folder\": \"x\", \"name\"");
        fs::write(&bookmarks.path, text).unwrap();
        let mut loaded = reload(&bookmarks);
        add(&mut loaded, "b");
        loaded.save().unwrap();
        let text = fs::read_to_string(&loaded.path).unwrap();
        assert!(
            text.contains("\"folders\"") && text.contains("\"folder\": \"x\""),
            "{text}"
        );
    }

    #[test]
    fn two_windows_do_not_overwrite_each_others_bookmarks() {
        let (_dir, mut first) = empty();
        add(&mut first, "common");
        add(&mut first, "old");
        first.save().unwrap();
        let mut second = reload(&first);
        add(&mut first, "mine");
        first.delete("old");
        first.save().unwrap();
        add(&mut second, "theirs");
        let notices = second.save().unwrap();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert_eq!(names(&second), ["common", "theirs", "mine"]);
        assert_eq!(names(&reload(&second)), ["common", "theirs", "mine"]);
    }

    #[test]
    fn a_file_that_was_broken_meanwhile_is_set_aside_before_ours_is_written() {
        let (dir, mut bookmarks) = empty();
        add(&mut bookmarks, "a");
        bookmarks.save().unwrap();
        fs::write(&bookmarks.path, "broken").unwrap();
        add(&mut bookmarks, "b");
        let notices = bookmarks.save().unwrap();
        assert!(notices[0].contains("broken-"), "{notices:?}");
        assert_eq!(names(&reload(&bookmarks)), ["a", "b"]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_was_deleted_meanwhile_is_written_again() {
        let (_dir, mut bookmarks) = empty();
        add(&mut bookmarks, "a");
        bookmarks.save().unwrap();
        fs::remove_file(&bookmarks.path).unwrap();
        bookmarks.save().unwrap();
        assert_eq!(names(&reload(&bookmarks)), ["a"]);
    }
}
