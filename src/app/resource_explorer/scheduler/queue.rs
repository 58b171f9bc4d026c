//! Which request goes next: by priority, then in turn between askers, then between their accounts.

use std::collections::{HashMap, VecDeque};

use tokio::sync::oneshot;

use super::asker::{Asker, Priority};
use crate::model::AccountId;

/// Takes turns between keys: one item of each, however many a key has.
#[derive(Debug)]
struct Turns<K, V> {
    order: VecDeque<K>,
    of_key: HashMap<K, V>,
}

impl<K, V> Default for Turns<K, V> {
    fn default() -> Self {
        Self {
            order: VecDeque::new(),
            of_key: HashMap::new(),
        }
    }
}

/// Something in a queue that may have stopped waiting.
pub(super) trait Waiter {
    /// Whether the receiver still waits.
    fn waits(&self) -> bool;
}

impl<T> Waiter for oneshot::Sender<T> {
    fn waits(&self) -> bool {
        !self.is_closed()
    }
}

/// Requests of one query, account by account in turn.
type OfQuery<T> = Turns<Option<AccountId>, VecDeque<T>>;

/// Waiting requests. Both pushing and popping cost the same however many wait.
#[derive(Debug)]
pub(super) struct FairQueue<T> {
    classes: [Turns<u64, OfQuery<T>>; Priority::ALL.len()],
    /// How many still wait. A waiter that has left stays in its place until its turn.
    len: usize,
}

impl<T> Default for FairQueue<T> {
    fn default() -> Self {
        Self {
            classes: Default::default(),
            len: 0,
        }
    }
}

impl<K: Copy + Eq + std::hash::Hash, V: Default> Turns<K, V> {
    fn at(&mut self, key: K) -> &mut V {
        let order = &mut self.order;
        self.of_key.entry(key).or_insert_with(|| {
            order.push_back(key);
            V::default()
        })
    }

    /// Takes one out, with all it has.
    fn take(&mut self, key: K) -> Option<V> {
        let taken = self.of_key.remove(&key)?;
        self.order.retain(|other| *other != key);
        Some(taken)
    }

    /// Lets the next one act; it comes last then, or leaves when it has nothing more.
    fn next<R>(&mut self, act: impl FnOnce(&mut V) -> (Option<R>, bool)) -> Option<R> {
        let key = self.order.pop_front()?;
        let (taken, is_empty) = act(self.of_key.get_mut(&key)?);
        if is_empty {
            self.of_key.remove(&key);
        } else {
            self.order.push_back(key);
        }
        taken
    }
}

impl<T: Waiter> FairQueue<T> {
    pub(super) fn push(&mut self, asker: Asker, account: impl Into<Option<AccountId>>, waiting: T) {
        let class = &mut self.classes[asker.priority as usize];
        class.at(asker.query).at(account.into()).push_back(waiting);
        self.len += 1;
    }

    /// Moves a query's waiting requests behind all others, or back among the lists.
    pub(super) fn set_hidden(&mut self, query: u64, is_out: bool) {
        let (from, to): (&[Priority], Priority) = if is_out {
            (&[Priority::Listing, Priority::Enriching], Priority::Hidden)
        } else {
            (&[Priority::Hidden], Priority::Listing)
        };
        for class in from {
            let Some(mut moved) = self.classes[*class as usize].take(query) else {
                continue;
            };
            let place = self.classes[to as usize].at(query);
            for account in std::mem::take(&mut moved.order) {
                let waiting = moved.of_key.remove(&account).unwrap_or_default();
                place.at(account).extend(waiting);
            }
        }
    }

    /// The next one that still waits.
    pub(super) fn pop(&mut self) -> Option<T> {
        self.pop_from(&Priority::ALL)
    }

    /// As [`FairQueue::pop`], of these classes only; they are in order.
    pub(super) fn pop_from(&mut self, classes: &[Priority]) -> Option<T> {
        for class in classes {
            while let Some(taken) = self.classes[*class as usize].next(|accounts| {
                let taken = accounts.next(|waiting| (waiting.pop_front(), waiting.is_empty()));
                (taken, accounts.order.is_empty())
            }) {
                if taken.waits() {
                    self.len -= 1;
                    return Some(taken);
                }
            }
        }
        None
    }

    /// A waiter has stopped waiting; from now on its sender says so, too.
    pub(super) fn leave(&mut self) {
        self.len = self.len.saturating_sub(1);
        if self.len == 0 {
            *self = Self::default();
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Waiter for String {
        fn waits(&self) -> bool {
            !self.ends_with("left")
        }
    }

    impl Waiter for &str {
        fn waits(&self) -> bool {
            true
        }
    }

    impl Waiter for (char, u32) {
        fn waits(&self) -> bool {
            true
        }
    }

    fn account(last: u8) -> AccountId {
        format!("00000000000{last}").parse().unwrap()
    }

    fn asker(query: u64, priority: Priority) -> Asker {
        Asker { query, priority }
    }

    #[test]
    fn a_small_query_does_not_wait_behind_a_large_one() {
        let mut queue = FairQueue::default();
        for at in 0..1000 {
            queue.push(
                asker(1, Priority::Listing),
                account(1),
                format!("large {at}"),
            );
        }
        queue.push(asker(2, Priority::Listing), account(1), "small".to_owned());
        let first: Vec<String> = (0..2).filter_map(|_| queue.pop()).collect();
        assert_eq!(first, ["large 0", "small"]);
        assert_eq!(queue.len(), 999);
    }

    #[test]
    fn who_has_left_is_neither_counted_nor_called() {
        let mut queue = FairQueue::default();
        let of = asker(1, Priority::Listing);
        for name in ["a left", "b", "c left"] {
            queue.push(of, account(1), name.to_owned());
        }
        queue.leave();
        queue.leave();
        assert_eq!(queue.len(), 1);
        assert_eq!(queue.pop().as_deref(), Some("b"));
        assert_eq!((queue.len(), queue.pop()), (0, None));
    }

    #[test]
    fn accounts_of_one_query_take_turns() {
        let mut queue = FairQueue::default();
        let of = asker(1, Priority::Listing);
        for at in 0..3 {
            queue.push(of, account(1), ('a', at));
        }
        queue.push(of, account(2), ('b', 0));
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [('a', 0), ('b', 0), ('a', 1), ('a', 2)]);
    }

    #[test]
    fn what_a_person_looks_at_goes_first() {
        let mut queue = FairQueue::default();
        queue.push(asker(1, Priority::Enriching), account(1), "details of all");
        queue.push(asker(1, Priority::Listing), account(1), "list");
        queue.push(asker(2, Priority::Looking), account(1), "selected");
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, ["selected", "list", "details of all"]);
        assert!(queue.pop().is_none());
    }

    #[test]
    fn what_goes_out_of_sight_goes_last_until_it_comes_back() {
        let mut queue = FairQueue::default();
        for (query, name) in [(1, "hidden a"), (2, "shown a")] {
            queue.push(asker(query, Priority::Listing), account(1), name);
        }
        queue.push(asker(1, Priority::Enriching), account(2), "hidden b");
        queue.push(asker(2, Priority::Enriching), account(1), "shown b");
        queue.set_hidden(1, true);
        assert_eq!(queue.len(), 4);
        let order: Vec<_> = (0..3).filter_map(|_| queue.pop()).collect();
        assert_eq!(order, ["shown a", "shown b", "hidden a"]);
        queue.push(asker(2, Priority::Enriching), account(1), "shown c");
        queue.set_hidden(1, false);
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!((order, queue.len()), (vec!["hidden b", "shown c"], 0));
    }
}
