//! Where the program keeps its files, which only their owner can read.

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Puts every file of the program under one folder of the caller's choice: for tests, portable installations,
/// and separate set-ups.
pub const HOME_VARIABLE: &str = "AWSDASH_HOME";

/// Folder of ours in the system's data and configuration folders.
const FOLDER: &str = "awsdash";

/// Why there is no place for files. The program runs on without them, and says so.
#[derive(Debug, Error)]
pub enum PathsError {
    /// The system names no home and no data folder.
    #[error(
        "there is no folder for logs and settings: this account has no home folder; \
         set AWSDASH_HOME to a folder to use"
    )]
    NoHome,
    /// The folder is not there and cannot be made.
    #[error(
        "cannot create the folder {}: {source}; make it writable or set AWSDASH_HOME to another",
        path.display()
    )]
    Create {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The program's folders. Holding one says nothing about whether they exist; see [`private_dir`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPaths {
    data_dir: PathBuf,
    config_dir: PathBuf,
}

impl AppPaths {
    /// The folders of this user: under [`HOME_VARIABLE`] if that is set, else where the system
    /// wants data and configuration (`~/.local/share/awsdash`, `~/.config/awsdash` on Linux).
    ///
    /// # Errors
    /// When the system names no folder for data or configuration.
    pub fn find() -> Result<Self, PathsError> {
        Self::choose(
            std::env::var_os(HOME_VARIABLE),
            system_dir(dirs::data_local_dir),
            system_dir(dirs::config_dir),
        )
    }

    /// Everything under `home`.
    pub fn under(home: &Path) -> Self {
        Self {
            data_dir: home.join("data"),
            config_dir: home.join("config"),
        }
    }

    fn choose(
        home: Option<OsString>,
        data: Option<PathBuf>,
        config: Option<PathBuf>,
    ) -> Result<Self, PathsError> {
        if let Some(home) = home.filter(|home| !home.is_empty()) {
            let home = PathBuf::from(home);
            // A relative folder must not move when the program changes its own.
            return Ok(Self::under(&std::path::absolute(&home).unwrap_or(home)));
        }
        match (data, config) {
            (Some(data), Some(config)) => Ok(Self {
                data_dir: data.join(FOLDER),
                config_dir: config.join(FOLDER),
            }),
            _ => Err(PathsError::NoHome),
        }
    }

    /// The program's own files, not made to be edited.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// What people may edit: settings and bookmarks.
    pub fn config_dir(&self) -> &Path {
        &self.config_dir
    }

    /// Log files.
    pub fn logs_dir(&self) -> PathBuf {
        self.data_dir.join("logs")
    }

    /// The log that is written now; older ones lie beside it with a number in their names.
    pub fn log_file(&self) -> PathBuf {
        self.logs_dir().join("awsdash.log")
    }

    /// What a panic left for the next start.
    pub fn crash_note(&self) -> PathBuf {
        self.data_dir.join("crash.txt")
    }

    /// The settings.
    pub fn settings_file(&self) -> PathBuf {
        self.config_dir.join("settings.json")
    }

    /// The bookmarks.
    pub fn bookmarks_file(&self) -> PathBuf {
        self.config_dir.join("bookmarks.json")
    }
}

/// Creates `path` and what is missing above it, for its owner alone (mode 0700 where there are
/// modes). A folder that exists keeps the mode its owner gave it.
///
/// # Errors
/// When a folder cannot be made, or something other than a folder has its name.
pub fn private_dir(path: &Path) -> Result<(), PathsError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|source| PathsError::Create {
        path: path.into(),
        source,
    })
}

/// Unit tests never touch the folders of the person who runs them.
#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "its twin may find nothing")]
fn system_dir(_dir: fn() -> Option<PathBuf>) -> Option<PathBuf> {
    Some(std::env::temp_dir().join(format!("awsdash-unit-tests-{}", std::process::id())))
}

#[cfg(not(test))]
fn system_dir(dir: fn() -> Option<PathBuf>) -> Option<PathBuf> {
    dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_under_the_chosen_home() {
        let home = std::env::temp_dir().join("chosen");
        let paths = AppPaths::choose(Some(home.clone().into()), None, None).unwrap();
        assert_eq!(paths, AppPaths::under(&home));
        for file in [
            paths.log_file(),
            paths.settings_file(),
            paths.bookmarks_file(),
        ] {
            assert!(file.starts_with(&home), "{}", file.display());
        }
    }

    #[test]
    fn a_relative_home_does_not_move_with_the_working_folder() {
        let paths = AppPaths::choose(Some("somewhere".into()), None, None).unwrap();
        assert!(paths.data_dir().is_absolute());
    }

    #[test]
    fn an_empty_variable_is_as_good_as_none() {
        let paths =
            AppPaths::choose(Some("".into()), Some("/data".into()), Some("/conf".into())).unwrap();
        assert_eq!(
            paths.log_file(),
            Path::new("/data/awsdash/logs/awsdash.log")
        );
        assert_eq!(
            paths.settings_file(),
            Path::new("/conf/awsdash/settings.json")
        );
    }

    #[test]
    fn without_any_folder_the_error_says_what_to_do() {
        let error = AppPaths::choose(None, None, None).unwrap_err().to_string();
        assert!(error.contains(HOME_VARIABLE), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let logs = AppPaths::under(home.path()).logs_dir();
        private_dir(&logs).unwrap();
        private_dir(&logs).unwrap();
        let mode = std::fs::metadata(&logs).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_file_in_the_way_is_named_in_the_error() {
        let home = tempfile::tempdir().unwrap();
        let in_the_way = home.path().join("data");
        std::fs::write(&in_the_way, "").unwrap();
        let error = private_dir(&AppPaths::under(home.path()).logs_dir()).unwrap_err();
        assert!(error.to_string().contains("logs"), "{error}");
    }
}
