//! The list as a whole, with its file.

use super::*;
use crate::app::pane::DetailsSide;
use crate::app::resource_explorer::tree::GroupBy;
use crate::model::QueryScope;
use std::fs;
use tempfile::TempDir;

fn empty() -> (TempDir, Bookmarks) {
    let dir = tempfile::tempdir().unwrap();
    let (bookmarks, notices) = Bookmarks::load(&dir.path().join("bookmarks.json"));
    assert!(notices.is_empty());
    (dir, bookmarks)
}

fn add(bookmarks: &mut Bookmarks, name: &str) -> String {
    bookmarks.add(name, PaneSpec::default()).unwrap()
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
        .add(
            "zeta",
            PaneSpec {
                scope: scope.clone().into(),
                filter: "status:stopped".into(),
                group_by: vec![GroupBy::Type],
                details: DetailsSide::Closed,
                ..PaneSpec::default()
            },
        )
        .unwrap();
    add(&mut bookmarks, "alpha");
    assert_eq!(bookmarks.save().unwrap(), [""; 0]);
    let loaded = reload(&bookmarks);
    assert_eq!(names(&loaded), ["zeta", "alpha"]);
    assert_eq!(loaded.get("zeta"), bookmarks.get("zeta"));
    assert_eq!(loaded.get("zeta").unwrap().spec.scope, scope.into());
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
    let full = bookmarks.add("x", PaneSpec::default());
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
