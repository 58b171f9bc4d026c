//! Bytes that collections of the standard library take on the heap, by capacity and not length.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use compact_str::CompactString;

/// A hash table of `capacity` slots: what it says it has room for is seven eighths of its buckets, and each
/// bucket has a byte of its own beside the slot.
fn table(capacity: usize, slot_bytes: usize) -> usize {
    match capacity {
        0 => 0,
        1..=3 => 4 * (slot_bytes + 1) + 16,
        _ => (capacity * 8).div_ceil(7).next_power_of_two() * (slot_bytes + 1) + 16,
    }
}

/// Nodes have eleven places, of which seven or eight are taken where keys come in any order.
fn tree(len: usize, slot_bytes: usize) -> usize {
    if len == 0 {
        return 0;
    }
    let nodes = len * 2 / 15 + 1;
    // Parent, position and length; the few inner nodes have twelve edges each.
    nodes * (11 * slot_bytes + 16) + nodes / 7 * 96
}

/// Bytes of the table of a map.
pub fn of_map<K, V, S>(map: &HashMap<K, V, S>) -> usize {
    table(map.capacity(), size_of::<(K, V)>())
}

/// Bytes of the table of a set.
pub fn of_set<T, S>(set: &HashSet<T, S>) -> usize {
    table(set.capacity(), size_of::<T>())
}

/// Bytes of the nodes of a sorted map, about.
pub fn of_sorted_map<K, V>(map: &BTreeMap<K, V>) -> usize {
    tree(map.len(), size_of::<K>() + size_of::<V>())
}

/// Bytes of the nodes of a sorted set, about.
pub fn of_sorted_set<T>(set: &BTreeSet<T>) -> usize {
    tree(set.len(), size_of::<T>())
}

/// Bytes of a list.
pub fn of_list<T>(list: &Vec<T>) -> usize {
    list.capacity() * size_of::<T>()
}

/// Bytes of a queue.
pub fn of_queue<T>(queue: &VecDeque<T>) -> usize {
    queue.capacity() * size_of::<T>()
}

/// Bytes of a text on the heap.
pub fn of_text(text: &CompactString) -> usize {
    if text.is_heap_allocated() {
        text.capacity()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the standard library lays a table out: a power of two of buckets.
    #[test]
    fn tables_are_as_large_as_their_layout_says() {
        let mut map: HashMap<u64, [u64; 2]> = HashMap::new();
        assert_eq!(of_map(&map), 0);
        map.insert(1, [1, 1]);
        assert_eq!(of_map(&map), 4 * 25 + 16);
        map.extend((0..1000).map(|n| (n, [n, n])));
        assert_eq!(of_map(&map), 2048 * 25 + 16);
        let mut set: HashSet<u32> = HashSet::new();
        set.extend(0..7);
        assert_eq!(of_set(&set), 8 * 5 + 16);
    }

    #[test]
    fn lists_and_texts_count_their_room() {
        assert_eq!(of_sorted_set(&BTreeSet::<u8>::new()), 0);
        assert_eq!(of_list(&Vec::<u32>::with_capacity(100)), 400);
        assert!(of_queue(&VecDeque::<u32>::with_capacity(100)) >= 400);
        assert_eq!(of_text(&"short".into()), 0);
        assert_eq!(
            of_text(&"a text that is too long to be kept in place".into()),
            43
        );
    }
}
