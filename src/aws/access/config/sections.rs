//! What the sections of a file are: profiles, sign-ins, services, or nothing that is used.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::grammar::Section;
use super::settings::Settings;
use super::words;

/// The sections of one file, by what they are and by name.
#[derive(Default)]
pub(super) struct Sections {
    pub profiles: BTreeMap<String, Settings>,
    pub sso_sessions: BTreeMap<String, Settings>,
    pub services: BTreeMap<String, Settings>,
    /// One sentence per section that is not used, or not as it seems.
    pub notes: Vec<String>,
}

impl Sections {
    /// Sections of the config file: `[default]`, `[profile NAME]`, `[sso-session NAME]`, `[services NAME]`. Of two
    /// headers for one name the later holds alone.
    pub(super) fn of_config(file: &Arc<str>, sections: Vec<Section>) -> Self {
        let mut found = Self::default();
        for section in sections {
            let line = section.line;
            let header = section.header.clone();
            let known = match Kind::of(&header) {
                Ok((kind, name)) => {
                    let settings = Settings::of(section, file);
                    found.of_kind(kind).insert(name, settings).is_some()
                }
                Err(reason) => {
                    let note = format!("{file}, line {line}: [{header}] is not used: {reason}");
                    found.notes.push(note);
                    false
                }
            };
            if known {
                found.notes.push(format!(
                    "{file}, line {line}: [{header}] takes the place of a section of the same name above it"
                ));
            }
        }
        found
    }

    /// Sections of the credentials file: every one is a profile, called as it stands there.
    pub(super) fn of_credentials(file: &Arc<str>, sections: Vec<Section>) -> Self {
        let mut found = Self::default();
        for section in sections {
            let Section { header, line, .. } = &section;
            if let Some(name) = header.strip_prefix("profile ") {
                found.notes.push(format!(
                    "{file}, line {line}: this profile is called '{header}'; in this file the header of \
                     profile {name} is [{name}]"
                ));
            }
            let name = header.clone();
            found.profiles.insert(name, Settings::of(section, file));
        }
        found
    }

    fn of_kind(&mut self, kind: Kind) -> &mut BTreeMap<String, Settings> {
        match kind {
            Kind::Profile => &mut self.profiles,
            Kind::SsoSession => &mut self.sso_sessions,
            Kind::Services => &mut self.services,
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Profile,
    SsoSession,
    Services,
}

impl Kind {
    /// Kind and name of a section of the config file, or why it is none of them.
    fn of(header: &str) -> Result<(Self, String), String> {
        if header == "default" {
            return Ok((Self::Profile, header.to_owned()));
        }
        let kinds = [
            ("profile", Self::Profile),
            ("sso-session", Self::SsoSession),
            ("services", Self::Services),
        ];
        let kind = kinds.into_iter().find(|(word, _)| header.starts_with(word));
        let Some((word, kind)) = kind else {
            return Err(format!(
                "in this file the header of a profile is [profile {header}]"
            ));
        };
        match words::split(header).as_deref() {
            Some([first, name]) if first == word => Ok((kind, name.clone())),
            Some([first]) if first == word => Err("it has no name".into()),
            Some([_, _, _, ..]) => Err(format!(
                "a name with blanks needs quotes, [{word} \"NAME\"]"
            )),
            Some(_) => Err(format!(
                "in this file the header of a profile is [profile {header}]"
            )),
            None => Err("a quote in its name is not closed".into()),
        }
    }
}
