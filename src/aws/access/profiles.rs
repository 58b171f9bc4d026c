//! The profiles of the config files, for who chooses among them and for reports.

use super::config::{Configuration, MOST_NAMED};
use crate::model::glob;

pub use super::config::{ConfigFile, FileState};

/// The profiles of the config files.
#[derive(Clone, Debug, Default)]
pub struct ProfileList {
    /// Profile names, sorted, each once.
    pub names: Vec<String>,
    /// Those of [`ProfileList::names`] that sign in through IAM Identity Center.
    pub sso: Vec<String>,
    /// One sentence per file that cannot be used.
    pub problems: Vec<String>,
    /// One sentence for each section or setting that is not used, or not as it seems.
    pub notes: Vec<String>,
    /// The files that were looked for.
    pub files: Vec<ConfigFile>,
    /// Those files as messages name them.
    pub places: String,
}

/// Settings by which a profile signs in through IAM Identity Center.
const SSO: [&str; 2] = ["sso_session", "sso_start_url"];

/// Reads the config files. Never fails: what is wrong is in the list.
pub fn list() -> ProfileList {
    ProfileList::of(&Configuration::read())
}

impl ProfileList {
    /// The profiles of a configuration.
    pub(in crate::aws) fn of(config: &Configuration) -> Self {
        let is_sso = config
            .profiles()
            .filter(|(_, profile)| profile.has_any(&SSO));
        Self {
            sso: is_sso.map(|(name, _)| name.clone()).collect(),
            names: config.profiles().map(|(name, _)| name.clone()).collect(),
            problems: config.problems.clone(),
            notes: config.notes.clone(),
            files: config.files.clone(),
            places: config.places(),
        }
    }

    /// The profiles that `patterns` name, in the patterns' order, each once; for a pattern that names none, a
    /// sentence that says so. A profile that is called exactly so is meant, also where its name is a pattern.
    pub fn select(&self, patterns: &[String]) -> Vec<Result<String, (String, String)>> {
        let mut chosen: Vec<Result<String, (String, String)>> = Vec::new();
        for pattern in patterns {
            let is_name = self.names.contains(pattern);
            let is_meant = |name: &&String| {
                if is_name {
                    *name == pattern
                } else {
                    glob::matches(pattern, name)
                }
            };
            let mut any = false;
            for name in self.names.iter().filter(is_meant) {
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
        let places = match self.places.as_str() {
            "" => "no config file".to_owned(),
            places => format!("neither {places}"),
        };
        let there = match self.names.as_slice() {
            [] => "there are no profiles".to_owned(),
            names if names.len() > MOST_NAMED => {
                format!(
                    "profiles there: {} and {} more",
                    names[..MOST_NAMED].join(", "),
                    names.len() - MOST_NAMED
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

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::super::config::configuration;
    use super::*;

    fn list_of(config: &str, credentials: &str) -> ProfileList {
        ProfileList::of(&configuration(config, credentials, &[]))
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
    fn a_profile_that_is_called_like_a_pattern_is_meant_by_its_name() {
        let list = list_of("[profile a*]\n[profile ab]\n", "");
        assert_eq!(list.select(&["a*".into()]), [Ok("a*".into())]);
        assert_eq!(list.select(&["a?".into()]).len(), 2);
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
}
