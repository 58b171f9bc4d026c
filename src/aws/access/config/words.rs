//! Words of a line as a POSIX shell splits them: names of sections and commands are written so.

/// The words; `None` where a quote is not closed or a backslash ends the text.
pub(in crate::aws::access) fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '\'' => break,
                        inner => word.push(inner),
                    }
                }
            }
            '"' => double_quoted(&mut letters, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(letters.next()?),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

/// Up to the closing quote. A backslash takes the meaning of a quote or of another backslash only.
fn double_quoted(letters: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match letters.next()? {
            '"' => return Some(()),
            '\\' => {
                let next = letters.next()?;
                if !matches!(next, '"' | '\\') {
                    word.push('\\');
                }
                word.push(next);
            }
            inner => word.push(inner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        let of = |text: &str| split(text).map(|words| words.join("|"));
        assert_eq!(of("profile dev").as_deref(), Some("profile|dev"));
        assert_eq!(of("profile \"my dev\"").as_deref(), Some("profile|my dev"));
        assert_eq!(
            of("sso-session 'my corp'").as_deref(),
            Some("sso-session|my corp")
        );
        assert_eq!(of(r#"a\ b "c\"d\e" ''"#).as_deref(), Some(r#"a b|c"d\e|"#));
        assert_eq!(of("it's"), None);
        assert_eq!(of("x\\"), None);
        assert_eq!(of("  "), Some(String::new()));
    }
}
