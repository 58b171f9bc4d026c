//! From JSON to settings, value by value.

use std::fmt::Display;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fields::FIELDS;
use super::{OnSave, Settings};

/// The settings in `fields`, and a sentence for each value that could not be used.
pub(super) fn settings_from(fields: Map<String, Value>, path: &Path) -> (Settings, Vec<String>) {
    let mut reader = Reader {
        fields,
        name: "",
        path,
        notices: Vec::new(),
        unusable: Vec::new(),
    };
    let mut settings = Settings::default();
    for (name, read) in FIELDS {
        reader.name = name;
        read(&mut reader, &mut settings);
    }
    if !reader.notices.is_empty() {
        settings.on_save = OnSave::CopyAside;
    }
    settings.other = reader.fields;
    settings.base = settings.fields().ok();
    // What could not be used is replaced when the settings are saved, though it was not changed here.
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

/// Takes fields out one by one; what stays belongs to another version.
pub(super) struct Reader<'a> {
    fields: Map<String, Value>,
    /// The field that is read.
    name: &'static str,
    path: &'a Path,
    notices: Vec<String>,
    /// Fields whose values could not be used.
    unusable: Vec<String>,
}

impl Reader<'_> {
    pub(super) fn value<T: DeserializeOwned>(&mut self, target: &mut T, advice: &str) {
        self.take(target, |value| {
            serde_json::from_value(value).map_err(|_| advice.to_owned())
        });
    }

    pub(super) fn checked<T: DeserializeOwned>(
        &mut self,
        target: &mut T,
        check: impl Fn(&T) -> Result<(), &'static str>,
    ) {
        self.take(target, |value| {
            let kind = kind_of(&value);
            let value: T = serde_json::from_value(value)
                .map_err(|_| format!("{kind} does not belong here; see the settings window"))?;
            check(&value)?;
            Ok(value)
        });
    }

    /// A value that has a text form of its own, or null.
    pub(super) fn text<T>(&mut self, target: &mut Option<T>)
    where
        T: std::str::FromStr<Err: Display>,
    {
        self.take(target, |value| match value {
            Value::Null => Ok(None),
            Value::String(text) => text
                .parse()
                .map(Some)
                .map_err(|error: T::Err| error.to_string()),
            _ => Err("use a text in quotes, or null for none".into()),
        });
    }

    fn take<T>(&mut self, target: &mut T, read: impl FnOnce(Value) -> Result<T, String>) {
        let name = self.name;
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
