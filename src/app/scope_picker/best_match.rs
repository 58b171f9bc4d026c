//! What one search over accounts, regions and types finds, and which of it is meant most likely.

use super::check_item::Availability;
use super::check_list::{CheckList, Mode};
use super::draft::ScopeDraft;
use crate::model::{AccountId, Region, TypeId};

/// What a search means most likely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BestMatch {
    /// As the list has it.
    pub text: String,
    /// What it is.
    pub value: MatchedValue,
}

/// What was found, and in which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedValue {
    /// An account.
    Account(AccountId),
    /// A region.
    Region(Region),
    /// A type.
    Type(TypeId),
}

/// How well a text is matched: the least is the best. The whole text, its beginning, that of a word, within a word;
/// then the shorter text.
type Rank = (u8, usize);

impl<T: Copy + Ord> CheckList<T> {
    /// The item that can be ticked and that the search means most likely.
    fn best(&self) -> Option<(Rank, T, &str)> {
        let search = self.search().trim().to_lowercase();
        if search.is_empty() {
            return None;
        }
        let items = self.found_items();
        let open = items.filter(|item| item.availability == Availability::Available);
        let ranked = open.map(|item| (rank_of(&item.text, &search), item.value, &*item.text));
        ranked.min_by_key(|(rank, ..)| *rank)
    }

    /// Ticks `value`, or no longer. In a list of all, it is the only one from then on.
    fn tick_match(&mut self, value: T) {
        if self.mode == Mode::All {
            self.select_only(value);
        } else {
            self.toggle(value);
        }
    }
}

fn rank_of(text: &str, search: &str) -> Rank {
    let text = text.to_lowercase();
    let begins = |word: &str| word.starts_with(search);
    let class = if text == search {
        0
    } else if begins(&text) {
        1
    } else if text.split([' ', '-', '_', '/']).any(begins) {
        2
    } else {
        3
    };
    (class, text.chars().count())
}

impl ScopeDraft {
    /// Shows what matches in each list; a list in which nothing matches shows all that it has.
    pub fn set_search(&mut self, search: &str) {
        if self.search != search {
            search.clone_into(&mut self.search);
            self.find();
        }
    }

    /// What the search means most likely.
    pub fn best_match(&self) -> Option<&BestMatch> {
        self.best.as_ref()
    }

    /// Searches for another text, or in other items.
    pub(super) fn find(&mut self) {
        self.accounts.set_search_if_found(&self.search);
        self.regions.set_search_if_found(&self.search);
        self.types.set_search_if_found(&self.search);
        self.best = self.found_best();
    }

    fn found_best(&self) -> Option<BestMatch> {
        let account = self
            .accounts
            .best()
            .map(|(rank, value, text)| (rank, MatchedValue::Account(value), text));
        let region = self
            .regions
            .best()
            .map(|(rank, value, text)| (rank, MatchedValue::Region(value), text));
        let ty = self
            .types
            .best()
            .map(|(rank, value, text)| (rank, MatchedValue::Type(value), text));
        let found = [account, region, ty].into_iter().flatten();
        let (_, value, text) = found.min_by_key(|(rank, ..)| *rank)?;
        Some(BestMatch {
            text: text.to_owned(),
            value,
        })
    }

    /// Ticks what was found, or no longer if it is ticked; in a list of all, it is the only one from then on.
    pub fn tick_match(&mut self, value: MatchedValue) {
        match value {
            MatchedValue::Account(account) => self.accounts.tick_match(account),
            MatchedValue::Region(region) => self.regions.tick_match(region),
            MatchedValue::Type(ty) => self.types.tick_match(ty),
        }
    }
}

#[cfg(test)]
mod tests;
