//! Settings with the place that they come from, and the profiles that they make up.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::grammar::Section;

/// File and line, as messages name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::aws) struct Place {
    /// With `~` for the home directory.
    pub file: Arc<str>,
    /// From 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)
    }
}

/// A value and where it stands. The value may be secret: no `Debug`.
#[derive(Clone)]
pub(in crate::aws) struct Setting {
    /// Without blanks around it; never empty, unless it is a list of settings.
    pub value: String,
    /// File and line.
    pub place: Place,
    /// The settings of a value that is a list of settings itself.
    pub nested: BTreeMap<String, String>,
}

/// The settings of one section.
#[derive(Clone, Default)]
pub(in crate::aws) struct Settings {
    by_key: BTreeMap<String, Setting>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_key.keys()).finish()
    }
}

impl Settings {
    /// The settings of a section of this file. An empty value is as if it were not set.
    pub(super) fn of(section: Section, file: &Arc<str>) -> Self {
        let mut by_key = BTreeMap::new();
        for (key, entry) in section.entries {
            if entry.value.is_empty() && entry.nested.is_empty() {
                continue;
            }
            let place = Place {
                file: Arc::clone(file),
                line: entry.line,
            };
            let setting = Setting {
                value: entry.value,
                place,
                nested: entry.nested,
            };
            by_key.insert(key, setting);
        }
        Self { by_key }
    }

    /// A setting with its place.
    pub(in crate::aws) fn setting(&self, key: &str) -> Option<&Setting> {
        self.by_key.get(key)
    }

    /// All settings, by key.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Setting)> {
        self.by_key.iter()
    }

    /// A value.
    pub(in crate::aws) fn get(&self, key: &str) -> Option<&str> {
        Some(self.by_key.get(key)?.value.as_str())
    }
}

/// What both files say of a profile.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Profile {
    /// Of the config file.
    pub config: Settings,
    /// Of the credentials file: goes before the other.
    pub credentials: Settings,
}

impl Profile {
    /// A setting with its place.
    pub(in crate::aws) fn setting(&self, key: &str) -> Option<&Setting> {
        let own = self.credentials.setting(key);
        own.or_else(|| self.config.setting(key))
    }

    /// A value.
    pub(in crate::aws) fn get(&self, key: &str) -> Option<&str> {
        Some(self.setting(key)?.value.as_str())
    }

    /// Whether it enters a role with credentials from somewhere else, and not with a web identity.
    pub(in crate::aws) fn enters_role(&self) -> bool {
        self.setting("role_arn").is_some() && self.setting("web_identity_token_file").is_none()
    }

    /// Whether it has one of the settings.
    pub(in crate::aws) fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.setting(key).is_some())
    }
}
