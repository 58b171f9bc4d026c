//! Notices a list outside of a query whose pages would never end. Lists of a query are watched by the engine.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash, RandomState};

/// Pages in a row with fewer than [`FEW_ITEMS`] new items, before a list is given up. Services that filter give
/// short and empty pages.
const MOST_THIN: usize = 100;

/// A page with fewer new items is next to empty.
const FEW_ITEMS: usize = 5;

/// The pages of one list so far.
#[derive(Default)]
pub(in crate::aws) struct PageTrail {
    hasher: RandomState,
    tokens: HashSet<u64>,
    items: HashSet<u64>,
    thin: usize,
}

impl PageTrail {
    /// Notes the items of a page and the token of the next.
    ///
    /// # Errors
    /// Why the list would never end.
    pub(in crate::aws) fn follow<T: Hash>(
        &mut self,
        items: impl Iterator<Item = T>,
        next: &str,
    ) -> Result<(), &'static str> {
        let hasher = &self.hasher;
        let new = items.filter(|item| self.items.insert(hasher.hash_one(item)));
        self.thin = if new.count() < FEW_ITEMS {
            self.thin + 1
        } else {
            0
        };
        if !self.tokens.insert(self.hasher.hash_one(next)) {
            return Err("the same page again and again");
        }
        if self.thin >= MOST_THIN {
            return Err("page after page with hardly anything new");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many pages, of at most a thousand, a list is given up.
    fn pages(
        token: fn(usize) -> usize,
        items: fn(usize) -> std::ops::Range<usize>,
    ) -> Option<usize> {
        let mut trail = PageTrail::default();
        (0..1_000).find(|at| trail.follow(items(*at), &token(*at).to_string()).is_err())
    }

    #[test]
    fn a_list_that_would_never_end_is_given_up_and_a_long_one_is_not() {
        let twenty = |at: usize| at * 20..(at + 1) * 20;
        assert_eq!(pages(|at| at, twenty), None);
        assert_eq!(pages(|at| at % 3, twenty), Some(3), "a circle");
        assert_eq!(pages(|at| at, |_| 0..20), Some(100), "the same items");
        assert_eq!(pages(|at| at, |at| at..at + 1), Some(99), "one each");
        assert_eq!(pages(|at| at, |_| 0..0), Some(99), "none");
    }
}
