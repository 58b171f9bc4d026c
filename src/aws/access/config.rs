//! What the config files and the environment say, read as the AWS CLI reads them.
//!
//! This is the only reader: profiles, credentials, regions and endpoints of the window and of every command come
//! from here, and the SDK gets what was decided. Each value knows where it stands. What is not used is noted.

pub(in crate::aws) mod environment;
mod files;
mod grammar;
mod reach;
mod recent;
mod sections;
mod settings;
pub(in crate::aws::access) mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use files::{ConfigFile, FileState};

use environment::Environment;
pub(in crate::aws::access) use files::short;
use files::{FileKind, problem};
use grammar::ParsedFile;
pub(in crate::aws) use reach::{CaBundle, Reach, default_region, variant};
pub(in crate::aws) use recent::RecentConfiguration;
use sections::Sections;
pub(in crate::aws) use settings::{Place, Profile, Setting, Settings};

/// Profiles that a message names; the rest is counted.
pub(in crate::aws::access) const MOST_NAMED: usize = 12;

/// The variables that name the profile, the first of them before the others.
pub(in crate::aws) const PROFILE_VARIABLES: [&str; 2] = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"];

/// The settings of all profiles, and the variables of the environment.
#[derive(Clone, Debug, Default)]
pub(in crate::aws) struct Configuration {
    /// The variables.
    pub env: Environment,
    /// The files that were looked for.
    pub files: Vec<ConfigFile>,
    /// One sentence per file that cannot be used.
    pub problems: Vec<String>,
    /// One sentence for each thing in the files that is not used, or not as it seems.
    pub notes: Vec<String>,
    profiles: BTreeMap<String, Profile>,
    sso_sessions: BTreeMap<String, Settings>,
    services: BTreeMap<String, Settings>,
}

impl Configuration {
    /// Reads files and environment. Never fails: what is wrong is in the result.
    pub(in crate::aws) fn read() -> Self {
        Self::read_with(Environment::of_process())
    }

    /// As [`Self::read`], with these variables.
    pub(in crate::aws) fn read_with(env: Environment) -> Self {
        let mut read = Self::default();
        for kind in FileKind::BOTH {
            let (mut file, parsed) = kind.read(&env);
            let name: Arc<str> = short(&file.path, &env).into();
            if let (Some(parsed), FileState::Read { profiles }) = (parsed, &mut file.state) {
                *profiles = read.add(kind, &name, parsed);
            }
            read.problems.extend(problem(&file));
            read.files.push(file);
        }
        read.env = env;
        read
    }

    /// Takes the sections of a file; how many profiles it has.
    fn add(&mut self, kind: FileKind, file: &Arc<str>, parsed: ParsedFile) -> usize {
        let notes = parsed.notes.iter();
        self.notes
            .extend(notes.map(|(line, note)| format!("{file}, line {line}: {note}")));
        let found = match kind {
            FileKind::Config => Sections::of_config(file, parsed.sections),
            FileKind::Credentials => Sections::of_credentials(file, parsed.sections),
        };
        self.notes.extend(found.notes);
        let count = found.profiles.len();
        for (name, settings) in found.profiles {
            let profile = self.profiles.entry(name).or_default();
            match kind {
                FileKind::Config => profile.config = settings,
                FileKind::Credentials => profile.credentials = settings,
            }
        }
        self.sso_sessions.extend(found.sso_sessions);
        self.services.extend(found.services);
        count
    }

    /// A profile.
    pub(in crate::aws) fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// All profiles, by name.
    pub(in crate::aws) fn profiles(&self) -> impl Iterator<Item = (&String, &Profile)> {
        self.profiles.iter()
    }

    /// The settings of `[sso-session NAME]`.
    pub(in crate::aws) fn sso_session(&self, name: &str) -> Option<&Settings> {
        self.sso_sessions.get(name)
    }

    /// The settings of `[services NAME]`.
    pub(in crate::aws) fn services(&self, name: &str) -> Option<&Settings> {
        self.services.get(name)
    }

    /// The profile that the environment names, and the variable that does.
    pub(in crate::aws) fn profile_of_environment(&self) -> Option<(&'static str, &str)> {
        self.env.first(&PROFILE_VARIABLES)
    }

    /// The profile that is meant where none is named.
    pub(in crate::aws) fn default_profile(&self) -> &str {
        self.profile_of_environment()
            .map_or("default", |(_, name)| name)
    }

    /// A value of the environment, or else of a profile.
    pub(in crate::aws) fn value<'a>(
        &'a self,
        profile: &'a Profile,
        variable: &str,
        key: &str,
    ) -> Option<&'a str> {
        self.env.get(variable).or_else(|| profile.get(key))
    }

    /// Whether a file does not parse: it hides all profiles.
    pub(in crate::aws) fn has_broken_file(&self) -> bool {
        let is_broken = |file: &ConfigFile| matches!(file.state, FileState::Broken { .. });
        self.files.iter().any(is_broken)
    }

    /// The profiles that there are, for who named another.
    pub(in crate::aws) fn profiles_there(&self) -> String {
        let names: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
        match names.as_slice() {
            [] => "there are no profiles".to_owned(),
            names if names.len() > MOST_NAMED => format!(
                "profiles there: {} and {} more",
                names[..MOST_NAMED].join(", "),
                names.len() - MOST_NAMED
            ),
            names => format!("profiles there: {}", names.join(", ")),
        }
    }

    /// The files as messages name them: "~/.aws/config nor ~/.aws/credentials".
    pub(in crate::aws) fn places(&self) -> String {
        let files = self.files.iter().map(|file| short(&file.path, &self.env));
        files.collect::<Vec<String>>().join(" nor ")
    }
}

/// Whether a switch is on, as the AWS CLI reads one.
pub(in crate::aws) fn is_on(value: Option<&str>) -> bool {
    value.is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

#[cfg(test)]
pub(in crate::aws) fn configuration(
    config: &str,
    credentials: &str,
    variables: &[(&str, &str)],
) -> Configuration {
    let dir = tempfile::tempdir().expect("a folder");
    let aws = dir.path().join(".aws");
    std::fs::create_dir(&aws).expect("a folder");
    std::fs::write(aws.join("config"), config).expect("a file");
    std::fs::write(aws.join("credentials"), credentials).expect("a file");
    let home = dir.path().display().to_string();
    let mut all = vec![("HOME", home.as_str())];
    all.extend(variables);
    Configuration::read_with(Environment::of(&all))
}

#[cfg(test)]
mod tests;
