//! Reading and writing the settings file.

use super::*;
use crate::app::logging::LogLevel;
use crate::atomic_file::FileError;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn file(content: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("settings.json");
    fs::write(&path, content).unwrap();
    (dir, path)
}

fn files_beside(path: &Path) -> Vec<PathBuf> {
    fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|other| other != path)
        .collect()
}

#[test]
fn without_a_file_the_defaults_hold_and_nothing_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let (settings, notices) = Settings::load(&dir.path().join("settings.json"));
    assert_eq!(settings, Settings::default());
    assert_eq!(notices, [""; 0]);
    assert_eq!(settings.max_requests_in_flight, 64);
}

#[test]
fn what_is_saved_is_what_is_loaded() {
    let (_dir, path) = file("{}");
    let mut settings = Settings {
        theme: Theme::Dark,
        ui_scale: 1.25,
        memory_limit: Some("1.5 GiB".parse().unwrap()),
        time_limits: Some("page=90s".parse().unwrap()),
        profiles: Some(vec!["prod".into(), "dev".into()]),
        role: Some("OrganizationReader".into()),
        log_level: LogLevel::Debug,
        grouping: vec!["type".into(), "tag:Team".into()],
        max_requests_in_flight: 8,
        detail_depth: "DescribeVpcAttribute".parse().unwrap(),
        ..Settings::default()
    };
    settings.save(&path).unwrap();
    let (loaded, notices) = Settings::load(&path);
    assert_eq!(loaded, settings);
    assert!(notices.is_empty());
    assert!(fs::read_to_string(&path).unwrap().contains("\"1536MB\""));
    assert!(files_beside(&path).is_empty());
}

#[test]
fn fields_of_another_version_are_kept() {
    let (_dir, path) = file(r#"{"from_the_future": {"a": [1]}, "theme": "light"}"#);
    let (mut settings, notices) = Settings::load(&path);
    assert!(notices.is_empty(), "{notices:?}");
    settings.theme = Theme::Dark;
    settings.save(&path).unwrap();
    let saved: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(saved["from_the_future"]["a"][0], 1);
    assert_eq!(saved["theme"], "dark");
}

#[test]
fn a_broken_file_is_set_aside_and_told() {
    for content in ["{\"theme\": ", "[]", "", "\u{0}\u{0}"] {
        let (_dir, path) = file(content);
        let (mut settings, notices) = Settings::load(&path);
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].contains("settings.json.broken-"), "{notices:?}");
        settings.save(&path).unwrap();
        let aside = files_beside(&path);
        assert_eq!(aside.len(), 1);
        assert_eq!(fs::read_to_string(&aside[0]).unwrap(), content);
    }
}

#[test]
fn every_bad_value_has_its_sentence_and_the_good_ones_count() {
    let (_dir, path) = file(
        r#"{"theme": "sepia", "ui_scale": 40, "memory_limit": "95%",
            "time_limits": "page=soon", "profiles": "prod",
            "role": "", "log_level": "loud", "grouping": ["type", "tag:"], "max_requests_in_flight": 0,
            "detail_depth": "deep"}"#,
    );
    let (settings, notices) = Settings::load(&path);
    assert_eq!(settings.theme, Theme::System);
    assert_eq!(settings.memory_limit, None);
    assert_eq!(notices.len(), 10, "{notices:#?}");
    for (field, notice) in [
        "theme",
        "ui_scale",
        "memory_limit",
        "time_limits",
        "profiles",
        "role",
        "log_level",
        "grouping",
        "max_requests_in_flight",
        "detail_depth",
    ]
    .iter()
    .zip(&notices)
    {
        assert!(
            notice.contains(field) && notice.contains("settings.json"),
            "{notice}"
        );
    }
}

#[test]
fn bad_values_are_kept_aside_when_saving_would_lose_them() {
    let content = r#"{"theme": "sepia", "log_level": "debug"}"#;
    let (_dir, path) = file(content);
    let (mut settings, _) = Settings::load(&path);
    assert_eq!(settings.log_level, LogLevel::Debug);
    assert!(files_beside(&path).is_empty(), "loading changes nothing");
    settings.save(&path).unwrap();
    settings.save(&path).unwrap();
    let aside = files_beside(&path);
    assert_eq!(aside.len(), 1);
    assert_eq!(fs::read_to_string(&aside[0]).unwrap(), content);
    assert!(Settings::load(&path).1.is_empty());
}

#[test]
fn a_file_that_cannot_be_read_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    // A folder can be opened, but not read as a file, even by root.
    let path = dir.path().join("settings.json");
    fs::create_dir(&path).unwrap();
    let (mut settings, notices) = Settings::load(&path);
    assert_eq!(notices.len(), 1);
    assert!(matches!(settings.save(&path), Err(FileError::Refused(_))));
    assert!(path.is_dir());
}
