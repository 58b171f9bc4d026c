//! Writing settings to a file that other windows and people write too: what was changed here goes into it, the rest
//! stays as it is there.

use std::path::Path;

use serde_json::{Map, Value};

use super::{MAX_FILE_BYTES, OnSave, Settings};
use crate::atomic_file::{self, FileError};

impl Settings {
    /// Writes what was changed since reading or the last saving to `path` in one step, readable by its owner only.
    /// What others changed in the file meanwhile stays. Before values that could not be used are lost by it, a
    /// copy of the old file is kept.
    ///
    /// # Errors
    /// When the file cannot be written: the old one is still there.
    pub fn save(&mut self, path: &Path) -> Result<(), FileError> {
        if let OnSave::Refuse(reason) = &self.on_save {
            return Err(FileError::Refused(reason.clone()));
        }
        let _alone = atomic_file::lock(path);
        let theirs = fields_of(path);
        if self.on_save == OnSave::CopyAside || theirs.is_err() {
            atomic_file::copy_aside(path).map_err(|source| FileError::Write {
                path: path.into(),
                source,
            })?;
            self.on_save = OnSave::Replace;
        }
        let ours = self.fields()?;
        let base = match self.base.take() {
            Some(base) => base,
            None => Self::default().fields()?,
        };
        let merged = match theirs {
            Ok(Some(theirs)) => merge(&base, &ours, theirs),
            Ok(None) | Err(NotFields) => ours.clone(),
        };
        self.base = Some(base);
        let mut text = serde_json::to_string_pretty(&merged)
            .map_err(|error| FileError::Refused(format!("settings cannot be written: {error}")))?;
        text.push('\n');
        atomic_file::write_private(path, text.as_bytes())?;
        self.base = Some(ours);
        Ok(())
    }

    /// Knows from now on that `saved`, a copy of these settings, was written.
    pub fn take_saved(&mut self, saved: &Self) {
        self.base.clone_from(&saved.base);
        self.on_save.clone_from(&saved.on_save);
    }

    /// Every field as the file has it.
    pub(super) fn fields(&self) -> Result<Map<String, Value>, FileError> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err(FileError::Refused("settings are no object".into())),
            Err(error) => Err(FileError::Refused(format!(
                "settings cannot be written: {error}"
            ))),
        }
    }
}

/// The file is none of ours any more.
struct NotFields;

/// What the file has now; `None` when there is none.
fn fields_of(path: &Path) -> Result<Option<Map<String, Value>>, NotFields> {
    let text = atomic_file::read_text(path, MAX_FILE_BYTES).map_err(|_| NotFields)?;
    let fields = text.map(|text| serde_json::from_str(&text));
    fields.transpose().map_err(|_| NotFields)
}

/// `theirs` with what `ours` changed since `base`.
fn merge(
    base: &Map<String, Value>,
    ours: &Map<String, Value>,
    mut theirs: Map<String, Value>,
) -> Map<String, Value> {
    let removed = base.keys().filter(|name| !ours.contains_key(*name));
    removed.for_each(|name| _ = theirs.remove(name));
    for (name, our) in ours {
        let before = base.get(name);
        match (before, our, theirs.get_mut(name)) {
            (Some(before), our, Some(_)) if before == our => {}
            (Some(Value::Object(before)), Value::Object(our), Some(Value::Object(their))) => {
                *their = merge(before, our, std::mem::take(their));
            }
            _ => _ = theirs.insert(name.clone(), our.clone()),
        }
    }
    theirs
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::app::settings::Theme;

    #[test]
    fn what_two_windows_change_is_in_the_file_in_either_order_of_saving() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        fs::write(
            &path,
            r#"{"role": "Reader", "keys": {"app.quit": ["f12"]}}"#,
        )
        .unwrap();
        let (mut first, _) = Settings::load(&path);
        let (mut second, _) = Settings::load(&path);
        first.theme = Theme::Dark;
        first.keys.insert("pane.run".into(), json!(["ctrl+r"]));
        first.save(&path).unwrap();
        second.ui_scale = 1.5;
        second.keys.insert("pane.close".into(), json!([]));
        second.save(&path).unwrap();
        // Once more: the first window has not seen what the second one changed.
        first.letter_keys = false;
        first.keys.remove("app.quit");
        first.save(&path).unwrap();
        let (both, notices) = Settings::load(&path);
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!((both.theme, both.ui_scale), (Theme::Dark, 1.5));
        assert_eq!(both.role.as_deref(), Some("Reader"));
        assert!(!both.letter_keys);
        let keys = json!({ "pane.run": ["ctrl+r"], "pane.close": [] });
        assert_eq!(Value::Object(both.keys), keys);
    }

    #[test]
    fn a_first_file_made_by_another_window_meanwhile_is_merged_too() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        let (mut first, _) = Settings::load(&path);
        let (mut second, _) = Settings::load(&path);
        first.theme = Theme::Light;
        first.save(&path).unwrap();
        second.show_managed = true;
        second.save(&path).unwrap();
        let (both, _) = Settings::load(&path);
        assert_eq!((both.theme, both.show_managed), (Theme::Light, true));
    }

    #[test]
    fn a_file_that_was_broken_meanwhile_is_kept_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.json");
        let (mut settings, _) = Settings::load(&path);
        fs::write(&path, "half a fi").unwrap();
        settings.save(&path).unwrap();
        let files = fs::read_dir(dir.path()).unwrap();
        let texts = files.filter_map(|file| fs::read_to_string(file.unwrap().path()).ok());
        assert!(texts.into_iter().any(|text| text == "half a fi"));
        assert!(Settings::load(&path).1.is_empty());
    }
}
