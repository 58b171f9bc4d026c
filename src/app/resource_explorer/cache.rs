//! Lists that were already fetched, by query key, shared by all panes of all windows. Holds the very
//! batches that panes show, so that a list in use costs nothing twice.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::batch_store::{Batch, store};
use super::memory_budget::{MemoryHolder, RebuildCost};
use crate::model::heap;
use crate::model::{Provider, QueryKey};

/// Which list of a key: the one that its rows are shown by, or another provider's, which only the lists of its
/// children are asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListId {
    key: QueryKey,
    for_children_by: Option<Provider>,
}

impl ListId {
    /// The list that the rows of a key are shown by.
    pub fn shown(key: QueryKey) -> Self {
        Self {
            key,
            for_children_by: None,
        }
    }

    /// Another provider's list of the same resources.
    pub fn for_children(key: QueryKey, by: Provider) -> Self {
        Self {
            key,
            for_children_by: Some(by),
        }
    }
}

/// Which of the kept lists may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// However old they are.
    AnyAge,
    /// Those that were fetched to their end since then.
    Since(Instant),
}

impl Accepts {
    /// Whether a list may answer.
    pub fn takes(self, list: &CachedList) -> bool {
        match self {
            Self::AnyAge => true,
            Self::Since(then) => list.fetched >= then,
        }
    }
}

/// A list that was fetched to its end.
#[derive(Clone)]
pub struct CachedList {
    /// Its pages, split so that every batch has one query key.
    pub batches: Vec<Batch>,
    /// When the last page arrived.
    pub fetched: Instant,
    whole: Whole,
}

/// Whether a list lacks something although it came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    Yes,
    /// It has all rows but not all facts of them, tags for example.
    RowsOnly,
}

impl CachedList {
    fn bytes(&self) -> u64 {
        self.batches.iter().map(bytes_of).sum()
    }

    fn is_whole(&self) -> bool {
        self.whole == Whole::Yes
    }

    /// Whether a query or pane holds a batch of it, too.
    fn is_shown(&self) -> bool {
        self.batches.iter().any(Batch::is_shared)
    }
}

fn bytes_of(batch: &Batch) -> u64 {
    batch.iter().map(|entry| entry.total_bytes() as u64).sum()
}

/// What the cache holds and how well it serves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CacheStats {
    /// Lists held.
    pub lists: usize,
    /// Rows in them.
    pub rows: u64,
    /// Bytes of lists and details.
    pub bytes: u64,
    /// Answers of phase 2.
    pub details: usize,
    /// Lists that were asked for and found.
    pub hits: u64,
    /// Lists that were asked for and not found.
    pub misses: u64,
    /// Age of the oldest list.
    pub oldest: Option<Duration>,
}

impl CacheStats {
    /// Share of questions answered from the cache, 0.0 to 1.0; 0.0 when none was asked.
    pub fn hit_rate(&self) -> f64 {
        match self.hits + self.misses {
            0 => 0.0,
            asked => self.hits as f64 / asked as f64,
        }
    }
}

/// What clearing gave back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Lists forgotten.
    pub lists: usize,
    /// Bytes of forgotten lists that no query or pane holds.
    pub bytes: u64,
}

#[derive(Default)]
struct CacheState {
    lists: HashMap<ListId, (CachedList, u64)>,
    list_bytes: u64,
}

impl CacheState {
    fn remove(&mut self, id: &ListId) -> Option<CachedList> {
        let (list, bytes) = self.lists.remove(id)?;
        self.list_bytes -= bytes;
        store().leave_cache(&list.batches);
        Some(list)
    }
}

/// The cache.
#[derive(Default)]
pub struct ResourceCache {
    state: Mutex<CacheState>,
    hits: AtomicU64,
    misses: AtomicU64,
}

impl ResourceCache {
    fn lock(&self) -> MutexGuard<'_, CacheState> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The list of a key, counted as a hit or a miss.
    pub fn list(&self, key: &QueryKey) -> Option<CachedList> {
        let found = self.peek(&ListId::shown(*key));
        let counter = if found.is_some() {
            &self.hits
        } else {
            &self.misses
        };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }

    /// A list, without counting that as a question.
    pub fn peek(&self, id: &ListId) -> Option<CachedList> {
        self.rows(id).filter(CachedList::is_whole)
    }

    /// All rows of a list, as its children need them: facts of the rows may be missing.
    pub fn rows(&self, id: &ListId) -> Option<CachedList> {
        self.lock().lists.get(id).map(|(list, _)| list.clone())
    }

    /// Whether a list is kept; not counted as a question.
    pub fn has_list(&self, key: &QueryKey) -> bool {
        let state = self.lock();
        let list = state.lists.get(&ListId::shown(*key));
        list.is_some_and(|(list, _)| list.is_whole())
    }

    /// Keeps a list that was fetched to its end.
    pub fn put_list(&self, id: ListId, batches: Vec<Batch>) {
        self.put(id, batches, Whole::Yes);
    }

    /// Keeps a list that has all rows but not all facts of them: for the lists of its children alone.
    pub fn put_rows(&self, id: ListId, batches: Vec<Batch>) {
        self.put(id, batches, Whole::RowsOnly);
    }

    fn put(&self, id: ListId, batches: Vec<Batch>, whole: Whole) {
        let list = CachedList {
            batches,
            fetched: Instant::now(),
            whole,
        };
        let bytes = list.bytes();
        store().enter_cache(&list.batches);
        let mut state = self.lock();
        state.list_bytes += bytes;
        if let Some((old, old_bytes)) = state.lists.insert(id, (list, bytes)) {
            state.list_bytes -= old_bytes;
            store().leave_cache(&old.batches);
        }
    }

