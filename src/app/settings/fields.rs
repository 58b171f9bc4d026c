//! Every setting: its field and default, how it is read from the file, and what changes it while the program runs.
//!
//! A new one has its lines here and in the form, `ui/panels/settings.rs`. What more follows from a change than that
//! it is drawn is carried out by `shell/preferences.rs`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::OnSave;
use super::history;
use super::read::Reader;
use crate::app::account_marks::PRODUCTION_WORDS;
use crate::app::actions::chord::Chord;
use crate::app::actions::keymap::{self, KeyOverrides};
use crate::app::actions::{Action, registry};
use crate::app::logging::LogLevel;
use crate::app::resource_explorer::memory_budget::{BadLimit, MemoryLimit};
use crate::app::resource_explorer::source::TimeLimits;
use crate::app::resource_explorer::tree::GroupBy;
use crate::model::DetailDepth;

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
    /// White text on black ground, and outlines that stand out.
    Contrast,
}

/// How high the lines of lists are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// As many lines as can be read.
    Compact,
    /// In between.
    #[default]
    Normal,
    /// Room around each line.
    Comfortable,
}

impl Density {
    /// All of them, the lowest lines first.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Normal, Self::Comfortable];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Compact => "Compact",
            Self::Normal => "Normal",
            Self::Comfortable => "Comfortable",
        }
    }
}

/// What a person has chosen. Every field has a default that works.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Dark or light.
    pub theme: Theme,
    /// Size of everything, as a factor, within [`UI_SCALE_RANGE`].
    pub ui_scale: f32,
    /// How high lines are.
    pub density: Density,
    /// Words in the name of an account that mean production.
    pub production_names: Vec<String>,
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
    /// Filters that were used, the last one first.
    pub filter_history: Vec<String>,
    /// Fields that this version does not know, kept for the one that does.
    #[serde(flatten)]
    pub(super) other: Map<String, Value>,
    /// The fields as they were read or written last; `None` for the defaults.
    #[serde(skip)]
    pub(super) base: Option<Map<String, Value>>,
    #[serde(skip)]
    pub(super) on_save: OnSave,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            ui_scale: 1.0,
            density: Density::default(),
            production_names: PRODUCTION_WORDS.map(String::from).to_vec(),
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
            filter_history: Vec::new(),
            other: Map::new(),
            base: None,
            on_save: OnSave::default(),
        }
    }
}

/// A change that a person makes while the program runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Dark, light, or as the system has it.
    Theme(Theme),
    /// Size of everything, 1.0 is normal.
    UiScale(f32),
    /// How high lines are.
    Density(Density),
    /// Words in the name of an account that mean production.
    ProductionNames(Vec<String>),
    /// Whether what AWS itself manages is shown, in every pane.
    ShowManaged(bool),
    /// As typed; `None` goes back to 80 % of RAM.
    MemoryLimit(Option<String>),
    /// How long answers and lists may take from now on.
    TimeLimits(TimeLimits),
    /// The action has these keys in place of those it had; none are a choice too.
    Keys(Action, Vec<Chord>),
    /// The action has its default keys.
    DefaultKeys(Action),
    /// Whether letters alone are keys of lists.
    LetterKeys(bool),
    /// A filter was used: it is the first of the history now.
    UsedFilter(String),
}

/// What the program has to do after a setting has changed.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingEffect {
    /// Nothing: whatever draws it reads the new value.
    None,
    /// Fonts, colours and sizes of every window.
    Look,
    /// Other accounts are marked as production.
    AccountMarks,
    /// Rows that AWS manages appear or go, in every pane.
    ManagedRows,
    /// The budget has another limit.
    MemoryLimit,
    /// Requests have other limits.
    TimeLimits,
    /// Other keys lead to actions.
    Keys,
}

impl Setting {
    /// What follows from the change.
    pub fn effect(&self) -> SettingEffect {
        match self {
            Self::UsedFilter(_) => SettingEffect::None,
            Self::Theme(_) | Self::UiScale(_) | Self::Density(_) => SettingEffect::Look,
            Self::ProductionNames(_) => SettingEffect::AccountMarks,
            Self::ShowManaged(_) => SettingEffect::ManagedRows,
            Self::MemoryLimit(_) => SettingEffect::MemoryLimit,
            Self::TimeLimits(_) => SettingEffect::TimeLimits,
            Self::Keys(..) | Self::DefaultKeys(_) | Self::LetterKeys(_) => SettingEffect::Keys,
        }
    }
}

