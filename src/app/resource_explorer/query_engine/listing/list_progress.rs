//! Notices a list whose pages repeat for ever.
//!
//! AWS's page tokens are opaque. A token that was followed before leads round in a circle, directly or over
//! other tokens. Tokens that are new each time and bring no new row, or one each, would not end either:
//! pages and time without rows are counted.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::source::{PageToken, TimeLeft};
use crate::model::ResourceEntry;

/// Pages in a row that repeat rows and bring no new one.
const MOST_REPEATED: u32 = 3;

/// Pages in a row that are empty or next to it. Services that filter what they have looked at give some: the
/// tagging service one for each hundred resources that have lost their tags.
const MOST_THIN: u32 = 200;

/// A page with fewer new rows is next to empty.
const FEW_ROWS: usize = 5;

/// The tokens and rows of a list so far.
#[derive(Default)]
pub(crate) struct ListProgress {
    hasher: RandomState,
    tokens: HashSet<u64>,
    /// Hashes of whole rows: one that differs in any field is another row, or a newer state of one.
    rows: HashSet<u128>,
    repeated: u32,
    thin: u32,
    /// Milliseconds that requests took since the last page with more than a few rows.
    spent_ms: AtomicU64,
}

impl ListProgress {
    /// Another call of the same list begins: its tokens are its own.
    pub(crate) fn begin_call(&mut self) {
        self.tokens.clear();
        self.made_progress();
    }

    /// Leaves of a page only what is new.
    pub(crate) fn retain_new(&mut self, entries: &mut Vec<ResourceEntry>) {
        let received = entries.len();
        entries.retain(|entry| {
            let print = self.row_print(entry);
            self.rows.insert(print)
        });
        self.count_page(received, entries.len());
    }

    /// Notes of which resources a page of details has answers.
    pub(crate) fn note_ids<'a>(&mut self, ids: impl Iterator<Item = &'a str>) {
        let (mut received, mut new) = (0, 0);
        for id in ids {
            received += 1;
            let half = |half: u8| u128::from(self.hasher.hash_one((half, id)));
            new += usize::from(self.rows.insert(half(0) << 64 | half(1)));
        }
        self.count_page(received, new);
    }

    /// A page came with so many rows, of which so many are new.
    fn count_page(&mut self, received: usize, new: usize) {
        match new {
            FEW_ROWS.. => return self.made_progress(),
            0 if received > 0 => self.repeated += 1,
            0 => {}
            _ => self.repeated = 0,
        }
        self.thin += 1;
    }

    fn made_progress(&mut self) {
        (self.repeated, self.thin) = (0, 0);
        self.spent_ms.store(0, Ordering::Relaxed);
    }

    /// A request of the list took so long.
    pub(crate) fn count_time(&self, took: Duration) {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.spent_ms.fetch_add(ms, Ordering::Relaxed);
    }

    /// What is left of the time from one page with rows to the next.
    pub(crate) fn time_left(&self, of: Duration) -> TimeLeft {
        let spent = Duration::from_millis(self.spent_ms.load(Ordering::Relaxed));
        let left = of.saturating_sub(spent);
        TimeLeft { left, of }
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
        if self.thin >= MOST_THIN {
            return Err(format_compact!(
                "{MOST_THIN} pages in a row have fewer than {FEW_ROWS} new rows and say that more follow; \
                 the list would never end"
            ));
        }
        Ok(())
    }

    fn row_print(&self, entry: &ResourceEntry) -> u128 {
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
        progress.retain_new(&mut first);
        assert_eq!(ids(&first), ["a", "b"]);
        let mut second = page(&["b", "c"]);
        progress.retain_new(&mut second);
        assert_eq!(ids(&second), ["c"]);
        // Two children of the same name: their properties have the parents that they were asked with.
        let mut child = page(&["a"]);
        child[0].properties = Properties::from_json(&serde_json::json!({"Cluster": "other"}));
        progress.retain_new(&mut child);
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
                progress.retain_new(&mut page(ids));
                let token = compact_str::format_compact!("token {at}");
                progress.follow(&token).err().map(|_| at)
            })
        };
        assert_eq!(follow(&["a"]), Some(3));
        assert_eq!(follow(&[]), Some(199));
    }

    /// How many pages of `rows` new rows are followed, of at most a thousand.
    fn pages_of(rows: usize) -> Option<usize> {
        let mut progress = ListProgress::default();
        (0..1_000).find_map(|at| {
            let ids: Vec<String> = (0..rows).map(|row| format!("{at}-{row}")).collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            progress.retain_new(&mut page(&ids));
            let token = compact_str::format_compact!("token {at}");
            progress.follow(&token).err().map(|_| at)
        })
    }

    #[test]
    fn a_list_that_tells_one_new_row_a_page_comes_to_an_end_and_one_of_many_does_not() {
        assert_eq!(pages_of(1), Some(199));
        assert_eq!(pages_of(10), None);
    }

    #[test]
    fn the_time_of_a_list_starts_over_with_every_page_that_has_rows() {
        let of = Duration::from_secs(50);
        let mut progress = ListProgress::default();
        let left = |progress: &ListProgress| progress.time_left(of).left.as_secs();
        progress.count_time(Duration::from_secs(30));
        progress.retain_new(&mut page(&["a"]));
        assert_eq!(left(&progress), 20);
        progress.retain_new(&mut page(&["b", "c", "d", "e", "f"]));
        assert_eq!(left(&progress), 50);
        progress.count_time(Duration::from_secs(70));
        assert_eq!(left(&progress), 0);
        // Children of another parent: a list of their own.
        progress.begin_call();
        assert_eq!(left(&progress), 50);
    }
}
