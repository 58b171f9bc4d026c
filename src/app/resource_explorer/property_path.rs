//! Where a value is in a resource's properties, and reading it from their text without parsing the rest.

use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Longest path, in bytes: more than any property needs.
const MAX_BYTES: usize = 512;

/// A path such as `Placement.AvailabilityZone`, in the names that the properties have. It goes through lists: a step
/// after a list leads into each of its elements, and `[]` behind a name may say so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyPath(Box<[Box<str>]>);

impl PropertyPath {
    /// The path that a text names; `None` when it is empty, too long, or has an empty step.
    pub fn parse(text: &str) -> Option<Self> {
        let steps = || {
            text.split('.')
                .map(|step| step.strip_suffix("[]").unwrap_or(step))
        };
        let is_path = text.len() <= MAX_BYTES && steps().all(|step| !step.trim().is_empty());
        is_path.then(|| Self(steps().map(Box::from).collect()))
    }

    /// Its steps, outermost first.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|step| &**step)
    }
}

impl fmt::Display for PropertyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            write!(f, "{}{step}", if at == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

/// What stands at the end of a path. `null` is nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::app) enum Found<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// How many elements a list has, or members an object; only where they are counted.
    Count(usize),
}

/// What is made of a list at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum AtEnd {
    /// Each of its elements is found.
    Values,
    /// They are counted.
    Count,
}

/// Calls `found` with what the path leads to in a JSON text, in order, until it breaks off.
pub(in crate::app) fn visit(
    properties: &str,
    path: &PropertyPath,
    at_end: AtEnd,
    mut found: impl FnMut(Found<'_>) -> ControlFlow<()>,
) {
    let walk = Walk {
        steps: &path.0,
        at_end,
        found: &mut found,
    };
    let mut text = serde_json::Deserializer::from_str(properties);
    // The error is a text that is no JSON, or the sign of who has found enough.
    let _ = walk.deserialize(&mut text);
}

/// The rest of a path, at the value that is read next.
struct Walk<'w, F> {
    steps: &'w [Box<str>],
    at_end: AtEnd,
    found: &'w mut F,
}

impl<F: FnMut(Found<'_>) -> ControlFlow<()>> Walk<'_, F> {
    fn next<'s>(&'s mut self, steps: &'s [Box<str>]) -> Walk<'s, F> {
        Walk {
            steps,
            at_end: self.at_end,
            found: self.found,
        }
    }

    fn ends_with<E: serde::de::Error>(self, value: Found<'_>) -> Result<(), E> {
        if !self.steps.is_empty() {
            return Ok(());
        }
        let value = match self.at_end {
            AtEnd::Values => value,
            AtEnd::Count if matches!(value, Found::Count(_)) => value,
            AtEnd::Count => Found::Count(1),
        };
        match (self.found)(value) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(E::custom("enough was found")),
        }
    }
}

impl<'de, F: FnMut(Found<'_>) -> ControlFlow<()>> DeserializeSeed<'de> for Walk<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Found<'_>) -> ControlFlow<()>> Visitor<'de> for Walk<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        self.ends_with(Found::Flag(flag))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.ends_with(Found::Number(number as f64))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.ends_with(Found::Number(number as f64))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.ends_with(Found::Number(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.ends_with(Found::Text(text))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        if self.steps.is_empty() && self.at_end == AtEnd::Count {
            let mut count = 0;
            while list.next_element::<IgnoredAny>()?.is_some() {
                count += 1;
            }
            return self.ends_with(Found::Count(count));
        }
        let steps = self.steps;
        while list.next_element_seed(self.next(steps))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let Some((step, rest)) = self.steps.split_first() else {
            let mut count = 0;
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                count += 1;
            }
            return match self.at_end {
                AtEnd::Values => Ok(()),
                AtEnd::Count => self.ends_with(Found::Count(count)),
            };
        };
        while let Some(Name(name)) = members.next_key()? {
            if name == **step {
                members.next_value_seed(self.next(rest))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The name of a member, borrowed where it is written without escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn all(properties: &str, path: &str, at_end: AtEnd) -> Vec<String> {
        let mut all = Vec::new();
        let path = PropertyPath::parse(path).unwrap();
        visit(properties, &path, at_end, |found| {
            all.push(format!("{found:?}"));
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn a_path_leads_through_objects_and_lists() {
        let properties =
            r#"{"A":{"B":[{"C":"x"},{"C":2},{"D":0},{"C":null},{"C":[true,"y"]}]},"Z":1}"#;
        let wanted = ["Text(\"x\")", "Number(2.0)", "Flag(true)", "Text(\"y\")"];
        for path in ["A.B.C", "A.B[].C", "A.B[].C[]"] {
            assert_eq!(all(properties, path, AtEnd::Values), wanted);
        }
        assert_eq!(all(properties, "Z", AtEnd::Values), ["Number(1.0)"]);
        assert_eq!(all(properties, "A.B", AtEnd::Count), ["Count(5)"]);
        assert_eq!(all(properties, "A", AtEnd::Count), ["Count(1)"]);
        for nothing in ["A", "a", "A.B.C.D", "Z.Y"] {
            assert_eq!(
                all(properties, nothing, AtEnd::Values),
                [""; 0],
                "{nothing}"
            );
        }
    }

    #[test]
    fn names_with_escapes_are_found_and_what_is_no_json_ends_quietly() {
        assert_eq!(
            all(r#"{"Gr\u00f6\u00dfe":7}"#, "Größe", AtEnd::Values),
            ["Number(7.0)"]
        );
        for broken in ["", "{", r#"{"A":"#, "nonsense"] {
            assert_eq!(all(broken, "A", AtEnd::Values), [""; 0], "{broken}");
        }
    }

    #[test]
    fn who_has_found_enough_reads_no_further() {
        let (mut seen, path) = (0, PropertyPath::parse("A").unwrap());
        visit(r#"{"A":[1,2,3"#, &path, AtEnd::Values, |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!(seen, 1);
    }

    #[test]
    fn a_path_is_read_as_it_is_printed() {
        let path = PropertyPath::parse("A.B[].C").unwrap();
        assert_eq!(path.to_string(), "A.B.C");
        assert_eq!(PropertyPath::parse(&path.to_string()), Some(path));
        for wrong in ["", ".", "A.", "A..B", "[]", &"x".repeat(MAX_BYTES + 1)] {
            assert_eq!(PropertyPath::parse(wrong), None, "{wrong}");
        }
    }
}
