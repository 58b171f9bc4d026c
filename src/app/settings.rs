//! What a person has chosen, kept in `settings.json`.
//!
//! Reading never fails: a value that cannot be used is reported in one sentence and replaced by its default, a
//! file that cannot be read is moved aside. Fields of other versions are kept. No setting is a secret.

mod read;
mod save;

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::actions::keymap::{KeyMap, KeyOverrides, LetterKeys};
use super::logging::LogLevel;
use super::resource_explorer::memory_budget::MemoryLimit;
use super::resource_explorer::source::TimeLimits;
use crate::atomic_file::{self, ReadError};
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
    /// Levels of the tree in a new pane, outermost first: `account`, `region`, `type`, `tag:KEY`.
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
    /// The fields as they were read or written last; `None` for the defaults.
    #[serde(skip)]
    base: Option<Map<String, Value>>,
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
            base: None,
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
mod tests;
