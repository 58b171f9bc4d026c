//! In which order the resources of a key are asked about, and when not to go on.
//!
//! A refusal counts for the one resource until many have come: the next resource is asked about. After
//! [`ASKED_ANYWAY`] refusals without an answer a few more are asked about, at doubling distances; the first
//! answer among them sends it back to those that were passed over. Knows nothing of requests.

use std::ops::Range;

/// How many resources are asked about although every one before was refused.
const ASKED_ANYWAY: usize = 50;

/// How many are asked about at once, once one was answered.
const AT_ONCE: usize = 8;

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusalReach {
    /// This resource, perhaps alone.
    Resource,
    /// The operation or the network, which do not work here: it counts several times.
    Operation,
    /// All resources of the key: none will get an answer.
    Key,
}

/// The order in which the resources of a key are asked about, by their places from 0 on.
#[derive(Debug)]
pub(super) struct ProbeOrder {
    total: usize,
    next: usize,
    state: State,
    /// Ranges of places that were passed over.
    skipped: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No answer yet; refusals so far, those of [`RefusalReach::Operation`] counted several times.
    Refused(usize),
    /// No answer after many refusals: the next place is `apart` places on.
    Probing { apart: usize },
    /// One was answered: all are asked about.
    Answered,
    /// No further one is asked about.
    Over,
}

impl ProbeOrder {
    pub(super) fn new(total: usize) -> Self {
        Self {
            total,
            next: 0,
            state: State::Refused(0),
            skipped: Vec::new(),
        }
    }

    /// How many may be under way at once: before the first answer each result decides about the next.
    pub(super) fn at_once(&self) -> usize {
        match self.state {
            State::Answered => AT_ONCE,
            _ => 1,
        }
    }

    /// The next place to ask; `None` when all were asked, or when no other is to be asked for now.
    pub(super) fn next(&mut self) -> Option<usize> {
        match self.state {
            State::Over => None,
            State::Answered => self.next_skipped().or_else(|| self.step(1)),
            State::Refused(_) => self.step(1),
            State::Probing { apart } => {
                self.state = State::Probing { apart: apart * 2 };
                self.step(apart)
            }
        }
    }

    /// The place `by` places on, the last at most.
    fn step(&mut self, by: usize) -> Option<usize> {
        if self.next >= self.total {
            return None;
        }
        let at = (self.next + by - 1).min(self.total - 1);
        if at > self.next {
            self.skipped.push(self.next..at);
        }
        self.next = at + 1;
        Some(at)
    }

    fn next_skipped(&mut self) -> Option<usize> {
        loop {
            let at = self.skipped.last_mut()?.next();
            if at.is_some() {
                return at;
            }
            self.skipped.pop();
        }
    }

    /// A resource was answered for.
    pub(super) fn answered(&mut self) {
        if self.state != State::Over {
            self.state = State::Answered;
        }
    }

    /// `count` resources were refused.
    pub(super) fn refused(&mut self, count: usize, reach: RefusalReach) {
        const OPERATION: usize = 10;
        self.state = match (self.state, reach) {
            (_, RefusalReach::Key) => State::Over,
            (State::Refused(before), _) => {
                let weight = if reach == RefusalReach::Operation {
                    OPERATION
                } else {
                    1
                };
                let refused = before + count * weight;
                if refused < ASKED_ANYWAY {
                    State::Refused(refused)
                } else {
                    State::Probing { apart: 2 }
                }
            }
            (state, _) => state,
        };
    }

    /// Places that were never asked.
    pub(super) fn not_asked(&self) -> impl Iterator<Item = Range<usize>> {
        let rest = self.next..self.total;
        self.skipped.iter().cloned().chain([rest])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes through `total` resources of which `is_refused` are; the places that were asked.
    fn asked(total: usize, reach: RefusalReach, is_refused: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut order = ProbeOrder::new(total);
        let mut asked = Vec::new();
        while let Some(at) = order.next() {
            asked.push(at);
            if is_refused(at) {
                order.refused(1, reach);
            } else {
                order.answered();
            }
        }
        let left: usize = order.not_asked().map(|range| range.len()).sum();
        assert_eq!(asked.len() + left, total, "each is asked or accounted for");
        asked.sort_unstable();
        asked
    }

    #[test]
    fn refusals_of_some_do_not_keep_the_others_from_being_asked() {
        let all: Vec<usize> = (0..40).collect();
        assert_eq!(asked(40, RefusalReach::Resource, |at| at == 5), all);
        assert_eq!(asked(40, RefusalReach::Resource, |at| at != 17), all);
        let all: Vec<usize> = (0..3_000).collect();
        assert_eq!(
            asked(3_000, RefusalReach::Resource, |at| (1..2_000).contains(&at)),
            all
        );
        assert_eq!(
            asked(3_000, RefusalReach::Resource, |at| at < 1_500),
            all,
            "a resource that was passed over is asked once another is answered"
        );
    }

    #[test]
    fn two_thousand_refusals_take_no_two_thousand_requests() {
        assert!(asked(2_000, RefusalReach::Resource, |_| true).len() < 70);
        assert!(asked(1_000_000, RefusalReach::Resource, |_| true).len() < 80);
        assert!(asked(2_000, RefusalReach::Operation, |_| true).len() < 20);
        assert_eq!(asked(2_000, RefusalReach::Key, |_| true), [0]);
    }

    #[test]
    fn one_is_asked_at_a_time_until_one_is_answered() {
        let mut order = ProbeOrder::new(100);
        assert_eq!((order.next(), order.at_once()), (Some(0), 1));
        order.refused(1, RefusalReach::Resource);
        assert_eq!(order.at_once(), 1);
        order.answered();
        assert_eq!(order.at_once(), AT_ONCE);
    }
}