impl Settings {
    /// Takes a change over; the file is not written yet.
    ///
    /// # Errors
    /// In words, when the value cannot be used: nothing is changed then.
    pub fn set(&mut self, change: Setting) -> Result<(), String> {
        match change {
            Setting::Theme(theme) => self.theme = theme,
            Setting::UiScale(scale) => {
                self.ui_scale = scale.clamp(*UI_SCALE_RANGE.start(), *UI_SCALE_RANGE.end());
            }
            Setting::Density(density) => self.density = density,
            Setting::ProductionNames(words) => self.production_names = words,
            Setting::ShowManaged(are_shown) => self.show_managed = are_shown,
            Setting::MemoryLimit(text) => {
                let limit = text.map(|text| text.parse()).transpose();
                self.memory_limit = limit.map_err(|error: BadLimit| error.to_string())?;
            }
            Setting::TimeLimits(limits) => {
                self.time_limits = (limits != TimeLimits::default()).then_some(limits);
            }
            Setting::Keys(action, chords) => {
                let id = registry::info(action).id.to_owned();
                self.keys.insert(id, keymap::override_of(&chords));
            }
            Setting::DefaultKeys(action) => {
                self.keys.shift_remove(registry::info(action).id);
            }
            Setting::LetterKeys(are_keys) => self.letter_keys = are_keys,
            Setting::UsedFilter(filter) => history::remember(&mut self.filter_history, filter),
        }
        Ok(())
    }
}

/// A field of the file, and what takes it over.
type Field = (&'static str, fn(&mut Reader<'_>, &mut Settings));

/// Every field, in the order in which problems are told.
pub(super) const FIELDS: &[Field] = &[
    ("theme", |field, settings| {
        field.value(&mut settings.theme, "use system, dark, light or contrast");
    }),
    ("ui_scale", |field, settings| {
        field.checked(&mut settings.ui_scale, |scale| {
            valid(UI_SCALE_RANGE.contains(scale), "use a number from 0.5 to 3")
        });
    }),
    ("density", |field, settings| {
        field.value(&mut settings.density, "use compact, normal or comfortable");
    }),
    ("production_names", |field, settings| {
        field.checked(&mut settings.production_names, |words| {
            valid(
                words.iter().all(|word| is_name(word)),
                "use a list of words",
            )
        });
    }),
    ("memory_limit", |field, settings| {
        field.text(&mut settings.memory_limit);
    }),
    ("time_limits", |field, settings| {
        field.text(&mut settings.time_limits);
    }),
    ("profiles", |field, settings| {
        field.checked(&mut settings.profiles, |profiles| {
            valid(
                profiles.iter().flatten().all(|name| is_name(name)),
                "use a list of profile names, or null for the default credentials",
            )
        });
    }),
    ("role", |field, settings| {
        field.checked(&mut settings.role, |role| {
            valid(
                role.iter().all(|name| is_name(name)),
                "use the name or ARN of a role, or null for none",
            )
        });
    }),
    ("organizational_units", |field, settings| {
        field.checked(&mut settings.organizational_units, |units| {
            valid(
                units.iter().all(|name| is_name(name)),
                "use a list of names, paths or IDs of organizational units",
            )
        });
    }),
    ("log_level", |field, settings| {
        field.value(
            &mut settings.log_level,
            "use trace, debug, info, warn or error",
        );
    }),
    ("grouping", |field, settings| {
        field.checked(&mut settings.grouping, |levels| {
            valid(
                levels.iter().all(|level| level.parse::<GroupBy>().is_ok()),
                "use account, region, type and tag:KEY in a list, in the order of the levels",
            )
        });
    }),
    ("max_requests_in_flight", |field, settings| {
        field.checked(&mut settings.max_requests_in_flight, |requests| {
            valid(
                REQUESTS_RANGE.contains(requests),
                "use a number from 1 to 1024",
            )
        });
    }),
    ("show_managed", |field, settings| {
        field.value(&mut settings.show_managed, "use true or false");
    }),
    ("detail_depth", |field, settings| {
        field.value(
            &mut settings.detail_depth,
            "use \"none\", \"bulk\", \"all\" or {\"chosen\": [operations]}",
        );
    }),
    ("keys", |field, settings| {
        field.value(
            &mut settings.keys,
            "use an object of lists of keys by action, like {\"pane.run\": [\"f5\"]}",
        );
    }),
    ("letter_keys", |field, settings| {
        field.value(&mut settings.letter_keys, "use true or false");
    }),
    ("filter_history", |field, settings| {
        field.value(&mut settings.filter_history, "use a list of filters");
        history::bound(&mut settings.filter_history);
    }),
];

/// Longest name of a profile, role or group that is accepted.
const MAX_NAME_CHARS: usize = 2048;

fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.chars().count() <= MAX_NAME_CHARS
        && !name.contains(char::is_control)
}

fn valid(is_valid: bool, advice: &'static str) -> Result<(), &'static str> {
    is_valid.then_some(()).ok_or(advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_written_is_read() {
        let written = Settings::default().fields().unwrap();
        let written: Vec<&str> = written.keys().map(String::as_str).collect();
        let read: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(read, written);
    }

    #[test]
    fn a_limit_that_cannot_be_used_changes_nothing() {
        let mut settings = Settings::default();
        settings
            .set(Setting::MemoryLimit(Some("2GB".into())))
            .unwrap();
        let before = settings.clone();
        let problem = settings.set(Setting::MemoryLimit(Some("95%".into())));
        assert!(problem.unwrap_err().contains("95"));
        assert_eq!(settings, before);
    }
}
