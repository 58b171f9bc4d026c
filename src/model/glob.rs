//! Patterns with `*`, which matches any text, separators included, and in [`matches_with_marks`] with `?` for
//! any character.

/// Whether `text` fits `pattern`. Every `*` matches as little as it can, the last one what remains.
pub fn matches(pattern: &str, text: &str) -> bool {
    visit(pattern, text, |_, _| ()).is_some()
}

/// As [`matches`]; calls `taken` with the number of each `*` and what it matches, in order.
pub fn visit<'t>(
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

/// Whether `text` fits a pattern in which `?` matches any one character as well.
pub fn matches_with_marks(pattern: &str, text: &str) -> bool {
    let (mut wanted, mut rest) = (pattern.chars(), text.chars());
    // Where to go on when the text after the last star does not fit: the star matches one character more.
    let mut after_star: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let (before, here) = (wanted.clone(), rest.clone());
        match (wanted.next(), rest.next()) {
            (Some('*'), _) => {
                rest = here;
                after_star = Some((wanted.clone(), rest.clone()));
            }
            (None, None) => return true,
            (Some(sign), Some(c)) if sign == '?' || sign == c => {}
            (_, None) if before.as_str().is_empty() => return false,
            _ => {
                let Some((pattern, taken)) = &mut after_star else {
                    return false;
                };
                if taken.next().is_none() {
                    return false;
                }
                wanted = pattern.clone();
                rest = taken.clone();
            }
        }
    }
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
    fn marks_stand_for_one_character_each() {
        for (pattern, text, fits) in [
            ("dev-?", "dev-1", true),
            ("dev-?", "dev-", false),
            ("dev-?", "dev-12", false),
            ("*-?-*", "a-b-c-d", true),
            ("?*", "", false),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("*ab", "aab", true),
            ("ü?", "üß", true),
        ] {
            assert_eq!(matches_with_marks(pattern, text), fits, "{pattern} {text}");
        }
        let many = "*a".repeat(30) + "b";
        assert!(!matches_with_marks(&many, &"a".repeat(2_000)));
    }

    #[test]
    fn what_a_star_stands_for_is_told() {
        let mut taken = Vec::new();
        visit("function:*:*", "function:a:b:c", |_, part| taken.push(part));
        assert_eq!(taken, ["a", "b:c"]);
    }
}
