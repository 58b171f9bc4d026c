//! What a person has chosen, kept in `settings.json`.
//!
//! Reading never fails: a value that cannot be used is reported in one sentence and replaced by its default, a
//! file that cannot be read is moved aside. Fields of other versions are kept. No setting is a secret.

mod read;

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::actions::keymap::{KeyMap, KeyOverrides, LetterKeys};
use super::logging::LogLevel;
use super::resource_explorer::memory_budget::MemoryLimit;
use super::resource_explorer::source::TimeLimits;
use crate::atomic_file::{self, FileError, ReadError};
use crate::model::DetailDepth;

/// A larger file is not ours.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Smallest and largest [`Settings::ui_scale`].
pub const UI_SCALE_RANGE: std::ops::RangeInclusive<f32> = 0.5..=3.0;

/// Smallest and largest [`Settings::max_requests_in_flight`].
pub const REQUESTS_RANGE: std::ops::RangeInclusive<u16> = 1..=1024;

/// Dark, light, or as the system is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light text on dark ground.
    Dark,
    /// Dark text on light ground.
    Light,
}

/// What a person has chosen. Every field has a default that works.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Dark or light.
    pub theme: Theme,
    /// Size of everything, as a factor, within [`UI_SCALE_RANGE`].
    pub ui_scale: f32,
    /// Lowers the memory limit below 80 % of RAM.
    pub memory_limit: Option<MemoryLimit>,
    /// How long answers and lists may take; `None` for the defaults.
    pub time_limits: Option<TimeLimits>,
    /// Profiles to use; `None` stands for the default credentials.
    pub profiles: Option<Vec<String>>,
    /// Role to assume in the accounts of the organization: a name or an ARN; `{account_id}` and
    /// `{account_name}` are filled in.
    pub role: Option<String>,
    /// Organizational units whose accounts are entered; empty for all.
    pub organizational_units: Vec<String>,
    /// What goes to the log.
    pub log_level: LogLevel,
    /// Levels of the tree in a new pane, outermost first: `account`, `region`, `type`.
    pub grouping: Vec<String>,
    /// Requests that the whole program has under way at once, within [`REQUESTS_RANGE`].
    pub max_requests_in_flight: u16,
    /// Whether rows that AWS itself manages are shown.
    pub show_managed: bool,
    /// How much phase 2 fetches in a new pane.
    pub detail_depth: DetailDepth,
    /// Keys chosen in place of the defaults, by the id of the action; what cannot be used is kept.
    pub keys: KeyOverrides,
    /// Whether letters alone are keys of lists.
    pub letter_keys: bool,
    /// Fields that this version does not know, kept for the one that does.
    #[serde(flatten)]
    other: Map<String, Value>,
    #[serde(skip)]
    on_save: OnSave,
}

/// What has to happen before the file may be replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum OnSave {
    /// Nothing.
    #[default]
    Replace,
    /// Some of its values are not in here: keep a copy.
    CopyAside,
    /// It could not be read or set aside: leave it alone, for this reason.
    Refuse(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            ui_scale: 1.0,
            memory_limit: None,
            time_limits: None,
            profiles: None,
            role: None,
            organizational_units: Vec::new(),
            log_level: LogLevel::default(),
            grouping: ["account", "region", "type"].map(String::from).to_vec(),
            max_requests_in_flight: 64,
            show_managed: false,
            detail_depth: DetailDepth::default(),
            keys: KeyOverrides::new(),
            letter_keys: true,
            other: Map::new(),
            on_save: OnSave::default(),
        }
    }
}

/// How accounts are reached. Holds no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessSetup {
    /// Profiles to use; `*` matches several. Empty for the default credentials.
    pub profiles: Vec<String>,
    /// Role to assume in the accounts of the organization.
    pub role: Option<String>,
    /// Organizational units whose accounts are entered; empty for all.
    pub units: Vec<String>,
}

impl Settings {
    /// The keys of every action, and a sentence for each entry that cannot be used.
    pub fn keymap(&self) -> (KeyMap, Vec<String>) {
        let letters = if self.letter_keys {
            LetterKeys::On
        } else {
            LetterKeys::Off
        };
        KeyMap::new(&self.keys, letters)
    }

    /// How accounts are reached.
    pub fn access(&self) -> AccessSetup {
        AccessSetup {
            profiles: self.profiles.clone().unwrap_or_default(),
            role: self.role.clone(),
            units: self.organizational_units.clone(),
        }
    }

    /// Keeps how accounts are reached; the file is not written yet.
    pub fn set_access(&mut self, setup: AccessSetup) {
        self.profiles = (!setup.profiles.is_empty()).then_some(setup.profiles);
        self.role = setup.role;
        self.organizational_units = setup.units;
    }

    /// Reads the settings at `path`. The second part has a sentence for everything that could not be
    /// used; a file that is not there is no reason for one.
    pub fn load(path: &Path) -> (Self, Vec<String>) {
        let text = match atomic_file::read_text(path, MAX_FILE_BYTES) {
            Ok(None) => return Default::default(),
            Ok(Some(text)) => text,
            Err(error @ ReadError::Io { .. }) => {
                let notice = format!("{error}; default settings are used and none will be saved");
                return Self::refusing(notice);
            }
            Err(error @ ReadError::NotOurs { .. }) => return Self::replacing(path, &error),
        };
        match serde_json::from_str::<Map<String, Value>>(&text) {
            Ok(fields) => read::settings_from(fields, path),
            Err(error) => Self::replacing(
                path,
                &format!("{} is not valid JSON: {error}", path.display()),
            ),
        }
    }

    /// Writes the settings to `path` in one step, readable by their owner only. Before values that
    /// could not be used are lost by it, a copy of the old file is kept.
    ///
    /// # Errors
    /// When the file cannot be written: the old one is still there.
    pub fn save(&mut self, path: &Path) -> Result<(), FileError> {
        match &self.on_save {
            OnSave::Replace => {}
            OnSave::CopyAside => {
                atomic_file::copy_aside(path).map_err(|source| FileError::Write {
                    path: path.into(),
                    source,
                })?;
                self.on_save = OnSave::Replace;
            }
            OnSave::Refuse(reason) => return Err(FileError::Refused(reason.clone())),
        }
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| FileError::Refused(format!("settings cannot be written: {error}")))?;
        text.push('\n');
        atomic_file::write_private(path, text.as_bytes())
    }

    /// Defaults in place of a file that cannot be used, which is moved aside.
    fn replacing(path: &Path, problem: &dyn std::fmt::Display) -> (Self, Vec<String>) {
        match atomic_file::move_aside(path) {
            Ok(aside) => {
                let notice = format!(
                    "{problem}; it is kept as {} and default settings are used",
                    aside.display()
                );
                (Self::default(), vec![notice])
            }
            Err(error) => Self::refusing(format!(
                "{problem}, and it cannot be moved aside ({error}); default settings are used and \
                 none will be saved until you move the file"
            )),
        }
    }

    fn refusing(notice: String) -> (Self, Vec<String>) {
        let settings = Self {
            on_save: OnSave::Refuse(notice.clone()),
            ..Self::default()
        };
        (settings, vec![notice])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            grouping: vec!["type".into(), "account".into()],
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
                "role": "", "log_level": "loud", "grouping": ["type", "tag:Environment"], "max_requests_in_flight": 0,
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
}
