//! `~text`: the letters of a text in order, with little between them.

use std::cell::RefCell;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What a letter must bring on average: one that follows the one before brings 16, one at the beginning of a
/// word more, and each gap takes away.
const LEAST_PER_LETTER: usize = 14;

/// A text to look for by its letters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fuzzy {
    atom: Atom,
    least: u16,
}

impl Eq for Fuzzy {}

impl Fuzzy {
    pub(super) fn new(text: &str) -> Self {
        let (case, normal) = (CaseMatching::Ignore, Normalization::Smart);
        let least = text.chars().count() * LEAST_PER_LETTER;
        Self {
            atom: Atom::new(text, case, normal, AtomKind::Fuzzy, false),
            least: u16::try_from(least).unwrap_or(u16::MAX),
        }
    }

    /// Whether its letters are in `text`, close together.
    pub(super) fn is_in(&self, text: &str) -> bool {
        thread_local! {
            static WORK: RefCell<(Matcher, Vec<char>)> =
                RefCell::new((Matcher::new(Config::DEFAULT), Vec::new()));
        }
        WORK.with_borrow_mut(|(matcher, buffer)| {
            let score = self.atom.score(Utf32Str::new(text, buffer), matcher);
            score.is_some_and(|score| score >= self.least)
        })
    }
}
