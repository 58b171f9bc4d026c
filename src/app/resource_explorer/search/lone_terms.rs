//! Why a filter of several terms lets no row through: which of them none matches.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use super::{Advanced, Search};
use crate::app::resource_explorer::tree::Rows;

/// Long enough for any search to come to its end.
const NO_LIMIT: Duration = Duration::from_secs(3600);

impl Search {
    /// Terms without which no row is let through, and which by themselves match none of `rows`, each by its place
    /// among all; `None` where the filter has less than two of the former, or when `stop` was set. Takes what a
    /// search takes for each of them. Rows that a term cannot decide on do not match it.
    pub fn terms_without_match(&mut self, rows: &Rows, stop: &AtomicBool) -> Option<Vec<usize>> {
        let required = self.filter.required_terms();
        if required.len() < 2 {
            return None;
        }
        let mut kept = std::mem::take(&mut self.kept);
        let mut without = Some(Vec::new());
        for term in required {
            let alone = Search::new(Arc::new(self.filter.of_term(term)));
            let alone = Self {
                told: self.told.clone(),
                ..alone
            };
            let mut alone = alone.with_kept(kept);
            let ended = alone.advance(rows, Instant::now() + NO_LIMIT, stop);
            let matches_none = alone.found().count() == 0;
            kept = alone.into_kept();
            match (ended, &mut without) {
                (Advanced::ToTheEnd, Some(without)) if matches_none => without.push(term),
                (Advanced::ToTheEnd, _) => {}
                (Advanced::InTime | Advanced::Stopped, _) => {
                    without = None;
                    break;
                }
            }
        }
        kept.choose(&self.filter);
        self.kept = kept;
        without
    }
}