    /// Forgets the lists of a key, so that the next query asks for them again; returns the one that its rows were
    /// shown by.
    pub fn forget(&self, key: &QueryKey) -> Option<CachedList> {
        let mut state = self.lock();
        for by in Provider::ALL {
            state.remove(&ListId::for_children(*key, by));
        }
        state.remove(&ListId::shown(*key))
    }

    /// Forgets everything. Batches that panes show live on in the panes.
    pub fn clear(&self) -> Cleared {
        let state = std::mem::take(&mut *self.lock());
        let unshown = state
            .lists
            .values()
            .filter(|(list, _)| !list.is_shown())
            .map(|(_, bytes)| bytes)
            .sum::<u64>();
        let lists = state.lists.values();
        lists.for_each(|(list, _)| store().leave_cache(&list.batches));
        Cleared {
            lists: state.lists.len(),
            bytes: unshown,
        }
    }

    /// Forgets the lists that no pane shows.
    fn clear_unshown(&self) -> u64 {
        let mut state = self.lock();
        let mut freed_lists = 0;
        state.lists.retain(|_, (list, bytes)| {
            let shown = list.is_shown();
            if !shown {
                freed_lists += *bytes;
            }
            shown
        });
        state.list_bytes -= freed_lists;
        if state.lists.capacity() > 4 * state.lists.len() {
            state.lists.shrink_to_fit();
        }
        freed_lists
    }

    /// What it holds and how well it serves.
    pub fn stats(&self) -> CacheStats {
        let state = self.lock();
        CacheStats {
            lists: state.lists.len(),
            rows: state
                .lists
                .values()
                .flat_map(|(list, _)| &list.batches)
                .map(|batch| batch.len() as u64)
                .sum(),
            bytes: state.list_bytes,
            details: 0,
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            oldest: state
                .lists
                .values()
                .map(|(list, _)| list.fetched.elapsed())
                .max(),
        }
    }
}

impl MemoryHolder for ResourceCache {
    fn name(&self) -> &'static str {
        "Cached lists"
    }

    fn bytes(&self) -> u64 {
        // Rows that panes show as well are in the line of rows.
        let lists = heap::of_map(&self.lock().lists) as u64;
        lists + store().only_cached_bytes()
    }

    fn rebuild_cost(&self) -> RebuildCost {
        RebuildCost::Fetched
    }

    fn reclaim(&self) -> u64 {
        self.clear_unshown()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::testing::{entry, key};

    fn batch(ids: &[&str]) -> Batch {
        let row = |id: &&str| entry("eu-west-1", "AWS::EC2::Volume", id, id);
        Batch::new(ids.iter().map(row).collect())
    }

    #[test]
    fn a_list_without_tags_is_there_for_its_children_alone() {
        let (cache, key) = (
            ResourceCache::default(),
            key("eu-west-1", "AWS::EC2::Volume"),
        );
        cache.put_rows(ListId::shown(key), vec![batch(&["vol-1"])]);
        assert!(cache.list(&key).is_none() && !cache.has_list(&key));
        assert_eq!(cache.rows(&ListId::shown(key)).unwrap().batches[0].len(), 1);
        cache.put_list(ListId::shown(key), vec![batch(&["vol-1"])]);
        assert!(cache.list(&key).is_some() && cache.rows(&ListId::shown(key)).is_some());
    }

    #[test]
    fn a_list_is_shared_not_copied_and_hits_are_counted() {
        let cache = ResourceCache::default();
        let key = key("eu-west-1", "AWS::EC2::Volume");
        assert!(cache.list(&key).is_none());
        let rows = batch(&["vol-1", "vol-2"]);
        cache.put_list(ListId::shown(key), vec![rows.clone()]);
        assert_eq!(cache.list(&key).unwrap().batches, [rows]);
        let stats = cache.stats();
        assert_eq!(
            (stats.lists, stats.rows, stats.hits, stats.misses),
            (1, 2, 1, 1)
        );
        assert_eq!(stats.hit_rate(), 0.5);
        assert!(stats.bytes >= 2 * size_of::<crate::model::ResourceEntry>() as u64);
    }

    #[test]
    fn under_pressure_lists_in_view_stay_and_the_others_go() {
        let cache = ResourceCache::default();
        let shown = batch(&["vol-1"]);
        cache.put_list(
            ListId::shown(key("eu-west-1", "AWS::EC2::Volume")),
            vec![shown.clone()],
        );
        cache.put_list(
            ListId::shown(key("us-east-1", "AWS::EC2::Volume")),
            vec![batch(&["vol-2"])],
        );
        assert!(cache.reclaim() > 0);
        assert!(cache.list(&key("eu-west-1", "AWS::EC2::Volume")).is_some());
        assert!(cache.list(&key("us-east-1", "AWS::EC2::Volume")).is_none());
    }

    #[test]
    fn clearing_says_what_it_gave_back_and_leaves_nothing() {
        let cache = ResourceCache::default();
        cache.put_list(
            ListId::shown(key("eu-west-1", "AWS::EC2::Volume")),
            vec![batch(&["vol-1"])],
        );
        let stored = cache.stats().bytes;
        assert!(stored > 0);
        let all = Cleared {
            lists: 1,
            bytes: stored,
        };
        assert_eq!(cache.clear(), all);
        assert_eq!(cache.stats().bytes, 0);
    }
}
