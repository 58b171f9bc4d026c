//! When a resource was made, started or changed: AWS has some thirty names for that.

use super::amount::{moment_of_number, moment_of_text, number};
use super::json_text::{PropertyPath, Scalar};

/// A moment in the life of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// It was made.
    Created,
    /// It was started last.
    Launched,
    /// It was changed last.
    Modified,
}

/// Names that a person may type, and what they mean.
pub(super) const NAMES: [(&str, Moment); 7] = [
    ("created", Moment::Created),
    ("age", Moment::Created),
    ("launched", Moment::Launched),
    ("started", Moment::Launched),
    ("modified", Moment::Modified),
    ("changed", Moment::Modified),
    ("updated", Moment::Modified),
];

/// Ends of the folded names of members that hold moments.
const ENDS: [&str; 7] = ["date", "time", "at", "on", "stamp", "created", "modified"];

impl Moment {
    /// The moment that a word names.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let mut names = NAMES.iter();
        let found = names.find(|(word, _)| word.eq_ignore_ascii_case(name));
        found.map(|(_, moment)| *moment)
    }

    /// Whether every resource has it, told or not.
    pub(super) fn is_of_every_resource(self) -> bool {
        self != Self::Launched
    }

    /// When it was, as far as the properties tell, in seconds since 1970.
    pub(super) fn of(self, properties: &str) -> Option<i64> {
        match self {
            // The first of what was created, else the start.
            Self::Created => found(properties, |key| key.contains("creat"), i64::min)
                .or_else(|| Self::Launched.of(properties)),
            Self::Launched => found(
                properties,
                |key| key.contains("launch") || key == "starttime" || key == "startedat",
                i64::max,
            ),
            Self::Modified => found(
                properties,
                |key| {
                    ["modif", "updat", "chang"]
                        .iter()
                        .any(|stem| key.contains(stem))
                },
                i64::max,
            ),
        }
    }
}

fn found(
    properties: &str,
    is_meant: impl Fn(&str) -> bool,
    which: fn(i64, i64) -> i64,
) -> Option<i64> {
    let mut all: Option<i64> = None;
    let wanted = |key: &str| is_meant(key) && ENDS.iter().any(|end| key.ends_with(end));
    PropertyPath::visit_top(properties, &wanted, &mut |value| {
        if let Some(moment) = moment_of(&value) {
            all = Some(all.map_or(moment, |other| which(other, moment)));
        }
    });
    all
}

/// When a resource was made, as far as its properties tell, in seconds since 1970.
pub fn created(properties: &str) -> Option<i64> {
    Moment::Created.of(properties)
}

/// The moment that a value names, in seconds since 1970.
pub(super) fn moment_of(value: &Scalar<'_>) -> Option<i64> {
    match value {
        Scalar::Text(text) => match number(text) {
            Some(number) => moment_of_number(number),
            None => moment_of_text(text),
        },
        // Numbers of moments may be written as powers: 1.7E9.
        Scalar::Number(text) => moment_of_number(text.parse().ok()?),
        Scalar::Bool(_) | Scalar::Object => None,
    }
}
