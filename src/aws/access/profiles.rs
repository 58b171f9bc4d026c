//! The shared config files: where they are, what is in them, what is wrong with them.
//!
//! Parsing is the SDK's own, so that what is listed here is what the credentials come from.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};

use crate::model::glob;

/// The profiles of the config files.
#[derive(Clone, Debug, Default)]
pub struct ProfileList {
    /// Profile names, sorted, each once.
    pub names: Vec<String>,
    /// Those of [`ProfileList::names`] that sign in through IAM Identity Center.
    pub sso: Vec<String>,
    /// One sentence per file that cannot be used.
    pub problems: Vec<String>,
    /// The files that were looked for.
    pub files: Vec<ConfigFile>,
}

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

/// Line and reason of what is wrong with a file.
type Fault = (Option<usize>, String);

struct Kind {
    file: EnvConfigFileKind,
    variable: &'static str,
    name: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        file: EnvConfigFileKind::Config,
        variable: "AWS_CONFIG_FILE",
        name: "config",
    },
    Kind {
        file: EnvConfigFileKind::Credentials,
        variable: "AWS_SHARED_CREDENTIALS_FILE",
        name: "credentials",
    },
];

/// Reads the config files. Never fails: what is wrong is in the list.
pub fn list() -> ProfileList {
    list_with(&|name| std::env::var(name).ok())
}

