//! How well a name fits what is typed: its letters in order, with little between them.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What a letter must bring on average: one that follows the one before brings 16, one at the beginning of a
/// word more, and each gap takes away.
const LEAST_PER_LETTER: usize = 14;

/// What a name that is the text itself brings more than one that has it.
const WHOLE: u32 = 1000;

/// A text that names are compared with, word by word.
pub(super) struct Ranking {
    text: String,
    /// Each with the least that it must bring.
    words: Vec<(Atom, u32)>,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Ranking {
    pub(super) fn new(text: &str) -> Self {
        let (case, normal) = (CaseMatching::Ignore, Normalization::Smart);
        let word = |word: &str| {
            let least = u32::try_from(word.chars().count() * LEAST_PER_LETTER);
            let atom = Atom::new(word, case, normal, AtomKind::Fuzzy, false);
            (atom, least.unwrap_or(u32::MAX))
        };
        Self {
            words: text.split_whitespace().map(word).collect(),
            text: text.to_lowercase(),
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }

    /// How well a name fits; `None` if it does not.
    pub(super) fn score(&mut self, name: &str) -> Option<u32> {
        let name_letters = Utf32Str::new(name, &mut self.buffer);
        let mut score = 0;
        for (word, least) in &self.words {
            let of_word = u32::from(word.score(name_letters, &mut self.matcher)?);
            if of_word < *least {
                return None;
            }
            score += of_word;
        }
        let is_whole = name.len() == self.text.len() && name.to_lowercase() == self.text;
        Some(if is_whole { score + WHOLE } else { score })
    }

    /// The best score of several names of one thing.
    pub(super) fn best<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> Option<u32> {
        let scores = names.into_iter().filter_map(|name| self.score(name));
        scores.max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_fit_and_letters_far_apart_do_not() {
        let fits = |text: &str, name: &str| Ranking::new(text).score(name).is_some();
        for (text, name) in [
            ("chkout", "checkout-queue"),
            ("CHECKOUT", "checkout-queue"),
            ("queue check", "checkout-queue"),
            ("rtry fail", "Retry failed"),
            ("größe", "Größe"),
            ("", "anything"),
        ] {
            assert!(fits(text, name), "{text} in {name}");
        }
        for (text, name) in [("hkt", "checkout-queue"), ("web-9", "web-1")] {
            assert!(!fits(text, name), "{text} in {name}");
        }
    }

    #[test]
    fn the_name_itself_comes_before_names_that_have_it() {
        let mut ranking = Ranking::new("web-1");
        assert!(ranking.score("Web-1") > ranking.score("web-1-blue"));
        assert_eq!(ranking.best(["db", "web-1"]), ranking.score("web-1"));
    }
}
