//! From JSON to settings, value by value.

use std::fmt::Display;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::app::resource_explorer::tree::GroupBy;

use super::{OnSave, REQUESTS_RANGE, Settings, UI_SCALE_RANGE};

/// Longest name of a profile, role or group that is accepted.
const MAX_NAME_CHARS: usize = 2048;

/// The settings in `fields`, and a sentence for each value that could not be used.
pub(super) fn settings_from(fields: Map<String, Value>, path: &Path) -> (Settings, Vec<String>) {
    let mut reader = Reader {
        fields,
        path,
        notices: Vec::new(),
        unusable: Vec::new(),
    };
    let mut settings = Settings::default();
    reader.value("theme", &mut settings.theme, "use system, dark or light");
    reader.checked("ui_scale", &mut settings.ui_scale, |scale| {
        UI_SCALE_RANGE
            .contains(scale)
            .then_some(())
            .ok_or("use a number from 0.5 to 3")
    });
    reader.text("memory_limit", &mut settings.memory_limit);
    reader.text("time_limits", &mut settings.time_limits);
    reader.checked("profiles", &mut settings.profiles, |profiles| {
        let profiles: &Option<Vec<String>> = profiles;
        let fine = profiles.iter().flatten().all(|name| is_name(name));
        fine.then_some(())
            .ok_or("use a list of profile names, or null for the default credentials")
    });
    reader.checked("role", &mut settings.role, |role| {
        let role: &Option<String> = role;
        let fine = role.iter().all(|name| is_name(name));
        fine.then_some(())
            .ok_or("use the name or ARN of a role, or null for none")
    });
    reader.checked(
        "organizational_units",
        &mut settings.organizational_units,
        |units| {
            let units: &Vec<String> = units;
            let fine = units.iter().all(|name| is_name(name));
            fine.then_some(())
                .ok_or("use a list of names, paths or ids of organizational units")
        },
    );
    reader.value(
        "log_level",
        &mut settings.log_level,
        "use trace, debug, info, warn or error",
    );
    reader.checked("grouping", &mut settings.grouping, |levels| {
        let known = |level: &String| level.parse::<GroupBy>().is_ok();
        levels
            .iter()
            .all(known)
            .then_some(())
            .ok_or("use account, region, type and tag:KEY in a list, in the order of the levels")
    });
    reader.checked(
        "max_requests_in_flight",
        &mut settings.max_requests_in_flight,
        |requests| {
            REQUESTS_RANGE
                .contains(requests)
                .then_some(())
                .ok_or("use a number from 1 to 1024")
        },
    );
    reader.value(
        "show_managed",
        &mut settings.show_managed,
        "use true or false",
    );
    reader.value(
        "detail_depth",
        &mut settings.detail_depth,
        "use \"none\", \"bulk\", \"all\" or {\"chosen\": [operations]}",
    );
    reader.value(
        "keys",
        &mut settings.keys,
        "use an object of lists of keys by action, like {\"pane.run\": [\"f5\"]}",
    );
    reader.value(
        "letter_keys",
        &mut settings.letter_keys,
        "use true or false",
    );
    if !reader.notices.is_empty() {
        settings.on_save = OnSave::CopyAside;
    }
    settings.other = reader.fields;
    settings.base = settings.fields().ok();
    // What could not be used is replaced when the settings are saved, though nobody changed it here.
    if let Some(base) = &mut settings.base {
        reader
            .unusable
            .iter()
            .for_each(|name| _ = base.shift_remove(name));
    }
    let mut notices = reader.notices;
    // These stay in the file: nothing is lost by saving it.
    let problems = settings.keymap().1.into_iter();
    notices.extend(problems.map(|problem| format!("keys in {}: {problem}", path.display())));
    (settings, notices)
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.chars().count() <= MAX_NAME_CHARS
        && !name.contains(char::is_control)
}

/// Takes fields out one by one; what stays belongs to another version.
struct Reader<'a> {
    fields: Map<String, Value>,
    path: &'a Path,
    notices: Vec<String>,
    /// Fields whose values could not be used.
    unusable: Vec<String>,
}

impl Reader<'_> {
    fn value<T: DeserializeOwned>(&mut self, name: &str, target: &mut T, advice: &str) {
        self.take(name, target, |value| {
            serde_json::from_value(value).map_err(|_| advice.to_owned())
        });
    }

    fn checked<T: DeserializeOwned>(
        &mut self,
        name: &str,
        target: &mut T,
        check: impl Fn(&T) -> Result<(), &'static str>,
    ) {
        self.take(name, target, |value| {
            let kind = kind_of(&value);
            let value: T = serde_json::from_value(value)
                .map_err(|_| format!("{kind} does not belong here; see the settings window"))?;
            check(&value)?;
            Ok(value)
        });
    }

    /// A value that has a text form of its own, or null.
    fn text<T>(&mut self, name: &str, target: &mut Option<T>)
    where
        T: std::str::FromStr<Err: Display>,
    {
        self.take(name, target, |value| match value {
            Value::Null => Ok(None),
            Value::String(text) => text
                .parse()
                .map(Some)
                .map_err(|error: T::Err| error.to_string()),
            _ => Err("use a text in quotes, or null for none".into()),
        });
    }

    fn take<T>(
        &mut self,
        name: &str,
        target: &mut T,
        read: impl FnOnce(Value) -> Result<T, String>,
    ) {
        let Some(value) = self.fields.shift_remove(name) else {
            return;
        };
        let shown: String = value.to_string().chars().take(60).collect();
        match read(value) {
            Ok(value) => *target = value,
            Err(advice) => {
                self.unusable.push(name.to_owned());
                self.notices.push(format!(
                    "{name} in {}: {shown} cannot be used: {advice}; using the default",
                    self.path.display()
                ));
            }
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number of this size",
        Value::String(_) => "a text",
        Value::Array(_) => "a list of this kind",
        Value::Object(_) => "an object",
    }
}
