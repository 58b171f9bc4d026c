//! Forms of the resource part of an ARN: literal text with holes, and what each hole matches.
//!
//! `*` matches one segment, without `/` and `:`. `#` matches a number. `**` matches anything, for names that may
//! contain separators themselves, such as paths of roles.

/// What a hole matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    /// No separator.
    Segment,
    /// Digits alone.
    Number,
    /// Everything.
    Any,
}

impl Hole {
    /// The longest part of `text` from its beginning that this hole matches.
    fn reach(self, text: &str) -> usize {
        let end = match self {
            Self::Any => None,
            Self::Segment => text.find(['/', ':']),
            Self::Number => text.find(|letter: char| !letter.is_ascii_digit()),
        };
        end.unwrap_or(text.len())
    }
}

/// The literal text up to the first hole, the hole, and the form after it.
fn split(form: &str) -> Option<(&str, Hole, &str)> {
    let (literal, rest) = form.split_at(form.find(['*', '#'])?);
    let holes = [("**", Hole::Any), ("*", Hole::Segment), ("#", Hole::Number)];
    let mut found = holes
        .into_iter()
        .filter_map(|(sign, hole)| Some((literal, hole, rest.strip_prefix(sign)?)));
    found.next()
}

/// Whether `text` has this form to its end.
pub(super) fn fits(form: &str, text: &str) -> bool {
    holes(form, text).is_some()
}

/// What each hole of the form matches, in order; `None` for a text of another form. A hole matches at least one
/// letter, and as few as it can.
pub(super) fn holes<'t>(form: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut taken = Vec::new();
    take(form, text, &mut taken, &mut |rest| rest.is_empty()).then_some(taken)
}

/// What follows in `text` after a beginning of this form, if a separator follows there: the part of a child
/// that is not its parent's.
pub(super) fn below<'t>(form: &str, text: &'t str) -> Option<&'t str> {
    let mut below = None;
    let mut ends = |rest: &'t str| {
        below = rest.strip_prefix(['/', ':']);
        below.is_some_and(|rest| !rest.is_empty())
    };
    take(form, text, &mut Vec::new(), &mut ends).then_some(())?;
    below
}

fn take<'t>(
    form: &str,
    text: &'t str,
    taken: &mut Vec<&'t str>,
    ends: &mut impl FnMut(&'t str) -> bool,
) -> bool {
    let Some((literal, hole, after)) = split(form) else {
        return text.strip_prefix(form).is_some_and(ends);
    };
    let Some(rest) = text.strip_prefix(literal) else {
        return false;
    };
    let reach = hole.reach(rest);
    // A form that ends in its hole gets all that the hole can reach.
    let least = if after.is_empty() { reach } else { 1 };
    for length in least.max(1)..=reach {
        let (Some(own), Some(rest)) = (rest.get(..length), rest.get(length..)) else {
            continue;
        };
        taken.push(own);
        if take(after, rest, taken, ends) {
            return true;
        }
        taken.pop();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_fits_to_its_end_and_its_holes_keep_to_what_they_may_take() {
        for (form, text, fitting) in [
            ("apps/*", "apps/a1", true),
            ("apps/*", "apps/a1/branches/main", false),
            ("apps/*", "apps/", false),
            ("apps/*/branches/*", "apps/a1/branches/main", true),
            ("function:*", "function:pay:live", false),
            ("function:*:#", "function:pay:12", true),
            ("function:*:#", "function:pay:live", false),
            ("role/**", "role/service-role/Deploy", true),
            (
                "log-group:**:log-stream:**",
                "log-group:/a/b:log-stream:c/d",
                true,
            ),
            ("framework:*-*", "framework:pci-1a-2b", true),
            ("access-grants/default", "access-grants/default", true),
            (
                "access-grants/default",
                "access-grants/default/grant/g",
                false,
            ),
            ("thing/**", "thing/ü:ö", true),
        ] {
            assert_eq!(fits(form, text), fitting, "{form} {text}");
        }
    }

    #[test]
    fn holes_tell_what_they_took() {
        let of = |form, text| holes(form, text).unwrap();
        assert_eq!(
            of("rule/**/*", "rule/aws.partner/x/y/mine"),
            ["aws.partner/x/y", "mine"]
        );
        assert_eq!(of("layer:*:#", "layer:lay:2"), ["lay", "2"]);
        assert_eq!(of("framework:*-*", "framework:pci-1a-2b"), ["pci", "1a-2b"]);
    }

    #[test]
    fn what_lies_below_a_form_is_told() {
        assert_eq!(below("apps/*", "apps/a1/jobs/j"), Some("jobs/j"));
        assert_eq!(below("flow:*:*", "flow:1:main/source/s"), Some("source/s"));
        assert_eq!(below("*", "pipe/stage/deploy"), Some("stage/deploy"));
        assert_eq!(below("apps/*", "apps/a1"), None);
        assert_eq!(below("apps/*", "webhooks/a1/x"), None);
    }
}
