//! Patterns with `*`, which matches any text, separators included, and `?`, which matches any one character.

/// Whether `text` fits `pattern`.
pub fn matches(pattern: &str, text: &str) -> bool {
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
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
        let many = "*a".repeat(30) + "b";
        assert!(!matches(&many, &"a".repeat(2_000)));
    }
}
