//! One text to look for in one field, without regard to case.

/// A text to look for, folded to lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Needle {
    /// Anywhere in the field.
    Within(Box<str>),
    /// The whole field, in pieces between `*`.
    Glob(Box<[Box<str>]>),
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        let folded = text.to_lowercase();
        if folded.contains('*') {
            Self::Glob(folded.split('*').map(Into::into).collect())
        } else {
            Self::Within(folded.into())
        }
    }

    /// Whether the field is what is looked for.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Within(needle) => find_folded(text, needle, 0).is_some(),
            Self::Glob(pieces) => glob_matches(text, pieces),
        }
    }

    /// For tags the whole key or value must match, with or without `*`.
    pub(super) fn matches_whole(&self, text: &str) -> bool {
        match self {
            Self::Within(needle) => folded(text).eq(needle.chars()),
            Self::Glob(pieces) => glob_matches(text, pieces),
        }
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// Byte position after the first occurrence of `needle`, at or after byte `from`, without case.
fn find_folded(text: &str, needle: &str, from: usize) -> Option<usize> {
    if needle.is_empty() {
        return Some(from);
    }
    if text.is_ascii() && needle.is_ascii() {
        let (text, needle) = (text.as_bytes(), needle.as_bytes());
        let mut windows = text.get(from..)?.windows(needle.len());
        return windows
            .position(|window| window.eq_ignore_ascii_case(needle))
            .map(|at| from + at + needle.len());
    }
    let starts = text.get(from..)?.char_indices();
    starts
        .into_iter()
        .find_map(|(at, _)| prefix_folded(&text[from + at..], needle).map(|end| from + at + end))
}

/// Bytes of `text` that fold to `needle`, when it starts with it.
fn prefix_folded(text: &str, needle: &str) -> Option<usize> {
    let mut wanted = needle.chars();
    for (at, c) in text.char_indices() {
        if wanted.as_str().is_empty() {
            return Some(at);
        }
        if !c.to_lowercase().all(|c| wanted.next() == Some(c)) {
            return None;
        }
    }
    wanted.as_str().is_empty().then_some(text.len())
}

/// First piece at the start, last at the end, the others in order between.
fn glob_matches(text: &str, pieces: &[Box<str>]) -> bool {
    let [first, middle @ .., last] = pieces else {
        return false;
    };
    let Some(mut at) = prefix_folded(text, first) else {
        return false;
    };
    for piece in middle {
        match find_folded(text, piece, at) {
            Some(after) => at = after,
            None => return false,
        }
    }
    let starts = text[at..]
        .char_indices()
        .map(|(start, _)| at + start)
        .chain([text.len()]);
    starts
        .into_iter()
        .any(|start| prefix_folded(&text[start..], last) == Some(text.len() - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `*` means, spelled out by trying everything.
    fn naive_glob(text: &[char], pattern: &[char]) -> bool {
        match (text, pattern) {
            (_, ['*', rest @ ..]) => (0..=text.len()).any(|at| naive_glob(&text[at..], rest)),
            ([t, text @ ..], [p, rest @ ..]) => t == p && naive_glob(text, rest),
            ([], []) => true,
            _ => false,
        }
    }

    #[test]
    fn globs_agree_with_the_naive_way() {
        let alphabet = ['a', 'b', '*'];
        let spell = |mut number: usize, length: usize| -> Vec<char> {
            (0..length)
                .map(|_| {
                    let c = alphabet[number % 3];
                    number /= 3;
                    c
                })
                .collect()
        };
        for pattern_number in 0..243 {
            let pattern = spell(pattern_number, 5);
            if !pattern.contains(&'*') {
                continue;
            }
            let needle = Needle::new(&pattern.iter().collect::<String>());
            for text_number in 0..243 {
                let text: Vec<char> = spell(text_number, 5)
                    .into_iter()
                    .filter(|c| *c != '*')
                    .collect();
                let joined: String = text.iter().collect();
                assert_eq!(
                    needle.matches(&joined),
                    naive_glob(&text, &pattern),
                    "{joined} {pattern:?}"
                );
            }
        }
    }
}
