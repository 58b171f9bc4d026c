//! Notices a list whose pages repeat for ever.
//!
//! AWS's page tokens are opaque. A token that was followed before leads round in a circle, directly or over
//! other tokens. Tokens that are new each time and bring no new row would not end either.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::source::PageToken;
use crate::model::ResourceEntry;

/// Pages in a row that repeat rows and bring no new one.
const MOST_REPEATED: u32 = 3;

/// Empty pages in a row. Services that filter what they have looked at give some: the tagging service one for
/// each hundred resources that have lost their tags.
const MOST_EMPTY: u32 = 200;

/// The tokens and rows of a list so far.
#[derive(Default)]
pub(crate) struct ListProgress {
    hasher: RandomState,
    tokens: HashSet<u64>,
    /// Hashes of whole rows: one that differs in any field is another row, or a newer state of one.
    rows: HashSet<u128>,
    repeated: u32,
    empty: u32,
}

impl ListProgress {
    /// Another call of the same list begins: its tokens are its own.
    pub(crate) fn begin_call(&mut self) {
        self.tokens.clear();
        (self.repeated, self.empty) = (0, 0);
    }

    /// Leaves of a page only what is new.
    pub(crate) fn keep_new(&mut self, entries: &mut Vec<ResourceEntry>) {
        let came = entries.len();
        entries.retain(|entry| {
            let told = self.told(entry);
            self.rows.insert(told)
        });
        match (came, entries.len()) {
            (0, _) => self.empty += 1,
            (_, 0) => self.repeated += 1,
            _ => (self.empty, self.repeated) = (0, 0),
        }
    }

    /// Notes the next page's token. Fails with the reason when the list would not end.
    pub(crate) fn follow(&mut self, next: &PageToken) -> Result<(), CompactString> {
        if !self.tokens.insert(self.hasher.hash_one(next)) {
            return Err("the list repeats its page token and would never end".into());
        }
        if self.repeated >= MOST_REPEATED {
            return Err(format_compact!(
                "{MOST_REPEATED} pages in a row repeat rows that were listed before; the list would never end"
            ));
        }
        if self.empty >= MOST_EMPTY {
            return Err(format_compact!(
                "{MOST_EMPTY} pages in a row are empty and say that more follow; the list would never end"
            ));
        }
        Ok(())
    }

    fn told(&self, entry: &ResourceEntry) -> u128 {
        let half = |half: u8| {
            let arn = entry.arn();
            let of_row = (
                half,
                entry.account,
                entry.region,
                entry.resource_type,
                entry.id.as_str(),
                arn.as_deref(),
                entry.name(),
                entry.status.as_str(),
            );
            entry
                .properties
                .with_text(|text| self.hasher.hash_one((of_row, text)))
        };
        u128::from(half(0)) << 64 | u128::from(half(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::entry;
    use crate::model::Properties;

    fn page(ids: &[&str]) -> Vec<ResourceEntry> {
        let rows = ids.iter();
        rows.map(|id| entry("eu-west-1", "AWS::EC2::Volume", id, ""))
            .collect()
    }

    fn ids(rows: &[ResourceEntry]) -> Vec<&str> {
        rows.iter().map(|row| row.id.as_str()).collect()
    }

    #[test]
    fn a_row_that_is_told_again_is_left_out_and_one_that_differs_is_not() {
        let mut progress = ListProgress::default();
        let mut first = page(&["a", "b", "a"]);
        progress.keep_new(&mut first);
        assert_eq!(ids(&first), ["a", "b"]);
        let mut second = page(&["b", "c"]);
        progress.keep_new(&mut second);
        assert_eq!(ids(&second), ["c"]);
        // Two children of the same name: their properties have the parents that they were asked with.
        let mut child = page(&["a"]);
        child[0].properties = Properties::from_json(&serde_json::json!({"Cluster": "other"}));
        progress.keep_new(&mut child);
        assert_eq!(ids(&child), ["a"]);
    }

    #[test]
    fn a_circle_of_any_length_is_noticed() {
        let mut progress = ListProgress::default();
        for token in ["A", "B", "C"] {
            assert_eq!(progress.follow(&token.into()), Ok(()));
        }
        let reason = progress.follow(&"B".into()).unwrap_err();
        assert!(reason.contains("repeats its page token"), "{reason}");
    }

    #[test]
    fn ever_new_tokens_that_bring_nothing_new_are_noticed() {
        let follow = |ids: &[&str]| {
            let mut progress = ListProgress::default();
            (0..1_000).find_map(|at| {
                progress.keep_new(&mut page(ids));
                let token = compact_str::format_compact!("token {at}");
                progress.follow(&token).err().map(|_| at)
            })
        };
        assert_eq!(follow(&["a"]), Some(3));
        assert_eq!(follow(&[]), Some(199));
    }
}
