//! In which order the resources of a key are asked about, and when not to go on.
//!
//! A refusal counts for the one resource until many have come: the next resource is asked about. After
//! [`ASKED_ANYWAY`] refusals without an answer a few more are asked about, at doubling distances; the first
//! answer among them sends the course back to those that were passed over. Knows nothing of requests.

use std::ops::Range;

/// How many resources are asked about although every one before was refused.
const ASKED_ANYWAY: usize = 50;

/// How many are asked about at once, once one was answered.
const AT_ONCE: usize = 8;

/// How much a refusal says of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Little: it may be about this resource alone.
    Little,
    /// Much: the operation or the network does not work here.
    Much,
    /// All: no resource will get an answer.
    All,
}

/// The way through the resources of a key, by their places from 0 on.
#[derive(Debug)]
pub(super) struct Course {
    total: usize,
    next: usize,
    state: State,
    /// Ranges of places that were passed over.
    skipped: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No answer yet; refusals so far, those of [`Says::Much`] counted several times.
    Refused(usize),
    /// No answer after many refusals: the next place is `apart` places on.
    Probing { apart: usize },
    /// One was answered: all are asked about.
    Answered,
    /// No further one is asked about.
    Over,
}

impl Course {
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
    pub(super) fn refused(&mut self, count: usize, says: Says) {
        const MUCH: usize = 10;
        self.state = match (self.state, says) {
            (_, Says::All) => State::Over,
            (State::Refused(before), _) => {
                let weight = if says == Says::Much { MUCH } else { 1 };
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
    fn asked(total: usize, says: Says, is_refused: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut course = Course::new(total);
        let mut asked = Vec::new();
        while let Some(at) = course.next() {
            asked.push(at);
            if is_refused(at) {
                course.refused(1, says);
            } else {
                course.answered();
            }
        }
        let left: usize = course.not_asked().map(|range| range.len()).sum();
        assert_eq!(asked.len() + left, total, "each is asked or accounted for");
        asked.sort_unstable();
        asked
    }

    #[test]
    fn refusals_of_some_do_not_keep_the_others_from_being_asked() {
        let all: Vec<usize> = (0..40).collect();
        assert_eq!(asked(40, Says::Little, |at| at == 5), all);
        assert_eq!(asked(40, Says::Little, |at| at != 17), all);
        let all: Vec<usize> = (0..3_000).collect();
        assert_eq!(
            asked(3_000, Says::Little, |at| (1..2_000).contains(&at)),
            all
        );
        assert_eq!(
            asked(3_000, Says::Little, |at| at < 1_500),
            all,
            "who was passed over is asked once somebody is answered"
        );
    }

    #[test]
    fn two_thousand_refusals_take_no_two_thousand_requests() {
        assert!(asked(2_000, Says::Little, |_| true).len() < 70);
        assert!(asked(1_000_000, Says::Little, |_| true).len() < 80);
        assert!(asked(2_000, Says::Much, |_| true).len() < 20);
        assert_eq!(asked(2_000, Says::All, |_| true), [0]);
    }

    #[test]
    fn one_is_asked_at_a_time_until_one_is_answered() {
        let mut course = Course::new(100);
        assert_eq!((course.next(), course.at_once()), (Some(0), 1));
        course.refused(1, Says::Little);
        assert_eq!(course.at_once(), 1);
        course.answered();
        assert_eq!(course.at_once(), AT_ONCE);
    }
}
