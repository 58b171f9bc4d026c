//! Paths to values in a resource's properties.

use std::fmt;

use serde_json::Value;

/// A path such as `Placement.AvailabilityZone` or `SecurityGroups[].GroupId`, in the names that the
/// properties have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Box<[Step]>);

/// One member, and whether the path goes on in each element of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub key: &'static str,
    pub reach: Reach,
}

/// How a path goes on after a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// In the member itself.
    Itself,
    /// In every element of the list that the member is.
    Each,
}

impl Step {
    /// `name` or `name[]`.
    pub(super) fn parse(text: &'static str) -> Self {
        match text.strip_suffix("[]") {
            Some(key) => Self {
                key,
                reach: Reach::Each,
            },
            None => Self {
                key: text,
                reach: Reach::Itself,
            },
        }
    }
}

impl Path {
    /// Steps with dots between them.
    pub(super) fn parse(text: &'static str) -> Self {
        text.split('.').map(Step::parse).collect()
    }

    /// What its steps take.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.0)
    }

    /// Whether it can lead to several values.
    pub fn is_list(&self) -> bool {
        self.0.iter().any(|step| step.reach == Reach::Each)
    }

    /// Calls `found` with every value the path leads to. `null` counts as absent.
    pub fn visit<'v>(&self, properties: &'v Value, found: &mut dyn FnMut(&'v Value)) {
        walk(&self.0, properties, found);
    }

    /// The first value the path leads to.
    pub fn first<'v>(&self, properties: &'v Value) -> Option<&'v Value> {
        let mut first = None;
        self.visit(properties, &mut |value| {
            first.get_or_insert(value);
        });
        first
    }
}

fn walk<'v>(steps: &[Step], value: &'v Value, found: &mut dyn FnMut(&'v Value)) {
    let Some((step, rest)) = steps.split_first() else {
        if !value.is_null() {
            found(value);
        }
        return;
    };
    match (value.get(step.key), step.reach) {
        (None, _) => {}
        (Some(Value::Array(elements)), Reach::Each) => {
            for element in elements {
                walk(rest, element, found);
            }
        }
        (Some(member), _) => walk(rest, member, found),
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            let dot = if position == 0 { "" } else { "." };
            let each = if step.reach == Reach::Each { "[]" } else { "" };
            write!(f, "{dot}{}{each}", step.key)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_leads_through_lists() {
        let value = json!({"Groups": [{"Id": "a"}, {"Id": "b"}, {"Id": null}, {}]});
        let path = Path::parse("Groups[].Id");
        let mut found = Vec::new();
        path.visit(&value, &mut |id| found.push(id.as_str().unwrap()));
        assert_eq!(found, ["a", "b"]);
        assert_eq!(path.to_string(), "Groups[].Id");
        assert!(path.first(&json!({"Groups": "x"})).is_none());
    }
}
