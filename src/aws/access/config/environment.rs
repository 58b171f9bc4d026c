//! The environment variables, as the AWS CLI sees them: an empty one is as if it were not set.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The variables of the process. Values may be secret: no `Debug`.
#[derive(Clone, Default)]
pub(in crate::aws) struct Environment(BTreeMap<String, String>);

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}

impl Environment {
    /// Those of this process, as they are now.
    pub(in crate::aws) fn of_process() -> Self {
        let variables = std::env::vars_os();
        let texts = variables.filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self(texts.collect())
    }

    /// These and no others.
    #[cfg(test)]
    pub(in crate::aws) fn of(variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(variables.iter().map(owned).collect())
    }

    /// The value without blanks around it; `None` for an empty one.
    pub(in crate::aws) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The first of the variables that has a value, and the value.
    pub(in crate::aws) fn first(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|&name| Some((name, self.get(name)?)))
    }

    /// The variables that begin so and have a value.
    pub(super) fn beginning_with(&self, beginning: &str) -> impl Iterator<Item = (&str, &str)> {
        let names = self
            .0
            .keys()
            .filter(move |name| name.starts_with(beginning));
        names.filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }

    /// The home directory.
    pub(in crate::aws) fn home(&self) -> Option<PathBuf> {
        let set = self.get("HOME").map(PathBuf::from);
        set.or_else(dirs::home_dir)
    }

    /// A path as people write it: `~` and `$NAME` are filled in.
    pub(in crate::aws) fn path(&self, text: &str) -> PathBuf {
        let text = self.with_variables(text);
        match (text.strip_prefix('~'), self.home()) {
            (Some(""), Some(home)) => home,
            (Some(below), Some(home)) if below.starts_with('/') => home.join(&below[1..]),
            _ => PathBuf::from(text),
        }
    }

    /// `$NAME` and `${NAME}` filled in; a name that is not set stays as it is.
    fn with_variables(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let (name, length) = variable_at(rest);
            match self.0.get(name) {
                Some(value) if !name.is_empty() => filled.push_str(value),
                _ => filled.push_str(&rest[..length]),
            }
            rest = &rest[length..];
        }
        filled + rest
    }
}

/// The name of the variable that a text begins with, and how long its mention is.
fn variable_at(text: &str) -> (&str, usize) {
    if let Some(inner) = text.strip_prefix("${") {
        return match inner.find('}') {
            Some(end) => (&inner[..end], end + 3),
            None => ("", 1),
        };
    }
    let name = &text[1..];
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let end = name.find(|letter| !is_part(letter)).unwrap_or(name.len());
    (&name[..end], end + 1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_empty_variable_is_as_if_it_were_not_set() {
        let env = Environment::of(&[("A", ""), ("B", "  "), ("C", " x ")]);
        assert_eq!((env.get("A"), env.get("B")), (None, None));
        assert_eq!(env.first(&["A", "D", "C"]), Some(("C", "x")));
    }

    #[test]
    fn paths_are_filled_in_as_people_write_them() {
        let env = Environment::of(&[("HOME", "/home/me"), ("WORK", "/w")]);
        for (written, path) in [
            ("~/ca.pem", "/home/me/ca.pem"),
            ("$HOME/.aws/x", "/home/me/.aws/x"),
            ("${WORK}/a$", "/w/a$"),
            ("$NOT_SET/a", "$NOT_SET/a"),
            ("~other/a", "~other/a"),
        ] {
            assert_eq!(env.path(written), Path::new(path));
        }
    }
}
