//! Patterns with `*`, which stands for any text, separators included.

/// Whether `text` fits `pattern`. Every `*` takes as little as it can, the last one what remains.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    visit(pattern, text, |_, _| ()).is_some()
}

/// As [`matches`], and what each `*` stands for, in order. `taken` hears the number of the star.
pub(super) fn visit<'t>(
    pattern: &str,
    text: &'t str,
    mut taken: impl FnMut(usize, &'t str),
) -> Option<()> {
    let Some((head, mut pattern)) = pattern.split_once('*') else {
        return (pattern == text).then_some(());
    };
    let mut rest = text.strip_prefix(head)?;
    for star in 0.. {
        let Some((literal, after)) = pattern.split_once('*') else {
            taken(star, rest.strip_suffix(pattern)?);
            break;
        };
        let at = rest.find(literal)?;
        taken(star, &rest[..at]);
        rest = &rest[at + literal.len()..];
        pattern = after;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, fits) in [
            ("running", "running", true),
            ("running", "runnin", false),
            ("*missing*", "a-missing-b", true),
            ("*missing*", "missing", true),
            ("use-local*", "use-local-zone", true),
            ("*-error*", "error", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*:*", "topic", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn what_a_star_stands_for_is_told() {
        let mut taken = Vec::new();
        visit("function:*:*", "function:a:b:c", |_, part| taken.push(part));
        assert_eq!(taken, ["a", "b:c"]);
    }
}