fn list_with(variable: &dyn Fn(&str) -> Option<String>) -> ProfileList {
    let mut list = ProfileList::default();
    let mut profiles: BTreeMap<String, bool> = BTreeMap::new();
    for kind in &KINDS {
        let (path, moved_by) = locate(kind, variable);
        let state = match std::fs::read(&path) {
            Ok(bytes) => match parse(kind.file, &String::from_utf8_lossy(&bytes)) {
                Ok(found) => {
                    let count = found.len();
                    for (name, sso) in found {
                        *profiles.entry(name).or_default() |= sso;
                    }
                    FileState::Read { profiles: count }
                }
                Err((line, reason)) => FileState::Broken { line, reason },
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => FileState::Missing,
            Err(error) => FileState::Unreadable {
                reason: error.to_string(),
            },
        };
        list.problems.extend(problem(&path, &state));
        list.files.push(ConfigFile {
            path,
            moved_by,
            state,
        });
    }
    list.sso = profiles
        .iter()
        .filter(|(_, sso)| **sso)
        .map(|(name, _)| name.clone())
        .collect();
    list.names = profiles.into_keys().collect();
    list
}

fn locate(
    kind: &Kind,
    variable: &dyn Fn(&str) -> Option<String>,
) -> (PathBuf, Option<&'static str>) {
    let home = variable("HOME").map(PathBuf::from).or_else(dirs::home_dir);
    let home = home.unwrap_or_default();
    match variable(kind.variable).filter(|path| !path.is_empty()) {
        Some(path) => {
            let path = match path.strip_prefix("~/") {
                Some(below) => home.join(below),
                None => PathBuf::from(path),
            };
            (path, Some(kind.variable))
        }
        None => (home.join(".aws").join(kind.name), None),
    }
}

/// Name and "signs in through Identity Center" of each profile.
fn parse(kind: EnvConfigFileKind, text: &str) -> Result<Vec<(String, bool)>, Fault> {
    let files = EnvConfigFiles::builder().with_contents(kind, text).build();
    let (fs, env) = (Fs::from_slice(&[]), Env::from_slice(&[]));
    let loading = aws_config::profile::load(&fs, &env, &files, None);
    // Contents in memory: there is nothing to wait for.
    let mut context = Context::from_waker(Waker::noop());
    let parsed = match pin!(loading).poll(&mut context) {
        Poll::Ready(parsed) => parsed,
        Poll::Pending => return Err((None, "it could not be read at once".into())),
    };
    let set = parsed.map_err(|error| {
        let source = std::error::Error::source(&error).map(ToString::to_string);
        split_line(&source.unwrap_or_else(|| error.to_string()))
    })?;
    let sso = |name: &str| {
        let profile = set.get_profile(name);
        profile.is_some_and(|p| p.get("sso_session").is_some() || p.get("sso_start_url").is_some())
    };
    Ok(set
        .profiles()
        .map(|name| (name.to_owned(), sso(name)))
        .collect())
}

/// `error parsing PATH on line 3:\n  REASON` → line and reason.
fn split_line(text: &str) -> Fault {
    let located = text.split_once(" on line ").and_then(|(_, rest)| {
        let (line, reason) = rest.split_once(':')?;
        Some((line.trim().parse().ok()?, reason.trim().to_owned()))
    });
    match located {
        Some((line, reason)) => (Some(line), reason),
        None => (None, text.to_owned()),
    }
}

fn problem(path: &Path, state: &FileState) -> Option<String> {
    let path = path.display();
    match state {
        FileState::Read { .. } | FileState::Missing => None,
        FileState::Unreadable { reason } => Some(format!("{path} cannot be read: {reason}")),
        FileState::Broken { line, reason } => Some(match line {
            Some(line) => format!("{path}, line {line}: {reason}"),
            None => format!("{path}: {reason}"),
        }),
    }
}

impl ProfileList {
    /// Whether a profile signs in through IAM Identity Center.
    pub fn is_sso(&self, profile: &str) -> bool {
        self.sso.iter().any(|name| name == profile)
    }

    /// The profiles that `patterns` name, in the patterns' order, each once; for a pattern that
    /// names none, a sentence that says so.
    pub fn select(&self, patterns: &[String]) -> Vec<Result<String, (String, String)>> {
        let mut chosen: Vec<Result<String, (String, String)>> = Vec::new();
        for pattern in patterns {
            let mut any = false;
            for name in self
                .names
                .iter()
                .filter(|name| glob::matches(pattern, name))
            {
                any = true;
                if !chosen.iter().any(|known| known.as_ref() == Ok(name)) {
                    chosen.push(Ok(name.clone()));
                }
            }
            if !any {
                chosen.push(Err((pattern.clone(), self.unknown(pattern))));
            }
        }
        chosen
    }

    fn unknown(&self, pattern: &str) -> String {
        if let Some(problem) = self.problems.first() {
            return format!("the profile '{pattern}' cannot be looked up: {problem}");
        }
        let mut files = self.files.iter().map(|file| short(&file.path));
        let places = match (files.next(), files.next()) {
            (Some(config), Some(credentials)) => format!("neither {config} nor {credentials}"),
            _ => "no config file".to_owned(),
        };
        let there = match self.names.as_slice() {
            [] => "there are no profiles".to_owned(),
            names if names.len() > 12 => {
                format!(
                    "profiles there: {} and {} more",
                    names[..12].join(", "),
                    names.len() - 12
                )
            }
            names => format!("profiles there: {}", names.join(", ")),
        };
        let noun = if is_pattern(pattern) {
            "a profile like"
        } else {
            "the profile"
        };
        format!("{noun} '{pattern}' is in {places}; {there}")
    }
}

/// With `~` for the home directory, as people write it.
fn short(path: &Path) -> String {
    let below = dirs::home_dir().and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    match below {
        Some(below) => format!("~/{}", below.display()),
        None => path.display().to_string(),
    }
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list_of(config: &str, credentials: &str) -> ProfileList {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(".aws")).unwrap();
        std::fs::write(dir.path().join(".aws/config"), config).unwrap();
        std::fs::write(dir.path().join(".aws/credentials"), credentials).unwrap();
        let home = dir.path().display().to_string();
        list_with(&|name| (name == "HOME").then(|| home.clone()))
    }

    #[test]
    fn profiles_of_both_files_are_listed_once_and_sso_is_known() {
        let list = list_of(
            "[default]\nregion = eu-west-1\n[profile dev]\nsso_session = corp\n\
             [sso-session corp]\nsso_region = eu-west-1\n[profile prod]\nrole_arn = x\n",
            "[dev]\naws_access_key_id = a\n[ci]\naws_access_key_id = b\n",
        );
        assert_eq!(list.names, ["ci", "default", "dev", "prod"]);
        assert_eq!(list.sso, ["dev"]);
        assert!(list.problems.is_empty(), "{:?}", list.problems);
    }

    #[test]
    fn a_broken_file_is_named_with_its_line_and_the_other_still_counts() {
        let list = list_of(
            "[profile dev]\nregion = x\n[profile\n",
            "[ci]\naws_access_key_id = b\n",
        );
        assert_eq!(list.names, ["ci"]);
        assert!(
            list.problems[0].contains("config, line 3:"),
            "{:?}",
            list.problems
        );
    }

    #[test]
    fn files_can_be_elsewhere_and_missing_ones_are_no_problem() {
        let list = list_with(&|name| match name {
            "HOME" => Some("/nonexistent".into()),
            "AWS_CONFIG_FILE" => Some("~/elsewhere".into()),
            _ => None,
        });
        assert_eq!(list.files[0].path, Path::new("/nonexistent/elsewhere"));
        assert_eq!(list.files[0].moved_by, Some("AWS_CONFIG_FILE"));
        assert_eq!(
            list.files[1].path,
            Path::new("/nonexistent/.aws/credentials")
        );
        assert!(
            list.files
                .iter()
                .all(|file| file.state == FileState::Missing)
        );
        assert!(list.problems.is_empty());
    }

    #[test]
    fn an_unknown_profile_is_told_what_there_is() {
        let list = list_of(
            "[profile dev]\nregion = x\n",
            "[ci]\naws_access_key_id = b\n",
        );
        let chosen = list.select(&["d*".into(), "dev".into(), "prod".into()]);
        assert_eq!(chosen[0], Ok("dev".into()));
        let (pattern, sentence) = chosen[1].clone().unwrap_err();
        assert_eq!(pattern, "prod");
        assert!(
            sentence.starts_with("the profile 'prod' is in neither "),
            "{sentence}"
        );
        assert!(sentence.ends_with("profiles there: ci, dev"), "{sentence}");
        assert_eq!(chosen.len(), 2);
    }

    #[test]
    fn patterns_match_whole_names() {}
}
