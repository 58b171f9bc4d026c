//! What a person has chosen, kept in `settings.json`.
//!
//! Reading never fails: a value that cannot be used is reported in one sentence and replaced by its default, a
//! file that cannot be read is moved aside. Fields of other versions are kept. No setting is a secret.

mod fields;
mod history;
mod read;
mod save;

use std::path::Path;

use serde_json::{Map, Value};

use super::actions::keymap::{KeyMap, LetterKeys};
use crate::atomic_file::{self, ReadError};

pub use fields::{
    Density, REQUESTS_RANGE, Setting, SettingEffect, Settings, Theme, UI_SCALE_RANGE,
};

/// A larger file is not ours.
const MAX_FILE_BYTES: u64 = 1 << 20;

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
