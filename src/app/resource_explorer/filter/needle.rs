//! One text to look for in one field, without regard to case.

/// A text to look for, folded to lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Needle {
    /// Anywhere in the field.
    Within(Within),
    /// The whole field, in pieces between `*`.
    Glob(Box<[Box<str>]>),
}

/// A text without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Within {
    text: Box<str>,
    /// Of an ASCII text, the byte that fields have least often, in both cases.
    rare: Option<[u8; 2]>,
}

impl Within {
    fn new(text: String) -> Self {
        let rarest = || {
            let rarest = text.bytes().min_by_key(|byte| commonness(*byte))?;
            // What is in nearly every field rules none out.
            (commonness(rarest) <= RARE_FIRST.len()).then_some(rarest)
        };
        let rare = if text.is_ascii() { rarest() } else { None };
        Self {
            rare: rare.map(|byte| [byte, byte.to_ascii_uppercase()]),
            text: text.into(),
        }
    }

    fn is_in(&self, text: &str) -> bool {
        let Some([lower, upper]) = self.rare else {
            return find_folded(text, &self.text, 0).is_some();
        };
        // Without an early end, so that it becomes a few instructions over many bytes at a time.
        let is_rare = |byte: &u8| u8::from(*byte == lower) | u8::from(*byte == upper);
        let has_rare = text
            .as_bytes()
            .iter()
            .fold(0, |any, byte| any | is_rare(byte));
        if has_rare == 0 && text.is_ascii() {
            return false;
        }
        find_folded(text, &self.text, 0).is_some()
    }
}

/// Letters that are no hexadecimal digits, the rarest first.
const RARE_FIRST: &[u8] = b"zqxjkvywgpmuhlnrsoti";

/// How often a folded byte is in ids, names and ARNs, roughly: hexadecimal digits and what parts words are
/// everywhere, then come the letters as English has them.
fn commonness(byte: u8) -> usize {
    match RARE_FIRST.iter().position(|letter| *letter == byte) {
        Some(rank) => rank + 1,
        None if byte.is_ascii_alphanumeric() || b"-:/_.".contains(&byte) => RARE_FIRST.len() + 1,
        None => 0,
    }
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        let folded = text.to_lowercase();
        if folded.contains('*') {
            Self::Glob(folded.split('*').map(Into::into).collect())
        } else {
            Self::Within(Within::new(folded))
        }
    }

    /// Whether the field is what is looked for.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Within(within) => within.is_in(text),
            Self::Glob(pieces) => glob_matches(text, pieces),
        }
    }

    /// The text as it is, folded; `None` when it has gaps.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Within(within) => Some(&within.text),
            Self::Glob(_) => None,
        }
    }

    /// For tags the whole key or value must match, with or without `*`.
    pub(super) fn matches_whole(&self, text: &str) -> bool {
        match self {
            Self::Within(within) => folded(text).eq(within.text.chars()),
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
        let (text, needle) = (text.as_bytes().get(from..)?, needle.as_bytes());
        return find_ascii(text, needle).map(|at| from + at + needle.len());
    }
    let starts = text.get(from..)?.char_indices();
    starts
        .into_iter()
        .find_map(|(at, _)| prefix_folded(&text[from + at..], needle).map(|end| from + at + end))
}

/// Where `needle`, folded and not empty, begins in `text`. Most bytes are not its first.
fn find_ascii(text: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, rest) = needle.split_first()?;
    let last_start = text.len().checked_sub(needle.len())?;
    let starts = &text[..=last_start];
    let is_here = |at: usize| text[at + 1..=at + rest.len()].eq_ignore_ascii_case(rest);
    let mut places = starts.iter().enumerate();
    let found = places.find(|(at, byte)| byte.to_ascii_lowercase() == *first && is_here(*at));
    found.map(|(at, _)| at)
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
