//! The two config files: where they are, and what was found there.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::grammar::{Fault, ParsedFile, parse};

/// One config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// Where it was looked for.
    pub path: PathBuf,
    /// The environment variable that moved it, if one did.
    pub moved_by: Option<&'static str>,
    /// What was found.
    pub state: FileState,
}

/// What was found at a config file's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// A file that parses, with this many profiles.
    Read {
        /// How many profiles it has.
        profiles: usize,
    },
    /// Nothing.
    Missing,
    /// Something that cannot be read.
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// A file that does not parse.
    Broken {
        /// Number of the line, from 1, where that is known.
        line: Option<usize>,
        /// What is wrong there.
        reason: String,
    },
}

/// Which of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Config,
    Credentials,
}

impl FileKind {
    pub(super) const BOTH: [Self; 2] = [Self::Config, Self::Credentials];

    fn variable(self) -> &'static str {
        match self {
            Self::Config => "AWS_CONFIG_FILE",
            Self::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Credentials => "credentials",
        }
    }

    fn locate(self, env: &Environment) -> (PathBuf, Option<&'static str>) {
        match env.get(self.variable()) {
            Some(path) => (env.path(path), Some(self.variable())),
            None => {
                let home = env.home().unwrap_or_default();
                (home.join(".aws").join(self.name()), None)
            }
        }
    }

    /// Reads the file. What is wrong with it is in its state.
    pub(super) fn read(self, env: &Environment) -> (ConfigFile, Option<ParsedFile>) {
        let (path, moved_by) = self.locate(env);
        let (state, parsed) = match contents(&path) {
            Ok(bytes) => match parse(&bytes) {
                Ok(parsed) => (FileState::Read { profiles: 0 }, Some(parsed)),
                Err(Fault { line, reason }) => (FileState::Broken { line, reason }, None),
            },
            Err(state) => (state, None),
        };
        let file = ConfigFile {
            path,
            moved_by,
            state,
        };
        (file, parsed)
    }
}

/// The bytes of a regular file. A device has none: `/dev/null` means no file. A pipe would never end.
fn contents(path: &Path) -> Result<Vec<u8>, FileState> {
    let unreadable = |reason: String| FileState::Unreadable { reason };
    let found = fs::metadata(path).and_then(|about| {
        if about.is_file() {
            fs::read(path).map(Some)
        } else {
            Ok(None)
        }
    });
    match found {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) if path == Path::new("/dev/null") => Err(FileState::Missing),
        Ok(None) => Err(unreadable("it is not a regular file".into())),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(FileState::Missing),
        Err(error) => Err(unreadable(error.to_string())),
    }
}

/// One sentence, if the file cannot be used.
pub(super) fn problem(file: &ConfigFile) -> Option<String> {
    let path = file.path.display();
    match &file.state {
        FileState::Read { .. } | FileState::Missing => None,
        FileState::Unreadable { reason } => Some(format!("{path} cannot be read: {reason}")),
        FileState::Broken { line, reason } => Some(match line {
            Some(line) => format!("{path}, line {line}: {reason}"),
            None => format!("{path}: {reason}"),
        }),
    }
}

/// With `~` for the home directory, as people write it.
pub(in crate::aws::access) fn short(path: &Path, env: &Environment) -> String {
    let below = env
        .home()
        .and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    match below {
        Some(below) => format!("~/{}", below.display()),
        None => path.display().to_string(),
    }
}
